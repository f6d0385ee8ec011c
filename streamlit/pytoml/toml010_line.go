package pytoml

import (
	"strings"
	"unicode/utf8"
)

func refuseIndex() { panic(pythonError{indexError, "it ends in the middle of something"}) }

func first(s string) byte {
	if s == "" {
		refuseIndex()
	}
	return s[0]
}

func last(s string) byte {
	if s == "" {
		refuseIndex()
	}
	return s[len(s)-1]
}

// middle is Python's text[1:-1].
func middle(s string) string {
	_, begin := utf8.DecodeRuneInString(s)
	s = s[begin:]
	_, end := utf8.DecodeLastRuneInString(s)
	return s[:len(s)-end]
}

// loadLine reads key = value into a table.
func loadLine(line string, level any, multi *pending) {
	i := 1
	quoted := false
	for _, part := range splitOnQuotes(line) {
		if !quoted && strings.Contains(part, "=") {
			break
		}
		i += strings.Count(part, "=")
		quoted = !quoted
	}
	pair := splitN(line, "=", i)
	end := len(pair) - 1
	strict := strictlyValid(pair[end])
	if beginsWithNumber.Get().MatchString(pair[end]) {
		pair[end] = strings.ReplaceAll(pair[end], "_", "")
	}
	for value := pair[end]; value != "" && strings.IndexByte(" \t'\"[{", value[0]) < 0 && strip(value) != "true" && strip(value) != "false"; value = pair[len(pair)-1] {
		if isFloat(value) {
			break
		}
		if _, ok := loadDate(value); ok || timeOfDay.Get().MatchString(value) {
			break
		}
		i++
		pair = splitN(line, "=", i)
		if pair[len(pair)-1] == value {
			refuse("the value has no quotes around it")
		}
		if strict {
			strict = strictlyValid(pair[len(pair)-1])
		}
	}
	key := strip(strings.Join(pair[:len(pair)-1], "="))
	value := strip(pair[len(pair)-1])
	switch {
	case strings.Contains(key, "."):
		var levels []string
		if strings.ContainsAny(key, `"'`) {
			quoted := false
			for _, part := range splitOnQuotes(key) {
				if quoted {
					levels = append(levels, part)
				} else {
					for _, one := range strings.Split(part, ".") {
						levels = append(levels, strip(one))
					}
				}
				quoted = !quoted
			}
		} else {
			levels = strings.Split(key, ".")
		}
		for len(levels) > 0 && levels[len(levels)-1] == "" {
			levels = levels[:len(levels)-1]
		}
		if len(levels) == 0 {
			refuseIndex()
		}
		for _, name := range levels[:len(levels)-1] {
			if name == "" {
				continue
			}
			table, ok := level.(map[string]any)
			if !ok {
				panic(pythonError{typeError, "a key with dots goes through something that is no section"})
			}
			if _, there := table[name]; !there {
				table[name] = map[string]any{}
			}
			level = table[name]
		}
		key = strip(levels[len(levels)-1])
	case first(key) == '"' || key[0] == '\'':
		if key[len(key)-1] == key[0] {
			key = unescape(middle(key))
		}
	}
	goesOn, offset := multiLineString(value)
	var loaded any
	var open pending
	if goesOn > -1 {
		open = pending{key: key, set: true}
		runes := []rune(value)
		for k := goesOn; k > -1 && chars(runes).at(k+offset) == '\\'; k-- {
			open.backslash = !open.backslash
		}
		open.text = value + "\n"
		if open.backslash {
			open.text = string(runes[:len(runes)-1])
		}
	} else {
		loaded = loadValue(value, strict)
	}
	table, ok := level.(map[string]any)
	if !ok {
		refuse("a key goes into something that is no section")
	}
	if _, there := table[key]; there {
		refuse("a key stands twice")
	}
	if open.set && key == "" {
		panic(pythonError{"UnboundLocalError", "a text over several lines has an empty key"})
	}
	if open.set {
		*multi = open
		return
	}
	table[key] = loaded
}

// multiLineString tells whether a value begins a string that does not end on
// its line: the index of its last character, or -1.
func multiLineString(p string) (end, offset int) {
	if utf8.RuneCountInString(p) < 3 {
		return -1, 0
	}
	whole := utf8.RuneCountInString(p)
	if p[0] == '[' && last(strip(p)) != ']' && isStringArray(p) {
		parts := strings.Split(strip(p[1:]), ",")
		for len(parts) > 1 && first(parts[len(parts)-1]) != '"' && parts[len(parts)-1][0] != '\'' {
			n := len(parts)
			parts = append(parts[:n-2], parts[n-2]+","+parts[n-1])
		}
		p = parts[len(parts)-1]
		offset = whole - utf8.RuneCountInString(p)
	}
	if first(p) != '"' && p[0] != '\'' {
		return -1, offset
	}
	for i := 1; i < 3; i++ {
		if i == len(p) {
			refuseIndex()
		}
		if p[i] != p[0] {
			return -1, offset
		}
	}
	runes := utf8.RuneCountInString(p)
	if runes > 5 && p[len(p)-1] == p[0] && p[len(p)-2] == p[0] && p[len(p)-3] == p[0] {
		return -1, offset
	}
	return runes - 1, offset
}
