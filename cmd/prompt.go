package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/huh"

	"github.com/authkit-cli/authkit/cmd/filter"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/words"
	"github.com/authkit-cli/authkit/secrets"
)

// prompter asks a person, one question at a time. There are two: wizard draws
// on a terminal, plainPrompter writes lines. Both refuse an answer until its
// check passes, and return errCancelled when the person stops.
type prompter interface {
	choose(ctx context.Context, q question, options []option) (string, error)
	text(ctx context.Context, q question) (string, error)
	secret(ctx context.Context, q question) (secrets.Secret, error)
	confirm(ctx context.Context, q question) (bool, error)
}

// question is what is asked. check sees the answer without surrounding blanks;
// its error says what is wrong and what to do. A nil check takes anything.
type question struct {
	title string
	help  string
	check func(string) error
}

func (q question) problem(answer string) error {
	if q.check == nil {
		return nil
	}
	return q.check(strings.TrimSpace(answer))
}

// option is one answer to choose.
type option struct{ value, label string }

// newPrompter picks how to ask. A terminal that cannot be drawn on, or a
// person who reads with a screen reader, gets plain lines.
func newPrompter(env *Env, plain bool) prompter {
	if plain || env.Getenv("TERM") == "dumb" || env.Getenv("ACCESSIBLE") != "" || env.Getenv("AUTHKIT_PLAIN") != "" {
		return newPlainPrompter(env)
	}
	return &wizard{in: env.Stdin, out: env.frames(), known: env.known, width: min(env.Width, 78), colour: env.colour()}
}

// wizard asks with huh. Each question is a form of its own: when it is
// answered the form makes room for one line that stays, so the terminal's
// history reads as a record of what was decided.
//
// huh's accessible mode is never used: it loses piped answers, skips checks at
// the end of input, and turns itself on when TERM is dumb.
type wizard struct {
	in     io.Reader
	out    io.Writer
	known  *filter.Known
	width  int
	colour bool
	broken *safego.Panic // of a check
}

func (w *wizard) choose(ctx context.Context, q question, options []option) (string, error) {
	var answer string
	choices := make([]huh.Option[string], len(options))
	for i, o := range options {
		choices[i] = huh.NewOption(o.label, o.value)
	}
	field := huh.NewSelect[string]().Title(q.title).Description(w.fit(q.help)).Options(choices...).Value(&answer)
	if err := w.run(ctx, field); err != nil {
		return "", err
	}
	for _, o := range options {
		if o.value == answer {
			w.record(q.title, o.label)
		}
	}
	return answer, nil
}

func (w *wizard) text(ctx context.Context, q question) (string, error) {
	var answer string
	field := huh.NewInput().Title(q.title).Description(w.fit(q.help)).Value(&answer).Validate(w.checked(q))
	if err := w.run(ctx, field); err != nil {
		return "", err
	}
	answer = strings.TrimSpace(answer)
	w.record(q.title, answer)
	return answer, nil
}

func (w *wizard) secret(ctx context.Context, q question) (secrets.Secret, error) {
	var answer string
	check := q.check
	q.check = func(typed string) error {
		w.known.Add(secrets.New(typed))
		return question{check: check}.problem(typed)
	}
	field := huh.NewInput().Title(q.title).Description(w.fit(q.help)).Value(&answer).Validate(w.checked(q)).EchoMode(huh.EchoModePassword)
	if err := w.run(ctx, field); err != nil {
		return secrets.Secret{}, err
	}
	w.record(q.title, "•••")
	return secrets.New(strings.TrimSpace(answer)), nil
}

func (w *wizard) confirm(ctx context.Context, q question) (bool, error) {
	answer := true
	field := huh.NewConfirm().Title(q.title).Description(w.fit(q.help)).Affirmative("Yes").Negative("No").Value(&answer)
	if err := w.run(ctx, field); err != nil {
		return false, err
	}
	return answer, nil
}

// fit breaks lines at blanks: huh itself tears addresses apart at their dots.
func (w *wizard) fit(text string) string { return strings.Join(words.Wrap(text, w.width-4), "\n") }

// checked is the question's check, with the problem wrapped behind huh's mark.
// bubbletea gives the terminal back after a panic, but prints what was panicked
// with: it gets one that says nothing, which run goes on with.
func (w *wizard) checked(q question) func(string) error {
	return func(answer string) error {
		var problem error
		if w.broken = safego.Catch(func() { problem = q.problem(answer) }); w.broken != nil {
			panic(w.broken)
		}
		if problem != nil {
			return errors.New(strings.Join(words.Wrap(problem.Error(), w.width-4), "\n   "))
		}
		return nil
	}
}

// record leaves a line behind for an answered question.
func (w *wizard) record(title, answer string) {
	if answer == "" {
		answer = "(none)"
	}
	fmt.Fprintf(w.out, "%s %s  %s\n", paint(w.colour, green, "✓"), title, paint(w.colour, bold, answer))
}

func (w *wizard) run(ctx context.Context, field huh.Field) error {
	keys := huh.NewDefaultKeyMap()
	keys.Quit.SetKeys("ctrl+c", "esc")
	for _, submit := range []*key.Binding{&keys.Select.Submit, &keys.Input.Submit, &keys.Confirm.Submit} {
		submit.SetHelp("enter", "go on • esc stop") // huh shows no help for Quit
	}
	keys.Select.Filter.SetEnabled(false)
	theme := huh.ThemeBase16()
	if !w.colour {
		theme = huh.ThemeBase()
	}
	form := huh.NewForm(huh.NewGroup(field)).
		WithKeyMap(keys).WithTheme(theme).WithWidth(w.width).
		WithAccessible(false). // TERM=dumb turns it on
		WithInput(w.in).WithOutput(w.out)
	var err error
	broken := safego.Catch(func() { err = form.RunWithContext(ctx) })
	if w.broken = cmp.Or(w.broken, broken); w.broken != nil { // of a check first: huh stumbles over it
		panic(w.broken)
	}
	if errors.Is(err, huh.ErrUserAborted) || ctx.Err() != nil {
		return errCancelled
	}
	return err
}
