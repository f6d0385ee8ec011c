//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	tomltest "github.com/toml-lang/toml-test/v2"

	"github.com/authkit-cli/authkit/secrets"
)

// valueAt is what a command has to set.
type valueAt struct {
	Path  []string `json:"path"`
	Value string   `json:"value"`
}

// editedFile is a secrets file before and after a command.
type editedFile struct {
	Before []byte    `json:"before"`
	After  []byte    `json:"after"`
	Want   []valueAt `json:"want"`
	name   string
}

var (
	deployValues = []valueAt{{[]string{"auth", "redirect_uri"}, newURI}}
	initValues   = []valueAt{
		{[]string{"auth", "redirect_uri"}, oldURI}, {[]string{"auth", "google", "client_id"}, "new-id"},
		{[]string{"auth", "google", "client_secret"}, "new-secret"}, {[]string{"auth", "google", "server_metadata_url"}, googleText},
	}
)

// The official corpus of TOML documents, with [auth] in every style: what
// deploy-secrets and init change is what they have to, byte for byte; links
// stay links, nobody else may read the file afterwards, and Streamlit's
// readers, old and new, see the same. AUTHKIT_LONG=1 tries every document with
// every style, otherwise each style gets a fifth of them.
func TestEditsAreLossless(t *testing.T) {
	var edits []editedFile
	documents, files, compared := 0, 0, 0
	corpus := tomltest.TestCases()
	err := fs.WalkDir(corpus, "valid", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".toml" {
			return err
		}
		data, err := fs.ReadFile(corpus, name)
		if err != nil {
			return err
		}
		documents++
		for i, style := range authStyles {
			if (documents+i)%5 != 0 && os.Getenv("AUTHKIT_LONG") == "" {
				continue
			}
			before, deployed, initialised := style.write(string(data))
			if _, err := secrets.Parse([]byte(before)); err != nil {
				t.Errorf("%s, %s: %v", name, style.name, err)
				continue
			}
			files++
			for _, e := range []struct {
				args []string
				want string
				set  []valueAt
			}{
				{[]string{"deploy-secrets", "--url", "https://app.example.com/tools"}, deployed, deployValues},
				{[]string{"deploy-secrets", "--url", "https://app.example.com/tools", "--in-place"}, deployed, deployValues},
				{[]string{"deploy-secrets", "--url", "https://app.example.com/tools", "--out", "out.toml"}, deployed, deployValues},
				{[]string{"init", "--provider", "google", "--metadata-url", googleText, "--client-id", "new-id", "--yes"}, initialised, initValues},
			} {
				after := editWith(t, before, e.args, files%2 == 0)
				label := name + ", " + style.name + ", " + strings.Join(e.args[:1], "")
				if string(after) != e.want {
					t.Errorf("%s:\n%q became\n%q, not\n%q", label, before, after, e.want)
					continue
				}
				compared += len(after)
				edits = append(edits, editedFile{[]byte(before), after, e.set, label})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	alike := judge(t, edits)
	t.Logf("figures: %d documents, %d files, %d edits, %d bytes compared; read alike by tomllib %d, by toml 0.10.2 %d", documents, files, len(edits), compared, alike["tomllib"], alike["toml"])
	if len(edits) < 2000 || alike["tomllib"] < 1600 || alike["toml"] < 1300 {
		t.Error("that is too few to say anything")
	}
}

// editWith has authkit change a project's secrets file and returns what it
// made of it. The file may be a link.
func editWith(t *testing.T, before string, args []string, linked bool) []byte {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, ".streamlit", "secrets.toml")
	real := file
	os.Mkdir(filepath.Dir(file), 0o755)
	if linked {
		real = filepath.Join(dir, "real.toml")
		if err := os.Symlink(filepath.Join("..", "real.toml"), file); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(real, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(binary(t), args...)
	command.Dir, command.Env = dir, append(environment(t), "AUTHKIT_CLIENT_SECRET=new-secret")
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Errorf("%v: %v\n%s%s\n%q", args, err, complaint.String(), out, before)
		return nil
	}
	result := real
	switch args[len(args)-1] {
	case "out.toml":
		result = filepath.Join(dir, "out.toml")
		fallthrough
	case "--in-place", "--yes":
		if out, err = os.ReadFile(result); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(result); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v: the mode is %v (%v)", args, info.Mode(), err)
		}
	}
	if info, err := os.Lstat(file); err != nil || linked != (info.Mode()&fs.ModeSymlink != 0) {
		t.Errorf("%v: the link became a file (%v)", args, err)
	}
	return out
}

// judge has Python's readers compare, and counts what each found alike.
func judge(t *testing.T, edits []editedFile) map[string]int {
	t.Helper()
	var question, complaint bytes.Buffer
	encoder := json.NewEncoder(&question)
	for _, e := range edits {
		if err := encoder.Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	python := exec.Command(need(t, "PYTHON"), "-B", "lossless/judge.py")
	python.Stdin, python.Stderr = &question, &complaint
	told, err := python.Output()
	if err != nil {
		t.Fatalf("judge.py: %v\n%s", err, complaint.String())
	}
	answers := json.NewDecoder(bytes.NewReader(told))
	alike := map[string]int{}
	for _, e := range edits {
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
				t.Errorf("%s: %s says: %s\n%s", e.name, reader, verdict, strings.ToValidUTF8(string(e.After), "?"))
			}
		}
	}
	return alike
}
