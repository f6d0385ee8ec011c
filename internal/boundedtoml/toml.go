// Package boundedtoml reads TOML with go-toml, whose search for keys that stand
// twice takes four times as long for twice as many keys. What has more keys, or
// deeper ones, than any file that people write is refused before that.
package boundedtoml

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// MaxKeys bounds the keys and sections of one file, MaxDepth how many of them
// stand inside each other.
const (
	MaxKeys  = 4000
	MaxDepth = 100
)

// ErrTooMany says that a text is not read because of these bounds.
var ErrTooMany = errors.New("it has more keys, or deeper ones, than are read")

// Unmarshal is go-toml's, for texts within the bounds. A whole number of more
// than 64 bits, which Python takes, becomes the largest one, and a number with a
// point that is too large for 64 bits becomes infinity, as in Python.
func Unmarshal(text []byte, into any) error {
	if err := Within(text); err != nil {
		return err
	}
	err := toml.Unmarshal(text, into)
	for range mostLarge {
		smaller, ok := withoutLarge(text, err)
		if !ok {
			break
		}
		text, err = smaller, toml.Unmarshal(smaller, into)
	}
	return err
}

// mostLarge bounds how many such numbers are taken: each has the text read again.
const mostLarge = 10

// withoutLarge puts the largest number in the place of the one that an error of
// go-toml is about; false: the error is about something else.
func withoutLarge(text []byte, err error) ([]byte, bool) {
	var decode *toml.DecodeError
	if !errors.As(err, &decode) {
		return text, false
	}
	largest := "9223372036854775807"
	switch said := decode.Error(); {
	case strings.HasSuffix(said, "too large to fit in a 64-bit signed integer"):
	case strings.Contains(said, "float") && strings.HasSuffix(said, "value out of range"):
		largest = "inf"
	default:
		return text, false
	}
	row, column := decode.Position()
	lines := bytes.SplitAfter(text, []byte("\n"))
	if row < 1 || row > len(lines) || column < 1 || column > len(lines[row-1]) {
		return text, false
	}
	line := lines[row-1]
	number := line[column-1:]
	if end := bytes.IndexFunc(number, func(r rune) bool {
		return r != '+' && r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}); end >= 0 {
		number = number[:end]
	}
	lines[row-1] = slices.Concat(line[:column-1], []byte(largest), line[column-1+len(number):])
	return bytes.Join(lines, nil), true
}

// Within tells whether a text stays within the bounds; where it does not, the
// error is ErrTooMany. Whether it is TOML is not asked.
func Within(text []byte) error {
	switch count := signs(text); {
	case count <= few:
		return nil
	case count > many:
		return fmt.Errorf("read TOML: %w", ErrTooMany)
	}
	var parser unstable.Parser
	parser.Reset(text)
	c := counter{}
	for table := 0; parser.NextExpression(); {
		e := parser.Expression()
		depth := c.key(e, 0)
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = depth
		case unstable.KeyValue:
			c.value(e.Value(), table+depth)
		}
		if c.keys > MaxKeys || c.depth > MaxDepth {
			return fmt.Errorf("read TOML: %w", ErrTooMany)
		}
	}
	return nil
}

// few is up to how many signs of keys a text is read without a closer look: as
// many keys as that, however deep, are no work.
//
// many is from how many on it is not read at all: the parser keeps each of them
// of a line in memory.
const (
	few  = 1000
	many = 100_000
)

// signs are as many as there can be keys, and places where one leads deeper.
func signs(text []byte) int {
	count := 0
	for _, sign := range []string{"=", ".", "[", "{"} {
		count += bytes.Count(text, []byte(sign))
	}
	return count
}

type counter struct{ keys, depth int }

// key counts a key's parts and returns how deep it leads.
func (c *counter) key(e *unstable.Node, depth int) int {
	for parts := e.Key(); parts.Next(); {
		c.keys++
		depth++
	}
	c.depth = max(c.depth, depth)
	return depth
}

func (c *counter) value(v *unstable.Node, depth int) {
	c.depth = max(c.depth, depth)
	if c.depth > MaxDepth || v.Kind != unstable.Array && v.Kind != unstable.InlineTable {
		return
	}
	for items := v.Children(); items.Next(); {
		item := items.Node()
		if v.Kind == unstable.InlineTable {
			c.value(item.Value(), c.key(item, depth))
		} else {
			c.value(item, depth+1)
		}
	}
}
