package pywrites

import (
	"path"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// eval is what an expression comes to. What it writes on the way is written.
func (w *writer) eval(start, end int) val {
	i, last := w.i, w.end
	w.i, w.end = start, end
	value := w.expression()
	if w.i < end {
		value = val{}
	}
	w.i, w.end = i, last
	return value
}

func (w *writer) sign(values ...string) bool { return w.i < w.end && w.is(w.i, values...) }

// expression reads up to a comma, a closing bracket or the end.
func (w *writer) expression() val {
	if w.depth++; w.depth > maxNested {
		w.skip()
		w.depth--
		return val{}
	}
	defer func() { w.depth-- }()
	w.work++
	value := w.sum()
	for w.sign("or") {
		w.i++
		value = either(value, w.sum())
	}
	if !w.ends() {
		odd := w.sign("if")
		w.skip()
		if odd && value.isText() {
			return marked(written.Value{Kind: written.Given}, value.line)
		}
		return val{}
	}
	return value
}

// ends tells whether an expression is over.
func (w *writer) ends() bool { return w.i >= w.end || w.is(w.i, ",", ")", "]", "}", ":") }

// skip goes to the end of an expression that is not understood.
func (w *writer) skip() {
	for depth := 0; w.i < w.end; w.i++ {
		switch {
		case w.is(w.i, "(", "[", "{"):
			depth++
		case depth == 0 && w.is(w.i, ",", ")", "]", "}"):
			return
		case w.is(w.i, ")", "]", "}"):
			depth--
		}
	}
}

// either is a or, where that is empty, b.
func either(a, b val) val {
	if !a.isText() || !b.isText() {
		return val{}
	}
	v, only := written.Only(a.text())
	switch {
	case !only && a.text() == "":
		return b
	case !only, v.Kind == written.Tested, v.Kind == written.Default:
		return a
	}
	if written.IsMarked(b.text()) {
		return marked(written.Value{Kind: written.Given, Name: v.Name}, a.line)
	}
	if b.text() == "" {
		return marked(written.Value{Kind: written.Emptied, Name: v.Name}, a.line)
	}
	return marked(written.Value{Kind: written.Default, Name: v.Name, Otherwise: b.text()}, a.line)
}

func (w *writer) sum() val {
	value := w.unit()
	for w.sign("+", "/", "%") {
		operator := w.tokens[w.i].Value
		w.i++
		other := w.unit()
		switch operator {
		case "+":
			value = joinedVals(value, other)
		case "/":
			value = joinPath(value, other)
		default:
			value = percent(value, other)
		}
	}
	return value
}

func joinPath(a, b val) val {
	if !a.isText() || !b.isText() {
		return val{}
	}
	name := b.text()
	if !strings.HasPrefix(name, "/") {
		name = strings.TrimSuffix(a.text(), "/") + "/" + name
		if a.text() == "" || a.text() == "." {
			name = b.text()
		}
	}
	return val{known: true, chunks: []chunk{{name, a.line}}, line: a.line, isPath: true}
}

// percent is text % values, where only %s stands in the text.
func percent(format, values val) val {
	if !format.isText() {
		return val{}
	}
	list := values.list
	if !values.isList {
		list = []val{values}
	}
	var out []chunk
	size := 0
	for _, c := range format.chunks {
		for {
			before, after, found := strings.Cut(c.text, "%")
			if !found {
				break
			}
			switch {
			case strings.HasPrefix(after, "%"):
				out, c.text = append(out, chunk{before + "%", c.line}), after[1:]
			case strings.HasPrefix(after, "s") && len(list) > 0 && list[0].isText():
				out, c.text = append(out, chunk{before + list[0].text(), c.line}), after[1:]
				if size += list[0].size; size > maxValue {
					return val{}
				}
				list = list[1:]
			default:
				return val{}
			}
		}
		out = append(out, c)
	}
	return val{known: true, chunks: out, line: format.line}
}

// unit is a value with what stands behind it: attributes, calls, indices.
func (w *writer) unit() (value val) {
	value = w.atom().bounded()
	defer func() { w.work += value.size / 8 }()
	for w.i < w.end {
		switch {
		case w.is(w.i, ".") && w.i+1 < w.end:
			attribute := w.tokens[w.i+1].Value
			w.i += 2
			if w.sign("(") {
				value = w.method(value, attribute).bounded()
				continue
			}
			value = value.attribute(attribute)
		case w.is(w.i, "("):
			arguments, named, line := w.arguments()
			value = w.call(value.dotted, arguments, named, line).bounded()
		case w.is(w.i, "["):
			line := w.tokens[w.i].Line
			w.i++
			index := w.expression()
			if !w.sign("]") {
				w.skip()
				index = val{}
			}
			w.i++
			value = w.index(value, index, line)
		default:
			return value
		}
	}
	return value
}

func (t val) attribute(name string) val {
	switch {
	case t.dotted != "" && len(t.dotted) < 100:
		return val{dotted: t.dotted + "." + name}
	case name == "parent" && t.isText():
		return val{known: true, chunks: []chunk{{parent(t.text()), t.line}}, isPath: true}
	case name == "parents" && t.isText():
		return val{dotted: "parents", chunks: t.chunks, line: t.line}
	}
	return val{}
}

func parent(name string) string {
	if name == "." || name == "" {
		return ".."
	}
	return path.Dir(name)
}

func (w *writer) index(value, index val, line int) val {
	switch {
	case isEnviron(value.dotted) && index.isText():
		return marked(written.Value{Kind: written.Tested, Name: index.text()}, line)
	case value.dotted == "parents" && index.raw != "":
		up, err := strconv.Atoi(index.raw)
		name := val{chunks: value.chunks}.text()
		for ; err == nil && up >= 0 && up < maxNested; up-- {
			name = parent(name)
		}
		return val{known: err == nil, chunks: []chunk{{name, line}}, isPath: true}
	case value.isDict && index.isText():
		for _, e := range value.keys {
			if e.key == index.text() {
				return e.value
			}
		}
	}
	return val{}
}

func isEnviron(dotted string) bool { return dotted == "os.environ" || dotted == "environ" }

func (w *writer) atom() val {
	if w.i >= w.end {
		return val{}
	}
	t := w.tokens[w.i]
	switch {
	case t.Kind == pytoken.Text:
		return w.string()
	case t.Kind == pytoken.Number:
		w.i++
		return val{known: true, raw: t.Value, line: t.Line}
	case t.Kind == pytoken.Name && (t.Value == "True" || t.Value == "False"):
		w.i++
		return val{known: true, raw: strings.ToLower(t.Value), line: t.Line}
	case t.Kind == pytoken.Name && t.Value == "None":
		w.i++
		return marked(written.Value{Kind: written.Nothing}, t.Line)
	case t.Kind == pytoken.Name && (t.Value == "lambda" || t.Value == "not" || t.Value == "await"):
		w.skip()
		return val{}
	case t.Kind == pytoken.Name:
		w.i++
		if t.Value == "__file__" {
			return val{known: true, chunks: []chunk{{path.Join(w.dir, "script.py"), t.Line}}, isPath: true}
		}
		if value, ok := w.variables[t.Value]; ok {
			return value
		}
		return val{dotted: t.Value}
	case t.Value == "(":
		items, closed := w.items(")")
		switch {
		case !closed:
			return val{}
		case len(items) == 1 && !w.is(w.i-2, ","):
			return items[0]
		}
		return val{known: true, isList: true, list: items, line: t.Line}
	case t.Value == "[":
		items, closed := w.items("]")
		return val{known: closed, isList: closed, list: items, line: t.Line}
	case t.Value == "{":
		return w.dictionary()
	}
	w.skip()
	return val{}
}

// items are the expressions up to a closing bracket; false: they are something else.
func (w *writer) items(closing string) (items []val, closed bool) {
	w.i++
	for w.i < w.end && !w.is(w.i, closing) {
		items = append(items, w.expression())
		if w.sign(",") {
			w.i++
		} else if !w.sign(closing) {
			w.skipTo(closing)
			w.i++
			return nil, false
		}
	}
	w.i++
	return items, true
}

func (w *writer) skipTo(closing string) {
	for w.i < w.end {
		before := w.i
		w.skip()
		if w.sign(closing) {
			return
		}
		if w.i == before || w.sign(",", ":") {
			w.i++
		}
	}
}

func (w *writer) dictionary() val {
	d := val{known: true, isDict: true, line: w.tokens[w.i].Line}
	w.i++
	for w.i < w.end && !w.is(w.i, "}") {
		line := w.tokens[w.i].Line
		key := w.expression()
		if !key.isText() || !w.sign(":") {
			w.skipTo("}")
			d.known, d.isDict = false, false
			break
		}
		w.i++
		d.keys = append(d.keys, entry{key.text(), w.expression(), line})
		if w.sign(",") {
			w.i++
		} else if !w.sign("}") {
			w.skipTo("}")
			d.known, d.isDict = false, false
			break
		}
	}
	w.i++
	return d
}

// arguments are those of a call.
func (w *writer) arguments() (all []val, named map[string]val, line int) {
	line = w.tokens[w.i].Line
	named = map[string]val{}
	w.i++
	for w.i < w.end && !w.is(w.i, ")") {
		if w.tokens[w.i].Kind == pytoken.Name && w.i+1 < w.end && w.is(w.i+1, "=") {
			key := w.tokens[w.i].Value
			w.i += 2
			named[key] = w.expression()
		} else {
			all = append(all, w.expression())
		}
		if w.sign(",") {
			w.i++
		} else if !w.sign(")") {
			w.skipTo(")")
			all = append(all, val{})
			break
		}
	}
	w.i++
	return all, named, line
}
