package cmd

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
	"github.com/authkit-cli/authkit/secrets"
)

// plainPrompter asks in plain lines: no cursor movement, no colour. One reader
// serves all questions, so that answers typed or piped ahead are not lost.
type plainPrompter struct {
	in       *bufio.Reader
	terminal *os.File // where a secret can be typed unseen; nil when stdin is none
	out      io.Writer
	known    *filter.Known
}

func newPlainPrompter(env *Env) *plainPrompter {
	p := &plainPrompter{in: bufio.NewReader(env.Stdin), out: env.Stdout, known: env.known}
	if file, ok := env.Stdin.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.terminal = file
	}
	return p
}

func (p *plainPrompter) choose(ctx context.Context, q question, options []option) (string, error) {
	var list strings.Builder
	for i, o := range options {
		fmt.Fprintf(&list, "  %d) %s\n", i+1, o.label)
	}
	number := func(answer string) error {
		if n, err := strconv.Atoi(answer); err != nil || n < 1 || n > len(options) {
			return fmt.Errorf("type a number from 1 to %d", len(options))
		}
		return nil
	}
	q.check = number
	answer, err := p.ask(ctx, q, list.String(), p.line)
	if err != nil {
		return "", err
	}
	n, _ := strconv.Atoi(answer)
	return options[n-1].value, nil
}

func (p *plainPrompter) text(ctx context.Context, q question) (string, error) {
	return p.ask(ctx, q, "", p.line)
}

func (p *plainPrompter) secret(ctx context.Context, q question) (secrets.Secret, error) {
	list := ""
	if p.terminal != nil {
		list = "  (what you type or paste stays invisible)\n"
	}
	answer, err := p.ask(ctx, q, list, func() (string, error) {
		typed, err := p.hidden()
		p.known.Add(secrets.New(typed))
		return typed, err
	})
	return secrets.New(answer), err
}

func (p *plainPrompter) confirm(ctx context.Context, q question) (bool, error) {
	q.check = func(answer string) error {
		switch strings.ToLower(answer) {
		case "y", "yes", "n", "no":
			return nil
		}
		return errors.New("type yes or no")
	}
	answer, err := p.ask(ctx, q, "  yes or no\n", p.line)
	return strings.HasPrefix(strings.ToLower(answer), "y"), err
}

// typedSecret asks in one line for a secret that is to come on stdin, which is a
// terminal: what is typed or pasted there stays invisible. The question goes to
// stderr, since stdout may lead elsewhere.
func typedSecret(ctx context.Context, env *Env, title string) (string, error) {
	p := newPlainPrompter(env)
	p.out = env.Stderr
	fmt.Fprintf(p.out, "%s: ", title)
	return p.wait(ctx, p.hidden)
}

// ask repeats a question until its check passes. The end of input is an error:
// an unanswered question has no answer.
func (p *plainPrompter) ask(ctx context.Context, q question, list string, read func() (string, error)) (string, error) {
	fmt.Fprintf(p.out, "\n%s\n", q.title)
	if q.help != "" {
		fmt.Fprintf(p.out, "  %s\n", strings.ReplaceAll(q.help, "\n", "\n  "))
	}
	fmt.Fprint(p.out, list)
	for {
		fmt.Fprint(p.out, "> ")
		answer, err := p.wait(ctx, read)
		if err != nil {
			fmt.Fprintln(p.out)
			return "", err
		}
		answer = strings.TrimSpace(answer)
		problem := q.problem(answer)
		if problem == nil {
			return answer, nil
		}
		fmt.Fprintf(p.out, "  %s\n", problem)
	}
}

// wait reads in the background, since a blocked read does not hear Ctrl-C, and
// gives the terminal its echo back when the person stops in mid-secret.
func (p *plainPrompter) wait(ctx context.Context, read func() (string, error)) (string, error) {
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
		return "", errCancelled
	}
}

func (p *plainPrompter) line() (string, error) {
	line, err := p.in.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		return line, nil // the last line may lack its line break
	}
	return line, err
}

// hidden reads a secret without showing it, from lines typed ahead when there are any.
func (p *plainPrompter) hidden() (string, error) {
	if p.terminal == nil || p.in.Buffered() > 0 {
		return p.line()
	}
	secret, err := term.ReadPassword(int(p.terminal.Fd()))
	fmt.Fprintln(p.out)
	return string(secret), err
}
