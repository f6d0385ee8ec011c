package secrets_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
)

// readByStreamlit reads a document as releases up to 1.65 do.
func readByStreamlit(document *secrets.Document) (map[string]any, error) {
	text, err := pytoml.FromFile(document.Bytes())
	if err != nil {
		return nil, err
	}
	return pytoml.Parse(text)
}

// TestEditsAreReadAlike edits documents that Streamlit's old parser reads as
// TOML 1.0 does, with values made to trip it, and reads the result both ways.
func TestEditsAreReadAlike(t *testing.T) {
	texts := []string{
		"", "# c\n", "[auth]\n", "[auth]\nx = \"1\"\n", "[auth]\nx = '1'\n", "auth.x = \"1\"\n", "[auth]\nm.x = \"1\"\n", "[auth.m]\nx = \"1\"\n[auth]\ny = \"2\"\n",
		"auth = { x = \"1\" }\n", "auth = {}\n", "auth = { x = '1', y = \"2\" }\nz = \"3\"\n", "auth = { y = \"2\", x = \"1\" }\n", "auth = { m = { x = \"1\" }, y = \"2\" }\n", "auth = { m = { x = \"1\", y = \"2\" } }\n",
		"auth = { m = { client_kwargs = { scope = '1' } } }\n", "[auth]\nm = { x = \"1\" }\ny = \"2\"\n", "[db]\nx = \"1\"",
	}
	paths := [][]string{{"auth", "x"}, {"auth", "m", "x"}, {"auth", "m", "client_kwargs", "scope"}, {"auth", "new"}, {"top"}}
	characters := []rune("ab1 ,,==\"\"''\\\\#{}[]\n\r\tuUx0.:é\u00a0\x00\u2028😀")
	random := rand.New(rand.NewPCG(1, 2))
	for range 6000 {
		value := make([]rune, random.IntN(7))
		for i := range value {
			value[i] = characters[random.IntN(len(characters))]
		}
		text, path := texts[random.IntN(len(texts))], paths[random.IntN(len(paths))]
		document, err := secrets.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		changed, err := document.Set(secrets.New(string(value)), path...)
		if err != nil {
			t.Fatalf("%q in %q: %v", value, text, err)
		}
		if written, _ := changed.Lookup(path...); written.Text.Reveal() != string(value) {
			t.Errorf("%q is read from %q", written.Text.Reveal(), changed.Bytes())
		}
		var want map[string]any
		if err := toml.Unmarshal(changed.Bytes(), &want); err != nil {
			t.Fatalf("%q: %v", changed.Bytes(), err)
		}
		got, err := readByStreamlit(changed)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %q: %v", changed.Bytes(), got, err)
		}
	}
}

// TestEditsKeepSmallHabits: what an edit writes uses nothing but tables, bare
// keys and strings on one line.
func TestEditsKeepSmallHabits(t *testing.T) {
	document, err := secrets.Parse(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range [][]string{{"auth", "redirect_uri"}, {"auth", "microsoft", "client_id"}, {"auth", "microsoft", "client_kwargs", "scope"}} {
		if document, err = document.Set(secrets.New("two\nlines"), path...); err != nil {
			t.Fatal(err)
		}
	}
	if text := string(document.Bytes()); strings.ContainsAny(text, "{}'\r") || strings.Contains(text, `"""`) {
		t.Errorf("%s", text)
	}
}
