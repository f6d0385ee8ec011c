package secrets

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const canary = "canary~4f1c"

// TestNothingPrints puts a value into every type that may hold one and prints
// it every way there is, alone and inside other types.
func TestNothingPrints(t *testing.T) {
	text := []byte("[auth]\nclient_secret = \"" + canary + "\"\nlist = [\"" + canary + "\"]\n# " + canary + "\n")
	path := filepath.Join(t.TempDir(), "secrets.toml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	snapshot, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	document, err := Parse(snapshot.Data())
	if err != nil {
		t.Fatal(err)
	}
	value, found := document.Lookup("auth", "client_secret")
	list, isList := document.Strings("auth", "list")
	if !found || !isList || value.Text.Reveal() != canary || list[0].Reveal() != canary || !bytes.Contains(document.Bytes(), []byte(canary)) || !bytes.Contains(snapshot.Data(), []byte(canary)) {
		t.Fatal("the value is not where it should be hidden")
	}

	type around struct {
		Secret   Secret
		secret   Secret
		Value    Value
		List     []Secret
		Map      map[string]Secret
		Document *Document
		document *Document
		inside   Document
		Snapshot Snapshot
		snapshot *Snapshot
		Any      any
	}
	hidden := around{value.Text, value.Text, value, list, map[string]Secret{"a": value.Text}, document, document, *document, snapshot, &snapshot, value}
	for name, v := range map[string]any{
		"secret": value.Text, "pointer to secret": &value.Text, "value": value, "pointer to value": &value, "list": list,
		"document": document, "document by value": *document, "snapshot": snapshot, "pointer to snapshot": &snapshot,
		"struct": hidden, "pointer to struct": &hidden, "slice": []around{hidden}, "map": map[string]*around{"a": &hidden}, "any": any(hidden),
	} {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%w", "%10.3s", "% x", "%b", "%c", "%U"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		fmt.Fprintln(&out, v)
		if data, err := json.Marshal(v); err == nil {
			out.Write(data)
		} else {
			out.WriteString(err.Error())
		}
		if data, err := xml.Marshal(v); err == nil {
			out.Write(data)
		}
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("m", "v", v, slog.Group("g", slog.Any("w", v)))
		}
		out.WriteString(fmt.Errorf("e: %w", fmt.Errorf("%v", v)).Error())
		// Parts of it, hexadecimal and as numbers count too.
		for _, form := range []string{canary, "canary", "~4f1c", fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprintf("% x", canary), strings.Trim(fmt.Sprint([]byte(canary)), "[]")} {
			if strings.Contains(out.String(), form) {
				t.Errorf("%s: %q is printed", name, form)
			}
		}
	}
}

// TestErrorsHoldNothingOfTheFile breaks a file in many ways, each with the
// value on the very line that is wrong.
func TestErrorsHoldNothingOfTheFile(t *testing.T) {
	for _, text := range []string{
		canary, "x = " + canary, "x = \"" + canary, "x = “" + canary + "”", canary + ": x", "[" + canary, "[" + canary + "]]", "[" + canary + "] x",
		"x = \"" + canary + "\\q\"", "x = [" + canary, "x = {" + canary, "export " + canary, "{\"x\": \"" + canary + "\"}", canary + " = 1\n" + canary + " = 2",
		"[" + canary + "]\n[" + canary + "]", "x = 1\nx = \"" + canary + "\"", "x = \"" + canary + "\" x", "x = \"\"\"" + canary, canary + " " + canary + " = 1",
		canary + "\x00", canary + "\xff", "\xff\xfe" + canary, strings.Repeat("[", 1<<16) + canary,
	} {
		document, err := Parse([]byte(text))
		if err == nil {
			t.Fatalf("%q is read as %v", text, document.Keys())
		}
		var syntax *SyntaxError
		var encoding *EncodingError
		if !errors.As(err, &syntax) && !errors.As(err, &encoding) {
			t.Errorf("%q gives %T", text, err)
		}
		if out := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(out, "canary") || strings.Contains(out, "4f1c") {
			t.Errorf("%q: %s", text, out)
		}
	}

	document, err := Parse([]byte("s = \"" + canary + "\"\nn = 1\nl = [\"" + canary + "\"]\n[[t]]\na = \"" + canary + "\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range [][]string{{"n"}, {"l"}, {"s", "x"}, {"t", "a"}, {"t"}, {}} {
		_, with := document.With(New(canary+"\x00"), path...)
		_, insert := document.Insert(New(canary+"\x00"), path...)
		if out := fmt.Sprintf("%v %+v %#v", with, insert, errors.Join(with, insert)); with == nil || insert == nil || strings.Contains(out, "canary") {
			t.Errorf("%v: %s", path, out)
		}
	}
}

func TestSecretCompares(t *testing.T) {
	var absent Secret
	if !absent.IsEmpty() || absent.Len() != 0 || absent.Reveal() != "" || !absent.Equal(New("")) || !New("").IsEmpty() {
		t.Error("the zero Secret is not an absent one")
	}
	if s := New(canary); s.IsEmpty() || s.Len() != len(canary) || !s.Equal(New(canary)) || s.Equal(New(canary+"x")) || s.Equal(absent) {
		t.Error("a Secret does not compare by its value")
	}
}
