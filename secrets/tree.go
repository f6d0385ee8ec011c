package secrets

import (
	"slices"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

// span is a range of the text, in bytes.
type span struct{ start, end int }

// node is one key of a document.
type node struct {
	kind  Kind
	text  Secret
	keyAt int  // where the key's last part begins
	value span // of a table by header: the header

	children map[string]*node // of a table
	order    []string         // its keys as they first appear

	elements []Secret // of an array: those that are strings
	mixed    bool     // an array with an element that is no string
	tables   []*node  // of an array: those elements that are tables
	others   bool     // an array with an element that is no table

	// How a table came to be decides where a key can be added.
	made origin
	last span     // the last key and value in its own body; for a dotted table, the last one that goes through it
	base *node    // of a dotted table: the table whose body its keys stand in
	path []string // of a dotted table: its keys from base
}

// origin is how a table came to be.
type origin uint8

const (
	implied  origin = iota // [a.b] implies a
	byHeader               // [a]
	byBraces               // a = { … }
	byDots                 // a.b = …
	byList                 // [[a]]; a list, so no path leads into its tables
)

func newTable() *node { return &node{kind: KindTable, children: map[string]*node{}} }

// find follows keys through tables; nil when one is missing.
func (n *node) find(path []string) *node {
	for _, key := range path {
		if n == nil || n.kind != KindTable {
			return nil
		}
		n = n.children[key]
	}
	return n
}

// child returns the key's node, made new when there is none.
func (n *node) child(key string, made func() *node) *node {
	if known := n.children[key]; known != nil {
		return known
	}
	child := made()
	n.children[key] = child
	n.order = append(n.order, key)
	return child
}

// keeps tells whether everything in n is in now as it was, and nothing else,
// apart from what stands at path.
func (n *node) keeps(now *node, path []string) bool {
	if n.kind != now.kind || !n.text.Equal(now.text) || !slices.EqualFunc(n.elements, now.elements, Secret.Equal) {
		return false
	}
	if !slices.EqualFunc(n.tables, now.tables, func(a, b *node) bool { return a.keeps(b, nil) }) {
		return false
	}
	for key, before := range n.children {
		after := now.children[key]
		onPath := len(path) > 0 && key == path[0]
		switch {
		case after == nil:
			return false
		case onPath && len(path) > 1 && !before.keeps(after, path[1:]):
			return false
		case !onPath && !before.keeps(after, nil):
			return false
		}
	}
	for key := range now.children {
		if n.children[key] == nil && !(len(path) > 0 && key == path[0]) {
			return false
		}
	}
	return true
}

// parseTree reads the text twice: go-toml decides whether it is valid, its
// unstable parser, which checks syntax only, tells where everything stands.
func (c *content) parseTree() (*node, error) {
	var whole map[string]any
	if err := boundedtoml.Unmarshal(c.text(), &whole); err != nil {
		return nil, c.syntaxError(err)
	}
	root := newTable()
	root.made = byHeader
	c.firstHeader = len(c.text())
	current := root
	parser := unstable.Parser{}
	parser.Reset(c.text())
	for parser.NextExpression() {
		switch e := parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			current = root.openTable(c.text(), e)
			c.firstHeader = min(c.firstHeader, headerStart(c.text(), e))
		case unstable.KeyValue:
			current.keyValue(c.text(), e)
		}
	}
	if parser.Error() != nil { // go-toml has just read the same text
		return nil, &SyntaxError{Reason: "it cannot be read"}
	}
	return root, nil
}

// openTable follows a header and returns the table its keys go into.
func (n *node) openTable(text []byte, e *unstable.Node) *node {
	header := headerStart(text, e)
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		n = n.child(string(key.Data), func() *node {
			table := newTable()
			table.keyAt, table.value = int(key.Raw.Offset), span{header, rangeEnd(key.Raw)}
			return table
		})
		if !keys.IsLast() {
			if len(n.tables) > 0 { // [a.b] below [[a]] belongs to its last table
				n = n.tables[len(n.tables)-1]
			}
			continue
		}
		if e.Kind == unstable.Table {
			n.made, n.keyAt, n.value = byHeader, int(key.Raw.Offset), span{header, rangeEnd(key.Raw)}
			continue
		}
		n.kind, n.made, n.mixed = KindArray, byList, true
		table := newTable()
		table.made, table.keyAt, table.value = byHeader, int(key.Raw.Offset), span{header, rangeEnd(key.Raw)}
		n.tables = append(n.tables, table)
		n = table
	}
	return n
}

// headerStart is the opening bracket before a header's first key.
func headerStart(text []byte, e *unstable.Node) int {
	at := int(e.Child().Raw.Offset)
	for at > 0 && text[at] != '[' {
		at--
	}
	if e.Kind == unstable.ArrayTable {
		at--
	}
	return at
}

// keyValue files one key and its value under the table n.
func (n *node) keyValue(text []byte, e *unstable.Node) {
	base, whole := n, span{int(e.Raw.Offset), rangeEnd(e.Raw)}
	base.last = whole
	var path []string
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		path = append(path, string(key.Data))
		if !keys.IsLast() {
			n = n.child(string(key.Data), func() *node {
				table := newTable()
				table.made, table.base, table.path = byDots, base, path[:len(path):len(path)]
				table.keyAt, table.value = int(key.Raw.Offset), whole
				return table
			})
			n.last = whole
			continue
		}
		n.child(string(key.Data), func() *node {
			entry := &node{keyAt: int(key.Raw.Offset), value: span{valueStart(text, rangeEnd(key.Raw)), whole.end}}
			entry.read(text, e.Value())
			return entry
		})
	}
}

// valueStart is where the value stands behind a key: after blanks, =, blanks.
func valueStart(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t' || text[at] == '=') {
		at++
	}
	return at
}

func rangeEnd(r unstable.Range) int { return int(r.Offset) + int(r.Length) }

// read takes over a value as the parser decoded it.
func (n *node) read(text []byte, v *unstable.Node) {
	switch v.Kind {
	case unstable.Array:
		n.kind = KindArray
		items := v.Children()
		for items.Next() {
			switch item := items.Node(); item.Kind {
			case unstable.String:
				n.elements = append(n.elements, New(string(item.Data)))
				n.others = true
			case unstable.InlineTable:
				table := &node{value: n.value}
				table.read(text, item)
				n.tables = append(n.tables, table)
				n.mixed = true
			default:
				n.mixed, n.others = true, true
			}
		}
		return
	case unstable.InlineTable:
		n.kind, n.made, n.children = KindTable, byBraces, map[string]*node{}
		items := v.Children()
		for items.Next() {
			n.keyValue(text, items.Node())
		}
		return
	case unstable.String:
		n.kind = KindString
	case unstable.Integer:
		n.kind = KindInteger
	case unstable.Float:
		n.kind = KindFloat
	case unstable.Bool:
		n.kind = KindBoolean
	default:
		n.kind = KindTime
	}
	n.text = New(string(v.Data))
}
