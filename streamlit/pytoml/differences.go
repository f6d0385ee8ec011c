package pytoml

import (
	"errors"
	"math"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/authkit-cli/authkit/internal/lazy"
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
	Message  string
	Fix      string
}

const plainly = "write the value there on one line in double quotes"

// Differences compares what a dialect makes of a text with what TOML means by
// it. The text must be valid for go-toml, which reads TOML 1.1; a text that is
// not has no differences here.
func Differences(text string, dialect Dialect) []Difference {
	var standard map[string]any
	if toml.Unmarshal([]byte(strings.TrimPrefix(text, bom)), &standard) != nil {
		return nil
	}
	if found := newer(text); len(found) > 0 {
		return found // neither parser takes what came with TOML 1.1
	}
	if dialect == Tomllib {
		return nil
	}
	old, err := Parse(text)
	var refused *Error
	if errors.As(err, &refused) {
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
	keys := make([]string, 0, len(standard))
	for key := range standard {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	var found []Difference
	for _, key := range keys {
		at := append(path[:len(path):len(path)], key)
		value, there := old[key]
		inner, isTable := standard[key].(map[string]any)
		oldInner, oldIsTable := value.(map[string]any)
		switch {
		case !there:
			found = append(found, Difference{Path: at, Message: "Streamlit up to 1.65 does not see this key", Fix: "ask for streamlit[auth]>=1.66, or write the key without blanks or escapes and " + plainly})
		case isTable && oldIsTable:
			found = append(found, compare(at, inner, oldInner)...)
		case !alike(standard[key], value):
			found = append(found, Difference{Path: at, Message: "Streamlit up to 1.65 reads another value here than stands there", Fix: "ask for streamlit[auth]>=1.66, or " + plainly})
		}
	}
	return found
}

// alike compares one value. Dates are taken to be the same when both are dates.
func alike(standard, old any) bool {
	switch s := standard.(type) {
	case string, bool, int64:
		return standard == old
	case float64:
		o, ok := old.(float64)
		return ok && (s == o || math.IsNaN(s) && math.IsNaN(o))
	case []any:
		list, ok := old.(*[]any)
		if !ok || len(*list) != len(s) {
			return false
		}
		for i := range s {
			if !alike(s[i], (*list)[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		o, ok := old.(map[string]any)
		return ok && len(compare(nil, s, o)) == 0
	}
	_, ok := old.(Time)
	return ok
}

var (
	newEscape    = lazy.Regexp(`(?:^|[^\\])(?:\\\\)*\\[ex]`)
	noSeconds    = lazy.Regexp(`[0-9]{2}:[0-9]{2}(?:$|[Zz+-])`)
	withSeconds  = lazy.Regexp(`[0-9]{2}:[0-9]{2}:[0-9]{2}`)
	commaAtBrace = lazy.Regexp(`,\s*\}`)
)

// newer finds what only TOML 1.1 allows: line breaks and a comma at the end in
// braces, the escapes \e and \x, times without seconds.
func newer(text string) []Difference {
	text = strings.TrimPrefix(text, bom)
	parser := unstable.Parser{}
	parser.Reset([]byte(text))
	var found []Difference
	for parser.NextExpression() {
		e := parser.Expression()
		if e.Kind != unstable.KeyValue {
			continue
		}
		if what := newerIn(&parser, e); what != "" {
			found = append(found, Difference{
				Line: strings.Count(text[:e.Raw.Offset], "\n") + 1, Rejected: true,
				Message: what + " came with TOML 1.1, and Streamlit reads TOML 1.0: it takes the whole file for broken",
				Fix:     plainly,
			})
		}
	}
	return found
}

func newerIn(parser *unstable.Parser, keyValue *unstable.Node) string {
	value := keyValue.Value()
	return newerValue(parser, value, string(parser.Raw(keyValue.Raw)))
}

func newerValue(parser *unstable.Parser, v *unstable.Node, whole string) string {
	switch v.Kind {
	case unstable.String:
		raw := string(parser.Raw(v.Raw))
		if strings.HasPrefix(raw, `"`) && newEscape().MatchString(raw) {
			return "the escape \\e or \\x"
		}
	case unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		if raw := string(v.Data); noSeconds().MatchString(raw) && !withSeconds().MatchString(raw) {
			return "a time without seconds"
		}
	case unstable.InlineTable:
		outside := outsideStrings(whole)
		if strings.Contains(outside, "\n") && v.Kind == unstable.InlineTable && braceBreak(outside) {
			return "a line break between braces"
		}
		if commaAtBrace().MatchString(outside) {
			return "a comma before the closing brace"
		}
		items := v.Children()
		for items.Next() {
			if what := newerValue(parser, items.Node().Value(), ""); what != "" {
				return what
			}
		}
	case unstable.Array:
		items := v.Children()
		for items.Next() {
			if what := newerValue(parser, items.Node(), ""); what != "" {
				return what
			}
		}
	}
	return ""
}

// outsideStrings blanks out what stands in quotes, so that braces, commas and
// line breaks can be looked for.
func outsideStrings(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		c := text[i]
		if c != '"' && c != '\'' {
			out.WriteByte(c)
			i++
			continue
		}
		quote := text[i : i+1]
		if strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
			quote = strings.Repeat(quote, 3)
		}
		i += len(quote)
		for i < len(text) && !strings.HasPrefix(text[i:], quote) {
			if text[i] == '\\' && quote[0] == '"' {
				i++
			}
			i++
		}
		i += len(quote)
		out.WriteByte('s')
	}
	return out.String()
}

// braceBreak tells whether a line break stands between braces and not inside
// brackets, where TOML 1.0 allows it.
func braceBreak(text string) bool {
	var open []byte
	for i := range len(text) {
		switch text[i] {
		case '{', '[':
			open = append(open, text[i])
		case '}', ']':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case '\n':
			if len(open) > 0 && open[len(open)-1] == '{' {
				return true
			}
		}
	}
	return false
}
