package cmd

import (
	"context"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/secrets"
)

// secretFrom reads a secret from the file that a flag names; - is stdin, where a
// person on a terminal is asked for what, and nothing is shown.
func (e *Env) secretFrom(ctx context.Context, path, flag, what string) (secrets.Secret, error) {
	var text string
	switch {
	case path == "-" && e.StdinTerminal:
		person := e.person()
		person.Out = e.Stderr // stdout may lead elsewhere
		typed, err := ask.Typed(ctx, person, what)
		if err != nil {
			return secrets.Secret{}, err
		}
		text = typed
	case path == "-":
		data, err := io.ReadAll(io.LimitReader(e.Stdin, secrets.MaxFileSize))
		if err != nil {
			return secrets.Secret{}, usagef("--%s: stdin cannot be read", flag)
		}
		text = string(data)
	default:
		read, exists, err := e.named(ctx, path)
		switch {
		case ctx.Err() != nil:
			return secrets.Secret{}, errCancelled
		case err != nil:
			return secrets.Secret{}, usagef("--%s: %v", flag, err)
		case !exists:
			return secrets.Secret{}, usagef("--%s: there is no file %s", flag, path)
		}
		text = read
	}
	secret := secrets.New(trimmedSecret(text))
	e.known.Add(secret)
	return secret, nil
}

// named reads a file that a flag names, or what a shell hands over for <(command).
func (e *Env) named(ctx context.Context, path string) (text string, exists bool, err error) {
	if file, is := secrets.Handed(path); is {
		defer file.Close()
		text, cut, err := readPaste(ctx, file)
		if cut {
			err = secrets.ErrTooBig
		}
		return text, true, err
	}
	snapshot, err := secrets.ReadFile(e.path(path))
	return string(snapshot.Data()), snapshot.Exists, err
}

// trimmedSecret is a secret without what editors and shells put around it.
func trimmedSecret(text string) string {
	return strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
}
