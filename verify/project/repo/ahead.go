package repo

import (
	"context"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
)

// ahead is how much one git was asked for and has not handed out yet. Who has
// little to do asks for the next batch, so that a few large objects do not all
// end up with one process.
type ahead struct {
	left  atomic.Int64  // bytes
	freed chan struct{} // holds a value when left went down
}

func newAhead() *ahead { return &ahead{freed: make(chan struct{}, 1)} }

// came takes note of bytes that git handed out.
func (a *ahead) came(bytes int64) {
	a.left.Add(-bytes)
	select {
	case a.freed <- struct{}{}:
	default:
	}
}

// wait returns when there is little left to do, or the context ends. Git keeps the
// end of what it says to itself as long as more may be asked for, so little has to
// be more than that: counted in objects, both would wait for each other.
func (a *ahead) wait(ctx context.Context) error {
	for a.left.Load() > batchBytes {
		select {
		case <-a.freed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// idReader hands batches of names to one git.
type idReader struct {
	ctx     context.Context
	batches <-chan batch
	ahead   *ahead
	rest    []byte
}

func (r *idReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if err := r.ahead.wait(r.ctx); err != nil {
			return 0, err
		}
		next, more := <-r.batches
		if !more {
			return 0, io.EOF
		}
		r.ahead.left.Add(next.bytes)
		r.rest = next.names
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// listed reads one line of the list: KIND SIZE NAME.
func listed(line string) (kind string, size int64, id string, ok bool) {
	kind, line, _ = strings.Cut(line, " ")
	text, id, ok := strings.Cut(line, " ")
	size, err := strconv.ParseInt(text, 10, 64)
	return kind, size, id, ok && err == nil && size >= 0 // "NAME missing" is not
}
