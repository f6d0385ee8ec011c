package pytoml

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

// Dialect is the parser a release of Streamlit reads secrets with.
type Dialect uint8

const (
	Tomllib Dialect = iota // TOML 1.0, since 1.66
	Toml010                // the package toml 0.10.2, up to 1.65
)

// Difference is a place that Streamlit refuses or reads as something else than
// TOML says. Message and Fix hold nothing of the text but key names.
type Difference struct {
	Path     []string // of the key; nil when the file as a whole is refused
	Line     int      // from 1; 0: see Path
	Rejected bool     // Streamlit refuses the whole file
	Empty    bool     // Streamlit reads nothing there
	Message  string
	Fix      string
}

const plainly = "write the value there on one line in double quotes"

// Differences compares what a dialect makes of a text with what TOML means by
// it. The text must be valid for go-toml, which reads TOML 1.1; a text that is
// not has no differences here, nor has one longer than MaxText for Toml010.
func Differences(text string, dialect Dialect) []Difference {
	content := strings.TrimPrefix(text, bom)
	var standard map[string]any
	if boundedtoml.Unmarshal([]byte(content), &standard) != nil {
		return nil
	}
	if dialect == Tomllib {
		if content != text {
			return []Difference{{Line: 1, Rejected: true, Message: "Streamlit takes the byte order mark at the beginning for a broken line", Fix: "save the file as UTF-8 without a byte order mark"}}
		}
		return newer(text)
	}
	old, err := Parse(text)
	if errors.Is(err, ErrTooLong) {
		return nil
	}
	var refused *Error
	if errors.As(err, &refused) {
		if found := newer(content); len(found) > 0 {
			return found // neither parser takes what came with TOML 1.1
		}
		return []Difference{{
			Line: refused.Line, Rejected: true,
			Message: "Streamlit up to 1.65 cannot read this line, although it is valid TOML: " + refused.Reason,
			Fix:     "ask for streamlit[auth]>=1.66, or " + plainly,
		}}
	}
	return compare(nil, standard, old)
}

// compare lists the keys whose values differ, in a stable order.
func compare(path []string, standard, old map[string]any) []Difference {
	var found []Difference
	for _, key := range slices.Sorted(maps.Keys(standard)) {
		at := append(path[:len(path):len(path)], key)
		value, there := old[key]
		inner, isTable := standard[key].(map[string]any)
		oldInner, oldIsTable := value.(map[string]any)
		switch {
		case !there:
			found = append(found, Difference{Path: at, Empty: true, Message: "Streamlit up to 1.65 does not see this key", Fix: "ask for streamlit[auth]>=1.66, or write the key without blanks or escapes and " + plainly})
		case isTable && oldIsTable:
			found = append(found, compare(at, inner, oldInner)...)
		case !alike(standard[key], value):
			found = append(found, Difference{Path: at, Empty: value == "", Message: "Streamlit up to 1.65 reads another value here than stands there", Fix: "ask for streamlit[auth]>=1.66, or " + plainly})
		}
	}
	if len(found) > 0 {
		return found // a key that only Python sees is the other side of one of these
	}
	for _, key := range slices.Sorted(maps.Keys(old)) {
		if _, there := standard[key]; !there {
			found = append(found, Difference{Path: append(path[:len(path):len(path)], key), Message: "Streamlit up to 1.65 sees this key, although it does not stand there", Fix: "ask for streamlit[auth]>=1.66, or " + plainly})
		}
	}
	return found
}

// alike compares one value.
func alike(standard, old any) bool {
	switch s := standard.(type) {
	case string, bool, int64:
		return standard == old
	case float64:
		o, ok := old.(float64)
		return ok && (s == o || math.IsNaN(s) && math.IsNaN(o))
	case []any:
		list, ok := old.([]any)
		return ok && slices.EqualFunc(s, list, alike)
	case map[string]any:
		o, ok := old.(map[string]any)
		return ok && len(compare(nil, s, o)) == 0
	}
	return timeOf(standard) == old
}

// timeOf is a date or time of go-toml's as Python has it, which knows no
// fractions below microseconds.
func timeOf(value any) Time {
	switch v := value.(type) {
	case toml.LocalDate:
		return Time(v.String())
	case toml.LocalTime:
		return Time(fmt.Sprintf("%02d:%02d:%02d", v.Hour, v.Minute, v.Second) + microseconds(v.Nanosecond/1000))
	case toml.LocalDateTime:
		return timeOf(v.LocalDate) + " " + timeOf(v.LocalTime)
	case time.Time:
		_, offset := v.Zone()
		return Time(v.Format(time.DateOnly+" "+time.TimeOnly) + microseconds(v.Nanosecond()/1000) + offsetText(offset/60))
	}
	return ""
}
