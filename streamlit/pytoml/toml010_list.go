package pytoml

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// inlineObject reads { … } into a table: cut at every comma, and joined again
// where a piece does not look like key = value.
func inlineObject(line string, level any, multi *pending) {
	candidates := strings.Split(middle(line), ",")
	if len(candidates) == 1 && strip(candidates[0]) == "" {
		return
	}
	var groups []string
	for i := 0; i < len(candidates); i++ {
		_, value, has := strings.Cut(candidates[i], "=")
		if !has {
			refuse("braces hold something else than key = value")
		}
		value = strip(value)
		f, l := first(value), last(value)
		switch {
		case f == l && (f == '"' || f == '\''), strings.IndexByte("-0123456789", f) >= 0, value == "true", value == "false",
			f == '[' && l == ']', f == '{' && l == '}':
			groups = append(groups, candidates[i])
		case i+1 < len(candidates):
			candidates[i+1] = candidates[i] + "," + candidates[i+1]
		default:
			refuse("a value in braces cannot be read")
		}
	}
	for _, group := range groups {
		loadLine(group, level, multi)
		if multi.set {
			break
		}
	}
}

func isStringArray(a string) bool {
	a = strip(middle(a))
	return a != "" && (a[0] == '"' || a[0] == '\'')
}

// bounded tells whether a piece of an array ends with the quote it begins with.
func bounded(s string) bool {
	if s == "" {
		return true
	}
	begin, _ := utf8.DecodeRuneInString(s)
	if end, _ := utf8.DecodeLastRuneInString(s); begin != end {
		return false
	}
	backslash := false
	for i := len(s) - 2; i > 0 && s[i] == '\\'; i-- {
		backslash = !backslash
	}
	return !backslash
}

// loadArray reads [ … ]; all elements must be of one type.
func loadArray(a string) any {
	a = strip(a)
	inner := middle(a)
	var items []string
	before, _, nested := strings.Cut(inner, "[")
	switch {
	case nested && strip(before) == "":
		depth, from := 0, 0
		for i := 0; i < len(inner); i++ {
			switch inner[i] {
			case '[':
				depth++
			case ']':
				depth--
			case ',':
				if depth == 0 {
					items, from = append(items, inner[from:i]), i+1
				}
			}
		}
		items = append(items, inner[from:])
	case strings.HasPrefix(strip(inner), "{"):
		items = inlineTables(a)
	default:
		items = strings.Split(inner, ",")
	}
	if (!nested || strip(before) != "") && isStringArray(a) {
		items = joinStrings(items)
	}
	kind := ""
	var values []any
	for _, item := range items {
		if item = strip(item); item == "" {
			continue
		}
		value := loadValue(item, true)
		k := typeOf(value)
		if kind != "" && k != kind {
			refuse("a list holds values of different types")
		}
		kind = k
		values = append(values, value)
	}
	return &values
}

// joinStrings joins pieces of strings that commas have torn apart.
func joinStrings(items []string) []string {
	for b := 0; b < len(items)-1; b++ {
		for !bounded(strip(items[b])) || opensLonger([]rune(strip(items[b]))) {
			if b+1 >= len(items) {
				refuseIndex()
			}
			items[b] += "," + items[b+1]
			items = slices.Delete(items, b+1, b+2)
		}
	}
	return items
}

// opensLonger tells whether a piece begins with three quotes and does not end
// with them.
func opensLonger(p []rune) bool {
	n := len(p)
	return n > 2 && p[0] == p[1] && p[1] == p[2] && p[n-2] != p[0] && p[n-3] != p[0]
}

// inlineTables cuts an array of inline tables at the braces.
func inlineTables(text string) []string {
	a := chars(text)
	var items []string
	start, end := 1, 2
	open := 0
	if a.at(1) == '{' {
		open = 1
	}
	inString := false
	for end < len(a)-1 {
		if a[end] == '"' || a[end] == '\'' {
			if inString {
				for back := end - 1; back > -1 && a[back] == '\\'; back-- {
					inString = !inString
				}
			}
			inString = !inString
		}
		if !inString && a[end] == '{' {
			open++
		}
		if inString || a[end] != '}' {
			end++
			continue
		}
		if open > 1 {
			open--
			end++
			continue
		}
		end++
		items = append(items, string(a[start:end]))
		for start = end + 1; start < len(a)-1 && a[start] != '{'; start++ {
		}
		end = start + 1
	}
	return items
}

func typeOf(value any) string {
	switch v := value.(type) {
	case string:
		return "str"
	case bool:
		return "bool"
	case int64:
		return "int"
	case float64:
		return "float"
	case Time:
		if len(v) >= 10 && v[4] == '-' {
			return "date"
		}
		return "time"
	case map[string]any:
		return "inline_object"
	}
	return "array"
}
