package repo

import (
	"context"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
)

// ahead is how many objects one git was asked for and has not handed out yet. Who
// has little to do asks for the next batch, so that a few large objects do not all
// end up with one process.
type ahead struct {
	left  atomic.Int64
	freed chan struct{} // holds a value when left went down
}

func newAhead() *ahead { return &ahead{freed: make(chan struct{}, 1)} }

// done takes note of an object that git has handed out.
func (a *ahead) done() {
	a.left.Add(-1)
	select {
	case a.freed <- struct{}{}:
	default:
	}
}

// wait returns when no more than some objects are left, or the context ends.
func (a *ahead) wait(ctx context.Context, some int64) error {
	for a.left.Load() > some {
		select {
		case <-a.freed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// idReader hands batches of names to one git: one that it works on, and the next.
type idReader struct {
	ctx     context.Context
	batches <-chan batch
	ahead   *ahead
	last    int64 // objects of the newest batch
	rest    []byte
}

func (r *idReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if err := r.ahead.wait(r.ctx, r.last); err != nil {
			return 0, err
		}
		next, more := <-r.batches
		if !more {
			return 0, io.EOF
		}
		r.ahead.left.Add(next.objects)
		r.last, r.rest = next.objects, next.names
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// listed reads one line of the list: KIND SIZE NAME, the size being that on the disk.
func listed(line string) (kind string, size int64, id string, ok bool) {
	kind, line, _ = strings.Cut(line, " ")
	text, id, ok := strings.Cut(line, " ")
	size, err := strconv.ParseInt(text, 10, 64)
	return kind, size, id, ok && err == nil && size >= 0 // "NAME missing" is not
}
