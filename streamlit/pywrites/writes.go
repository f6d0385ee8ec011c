// Package pywrites tells what a small Python script writes to files: texts put
// together from strings, f-strings, dictionaries and variables of the environment.
// It runs nothing. What it does not understand makes a document unknown.
package pywrites

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// Writes lists the files that a Python script writes, as far as it puts them
// together from strings, dictionaries and environment variables. Functions are
// read where they stand, as if they ran there. dir is the script's own folder,
// a slash path. The error is Read's.
func Writes(source []byte, dir string, wanted func(path string) bool) ([]written.Document, error) {
	tokens, err := pytoken.Tokenize(source)
	if err != nil {
		return nil, err
	}
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	w := &writer{
		source: source, tokens: tokens, dir: dir, lines: lineStarts(source), wanted: wanted, variables: map[string]val{}, returns: map[string]val{},
		handles: map[string]*written.Document{}, literals: map[string]int{}, asked: map[string]bool{}, held: map[string][]string{},
	}
	for _, t := range tokens {
		if t.Kind == pytoken.Text {
			w.literals[t.Value]++
		}
	}
	w.findTests()
	for start := 0; start < len(tokens); {
		end := start
		for end < len(tokens) && tokens[end].Kind != pytoken.Newline {
			end++
		}
		if w.work > maxAssembled {
			return nil, pytoken.ErrTooLarge
		}
		w.statement(start, end)
		start = end + 1
	}
	var all []written.Document
	for _, d := range w.order {
		if len(d.Lines) > 0 || !d.Known {
			quoteGiven(d.Lines)
			all = append(all, *d)
		}
	}
	return all, nil
}

// quoteGiven puts quotes around values that the script has some function make: it is not known here
// whether the function does so itself, and most that people write do nothing else.
func quoteGiven(lines []written.Line) {
	given := written.Mark(written.Value{Kind: written.Given})
	for i, line := range lines {
		if key, value, is := strings.Cut(line.Text, "="); is && strings.TrimSpace(value) == given {
			lines[i].Text = key + "= \"" + given + "\"\n"
		}
	}
}

// writer walks over a script's statements.
type writer struct {
	source    []byte
	tokens    []pytoken.Token
	lines     []int // where each line begins
	last      pytoken.Position
	lastAt    int // where the last token that was asked for stands
	dir       string
	wanted    func(string) bool
	variables map[string]val
	returns   map[string]val // of functions that return one val
	handles   map[string]*written.Document
	order     []*written.Document
	blocks    []block
	function  string
	literals  map[string]int      // how often a string stands in the script
	asked     map[string]bool     // names that an if, an assert or a loop asks for
	held      map[string][]string // variables of the environment by the name that holds them
	late      int                 // the line that starts Streamlit
	lateIn    string              // the function it stands in
	i, end    int                 // of the expression at hand
	depth     int
	work      int
}

// maxNested is how deep expressions may stand in each other.
const maxNested = 100

// maxAssembled bounds what is put together, in bytes and steps.
const maxAssembled = 4 << 20

// block is one that the statement at hand stands in.
type block struct {
	indent int32
	word   string // that it begins with
}

// val is a value of the script; the zero val is not known.
type val struct {
	known  bool
	chunks []chunk // of a text
	keys   []entry // of a dictionary
	isDict bool
	list   []val
	isList bool
	raw    string // a number, True or False, as TOML writes it
	dotted string // a name that the script has not given a value: os.environ
	handle *written.Document
	line   int
	isPath bool
	size   int // of all that it holds
}

// maxValue bounds a value with all that it holds; a larger one is not known.
const maxValue = 1 << 15

// bounded is a value, or an unknown one when it has grown too large.
func (t val) bounded() val {
	t.size = 8
	for _, c := range t.chunks {
		t.size += 8 + len(c.text)
	}
	for _, one := range t.list {
		t.size += one.size
	}
	for _, e := range t.keys {
		t.size += len(e.key) + e.value.size
	}
	if t.size > maxValue {
		return val{}
	}
	return t
}

// chunk is a piece of a text that ends at the latest with its line.
type chunk struct {
	text string
	line int
}

type entry struct {
	key   string
	value val
	line  int
}

func textOf(text string, line int) val {
	return val{known: true, chunks: []chunk{{text, line}}, line: line, size: 16 + len(text)}
}

func marked(v written.Value, line int) val { return textOf(written.Mark(v), line) }

func (t val) isText() bool { return t.known && t.chunks != nil }

func (t val) text() string {
	var out strings.Builder
	for _, c := range t.chunks {
		out.WriteString(c.text)
	}
	return out.String()
}

func lineStarts(source []byte) []int {
	starts := []int{0}
	for i := 0; i < len(source); i++ {
		if source[i] == '\n' || source[i] == '\r' && (i+1 == len(source) || source[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// offset is where a token stands in the source. Tokens are mostly asked for in
// their order, so it goes on from the last one of the same line.
func (w *writer) offset(at pytoken.Position) int {
	if at.Line-1 >= len(w.lines) {
		return len(w.source)
	}
	if w.last.Line != at.Line || w.last.Column > at.Column {
		w.last, w.lastAt = pytoken.Position{Line: at.Line, Column: 1}, w.lines[at.Line-1]
	}
	for w.last.Column < at.Column && w.lastAt < len(w.source) {
		_, size := utf8.DecodeRune(w.source[w.lastAt:])
		w.lastAt += size
		w.last.Column++
	}
	return w.lastAt
}

// findTests finds what the script asks for before it goes on, and which names
// hold variables of the environment.
func (w *writer) findTests() {
	for i := 0; i < len(w.tokens); i++ {
		t := w.tokens[i]
		if t.Kind != pytoken.Name || !slices.Contains([]string{"if", "elif", "assert", "while", "all", "any"}, t.Value) {
			continue
		}
		for j := i + 1; j < len(w.tokens) && j < i+60 && w.tokens[j].Kind != pytoken.Newline; j++ {
			if w.tokens[j].Kind == pytoken.Name {
				w.asked[w.tokens[j].Value] = true
			}
		}
	}
}

// is tells whether the token at i is one of these words or signs.
func (w *writer) is(i int, values ...string) bool {
	return i >= 0 && i < len(w.tokens) && (w.tokens[i].Kind == pytoken.Name || w.tokens[i].Kind == pytoken.Operator) && slices.Contains(values, w.tokens[i].Value)
}

// inBlock tells whether the statement at hand stands in one of these.
func (w *writer) inBlock(words ...string) bool {
	return slices.ContainsFunc(w.blocks, func(b block) bool { return slices.Contains(words, b.word) })
}

func (w *writer) statement(start, end int) {
	if start >= end {
		return
	}
	first := w.tokens[start]
	if first.Indent >= 0 {
		for len(w.blocks) > 0 && w.blocks[len(w.blocks)-1].indent >= first.Indent {
			if w.blocks[len(w.blocks)-1].word == "def" {
				w.function = ""
			}
			w.blocks = w.blocks[:len(w.blocks)-1]
		}
	}
	switch {
	case w.is(start, "async"):
		w.statement(start+1, end)
	case w.is(start, "def", "class", "for", "while", "if", "elif", "else", "try", "except", "finally", "with", "match", "case"):
		w.header(start, end)
	case w.is(start, "return"):
		if w.function == "" {
			return
		}
		value := w.eval(start+1, end)
		if _, again := w.returns[w.function]; again {
			value = val{}
		}
		w.returns[w.function] = value
	case w.is(start, "import", "from", "raise", "del", "global", "assert", "pass"):
	default:
		w.simple(start, end)
	}
}

// header reads the first line of a block, and what follows its colon.
func (w *writer) header(start, end int) {
	word := w.tokens[start].Value
	w.blocks = append(w.blocks, block{max(w.tokens[start].Indent, 0), word})
	colon, depth := end, 0
	for i := start; i < end; i++ {
		switch {
		case w.is(i, "(", "[", "{"):
			depth++
		case w.is(i, ")", "]", "}"):
			depth--
		case w.is(i, ":") && depth == 0:
			colon = i
			i = end
		}
	}
	switch word {
	case "def":
		w.function = w.tokens[min(start+1, end-1)].Value
		for i := start + 2; i < colon; i++ {
			if w.tokens[i].Kind == pytoken.Name && (w.is(i-1, "(", ",", "*", "**")) {
				delete(w.variables, w.tokens[i].Value)
			}
		}
	case "for":
		for i := start + 1; i < colon && !w.is(i, "in"); i++ {
			if w.tokens[i].Kind == pytoken.Name {
				w.variables[w.tokens[i].Value] = val{}
			}
		}
	case "with":
		w.opens(start+1, colon)
	case "if", "elif":
		for i := start; i < colon; i++ {
			if w.is(i, "exists", "is_file", "isfile") {
				w.blocks[len(w.blocks)-1].word = "absent"
			}
		}
	}
	if colon+1 < end && word != "class" {
		w.simple(colon+1, end)
	}
}

// opens reads what stands between with and its colon.
func (w *writer) opens(start, end int) {
	from, depth := start, 0
	if w.is(start, "(") && w.is(end-1, ")") && w.is(end-2, ",") {
		from, end = start+1, end-1
	}
	for i := from; i <= end; i++ {
		switch {
		case i < end && w.is(i, "(", "[", "{"):
			depth++
		case i < end && w.is(i, ")", "]", "}"):
			depth--
		case i == end || depth == 0 && w.is(i, ","):
			as := i - 2
			if w.is(as, "as") && w.tokens[as+1].Kind == pytoken.Name {
				w.variables[w.tokens[as+1].Value] = w.eval(from, as)
			}
			from = i + 1
		}
	}
}

// simple reads an assignment or an expression.
func (w *writer) simple(start, end int) {
	equals, depth := -1, 0
	for i := start; i < end; i++ {
		switch {
		case w.is(i, "(", "[", "{"):
			depth++
		case w.is(i, ")", "]", "}"):
			depth--
		case depth == 0 && w.is(i, "=", "+=") && equals < 0:
			equals = i
		}
	}
	w.findStart(start, end)
	if equals < 0 {
		w.eval(start, end)
		return
	}
	if w.tokens[start].Kind != pytoken.Name {
		w.eval(equals+1, end)
		return
	}
	target := w.tokens[start].Value
	if equals == start+1 && w.is(equals, "=") || w.is(start+1, ":") {
		w.remember(target, start, end)
	}
	value := w.eval(equals+1, end)
	switch {
	case equals == start+1 && w.is(equals, "+="):
		w.work += 16 * len(w.variables[target].chunks) // each is copied
		w.assign(target, joinedVals(w.variables[target], w.perhaps(value)), true)
	case equals == start+1 || w.is(start+1, ":"):
		w.assign(target, value, false)
	case w.is(start+1, "["):
		w.put(target, start+1, equals, value)
	}
}

// perhaps is a text that is added in the other branch, so that it stands in
// place of the first one's and not behind it.
func (w *writer) perhaps(value val) val {
	if !value.isText() || !w.inBlock("else", "elif", "except", "case") {
		return value
	}
	text := written.Mark(written.Value{Kind: written.Given})
	if strings.HasSuffix(value.text(), "\n") {
		text += "\n"
	}
	return textOf(text, value.line)
}

// remember notes which variables of the environment a name holds, so that a test
// of the name is one of the variable.
func (w *writer) remember(target string, start, end int) {
	for i := start; i < end; i++ {
		if w.tokens[i].Kind == pytoken.Text && w.asked[target] {
			w.literals[w.tokens[i].Value]++
		}
	}
}

// assign gives a name a value. In a branch or a loop it may keep the one it had.
func (w *writer) assign(target string, value val, again bool) {
	before, had := w.variables[target]
	switch {
	case w.inBlock("for", "while"):
		value = val{}
	case had && before.known && w.inBlock("if", "elif", "else", "except", "try", "absent", "case"):
		if value.isText() && before.isText() && !again {
			value = marked(written.Value{Kind: written.Given}, value.line)
		} else if !again {
			value = val{}
		}
	}
	w.variables[target] = value
}

// put writes into a dictionary: target["a"]["b"] = value.
func (w *writer) put(target string, start, end int, value val) {
	dict, ok := w.variables[target]
	if !ok || !dict.isDict || w.inBlock("for", "while") {
		w.variables[target] = val{}
		return
	}
	var keys []string
	for i := start; i+2 < end && w.is(i, "[") && w.is(i+2, "]"); i += 3 {
		keys = append(keys, w.tokens[i+1].Value)
		if w.tokens[i+1].Kind != pytoken.Text {
			w.variables[target] = val{}
			return
		}
	}
	w.variables[target] = dict.with(keys, value, w.tokens[start].Line).bounded()
	w.work += len(w.variables[target].keys)
}

// with is a dictionary with one more entry.
func (t val) with(keys []string, value val, line int) val {
	if len(keys) == 0 || !t.isDict {
		return val{}
	}
	t.keys = slices.Clone(t.keys)
	at := slices.IndexFunc(t.keys, func(e entry) bool { return e.key == keys[0] })
	if len(keys) > 1 {
		if at < 0 {
			return val{}
		}
		value = t.keys[at].value.with(keys[1:], value, line)
	}
	if at < 0 {
		t.keys = append(t.keys, entry{keys[0], value, line})
	} else {
		t.keys[at].value = value
	}
	return t
}

func joinedVals(a, b val) val {
	switch {
	case a.isText() && b.isText():
		return val{known: true, chunks: slices.Concat(a.chunks, b.chunks), line: a.line, isPath: a.isPath}.bounded()
	case a.isList && b.isList:
		return val{known: true, isList: true, list: slices.Concat(a.list, b.list)}.bounded()
	}
	return val{}
}

// findStart notes the call that starts Streamlit and comes back when it ends.
func (w *writer) findStart(start, end int) {
	runs, streamlit := false, false
	for i := start; i < end; i++ {
		t := w.tokens[i]
		runs = runs || t.Kind == pytoken.Name && slices.Contains([]string{"run", "call", "check_call", "system", "execvp", "execv", "execl", "execlp", "execvpe", "main"}, t.Value)
		streamlit = streamlit || t.Kind == pytoken.Text && (t.Value == "streamlit" || strings.Contains(t.Value, "streamlit run"))
	}
	if runs && streamlit && w.late == 0 && !w.inBlock("if", "elif", "else", "except", "for", "while", "absent") {
		w.late, w.lateIn = w.tokens[start].Line, w.function
	}
}

// add adds a text to a document.
func (w *writer) add(d *written.Document, value val) {
	if d == nil {
		return
	}
	if !value.isText() || w.inBlock("for", "while", "else", "elif", "except", "case") {
		d.Known = false
	}
	for _, c := range value.chunks {
		w.work += len(c.text)
		if n := len(d.Lines); n > 0 && !strings.HasSuffix(d.Lines[n-1].Text, "\n") {
			d.Lines[n-1].Text += c.text
			continue
		}
		if c.text != "" {
			d.Lines = append(d.Lines, written.Line{Text: c.text, Number: c.line, From: c.line})
		}
	}
}

// opened is a document at a path; nil: it is none that is wanted.
func (w *writer) opened(place val, appends bool) *written.Document {
	if !place.isText() {
		return nil
	}
	name := place.text()
	if strings.HasPrefix(name, "./") || strings.Contains(name, "//") || strings.Contains(name, "/../") {
		name = path.Clean(name)
	}
	if !w.wanted(name) {
		return nil
	}
	d := &written.Document{Path: name, Known: true, Appended: appends, IfAbsent: w.inBlock("absent")}
	if w.late > 0 && w.lateIn == w.function {
		d.Late = w.late
	}
	if last := w.handles[name]; last != nil && appends {
		return last
	} else if last != nil && !w.inBlock("if", "elif", "else", "except", "absent", "case") && last.Path == name {
		last.Lines, last.Known = nil, true // written over
	}
	w.handles[name] = d
	w.order = append(w.order, d)
	return d
}
