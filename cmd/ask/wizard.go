package ask

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/huh"

	"github.com/authkit-cli/authkit/cmd/filter"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/words"
	"github.com/authkit-cli/authkit/secrets"
)

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
	key    command       // that ended the form
}

func (w *wizard) Choose(ctx context.Context, q Question, options []Option) (string, error) {
	answer := q.Given
	choices := make([]huh.Option[string], len(options))
	for i, o := range options {
		choices[i] = huh.NewOption(o.Label, o.Value)
	}
	field := func() huh.Field {
		return huh.NewSelect[string]().Title(q.Title).Description(w.fit(q.Help)).Options(choices...).Value(&answer)
	}
	if err := w.run(ctx, q, nil, field); err != nil {
		return "", err
	}
	for _, o := range options {
		if o.Value == answer {
			w.record(q.Title, o.Label)
		}
	}
	return answer, nil
}

func (w *wizard) Text(ctx context.Context, q Question) (string, error) {
	answer := q.Given
	field := func() huh.Field {
		return huh.NewInput().Title(q.Title).Description(w.fit(q.Help)).Value(&answer).Validate(w.checked(q))
	}
	if err := w.run(ctx, q, &answer, field); err != nil {
		return "", err
	}
	answer = strings.TrimSpace(answer)
	w.record(q.Title, answer)
	return answer, nil
}

func (w *wizard) Secret(ctx context.Context, q Question) (secrets.Secret, error) {
	var answer string
	check := q.Check
	q.Check = func(typed string) error {
		w.known.Add(secrets.New(typed))
		return Question{Check: check}.problem(typed)
	}
	field := func() huh.Field {
		return huh.NewInput().Title(q.Title).Description(w.fit(q.Help)).Value(&answer).Validate(w.checked(q)).EchoMode(huh.EchoModePassword)
	}
	if err := w.run(ctx, q, &answer, field); err != nil {
		return secrets.Secret{}, err
	}
	w.record(q.Title, "•••")
	return secrets.New(strings.TrimSpace(answer)), nil
}

func (w *wizard) Confirm(ctx context.Context, q Question) (bool, error) {
	answer := true
	field := func() huh.Field {
		return huh.NewConfirm().Title(q.Title).Description(w.fit(q.Help)).Affirmative("Yes").Negative("No").Value(&answer)
	}
	if err := w.run(ctx, q, nil, field); err != nil {
		return false, err
	}
	return answer, nil
}

// fit breaks lines at blanks: huh itself tears addresses apart at their dots.
func (w *wizard) fit(text string) string { return strings.Join(words.Wrap(text, w.width-4), "\n") }

// checked is the question's check, with the problem wrapped behind huh's mark.
// bubbletea gives the terminal back after a panic, but prints what was panicked
// with: it gets one that says nothing, which run goes on with.
func (w *wizard) checked(q Question) func(string) error {
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
	between := "  "
	if utf8.RuneCountInString(title+answer)+4 > w.width {
		between = "\n  "
		answer = strings.Join(words.Wrap(answer, w.width-2), between)
	}
	if !w.colour {
		fmt.Fprintf(w.out, "✓ %s%s%s\n", title, between, answer)
		return
	}
	fmt.Fprintf(w.out, "\x1b[32m✓\x1b[0m %s%s\x1b[1m%s\x1b[0m\n", title, between, answer)
}
