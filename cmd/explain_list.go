package cmd

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/scaffold"
)

func listExplained(env *Env) error {
	width := min(max(env.Width, 40), 100)
	var b strings.Builder
	group := ""
	column := 0
	all := explain.Topics()
	for i, t := range all {
		if t.Group != group {
			if group != "" {
				b.WriteString("\n")
			}
			group, column = t.Group, 0
			for _, other := range all[i:] {
				if other.Group == group {
					column = max(column, len(other.Name))
				}
			}
			column = min(column, width/2)
			b.WriteString(paint(env.colour(), bold, group) + "\n")
		}
		fmt.Fprintf(&b, "  %-*s  %s\n", column, t.Name, shorten(t.About, width-column-4))
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
		for _, t := range explain.Topics() {
			names = append(names, t.Name+"\t"+t.About)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// providers are the names that the command line's project has for its sign-ins.
func (e *Env) providers(c *cobra.Command) []string {
	dir, _ := c.Flags().GetString("dir")
	project, err := scaffold.Read(c.Context(), e.path(dir))
	if err != nil {
		return nil
	}
	e.known.Add(project.Secrets()...)
	return slices.DeleteFunc(project.Providers(), func(name string) bool { return scaffold.CheckProvider(name) != nil })
}
