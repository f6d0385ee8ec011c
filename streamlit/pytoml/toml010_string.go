package pytoml

import (
	"math"
	"strconv"
	"strings"
)

// loadString reads a string in quotes.
func loadString(v string) any {
	q := v[:1]
	parts := strings.Split(v[1:], q)
	triple, count := false, 0
	if len(parts) > 1 && parts[0] == "" && parts[1] == "" {
		parts, triple = parts[2:], true
	}
	closed := false
	for _, part := range parts {
		if part == "" {
			if triple {
				count++
			} else {
				closed = true
			}
			continue
		}
		odd := false
		for i := len(part) - 1; i >= 0 && part[i] == '\\'; i-- {
			odd = !odd
		}
		if odd {
			continue
		}
		if closed {
			refuse("something stands behind the closing quote")
		}
		if !triple || count > 1 {
			closed = true
		} else {
			count = 0
		}
	}
	if q == `"` {
		checkEscapes(v)
		for _, prefix := range []string{`\u`, `\U`} {
			if strings.Contains(v, prefix) {
				pieces := strings.Split(v, prefix)
				v = unicodeEscapes(pieces[0], pieces[1:], prefix)
			}
		}
		v = unescape(v)
	}
	runes := []rune(v)
	if len(runes) > 1 && string(runes[1]) == q && (len(runes) < 3 || runes[1] == runes[2]) {
		runes = runes[2:max(len(runes)-2, 2)]
	}
	if len(runes) < 2 {
		return ""
	}
	return string(runes[1 : len(runes)-1])
}

func checkEscapes(v string) {
	backslash := false
	for _, part := range strings.Split(v, `\`)[1:] {
		switch {
		case part == "":
			backslash = !backslash
			continue
		case strings.IndexByte(`0bfnrt"uU`, part[0]) < 0 && !backslash:
			refuse("a backslash in double quotes begins an escape that does not exist")
		}
		backslash = false
	}
}

func unicodeEscapes(v string, pieces []string, prefix string) string {
	odd := func(s string) bool {
		skip := false
		for i := len(s) - 1; i > -1 && s[i] == '\\'; i-- {
			skip = !skip
		}
		return skip
	}
	length := 4
	if prefix == `\U` {
		length = 8
	}
	skip := odd(v)
	var out strings.Builder
	out.WriteString(v)
	for _, piece := range pieces {
		if skip {
			skip = odd(piece)
			out.WriteString(prefix + piece)
			continue
		}
		runes := []rune(piece)
		digits := strings.ToLower(string(runes[:min(length, len(runes))]))
		if strings.Trim(digits, "0123456789abcdef") != "" {
			refuse("a \\u escape does not have its digits")
		}
		if digits == "" || digits[0] == 'd' && len(digits) < 2 {
			refuseIndex()
		}
		if digits[0] == 'd' && strings.Trim(digits[1:2], "01234567") != "" {
			refuse("a \\u escape names half a character")
		}
		n, err := strconv.ParseUint(digits, 16, 64)
		if n > math.MaxInt32 { // as up to Python 3.12
			panic(pythonError{"OverflowError", "a \\U escape names no character"})
		}
		if err != nil || n > 0x10ffff {
			refuse("a \\u escape names no character")
		}
		out.WriteRune(rune(n))
		out.WriteString(string(runes[len(digits):]))
	}
	return out.String()
}

// unescape replaces the short escapes; \u and \U are left where they are.
func unescape(v string) string {
	var out strings.Builder
	runes := []rune(v)
	for i := 0; i < len(runes); i++ {
		if runes[i] != '\\' || i+1 >= len(runes) {
			out.WriteRune(runes[i])
			continue
		}
		i++
		switch r := runes[i]; r {
		case '0':
			out.WriteRune(0)
		case 'b':
			out.WriteRune('\b')
		case 'f':
			out.WriteRune('\f')
		case 'n':
			out.WriteRune('\n')
		case 'r':
			out.WriteRune('\r')
		case 't':
			out.WriteRune('\t')
		case '"', '\\':
			out.WriteRune(r)
		case 'u', 'U':
			out.WriteRune('\\')
			out.WriteRune(r)
		default:
			refuse("a backslash in double quotes begins an escape that does not exist")
		}
	}
	return out.String()
}
