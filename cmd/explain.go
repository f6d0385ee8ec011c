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

	"github.com/authkit-cli/authkit/cmd/page"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/streamlit"
)

// maxPaste bounds what is read of a pasted text, in bytes.
const maxPaste = 1 << 20

func newExplainCommand(env *Env) *cobra.Command {
	var list bool
	var dir, schema string
	command := &cobra.Command{
		Use:   "explain WHAT",
		Short: "explain a check, an error or a symptom",
		Long: `explain shows a page on a check of verify, on an AADSTS code, on what people see
("login loop"), or on the errors in a text pasted on stdin: a log, a Python
traceback, an error page. It works offline and sends nothing anywhere. With
--dir the page names the project's own redirect URI, addresses and client ID.`,
		Example: `  authkit explain redirect-uri-path    a check
  authkit explain ` + entra.WrongSecret + `        a code of Microsoft's, in any spelling
  authkit explain login loop           what is seen, in words
  authkit explain - < app.log          whatever is known in this text
  authkit explain - --dir app          with the values of the project in app
  authkit explain --list               everything there is a page on
  authkit explain --schema secrets     the JSON Schema of secrets.toml, for editors`,
		ValidArgsFunction: completeExplain,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case schema != "" && (list || len(args) > 0):
				return &usageError{message: "--schema takes no further argument", hint: "leave one of the two out"}
			case schema == "secrets":
				_, err := env.Stdout.Write(streamlit.SecretsSchema())
				return err
			case schema != "":
				return &usageError{message: fmt.Sprintf("there is no schema %q", schema), hint: "say --schema secrets"}
			case list:
				if len(args) > 0 {
					return &usageError{message: "--list takes no further argument", hint: "leave one of the two out"}
				}
				return env.pages().List()
			}
			o := explainOptions{dir: dir, own: c.Flags().Changed("dir")}
			return o.run(c.Context(), env, args)
		},
	}
	command.Flags().StringVar(&dir, "dir", "", "the Streamlit project's `DIR`, to name its own values")
	command.Flags().StringVar(&schema, "schema", "", "print the JSON Schema of a file: `NAME` is secrets")
	command.Flags().BoolVar(&list, "list", false, "list everything there is a page on")
	return command
}

// explainOptions is what the command line of explain says.
type explainOptions struct {
	dir string
	own bool // name the values of the project in dir
}

func (o explainOptions) run(ctx context.Context, env *Env, args []string) error {
	switch {
	case len(args) == 0:
		return &usageError{
			message: "nothing to explain: give a check, a code, or - for a text on stdin",
			hint:    "try 'authkit explain redirect-uri-path', 'authkit explain " + entra.WrongSecret + "' or 'authkit explain - < app.log'; 'authkit explain --list' shows all",
		}
	case len(args) == 1 && args[0] == "-":
		return o.explainText(ctx, env)
	}
	what := strings.TrimSpace(strings.Join(args, " "))
	pages, near := explain.Find(what)
	if len(pages)+len(near) == 0 {
		return unknownTopic(what)
	}
	return o.show(ctx, env, pages, near)
}

// unknownTopic says that there is no page, with the nearest name that has one.
func unknownTopic(what string) error {
	failure := &usageError{message: "there is no page on this", hint: "give a code, a check, or what is seen ('login loop'); paste a page or the app's log into 'authkit explain -'; 'authkit explain --list' shows all"}
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
	for _, topic := range explain.Topics() {
		names = append(names, topic.Name)
	}
	return spelling.Nearest(what, names)
}

// explainText explains what is known in the text on stdin. The text is data:
// nothing of it is shown but the codes that were recognised.
func (o explainOptions) explainText(ctx context.Context, env *Env) error {
	env.awaitPaste("the text")
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
	pages, near := explain.Recognise(text), []explain.Page(nil)
	if len(pages) == 0 && isQuestion(text) {
		pages, near = explain.Symptom(text)
	}
	if len(pages)+len(near) == 0 {
		pages = explain.Told(text)
	}
	if len(pages)+len(near) == 0 {
		return withHint(errors.New("nothing in this text is known"), "paste the page with its whole text and address, or the app's log of one login attempt; or say what is seen: authkit explain \"login loop\"")
	}
	if len(pages) > 1 {
		fmt.Fprintf(env.Stdout, "%d things are known in this text.\n\n", len(pages))
	}
	return o.show(ctx, env, pages, near)
}

// isQuestion tells whether a text is what a person types, not what they paste.
func isQuestion(text string) bool {
	text = strings.TrimSpace(text)
	return !strings.Contains(text, "\n") && len(strings.Fields(text)) <= 20
}

// show lays the answer out, with the project's own values when they were asked for.
func (o explainOptions) show(ctx context.Context, env *Env, pages, near []explain.Page) error {
	if !o.own {
		return env.pages().Answer(pages, near, explain.Own{})
	}
	mine, note, err := env.own(ctx, o.dir)
	if err != nil {
		return err
	}
	if note != "" {
		env.tell("note: ", note)
	}
	for i := range pages {
		pages[i] = pages[i].For(mine)
	}
	return env.pages().Answer(pages, near, mine)
}

// pages is where pages are laid out.
func (e *Env) pages() page.Screen {
	return page.Screen{Out: e.linked(e.Stdout, e.StdoutTerminal), Width: e.Width, Colour: e.colour()}
}

// awaitPaste says on a terminal what is waited for, and how to end it.
func (e *Env) awaitPaste(what string) {
	if !e.StdinTerminal {
		return
	}
	ending := "Ctrl-D"
	if runtime.GOOS == "windows" {
		ending = "Ctrl-Z and Enter"
	}
	fmt.Fprintf(e.Stderr, "paste %s, then press Enter and %s\n", what, ending)
}

// readPaste reads to the end of in, at most maxPaste bytes, and gives up when ctx ends.
func readPaste(ctx context.Context, in io.Reader) (text string, cut bool, err error) {
	var data []byte
	var failed error
	reading := safego.Go(func() { data, failed = io.ReadAll(io.LimitReader(in, maxPaste+1)) })
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
