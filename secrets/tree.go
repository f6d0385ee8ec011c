package secrets

import (
	"bytes"
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// node is one key of a document.
type node struct {
	kind       Kind
	text       Secret
	keyAt      int // offset of the key's last part
	start, end int // range of the value; of a table: of its header's keys
	children   map[string]*node
	order      []string

	elements []Secret // of an array
	mixed    bool     // an array with an element that is no string

	// How a table came to be decides where a key can be added.
	header   bool     // by [a.b]
	inline   bool     // by { … }; end is behind the closing brace
	dotted   bool     // by a key with dots
	tables   bool     // by [[a]]: not looked into
	bodyEnd  int      // end of the last key and value below its header; 0: there are none
	headerAt int      // offset behind the header's last key
	base     *node    // of a dotted table: the table whose body its keys stand in
	prefix   []string // of a dotted table: its keys from base
	lastEnd  int      // of a dotted table: end of its last key and value
}

func newTable() *node { return &node{kind: KindTable, children: map[string]*node{}} }

func (n *node) find(path []string) *node {
	for _, key := range path {
		if n == nil || n.children == nil {
			return nil
		}
		n = n.children[key]
	}
	return n
}

func (n *node) add(key string, child *node) {
	n.children[key] = child
	n.order = append(n.order, key)
}

// deepest is how far arrays and inline tables may be nested; people's files have two.
const deepest = 200

// parseTree reads a document twice: go-toml decides whether it is valid, its
// unstable parser, which checks syntax only, tells where everything stands.
func parseTree(text []byte) (*node, error) {
	if tooDeep(text) {
		return nil, &SyntaxError{Reason: "lists or sections are nested too deeply"}
	}
	var whole map[string]any
	if err := toml.Unmarshal(text, &whole); err != nil {
		return nil, syntaxError(text, err)
	}
	root := newTable()
	current := root
	parser := unstable.Parser{}
	parser.Reset(text)
	for parser.NextExpression() {
		switch e := parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			current = root.openTable(e)
		case unstable.KeyValue:
			current.keyValue(&parser, e)
			current.bodyEnd = int(e.Raw.Offset + e.Raw.Length)
		}
	}
	if err := parser.Error(); err != nil {
		return nil, &SyntaxError{Reason: "it cannot be read"}
	}
	return root, nil
}

// tooDeep guards recursive parsers against a file made of brackets. Brackets in
// strings and comments count too, which does no harm at this depth.
func tooDeep(text []byte) bool {
	depth := 0
	for _, c := range text {
		switch c {
		case '[', '{':
			if depth++; depth > deepest {
				return true
			}
		case ']', '}':
			depth = max(depth-1, 0)
		case '\n':
			// a list may span lines, so depth stays
		}
	}
	return false
}

// openTable follows a header and returns the table its keys go into.
func (root *node) openTable(e *unstable.Node) *node {
	n := root
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		name := string(key.Data)
		child := n.children[name]
		if child == nil {
			child = newTable()
			child.keyAt, child.start = int(key.Raw.Offset), int(key.Raw.Offset)
			n.add(name, child)
		}
		if child.children == nil { // go-toml has refused what is worse
			child.children = map[string]*node{}
		}
		if keys.IsLast() {
			if e.Kind == unstable.ArrayTable {
				child.kind, child.tables = KindArray, true
				child.mixed = true
				child.children, child.order = map[string]*node{}, nil
			} else {
				child.header = true
			}
			child.keyAt, child.start = int(key.Raw.Offset), int(key.Raw.Offset)
			child.headerAt = int(key.Raw.Offset + key.Raw.Length)
			child.end = child.headerAt
		}
		n = child
	}
	return n
}

// keyValue files one key under the table n.
func (n *node) keyValue(parser *unstable.Parser, e *unstable.Node) {
	base := n
	end := int(e.Raw.Offset + e.Raw.Length)
	var prefix []string
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		name := string(key.Data)
		if !keys.IsLast() {
			prefix = append(prefix, name)
			child := n.children[name]
			if child == nil {
				child = newTable()
				child.dotted, child.base, child.prefix = true, base, append([]string(nil), prefix...)
				child.keyAt, child.start = int(key.Raw.Offset), int(key.Raw.Offset)
				n.add(name, child)
			}
			child.lastEnd = end
			if child.children == nil {
				child.children = map[string]*node{}
			}
			n = child
			continue
		}
		child := &node{keyAt: int(key.Raw.Offset)}
		child.start = valueStart(parser.Data(), int(key.Raw.Offset+key.Raw.Length))
		child.end = end
		child.value(parser, e.Value())
		n.add(name, child)
	}
}

// valueStart is where the value stands behind a key: after blanks, =, blanks.
func valueStart(text []byte, at int) int {
	for at < len(text) && strings.IndexByte(" \t=", text[at]) >= 0 {
		at++
	}
	return at
}

func (n *node) value(parser *unstable.Parser, v *unstable.Node) {
	raw := func() Secret { return New(string(v.Data)) }
	switch v.Kind {
	case unstable.String:
		n.kind, n.text = KindString, raw()
	case unstable.Integer:
		n.kind, n.text = KindInteger, raw()
	case unstable.Float:
		n.kind, n.text = KindFloat, raw()
	case unstable.Bool:
		n.kind, n.text = KindBoolean, raw()
	case unstable.Array:
		n.kind = KindArray
		items := v.Children()
		for items.Next() {
			if items.Node().Kind != unstable.String {
				n.mixed = true
				continue
			}
			n.elements = append(n.elements, New(string(items.Node().Data)))
		}
	case unstable.InlineTable:
		n.kind, n.inline, n.children = KindTable, true, map[string]*node{}
		items := v.Children()
		for items.Next() {
			n.keyValue(parser, items.Node())
			n.bodyEnd = int(items.Node().Raw.Offset + items.Node().Raw.Length)
		}
	default:
		n.kind, n.text = KindTime, raw()
	}
}

// syntaxError turns go-toml's error into a place and our own words.
func syntaxError(text []byte, err error) error {
	var decode *toml.DecodeError
	if !errors.As(err, &decode) {
		return &SyntaxError{Reason: "it cannot be read"}
	}
	row, column := decode.Position()
	c := content{data: text}
	at := lineStart(text, row) + max(column-1, 0)
	p := c.position(min(at, len(text)))
	return &SyntaxError{Position: p, Reason: reason(lineAt(text, row), err.Error())}
}

func lineStart(text []byte, row int) int {
	at := 0
	for ; row > 1; row-- {
		next := bytes.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	return at
}

func lineAt(text []byte, row int) string {
	line := text[lineStart(text, row):]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	return strings.TrimSpace(string(line))
}

// reason guesses from a line what its writer did. The words are ours; nothing
// of the line gets into them.
func reason(line, parser string) string {
	key, value, hasValue := strings.Cut(line, "=")
	value = strings.TrimSpace(value)
	switch {
	case strings.Contains(parser, "already") || strings.Contains(parser, "duplicate") || strings.Contains(parser, "defined"):
		return "a key or a section stands twice"
	case strings.ContainsAny(line, "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"):
		return "there are typographic quotes where straight ones belong"
	case strings.HasPrefix(line, "{") || strings.HasPrefix(line, `"`) && strings.Contains(line, `":`):
		return "this is JSON, not TOML"
	case strings.HasPrefix(line, "export "):
		return "this is a line for a shell, not TOML"
	case strings.HasPrefix(line, "[") && !strings.Contains(line, "]"):
		return "the bracket of the section is not closed"
	case strings.HasPrefix(line, "["):
		return "a section's name takes letters, digits, - and _ only, and a line of its own"
	case !hasValue && strings.Contains(line, ":"):
		return "there is a colon where TOML has ="
	case !hasValue:
		return "there is neither key = value nor a [section]"
	case strings.TrimSpace(key) == "":
		return "the name before = is missing"
	case value == "":
		return "the value after = is missing"
	case strings.HasPrefix(value, `"`) && strings.Contains(value, `\`) && strings.Count(value, `"`) >= 2:
		return "a backslash in double quotes begins an escape; use single quotes or write it twice"
	case strings.HasPrefix(value, `"`) && strings.Count(value, `"`) == 1, strings.HasPrefix(value, "'") && strings.Count(value, "'") == 1:
		return "a quote is opened and not closed"
	case strings.HasPrefix(value, "{"):
		return "the part in braces is not complete on this line"
	case strings.HasPrefix(value, "["):
		return "the list is not closed or a comma is missing"
	case strings.HasPrefix(value, `"`), strings.HasPrefix(value, "'"):
		return "something stands behind the closing quote"
	}
	return "the value has no quotes around it, or is not complete"
}
