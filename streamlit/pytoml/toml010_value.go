package pytoml

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/lazy"
)

var (
	beginsWithNumber = lazy.Regexp(`^([0-9])(_([0-9]))*`)
	timeOfDay        = lazy.Regexp(`^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{3,6}))?`)
	decimalForm      = lazy.Regexp(`^[+-]?[0-9]+(?:_[0-9]+)*$`)
	floatForm        = lazy.Regexp(`^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$`)
)

// strictlyValid is the package's test for underscores and leading zeros.
func strictlyValid(n string) bool {
	n = strip(n)
	switch {
	case n == "", n[0] == '_', n[len(n)-1] == '_', strings.Contains(n, "_."), strings.Contains(n, "._"):
		return false
	case len(n) == 1:
		return true
	case n[0] == '0' && strings.IndexByte(".obx", n[1]) < 0:
		return false
	}
	if n[0] == '+' || n[0] == '-' {
		n = n[1:]
		if len(n) > 1 && n[0] == '0' && n[1] != '.' {
			return false
		}
	}
	return !strings.Contains(n, "__")
}

// isFloat tells whether Python's float() takes a text.
func isFloat(s string) bool {
	s = asciiDigits(strip(s))
	switch strings.TrimLeft(strings.ToLower(s), "+-") {
	case "inf", "infinity", "nan":
		return strings.Count(s, "+")+strings.Count(s, "-") <= 1
	}
	return floatForm().MatchString(s)
}

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
	if beginsWithNumber().MatchString(pair[end]) {
		pair[end] = strings.ReplaceAll(pair[end], "_", "")
	}
	for value := pair[end]; value != "" && strings.IndexByte(" \t'\"[{", value[0]) < 0 && strip(value) != "true" && strip(value) != "false"; value = pair[len(pair)-1] {
		if isFloat(value) {
			break
		}
		if _, ok := loadDate(value); ok || timeOfDay().MatchString(value) {
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

// loadValue reads one value.
func loadValue(v string, strict bool) any {
	switch {
	case v == "":
		refuse("the value after = is missing")
	case v == "true":
		return true
	case v == "false":
		return false
	case strings.ToLower(v) == "true", strings.ToLower(v) == "false":
		refuse("true and false are written in small letters")
	case v[0] == '"' || v[0] == '\'':
		return loadString(v)
	case v[0] == '[':
		return loadArray(v)
	case v[0] == '{':
		table := map[string]any{}
		inlineObject(v, table, &pending{})
		return table
	case timeOfDay().MatchString(v):
		m := timeOfDay().FindStringSubmatch(v)
		if m[1] > "23" || m[2] > "59" || m[3] > "59" {
			refuse("a time of day does not exist")
		}
		count, _ := strconv.Atoi("0" + m[4]) // the digits are taken for a count, not for a fraction
		return Time(m[1] + ":" + m[2] + ":" + m[3] + microseconds(count))
	}
	if date, ok := loadDate(v); ok {
		return date
	}
	if !strict {
		refuse("a number has leading zeros or stray underscores, or a text has no quotes")
	}
	return loadNumber(v)
}

// microseconds is how Python writes a fraction of a second.
func microseconds(count int) string {
	if count == 0 {
		return ""
	}
	return fmt.Sprintf(".%06d", count)
}

func loadNumber(v string) any {
	negative := v[0] == '-'
	if v[0] == '-' || v[0] == '+' {
		v = v[1:]
	}
	v = strings.ReplaceAll(v, "_", "")
	lower := strings.ToLower(v)
	sign := func(f float64) float64 {
		if negative {
			return 0 - f
		}
		return f
	}
	if strings.Contains(v, ".") || !strings.Contains(v, "x") && strings.ContainsAny(v, "eE") {
		if _, after, has := strings.Cut(v, "."); has && after == "" {
			refuse("a number has no digits behind the point")
		}
		if first(v) < '0' || v[0] > '9' {
			refuse("the value has no quotes around it")
		}
		if !isFloat(v) {
			refuse("the value has no quotes around it")
		}
		f, _ := strconv.ParseFloat(asciiDigits(strip(v)), 64) // too large is infinite, as in Python
		return sign(f)
	}
	if lower == "inf" || lower == "nan" {
		f, _ := strconv.ParseFloat(lower, 64)
		return sign(f)
	}
	n, err := pythonInt(v, negative)
	if err != nil {
		refuse("the value has no quotes around it")
	}
	return n
}

// pythonInt is int(text, 0), or minus that. Numbers beyond 64 bits are cut off.
func pythonInt(text string, negative bool) (int64, error) {
	text = asciiDigits(strip(text))
	digits := text
	if text != "" && (text[0] == '-' || text[0] == '+') {
		digits = text[1:]
		negative = negative != (text[0] == '-')
	}
	switch {
	case digits == "", digits[0] == '-', digits[0] == '+':
		return 0, errNumber
	case strings.Trim(digits, "0") == "":
		return 0, nil
	case digits[0] == '0' && strings.IndexByte("xXoObB", digits[1]) < 0:
		return 0, errNumber
	}
	n, ok := new(big.Int).SetString(digits, 0)
	if !ok {
		return 0, errNumber
	}
	if negative {
		n.Neg(n)
	}
	switch {
	case n.IsInt64():
		return n.Int64(), nil
	case n.Sign() < 0:
		return math.MinInt64, nil
	}
	return math.MaxInt64, nil
}

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

// loadDate reads dates as the package does: by place in the text.
func loadDate(v string) (Time, bool) {
	runes := []rune(v)
	cut := func(from, to int) string { return string(runes[min(from, len(runes)):min(to, len(runes))]) }
	if len(runes) < 2 || !strings.Contains(cut(1, len(runes)), "-") {
		return "", false
	}
	valid := true
	number := func(from, to, least, most int) int {
		n, ok := pythonDecimal(cut(from, to))
		valid = valid && ok && least <= n && n <= most
		return n
	}
	date := fmt.Sprintf("%04d-%02d-%02d", number(0, 4, 1, 9999), number(5, 7, 1, 12), number(8, 10, 1, 31))
	if _, err := time.Parse(time.DateOnly, date); err != nil || !valid {
		return "", false
	}
	if len(runes) == 10 {
		return Time(date), true
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", number(11, 13, 0, 23), number(14, 16, 0, 59), number(17, 19, 0, 59))
	fraction, zone := fractionAndZone(runes)
	if !valid || fraction < 0 || fraction > 999999 {
		return "", false
	}
	return Time(date + " " + clock + microseconds(fraction) + zone), true
}

// fractionAndZone reads what stands behind the seconds. A zone that cannot be
// read, like the letter z, is dropped.
func fractionAndZone(runes []rune) (fraction int, zone string) {
	if len(runes) <= 19 {
		return 0, ""
	}
	ok := true
	if runes[19] != '.' {
		if zone, ok = zoneOf(string(runes[19:])); !ok {
			return 0, ""
		}
		return 0, zone
	}
	digits, offset := string(runes[20:]), ""
	if end := len(runes) - 1; end > 19 && (runes[end] == 'Z' || runes[end] == 'z') {
		digits, offset = string(runes[min(20, end):end]), "Z"
	} else if at := strings.IndexByte(digits, '+'); at >= 0 {
		digits, offset = digits[:at], digits[at:]
	} else if at := strings.IndexByte(digits, '-'); at >= 0 {
		digits, offset = digits[:at], digits[at:]
	}
	if offset != "" {
		if zone, ok = zoneOf(offset); !ok {
			return 0, ""
		}
	}
	length := utf8.RuneCountInString(digits)
	if length > 6 {
		plain, ok := decimalText(digits)
		if !ok {
			return 0, ""
		}
		f, _ := strconv.ParseFloat(plain, 64)
		if math.IsInf(f, 0) {
			panic(pythonError{"OverflowError", "a second has too many digits"})
		}
		return int(f * math.Pow10(6-length)), zone
	}
	if fraction, ok = pythonDecimal(digits); !ok {
		return 0, ""
	}
	for range 6 - length {
		fraction *= 10
	}
	return fraction, zone
}

// zoneOf reads the offset of a time zone, also one that is none.
func zoneOf(text string) (string, bool) {
	if text == "Z" {
		return "+00:00", true
	}
	runes := []rune(text)
	cut := func(from, to int) string { return string(runes[min(from, len(runes)):min(to, len(runes))]) }
	hours, ok := pythonDecimal(cut(1, 3))
	minutes, okToo := pythonDecimal(cut(4, 6))
	if !ok || !okToo {
		return "", false
	}
	minutes += hours * 60
	if runes[0] == '-' {
		minutes = -minutes
	}
	return offsetText(minutes), true
}

func offsetText(minutes int) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	return fmt.Sprintf("%s%02d:%02d", sign, minutes/60, minutes%60)
}

// decimalText is what int() makes of a text before it counts: blanks gone, any
// script's digits as ASCII, underscores between digits gone.
func decimalText(text string) (string, bool) {
	text = asciiDigits(strip(text))
	if !decimalForm().MatchString(text) {
		return "", false
	}
	return strings.ReplaceAll(text, "_", ""), true
}

// pythonDecimal is int(text), for texts of a few characters.
func pythonDecimal(text string) (int, bool) {
	plain, ok := decimalText(text)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(plain)
	return n, err == nil
}

// asciiDigits writes the decimal digits of all scripts as Python's int() and
// float() take them.
func asciiDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.Is(unicode.Nd, r) {
			return r
		}
		first := r // the ranges of digits begin with a zero
		for unicode.Is(unicode.Nd, first-1) {
			first--
		}
		return '0' + (r-first)%10
	}, text)
}
