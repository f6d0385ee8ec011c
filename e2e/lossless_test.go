//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os/exec"
	"path"
	"strings"
	"testing"

	tomltest "github.com/toml-lang/toml-test/v2"

	"github.com/authkit-cli/authkit/secrets"
)

const (
	oldURI = "http://localhost:8501/oauth2callback"
	newURI = "https://app.example.com/tools/oauth2callback"
)

// authStyles are the ways people write [auth] into a file, with oldURI in it.
var authStyles = map[string]func(document string) string{
	"table": func(d string) string {
		return d + "\n[auth] # sign-in\nredirect_uri = \"" + oldURI + "\"   # here\nclient_id = 'x'\n"
	},
	"dotted keys": func(d string) string { return "auth.redirect_uri = '" + oldURI + "'\nauth.client_id = \"x\"\n" + d },
	"inline table": func(d string) string {
		return "auth = { client_id = \"x\", redirect_uri = \"" + oldURI + "\" } # all\n" + d
	},
	"quoted and CRLF": func(d string) string {
		return d + "\r\n[ \"auth\" ]\r\n'redirect_uri' = '" + oldURI + "'\r\n"
	},
	"named provider, no last line end": func(d string) string {
		return d + "\n[auth.microsoft]\nclient_id = \"x\"\n[auth]\ncookie_secret = \"y\"\n\"redirect_uri\"=\"" + oldURI + "\""
	},
}

// The official corpus of TOML documents, with [auth] in every style: an edit
// changes the value it means and nothing else, byte for byte, and Streamlit's
// readers, old and new, see the same.
func TestEditsAreLossless(t *testing.T) {
	type pair struct {
		Before []byte `json:"before"`
		After  []byte `json:"after"`
		Want   string `json:"want"`
		name   string
	}
	var pairs []pair
	var question bytes.Buffer
	encoder := json.NewEncoder(&question)
	documents, compared := 0, 0
	files := tomltest.TestCases()
	err := fs.WalkDir(files, "valid", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".toml" {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		documents++
		for style, write := range authStyles {
			before := []byte(write(string(data)))
			document, err := secrets.Parse(before)
			if err != nil {
				continue // the corpus' document does not go with this style
			}
			edited, err := document.Set(secrets.New(newURI), "auth", "redirect_uri")
			if err != nil {
				t.Errorf("%s, %s: %v", name, style, err)
				continue
			}
			if want := bytes.Replace(before, []byte(oldURI), []byte(newURI), 1); !bytes.Equal(edited.Bytes(), want) {
				t.Errorf("%s, %s: more than the value changed:\n%s", name, style, edited.Bytes())
			}
			compared += len(before)
			p := pair{before, edited.Bytes(), newURI, name + ", " + style}
			pairs = append(pairs, p)
			if err := encoder.Encode(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	python := exec.Command(need(t, "PYTHON"), "-B", "lossless/judge.py")
	var complaint bytes.Buffer
	python.Stdin, python.Stderr = &question, &complaint
	told, err := python.Output()
	if err != nil {
		t.Fatalf("judge.py: %v\n%s", err, complaint.String())
	}
	answers := json.NewDecoder(bytes.NewReader(told))
	alike := map[string]int{}
	for _, p := range pairs {
		var answer map[string]string
		if err := answers.Decode(&answer); err != nil {
			t.Fatal(err)
		}
		for reader, verdict := range answer {
			switch verdict {
			case "alike":
				alike[reader]++
			case "refused before":
			default:
				t.Errorf("%s: %s says: %s\n%s", p.name, reader, verdict, strings.ToValidUTF8(string(p.After), "?"))
			}
		}
	}
	t.Logf("figures: %d documents, %d edits, %d bytes compared; read alike by tomllib %d, by toml %d", documents, len(pairs), compared, alike["tomllib"], alike["toml"])
	if len(pairs) < 800 || alike["tomllib"] < 700 || alike["toml"] < 500 {
		t.Error("that is too few to say anything")
	}
}
