package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify"
)

// in names the apps that a finding belongs to, where its file does not tell.
func (f located) in() string {
	if len(f.Projects) == 1 && (f.Projects[0] == "." && isLocal(f.File) || strings.HasPrefix(f.File, f.Projects[0]+"/")) {
		return ""
	}
	return inApps(f.Projects)
}

func inApps(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "in " + spoken.Few(names)
}

// withApps is what stands before a text of some apps.
func withApps(names []string, text string) string {
	if where := inApps(names); where != "" {
		return where + ": " + text
	}
	return text
}

// addOnce adds a name that is not there yet; an empty one is none.
func addOnce(names []string, name string) []string {
	if name == "" || slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// tally counts the apps by what they came to; empty for a run of one.
func tally(r *verify.Report) string {
	if len(r.Apps) == 0 {
		return ""
	}
	counts := map[verify.Verdict]int{}
	for _, a := range r.Apps {
		counts[a.Verdict]++
	}
	var parts []string
	for _, verdict := range []verify.Verdict{verify.Broken, verify.VerdictUndecided, verify.Sound} {
		if counts[verdict] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[verdict], verdict))
		}
	}
	return spoken.Count(len(r.Apps), "app") + ": " + strings.Join(parts, ", ")
}

// ofApp is the report of one app of several.
func ofApp(r *verify.Report, a verify.App) *verify.Report {
	one := &verify.Report{Verdict: a.Verdict, Scope: a.Scope}
	for _, result := range r.Results {
		if result.Project == a.Project {
			one.Results = append(one.Results, result)
		}
	}
	return one
}

// apps gives each app a line.
func (s *screen) apps(r *verify.Report, verbose bool) {
	widest := 0
	for _, a := range r.Apps {
		widest = max(widest, len([]rune(a.Project)))
	}
	widest = min(widest, s.width/2)
	for _, a := range r.Apps {
		one := ofApp(r, a)
		counted, accepted := split(findings(one))
		mark, style := "✓", green
		switch {
		case a.Verdict == verify.Broken:
			mark, style = "✗", red
		case a.Verdict == verify.VerdictUndecided:
			mark, style = "?", yellow
		case count(counted, verify.SeverityWarning) > 0:
			mark, style = "!", yellow
		}
		text := one.Summary()
		if parts := amounts(one, counted, accepted); len(parts) > 0 {
			text += ": " + strings.Join(parts, ", ")
		}
		s.line(fmt.Sprintf("%s %-*s  %s", s.paint(style, mark), widest, a.Project, text))
		if verbose {
			for _, level := range verify.Levels() {
				s.results(one, level)
			}
		}
	}
	for _, o := range notAsked(r) {
		s.wrapped(s.paint(dim, "·")+" ", 2, dim, strings.Join(o.IDs, ", ")+" not asked: "+o.Reason)
	}
}
