package shell

import (
	"errors"
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/shelltree"
)

const maxMoved = 8 // here-documents without an end whose end marks are moved

var errTooLarge = errors.New("its values grow too large")

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
	p := parsed{unclosed: map[uint]int{}}
	for range maxMoved {
		var err error
		if p.file, text, err = shelltree.Parse(text); err == nil {
			return p, nil
		}
		var wrong syntax.ParseError
		switch {
		case errors.Is(err, shelltree.ErrTooLong), errors.Is(err, shelltree.ErrTooDeep):
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
	for word, err := range syntax.NewParser().WordsSeq(shelltree.Bounded(text)) {
		if err != nil {
			return ""
		}
		return (&state{}).text(word)
	}
	return ""
}
