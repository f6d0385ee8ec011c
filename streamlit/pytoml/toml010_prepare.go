package pytoml

import (
	"strings"
	"unicode"
)

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
