package pytoml

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Parse reads a text as the Python package toml 0.10.2 does, mistakes
// included. Values are string, int64, float64, bool, Time, []any and
// map[string]any. The error is always an *Error. What the package reads in
// quadratic time is read in linear time here.
func Parse(text string) (values map[string]any, err error) {
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

// chars is a Python list of characters: a negative index counts from the end.
type chars []rune

func (c chars) at(i int) rune {
	if i < 0 {
		i += len(c)
	}
	if i < 0 || i >= len(c) {
		panic(pythonError{indexError, "it ends in the middle of something"})
	}
	return c[i]
}

// back counts how often r stands directly before i, wrapping round like Python
// does; Python's own IndexError ends the count where it is caught.
func (c chars) back(i, from int, r rune, limit int) int {
	k := from
	for {
		at := i - k
		if at < 0 {
			at += len(c)
		}
		if at < 0 || at >= len(c) || c[at] != r {
			return k
		}
		if k++; k == limit {
			return k
		}
	}
}

// odd tells whether an odd number of backslashes stands before i-k.
func (c chars) odd(i, k int) bool {
	odd := false
	for {
		at := i - k
		if at < 0 {
			at += len(c)
		}
		if at < 0 || at >= len(c) || c[at] != '\\' {
			return odd
		}
		odd = !odd
		k++
	}
}

// prepare is the package's first pass: it walks over all characters with flags
// for strings, keys and brackets, blanks out comments and joins the lines of
// arrays and of some multi-line strings.
func (d *decoder) prepare(sl chars) []string {
	d.line = 1
	var (
		openArrays                      int
		openString, multiLine           bool
		openChar                        rune
		arrayOfTables, keyGroup, dotted bool
		keyName                         int
		beginLine                       = true
	)
	for i := 0; i < len(sl); i++ {
		item := sl[i]
		if item == '\r' && sl.at(i+1) == '\n' {
			sl[i] = ' '
			continue
		}
		if keyName > 0 {
			if item == '\n' {
				refuse("a key has no value")
			}
			if openString {
				if item == openChar && !sl.oddKey(i) {
					keyName, openString, openChar = 2, false, 0
				}
				continue
			}
			proceed := false
			switch keyName {
			case 1:
				switch {
				case isSpace(item):
					keyName = 2
					proceed = true
				case item == '.':
					dotted = true
					proceed = true
				case unicode.IsLetter(item) || unicode.IsNumber(item) || item == '_' || item == '-':
					proceed = true
				case dotted && sl.at(i-1) == '.' && (item == '"' || item == '\''):
					openString, openChar = true, item
					proceed = true
				}
			case 2:
				switch {
				case isSpace(item):
					if dotted {
						if next := sl.at(i + 1); !isSpace(next) && next != '.' {
							keyName = 1
						}
					}
					proceed = true
				case item == '.':
					dotted = true
					if next := sl.at(i + 1); !isSpace(next) && next != '.' {
						keyName = 1
					}
					proceed = true
				}
			}
			if proceed {
				continue
			}
			if item != '=' {
				refuse("a key holds a character it may not have, or its value stands without =")
			}
			keyName, dotted = 0, false
		}
		if item == '\'' && openChar != '"' {
			k := sl.back(i, 1, '\'', 3)
			if k == 3 {
				multiLine = !multiLine
				openString = multiLine
			} else {
				openString = !openString
			}
			openChar = 0
			if openString {
				openChar = '\''
			}
		}
		if item == '"' && openChar != '\'' {
			k := sl.back(i, 1, '"', 3)
			triple := k == 3
			odd := (k == 1 || triple) && sl.odd(i, k)
			if !odd {
				if triple {
					multiLine = !multiLine
					openString = multiLine
				} else {
					openString = !openString
				}
			}
			openChar = 0
			if openString {
				openChar = '"'
			}
		}
		if item == '#' && !openString && !keyGroup && !arrayOfTables {
			j := i
			for j < len(sl) && sl[j] != '\n' {
				sl[j] = ' '
				j++
			}
			if j == len(sl) {
				break // the package leaves its loop here, with whatever is open
			}
		}
		if item == '[' && !openString && !keyGroup && !arrayOfTables {
			switch {
			case !beginLine:
				openArrays++
			case len(sl) > i+1 && sl[i+1] == '[':
				arrayOfTables = true
			default:
				keyGroup = true
			}
		}
		if item == ']' && !openString {
			switch {
			case keyGroup:
				keyGroup = false
			case arrayOfTables:
				if sl.at(i-1) == ']' {
					arrayOfTables = false
				}
			default:
				openArrays--
			}
		}
		if item == '\n' {
			switch {
			case openString || multiLine:
				if !multiLine {
					refuse("a quote is opened and not closed on its line")
				}
				if before := sl.at(i - 1); (before == '\'' || before == '"') && sl.at(i-2) == before {
					sl[i] = before
					if sl.at(i-3) == before {
						at := i - 3
						if at < 0 {
							at += len(sl)
						}
						sl[at] = ' '
					}
				}
			case openArrays != 0:
				sl[i] = ' '
			default:
				beginLine = true
			}
			d.line++
		} else if beginLine && sl[i] != ' ' && sl[i] != '\t' {
			beginLine = false
			if !keyGroup && !arrayOfTables {
				if sl[i] == '=' {
					refuse("the name before = is missing")
				}
				keyName = 1
			}
		}
	}
	if keyName > 0 {
		refuse("a key has no value")
	}
	if openString {
		refuse("a quote is opened and not closed")
	}
	return strings.Split(string(sl), "\n")
}

// oddKey is the backslash count inside a quoted part of a dotted key, which
// does not wrap round.
func (c chars) oddKey(i int) bool {
	odd := false
	for k := 1; i >= k && c[i-k] == '\\'; k++ {
		odd = !odd
	}
	return odd
}

var groupName = lazy.Regexp(`^[A-Za-z0-9_-]+\n?$`)

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

// group reads a header and returns the table it opens.
func (d *decoder) group(line string, implicit map[string]int) any {
	if len(line) == 1 {
		refuse("a bracket stands on a line by itself")
	}
	tables := line[1] == '['
	closing := "]"
	line = line[1:]
	if tables {
		closing, line = "]]", line[1:]
	}
	i := 1
	quoted := false
	for _, part := range splitOnQuotes(line) {
		if !quoted && strings.Contains(part, closing) {
			break
		}
		i += strings.Count(part, closing)
		quoted = !quoted
	}
	parts := splitN(line, closing, i)
	if len(parts) < i+1 || strip(parts[len(parts)-1]) != "" {
		refuse("a section's header needs a line of its own")
	}
	groups := groupNames(strings.Split(strings.Join(parts[:len(parts)-1], closing), "."))
	var level any = d.root
	for i, group := range groups {
		last := i == len(groups)-1
		if group == "" {
			refuse("a section has no name")
		}
		level = openGroup(level, group, last, tables, implicit)
		if tables {
			level = newest(level)
		}
	}
	return level
}

// newest is Python's level[-1] where that is no KeyError: the table that a list
// of sections has come to.
func newest(level any) any {
	switch v := level.(type) {
	case map[string]any:
		return v
	case *[]any:
		if len(*v) == 0 {
			refuseIndex()
		}
		return (*v)[len(*v)-1]
	case string:
		if v == "" {
			refuseIndex()
		}
		_, size := utf8.DecodeLastRuneInString(v)
		return v[len(v)-size:]
	}
	panic(pythonError{typeError, "a section stands where something else is"})
}

// openGroup goes one table down, and makes it when it is not there.
func openGroup(level any, group string, last, tables bool, implicit map[string]int) any {
	make := func(table map[string]any) {
		table[group] = map[string]any{}
		if last && tables {
			table[group] = &[]any{map[string]any{}}
		}
	}
	table, isTable := level.(map[string]any)
	if !isTable {
		list, isList := level.(*[]any)
		if isList && len(*list) == 0 || level == "" {
			refuseIndex()
		}
		if isList {
			table, isTable = (*list)[len(*list)-1].(map[string]any)
		}
		if !isTable {
			panic(pythonError{typeError, "a section stands where something else is"})
		}
		if _, there := table[group]; !there {
			make(table)
		}
		return table[group]
	}
	there, ok := table[group]
	if !ok {
		if !last {
			implicit[group]++
		}
		make(table)
		return table[group]
	}
	if last {
		switch {
		case implicit[group] > 0:
			implicit[group]--
			if tables {
				refuse("a list of sections has the name of a section")
			}
		case tables:
			list, isList := there.(*[]any)
			if !isList {
				panic(pythonError{"AttributeError", "a list of sections has the name of something else"})
			}
			*list = append(*list, map[string]any{})
		default:
			refuse("a section stands twice")
		}
	}
	return there
}

// groupNames joins quoted parts that the split at dots has torn apart.
func groupNames(groups []string) []string {
	for i := 0; i < len(groups); i++ {
		groups[i] = strip(groups[i])
		if groups[i] == "" || groups[i][0] != '"' && groups[i][0] != '\'' {
			if !groupName().MatchString(groups[i]) {
				refuse("a section's name holds a character that needs quotes")
			}
			continue
		}
		group := groups[i]
		j := i + 1
		for group[0] != group[len(group)-1] || len(group) == 1 {
			j++
			if j > len(groups)+2 {
				refuse("a quote in a section's name is not closed")
			}
			group = strip(strings.Join(groups[i:min(j, len(groups))], "."))
		}
		groups[i] = group[1 : len(group)-1]
		groups = append(groups[:i+1], groups[min(j, len(groups)):]...)
	}
	return groups
}

// splitOnQuotes cuts a line at its quotes, roughly: the package's own way.
func splitOnQuotes(line string) []string {
	double := strings.Split(line, `"`)
	quoted := false
	var splits []string
	if len(double) > 1 && strings.Contains(double[0], "'") {
		single := strings.Split(double[0], "'")
		double = double[1:]
		for len(single)%2 == 0 && len(double) > 0 {
			single[len(single)-1] += `"` + double[0]
			double = double[1:]
			if lastPart := single[len(single)-1]; strings.Contains(lastPart, "'") {
				single = append(single[:len(single)-1], strings.Split(lastPart, "'")...)
			}
		}
		splits = append(splits, single...)
	}
	for _, part := range double {
		if quoted {
			splits = append(splits, part)
		} else {
			splits = append(splits, strings.Split(part, "'")...)
			quoted = !quoted
		}
	}
	return splits
}

// strip is Python's str.strip().
func strip(s string) string { return strings.TrimFunc(s, isSpace) }

// isSpace is Python's str.isspace() for one character.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

var errNumber = errors.New("not a number")
