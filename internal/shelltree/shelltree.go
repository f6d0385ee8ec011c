// Package shelltree parses texts for a shell with the library mvdan.cc/sh, within bounds
// on the size and the depth of the tree. What the tree comes to is for its readers.
package shelltree

import (
	"errors"
	"io"
	"runtime"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

const (
	maxText  = 1 << 18 // bytes: what the parser makes of them is 200 times as large
	maxCalls = 5000    // calls that the parser may stand in, some ten for each level of nesting
)

// Why a text has no tree, besides what the parser itself says.
var (
	ErrTooLong = errors.New("it is longer than 256 KB")
	ErrTooDeep = errors.New("its commands are nested too deep")
)

// Parse reads a text as bash does, which reads what other shells of its kind do. valid is
// the text that the places in the tree are those of: what is no UTF-8 is replaced in it.
func Parse(text string) (file *syntax.File, valid string, err error) {
	if len(text) > maxText {
		return nil, "", ErrTooLong
	}
	valid = strings.ToValidUTF8(text, "\ufffd")
	file, err = parseBounded(valid)
	return file, valid, err
}

func parseBounded(text string) (*syntax.File, error) {
	return syntax.NewParser().Parse(Bounded(text), "")
}

// Bounded hands a text to the parser piece by piece. The parser calls itself for
// whatever is nested, and Go ends a program whose stack overflows, so it gets no
// further piece once it stands too deep in itself.
func Bounded(text string) io.Reader { return &source{text: strings.NewReader(text)} }

type source struct {
	text  *strings.Reader
	begun bool
	calls []uintptr // made for the second piece: most scripts have one
}

// Read implements io.Reader.
func (s *source) Read(piece []byte) (int, error) {
	if s.begun && s.calls == nil {
		s.calls = make([]uintptr, maxCalls)
	}
	s.begun = true
	if runtime.Callers(1, s.calls) == maxCalls {
		return 0, ErrTooDeep
	}
	n, err := s.text.Read(piece)
	if s.text.Len() == 0 {
		err = io.EOF // with the last piece, so that nobody asks for one more
	}
	return n, err
}

// What a backslash takes the meaning from, by where it stands.
const (
	Everything     = ""
	InDoubleQuotes = "$`\\\""
	InHereDocument = "$`\\"
)

// Unquote takes the backslashes out of a literal that quote what follows them.
func Unquote(text, quotable string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) && (quotable == Everything || strings.IndexByte(quotable, text[i+1]) >= 0) {
			i++
		}
		out.WriteByte(text[i])
	}
	return out.String()
}
