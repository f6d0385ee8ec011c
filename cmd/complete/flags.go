// Package complete knows the values that a shell offers behind a flag.
package complete

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

// Flags tells the shell which values the flags of commands take: those that the
// help lists, as one|two, and those of the long lists. The providers are those of
// the project that the command line names.
func Flags(providers func(*cobra.Command) []string, commands ...*cobra.Command) {
	long := map[string]func(*cobra.Command) []string{
		"fault":    func(*cobra.Command) []string { return faults() },
		"only":     func(*cobra.Command) []string { return checks() },
		"output":   func(*cobra.Command) []string { return files() },
		"provider": providers,
		"skip":     func(*cobra.Command) []string { return checks() },
	}
	for _, c := range commands {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			of := long[f.Name]
			if listed := listed(f.Usage); listed != nil {
				of = func(*cobra.Command) []string { return listed }
			}
			if of != nil {
				c.RegisterFlagCompletionFunc(f.Name, after(of)) //nolint:errcheck // the flag exists, and is visited once
			}
		})
	}
}

// listed are the values that a flag's help lists, on one line or on several.
func listed(usage string) []string {
	for _, word := range strings.Fields(strings.ReplaceAll(usage, "|\n", "|")) {
		if strings.Contains(word, "|") {
			return strings.Split(word, "|")
		}
	}
	return nil
}

// after offers values also behind those that a list has already.
func after(values func(*cobra.Command) []string) cobra.CompletionFunc {
	return func(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		list := typed[:strings.LastIndex(typed, ",")+1]
		directive := cobra.ShellCompDirectiveNoFileComp
		var offered []string
		for _, value := range values(c) {
			offered = append(offered, list+value)
			if strings.HasSuffix(value, "=") {
				directive |= cobra.ShellCompDirectiveNoSpace
			}
		}
		return offered, directive
	}
}

func checks() (ids []string) {
	for _, c := range verify.Checks() {
		ids = append(ids, c.ID+"\t"+c.Question)
	}
	return ids
}

func faults() (names []string) {
	for _, f := range sandbox.Faults() {
		names = append(names, f.Name)
	}
	return names
}

// files are the formats as --output takes them, before the name of a file.
func files() (forms []string) {
	for _, format := range report.Formats() {
		forms = append(forms, format+"=")
	}
	return forms
}
