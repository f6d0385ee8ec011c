//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What a page shows to a visitor.
type shown struct {
	Folder, Page, Visitor string
	Shown, Raised         []string
}

// TestGate has init put the sign-in into apps that sign nobody in. Streamlit is
// the judge: before, each shows what it has to anybody; behind it, somebody who is
// not signed in sees the button alone, and who is sees what was there before.
func TestGate(t *testing.T) {
	apps := slices.Concat(plainShapes, manyFiles)
	if os.Getenv("AUTHKIT_ALL") == "" {
		apps = slices.Concat([]ungated{plainShapes[6], plainShapes[20]}, manyFiles[:1], manyFiles[3:4], madeUp(*tomlSeed, 1))
	} else {
		apps = append(apps, madeUp(*tomlSeed, 150)...)
	}
	folders := make([]string, len(apps))
	for i, app := range apps {
		folders[i] = t.TempDir()
		files := map[string]string{".streamlit/secrets.toml": authOf("default"), "requirements.txt": "streamlit[auth]>=1.59.1\n"}
		for name, text := range app.files {
			if files[name] = text; app.name == "latin-1" {
				files[name] = strings.ReplaceAll(text, "ä", "\xe4")
			}
		}
		writeAll(t, folders[i], files)
	}
	before := screens(t, apps, folders)
	for i, app := range apps {
		if code, out := run(t, folders[i], environment(t), "init", "--gate"); code != 0 {
			t.Fatalf("%s: exit %d\n%s\n%v", app.name, code, out, app.files)
		}
	}
	after, right := screens(t, apps, folders), 0
	for i, app := range apps {
		wrong := ""
		for key, was := range before {
			is := after[key]
			switch {
			case key.Folder != folders[i]:
			case len(was.Shown) == 0 || len(was.Raised) > 0:
				wrong += "before, " + was.Page + " shows nothing: " + strings.Join(was.Raised, " ") + "\n"
			case key.Visitor == "anybody" && (!slices.Equal(is.Shown, []string{"button: Sign in"}) || len(is.Raised) > 0):
				wrong += was.Page + " shows anybody " + strings.Join(append(is.Shown, is.Raised...), ", ") + "\n"
			case key.Visitor == "somebody" && (!slices.Equal(is.Shown, was.Shown) || len(is.Raised) > 0):
				wrong += was.Page + " shows somebody " + strings.Join(append(is.Shown, is.Raised...), ", ") + "\n"
			}
		}
		says := verdicts(t, folders[i])
		for _, check := range []string{"app-login", "app-pages"} {
			if says[check].Status != "ok" {
				wrong += check + " is " + says[check].Status + " " + says[check].Reason + "\n"
			}
		}
		wrong += untouched(t, app, folders[i])
		if wrong != "" {
			t.Errorf("%s: %s%s", app.name, wrong, contents(t, app, folders[i]))
			continue
		}
		right++
	}
	t.Logf("figures: the sign-in in front of an app: %d of %d apps show anybody the button alone, and whoever is signed in what they showed before", right, len(apps))
}

// untouched tells whether all but the lines of the gate is as it was, and stays so
// in a second run.
func untouched(t *testing.T, app ungated, dir string) (wrong string) {
	t.Helper()
	written := map[string][]byte{}
	for name, text := range app.files {
		if app.name == "latin-1" {
			text = strings.ReplaceAll(text, "ä", "\xe4")
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		written[name] = data
		start := 0
		for start < len(text) && text[start] == data[start] {
			start++
		}
		kept := start
		for end := 1; kept < len(text) && text[len(text)-end] == data[len(data)-end]; end++ {
			kept++
		}
		if kept != len(text) {
			wrong += name + " has other bytes than before\n"
		}
		if strings.Contains(text, "\r\n") && bytes.Count(data, []byte("\n")) != bytes.Count(data, []byte("\r\n")) {
			wrong += name + " has line ends of both kinds\n"
		}
		if config, gate := bytes.Index(data, []byte("set_page_config(")), bytes.Index(data, []byte("is_logged_in")); app.configured() && name == app.main() && gate < config {
			wrong += name + " has the gate before the page's title\n"
		}
	}
	if code, out := run(t, dir, environment(t), "init", "--gate"); code != 0 {
		wrong += out
	}
	for name, data := range written {
		again, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(again, data) {
			wrong += name + " changes in a second run\n"
		}
	}
	return wrong
}

func (u ungated) main() string {
	if u.script != "" {
		return u.script
	}
	return "app.py"
}

// configured tells whether the title of the page can stand before the gate: in
// these apps nothing shows before it, and it can be followed that main is called.
func (u ungated) configured() bool {
	text := u.files[u.main()]
	return strings.Contains(text, "set_page_config(") && !strings.Contains(text, "\"__main__\" ==") && !slices.Contains([]string{"main and more", "a class", "a call between", "an assigned widget", "a module that shows", "names from it"}, u.name)
}

func contents(t *testing.T, app ungated, dir string) string {
	t.Helper()
	var all strings.Builder
	for name := range app.files {
		data, _ := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		all.WriteString("--- " + name + "\n" + string(data) + "\n")
	}
	return all.String()
}

type seat struct{ Folder, Page, Visitor string }

// screens is what all pages show.
func screens(t *testing.T, apps []ungated, folders []string) map[seat]shown {
	t.Helper()
	var asked, complaint bytes.Buffer
	for i, app := range apps {
		line, err := json.Marshal(map[string]any{"folder": folders[i], "script": app.main(), "pages": append([]string{}, app.pages...)})
		if err != nil {
			t.Fatal(err)
		}
		asked.Write(append(line, '\n'))
	}
	python := exec.Command(need(t, "PYTHON"), "-B", "pyapp/shown.py")
	python.Stdin, python.Stderr = &asked, &complaint
	told, err := python.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaint.String())
	}
	all := map[seat]shown{}
	for line := range bytes.Lines(told) {
		var s shown
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		all[seat{s.Folder, s.Page, s.Visitor}] = s
	}
	return all
}

// The same in a real browser: the app that showed everything asks for the sign-in,
// and shows it behind that.
func TestGateInTheBrowser(t *testing.T) {
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("set AUTHKIT_ALL=1; TestGate asks the same of AppTest")
	}
	dir, port := sandboxProject(t)
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte("\"\"\"Pay.\"\"\"\nimport streamlit as ui\n\nui.set_page_config(page_title=\"Pay\")\nui.write(\"the salaries of all\")\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out := run(t, dir, environment(t), "init", "--gate"); code != 0 {
		t.Fatalf("init: %d\n%s", code, out)
	}
	streamlit(t, dir, port)
	b := newBrowser(t)
	b.open("http://localhost:" + port)
	b.click("Sign in")
	b.click("Ada Lovelace")
	b.text("the salaries of all")
}
