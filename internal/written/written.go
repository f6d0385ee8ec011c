// Package written holds the texts that scripts write to files, with marks where
// something stands that only the script's run will tell.
package written

import (
	"strings"
)

// Document is a text that a script writes to a file.
type Document struct {
	Path     string // as the script names it, with the folder it has changed into in front
	Lines    []Line
	Known    bool // every byte of it is known, marks aside
	Appended bool // something may stand in front of it
	Unclosed int  // the line whose end mark does not end the here-document
	Late     int  // the line of the command that runs Streamlit first; 0: there is none
	IfAbsent bool // it is written only where there is no such file yet
}

// Line is a line of a document.
type Line struct {
	Text   string
	File   string // the file whose line it was; empty: the script
	Number int    // in the file that holds the script
	From   int    // where the command is that writes it
	Quoted bool   // it is of a here-document whose end mark is quoted
}

// Text is the document as one text.
func (d Document) Text() string {
	var out strings.Builder
	for _, line := range d.Lines {
		out.WriteString(line.Text)
	}
	return out.String()
}

// Kind says what is known of a value that is not known here.
type Kind byte

// Kinds of values.
const (
	Variable Kind = 's' // of a variable, and empty when nobody sets it
	Tested   Kind = 'c' // of a variable without which the script stops or goes another way
	Default  Kind = 'd' // of a variable, or else Otherwise
	Emptied  Kind = 'e' // of a variable, or else empty: the script says so
	Nothing  Kind = 'n' // of a variable, or else Python's None
	Random   Kind = 'r' // made up anew at each run
	Given    Kind = 'u' // what a command gives, or one of several
)

// Value is what a mark stands for.
type Value struct {
	Kind      Kind
	Name      string // of the variable; may be empty
	Otherwise string // with Default
}

// A mark is start, kind, name, perhaps between and another value, end. None of these
// characters is one that people write.
const (
	start   = '\ue000'
	end     = '\ue001'
	between = "\ue003"
)

// Unsure stands for text that is not known, nor is it a value: whatever holds
// it is not known.
const Unsure = "\ue002"

// Mark is the mark of a value.
func Mark(v Value) string {
	text := string(start) + string(v.Kind) + clean(v.Name)
	if v.Kind == Default {
		text += between + clean(v.Otherwise)
	}
	return text + string(end)
}

// clean takes out what would end a mark. A line end would tear it.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= start && r <= '\ue003' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, text)
}

// IsMarked tells whether a text holds a mark.
func IsMarked(text string) bool { return strings.ContainsRune(text, start) }

// Only is the value of a text that is one mark and nothing else.
func Only(text string) (Value, bool) {
	v, rest, ok := cut(text)
	return v, ok && rest == ""
}

// cut takes the mark off that a text begins with.
func cut(text string) (v Value, rest string, ok bool) {
	text, begins := strings.CutPrefix(text, string(start))
	body, rest, ends := strings.Cut(text, string(end))
	if !begins || !ends || body == "" {
		return Value{}, "", false
	}
	v.Kind = Kind(body[0])
	v.Name, v.Otherwise, _ = strings.Cut(body[1:], between)
	return v, rest, true
}

// Replace puts a text in the place of each mark.
func Replace(text string, with func(Value) string) string {
	if !IsMarked(text) {
		return text
	}
	var out strings.Builder
	for text != "" {
		if v, rest, ok := cut(text); ok {
			out.WriteString(with(v))
			text = rest
			continue
		}
		at := strings.IndexRune(text[1:], start) + 1
		if at == 0 {
			at = len(text)
		}
		out.WriteString(text[:at])
		text = text[at:]
	}
	return out.String()
}

// Values are those that the marks of a text stand for.
func Values(text string) []Value {
	var all []Value
	Replace(text, func(v Value) string {
		all = append(all, v)
		return ""
	})
	return all
}

// Shown is a text with its variables as a person would write them.
func Shown(text string) string {
	return Replace(text, func(v Value) string {
		if v.Name == "" {
			return "$(…)"
		}
		return "${" + v.Name + "}"
	})
}
