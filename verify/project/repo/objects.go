package repo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/safego"
)

// hit is an object in which secrets stand, with the line of the first place of each.
type hit struct {
	id, kind string
	lines    map[int]int // by needle
}

// spot is the first place of one needle in one object.
type spot struct {
	id, kind string
	line     int
}

// maxSpots bounds how many objects are kept for each secret: those with the
// smallest names, so that the outcome does not depend on who was first.
const maxSpots = 32

// objects is the outcome of a pass over everything git has.
type objects struct {
	spots [][]spot // by needle
	count int
	bytes int64
}

func (o *objects) keep(needle int, s spot) {
	at, _ := slices.BinarySearchFunc(o.spots[needle], s, func(a, b spot) int { return strings.Compare(a.id, b.id) })
	if at < maxSpots {
		kept := slices.Insert(o.spots[needle], at, s)
		o.spots[needle] = kept[:min(len(kept), maxSpots)]
	}
}

// hits groups the spots by object.
func (o *objects) hits() []*hit {
	byID := map[string]*hit{}
	for needle, spots := range o.spots {
		for _, s := range spots {
			if byID[s.id] == nil {
				byID[s.id] = &hit{s.id, s.kind, map[int]int{}}
			}
			byID[s.id].lines[needle] = s.line
		}
	}
	return slices.SortedFunc(maps.Values(byID), func(a, b *hit) int { return strings.Compare(a.id, b.id) })
}

var errUnknownAnswer = errors.New("git answered in an unknown way")

// readerCount is how many git processes unpack objects side by side: what one of
// them writes has to pass through a pipe, which is slower than its bare reading.
func readerCount() int { return min(max(runtime.NumCPU(), 2), 4) }

// searchObjects streams every blob, commit and tag git has through the matcher,
// reachable or not. Objects of any size take the same memory.
func searchObjects(ctx context.Context, dir string, m *matcher, passed func(bytes int)) (*objects, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	readers := readerCount()
	batches := make(chan []byte, readers)
	var all safego.Group
	failed := make([]error, readers+1)
	all.Go(func() {
		defer close(batches)
		list := git(ctx, dir, "cat-file", "--batch-all-objects", "--buffer", "--unordered", "--batch-check=%(objecttype) %(objectname)")
		failed[readers] = ask(list, func(stdout io.Reader) error { return listObjects(ctx, stdout, batches) })
	})
	searches := make([]*objectSearch, readers)
	for i := range searches {
		s := &objectSearch{m: m, passed: passed, seen: map[int]bool{}, objects: objects{spots: make([][]spot, len(m.needles))}}
		searches[i] = s
		all.Go(func() {
			command := git(ctx, dir, "cat-file", "--buffer", "--batch")
			command.Stdin = &idReader{batches: batches}
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
		whole.count += s.count
		whole.bytes += s.bytes
		for needle, spots := range s.spots {
			for _, one := range spots {
				whole.keep(needle, one)
			}
		}
	}
	return whole, errors.Join(failed...)
}

// ask runs a command, hands what it says to read, and stops it when that fails.
func ask(command *exec.Cmd, read func(io.Reader) error) error {
	complaints := answer{most: maxComplaints}
	command.Stderr = &complaints
	stdout, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	widen(stdout)
	if err := command.Start(); err != nil {
		return err
	}
	if err = read(stdout); err != nil {
		command.Cancel() //nolint:errcheck // it is over either way
	}
	err = errors.Join(err, command.Wait())
	for line := range strings.Lines(complaints.text.String()) {
		if !strings.HasPrefix(line, "warning:") {
			err = errors.Join(err, errors.New("git complained"))
		}
	}
	return errors.Join(err, complaints.failed)
}

// listObjects makes batches of the names of objects that are searched, in the
// order in which they are packed, so that each reader meets whole delta chains.
func listObjects(ctx context.Context, stdout io.Reader, batches chan<- []byte) error {
	const size = 1 << 15
	batch := make([]byte, 0, size)
	send := func() error {
		select {
		case batches <- batch:
			batch = make([]byte, 0, size)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		kind, id, ok := bytes.Cut(lines.Bytes(), []byte(" "))
		switch {
		case !ok || string(id) == "missing":
			return errUnknownAnswer // the object is damaged
		case string(kind) == "tree":
			continue
		}
		batch = append(append(batch, id...), '\n')
		if len(batch) > size-100 {
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

// idReader hands batches of names to one git.
type idReader struct {
	batches <-chan []byte
	rest    []byte
}

func (r *idReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		batch, more := <-r.batches
		if !more {
			return 0, io.EOF
		}
		r.rest = batch
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// objectSearch searches what one git hands out.
type objectSearch struct {
	m      *matcher
	passed func(bytes int)
	objects

	// the object that is passing by
	id, kind string
	left     int64        // of its text and the line end behind it
	line     int          // of the first byte that is kept
	seen     map[int]bool // needles it has
}

const pieceSize = 1 << 17

// read takes git's answer in pieces. In front of each piece there is room for
// the end of the piece before it: a header that was cut, or enough text for the
// longest pattern.
func (s *objectSearch) read(r io.Reader) error {
	room := max(s.m.longest, 512)
	buffer := make([]byte, room+pieceSize)
	kept := 0
	for {
		n, err := io.ReadFull(r, buffer[room:])
		s.passed(n)
		text := buffer[room-kept : room+n]
		rest, unknown := s.pass(text, kept)
		if unknown != nil {
			return unknown
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			if len(rest) > 0 || s.left > 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		case err != nil:
			return err
		}
		kept = len(rest)
		copy(buffer[room-kept:], rest)
	}
}

// pass looks at a piece of git's answer and returns the end of it that the next
// piece needs in front. What is known already comes first.
func (s *objectSearch) pass(text []byte, known int) (rest []byte, err error) {
	from := known
	if s.left > 0 {
		from = 0
	} else {
		known = 0
	}
	for {
		if s.left == 0 {
			from = known
			end := bytes.IndexByte(text[from:], '\n')
			if end < 0 {
				if len(text)-from > 256 {
					return nil, errUnknownAnswer
				}
				return text[from:], nil
			}
			if err := s.begin(string(text[from : from+end])); err != nil {
				return nil, err
			}
			from += end + 1
			known = from
			continue
		}
		end := len(text)
		if s.left < int64(end-known) {
			end = known + int(s.left)
		}
		s.left -= int64(end - known)
		known = end
		s.m.search(text[from:end], func(needle, at int) bool {
			if !s.seen[needle] {
				s.seen[needle] = true
				s.keep(needle, spot{s.id, s.kind, s.line + bytes.Count(text[from:from+at], []byte("\n"))})
			}
			return true
		})
		if s.left > 0 {
			kept := max(from, end-s.m.longest+1)
			s.line += bytes.Count(text[from:kept], []byte("\n"))
			return text[kept:end], nil
		}
	}
}

// begin reads the line in front of an object.
func (s *objectSearch) begin(header string) error {
	fields := strings.Fields(header)
	if len(fields) != 3 {
		return errUnknownAnswer // "missing" among them: the object is damaged
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return errUnknownAnswer
	}
	s.id, s.kind, s.left, s.line = fields[0], fields[1], size+1, 1
	clear(s.seen)
	s.count++
	s.bytes += size
	return nil
}

// searchFiles searches the tracked files as they stand in the working tree.
func searchFiles(ctx context.Context, state State, m *matcher) (leaks []Leak, unread []string) {
	linked := map[string]bool{} // folders that git does not look into
	buffer := make([]byte, max(m.longest, pieceSize)+pieceSize)
	for _, name := range state.files {
		if ctx.Err() != nil {
			break
		}
		full := filepath.Join(state.Root, filepath.FromSlash(name))
		info, err := os.Lstat(full)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() || behindLink(state.Root, filepath.Dir(full), linked) {
			continue
		}
		file, err := os.Open(full)
		if err != nil {
			unread = append(unread, name)
			continue
		}
		found, err := m.lines(ctx, file, buffer)
		if err != nil {
			unread = append(unread, name)
		}
		for needle, line := range found {
			leaks = append(leaks, Leak{Needle: m.needles[needle].Name, Key: m.needles[needle].Key, Path: name, Line: line, Where: inFile})
		}
		file.Close()
	}
	return leaks, unread
}

// behindLink tells whether a folder of the working tree is, or is in, a link.
func behindLink(root, folder string, linked map[string]bool) bool {
	if len(folder) <= len(root) {
		return false
	}
	is, known := linked[folder]
	if !known {
		info, err := os.Lstat(folder)
		is = err != nil || !info.IsDir() || behindLink(root, filepath.Dir(folder), linked)
		linked[folder] = is
	}
	return is
}

// lines maps each needle that stands in a stream to the line of its first place.
func (m *matcher) lines(ctx context.Context, r io.Reader, buffer []byte) (found map[int]int, err error) {
	found = map[int]int{}
	kept, line := 0, 1
	for ctx.Err() == nil {
		n, err := io.ReadFull(r, buffer[kept:])
		text := buffer[:kept+n]
		m.search(text, func(needle, at int) bool {
			if _, again := found[needle]; !again {
				found[needle] = line + bytes.Count(text[:at], []byte("\n"))
			}
			return true
		})
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return found, nil
		case err != nil:
			return found, err
		}
		rest := text[max(0, len(text)-m.longest+1):]
		line += bytes.Count(text[:len(text)-len(rest)], []byte("\n"))
		kept = copy(buffer, rest)
	}
	return found, nil
}
