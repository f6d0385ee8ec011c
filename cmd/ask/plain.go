package ask

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/authkit-cli/authkit/cmd/filter"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/words"
	"github.com/authkit-cli/authkit/secrets"
)

// plain asks in plain lines: no cursor movement, no colour. One reader
// serves all questions, so that answers typed or piped ahead are not lost.
type plain struct {
	in       *bufio.Reader
	terminal *os.File // where a secret can be typed unseen; nil when stdin is none
	out      io.Writer
	width    int
	known    *filter.Known
	hinted   bool // how to go back and to ask was said
}

func newPlain(t Terminal) *plain {
	p := &plain{in: bufio.NewReader(t.In), out: t.Out, known: t.Known, width: min(max(t.Width, 40), 80)}
	if file, ok := t.In.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.terminal = file
	}
	return p
}

func (p *plain) Choose(ctx context.Context, q Question, options []Option) (string, error) {
	var list strings.Builder
	for i, o := range options {
		list.WriteString(p.wrapped(o.Label, fmt.Sprintf("  %d) ", i+1), "     "))
	}
	number := func(answer string) error {
		if n, err := strconv.Atoi(answer); err != nil || n < 1 || n > len(options) {
			return fmt.Errorf("type a number from 1 to %d", len(options))
		}
		return nil
	}
	q.Check = number
	answer, err := p.ask(ctx, q, list.String(), p.line)
	if err != nil {
		return "", err
	}
	n, _ := strconv.Atoi(answer)
	return options[n-1].Value, nil
}

func (p *plain) Text(ctx context.Context, q Question) (string, error) {
	return p.ask(ctx, q, "", p.line)
}

func (p *plain) Secret(ctx context.Context, q Question) (secrets.Secret, error) {
	list := ""
	if p.terminal != nil {
		list = p.wrapped("(what you type or paste stays invisible)", "  ", "  ")
	}
	answer, err := p.ask(ctx, q, list, func() (string, error) {
		typed, err := p.hidden()
		p.known.Add(secrets.New(typed))
		return typed, err
	})
	return secrets.New(answer), err
}

func (p *plain) Confirm(ctx context.Context, q Question) (bool, error) {
	q.Check = func(answer string) error {
		switch strings.ToLower(answer) {
		case "y", "yes", "n", "no":
			return nil
		}
		return errors.New("type yes or no")
	}
	answer, err := p.ask(ctx, q, "  yes or no\n", p.line)
	return strings.HasPrefix(strings.ToLower(answer), "y"), err
}

// ask repeats a question until its check passes. The end of input is an error:
// an unanswered question has no answer.
func (p *plain) ask(ctx context.Context, q Question, list string, read func() (string, error)) (string, error) {
	fmt.Fprint(p.out, "\n"+p.wrapped(q.Title, "", ""))
	for line := range strings.Lines(q.Help) {
		fmt.Fprint(p.out, p.wrapped(line, "  ", "  "))
	}
	fmt.Fprint(p.out, list)
	if q.More != "" && !p.hinted {
		fmt.Fprint(p.out, p.wrapped("(? explains a question, back goes to the one before)", "  ", "  "))
		p.hinted = true
	}
	for {
		fmt.Fprint(p.out, "> ")
		answer, err := p.wait(ctx, read)
		if err != nil {
			fmt.Fprintln(p.out)
			return "", err
		}
		answer = strings.TrimSpace(answer)
		switch {
		case answer == "?" && q.More != "":
			fmt.Fprint(p.out, "\n"+p.wrapped(q.More, "  ", "  ")+"\n")
			continue
		case strings.EqualFold(answer, "back") && q.Later:
			return "", ErrBack
		}
		problem := q.problem(answer)
		if problem == nil {
			return answer, nil
		}
		fmt.Fprint(p.out, p.wrapped(problem.Error(), "  ", "  "))
	}
}

// wrapped is a text in lines that fit, broken at blanks.
func (p *plain) wrapped(text, first, others string) string {
	return strings.Join(words.Hang(text, p.width, first, others), "\n") + "\n"
}

// wait reads in the background, since a blocked read does not hear Ctrl-C, and
// gives the terminal its echo back when the person stops in mid-secret.
func (p *plain) wait(ctx context.Context, read func() (string, error)) (string, error) {
	var before *term.State
	if p.terminal != nil {
		before, _ = term.GetState(int(p.terminal.Fd()))
	}
	var answer string
	var err error
	reading := safego.Go(func() { answer, err = read() })
	select {
	case <-reading.Done():
		reading.Wait()
		if errors.Is(err, io.EOF) {
			return "", errors.New("the input ended before every question was answered, nothing was written")
		}
		return answer, err
	case <-ctx.Done():
		if before != nil {
			term.Restore(int(p.terminal.Fd()), before) //nolint:errcheck // nothing left to do about it
		}
		return "", ErrCancelled
	}
}

func (p *plain) line() (string, error) {
	line, err := p.in.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		return line, nil // the last line may lack its line break
	}
	return line, err
}

// hidden reads a secret without showing it, from lines typed ahead when there are any.
func (p *plain) hidden() (string, error) {
	if p.terminal == nil || p.in.Buffered() > 0 {
		return p.line()
	}
	secret, err := term.ReadPassword(int(p.terminal.Fd()))
	fmt.Fprintln(p.out)
	return string(secret), err
}
