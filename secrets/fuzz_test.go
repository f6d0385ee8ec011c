package secrets

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
)

var seeds = []string{
	"", "\ufeff", "# c", "a = 1", "[auth]\r\nclient_id = \"x\" # c\r\n[auth.m]\r\nclient_secret = 'y'", "\ufeffauth.a = \"x\"\nauth.b.c = '''\nx'''\n", "auth = { a = \"x\", b = { c = 'y' }, d.e = \"z\" }", "auth = {\n a = [\"x\"], # }\n}\n",
	"[[l]]\na = \"x\"\n[l.b]\nc = \"y\"\n[[l]]\n", "\"\\u0061\" . 'b' = \"\"\"\\\n  x\"\"\"\"\n", "d = 1979-05-27T07:32:00Z\nt = 10:00\nf = nan\ni = 0x_1", "[a.b.c]\nx = \"1\"\n[a]\ny = \"2\"\n", "x = \"é\\u00e9\" # é", "[]", "a = ", "[a]\n[a]", "\xff\xfea\x00", "a = \"\\q\"",
}

func FuzzParse(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(checkParse)
}

func FuzzWith(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed), "new")
		f.Add([]byte(seed), ",\"it's\"\n")
	}
	f.Fuzz(checkWith)
}

func FuzzInsert(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed), "auth", "client_id", "new")
		f.Add([]byte(seed), "a", "b", "")
	}
	f.Fuzz(func(t *testing.T, data []byte, table, key, value string) {
		checkInsert(t, data, value, table, key)
		checkInsert(t, data, value, key)
		checkInsert(t, data, value, table, table, key)
	})
}

// checkParse holds what Parse says against what go-toml says.
func checkParse(t *testing.T, data []byte) {
	document, err := Parse(data)
	var want map[string]any
	decodeErr := toml.Unmarshal(bytes.TrimPrefix(data, utf8BOM), &want)
	if err != nil {
		if decodeErr == nil && !bytes.ContainsRune(data, 0) {
			t.Fatalf("%q is refused: %v", data, err)
		}
		checkError(t, data, err)
		return
	}
	if decodeErr != nil {
		t.Fatalf("%q is read, and go-toml says %v", data, decodeErr)
	}
	if !bytes.Equal(document.Bytes(), data) {
		t.Fatalf("%q became %q", data, document.Bytes())
	}
	checkTable(t, document, want, nil)
}

func checkError(t *testing.T, data []byte, err error) {
	t.Helper()
	var syntax *SyntaxError
	var encoding *EncodingError
	at := Position{}
	switch {
	case errors.As(err, &syntax):
		at = syntax.Position
	case errors.As(err, &encoding):
		at = encoding.Position
	default:
		t.Fatalf("%q gives %T", data, err)
	}
	lines := strings.Split(string(data), "\n")
	if at.Line < 1 || at.Line > len(lines) || at.Column < 1 || at.Column > len(lines[at.Line-1])+1 {
		t.Errorf("%q: %v is no place in the file", data, at)
	}
}

func checkTable(t *testing.T, document *Document, want map[string]any, path []string) {
	t.Helper()
	keys := document.Keys(path...)
	if sorted := slices.Sorted(slices.Values(keys)); !slices.Equal(sorted, slices.Sorted(maps.Keys(want))) {
		t.Errorf("%q has the keys %q", path, keys)
	}
	for key, value := range want {
		full := append(slices.Clone(path), key)
		got, found := document.Lookup(full...)
		if !found || got.Kind != kindOf(value) || got.Start.Line < 1 || got.Key.Line < 1 || got.Key.Line > got.Start.Line && got.Kind != KindTable && got.Kind != KindArray {
			t.Errorf("%q: %v %v at %v", full, found, got.Kind, got.Start)
		}
		switch value := value.(type) {
		case map[string]any:
			checkTable(t, document, value, full)
		case string:
			if got.Text.Reveal() != value {
				t.Errorf("%q is read %q", full, got.Text.Reveal())
			}
		case []any:
			list, ok := document.Strings(full...)
			var texts []any
			for _, text := range list {
				texts = append(texts, text.Reveal())
			}
			if all := !slices.ContainsFunc(value, func(v any) bool { _, is := v.(string); return !is }); all != ok || ok && !slices.Equal(texts, value) {
				t.Errorf("%q is the list %q: %v", full, texts, ok)
			}
		}
	}
}

func kindOf(value any) Kind {
	switch value.(type) {
	case string:
		return KindString
	case int64:
		return KindInteger
	case float64:
		return KindFloat
	case bool:
		return KindBoolean
	case []any:
		return KindArray
	case map[string]any:
		return KindTable
	case time.Time, toml.LocalDate, toml.LocalTime, toml.LocalDateTime:
		return KindTime
	}
	return KindMissing
}

// checkWith replaces every string of a document, one at a time.
func checkWith(t *testing.T, data []byte, value string) {
	document, err := Parse(data)
	if err != nil {
		return
	}
	for _, path := range texts(document, nil) {
		changed, err := document.With(New(value), path...)
		switch {
		case errors.Is(err, ErrUnwritable) && value != plainValue:
			continue
		case err != nil:
			t.Fatalf("%q, %q: %v", data, path, err)
		}
		old, _ := document.Lookup(path...)
		if old.Text.Reveal() == value {
			continue
		}
		// What differs is one string: the old value before, the new one now.
		start, end := changedRange(document, path)
		tail := len(data) - end
		after := changed.Bytes()
		if !bytes.Equal(after[:start], data[:start]) || !bytes.Equal(after[len(after)-tail:], data[end:]) {
			t.Fatalf("%q became %q", data, after)
		}
		for text, want := range map[string]string{string(data[start:end]): old.Text.Reveal(), string(after[start : len(after)-tail]): value} {
			if got, _ := parse(t, "x = "+text+" # c").Lookup("x"); got.Text.Reveal() != want {
				t.Errorf("%q is replaced, which reads %q", text, got.Text.Reveal())
			}
		}
		checkValues(t, document, changed, value, path)
	}
}

const plainValue = "authkit-plain"

func changedRange(d *Document, path []string) (start, end int) {
	n := d.root.find(path)
	return d.bom + n.value.start, d.bom + n.value.end
}

// texts are the paths of all strings, 50 at most.
func texts(document *Document, path []string) [][]string {
	var found [][]string
	for _, key := range document.Keys(path...) {
		full := append(slices.Clone(path), key)
		value, _ := document.Lookup(full...)
		switch value.Kind {
		case KindString:
			found = append(found, full)
		case KindTable:
			found = append(found, texts(document, full)...)
		}
	}
	return found[:min(len(found), 50)]
}

// checkInsert adds a key; apart from it, everything is as before.
func checkInsert(t *testing.T, data []byte, value string, path ...string) {
	document, err := Parse(data)
	if err != nil {
		return
	}
	changed, err := document.Insert(New(value), path...)
	switch {
	case errors.Is(err, ErrBreaks), err == nil && changed == document:
		t.Fatalf("%q, %q: %v", data, path, err)
	case err != nil:
		return
	}
	after := changed.Bytes()
	same := 0
	for same < len(data) && data[same] == after[same] {
		same++
	}
	if rest := data[same:]; !bytes.HasSuffix(after[same:], rest) {
		t.Fatalf("%q became %q", data, after)
	}
	checkValues(t, document, changed, value, path)
	again, err := changed.With(New(value), path...)
	if err != nil || again != changed {
		t.Errorf("%q: the new key is not the one that is found: %v", after, err)
	}
}

// checkValues decodes both documents: they differ in one value.
func checkValues(t *testing.T, before, after *Document, value string, path []string) {
	t.Helper()
	var want, got map[string]any
	if err := errors.Join(toml.Unmarshal(before.text(), &want), toml.Unmarshal(after.text(), &got)); err != nil {
		t.Fatal(err)
	}
	table := want
	for _, key := range path[:len(path)-1] {
		if table[key] == nil {
			table[key] = map[string]any{}
		}
		table = table[key].(map[string]any)
	}
	table[path[len(path)-1]] = value
	// The text form is for nan, which equals nothing.
	if !reflect.DeepEqual(got, want) && fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
		t.Errorf("%q became %q", before.Bytes(), after.Bytes())
	}
}
