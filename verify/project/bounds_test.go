package project

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// files writes files into a new folder.
func files(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, dir string, timeout time.Duration) *Project {
	t.Helper()
	p, err := Load(t.Context(), LoadOptions{Dir: dir, Now: time.Now(), Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// said joins all reasons why something was not read.
func said(p *Project) string {
	var all []string
	for _, unread := range [][]Unread{p.Unread, p.App.Unread, p.Config.Unread} {
		for _, file := range unread {
			all = append(all, fmt.Sprintf("%s %s (bound: %v)", file.Path, file.Reason, file.Bound))
		}
	}
	for _, file := range p.Files {
		if file.Err != nil {
			all = append(all, fmt.Sprintf("%s: %v (bound: %v)", file.Path, file.Err, Bound(file.Err)))
		}
	}
	if _, left := p.needles(); left != "" {
		all = append(all, left)
	}
	return strings.Join(append(all, p.App.Reason, p.SettingsErr), "\n")
}

const (
	config  = ".streamlit/config.toml"
	plain   = "import streamlit as st\nst.login()\n"
	someKey = "k%d = 1\n"
)

func numbered(format string, n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

// handed are files that take streamlit from one another.
func handed(count int) map[string]string {
	all := map[string]string{"app.py": "from m0 import st\nst.login()\n", fmt.Sprintf("m%d.py", count): "import streamlit as st\n"}
	for i := range count {
		all[fmt.Sprintf("m%d.py", i)] = fmt.Sprintf("from m%d import st\n", i+1)
	}
	return all
}

// Every bound that is reached is said.
func TestBoundsAreSaid(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	folder := func(count, size int) map[string]string {
		all := map[string]string{config: "[secrets]\nfiles = [\"sec\"]\n", "app.py": plain}
		for i := range count {
			all[fmt.Sprintf("sec/auth/k%d", i)] = strings.Repeat("x", size)
		}
		return all
	}
	with := func(part string, count int, text string) map[string]string {
		all := map[string]string{"app.py": plain}
		for i := range count {
			all[fmt.Sprintf(part, i)] = text
		}
		return all
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"files in a folder of secrets": {folder(maxSecrets+1, 1), "sec: it holds more than 500 files (bound: true)"},
		"bytes in a folder of secrets": {folder(480, 4096), "sec: it holds more than 1 MiB (bound: true)"},
		"places of secrets":            {map[string]string{config: "[secrets]\nfiles = [" + numbered("\"%d.toml\", ", maxPlaces+1) + "]\n"}, "secrets.files names too many files"},
		"the same secrets again":       {map[string]string{config: "[secrets]\nfiles = [" + strings.Repeat("\"a.toml\", ", 40) + "]\n", "a.toml": "a = \"" + strings.Repeat("x", 1<<19) + "\"\n"}, "or too large ones (bound: true)"},
		"keys of secrets":              {map[string]string{SecretsFileName: numbered(someKey, 4001)}, "more than 4,000 keys or sections, or more than 100 inside each other, which is too many to be read (bound: true)"},
		"a large file of secrets":      {map[string]string{SecretsFileName: strings.Repeat("#\n", 1<<20)}, "it is larger than 1 MiB (bound: true)"},
		"keys of config.toml":          {map[string]string{config: numbered(someKey, 4001)}, "config.toml is not read: it has more keys, or deeper ones, than are read (bound: true)"},
		"keys of authkit.toml":         {map[string]string{settingsFileName: numbered(someKey, 4001)}, "authkit.toml is not read: it has more than 4,000 keys"},
		"bytes of code":                {with("pages/%d.py", 12, strings.Repeat("#", 1<<20-1)), "pages/9.py is too large to be read (bound: true)"},
		"code":                         {with("pages/%d.py", 9, strings.Repeat("a = 1\n", 20_000)), "pages/8.py is too large to be read (bound: true)"},
		"a large module":               {map[string]string{"app.py": plain + "import m\n", "m.py": strings.Repeat("#\n", 1<<20)}, "m.py is too large to be read (bound: true)"},
		"words of a page":              {map[string]string{"app.py": plain, "pages/a.py": strings.Repeat("a;", 300_001)}, "pages/a.py is too large to be read (bound: true)"},
		"words of the script":          {map[string]string{"app.py": plain + strings.Repeat("a;", 300_001)}, "the main script app.py is too large to be read"},
		"a large script":               {map[string]string{"app.py": plain + strings.Repeat("#\n", 1<<20)}, "the main script app.py is too large to be read"},
		"scripts of Python":            {with("tools/%d.py", maxPython+1, "x = 1\n"), "a Python file here may write secrets.toml: there are too many of them"},
		"bytes of Python scripts":      {with("tools/%d.py", 10, strings.Repeat("#", 1<<20-1)), "a Python file here may write secrets.toml: there are too many of them"},
		"folders with scripts":         {with("f%d/a.sh", maxDeeper+1, "a\n"), "a script in a folder here may write secrets.toml: there are too many of them"},
		"scripts in folders":           {with("f/%d.sh", maxRecipes+1, "a\n"), "a script in a folder here may write secrets.toml: there are too many of them"},
		"files that may start it":      {with("scripts/%d.sh", maxRecipes+1, "a\n"), "scripts/*.sh are more than 300 files, and not all that may tell which script is the app was looked at"},
		"hands of streamlit":           {handed(100), "takes streamlit through more files than are followed (bound: true)"},
		"recipes":                      {with("scripts/%d.sh", maxRecipes+1, "a\n"), "there are too many files that build or start the app, or too large ones (bound: true)"},
		"bytes of recipes":             {with("scripts/%d.sh", 10, strings.Repeat("#", 1<<20-1)), "there are too many files that build or start the app, or too large ones (bound: true)"},
		"a large recipe":               {map[string]string{"app.py": plain, "Dockerfile": strings.Repeat("#\n", 1<<20)}, "Dockerfile is too large to be read (bound: true)"},
		"a long secret":                {map[string]string{SecretsFileName: "[a]\napi_key = \"" + strings.Repeat("x9", longestOther) + "\"\n"}, "api_key of [a] is longer than 8192 bytes, which is too long to be looked for"},
		"a deep secret":                {map[string]string{SecretsFileName: "[a.b.c.d.e.f.g.h.i]\napi_key = \"x\"\n"}, "more than 8 sections inside each other, and what is deeper is not looked for"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(load(t, files(t, c.files), 0)); !strings.Contains(got, c.want) {
				t.Errorf("%s\nis not in\n%s", c.want, got)
			}
		})
	}
}

// What there was no time for is said, and is no bound of ours that a run may pass with.
func TestReadingEndsInTime(t *testing.T) {
	dir := files(t, map[string]string{
		"app.py": plain, "pages/a.py": plain, "Dockerfile": "FROM python\n", config: "[secrets]\nfiles = [\"sec\", \"a.toml\"]\n", "sec/auth/client_id": "x", "a.toml": "[auth]\n",
		".git/HEAD": "ref: refs/heads/main\n",
	})
	p := load(t, dir, time.Nanosecond)
	if p.Git.Available || !strings.Contains(p.Git.Reason, "--timeout") {
		t.Errorf("git: %+v", p.Git)
	}
	if !p.App.Refused || !strings.Contains(p.App.Reason, "--timeout") {
		t.Errorf("the app: %+v", p.App)
	}
	got := said(p)
	for _, want := range []string{"sec: it was not read in time: allow more with --timeout 5m", "a.toml: it was not read in time", "Dockerfile was not read in time: allow more with --timeout 5m (bound: false)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
