package cmd

import (
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/cmd/filter"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

// filtered is this Env with the last filter in front of both streams. What is
// learnt to be secret goes to known. The streams are to be flushed at the end.
//
// Two things go around it: the files that secrets are for, which package
// secrets writes, and rendered, which deploy-secrets alone may use.
func (e *Env) filtered() *Env {
	filtered := *e
	filtered.known = filter.New(func() string { return vocabulary(e) }, report.Escapes())
	filtered.rendered = e.Stdout
	filtered.terminal, _ = e.Stdout.(*os.File)
	filtered.out = filter.NewWriter(e.Stdout, filtered.known, filter.Lines, filter.Mask)
	filtered.errors = filter.NewWriter(e.Stderr, filtered.known, filter.Lines, filter.Mask)
	filtered.Stdout, filtered.Stderr = filtered.out, filtered.errors
	if e.Getenv != nil {
		filtered.known.Add(secrets.New(e.Getenv(clientSecretVariable)))
	}
	return &filtered
}

// flush writes what the last filter holds back.
func (e *Env) flush() error {
	e.errors.Flush() //nolint:errcheck // nobody can be told
	return e.out.Flush()
}

// syntaxOf is what a format of the report has to remain valid in, and the mask
// that is valid wherever its texts stand: SARIF's addresses are ASCII.
func syntaxOf(format string) (filter.Syntax, string) {
	switch format {
	case "json", "gitlab":
		return filter.JSON, filter.Mask
	case "sarif":
		return filter.JSON, "***"
	case "junit":
		return filter.XML, filter.Mask
	}
	return filter.Lines, filter.Mask
}

// printReport writes the report to stdout.
func (e *Env) printReport(format string, r *verify.Report, o report.Options) error {
	if err := e.out.Flush(); err != nil {
		return err
	}
	out := e.out.In(syntaxOf(format))
	return writeFiltered(out, e.linked(out, e.StdoutTerminal && format == "text"), format, r, o)
}

// fileReport writes the report into a file.
func (e *Env) fileReport(file io.Writer, format string, r *verify.Report, o report.Options) error {
	syntax, mask := syntaxOf(format)
	out := filter.NewWriter(file, e.known, syntax, mask)
	return writeFiltered(out, out, format, r, o)
}

// writeFiltered writes a report to what leads to a filter, and flushes that.
func writeFiltered(filtered *filter.Writer, to io.Writer, format string, r *verify.Report, o report.Options) error {
	if err := report.Write(to, format, r, o); err != nil {
		return err
	}
	return filtered.Flush()
}

// vocabulary is what authkit says of its own accord: its help, what it asks,
// and the names and words that every format consists of.
func vocabulary(env *Env) string {
	var all strings.Builder
	addHelp(&all, newRootCommand(env))
	for _, c := range verify.Checks() {
		all.WriteString(strings.Join(append(c.Steps, c.ID, c.Question, c.Why, c.Fix, c.OK, c.Broken), "\n"))
	}
	all.WriteString(report.Vocabulary())
	return all.String()
}

func addHelp(all *strings.Builder, c *cobra.Command) {
	all.WriteString(strings.Join([]string{c.Use, c.Short, c.Long, c.Example, c.Flags().FlagUsages()}, "\n"))
	for _, sub := range c.Commands() {
		addHelp(all, sub)
	}
}
