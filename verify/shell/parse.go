package shell

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

const (
	maxScript = 1 << 18 // bytes: what the parser makes of them is 200 times as large
	maxCalls  = 5000    // calls that the parser may stand in, some ten for each level of nesting
	maxMoved  = 8       // here-documents without an end whose end marks are moved
)

var (
	errTooLong  = errors.New("it is longer than 256 KB")
	errTooDeep  = errors.New("its commands are nested too deep")
	errTooLarge = errors.New("its values grow too large")
)

// parsed is a script as the parser sees it, and the lines of the end marks that
// end no here-document, by the offset of the here-document.
type parsed struct {
	file     *syntax.File
	unclosed map[uint]int
	depth    int // of scripts that are words of another one
}

// parse reads a script. An end mark that does not stand at the start of its line
// ends nothing; it is then put there, so that what stands behind it is read too.
// The text begins at the line first of its file.
func parse(text string, first int) (parsed, error) {
	if len(text) > maxScript {
		return parsed{}, errTooLong
	}
	text = strings.ToValidUTF8(text, "\ufffd")
	p := parsed{unclosed: map[uint]int{}}
	for range maxMoved {
		var err error
		if p.file, err = parseBounded(text); err == nil {
			return p, nil
		}
		var wrong syntax.ParseError
		switch {
		case errors.Is(err, errTooDeep):
			return p, err
		case !errors.As(err, &wrong):
			return p, errors.New("it is written for another shell")
		}
		offset := wrong.Pos.Offset()
		moved, line := moveEndMark(text, int(offset))
		if line == 0 {
			return p, fmt.Errorf("its line %d cannot be read as shell", first-1+int(wrong.Pos.Line()))
		}
		text, p.unclosed[offset] = moved, first-1+line
	}
	return p, errors.New("too many of its here-documents have no end")
}

func parseBounded(text string) (*syntax.File, error) {
	return syntax.NewParser().Parse(newSource(text), "")
}

// source hands a text to the parser piece by piece. The parser calls itself for
// whatever is nested, and Go ends a program whose stack overflows, so it gets no
// further piece once it stands too deep in itself.
type source struct {
	text  *strings.Reader
	calls []uintptr // made for the second piece: most scripts have one
}

func newSource(text string) *source { return &source{text: strings.NewReader(text)} }

// Read implements io.Reader.
func (s *source) Read(piece []byte) (int, error) {
	if runtime.Callers(1, s.calls) == maxCalls {
		return 0, errTooDeep
	}
	if s.calls == nil {
		s.calls = make([]uintptr, maxCalls)
	}
	return s.text.Read(piece)
}

// moveEndMark moves the end mark of the here-document that begins at an offset to
// the start of its line. The line is 0 when no here-document begins there, or
// its end mark stands nowhere.
func moveEndMark(text string, offset int) (moved string, line int) {
	operator := strings.TrimLeft(text[offset:], "0123456789")
	begins, found := strings.CutPrefix(operator, "<<")
	if !found {
		return "", 0
	}
	mark := firstWord(strings.TrimPrefix(begins, "-"))
	_, body, _ := strings.Cut(begins, "\n")
	at := len(text) - len(body)
	for candidate := range strings.Lines(body) {
		if trimmed := strings.TrimSpace(candidate); trimmed != "" && trimmed == mark {
			return text[:at] + mark + "\n" + text[at+len(candidate):], 1 + strings.Count(text[:at], "\n")
		}
		at += len(candidate)
	}
	return "", 0
}

// firstWord is the word that a text begins with, without its quotes.
func firstWord(text string) string {
	for word, err := range syntax.NewParser().WordsSeq(newSource(text)) {
		if err != nil {
			return ""
		}
		return (&state{}).text(word)
	}
	return ""
}
