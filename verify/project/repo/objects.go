package repo

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
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

func newObjects(m *matcher) *objects { return &objects{spots: make([][]spot, len(m.needles))} }

// add takes over what another pass found.
func (o *objects) add(other *objects) {
	o.count += other.count
	o.bytes += other.bytes
	for needle, spots := range other.spots {
		for _, one := range spots {
			o.keep(needle, one)
		}
	}
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

// objectSearch searches what one git hands out.
type objectSearch struct {
	m      *matcher
	passed func(bytes int)
	most   int64 // what all objects may hold, in bytes; 0: anything
	told   int64 // what git has said they hold so far
	objects

	// the object that is passing by
	id, kind string
	left     int64        // of its text and the line end behind it
	line     int          // of the first byte that is kept
	seen     map[int]bool // needles it has
}

func newSearch(m *matcher, passed func(bytes int)) *objectSearch {
	return &objectSearch{m: m, passed: passed, seen: map[int]bool{}, objects: *newObjects(m)}
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
		s.search(text[from:end], func(needle, at int) bool {
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

// search looks for secrets in a piece of an object. Trees are names of other
// objects, which are handed out by themselves.
func (s *objectSearch) search(text []byte, hit func(needle, at int) bool) {
	if s.kind != "tree" {
		s.m.search(text, hit)
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
	if s.told += size; s.most > 0 && s.told > s.most {
		return errLargeHistory
	}
	if s.kind != "tree" {
		s.count++
		s.bytes += size
	}
	return nil
}
