package secrets

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
)

// With replaces one string value; every other byte stays as it was. Errors:
// ErrMissing, ErrNotText, ErrNotTable, ErrList, ErrUnwritable, ErrBreaks.
func (d *Document) With(value Secret, path ...string) (*Document, error) {
	changed, err := d.replace(value, path)
	if err != nil {
		return nil, editError(path, err)
	}
	return changed, nil
}

// Insert adds a missing key with a string value behind the last key of its
// table; a table that is missing is added at the end of the file. Errors:
// ErrExists, ErrNotTable, ErrList, ErrUnwritable, ErrBreaks.
func (d *Document) Insert(value Secret, path ...string) (*Document, error) {
	changed, err := d.insert(value, path)
	if err != nil {
		return nil, editError(path, err)
	}
	return changed, nil
}

// Set replaces a string value, or adds the key when it is missing. Setting a
// value that is there already gives the same document.
func (d *Document) Set(value Secret, path ...string) (*Document, error) {
	changed, err := d.With(value, path...)
	if errors.Is(err, ErrMissing) {
		return d.Insert(value, path...)
	}
	return changed, err
}

// SetInteger gives a key a whole number, in place of another number or a text,
// or adds the key when it is missing. Errors: as those of With and Insert.
func (d *Document) SetInteger(number int, path ...string) (*Document, error) {
	changed, err := d.setInteger(strconv.Itoa(number), path)
	if err != nil {
		return nil, editError(path, err)
	}
	return changed, nil
}

func (d *Document) setInteger(digits string, path []string) (*Document, error) {
	p, err := d.locate(path)
	if err != nil {
		return nil, err
	}
	n := p.table.children[p.rest[0]]
	switch {
	case n == nil:
		at, text, err := d.addition(p, path, digits)
		if err != nil {
			return nil, err
		}
		return d.splice(span{at, at}, text, KindInteger, New(digits), path)
	case n.kind != KindInteger && n.kind != KindString:
		return nil, ErrBreaks
	}
	return d.splice(n.value, digits, KindInteger, New(digits), path)
}

// place is where a path leads: the deepest table on the way that is there, and
// the keys from it on, at least one.
type place struct {
	table  *node
	rest   []string
	braces bool // inside { … }
}

func (d *Document) locate(path []string) (place, error) {
	if len(path) == 0 {
		return place{}, ErrMissing
	}
	p := place{table: d.root, rest: path}
	for len(p.rest) > 1 {
		next := p.table.children[p.rest[0]]
		switch {
		case next == nil:
			return p, nil
		case next.made == byList:
			return place{}, ErrList
		case next.kind != KindTable:
			return place{}, ErrNotTable
		}
		p = place{next, p.rest[1:], p.braces || next.made == byBraces}
	}
	return p, nil
}

func (d *Document) replace(value Secret, path []string) (*Document, error) {
	p, err := d.locate(path)
	if err != nil {
		return nil, err
	}
	n := p.table.children[p.rest[0]]
	switch {
	case n == nil:
		return nil, ErrMissing
	case n.kind != KindString:
		return nil, ErrNotText
	case n.text.Equal(value):
		return d, nil
	}
	old := d.text()[n.value.start:n.value.end]
	quoted, err := surroundings{p.braces, old[0] == '\''}.spell(value.Reveal())
	if err != nil {
		return nil, err
	}
	return d.splice(n.value, quoted, KindString, value, path)
}

func (d *Document) insert(value Secret, path []string) (*Document, error) {
	p, err := d.locate(path)
	switch {
	case err != nil:
		return nil, err
	case p.table.children[p.rest[0]] != nil:
		return nil, ErrExists
	}
	quoted, err := surroundings{braces: p.braces}.spell(value.Reveal())
	if err != nil {
		return nil, err
	}
	at, text, err := d.addition(p, path, quoted)
	if err != nil {
		return nil, err
	}
	return d.splice(span{at, at}, text, KindString, value, path)
}

// addition is the text that adds a key, and where it goes.
func (d *Document) addition(p place, path []string, quoted string) (int, string, error) {
	keys := p.rest
	switch p.table.made {
	case byBraces:
		entry, err := nested(p.rest, quoted)
		at, text := d.entry(p.table, p.table.last, entry)
		return at, text, err
	case byDots: // beside its siblings, dotted like them
		keys = slices.Concat(p.table.path, p.rest)
	default:
		if len(p.rest) > 1 || p.table.made == implied {
			return d.section(path, quoted)
		}
	}
	key, err := quoteKeys(keys)
	if err != nil {
		return 0, "", err
	}
	assignment := key + " = " + quoted
	switch {
	case p.braces:
		at, text := d.entry(p.table.base, p.table.last, assignment)
		return at, text, nil
	case p.table.last.end > 0:
		at, text := d.lineBelow(p.table.last, assignment)
		return at, text, nil
	case p.table == d.root:
		at, text := d.firstLine(assignment)
		return at, text, nil
	}
	at, text := d.lineBelow(p.table.value, assignment)
	return at, text, nil
}

// nested writes keys and a value for the inside of braces.
func nested(keys []string, quoted string) (string, error) {
	key, err := quoteKey(keys[0])
	if err != nil || len(keys) == 1 {
		return key + " = " + quoted, err
	}
	inner, err := nested(keys[1:], quoted)
	return key + " = { " + inner + " }", err
}

// entry adds to a table in braces, behind a sibling; in front of all where that
// one ends in a brace, since toml 0.10.2 may stumble over what follows.
func (d *Document) entry(table *node, sibling span, entry string) (int, string) {
	opening := table.value.start + 1
	switch {
	case sibling.end == 0 && d.text()[opening] == '}':
		return opening, " " + entry + " "
	case sibling.end == 0:
		return opening, " " + entry
	case d.text()[sibling.end-1] == '}':
		return opening, " " + entry + ","
	}
	return sibling.end, ", " + entry
}

// section adds a table with its first key at the end of the file.
func (d *Document) section(path []string, quoted string) (int, string, error) {
	header, err := quoteKeys(path[:len(path)-1])
	if err != nil {
		return 0, "", err
	}
	key, err := quoteKey(path[len(path)-1])
	if err != nil {
		return 0, "", err
	}
	text, eol := d.text(), d.lineBreak()
	gap := ""
	if len(bytes.TrimSpace(text)) > 0 {
		if !bytes.HasSuffix(text, []byte("\n")) {
			gap = eol
		}
		if !bytes.HasSuffix(text, []byte("\n\n")) && !bytes.HasSuffix(text, []byte("\n\r\n")) {
			gap += eol
		}
	}
	return len(text), gap + "[" + header + "]" + eol + key + " = " + quoted + eol, nil
}

// lineBelow adds a line below a key and value or a header, indented and ended like it.
func (d *Document) lineBelow(above span, line string) (int, string) {
	text := d.text()
	start := bytes.LastIndexByte(text[:above.start], '\n') + 1
	blank := len(text[start:above.start]) - len(bytes.TrimLeft(text[start:above.start], " \t"))
	line = string(text[start:start+blank]) + line
	end := bytes.IndexByte(text[above.end:], '\n')
	if end < 0 {
		return len(text), d.lineBreak() + line
	}
	at := above.end + end + 1
	if text[at-2] == '\r' {
		return at, line + "\r\n"
	}
	return at, line + "\n"
}

// firstLine adds the first top-level key: above the first header and the
// comment that belongs to it, or at the end of a file without headers.
func (d *Document) firstLine(line string) (int, string) {
	text, eol := d.text(), d.lineBreak()
	if d.firstHeader == len(text) {
		if len(text) > 0 && text[len(text)-1] != '\n' {
			line = eol + line
		}
		return len(text), line + eol
	}
	number := d.position(d.firstHeader).Line - 1
	for number > 0 && bytes.HasPrefix(bytes.TrimLeft(text[d.lines[number-1]:], " \t"), []byte("#")) {
		number--
	}
	return d.lines[number], line + eol + eol
}

// lineBreak is the one the file uses first.
func (d *Document) lineBreak() string {
	if at := bytes.IndexByte(d.text(), '\n'); at > 0 && d.text()[at-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// splice puts text in place of a range, reads the result again, and makes sure
// that the value at path is the new one and every other value the old one.
func (d *Document) splice(old span, text string, kind Kind, value Secret, path []string) (*Document, error) {
	changed, err := Parse(slices.Concat((*d.file)[:d.bom+old.start], []byte(text), d.text()[old.end:]))
	if err != nil {
		return nil, ErrBreaks
	}
	n := changed.root.find(path)
	if n == nil || n.kind != kind || !n.text.Equal(value) || !d.root.keeps(changed.root, path) {
		return nil, ErrBreaks
	}
	return changed, nil
}
