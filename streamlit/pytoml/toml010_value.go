package pytoml

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

var (
	beginsWithNumber = lazy.Regexp{Pattern: `^([0-9])(_([0-9]))*`}
	timeOfDay        = lazy.Regexp{Pattern: `^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{3,6}))?`}
	decimalForm      = lazy.Regexp{Pattern: `^[+-]?[0-9]+(?:_[0-9]+)*$`}
	floatForm        = lazy.Regexp{Pattern: `^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$`}
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
	return floatForm.Get().MatchString(s)
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
	case timeOfDay.Get().MatchString(v):
		m := timeOfDay.Get().FindStringSubmatch(v)
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
