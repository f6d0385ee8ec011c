// Package safego runs work beside the main line, so that a mistake there ends
// the program as a mistake on the main line does. Go itself prints what a
// goroutine panicked with, which may hold a line of somebody's secrets, and
// ends at once, with the terminal and the files as they happen to be.
package safego

import (
	"fmt"
	"runtime/debug"

	"github.com/authkit-cli/authkit/internal/crashpoint"
)

// Crashpoint is the step that tests hear of at the end of each piece of work.
const Crashpoint = "beside"

// Panic is a panic without what it was panicked with.
type Panic struct {
	Kind  string // the type of the value
	Stack []byte // where; a stack shows addresses, not texts
}

// String says no more than Kind: whoever prints a panic prints this.
func (p *Panic) String() string { return "a mistake in authkit (" + p.Kind + ")" }

// Caught is for what recover returned, in the deferred function itself.
func Caught(cause any) *Panic {
	if known, ok := cause.(*Panic); ok {
		return known
	}
	return &Panic{fmt.Sprintf("%T", cause), debug.Stack()}
}

// Catch calls f and returns its panic, nil when there was none.
func Catch(f func()) (broken *Panic) {
	defer func() {
		if cause := recover(); cause != nil {
			broken = Caught(cause)
		}
	}()
	f()
	crashpoint.Reached(Crashpoint)
	return nil
}

// Work is under way beside the main line.
type Work struct {
	done   chan struct{}
	broken *Panic // to be read when done is closed
}

// Go begins work. Its panic is told to whoever waits.
func Go(f func()) *Work {
	w := &Work{done: make(chan struct{})}
	go func() {
		defer close(w.done)
		w.broken = Catch(f)
	}()
	return w
}

// Done is closed when the work has ended, one way or the other. Wait tells which.
func (w *Work) Done() <-chan struct{} { return w.done }

// Wait returns when the work is done, and panics if the work did.
func (w *Work) Wait() {
	<-w.done
	if w.broken != nil {
		panic(w.broken)
	}
}

// Group is work that is waited for together. One goroutine begins and waits.
type Group struct{ works []*Work }

// Go begins one more piece of work.
func (g *Group) Go(f func()) { g.works = append(g.works, Go(f)) }

// Wait returns when all of it is done, and panics if some of it did.
func (g *Group) Wait() {
	for _, w := range g.works {
		<-w.done
	}
	for _, w := range g.works {
		w.Wait()
	}
}
