package pytoml

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads a text as the Python package toml 0.10.2 does, mistakes
// included. Values are string, int64, float64, bool, Time, []any and
// map[string]any. The error is always an *Error. What the package reads in
// quadratic time is read in linear time here.
func Parse(text string) (values map[string]any, err error) {
	if len(text) > MaxText {
		return nil, ErrTooLong
	}
	d := &decoder{root: map[string]any{}}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case pythonError:
			values, err = nil, &Error{d.line, r.kind, r.reason}
		default:
			panic(r)
		}
	}()
	original := []rune(text)
	d.read(d.prepare(slices.Clone(original)), original)
	return plain(d.root).(map[string]any), nil
}

// plain puts finished lists in the place of those that were still growing.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = plain(v[key])
		}
	case *[]any:
		for i := range *v {
			(*v)[i] = plain((*v)[i])
		}
		return *v
	}
	return value
}

// Time is a date, a time of day or both, in Python's own text form with a blank
// between them.
type Time string

// pythonError is an exception on its way up.
type pythonError struct{ kind, reason string }

const (
	tomlError  = "TomlDecodeError"
	indexError = "IndexError"
	typeError  = "TypeError"
)

func refuse(reason string) { panic(pythonError{tomlError, reason}) }

// decoder is one run of toml.loads.
type decoder struct {
	root map[string]any
	line int // where the run is, for errors
}

// pending is a value that goes on in the next lines.
type pending struct {
	key       string
	text      string
	backslash bool
	set       bool
}

// read is the package's second pass, line by line.
func (d *decoder) read(lines []string, original []rune) {
	var level any = d.root
	var multi pending
	implicit := map[string]int{}
	d.line = 1
	at := 0
	for n, line := range lines {
		if n > 0 { // lines have been joined, but no character is gone
			next := at + utf8.RuneCountInString(lines[n-1]) + 1
			for ; at < next; at++ {
				if original[at] == '\n' {
					d.line++
				}
			}
		}
		if multi.text == "" || multi.backslash || !strings.Contains(multi.text, "\n") {
			line = strip(line)
		}
		if line == "" && (!multi.set || multi.backslash) {
			continue
		}
		if multi.set {
			d.continued(&multi, line, level)
			continue
		}
		switch {
		case line[0] == '[':
			level = d.group(line, implicit)
		case line[0] == '{':
			if line[len(line)-1] != '}' {
				refuse("braces are not closed on their line")
			}
			inlineObject(line, level, &multi)
		case strings.Contains(line, "="):
			loadLine(line, level, &multi)
		}
	}
}

// continued adds a line to a value that is open.
func (d *decoder) continued(multi *pending, line string, level any) {
	multi.text += line
	multi.backslash = false
	closed := false
	if multi.text == "" {
		panic(pythonError{indexError, "it ends in the middle of something"})
	}
	if multi.text[0] == '[' {
		if line == "" {
			panic(pythonError{indexError, "it ends in the middle of something"})
		}
		closed = line[len(line)-1] == ']'
	} else if runes := []rune(line); len(runes) > 2 {
		q := rune(multi.text[0])
		closed = runes[len(runes)-1] == q && runes[len(runes)-2] == q && runes[len(runes)-3] == q
	}
	if closed {
		set(level, multi.key, loadValue(multi.text, true))
		*multi = pending{}
		return
	}
	for k := len(multi.text) - 1; k > -1 && multi.text[k] == '\\'; k-- {
		multi.backslash = !multi.backslash
	}
	if multi.backslash {
		multi.text = multi.text[:len(multi.text)-1]
	} else {
		multi.text += "\n"
	}
}

func set(level any, key string, value any) {
	table, ok := level.(map[string]any)
	if !ok {
		panic(pythonError{typeError, "a section stands where something else is"})
	}
	table[key] = value
}

// splitN is Python's text.split(separator, limit).
func splitN(text, separator string, limit int) []string {
	return strings.SplitN(text, separator, limit+1)
}

// strip is Python's str.strip().
func strip(s string) string { return strings.TrimFunc(s, isSpace) }

// isSpace is Python's str.isspace() for one character.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

var errNumber = errors.New("not a number")
