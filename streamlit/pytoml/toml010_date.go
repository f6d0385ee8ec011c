package pytoml

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

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
	if !decimalForm.Get().MatchString(text) {
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
