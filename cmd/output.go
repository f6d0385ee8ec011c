package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
)

// output is a stdout that remembers whether everything got through: pages of
// help are written by a library that does not tell. A terminal needs none, and
// the wizard wants it as it is.
type output struct {
	to io.Writer

	mu  sync.Mutex
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// lost is the error of a command that could not say all it had to.
func (o *output) lost() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	err := o.err
	if err == nil {
		return nil
	}
	var failed *fs.PathError
	if errors.As(err, &failed) { // the path is not the person's
		err = failed.Err
	}
	return withHint(fmt.Errorf("not everything could be written to stdout: %w", err), "make room where it leads, then run the command again")
}
