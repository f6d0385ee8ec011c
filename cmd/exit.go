package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/cmd/kept"
	"github.com/authkit-cli/authkit/secrets"
)

// The exit codes every command shares.
const (
	exitSound       = 0
	exitBroken      = 1
	exitUsage       = 2
	exitUndecided   = 3 // also: the command could not do its work
	exitInterrupted = 130
)

// usageError says that the command line was wrong.
type usageError struct{ message, hint string }

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error {
	return &usageError{message: fmt.Sprintf(format, args...)}
}

// hintError is an error with one instruction that fixes it.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }

// withHint adds the instruction that fixes err.
func withHint(err error, hint string) error { return &hintError{err: err, hint: hint} }

// writeHint says what to do about a file that cannot be written.
func writeHint(err error, again string) string {
	if errors.Is(err, secrets.ErrChanged) {
		return "look at what was changed there, then " + again
	}
	return "check that the folder is there and can be written to, then " + again
}

// exitStatus ends a command with a code and no message: the output has said it all.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// errCancelled is a person's own decision to stop. Within a question it is ask.ErrCancelled.
var errCancelled = errors.New("cancelled")

// stoppedError is a person's decision to stop, after something was done. hint says
// how to go on.
type stoppedError struct{ message, hint string }

func (e *stoppedError) Error() string { return e.message }

// exitCode turns an error of a command into the process's exit code, and the
// text for stderr (empty when there is nothing left to say).
func exitCode(ctx context.Context, err error) (code int, message, hint string) {
	var status exitStatus
	var usage *usageError
	var hinted *hintError
	var stopped *stoppedError
	switch {
	case err == nil:
		return exitSound, "", ""
	case errors.As(err, &stopped):
		return exitInterrupted, stopped.message, stopped.hint
	case errors.As(err, &status):
		return int(status), "", ""
	case errors.Is(err, errCancelled), errors.Is(err, ask.ErrCancelled), errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return exitInterrupted, "cancelled, nothing was written", ""
	case errors.As(err, &usage):
		return exitUsage, usage.message, usage.hint
	}
	if refusal := kept.AsRefusal(err); refusal != nil {
		hint = refusal.Hint
	}
	if errors.As(err, &hinted) {
		hint = hinted.hint
	}
	return exitUndecided, err.Error(), hint
}
