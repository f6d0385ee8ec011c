package secrets

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func parse(t *testing.T, text string) *Document {
	t.Helper()
	document, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	return document
}

func TestLookup(t *testing.T) {
	const text = "top = 1\n" +
		"été = 2 # not a bare key, see below\n"
	if _, err := Parse([]byte(text)); err == nil {
		t.Error("a bare key takes ASCII letters only")
	}
	document := parse(t, "top = 1_000\n"+
		"\"é\" . 'b'\t=\t\"v\\u00e9\" # c\n"+
		"[auth]\r\n"+
		"  s = '''\nx\n'''\r\n"+
		"f = 1.50\nb = true\nd = 2024-01-02\nclock = 10:11:12\n"+
		"list = [\n  \"x\", # \"no\"\n  'y',\n]\nmixed = [\"a\", 1]\nnone = []\n"+
		"in = { \"a\" = { b = \"deep\" }, c.d = \"dot\" }\n"+
		"  [ auth . \"my provider\" ]\nclient_id=\"id\"\n"+
		"[[many]]\na = \"1\"\n[many.sub]\nb = \"2\"\n[[many]]\na = \"3\"\n")
	at := func(line, column int) Position { return Position{line, column} }
	for _, c := range []struct {
		path       []string
		kind       Kind
		text       string
		key, start Position
	}{
		{[]string{"top"}, KindInteger, "1_000", at(1, 1), at(1, 7)},
		{[]string{"é"}, KindTable, "", at(2, 1), at(2, 1)},
		{[]string{"é", "b"}, KindString, "vé", at(2, 7), at(2, 13)},
		{[]string{"auth"}, KindTable, "", at(3, 2), at(3, 1)},
		{[]string{"auth", "s"}, KindString, "x\n", at(4, 3), at(4, 7)},
		{[]string{"auth", "f"}, KindFloat, "1.50", at(7, 1), at(7, 5)},
		{[]string{"auth", "b"}, KindBoolean, "true", at(8, 1), at(8, 5)},
		{[]string{"auth", "d"}, KindTime, "2024-01-02", at(9, 1), at(9, 5)},
		{[]string{"auth", "clock"}, KindTime, "10:11:12", at(10, 1), at(10, 9)},
		{[]string{"auth", "list"}, KindArray, "", at(11, 1), at(11, 8)},
		{[]string{"auth", "in"}, KindTable, "", at(17, 1), at(17, 6)},
		{[]string{"auth", "in", "a"}, KindTable, "", at(17, 8), at(17, 14)},
		{[]string{"auth", "in", "a", "b"}, KindString, "deep", at(17, 16), at(17, 20)},
		{[]string{"auth", "in", "c", "d"}, KindString, "dot", at(17, 32), at(17, 36)},
		{[]string{"auth", "my provider"}, KindTable, "", at(18, 12), at(18, 3)},
		{[]string{"auth", "my provider", "client_id"}, KindString, "id", at(19, 1), at(19, 11)},
		{[]string{"many"}, KindArray, "", at(20, 3), at(20, 1)},
	} {
		value, found := document.Lookup(c.path...)
		if !found || value.Kind != c.kind || value.Text.Reveal() != c.text || value.Key != c.key || value.Start != c.start {
			t.Errorf("%q: %v %v %q key %v start %v", c.path, found, value.Kind, value.Text.Reveal(), value.Key, value.Start)
		}
	}
	for _, path := range [][]string{{}, {"no"}, {"auth", "no"}, {"top", "x"}, {"many", "a"}, {"many", "sub"}, {"auth", "list", "0"}, {"auth", "in", "b"}} {
		if value, found := document.Lookup(path...); found || value.Kind != KindMissing {
			t.Errorf("%q is there: %v", path, value.Kind)
		}
	}
	if keys := document.Keys(); !slices.Equal(keys, []string{"top", "é", "auth", "many"}) {
		t.Errorf("top level: %q", keys)
	}
	if keys := document.Keys("auth"); !slices.Equal(keys, []string{"s", "f", "b", "d", "clock", "list", "mixed", "none", "in", "my provider"}) {
		t.Errorf("auth: %q", keys)
	}
	if keys := document.Keys("auth", "in"); !slices.Equal(keys, []string{"a", "c"}) {
		t.Errorf("auth.in: %q", keys)
	}
	for _, path := range [][]string{{"many"}, {"top"}, {"no"}, {"auth", "list"}} {
		if keys := document.Keys(path...); len(keys) != 0 {
			t.Errorf("%q has the keys %q", path, keys)
		}
	}
	list, ok := document.Strings("auth", "list")
	if !ok || len(list) != 2 || list[0].Reveal() != "x" || list[1].Reveal() != "y" {
		t.Errorf("list: %v, %d elements", ok, len(list))
	}
	if list, ok := document.Strings("auth", "none"); !ok || len(list) != 0 {
		t.Errorf("an empty list: %v, %d elements", ok, len(list))
	}
	for _, path := range [][]string{{"auth", "mixed"}, {"auth", "s"}, {"many"}, {"no"}, {}} {
		if _, ok := document.Strings(path...); ok {
			t.Errorf("%q is a list of strings", path)
		}
	}
}

func TestByteOrderMark(t *testing.T) {
	const text = "\ufeff[auth]\na = \"1\"\n"
	document := parse(t, text)
	value, _ := document.Lookup("auth", "a")
	section, _ := document.Lookup("auth")
	if !document.HasBOM() || string(document.Bytes()) != text || value.Start != (Position{2, 5}) || section.Start != (Position{1, 1}) {
		t.Errorf("BOM %v, value at %v, section at %v", document.HasBOM(), value.Start, section.Start)
	}
	var syntax *SyntaxError
	if _, err := Parse([]byte("\ufeffa = b\n")); !errors.As(err, &syntax) || syntax.Position != (Position{1, 5}) {
		t.Errorf("the mark counts as a column: %v", err)
	}
	if parse(t, "a = 1").HasBOM() {
		t.Error("a mark is seen where there is none")
	}
}

func TestDocumentKeepsItsBytes(t *testing.T) {
	data := []byte("a = \"1\"\n")
	document, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	data[5] = '2'
	document.Bytes()[5] = '3'
	if string(document.Bytes()) != "a = \"1\"\n" {
		t.Error("a document changed from outside")
	}
	if empty, err := Parse(nil); err != nil || len(empty.Bytes()) != 0 || len(empty.Keys()) != 0 {
		t.Error("an empty file is a document without keys")
	}
}

func TestEncoding(t *testing.T) {
	utf16 := func(text string, little bool) string {
		var out bytes.Buffer
		for _, char := range []byte(text) {
			if little {
				out.Write([]byte{char, 0})
			} else {
				out.Write([]byte{0, char})
			}
		}
		return out.String()
	}
	for _, c := range []struct {
		text, encoding string
		at             Position
	}{
		{"\xff\xfe" + utf16("[auth]\n", true), "UTF-16 (little-endian)", Position{1, 1}},
		{"\xfe\xff" + utf16("[auth]\n", false), "UTF-16 (big-endian)", Position{1, 1}},
		{utf16("[auth]\nx = 1\n", true), "UTF-16 (little-endian)", Position{1, 1}},
		{utf16("[auth]\nx = 1\n", false), "UTF-16 (big-endian)", Position{1, 1}},
		{"a = 1\nb = \"é\xe9\"\n", "not UTF-8", Position{2, 7}},
		{"\ufeffb = \"\xe9\"\n", "not UTF-8", Position{1, 6}},
		{"a = 1\nb\x00", "binary (it holds a NUL byte)", Position{2, 2}},
		{"\x00", "binary (it holds a NUL byte)", Position{1, 1}},
	} {
		_, err := Parse([]byte(c.text))
		var encoding *EncodingError
		if !errors.As(err, &encoding) || encoding.Encoding != c.encoding || encoding.Position != c.at {
			t.Errorf("%q: %v at %v", c.text, err, encoding)
		}
	}
}

// TestSyntaxReasons are the mistakes of field reports: the line is the right
// one, and the reason names what the writer can see.
func TestSyntaxReasons(t *testing.T) {
	for _, c := range []struct {
		text   string
		line   int
		reason string // a part
	}{
		{"[auth]\nclient_id = abc-def\n", 2, "no quotes"},
		{"CLIENT_ID=12-ab\n", 1, "no quotes"},
		{"[auth]\nx = “abc”\n", 2, "typographic"},
		{"x = ‘abc’\n", 1, "typographic"},
		{"[auth]\nk = True\n", 2, "small letters"},
		{"k = \"C:\\Users\\x\"\n", 1, "backslash"},
		{"k = \"abc\nj = 1\n", 1, "not closed"},
		{"k = 'abc\n", 1, "not closed"},
		{"\"k = 1\n", 1, "not closed"},
		{"k = \"\"\"abc\nd = 1\n\n", 3, "three quotes"},
		{"a = 1\n\na = 2\n", 3, "twice"},
		{"[auth]\n[auth]\n", 2, "twice"},
		{"[auth]\nb = 1\n[auth.b]\n", 3, "twice"},
		{"[[auth]]\n[auth]\n", 2, "twice"},
		{"auth = { a = 1 }\n[auth.c]\n", 2, "twice"},
		{"[auth]\nclient: x\n", 2, "colon"},
		{"kwargs = { \"prompt\": \"login\" }\n", 1, "colon"},
		{"{\"auth\": {}}\n", 1, "JSON"},
		{"{\n  \"auth\": 1\n}\n", 1, "JSON"},
		{"[auth] x = 1\n", 1, "line of its own"},
		{"[auth\nx=1\n", 1, "not closed"},
		{"[auth]]\n", 1, "more brackets"},
		{"[[auth]\n", 1, "more brackets"},
		{"[]\n", 1, "no name"},
		{"[my section]\n", 1, "name of a section"},
		{"x = { a = 1\ny = 2\n", 2, "braces"},
		{"x = [1, 2\ny = 3\n", 2, "list"},
		{"x =\n", 1, "missing"},
		{"x = # c\n", 1, "missing"},
		{"= 1\n", 1, "missing"},
		{"my key = 1\n", 1, "blank"},
		{"é = 1\n", 1, "letters a to z"},
		{"x = \"a\" b\n", 1, "behind"},
		{"x = 'it's'\n", 1, "behind"},
		{"x = \"a\",\n", 1, "comma"},
		{"x = 1,\n", 1, "comma"},
		{"x == \"1\"\n", 1, "more than one ="},
		{"export A=b\n", 1, "shell"},
		{"<<<<<<< HEAD\n", 1, "merge conflict"},
		{"a b c\n", 1, "neither"},
		{"x\u00a0= 1\n", 1, "invisible"},
		{"x =\u200b\"1\"\n", 1, "invisible"},
		{"x = none\n", 1, "no empty value"},
		{"// a comment\n", 1, "#"},
		{"x = 1\ry = 2\n", 1, "carriage return"},
		{"x = \"a\x01b\"\n", 1, "may not"},
	} {
		_, err := Parse([]byte(c.text))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || syntax.Line != c.line || syntax.Column < 1 || !strings.Contains(syntax.Reason, c.reason) {
			t.Errorf("%q: %v", c.text, err)
		}
		// The same behind a mark, other text and Windows line ends.
		_, err = Parse([]byte("\ufeff# é\r\n" + strings.ReplaceAll(c.text, "\n", "\r\n")))
		if !errors.As(err, &syntax) || syntax.Line != c.line+1 || !strings.Contains(syntax.Reason, c.reason) {
			t.Errorf("%q with CRLF: %v", c.text, err)
		}
	}
}

// TestLargeFiles are the shapes that take recursive or quadratic readers down.
func TestLargeFiles(t *testing.T) {
	const size = MaxFileSize / 2
	var keys strings.Builder
	for i := range 5000 { // go-toml takes quadratic time here, of which 1 MiB would make seconds
		fmt.Fprintf(&keys, "k%d = \"v\"\n", i)
	}
	for name, text := range map[string]string{
		"brackets":      strings.Repeat("[", size),
		"nested arrays": "a = " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"nested braces": strings.Repeat("a = {", 9000) + strings.Repeat("}", 9000),
		"dots":          strings.Repeat("a.", 10000) + "a = 1\n",
		"dotted header": "[" + strings.Repeat("a.", 10000) + "a]\nb = \"1\"\n",
		"lines":         strings.Repeat("\n", size),
		"keys":          keys.String(),
		"long value":    "a = \"" + strings.Repeat("x", size) + "\"",
		"comments":      strings.Repeat("#\n", size/2) + "[a]\n",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if document, err := Parse([]byte(text)); err == nil {
				for _, key := range document.Keys() {
					document.Lookup(key)
				}
				if _, err := document.Set(New("v"), "auth", "client_id"); err != nil {
					t.Error(err)
				}
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("takes %v", took)
			}
		})
	}
}
