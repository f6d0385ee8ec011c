// Package ask asks a person, one question at a time.
package ask

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/authkit-cli/authkit/cmd/filter"
	"github.com/authkit-cli/authkit/secrets"
)

// What a person says instead of an answer.
var (
	ErrCancelled = errors.New("cancelled")      // stop
	ErrBack      = errors.New("the one before") // of a question that has one before it
)

// Prompter asks. There are two: one draws on a terminal, the other writes
// lines. Both refuse an answer until its check passes, and return ErrCancelled
// when the person stops, and ErrBack when the question before is asked for.
type Prompter interface {
	Choose(ctx context.Context, q Question, options []Option) (string, error)
	Text(ctx context.Context, q Question) (string, error)
	Secret(ctx context.Context, q Question) (secrets.Secret, error)
	Confirm(ctx context.Context, q Question) (bool, error)
}

// Question is what is asked. Check sees the answer without surrounding blanks;
// its error says what is wrong and what to do. A nil Check takes anything.
type Question struct {
	Title string
	Help  string
	More  string // what ? says; empty: there is no more to say
	Given string // the answer that was given before
	Later bool   // there is a question before it to go back to
	Loses bool   // answers would be lost by stopping here
	Check func(string) error
}

func (q Question) problem(answer string) error {
	if q.Check == nil {
		return nil
	}
	return q.Check(strings.TrimSpace(answer))
}

// Option is one answer to choose.
type Option struct{ Value, Label string }

// Terminal is where a person sits.
type Terminal struct {
	In     io.Reader
	Out    io.Writer
	Known  *filter.Known // takes what is typed as a secret
	Screen *os.File      // what Out writes to, to be asked for its size; nil: nobody knows
	Width  int
	Colour bool
}

// New asks on a drawn form, or in plain lines.
func New(t Terminal, plain bool) Prompter {
	if plain {
		return newPlain(t)
	}
	return &wizard{in: t.In, out: t.frames(), known: t.Known, width: min(t.Width, 78), colour: t.Colour}
}

// Typed asks in one line for a secret that is to come on a stdin that is a
// terminal: what is typed or pasted there stays invisible.
func Typed(ctx context.Context, t Terminal, title string) (string, error) {
	p := newPlain(t)
	io.WriteString(p.out, title+": ") //nolint:errcheck // who cannot see the question can stop
	return p.wait(ctx, p.hidden)
}
