package deps

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

// entry is one scalar value of a TOML file and where it stands.
type entry struct {
	path  []string // table and key names
	array int      // which array it stands in, counted over the file; 0: none
	text  string
	kind  unstable.Kind
	at    span // the value with its quotes
	owner span // the whole value of the key this belongs to: the inline table, or the value itself
}

// tomlFile is what a TOML file holds, and where.
type tomlFile struct {
	entries []entry
	arrays  map[string]span // with their brackets, by dotted name
}

var errTOML = errors.New("it is not valid TOML")

var utf8BOM = []byte("\xef\xbb\xbf")

// parseTOML lists the scalar values of a file in order. Positions count from
// the first byte of data, a byte order mark included.
func parseTOML(data []byte) (tomlFile, error) {
	body, hadBOM := bytes.CutPrefix(data, utf8BOM)
	shift := 0
	if hadBOM {
		shift = len(utf8BOM)
	}
	if !utf8.Valid(body) {
		return tomlFile{}, errTOML
	}
	var anything map[string]any
	switch err := boundedtoml.Unmarshal(body, &anything); {
	case errors.Is(err, boundedtoml.ErrTooMany):
		return tomlFile{}, err
	case err != nil:
		return tomlFile{}, errTOML
	}
	w := tomlWalk{data: body, shift: shift, file: tomlFile{arrays: map[string]span{}}}
	w.parser.Reset(body)
	for w.parser.NextExpression() {
		w.expression(w.parser.Expression())
	}
	if w.parser.Error() != nil {
		return tomlFile{}, errTOML
	}
	return w.file, nil
}

type tomlWalk struct {
	data   []byte
	shift  int
	parser unstable.Parser
	file   tomlFile
	table  []string
	seen   int // arrays so far
	after  int // end of the last range seen, to find what has none
}

func (w *tomlWalk) expression(node *unstable.Node) {
	switch node.Kind {
	case unstable.Table, unstable.ArrayTable:
		w.table = w.keys(node.Key())
	case unstable.KeyValue:
		path := append(append([]string{}, w.table...), w.keys(node.Key())...)
		w.value(node.Value(), path, 0, span{})
	}
}

func (w *tomlWalk) keys(keys unstable.Iterator) []string {
	var names []string
	for keys.Next() {
		names = append(names, string(keys.Node().Data))
		w.reach(keys.Node().Raw)
	}
	return names
}

func (w *tomlWalk) reach(r unstable.Range) {
	if end := int(r.Offset + r.Length); r.Length > 0 && end > w.after {
		w.after = end
	}
}

func (w *tomlWalk) value(node *unstable.Node, path []string, array int, owner span) {
	switch node.Kind {
	case unstable.Array:
		w.seen++
		array = w.seen
		start := w.skipTo('[')
		w.after = start + 1
		for items := node.Children(); items.Next(); {
			w.value(items.Node(), path, array, owner)
		}
		end := w.skipTo(']')
		w.after = end + 1
		w.file.arrays[strings.Join(path, ".")] = span{start + w.shift, end + 1 + w.shift}
	case unstable.InlineTable:
		start := w.skipTo('{')
		w.after = start + 1
		first := len(w.file.entries)
		for pairs := node.Children(); pairs.Next(); {
			pair := pairs.Node()
			// The key is a later child than the value, but stands before it.
			value := pair.Value()
			inner := append(append([]string{}, path...), w.keys(pair.Key())...)
			w.value(value, inner, array, owner)
		}
		end := w.skipTo('}')
		w.after = end + 1
		if owner.empty() {
			for i := first; i < len(w.file.entries); i++ {
				w.file.entries[i].owner = span{start + w.shift, end + 1 + w.shift}
			}
		}
	default:
		w.reach(node.Raw)
		at := span{int(node.Raw.Offset) + w.shift, int(node.Raw.Offset+node.Raw.Length) + w.shift}
		if owner.empty() {
			owner = at
		}
		w.file.entries = append(w.file.entries, entry{
			path: path, array: array, text: string(node.Data), kind: node.Kind, at: at, owner: owner,
		})
	}
}

// skipTo finds a bracket after the last thing read, past white space, commas, "=" and comments.
func (w *tomlWalk) skipTo(bracket byte) int {
	for i := w.after; i < len(w.data); i++ {
		switch w.data[i] {
		case bracket:
			return i
		case '#':
			for i < len(w.data) && w.data[i] != '\n' {
				i++
			}
		}
	}
	return len(w.data) - 1
}
