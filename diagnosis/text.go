package diagnosis

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Text is the diagnosis as lines for a bug report.
func (d Diagnosis) Text() string {
	var b strings.Builder
	line := func(name, text string) { fmt.Fprintf(&b, "%-10s %s\n", name, text) }
	ci := ""
	if d.Machine.CI {
		ci = ", CI is set"
	}
	line("authkit", d.Machine.Authkit+", "+d.Machine.System)
	line("terminal", d.Machine.Terminal+ci)
	line("git", d.Machine.Git)
	for _, e := range d.Installed {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(e.Packages)) {
			parts = append(parts, strings.TrimSpace(name+" "+e.Packages[name]))
		}
		line("python", strings.TrimSpace(e.Python+" in "+e.Where+": "+orNothing(strings.Join(parts, ", "))))
	}
	if len(d.Installed) == 0 {
		line("python", "no environment with packages was found")
	}
	line("wants", fmt.Sprintf("streamlit %s, authlib %s, httpx %s; from %s", d.Wanted.Streamlit, d.Wanted.Authlib, d.Wanted.HTTPX, orNothing(strings.TrimSuffix(d.Wanted.File+", "+d.Wanted.Lock, ", "))))
	for _, f := range d.Secrets {
		line("secrets", f.shown())
		for _, s := range f.Sections {
			line("", "  "+s.Name+" "+orNothing(strings.Join(append(slices.Clone(s.Keys), others(s.Others, "key")...), ", ")))
		}
	}
	if len(d.Secrets) == 0 {
		line("secrets", "no file was found")
	}
	for _, p := range d.Providers {
		line("provider", p.Section+" "+p.Kind)
	}
	line("files", d.Verdict+fmt.Sprintf(", %d checks ok", d.OK))
	for _, c := range d.Checks {
		line("", "  "+c.ID+" "+c.Status)
	}
	return b.String()
}

func (f SecretsFile) shown() string {
	if f.Unread {
		return f.Path + ", which cannot be read as TOML"
	}
	return strings.Join(append([]string{f.Path}, others(f.Others, "section")...), ", ")
}

// others counts what is not named.
func others(n int, what string) []string {
	switch n {
	case 0:
		return nil
	case 1:
		return []string{"1 other " + what}
	}
	return []string{fmt.Sprintf("%d other %ss", n, what)}
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
