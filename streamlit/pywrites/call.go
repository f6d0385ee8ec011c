package pywrites

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/written"
)

// copies are functions that put one file in the place of another.
var copies = []string{"copy", "copy2", "copyfile", "move", "rename", "replace", "symlink", "link"}

// call is what a function gives that is known here.
func (w *writer) call(function string, arguments []val, named map[string]val, line int) val {
	argument := func(i int) val {
		if i < len(arguments) {
			return arguments[i]
		}
		return val{}
	}
	module, last := "", function
	if at := strings.LastIndex(function, "."); at >= 0 {
		module, last = function[:at], function[at+1:]
	}
	switch {
	case isEnviron(module) && last == "get", function == "os.getenv" || function == "getenv":
		return w.variable(argument(0), argument(1), len(arguments) > 1, line)
	case last == "open" && (module == "" || module == "io" || module == "codecs"):
		mode := argument(1)
		if m, ok := named["mode"]; ok {
			mode = m
		}
		return w.open(argument(0), mode)
	case last == "dump" && strings.HasPrefix(module, "toml") || module == "tomli_w" && last == "dump" || module == "rtoml" && last == "dump":
		w.add(argument(1).handle, dumped(argument(0), line))
		return val{}
	case last == "dumps" && (strings.HasPrefix(module, "toml") || module == "rtoml"):
		return dumped(argument(0), line)
	case (module == "shutil" || module == "os") && slices.Contains(copies, last) || module == "" && strings.HasPrefix(function, "copy"):
		if d := w.opened(argument(1), false); d != nil {
			d.Known = false // what lies there when it runs
		}
		return val{}
	case function == "print":
		if file := named["file"]; file.handle != nil {
			w.add(file.handle, joinedVals(argument(0), textOf("\n", line)))
		}
		return val{}
	case function == "json.dumps" && argument(0).isText():
		return joinedVals(joinedVals(textOf(`"`, line), argument(0)), textOf(`"`, line))
	case last == "dedent" || last == "cleandoc":
		return dedented(argument(0))
	case function == "dict" && len(arguments) == 0:
		d := val{known: true, isDict: true, line: line}
		for key, value := range named {
			d.keys = append(d.keys, entry{key, value, line})
		}
		return d
	case function == "str" && argument(0).isText():
		return argument(0)
	case last == "Path" || last == "PurePath" || function == "os.path.join":
		if len(arguments) == 0 {
			return val{known: true, chunks: []chunk{{".", line}}, isPath: true}
		}
		place := argument(0)
		place.isPath = true
		for _, more := range arguments[1:] {
			place = joinPath(place, more)
		}
		return place
	case function == "os.path.dirname" && argument(0).isText():
		return argument(0).attribute("parent")
	case (strings.HasPrefix(function, "os.path.") || function == "os.fspath") && argument(0).isText():
		return argument(0)
	case last == "home" && strings.HasSuffix(module, "Path"):
		return val{known: true, chunks: []chunk{{"~", line}}, isPath: true}
	case last == "cwd" && strings.HasSuffix(module, "Path"), function == "os.getcwd":
		return val{known: true, chunks: []chunk{{".", line}}, isPath: true}
	case module == "secrets" && strings.HasPrefix(last, "token_"), function == "token_hex", function == "token_urlsafe", last == "uuid4", function == "os.urandom":
		return marked(written.Value{Kind: written.Random}, line)
	}
	if value, ok := w.returns[function]; ok {
		return value
	}
	return val{}
}

// variable is one of the environment.
func (w *writer) variable(key, otherwise val, has bool, line int) val {
	if !key.isText() {
		return val{}
	}
	v := written.Value{Kind: written.Nothing, Name: key.text()}
	switch text := otherwise.text(); {
	case w.literals[v.Name] > 1:
		v.Kind = written.Tested
	case !has:
	case !otherwise.isText() || written.IsMarked(text):
		v.Kind = written.Given
	case text == "":
		v.Kind = written.Emptied
	default:
		v.Kind, v.Otherwise = written.Default, text
	}
	return marked(v, line)
}

// open is a file that is being written; other ones are not known.
func (w *writer) open(place, mode val) val {
	if !mode.isText() || !strings.ContainsAny(mode.text(), "wax") {
		return val{}
	}
	return val{handle: w.opened(place, strings.Contains(mode.text(), "a"))}
}

// method calls a method of a value.
func (w *writer) method(self val, method string) val {
	if self.dotted != "" && self.dotted != "parents" {
		function := self.dotted + "." + method
		arguments, named, line := w.arguments()
		return w.call(function, arguments, named, line)
	}
	arguments, named, line := w.arguments()
	argument := val{}
	if len(arguments) > 0 {
		argument = arguments[0]
	}
	switch {
	case self.handle != nil && method == "write":
		w.add(self.handle, argument)
	case self.handle != nil && method == "writelines":
		for _, one := range argument.list {
			w.add(self.handle, one)
		}
		self.handle.Known = self.handle.Known && argument.isList
	case !self.isText() && !self.isList && !self.isDict:
	case method == "write_text" || method == "write_bytes":
		if d := w.opened(self, false); d != nil {
			if value, ok := named["data"]; ok {
				argument = value
			}
			w.add(d, argument)
		}
	case self.isText() && method == "open":
		if mode, ok := named["mode"]; ok {
			argument = mode
		}
		return w.open(self, argument)
	case self.isText() && (method == "strip" || method == "rstrip" || method == "lstrip") && len(arguments) == 0:
		return trimmed(self, method)
	case self.isText() && (method == "resolve" || method == "absolute" || method == "expanduser" || method == "encode" || method == "as_posix"):
		return self
	case self.isText() && method == "joinpath":
		for _, more := range arguments {
			self = joinPath(self, more)
		}
		return self
	case self.isText() && method == "join" && argument.isList:
		return joinedBy(self, argument.list)
	case self.isText() && method == "format":
		return formatted(self, arguments, named)
	case self.isText() && method == "replace":
		if _, only := written.Only(self.text()); only {
			return marked(written.Value{Kind: written.Given}, line)
		}
	case self.isDict && method == "get" && argument.isText():
		return w.index(self, argument, line)
	case self.isList && method == "append":
		self.list = append(self.list[:len(self.list):len(self.list)], argument)
		w.change(self.bounded())
	case self.isList || self.isDict:
		w.change(val{})
	}
	return val{}
}

// change gives the name that the expression at hand begins with another value,
// since a method has changed what it stands for.
func (w *writer) change(value val) {
	for i := w.i - 1; i >= 0; i-- {
		if w.tokens[i].Indent < 0 {
			continue
		}
		if w.inBlock("for", "while", "if", "elif", "else", "except") && len(w.blocks) > 0 && w.inBlock("for", "while") {
			value = val{}
		}
		if _, ok := w.variables[w.tokens[i].Value]; ok {
			w.variables[w.tokens[i].Value] = value
		}
		return
	}
}

func joinedBy(between val, list []val) val {
	out := val{known: true, chunks: []chunk{}}
	for i, one := range list {
		if !one.isText() {
			return val{}
		}
		out.chunks = append(out.chunks, one.chunks...)
		if out.size += one.size + between.size; out.size > maxValue {
			return val{}
		}
		if i+1 < len(list) {
			out.chunks = append(out.chunks, chunk{between.text(), one.line})
		}
	}
	return out
}

// formatted is text.format(…).
func formatted(format val, arguments []val, named map[string]val) val {
	var out []chunk
	next, size := 0, 0
	for _, c := range format.chunks {
		rest := c.text
		var line strings.Builder
		for rest != "" {
			at := strings.IndexAny(rest, "{}")
			if at < 0 {
				break
			}
			line.WriteString(rest[:at])
			rest = rest[at:]
			if strings.HasPrefix(rest, "{{") || strings.HasPrefix(rest, "}}") {
				line.WriteByte(rest[0])
				rest = rest[2:]
				continue
			}
			field, after, closed := strings.Cut(rest[1:], "}")
			value, ok := named[field]
			if field == "" && next < len(arguments) {
				value, ok = arguments[next], true
				next++
			}
			if !closed || !ok || !value.isText() {
				return val{}
			}
			line.WriteString(value.text())
			if size += value.size; size > maxValue {
				return val{}
			}
			rest = after
		}
		out = append(out, chunk{line.String() + rest, c.line})
	}
	return val{known: true, chunks: out, line: format.line}
}

func trimmed(t val, method string) val {
	chunks := t.chunks
	if method != "rstrip" {
		for len(chunks) > 0 && strings.TrimSpace(chunks[0].text) == "" {
			chunks = chunks[1:]
		}
	}
	if method != "lstrip" {
		for len(chunks) > 0 && strings.TrimSpace(chunks[len(chunks)-1].text) == "" {
			chunks = chunks[:len(chunks)-1]
		}
	}
	out := append([]chunk{}, chunks...)
	if n := len(out); n > 0 {
		if method != "rstrip" {
			out[0].text = strings.TrimLeft(out[0].text, " \t\r\n")
		}
		if method != "lstrip" {
			out[n-1].text = strings.TrimRight(out[n-1].text, " \t\r\n")
		}
	}
	return val{known: true, chunks: out, line: t.line}
}

// dedented takes what all lines begin with from each of them.
func dedented(t val) val {
	if !t.isText() {
		return val{}
	}
	var lines []chunk
	for _, c := range t.chunks {
		if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1].text, "\n") {
			lines[n-1].text += c.text
		} else {
			lines = append(lines, c)
		}
	}
	margin := -1
	for _, c := range lines {
		if strings.TrimSpace(c.text) != "" {
			if blank := len(c.text) - len(strings.TrimLeft(c.text, " \t")); margin < 0 || blank < margin {
				margin = blank
			}
		}
	}
	for i, c := range lines {
		if len(c.text) > margin && margin > 0 && strings.TrimSpace(c.text) != "" {
			lines[i].text = c.text[margin:]
		}
	}
	return val{known: true, chunks: lines, line: t.line}
}

// dumped is a dictionary as toml.dump writes it: None is left out.
func dumped(d val, line int) val {
	if !d.isDict {
		return val{}
	}
	out := val{known: true, chunks: []chunk{}, line: line}
	if !out.table("", d) {
		return val{}
	}
	return out
}

func (t *val) table(header string, d val) bool {
	if header != "" {
		t.chunks = append(t.chunks, chunk{"[" + header + "]\n", d.line})
	}
	for _, e := range d.keys {
		value, ok := e.value.toml()
		switch {
		case e.value.isDict, ok && value == "":
			continue
		case !ok:
			return false
		}
		t.chunks = append(t.chunks, chunk{tomlKey(e.key) + " = " + value + "\n", e.line})
	}
	for _, e := range d.keys {
		if !e.value.isDict {
			continue
		}
		below := tomlKey(e.key)
		if header != "" {
			below = header + "." + below
		}
		e.value.line = e.line
		if !t.table(below, e.value) {
			return false
		}
	}
	return true
}

func tomlKey(key string) string {
	if key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == "" {
		return key
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(key) + `"`
}

// toml is a value as TOML writes it; empty: it is left out.
func (t val) toml() (string, bool) {
	switch {
	case t.raw != "":
		return t.raw, true
	case t.isText():
		if v, only := written.Only(t.text()); only && v.Kind == written.Nothing && v.Name == "" {
			return "", true
		}
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(t.text()) + `"`, true
	case t.isList:
		var all []string
		for _, one := range t.list {
			value, ok := one.toml()
			if !ok {
				return "", false
			}
			all = append(all, value)
		}
		return "[" + strings.Join(all, ", ") + "]", true
	}
	return "", t.isDict
}
