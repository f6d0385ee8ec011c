package cmd

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify"
)

// topic is a name there is a page on.
type topic struct{ group, name, about string }

// topics lists every name, checks first.
func topics() []topic {
	var all []topic
	for _, check := range verify.Checks() {
		all = append(all, topic{"Checks of verify", check.ID, check.Question})
	}
	for _, m := range messages() {
		all = append(all, topic{"Messages of Streamlit and of providers", m.id, m.title})
	}
	for _, code := range entra.Codes() {
		entry, _ := entra.Lookup(code)
		all = append(all, topic{"Codes of Microsoft Entra", code, entry.Cause})
	}
	return all
}

func listExplained(env *Env) error {
	width := min(max(env.Width, 40), 100)
	var b strings.Builder
	group := ""
	column := 0
	all := topics()
	for i, t := range all {
		if t.group != group {
			if group != "" {
				b.WriteString("\n")
			}
			group, column = t.group, 0
			for _, other := range all[i:] {
				if other.group == group {
					column = max(column, len(other.name))
				}
			}
			column = min(column, width/2)
			b.WriteString(paint(env.colour(), bold, group) + "\n")
		}
		fmt.Fprintf(&b, "  %-*s  %s\n", column, t.name, shorten(t.about, width-column-4))
	}
	_, err := fmt.Fprint(env.Stdout, b.String())
	return err
}

// shorten cuts text to width characters.
func shorten(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:max(width-1, 0)]), " ,;") + "…"
}

func completeExplain(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) == 0 {
		for _, t := range topics() {
			names = append(names, t.name+"\t"+t.about)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
