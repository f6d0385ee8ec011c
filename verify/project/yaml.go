package project

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// node is a part of a YAML file, as far as compose files need it: blocks, lists in
// brackets and texts. What is beyond that (anchors, merged keys) is odd: nothing is
// known of it. A library for the whole of YAML would make the program larger than it may be
// (by 230 kB, packaging/goflags), for one kind of file.
type node struct {
	line  int
	text  string
	keys  map[string]*node
	items []*node
	odd   bool
	empty bool // an empty text or list, written as one
}

// at follows keys; what is not there is an empty node.
func (n *node) at(keys ...string) *node {
	for _, key := range keys {
		if n = n.keys[key]; n == nil {
			return &node{}
		}
	}
	return n
}

// is tells whether anything stands there.
func (n *node) is() bool { return n.text != "" || n.keys != nil || n.items != nil || n.odd }

// maxYAMLDepth bounds how deep a file's blocks lie in one another.
const maxYAMLDepth = 30

type yamlReader struct {
	lines []string
	next  int
}

// readYAML reads a file; what it does not understand is odd.
func readYAML(text string) *node {
	r := &yamlReader{lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")}
	if r.skip(); r.next >= len(r.lines) {
		return &node{}
	}
	return r.block(indentOf(r.lines[r.next]), 0)
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// skip passes over empty lines, comments and the marks between documents.
func (r *yamlReader) skip() {
	for ; r.next < len(r.lines); r.next++ {
		line := strings.TrimSpace(r.lines[r.next])
		if line != "" && line[0] != '#' && line != "---" {
			return
		}
	}
}

var (
	yamlKey  = lazy.Regexp{Pattern: `^(?:"([^"]*)"|'([^']*)'|([^\s"'\[\]{}#&*!|>%@-][^:#]*|[\w.-]+|<<)):(?:\s+(.*))?$`}
	yamlText = lazy.Regexp{Pattern: `^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?$`}
)

// block reads the lines of one indentation as a list or as keys.
func (r *yamlReader) block(indent, depth int) *node {
	n := &node{line: r.next + 1}
	for r.skip(); r.next < len(r.lines) && indentOf(r.lines[r.next]) == indent; r.skip() {
		line := strings.TrimSpace(r.lines[r.next])
		key := yamlKey.Get().FindStringSubmatch(line)
		switch {
		case depth > maxYAMLDepth || strings.HasPrefix(r.lines[r.next], "\t"):
			n.odd = true
			r.next++
		case line == "-" || strings.HasPrefix(line, "- "):
			n.items = append(n.items, r.item(indent, depth))
		case key != nil:
			name := strings.TrimSpace(key[1] + key[2] + key[3])
			value := r.value(strings.TrimSpace(key[4]), indent, depth)
			if n.keys == nil {
				n.keys = map[string]*node{}
			}
			if n.odd = n.odd || name == "<<"; n.keys[name] == nil {
				n.keys[name] = value
			}
		default:
			n.odd = true
			r.next++
		}
	}
	return n
}

// item reads one item of a list, whose keys stand behind its dash and below them.
func (r *yamlReader) item(indent, depth int) *node {
	line := r.lines[r.next]
	rest := strings.TrimLeft(strings.TrimLeft(line, " ")[1:], " ")
	if yamlText.Get().MatchString(rest) || rest == "" || yamlKey.Get().FindStringSubmatch(rest) == nil && !strings.HasPrefix(rest, "- ") {
		return r.value(rest, indent, depth)
	}
	below := len(line) - len(rest)
	r.lines[r.next] = strings.Repeat(" ", below) + rest
	return r.block(below, depth+1)
}

// value reads what stands behind a key or a dash, and the lines that belong to it.
func (r *yamlReader) value(text string, indent, depth int) *node {
	n := &node{line: r.next + 1}
	r.next++
	if strings.HasPrefix(text, "#") {
		text = ""
	}
	switch {
	case text == "":
		r.skip()
		if r.next < len(r.lines) {
			if deeper := indentOf(r.lines[r.next]); deeper > indent || deeper == indent && strings.HasPrefix(strings.TrimSpace(r.lines[r.next]), "- ") {
				return r.block(deeper, depth+1)
			}
		}
		return n
	case braces.Get().MatchString(text):
		n.keys = map[string]*node{}
		for _, m := range bracePair.Get().FindAllStringSubmatch(text, -1) {
			value := unquotedYAML(m[2])
			n.keys[unquotedYAML(m[1])] = &node{line: n.line, text: value, empty: value == "" && m[2] != ""}
		}
	case strings.ContainsAny(text[:1], "&*!{"):
		n.odd = true
		r.passOver(indent)
	case text[0] == '[':
		more := func(line string) bool { return strings.TrimSpace(line) != "" && indentOf(line) > indent }
		if strings.Contains(text, "]") {
			more = func(string) bool { return false }
		}
		n.empty = strings.TrimSpace(strings.Trim(text, "[]")) == ""
		n.items, n.odd = bracketed(r.joined(text, more), n.line)
	case text[0] == '|' || text[0] == '>':
		body, next := blockText(r.lines, r.next, indent, text[0] == '>')
		n.text, r.next = strings.TrimSpace(body), next
	case yamlText.Get().MatchString(text):
		n.text = unquotedYAML(yamlText.Get().FindStringSubmatch(text)[1])
		n.empty = n.text == ""
	default:
		text = r.joined(text, func(line string) bool { return strings.TrimSpace(line) != "" && indentOf(line) > indent })
		n.text, _, _ = strings.Cut(text, " #")
		n.text = strings.TrimSpace(n.text)
		n.odd = strings.ContainsAny(n.text[:1], `"'`)
	}
	return n
}

// Keys in braces, on one line and without others in them.
var (
	braces    = lazy.Regexp{Pattern: `^\{\s*(?:` + bracePart + `\s*(?:,\s*|\s*\}))+\s*\}?\s*(?:#.*)?$`}
	bracePair = lazy.Regexp{Pattern: bracePart}
)

const bracePart = `("[^"]*"|'[^']*'|[\w.-]+):(?:\s+("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\[\]{},&*#][^"'\[\]{},#]*)?)?`

// joined is a text with the lines that go on with it.
func (r *yamlReader) joined(text string, more func(line string) bool) string {
	var all strings.Builder
	all.WriteString(text)
	for ; r.next < len(r.lines) && more(r.lines[r.next]); r.next++ {
		all.WriteString(" " + strings.TrimSpace(r.lines[r.next]))
	}
	return all.String()
}

// passOver leaves out the lines that belong to what is not understood.
func (r *yamlReader) passOver(indent int) {
	for r.skip(); r.next < len(r.lines) && indentOf(r.lines[r.next]) > indent; r.skip() {
		r.next++
	}
}

var bracketWord = lazy.Regexp{Pattern: `^\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'\[\]{},&*][^"'\[\]{},]*)\s*(,|\])`}

// bracketed are the texts of a list in brackets; odd: it is none of plain texts.
func bracketed(text string, line int) (items []*node, odd bool) {
	rest := strings.TrimPrefix(text, "[")
	items = []*node{}
	for strings.TrimSpace(rest) != "]" {
		word := bracketWord.Get().FindStringSubmatch(rest)
		if word == nil {
			return items, true
		}
		items = append(items, &node{line: line, text: unquotedYAML(strings.TrimSpace(word[1]))})
		if rest = rest[len(word[0]):]; word[2] == "]" {
			break
		}
	}
	return items, false
}
