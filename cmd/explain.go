package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/beside"
	"github.com/authkit-cli/authkit/verify"
)

// maxPaste bounds what is read of a pasted text, in bytes.
const maxPaste = 1 << 20

func newExplainCommand(env *Env) *cobra.Command {
	var list bool
	command := &cobra.Command{
		Use:   "explain WHAT",
		Short: "explain a check or an error",
		Long: `explain shows a page on a check of verify, on an AADSTS code, or on the errors
in a text pasted on stdin: a log, a Python traceback, an error page. It works
offline and sends nothing anywhere.`,
		Example: `  authkit explain redirect-uri-path    a check
  authkit explain AADSTS7000215        a code of Microsoft's, in any spelling
  authkit explain - < app.log          whatever is known in this text
  authkit explain --list               everything there is a page on`,
		ValidArgsFunction: completeExplain,
		RunE: func(c *cobra.Command, args []string) error {
			if list {
				if len(args) > 0 {
					return &usageError{message: "--list takes no further argument", hint: "leave one of the two out"}
				}
				return listExplained(env)
			}
			return explain(c.Context(), env, args)
		},
	}
	command.Flags().BoolVar(&list, "list", false, "list everything there is a page on")
	return command
}

func explain(ctx context.Context, env *Env, args []string) error {
	switch {
	case len(args) == 0:
		return &usageError{
			message: "nothing to explain: give a check, a code, or - for a text on stdin",
			hint:    "try 'authkit explain redirect-uri-path', 'authkit explain AADSTS7000215' or 'authkit explain - < app.log'; 'authkit explain --list' shows all",
		}
	case len(args) == 1 && args[0] == "-":
		return explainText(ctx, env)
	}
	what := strings.TrimSpace(strings.Join(args, " "))
	if found, ok := pageOn(what); ok {
		return show(env, found)
	}
	pages := recognise(what)
	if len(pages) == 0 {
		pages = pagesOnWords(what)
	}
	if len(pages) == 0 {
		return unknownTopic(what)
	}
	return show(env, pages...)
}

// pagesOnWords finds the names among several words: "50011 7000215", "error
// code 50011", "client-secret redirect-uri-path".
func pagesOnWords(what string) []page {
	var pages []page
	for _, word := range strings.FieldsFunc(what, func(r rune) bool { return strings.ContainsRune(" \t\n,;()\"'", r) }) {
		if found, ok := knownPage(strings.TrimRight(word, ".:!?")); ok && len(pages) < maxPages {
			pages = append(pages, found)
		}
	}
	return pages
}

// pageOn finds the page of a name, and the link for a code that has none.
func pageOn(what string) (page, bool) {
	if found, ok := knownPage(what); ok {
		return found, true
	}
	if looksLikeCode(what) {
		return unknownCodePage(entra.Canonical(what)), true
	}
	return page{}, false
}

// knownPage finds the page of a name: a check, a code, or a known message.
func knownPage(what string) (page, bool) {
	for _, check := range verify.Checks() {
		if strings.EqualFold(check.ID, what) {
			return checkPage(check), true
		}
	}
	if entry, ok := entra.Lookup(what); ok {
		return codePage(entry), true
	}
	for _, m := range messages() {
		if strings.EqualFold(m.id, what) {
			return messagePage(m), true
		}
	}
	return page{}, false
}

// looksLikeCode tells whether a word can be a number of Microsoft's that is
// not in the catalogue. Their numbers have five digits and more; shorter ones,
// such as an HTTP status, need the prefix.
func looksLikeCode(what string) bool {
	bare := strings.Trim(what, "0123456789") == ""
	return entra.LookupPage(what) != "" && (!bare || len(what) >= 5)
}

// unknownTopic says that there is no page, with the nearest name that has one.
func unknownTopic(what string) error {
	failure := &usageError{message: "there is no page on this", hint: "'authkit explain --list' shows all; paste longer texts into 'authkit explain -'"}
	if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{1,40}$`).MatchString(what) {
		return failure // not a name, and perhaps not fit to be shown
	}
	if near := nearestTopic(what); near != "" { // anything else may be a secret in the wrong place
		failure.message = fmt.Sprintf("there is no page on %q", what)
		failure.hint = "did you mean 'authkit explain " + near + "'? 'authkit explain --list' shows all"
	}
	return failure
}

// nearestTopic is what a mistyped topic may have meant.
func nearestTopic(what string) string {
	var names []string
	for _, topic := range topics() {
		names = append(names, topic.name)
	}
	return nearest(what, names)
}

// explainText explains what is known in the text on stdin. The text is data:
// nothing of it is shown but the codes that were recognised.
func explainText(ctx context.Context, env *Env) error {
	if env.StdinTerminal {
		ending := "Ctrl-D"
		if runtime.GOOS == "windows" {
			ending = "Ctrl-Z and Enter"
		}
		fmt.Fprintf(env.Stderr, "paste the text, then press Enter and %s\n", ending)
	}
	text, cut, err := readPaste(ctx, env.Stdin)
	switch {
	case err != nil:
		return err
	case cut:
		fmt.Fprintln(env.Stderr, "note: only the first 1 MiB was read")
	}
	if strings.TrimSpace(text) == "" {
		return withHint(errors.New("no text came on stdin"), "paste one, or name a file: authkit explain - < app.log")
	}
	pages := recognise(text)
	if len(pages) == 0 {
		return withHint(errors.New("nothing in this text is known"), "paste the whole log of one login attempt, or let 'authkit verify' look at the project")
	}
	if len(pages) > 1 {
		fmt.Fprintf(env.Stdout, "%d things are known in this text.\n\n", len(pages))
	}
	return show(env, pages...)
}

// readPaste reads to the end of in, at most maxPaste bytes, and gives up when ctx ends.
func readPaste(ctx context.Context, in io.Reader) (text string, cut bool, err error) {
	var data []byte
	var failed error
	reading := beside.Go(func() { data, failed = io.ReadAll(io.LimitReader(in, maxPaste+1)) })
	select {
	case <-ctx.Done():
		return "", false, ctx.Err()
	case <-reading.Done():
		reading.Wait()
	}
	switch {
	case failed != nil:
		return "", false, fmt.Errorf("read stdin: %w", failed)
	case len(data) > maxPaste:
		return string(data[:maxPaste]), true, nil
	}
	return string(data), false, nil
}
