package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/internal/words"
	"github.com/authkit-cli/authkit/verify"
)

// screen writes lines that fit, and keeps the first error.
type screen struct {
	w      io.Writer
	colour bool
	width  int
	err    error
}

const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	reset  = "\x1b[0m"
)

func (s *screen) paint(style, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return style + text + reset
}

func (s *screen) line(text string) {
	if s.err == nil {
		_, s.err = io.WriteString(s.w, text+"\n")
	}
}

// wrapped writes text behind a lead whose width is given, and hangs the rest under it.
func (s *screen) wrapped(lead string, indent int, style, text string) {
	lines := words.Wrap(text, max(s.width-indent, 24))
	for i, line := range lines {
		if i == 0 {
			s.line(lead + s.paint(style, line))
		} else {
			s.line(strings.Repeat(" ", indent) + s.paint(style, line))
		}
	}
}

// writeText is for a person: what is wrong comes first and whole, what is fine
// takes one line for each level.
func writeText(w io.Writer, r *verify.Report, o Options) error {
	s := &screen{w: w, colour: o.Colour, width: o.Width}
	if s.width == 0 {
		s.width = 80
	}
	s.width = min(max(s.width, 40), 100)
	if len(r.Apps) > 0 {
		s.apps(r, o.Verbose)
	} else {
		s.levels(r, o.Verbose)
	}
	counted, accepted := split(findings(r))
	for _, f := range counted {
		s.finding(f)
	}
	s.open(r, verify.Undecided, "?", "undecided")
	s.open(r, verify.Unproven, "–", "unproven")
	s.accepted(accepted)
	for _, person := range r.SignIn {
		s.person(person)
	}
	if o.Verbose {
		s.requests(r)
	}
	s.verdict(r, counted, accepted)
	if onward := next(r, counted, o); o.Next && onward != "" {
		s.wrapped("next: ", 6, "", onward)
	}
	return s.err
}

// levels gives each level a line.
func (s *screen) levels(r *verify.Report, verbose bool) {
	for _, level := range verify.Levels() {
		counts := map[verify.Status]int{}
		reason := ""
		same := true
		total, accepted := 0, 0
		for _, result := range r.Results {
			if result.Level != level {
				continue
			}
			total++
			if standing := result.Standing(); standing == verify.OK && result.Status != verify.OK {
				accepted++
			} else {
				counts[standing]++
			}
			if result.Status == verify.Skipped {
				same = same && (reason == "" || reason == result.Reason)
				reason = result.Reason
			}
		}
		if total == 0 {
			continue
		}
		mark, style := "✓", green
		switch {
		case counts[verify.Failed] > 0:
			mark, style = "✗", red
		case counts[verify.Undecided] > 0:
			mark, style = "?", yellow
		case counts[verify.Warning] > 0:
			mark, style = "!", yellow
		case counts[verify.Skipped] == total:
			mark, style = "·", dim
		case counts[verify.OK]+accepted == 0:
			mark, style = "–", dim
		}
		var parts []string
		for _, c := range []struct {
			status verify.Status
			word   string
		}{{verify.Failed, "failed"}, {verify.Warning, "with warnings"}, {verify.Undecided, "undecided"}, {verify.OK, "ok"}, {verify.Unproven, "unproven"}} {
			if counts[c.status] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", counts[c.status], c.word))
			}
		}
		if accepted > 0 {
			parts = append(parts, fmt.Sprintf("%d accepted", accepted))
		}
		if counts[verify.Skipped] == total {
			text := "not asked"
			if same && reason != "" {
				text += ": " + reason
			}
			s.wrapped(fmt.Sprintf("%s %-12s ", s.paint(style, mark), level), 15, dim, text)
		} else {
			s.line(fmt.Sprintf("%s %-12s %s", s.paint(style, mark), level, strings.Join(parts, ", ")))
		}
		if verbose {
			s.results(r, level)
		}
	}
}

// results lists the checks of one level.
func (s *screen) results(r *verify.Report, level verify.Level) {
	marks := map[verify.Status]string{verify.OK: "✓", verify.Failed: "✗", verify.Warning: "!", verify.Undecided: "?", verify.Unproven: "–", verify.Skipped: "·"}
	for _, result := range r.Results {
		if result.Level != level {
			continue
		}
		text := result.ID
		if result.Provider != "" && result.Provider != "default" {
			text += " (" + result.Provider + ")"
		}
		if result.Reason != "" {
			text += ": " + result.Reason
		} else if result.Standing() != result.Status {
			text += ": with what is accepted"
		} else if result.Evidence != "" {
			text += ": " + result.Evidence
			if result.Confidence == verify.Inferred {
				text += " (inferred)"
			}
		}
		s.wrapped("    "+marks[result.Standing()]+" ", 6, dim, text)
	}
}

func (s *screen) finding(f located) {
	mark := s.paint(red, "✗")
	if f.Severity == verify.SeverityWarning {
		mark = s.paint(yellow, "!")
	}
	s.line("")
	s.line(mark + " " + s.paint(bold, f.head("  ")))
	s.wrapped("  ", 2, "", f.Message)
	s.wrapped(s.paint(green, "  → "), 4, "", f.Fix)
	if f.Code != "" {
		s.line("    " + s.paint(dim, "authkit explain "+f.Code))
	}
}

// accepted gives each finding that does not count a line, and never more.
func (s *screen) accepted(all []located) {
	for i, f := range all {
		if i == 0 {
			s.line("")
		}
		s.line(s.paint(dim, "· "+f.head(" ")+" "+f.why()))
	}
}

// named are the providers a finding belongs to, unless it is the unnamed one alone.
func named(providers []string) string {
	if len(providers) == 0 || len(providers) == 1 && (providers[0] == "default" || providers[0] == "") {
		return ""
	}
	return "(" + strings.Join(providers, ", ") + ")"
}

// open lists what could not be decided, one entry for each reason.
func (s *screen) open(r *verify.Report, status verify.Status, mark, word string) {
	for _, o := range byReason(r, status) {
		s.line("")
		head := word + ": " + strings.Join(o.IDs, ", ")
		if where := inApps(o.Projects); where != "" {
			head += " " + where
		}
		s.wrapped(s.paint(yellow, mark)+" ", 2, bold, head)
		s.wrapped("  ", 2, "", o.Reason)
	}
}

// person shows what st.user will hold.
func (s *screen) person(p verify.Person) {
	s.line("")
	title := "st.user after a sign-in"
	if p.Provider != "default" {
		title += " with " + p.Provider
	}
	s.line(s.paint(bold, title))
	widest := 0
	for _, c := range p.Claims {
		widest = max(widest, len(c.Name))
	}
	for _, c := range p.Claims {
		s.line(fmt.Sprintf("  %-*s  %s", widest, c.Name, c.Value))
	}
	for _, note := range p.Notes {
		s.wrapped("  - ", 4, "", note)
	}
	s.line(s.paint(dim, fmt.Sprintf("  the login cookies take %.1f KiB of every request", float64(p.CookieBytes)/1024)))
}

func (s *screen) requests(r *verify.Report) {
	if len(r.Requests) == 0 {
		return
	}
	s.line("")
	s.line(s.paint(bold, "requests"))
	for _, q := range r.Requests {
		s.line(fmt.Sprintf("  %-4s %s", q.Method, q.URL))
		text := q.Purpose
		if q.Leaves != "" {
			text += "; leaves " + q.Leaves
		}
		s.wrapped("       ", 7, dim, text)
	}
}

// amounts are how many findings there are, and what else a verdict rests on.
func amounts(r *verify.Report, counted, accepted []located) []string {
	var parts []string
	if errors := count(counted, verify.SeverityError); errors > 0 {
		parts = append(parts, spoken.Count(errors, "error"))
	}
	if warnings := count(counted, verify.SeverityWarning); warnings > 0 {
		parts = append(parts, spoken.Count(warnings, "warning"))
	}
	unproven := 0
	for _, o := range byReason(r, verify.Unproven) {
		unproven += len(o.IDs)
	}
	if unproven > 0 {
		parts = append(parts, fmt.Sprintf("%d unproven", unproven))
	}
	if len(accepted) > 0 {
		parts = append(parts, fmt.Sprintf("%d accepted", len(accepted)))
	}
	return parts
}

// verdict is the last line.
func (s *screen) verdict(r *verify.Report, counted, accepted []located) {
	parts := amounts(r, counted, accepted)
	words, reach := r.Words()
	if reach != "" {
		parts = append([]string{reach}, parts...)
	}
	if apps := tally(r); apps != "" {
		parts = append([]string{apps}, parts...)
	}
	tail := ""
	if len(parts) > 0 {
		tail = " (" + strings.Join(parts, ", ") + ")"
	}
	s.line("")
	switch r.Verdict {
	case verify.Sound:
		s.line(s.paint(green+bold, words) + tail)
	case verify.Broken:
		s.line(s.paint(red+bold, "broken") + tail)
	default:
		s.line(s.paint(yellow+bold, words) + tail)
	}
}
