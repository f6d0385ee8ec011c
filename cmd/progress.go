package cmd

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress tells a person that long work is alive: after the first second one
// line on the terminal, which is wiped at the end. Elsewhere it says nothing.
type progress struct {
	screen io.Writer // nil: nobody watches
	doing  string

	mu    sync.Mutex
	bytes int64
	next  time.Time // when the line is due
	shown bool
}

const (
	progressDelay = time.Second
	progressPace  = 200 * time.Millisecond
)

// progress begins to watch over work that is called what.
func (e *Env) progress(what string) *progress {
	p := &progress{doing: what, next: time.Now().Add(progressDelay)}
	if e.StderrTerminal && e.Getenv("TERM") != "dumb" && !inCI(e) {
		p.screen = e.Stderr
	}
	return p
}

// passed counts bytes of work. It may be called from several goroutines.
func (p *progress) passed(bytes int) {
	if p.screen == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes += int64(bytes)
	if now := time.Now(); now.After(p.next) {
		p.next, p.shown = now.Add(progressPace), true
		fmt.Fprintf(p.screen, "\r\x1b[K%s: %d MB", p.doing, p.bytes>>20)
	}
}

// end wipes the line.
func (p *progress) end() {
	if p.shown {
		io.WriteString(p.screen, "\r\x1b[K") //nolint:errcheck // nobody can be told
	}
}
