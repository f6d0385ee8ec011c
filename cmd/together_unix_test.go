//go:build unix

package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

const togetherSecrets = `# mine
[database]
password = "` + canary + `-database"   # of production

[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "` + canary + `-cookie-0123456789abcdef"
client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "` + canary + `-client"
server_metadata_url = "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration"
`

// initProvider is an init that adds one more provider.
func initProvider(name string) []string {
	return []string{"init", "--provider", name, "--metadata-url", "https://" + name + ".example.com/.well-known/openid-configuration", "--client-id", "id-of-" + name, "--yes"}
}

func deployInPlace(name string) []string {
	return []string{"deploy-secrets", "--url", "https://" + name + ".example.com", "--in-place"}
}

// keeps tells whether a file has what a run that ended well has put there. A
// later deploy-secrets may have taken the place of an earlier one's address.
func keeps(document *secrets.Document, args []string) bool {
	if args[0] == "init" {
		value, _ := document.Lookup("auth", args[2], "client_id")
		return value.Text.Reveal() == "id-of-"+args[2]
	}
	value, _ := document.Lookup("auth", "redirect_uri")
	return strings.HasSuffix(value.Text.Reveal(), ".example.com/oauth2callback")
}

// Two runs at once, held up until both are about to put their file in its
// place: one file, whole, with what stood there and what every run that says it
// succeeded has put there; no temporary file. A run that was too late says so.
//
// Seen to fail: without lock in Snapshot.replace, keys of a run that ended well are missing.
func TestTwoRunsAtOnce(t *testing.T) {
	t.Parallel()
	rounds, refused := 12, 0
	switch {
	case thorough():
		rounds = 150
	case testing.Short():
		rounds = 2
	}
	pairs := map[string][2][]string{
		"init and init":                     {initProvider("google"), initProvider("okta")},
		"deploy-secrets and deploy-secrets": {deployInPlace("one"), deployInPlace("two")},
		"init and deploy-secrets":           {initProvider("google"), deployInPlace("one")},
		"init and itself":                   {initProvider("google"), initProvider("google")},
		"deploy-secrets and itself":         {deployInPlace("one"), deployInPlace("one")},
	}
	for name, pair := range pairs {
		for round := range rounds {
			files := map[string]string{".streamlit/secrets.toml": togetherSecrets, "app.py": "import streamlit as st\nst.login()\n"}
			if name == "init and init" && round%2 == 1 {
				delete(files, ".streamlit/secrets.toml") // both make it
			}
			dir, meeting := crashProject(t, files), t.TempDir()
			var commands [2]*exec.Cmd
			var said [2]bytes.Buffer
			for i, args := range pair {
				commands[i] = authkitIn(dir, "meet:2", args)
				commands[i].Env = append(commands[i].Env, "AUTHKIT_TEST_PATH="+meeting)
				commands[i].Stdout, commands[i].Stderr = &said[i], &said[i]
				if err := commands[i].Start(); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(dir, ".streamlit", "secrets.toml")
			won := 0
			for i := range pair {
				commands[i].Wait() //nolint:errcheck // its exit code is looked at
			}
			document := read(t, path)
			for i, args := range pair {
				switch code := commands[i].ProcessState.ExitCode(); code {
				case 0:
					won++
					if !keeps(document, args) {
						t.Errorf("%s: %v ended well, and its keys are not there:\n%s", name, args, document.Bytes())
					}
				case 3:
					refused++
					if text := said[i].String(); !strings.Contains(text, "changed by somebody else") || !strings.Contains(text, "hint: look at what was changed there") {
						t.Errorf("%s: %v says\n%s", name, args, text)
					}
				default:
					t.Errorf("%s: %v: exit %d\n%s", name, args, code, said[i].String())
				}
			}
			if won == 0 {
				t.Errorf("%s: nobody won:\n%s\n%s", name, said[0].String(), said[1].String())
			}
			if _, was := files[".streamlit/secrets.toml"]; was {
				if value, _ := document.Lookup("database", "password"); value.Text.Reveal() != canary+"-database" || !bytes.HasPrefix(document.Bytes(), []byte("# mine\n")) || !bytes.Contains(document.Bytes(), []byte("   # of production\n")) {
					t.Errorf("%s: what stood there is gone:\n%s", name, document.Bytes())
				}
			}
			nothingLeft(t, name, dir)
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", name, info.Mode(), err)
			}
		}
	}
	if refused == 0 {
		t.Error("nobody was ever too late: this proves nothing")
	}
	t.Logf("figures: %d times two runs at once, %d refused, no key lost", rounds*len(pairs), refused)
}

func read(t *testing.T, path string) *secrets.Document {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	document, err := secrets.Parse(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return document
}

// nothingLeft wants no temporary file.
func nothingLeft(t *testing.T, what, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".tmp") {
			t.Errorf("%s: %s is left", what, path)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// runsThatWrite change a project in every way there is.
var runsThatWrite = map[string][]string{
	"init":                      {"init", "--provider", "google", "--metadata-url", "https://accounts.google.com/.well-known/openid-configuration", "--client-id", "x", "--ci", "github", "--yes"},
	"deploy-secrets --in-place": deployInPlace("one"),
	"deploy-secrets --out":      {"deploy-secrets", "--url", "https://one.example.com", "--out", "out/secrets.toml"},
}

// atEveryStep runs something that writes again and again, with a faultyProcess at
// each step of writing in turn, and calls check after each. It counts the times.
func atEveryStep(t *testing.T, faultyProcess string, path func(dir string) string, args []string, check func(step int, dir, said string, code int)) int {
	t.Helper()
	done, stride := 0, 1
	if testing.Short() {
		stride = 25
	}
	for step := 1; ; step += stride {
		dir := crashProject(t, map[string]string{".streamlit/secrets.toml": togetherSecrets, ".gitignore": "*.pyc\n", "requirements.txt": "pandas\n", "app.py": "import streamlit as st\nst.login()\n"})
		reached := filepath.Join(t.TempDir(), "reached")
		command := authkitIn(dir, fmt.Sprint(faultyProcess, ":", step), args)
		command.Env = append(command.Env, "AUTHKIT_TEST_PATH="+path(dir), "AUTHKIT_TEST_REACHED="+reached)
		out, _ := command.CombinedOutput()
		if _, err := os.Stat(reached); err != nil {
			if step < 9 {
				t.Errorf("%v: only %d steps were found:\n%s", args, step-1, out)
			}
			return done
		}
		done++
		code := command.ProcessState.ExitCode()
		if code != 0 && code != 3 || strings.Contains(string(out), ".tmp") || strings.Contains(string(out), "a mistake in authkit") || strings.Contains(string(out), canary) {
			t.Errorf("%v, step %d: exit %d\n%s", args, step, code, out)
		}
		if code == 3 && !strings.Contains(string(out), "hint: ") {
			t.Errorf("%v, step %d: there is no hint:\n%s", args, step, out)
		}
		check(step, dir, string(out), code)
	}
}

// The project, or its folder .streamlit, vanishes under a run: it says so, and
// does not make anew what is gone.
func TestVanishingProject(t *testing.T) {
	t.Parallel()
	vanished := 0
	for name, args := range runsThatWrite {
		for _, below := range []string{"", ".streamlit"} {
			vanished += atEveryStep(t, "vanish", func(dir string) string { return filepath.Join(dir, below) }, args, func(step int, dir, said string, code int) {
				if code == 3 && !strings.Contains(said, "gone") && !strings.Contains(said, "changed by somebody else") {
					t.Errorf("%s, step %d: it says\n%s", name, step, said)
				}
				if _, err := os.Stat(filepath.Join(dir, below, "secrets.toml")); err == nil {
					t.Errorf("%s, step %d: the secrets file is there again", name, step)
				}
				if _, err := os.Stat(dir); err == nil && below == "" {
					t.Errorf("%s, step %d: the project is there again:\n%s", name, step, said)
				}
				nothingLeft(t, name, dir)
			})
		}
	}
	t.Logf("figures: a folder vanished under a run %d times", vanished)
}

// A person saves a file while a run changes the project: what they saved is
// there afterwards, as they saved it or with the run's changes on top.
func TestSavedInTheMiddle(t *testing.T) {
	t.Parallel()
	saved, refused := 0, 0
	for name, args := range runsThatWrite {
		for _, file := range []string{".streamlit/secrets.toml", ".gitignore"} {
			saved += atEveryStep(t, "edit", func(dir string) string { return filepath.Join(dir, filepath.FromSlash(file)) }, args, func(step int, dir, said string, code int) {
				data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
				if err != nil {
					t.Fatal(err)
				}
				if !strings.HasPrefix(string(data), editedText) { // a line of ours may stand below: it was saved before it was read
					t.Errorf("%s, %s saved at step %d, exit %d: it holds\n%s\n%s", name, file, step, code, data, said)
				}
				if code == 3 {
					refused++
				}
				if strings.Contains(said, "nothing was changed") {
					for other, text := range filesIn(t, dir) {
						if filepath.ToSlash(other) != file && !strings.Contains(masked(togetherSecrets)+"*.pyc\npandas\nimport streamlit as st\nst.login()\n", text) {
							t.Errorf("%s, %s saved at step %d: %s was changed:\n%s", name, file, step, other, text)
						}
					}
				}
				nothingLeft(t, name, dir)
			})
		}
	}
	t.Logf("figures: a file saved in the middle of a run %d times, %d runs refused, no edit lost", saved, refused)
}
