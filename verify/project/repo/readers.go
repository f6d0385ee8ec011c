package repo

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os/exec"
	"runtime"
	"strings"

	"github.com/authkit-cli/authkit/internal/safego"
)

var (
	errUnknownAnswer = errors.New("git answered in an unknown way")
	errLargeHistory  = errors.New("there is more than one process hands out at once")
)

// smallHistory is how much one git process hands out before several take its
// place, in bytes: most projects have less, and starting processes is what costs
// time then.
const smallHistory = 4 << 20

// Objects is everything git has of a project, as one process hands it out.
type Objects struct {
	reading *reading
	failed  error
	stop    context.CancelFunc
}

// Begin asks git for everything it has before it is known what to look for: the
// first of it waits in a pipe. Nil where there is no repository. It is ended
// by Stop, or by Look.
func Begin(ctx context.Context, dir string) *Objects {
	if !hasRepository(dir) {
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	o := &Objects{stop: stop}
	o.reading, o.failed = begin(git(ctx, dir, "cat-file", "--batch-all-objects", "--buffer", "--unordered", "--batch"))
	return o
}

// Stop ends the process when there is nothing to look for.
func (o *Objects) Stop() {
	if o == nil {
		return
	}
	o.stop()
	if o.reading != nil {
		o.reading.end(nil) //nolint:errcheck // nobody waits for it
	}
}

// search looks at what the one process hands out; errLargeHistory: at the
// beginning of it alone.
func (o *Objects) search(m *matcher) (*objects, error) {
	if o.failed != nil {
		return newObjects(m), o.failed
	}
	s := newSearch(m, func(int) {})
	s.most = smallHistory
	return &s.objects, o.reading.end(s.read(o.reading.stdout))
}

// readerCount is how many git processes unpack objects side by side: what one of
// them writes has to pass through a pipe, which is slower than its bare reading.
func readerCount() int { return min(max(runtime.NumCPU(), 2), 4) }

// searchObjects streams every blob, commit and tag git has through the matcher,
// reachable or not: out of the one process that was begun, and out of several
// when it has too much to say. Objects of any size take the same memory.
func searchObjects(ctx context.Context, dir string, begun *Objects, m *matcher, passed func(bytes int)) (*objects, error) {
	if begun != nil {
		all, err := begun.search(m)
		if !errors.Is(err, errLargeHistory) {
			return all, err
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	readers := readerCount()
	batches := make(chan batch)
	var all safego.Group
	failed := make([]error, readers+1)
	all.Go(func() {
		defer close(batches)
		list := git(ctx, dir, "cat-file", "--batch-all-objects", "--buffer", "--unordered", "--batch-check=%(objecttype) %(objectsize) %(objectname)")
		failed[readers] = ask(list, func(stdout io.Reader) error { return listObjects(ctx, stdout, batches) })
	})
	searches := make([]*objectSearch, readers)
	for i := range searches {
		ahead := newAhead()
		s := newSearch(m, func(bytes int) {
			passed(bytes)
			ahead.came(int64(bytes))
		})
		searches[i] = s
		all.Go(func() {
			command := git(ctx, dir, "cat-file", "--buffer", "--batch")
			command.Stdin = &idReader{ctx: ctx, batches: batches, ahead: ahead}
			failed[i] = errUnknownAnswer // should it break down: the others are not to wait for it
			defer func() {
				if failed[i] != nil {
					stop()
				}
			}()
			failed[i] = ask(command, s.read)
		})
	}
	all.Wait()
	whole := &searches[0].objects
	for _, s := range searches[1:] {
		whole.add(&s.objects)
	}
	return whole, errors.Join(failed...)
}

// reading is a git process whose answer is being read.
type reading struct {
	command    *exec.Cmd
	stdout     io.Reader
	complaints answer
}

func begin(command *exec.Cmd) (*reading, error) {
	r := &reading{command: command, complaints: answer{most: maxComplaints}}
	command.Stderr = &r.complaints
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	widen(stdout)
	r.stdout = stdout
	return r, command.Start()
}

// end waits for the process, and stops it first when reading it failed. The
// error is that one, or what git complained about.
func (r *reading) end(failed error) error {
	if failed != nil {
		r.command.Cancel() //nolint:errcheck // it is over either way
	}
	err := errors.Join(failed, r.command.Wait())
	for line := range strings.Lines(r.complaints.text.String()) {
		if !strings.HasPrefix(line, "warning:") {
			err = errors.Join(err, errors.New("git complained"))
		}
	}
	return errors.Join(err, r.complaints.failed)
}

// ask runs a command, hands what it says to read, and stops it when that fails.
func ask(command *exec.Cmd, read func(io.Reader) error) error {
	r, err := begin(command)
	if err != nil {
		return err
	}
	return r.end(read(r.stdout))
}

// batch is some objects that one git is asked for.
type batch struct {
	names []byte // one a line
	bytes int64  // of their texts
}

// The bounds of a batch: the names fit a pipe, and the texts keep one reader
// busy for a moment while the other has its own.
const (
	batchNames = 1 << 15
	batchBytes = 8 << 20
)

// listObjects makes batches of the names of objects that are searched, in the
// order in which they are packed, so that each reader meets whole delta chains.
func listObjects(ctx context.Context, stdout io.Reader, batches chan<- batch) error {
	var next batch
	send := func() error {
		select {
		case batches <- next:
			next = batch{names: make([]byte, 0, batchNames)}
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		kind, size, id, ok := listed(lines.Text())
		switch {
		case !ok:
			return errUnknownAnswer // the object is damaged
		case kind == "tree":
			continue
		}
		next.names = append(append(next.names, id...), '\n')
		next.bytes += size
		if len(next.names) > batchNames-100 || next.bytes >= batchBytes {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if err := send(); err != nil {
		return err
	}
	return lines.Err()
}
