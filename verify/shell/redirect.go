package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// intoFile are the redirections that write a file; those of the second half
// leave what stands in it.
var intoFile = []syntax.RedirOperator{syntax.RdrOut, syntax.RdrClob, syntax.RdrAll, syntax.DplOut, syntax.AppOut, syntax.AppAll}

// redirect does what a redirection does with an output, and returns what is left of it.
func (s *state) redirect(r *syntax.Redirect, out output) output {
	descriptor := "1"
	if r.N != nil {
		descriptor = r.N.Value
	}
	appends := r.Op == syntax.AppOut || r.Op == syntax.AppAll
	switch name := s.text(r.Word); {
	case r.Op == syntax.RdrIn:
		s.doubt(name)
	case !slices.Contains(intoFile, r.Op) || descriptor == "2":
	case r.Op == syntax.DplOut && strings.Trim(name, "0123456789-") == "": // another descriptor
		if descriptor == "1" && name != "1" {
			return nothing()
		}
	case descriptor != "1":
		s.write(name, output{}, appends) // what is written there later is not followed
	default:
		s.write(name, out, appends)
		return nothing()
	}
	return out
}

// write puts what a command writes into a file that is wanted.
func (s *state) write(name string, out output, again bool) {
	if !s.wanted(name) {
		return
	}
	d := s.open[name]
	if d == nil || !again {
		d = &Document{Path: name, Known: true, Appended: again}
		s.open[name] = d
		s.order = append(s.order, d)
	}
	text := out.lines
	s.grown += lineCost * len(text)
	for _, line := range text {
		d.Known = d.Known && !strings.Contains(line.Text, unsure)
	}
	if n := len(d.Lines); n > 0 && len(text) > 0 && !strings.HasSuffix(d.Lines[n-1].Text, "\n") {
		d.Lines[n-1].Text += text[0].Text
		text = text[1:]
	}
	d.Lines = append(d.Lines, text...)
	d.Known = d.Known && out.known
	d.Unclosed = max(d.Unclosed, out.unclosed)
}

// doubt takes a file that is named for a step on the way: what becomes of it is
// not known.
func (s *state) doubt(name string) {
	if d := s.open[name]; d != nil {
		d.Known = false
	}
}

// input is what a command reads; it is not known when that is a file.
func (s *state) input(redirs []*syntax.Redirect, piped output) output {
	for _, r := range slices.Backward(redirs) {
		switch r.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			return s.hereDocument(r)
		case syntax.WordHdoc:
			return output{lines: s.lines(s.text(r.Word)+"\n", s.line(r.Pos()), spans(r.Word)), known: true}
		case syntax.RdrIn, syntax.RdrInOut, syntax.DplIn:
			return output{}
		}
	}
	return piped
}

func (s *state) hereDocument(r *syntax.Redirect) output {
	out := output{known: true, unclosed: s.unclosed[r.Pos().Offset()]}
	if r.Hdoc == nil {
		return out
	}
	parts := r.Hdoc.Parts
	if r.Op == syntax.DashHdoc {
		parts = withoutTabs(parts)
	}
	quoted := isQuoted(r.Word)
	q := document
	if quoted {
		q = literal
	}
	out.lines = s.lines(s.expand(parts, q), s.line(r.Hdoc.Pos()), true)
	for i := range out.lines {
		out.lines[i].From, out.lines[i].Quoted = s.line(r.Pos()), quoted
	}
	return out
}

// isQuoted tells whether any part of an end mark is quoted.
func isQuoted(mark *syntax.Word) bool {
	return slices.ContainsFunc(mark.Parts, func(part syntax.WordPart) bool {
		text, plain := part.(*syntax.Lit)
		return !plain || strings.Contains(text.Value, `\`)
	})
}

// withoutTabs takes the tabs from the start of each line, as <<- does.
func withoutTabs(parts []syntax.WordPart) []syntax.WordPart {
	var all []syntax.WordPart
	start := true
	for _, part := range parts {
		text, ok := part.(*syntax.Lit)
		if !ok {
			all, start = append(all, part), false
			continue
		}
		var out strings.Builder
		for line := range strings.Lines(text.Value) {
			if start {
				line = strings.TrimLeft(line, "\t")
			}
			out.WriteString(line)
			start = strings.HasSuffix(line, "\n")
		}
		all = append(all, &syntax.Lit{Value: out.String()})
	}
	return all
}

// lines splits a text that is written at a line, or from a line on.
func (s *state) lines(text string, number int, moving bool) []Line {
	var all []Line
	from := number
	for line := range strings.Lines(text) {
		all = append(all, Line{Text: line, Number: number, From: from})
		if moving {
			number++
		}
	}
	s.grown += lineCost * len(all)
	return all
}

// spans tells whether a word goes over several lines.
func spans(w *syntax.Word) bool { return w.End().Line() > w.Pos().Line() }
