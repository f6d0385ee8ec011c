package project

import (
	"context"
	"errors"
	"io/fs"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
)

// Unread is a file of the project that was not read, so that nothing is known of it.
type Unread struct {
	Path   string // slash path relative to the project
	Reason string // in words that follow the path
	Bound  bool   // a bound of ours is the reason, or the file's own text; else the system, or a link that leaves the project
}

// unread tells of a file that could not be read; false: it is simply not there.
func unread(path string, err error) (Unread, bool) {
	reason := checkout.Reason(err)
	if errors.Is(err, errLate) {
		reason = lateReason
	}
	return Unread{Path: path, Reason: reason, Bound: checkout.Bound(err)}, reason != ""
}

// Bound tells whether a bound of ours, in bytes, in keys or in time, is why
// secrets are not read: Streamlit may well read them.
func Bound(err error) bool {
	var source *SourceError
	return errors.Is(err, errLate) || errors.Is(err, secrets.ErrTooBig) || errors.Is(err, secrets.ErrTooManyKeys) || checkout.Bound(err) || errors.As(err, &source) && source.bound
}

// late is why a file is not read once the time for reading is up; nil before.
func late(ctx context.Context) error {
	if ctx.Err() != nil {
		return errLate
	}
	return nil
}

var errLate = errors.New("it was not read in time: allow more with --timeout 5m")

// lateReason is errLate in words that follow the name of what was not read.
const lateReason = "was not read in time: allow more with --timeout 5m"

// maxRead bounds every file of the project that is read as a whole, in bytes.
const maxRead = 1 << 20

// readSmall returns the text of a regular file of the project.
func readSmall(files fs.FS, name string) (string, error) {
	data, err := checkout.Read(files, name, maxRead)
	return string(data), err
}
