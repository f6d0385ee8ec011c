package secrets

import (
	"bytes"
	"errors"
	"strings"
)

// With replaces one string value; every other byte stays as it was. Errors:
// ErrMissing, ErrNotText, ErrUnwritable.
func (d *Document) With(value Secret, path ...string) (*Document, error) {
	n := d.root.find(path)
	switch {
	case n == nil || n == d.root:
		return nil, ErrMissing
	case n.kind != KindString:
		return nil, ErrNotText
	case n.text.Equal(value) && n.text.Len() == value.Len():
		return d, nil
	}
	quoted, err := d.requote(n, value.Reveal())
	if err != nil {
		return nil, err
	}
	return d.splice(n.start, n.end, quoted, value, path)
}

// requote keeps single quotes where the new value allows them.
func (d *Document) requote(n *node, value string) (string, error) {
	quoted, err := Quote(value)
	old := d.text()[n.start:n.end]
	if err == nil && strings.HasPrefix(quoted, `"`) && old[0] == '\'' && !bytes.HasPrefix(old, []byte("'''")) && !strings.ContainsAny(value, "'\n\r\\") {
		return "'" + value + "'", nil
	}
	return quoted, err
}

// Set replaces a string value, or adds the key when it is missing.
func (d *Document) Set(value Secret, path ...string) (*Document, error) {
	changed, err := d.With(value, path...)
	if errors.Is(err, ErrMissing) {
		return d.Insert(value, path...)
	}
	return changed, err
}

// Insert adds a missing key with a string value behind the last key of its
// table; a table that is missing is added at the end of the file. Errors:
// ErrExists, ErrNotTable, ErrUnwritable.
func (d *Document) Insert(value Secret, path ...string) (*Document, error) {
	if len(path) == 0 {
		return nil, ErrNotTable
	}
	if d.root.find(path) != nil {
		return nil, ErrExists
	}
	quoted, err := Quote(value.Reveal())
	if err != nil {
		return nil, err
	}
	// The deepest table on the way that is there.
	table, depth := d.root, 0
	for depth < len(path)-1 {
		next := table.children[path[depth]]
		if next == nil {
			break
		}
		if next.kind != KindTable {
			return nil, ErrNotTable
		}
		table, depth = next, depth+1
	}
	rest := path[depth:]
	switch {
	case table.inline:
		return d.insertInline(table, rest, quoted, value, path)
	case len(rest) > 1 || table != d.root && !table.header && !table.dotted:
		return d.appendTable(path, quoted, value)
	case table.dotted:
		keys, err := quoteKeys(append(append([]string(nil), table.prefix...), rest...))
		if err != nil {
			return nil, err
		}
		if table.base.inline {
			return d.splice(table.lastEnd, table.lastEnd, ", "+keys+" = "+quoted, value, path)
		}
		return d.insertLine(table.lastEnd, keys+" = "+quoted, value, path)
	}
	key, err := quoteKey(rest[0])
	if err != nil {
		return nil, err
	}
	line := key + " = " + quoted
	switch {
	case table.bodyEnd > 0:
		return d.insertLine(table.bodyEnd, line, value, path)
	case table == d.root:
		return d.splice(0, 0, line+d.lineBreak(), value, path)
	}
	return d.insertLine(table.headerAt, line, value, path)
}

// insertInline adds a key inside braces; tables on the way become braces too.
func (d *Document) insertInline(table *node, rest []string, quoted string, value Secret, path []string) (*Document, error) {
	var entry strings.Builder
	for i, part := range rest {
		key, err := quoteKey(part)
		if err != nil {
			return nil, err
		}
		entry.WriteString(key + " = ")
		if i < len(rest)-1 {
			entry.WriteString("{ ")
		}
	}
	entry.WriteString(quoted + strings.Repeat(" }", len(rest)-1))
	if table.bodyEnd > 0 {
		return d.splice(table.bodyEnd, table.bodyEnd, ", "+entry.String(), value, path)
	}
	return d.splice(table.start+1, table.end-1, " "+entry.String()+" ", value, path)
}

// appendTable adds a table with its first key at the end of the file.
func (d *Document) appendTable(path []string, quoted string, value Secret) (*Document, error) {
	header, err := quoteKeys(path[:len(path)-1])
	if err != nil {
		return nil, err
	}
	key, err := quoteKey(path[len(path)-1])
	if err != nil {
		return nil, err
	}
	eol := d.lineBreak()
	text := d.text()
	before := ""
	if len(bytes.TrimSpace(text)) > 0 {
		if !bytes.HasSuffix(text, []byte("\n")) {
			before = eol
		}
		if !bytes.HasSuffix(text, []byte("\n\n")) && !bytes.HasSuffix(text, []byte("\n\r\n")) {
			before += eol
		}
	}
	return d.splice(len(text), len(text), before+"["+header+"]"+eol+key+" = "+quoted+eol, value, path)
}

// insertLine adds a line below the one that offset lies in, indented like it.
func (d *Document) insertLine(offset int, line string, value Secret, path []string) (*Document, error) {
	text := d.text()
	start := bytes.LastIndexByte(text[:offset], '\n') + 1
	indent := text[start : start+len(text[start:])-len(bytes.TrimLeft(text[start:], " \t"))]
	end := bytes.IndexByte(text[offset:], '\n')
	if end < 0 {
		return d.splice(len(text), len(text), d.lineBreak()+string(indent)+line, value, path)
	}
	at := offset + end + 1
	return d.splice(at, at, string(indent)+line+d.lineBreak(), value, path)
}

// lineBreak is the one the file uses.
func (d *Document) lineBreak() string {
	if at := bytes.IndexByte(d.text(), '\n'); at > 0 && d.text()[at-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// splice puts text in place of a range, reads the result again, and makes sure
// that the value at path is what it should be.
func (d *Document) splice(from, to int, text string, value Secret, path []string) (*Document, error) {
	old := d.text()
	var out []byte
	out = append(out, d.data[:d.bom]...)
	out = append(out, old[:from]...)
	out = append(out, text...)
	out = append(out, old[to:]...)
	changed, err := Parse(out)
	if err != nil {
		return nil, errors.New("the file cannot be changed here without breaking it; change it by hand")
	}
	if got, ok := changed.Lookup(path...); !ok || got.Kind != KindString || !got.Text.Equal(value) {
		return nil, errors.New("the file cannot be changed here without breaking it; change it by hand")
	}
	return changed, nil
}
