package scaffold

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// place is where the lines of the gate go in a source.
type place struct {
	behind int    // the line they follow; 0: they come first
	beside int    // the line whose indentation they have; 0: none
	module string // what streamlit is called there; empty: it has to be imported
	free   string // a name for it that the source does not use
}

// freeName is a name for streamlit that a source does not use.
func freeName(tokens []pytoken.Token) string {
	for _, name := range []string{"st", "streamlit", "_st"} {
		if !slices.ContainsFunc(tokens, func(t pytoken.Token) bool { return t.Kind == pytoken.Name && t.Value == name }) {
			return name
		}
	}
	return "_streamlit"
}

// withGate puts the lines of the gate into a source. Every other byte stays.
func withGate(source []byte, at place, provider string) []byte {
	starts := lineStarts(source)
	end := cmp.Or(lineEnd(source[:starts[min(1, len(starts)-1)]]), "\n")
	cut := starts[min(at.behind, len(starts)-1)]
	before, after := source[:cut], source[cut:]
	var text strings.Builder
	if at.behind > 0 && lineEnd(before) == "" {
		text.WriteString(end) // the last line of the file has none
	}
	if at.behind > 0 {
		text.WriteString(end)
	}
	indent := ""
	if at.beside > 0 {
		line := source[starts[at.beside-1]:]
		indent = string(line[:len(line)-len(bytes.TrimLeft(line, " \t\f"))])
	}
	for _, line := range gateLines(at, provider, strings.Contains(indent, "\t")) {
		text.WriteString(indent + line + end)
	}
	if rest := bytes.TrimLeft(after, " \t"); len(rest) > 0 && rest[0] != '\n' && rest[0] != '\r' {
		text.WriteString(end)
	}
	return slices.Concat(before, []byte(text.String()), after)
}

// gateLines is the gate with the name that streamlit has there.
func gateLines(at place, provider string, tabs bool) []string {
	var lines []string
	name := at.module
	if name == "" {
		name = at.free
		lines = append(lines, strings.TrimSuffix("import streamlit as "+name, " as streamlit"), "")
	}
	for _, line := range gateOf(provider) {
		line = strings.ReplaceAll(line, "st.", name+".")
		if tabs {
			line = strings.Replace(line, "    ", "\t", 1)
		}
		lines = append(lines, line)
	}
	return lines
}

// lineStarts are where the lines of a source begin, by each of Python's line ends,
// and its end.
func lineStarts(source []byte) []int {
	starts := []int{len(source) - len(bytes.TrimPrefix(source, []byte("\ufeff")))}
	for i, c := range source {
		if c == '\n' || c == '\r' && (i+1 == len(source) || source[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	if starts[len(starts)-1] != len(source) {
		starts = append(starts, len(source))
	}
	return starts
}

// lineEnd is the end of the last line; empty: it has none.
func lineEnd(text []byte) string {
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasSuffix(text, []byte(end)) {
			return end
		}
	}
	return ""
}
