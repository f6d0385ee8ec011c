package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/written"
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

// write puts what a command writes into a file.
func (s *state) write(name string, out output, again bool) {
	name = s.path(name)
	if strings.HasPrefix(name, "/dev/") {
		return
	}
	if out.from != nil && out.from.Path != name {
		out.from.gone = true // a step on the way
	}
	open := s.open[name]
	if len(open) == 0 || !again {
		d := &draft{Document: written.Document{Path: name, Known: true, Appended: again, Late: s.late, IfAbsent: s.absent > 0}, depth: len(s.clauses)}
		kept := open[:0:0]
		for _, before := range open {
			if before.depth >= len(s.clauses) && !s.otherBranch(before) {
				before.gone = true // written over for certain
			} else {
				kept = append(kept, before)
			}
		}
		s.open[name] = append(kept, d)
		s.order = append(s.order, d)
		open = []*draft{d}
		if len(s.clauses) > 0 {
			s.clauses[len(s.clauses)-1].wrote[d] = s.clauses[len(s.clauses)-1].branch
		}
	}
	for _, d := range open {
		s.follow(d)
		s.extend(d, out)
	}
}

// otherBranch tells whether a document was opened in another branch of the
// command at hand.
func (s *state) otherBranch(d *draft) bool {
	if len(s.clauses) == 0 {
		return false
	}
	c := s.clauses[len(s.clauses)-1]
	branch, wrote := c.wrote[d]
	return wrote && branch != c.branch
}

// follow notes which branches write to a document that was there before them:
// with two of them, what comes out is not known.
func (s *state) follow(d *draft) {
	for _, c := range s.clauses[min(d.depth, len(s.clauses)):] {
		if branch, wrote := c.wrote[d]; wrote && branch != c.branch {
			d.Known = false
		}
		c.wrote[d] = c.branch
	}
}

func (s *state) extend(d *draft, out output) {
	text := out.lines
	s.grown += lineCost * len(text)
	for _, line := range text {
		d.Known = d.Known && !strings.Contains(line.Text, written.Unsure)
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
	for _, d := range s.open[s.path(name)] {
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
		case syntax.RdrIn:
			return s.file(s.text(r.Word))
		case syntax.RdrInOut, syntax.DplIn:
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
func (s *state) lines(text string, number int, moving bool) []written.Line {
	moving = moving && !s.still
	var all []written.Line
	from := number
	for line := range strings.Lines(text) {
		all = append(all, written.Line{Text: line, Number: number, From: from})
		if moving {
			number++
		}
	}
	s.grown += lineCost * len(all)
	return all
}

// spans tells whether a word goes over several lines.
func spans(w *syntax.Word) bool { return w.End().Line() > w.Pos().Line() }
