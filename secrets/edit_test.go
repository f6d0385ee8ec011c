package secrets

import (
	"errors"
	"strings"
	"testing"
)

// In the cases below «…» marks what is replaced or added.
func cut(marked string) (before, after string) {
	start, rest, _ := strings.Cut(marked, "«")
	old, end, _ := strings.Cut(rest, "»")
	return start, old + "\x00" + end
}

// TestWithReplacesOneValue has files with decoys everywhere; the marked bytes
// are the ones that may change.
func TestWithReplacesOneValue(t *testing.T) {
	auth, authID := "auth", []string{"auth", "client_id"}
	for name, c := range map[string]struct {
		text  string // «old value» marked
		path  []string
		style string // of the new value, V standing for it
	}{
		"plain":              {"[auth]\nclient_id = «\"old\"»\nx = \"old\"\n", authID, `"V"`},
		"comments":           {"# client_id = \"old\"\n[auth] # [auth]\nclient_id = «\"old\"» # = \"old\"\n# client_id = \"old\"\n", authID, `"V"`},
		"no blanks":          {"[auth]\nclient_id=«\"old\"»#c", authID, `"V"`},
		"many blanks":        {"\t[ auth ]\t\n\t client_id \t=\t  «\"old\"» \t\n", authID, `"V"`},
		"CRLF":               {"[auth]\r\nclient_id = «\"old\"»\r\nx = 1\r\n", authID, `"V"`},
		"mixed line ends":    {"[auth]\r\n\nclient_id = «\"old\"»\nx = 1\r\n\r\n\n", authID, `"V"`},
		"no final newline":   {"[auth]\nclient_id = «\"old\"»", authID, `"V"`},
		"byte order mark":    {"\ufeff[auth]\nclient_id = «\"old\"»\n", authID, `"V"`},
		"mark before a key":  {"\ufeffclient_id = «\"old\"»\n", authID[1:], `"V"`},
		"dotted":             {"auth.client_id = «\"old\"»\nauth.x = 1\n", authID, `"V"`},
		"spaced dots":        {"auth . client_id = «\"old\"»\n", authID, `"V"`},
		"quoted keys":        {"[\"auth\"]\n'client_id' = «\"old\"»\n", authID, `"V"`},
		"escaped keys":       {"[\"a\\u0075th\"]\n\"client\\u005Fid\" = «\"old\"»\n", authID, `"V"`},
		"dots in a key":      {"[auth]\n\"client.id\" = «\"old\"»\nclient.id = \"old\"\n", []string{auth, "client.id"}, `"V"`},
		"single quotes":      {"[auth]\nclient_id = «'old'» # 'old'\n", authID, `'V'`},
		"empty":              {"[auth]\nclient_id = «\"\"»\n", authID, `"V"`},
		"empty single":       {"[auth]\nclient_id = «''»\n", authID, `'V'`},
		"escapes":            {"[auth]\nclient_id = «\"o\\\"l\\\\\"» # \"\n", authID, `"V"`},
		"multi-line":         {"[auth]\nclient_id = «\"\"\"\nold\n[auth]\nclient_id = \"\"\"» # c\nx = 1\n", authID, `"V"`},
		"multi-line single":  {"[auth]\nclient_id = «'''old\n'''»\nx = 1\n", authID, `'V'`},
		"quotes at its end":  {"[auth]\nclient_id = «\"\"\"old\"\"\"\"\"»\nx = 1\n", authID, `"V"`},
		"decoy in text":      {"[x]\ny = \"\"\"\n[auth]\nclient_id = \"old\"\n\"\"\"\n[auth]\nclient_id = «\"old\"»\n", authID, `"V"`},
		"decoy tables":       {"client_id = \"old\"\n[a.auth]\nclient_id = \"old\"\n[auth.a]\nclient_id = \"old\"\n[auth]\nclient_id = «\"old\"»\n[b]\nclient_id = \"old\"\n", authID, `"V"`},
		"decoy list":         {"[[x]]\nclient_id = \"old\"\n[[x]]\nclient_id = \"old\"\n[auth]\nclient_id = «\"old\"»\n", authID, `"V"`},
		"below a long list":  {"[auth]\nlist = [\n  \"client_id = 1\", # ]\n]\nclient_id = «\"old\"»\n", authID, `"V"`},
		"braces":             {"auth = { x = \"old\", client_id = «\"old\"», y = \"old\" }\n", authID, `"V"`},
		"tight braces":       {"auth={client_id=«\"old\"»}", authID, `"V"`},
		"braces in braces":   {"auth = { client_id = \"old\", a = { client_id = «\"old\"» }, b = [{ client_id = \"old\" }] }\n", []string{auth, "a", "client_id"}, `"V"`},
		"dotted in braces":   {"auth = { a.client_id = «\"old\"», client_id = \"old\" }\n", []string{auth, "a", "client_id"}, `"V"`},
		"braces over lines":  {"auth = {\n  x = \"}\", # }\n  client_id = «\"old\"», # old\n}\n", authID, `"V"`},
		"braces in a table":  {"[auth]\nclient_kwargs = { \"scope\" = «\"old\"» }\nscope = \"old\"\n", []string{auth, "client_kwargs", "scope"}, `"V"`},
		"single in braces":   {"auth = { client_id = «'old'» }\n", authID, `'V'`},
		"sub-table first":    {"[auth.m]\nx = 1\n[auth]\nclient_id = «\"old\"»\n", authID, `"V"`},
		"header and dots":    {"[auth]\nm.client_id = «\"old\"»\nm.x = 1\n", []string{auth, "m", "client_id"}, `"V"`},
		"characters before":  {"[auth]\nx = \"é😀\"\nclient_id = «\"é\"» # é\n", authID, `"V"`},
		"blank key":          {"\"\" = «\"old\"»\n", []string{""}, `"V"`},
		"unusual characters": {"[auth]\nclient_id = «\"\u00a0\u2028\ufeff\"»\n", authID, `"V"`},
	} {
		for _, value := range []string{"new", "", "a,b=c#d{e}[f]", "é😀", strings.Repeat("long", 500)} {
			before, rest := cut(c.text)
			old, after, _ := strings.Cut(rest, "\x00")
			document := parse(t, before+old+after)
			changed, err := document.With(New(value), c.path...)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if want := before + strings.Replace(c.style, "V", value, 1) + after; string(changed.Bytes()) != want {
				t.Errorf("%s:\n%q is not\n%q", name, changed.Bytes(), want)
			}
			if string(document.Bytes()) != before+old+after {
				t.Errorf("%s: the old document changed", name)
			}
			if got, _ := changed.Lookup(c.path...); got.Text.Reveal() != value {
				t.Errorf("%s: reads %q", name, got.Text.Reveal())
			}
			if again, err := changed.With(New(value), c.path...); err != nil || again != changed {
				t.Errorf("%s: setting the same value is a change: %v", name, err)
			}
		}
	}
}

func TestWithChoosesQuotes(t *testing.T) {
	for _, c := range []struct{ old, value, want string }{
		{`"old"`, `back\slash`, `'back\slash'`},
		{`"old"`, `it's a back\slash`, `"it's a back\\slash"`},
		{`"old"`, `say "x"`, `"say \"x\""`},
		{`"old"`, `"x"`, `'"x"'`},
		{`'old'`, `it's`, `"it's"`},
		{`'old'`, "two\nlines", `"two\nlines"`},
		{`'old'`, `say "x"`, `'say "x"'`},
		{`'''old'''`, `'`, `"'"`},
	} {
		document := parse(t, "[auth]\nx = "+c.old+" # c\n")
		changed, err := document.With(New(c.value), "auth", "x")
		if want := "[auth]\nx = " + c.want + " # c\n"; err != nil || string(changed.Bytes()) != want {
			t.Errorf("%s becomes %q: %v", c.old, changed.Bytes(), err)
		}
	}
}

func TestInsertAddsOneLine(t *testing.T) {
	id := []string{"auth", "client_id"}
	for name, c := range map[string]struct {
		text string // «addition» marked
		path []string
	}{
		"empty file":            {"«[auth]\nclient_id = \"V\"\n»", id},
		"empty file, top level": {"«client_id = \"V\"\n»", id[1:]},
		"only comments":         {"# one\n# two\n«\n[auth]\nclient_id = \"V\"\n»", id},
		"comments, top level":   {"# one\n# two\n«client_id = \"V\"\n»", id[1:]},
		"only a mark":           {"\ufeff«[auth]\nclient_id = \"V\"\n»", id},
		"blank lines":           {"\n\n«[auth]\nclient_id = \"V\"\n»", id},
		"last key":              {"[auth]\na = 1\n«client_id = \"V\"\n»", id},
		"comment behind a key":  {"[auth]\na = 1 # one\n«client_id = \"V\"\n»# two\n", id},
		"before the next table": {"[auth]\na = 1\n«client_id = \"V\"\n»\n# about b\n[b]\nc = 1\n", id},
		"before a sub-table":    {"[auth]\na = 1\n«client_id = \"V\"\n»\n[auth.m]\nx = 1\n", id},
		"empty table":           {"[auth]\n«client_id = \"V\"\n»\n[b]\nc = 1\n", id},
		"header with comment":   {"[auth] # here\n«client_id = \"V\"\n»# old notes\n", id},
		"header ends the file":  {"[b]\n[auth]«\nclient_id = \"V\"»", id},
		"no final newline":      {"[auth]\na = 1«\nclient_id = \"V\"»", id},
		"comment, no newline":   {"[auth]\na = 1 # c«\nclient_id = \"V\"»", id},
		"CRLF":                  {"[auth]\r\na = 1\r\n«client_id = \"V\"\r\n»\r\n[b]\r\n", id},
		"CRLF, no newline":      {"[auth]\r\na = 1«\r\nclient_id = \"V\"»", id},
		"CRLF, new table":       {"[b]\r\na = 1\r\n«\r\n[auth]\r\nclient_id = \"V\"\r\n»", id},
		"mixed: like its line":  {"[b]\r\n[auth]\na = 1\n«client_id = \"V\"\n»[c]\r\n", id},
		"mark":                  {"\ufeff[auth]\na = 1\n«client_id = \"V\"\n»", id},
		"indented":              {"  [auth]\n\ta = 1\n«\tclient_id = \"V\"\n»", id},
		"indented header":       {"  [auth]\n«  client_id = \"V\"\n»\n", id},
		"long list last":        {"[auth]\n  a = [\n    \"x\",\n  ] # ]\n«  client_id = \"V\"\n»[b]\n", id},
		"long text last":        {"[auth]\na = \"\"\"\n  [x]\n  \"\"\"\n«client_id = \"V\"\n»[b]\n", id},
		"long braces last":      {"[auth]\na = {\n  b = 1,\n}\n«client_id = \"V\"\n»[b]\n", id},
		"top level":             {"a = 1\n«client_id = \"V\"\n»\n[auth]\n", id[1:]},
		"top level, new":        {"# about the file\n\n«client_id = \"V\"\n\n»# about auth\n[auth]\na = 1\n", id[1:]},
		"top level, at once":    {"«client_id = \"V\"\n\n»[auth]\na = 1\n", id[1:]},
		"top level, list":       {"\ufeff«client_id = \"V\"\r\n\r\n»[[auth]]\r\na = 1\r\n", id[1:]},
		"new table":             {"[b]\na = 1\n«\n[auth]\nclient_id = \"V\"\n»", id},
		"new table, no newline": {"[b]\na = 1«\n\n[auth]\nclient_id = \"V\"\n»", id},
		"new table, blank line": {"[b]\na = 1\n\n«[auth]\nclient_id = \"V\"\n»", id},
		"new table, comment":    {"[b]\na = 1\n# end«\n\n[auth]\nclient_id = \"V\"\n»", id},
		"sub-table":             {"[auth]\na = 1\n«\n[auth.m]\nclient_id = \"V\"\n»", []string{"auth", "m", "client_id"}},
		"deep":                  {"«[auth.m.client_kwargs]\nscope = \"V\"\n»", []string{"auth", "m", "client_kwargs", "scope"}},
		"implied table":         {"[auth.m]\na = 1\n«\n[auth]\nclient_id = \"V\"\n»", id},
		"behind a list":         {"[[b]]\na = 1\n[b.c]\nd = 1\n«\n[auth]\nclient_id = \"V\"\n»", id},
		"dotted":                {"auth.a = 1\n«auth.client_id = \"V\"\n»b = 1\n", id},
		"dotted twice":          {"auth.a = 1\nb = 1\nauth.c = 1 # c\n«auth.client_id = \"V\"\n»[d]\n", id},
		"dotted in a table":     {"[auth]\nm.a = 1\n«m.client_id = \"V\"\n»b = 1\n", []string{"auth", "m", "client_id"}},
		"beside dotted":         {"[auth]\nm.a = 1\n«client_id = \"V\"\n»", id},
		"below dotted":          {"[auth]\nm.a = 1\n«m.kwargs.scope = \"V\"\n»", []string{"auth", "m", "kwargs", "scope"}},
		"dotted with quotes":    {"'auth'.a = 1\n«auth.client_id = \"V\"\n»", id},
		"dotted, odd name":      {"\"it is\".'a.b'.c = 1\n«\n[auth]\nclient_id = \"V\"\n»", id},
		"dotted, quoted name":   {"\"a.b\".c = 1\n«\"a.b\".client_id = \"V\"\n»", []string{"a.b", "client_id"}},
		"braces":                {"auth = { a = 1«, client_id = \"V\"» }\n", id},
		"tight braces":          {"auth={a=1«, client_id = \"V\"»}\n", id},
		"empty braces":          {"auth = {« client_id = \"V\" »}\n", id},
		"empty wide braces":     {"auth = {« client_id = \"V\"» }\n", id},
		"braces with a comma":   {"auth = { a = 1«, client_id = \"V\"», }\n", id},
		"braces over lines":     {"auth = {\n  a = 1«, client_id = \"V\"» # }\n}\n", id},
		"comment in braces":     {"auth = {« client_id = \"V\"»\n  # nothing yet\n}\n", id},
		"table in braces":       {"auth = { a = 1«, m = { client_id = \"V\" }» }\n", []string{"auth", "m", "client_id"}},
		"braces in braces":      {"auth = { m = { a = 1«, client_id = \"V\"» }, b = 1 }\n", []string{"auth", "m", "client_id"}},
		"behind braces":         {"auth = {« client_id = \"V\",» a = 1, m = { a = 1 } }\n", id},
		"behind dotted braces":  {"auth = {« m.client_id = \"V\",» m.a = {} }\n", []string{"auth", "m", "client_id"}},
		"dotted in braces":      {"auth = { m.a = 1«, m.client_id = \"V\"», b = 1 }\n", []string{"auth", "m", "client_id"}},
		"below dotted, braces":  {"auth = { m.a = 1«, m.k.scope = \"V\"», b = 1 }\n", []string{"auth", "m", "k", "scope"}},
		"braces in a table":     {"[auth]\nclient_kwargs = { prompt = \"p\"«, scope = \"V\"» }\n", []string{"auth", "client_kwargs", "scope"}},
		"beside braces":         {"[auth]\nclient_kwargs = { prompt = \"p\" }\n«client_id = \"V\"\n»", id},
		"quoted header":         {"[ \"auth\" . 'my app' ]\n«client_id = \"V\"\n»", []string{"auth", "my app", "client_id"}},
		"a key like a path":     {"\"auth.client_id\" = 1\n«\n[auth]\nclient_id = \"V\"\n»", id},
		"a key to quote":        {"[auth]\n«\"client.id\" = \"V\"\n»", []string{"auth", "client.id"}},
	} {
		before, rest := cut(c.text)
		added, after, _ := strings.Cut(rest, "\x00")
		document := parse(t, before+after)
		changed, err := document.Insert(New("new"), c.path...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := before + strings.Replace(added, "V", "new", 1) + after; string(changed.Bytes()) != want {
			t.Errorf("%s:\n%q is not\n%q", name, changed.Bytes(), want)
		}
		if string(document.Bytes()) != before+after {
			t.Errorf("%s: the old document changed", name)
		}
		if set, err := document.Set(New("new"), c.path...); err != nil || string(set.Bytes()) != string(changed.Bytes()) {
			t.Errorf("%s: Set does something else: %v", name, err)
		}
		if set, err := changed.Set(New("new"), c.path...); err != nil || set != changed {
			t.Errorf("%s: Set of the same value is a change: %v", name, err)
		}
	}
}

// TestSetsGrowTogether builds a file as init does.
func TestSetsGrowTogether(t *testing.T) {
	document := parse(t, "# Streamlit\r\n\r\n[db]\r\nurl = \"x\"")
	for _, set := range [][]string{
		{"auth", "redirect_uri"}, {"auth", "cookie_secret"}, {"auth", "microsoft", "client_id"}, {"auth", "microsoft", "client_kwargs", "prompt"}, {"auth", "microsoft", "client_secret"}, {"auth", "google", "client_id"}, {"auth", "expose"}, {"db", "user"},
	} {
		changed, err := document.Set(New("v"), set...)
		if err != nil {
			t.Fatal(err)
		}
		document = changed
	}
	want := strings.ReplaceAll(`# Streamlit

[db]
url = "x"
user = "v"

[auth]
redirect_uri = "v"
cookie_secret = "v"
expose = "v"

[auth.microsoft]
client_id = "v"
client_secret = "v"

[auth.microsoft.client_kwargs]
prompt = "v"

[auth.google]
client_id = "v"
`, "\n", "\r\n")
	if string(document.Bytes()) != want {
		t.Errorf("%s", document.Bytes())
	}
}

func TestEditErrors(t *testing.T) {
	const text = "top = \"x\"\nd = 2024-01-02\n[auth]\nn = 1\nb = true\nlist = [\"a\"]\nin = { n = 1, s = \"x\" }\ns = \"x\"\n[auth.sub]\n[[list]]\na = \"x\"\n[list.sub]\na = \"x\"\n"
	document := parse(t, text)
	for _, c := range []struct {
		path         []string
		value        string
		with, insert error
	}{
		{[]string{"auth", "no"}, "v", ErrMissing, nil},
		{[]string{"no", "no"}, "v", ErrMissing, nil},
		{[]string{"auth", "in", "no"}, "v", ErrMissing, nil},
		{[]string{"auth", "s"}, "v", nil, ErrExists},
		{[]string{"auth", "n"}, "v", ErrNotText, ErrExists},
		{[]string{"auth", "b"}, "v", ErrNotText, ErrExists},
		{[]string{"d"}, "v", ErrNotText, ErrExists},
		{[]string{"auth", "list"}, "v", ErrNotText, ErrExists},
		{[]string{"auth", "in"}, "v", ErrNotText, ErrExists},
		{[]string{"auth", "sub"}, "v", ErrNotText, ErrExists},
		{[]string{"auth"}, "v", ErrNotText, ErrExists},
		{[]string{"list"}, "v", ErrNotText, ErrExists},
		{[]string{"top", "x"}, "v", ErrNotTable, ErrNotTable},
		{[]string{"auth", "n", "x"}, "v", ErrNotTable, ErrNotTable},
		{[]string{"auth", "list", "x"}, "v", ErrNotTable, ErrNotTable},
		{[]string{"list", "a"}, "v", ErrList, ErrList},
		{[]string{"list", "new"}, "v", ErrList, ErrList},
		{[]string{"list", "sub", "a"}, "v", ErrList, ErrList},
		{nil, "v", ErrMissing, ErrMissing},
		{[]string{"auth", "s"}, "broken\xff", ErrUnwritable, ErrExists},
		{[]string{"auth", "in", "s"}, ",comma", nil, ErrExists},
		{[]string{"auth", "in", "new"}, ",comma", ErrMissing, nil},
		{[]string{"auth", "new"}, ",comma", ErrMissing, nil},
		{[]string{"auth", ""}, "v", ErrMissing, ErrUnwritable},
		{[]string{"a\"b", "c"}, "v", ErrMissing, ErrUnwritable},
		{[]string{"a\nb", "c"}, "v", ErrMissing, ErrUnwritable},
		{[]string{"auth", "a\x80"}, "v", ErrMissing, ErrUnwritable},
	} {
		with, err := document.With(New(c.value), c.path...)
		if !errors.Is(err, c.with) || (with == nil) != (c.with != nil) {
			t.Errorf("With %q: %v", c.path, err)
		}
		inserted, err := document.Insert(New(c.value), c.path...)
		if !errors.Is(err, c.insert) || (inserted == nil) != (c.insert != nil) {
			t.Errorf("Insert %q: %v", c.path, err)
		}
		set, err := document.Set(New(c.value), c.path...)
		wanted := c.with
		if errors.Is(wanted, ErrMissing) {
			wanted = c.insert
		}
		if !errors.Is(err, wanted) || (set == nil) != (wanted != nil) {
			t.Errorf("Set %q: %v", c.path, err)
		}
	}
	if string(document.Bytes()) != text {
		t.Error("the document changed")
	}
	if _, err := document.With(New("v"), "auth", "n"); err == nil || !strings.HasPrefix(err.Error(), "auth.n: ") {
		t.Errorf("the error does not name the key: %v", err)
	}
}

// TestWrittenTwice: what stands twice cannot be edited, since it cannot be read.
func TestWrittenTwice(t *testing.T) {
	for _, text := range []string{
		"[auth]\na = \"1\"\na = \"2\"\n", "[auth]\na = \"1\"\n[auth]\nb = \"2\"\n", "auth = { a = \"1\" }\n[auth]\n", "auth = { a = \"1\" }\nauth.b = \"2\"\n",
		"[auth]\na = \"1\"\n\"\\u0061\" = \"2\"\n", "auth.a = \"1\"\n[auth]\nb = \"2\"\n", "[[auth]]\n[auth]\n", "auth = { a = \"1\", a = \"2\" }\n", "auth = []\n[[auth]]\n",
	} {
		var syntax *SyntaxError
		if _, err := Parse([]byte(text)); !errors.As(err, &syntax) || syntax.Reason != "a key or a section stands twice" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
