// Package progress tells a person that long work is alive.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// Line tells a person that long work is alive: after the first second one
// line on the terminal, which is wiped at the end. Elsewhere it says nothing.
type Line struct {
	screen io.Writer // nil: nobody watches
	doing  string

	mu    sync.Mutex
	bytes int64
	next  time.Time // when the line is due
	shown bool
}

const (
	delay = time.Second
	pace  = 200 * time.Millisecond
)

// Begin begins to watch over work that is called what. A nil screen shows nothing.
func Begin(screen io.Writer, what string) *Line {
	return &Line{screen: screen, doing: what, next: time.Now().Add(delay)}
}

// Passed counts bytes of work. It may be called from several goroutines.
func (p *Line) Passed(bytes int) {
	if p.screen == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes += int64(bytes)
	if now := time.Now(); now.After(p.next) {
		p.next, p.shown = now.Add(pace), true
		fmt.Fprintf(p.screen, "\r\x1b[K%s: %d MB", p.doing, p.bytes>>20)
	}
}

// End wipes the line.
func (p *Line) End() {
	if p.shown {
		io.WriteString(p.screen, "\r\x1b[K") //nolint:errcheck // nobody can be told
	}
}
