package cmd

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/scaffold"
)

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
