//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// oneProvider is a registration that verify finds nothing wrong with.
const oneProvider = `client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "San8Q~box-only-opens-the-authkit-sandbox"
server_metadata_url = "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"
`

// authOf is an [auth] with these registrations.
func authOf(sections ...string) string {
	text := "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"Zx83kdPq02mWvB7tLr5yHn4cUe9gJs6a\"\n"
	if slices.Contains(sections, "default") {
		text += oneProvider
	}
	for _, name := range sections {
		if name != "default" {
			text += "[auth." + name + "]\n" + oneProvider
		}
	}
	return text
}

// verdicts is what verify says of a folder, by check.
func verdicts(t *testing.T, dir string) map[string]verdict {
	t.Helper()
	command := exec.Command(binary(t), "verify", "--offline", "--format", "json")
	command.Dir, command.Env = dir, environment(t)
	out, _ := command.Output()
	var report struct{ Results []verdict }
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	all := map[string]verdict{}
	for _, result := range report.Results {
		all[result.ID] = result
	}
	return all
}

type verdict struct {
	ID, Status, Reason string
	Findings           []struct {
		Message, File string
		Line          int
	}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestApps has small apps made up and run by Streamlit's own AppTest: what verify
// says of their code has to be what somebody met there who is not signed in.
func TestApps(t *testing.T) {
	many := 15
	if os.Getenv("AUTHKIT_ALL") != "" {
		many = 400
	}
	var complaint bytes.Buffer
	python := exec.Command(need(t, "PYTHON"), "-B", "pyapp/apps.py", strconv.FormatInt(*tomlSeed, 10), strconv.Itoa(many))
	python.Stderr = &complaint
	told, err := python.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaint.String())
	}
	agreed, asked, decided, questions := 0, 0, 0, 0
	for line := range bytes.Lines(told) {
		var app struct {
			Name                            string
			Files                           map[string]string
			Sections, Called, Failed, Shown []string
		}
		if err := json.Unmarshal(line, &app); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		writeAll(t, dir, app.Files)
		writeAll(t, dir, map[string]string{".streamlit/secrets.toml": authOf(app.Sections...), "requirements.txt": "streamlit[auth]>=1.59.1\n"})
		says := verdicts(t, dir)
		called, missing, refused := len(app.Called) > 0, slices.Contains(app.Failed, "StreamlitAuthError"), slices.Contains(app.Failed, "TypeError")
		wrong := ""
		// What begins a login in every run is seen to call st.login here, where nobody ever comes back from it.
		for _, rule := range []struct {
			check, status string
			holds         bool
		}{
			{"app-login", "ok", called}, {"app-login", "failed", !called || strings.Contains(fmt.Sprint(says["app-login"].Findings), "in every run")},
			{"app-provider", "ok", !missing}, {"app-provider", "failed", missing || !called},
			{"app-api", "ok", !refused}, {"app-api", "failed", refused},
			{"app-pages", "ok", len(app.Shown) == 0}, {"app-pages", "warning", len(app.Shown) > 0 || len(app.Failed) > 0},
		} {
			if says[rule.check].Status == rule.status && !rule.holds {
				wrong += fmt.Sprintf("%s is %s %v; ", rule.check, rule.status, says[rule.check].Findings)
			}
		}
		for _, check := range []string{"app-login", "app-provider", "app-api", "app-pages"} {
			questions++
			if says[check].Status != "unproven" {
				decided++
			}
		}
		if asked++; wrong != "" {
			t.Errorf("%s: %s\nStreamlit: called %v, failed %v, shown %v, sections %v\n%v", app.Name, wrong, app.Called, app.Failed, app.Shown, app.Sections, app.Files)
			continue
		}
		agreed++
	}
	t.Logf("figures: what an app's code does: verify agrees with Streamlit in %d of %d apps; of %d answers %d decide", agreed, asked, questions, decided)
	if decided < questions*6/10 {
		t.Errorf("too little is decided")
	}
}

// placement is a project whose app and secrets stand somewhere.
type placement struct {
	name   string
	files  map[string]string
	script string // what is really run, from the top of the project
	broken string // the file that Python refuses; empty: none
}

// placements makes up projects: where the script is, what says so, where the
// secrets are, and whether some file does not parse.
func placements(chance *rand.Rand, many int) []placement {
	pick := func(from ...string) string { return from[chance.Intn(len(from))] }
	const (
		head = "import streamlit as st\n"
		gate = head + "def gate():\n    if not st.user.is_logged_in:\n        st.button('in', on_click=st.login)\n        st.stop()\n"
	)
	var all []placement
	for i := range many {
		folder := pick("", "", "frontend/", "src/", "ui/", "streamlit/", "deep/er/")
		script := folder + pick("app.py", "streamlit_app.py", "Home.py", "home.py", "main.py", "start.py", "dashboard.py")
		l := placement{name: fmt.Sprintf("placement %d", i), script: script, files: map[string]string{
			script: head + "from auth import gate\ngate()\nst.write('hello')\n", folder + "auth.py": gate, folder + "pages/one.py": head + "from auth import gate\ngate()\nst.write('one')\n",
			"requirements.txt": "streamlit[auth]>=1.59.1\n",
		}}
		command := "streamlit run " + script
		evidence := pick("", "", "Procfile", "README.md", "CLAUDE.md", "AGENTS.md", ".github/copilot-instructions.md", ".github/workflows/ci.yml", "run.sh", "scripts/dev.sh", "pyproject.toml", "package.json", "compose.yaml", ".devcontainer/devcontainer.json", "render.yaml", "Makefile", "Dockerfile")
		switch evidence {
		case "":
		case "Procfile":
			l.files[evidence] = "web: " + command + "\n"
		case "pyproject.toml":
			l.files[evidence] = "[tool.poe.tasks]\nstart = \"" + command + "\"\n"
		case "package.json":
			l.files[evidence] = `{"scripts": {"start": "` + command + `"}}`
		case ".devcontainer/devcontainer.json":
			l.files[evidence] = `{"postAttachCommand": {"server": "` + command + ` --server.enableCORS false"}}`
		case "Dockerfile":
			l.files[evidence] = "FROM python:3.12\nCMD [\"streamlit\", \"run\", \"" + script + "\"]\n"
		case "compose.yaml":
			l.files[evidence] = "services:\n  web:\n    command: " + command + "\n"
		case "render.yaml":
			l.files[evidence] = "services:\n  - type: web\n    startCommand: " + command + "\n"
		case ".github/workflows/ci.yml":
			l.files[evidence] = "jobs:\n  run:\n    steps:\n      - run: " + command + " &\n"
		case "Makefile":
			l.files[evidence] = "run:\n\t" + command + "\n"
		case "run.sh", "scripts/dev.sh":
			l.files[evidence] = "#!/bin/sh\nexec " + command + "\n"
		default:
			l.files[evidence] = "# Working here\n\nStart the app with `" + command + "`.\n"
		}
		switch pick("top", "top", "beside", "none", "elsewhere") {
		case "top":
			l.files[".streamlit/secrets.toml"] = authOf("default")
		case "beside":
			l.files[folder+".streamlit/secrets.toml"] = authOf("default")
		case "elsewhere":
			l.files["web/.streamlit/secrets.toml"] = authOf("default")
		}
		if chance.Intn(3) == 0 {
			l.broken = pick(script, folder+"auth.py", folder+"pages/one.py")
			l.files[l.broken] += pick("x = (1,\n", "x = 1)\n", "st.write(f'Hello, {st.user.name}!)\n", "  x = 1\n", "if x\n    pass\n", "def f(:\n    pass\n", "print 'x'\n", "x = = 1\n", "for x in y:\n", "return 1\n", "'''\n", "else:\n    pass\n")
		}
		all = append(all, l)
	}
	return all
}

// TestLayouts asks the real Streamlit where the secrets of made-up projects come
// from, and Python which files it reads: verify accuses none of what it only did
// not find, and passes nothing that it could not read.
func TestLayouts(t *testing.T) {
	many := 30
	if os.Getenv("AUTHKIT_ALL") != "" {
		many = 1000
	}
	cases := placements(rand.New(rand.NewSource(*tomlSeed)), many)
	var questions, sources bytes.Buffer
	dirs := make([]string, len(cases))
	for i, c := range cases {
		dir, err := filepath.EvalSymlinks(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		dirs[i] = dir
		writeAll(t, dir, c.files)
		line, _ := json.Marshal(map[string]any{"folder": dir, "home": t.TempDir(), "variables": map[string]string{}, "arguments": []string{c.script}})
		questions.Write(append(line, '\n'))
		if c.broken != "" {
			fmt.Fprintln(&sources, filepath.Join(dir, c.broken))
		}
	}
	ask := exec.Command(need(t, "PYTHON"), filepath.Join("resolve", "ask.py"))
	ask.Stdin = &questions
	out, err := ask.Output()
	answers := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(answers) != len(cases) {
		t.Fatalf("%v, %d answers to %d questions", err, len(answers), len(cases))
	}
	compile := exec.Command(need(t, "PYTHON"), "-c", "import sys\nfor f in sys.stdin:\n    try: compile(open(f.strip()).read(), f, 'exec'); print('taken')\n    except SyntaxError: print('refused')")
	compile.Stdin = &sources
	if refused, err := compile.Output(); err != nil || strings.Contains(string(refused), "taken") {
		t.Fatalf("%v: Python takes what was to be broken\n%s", err, refused)
	}
	agreed, found := 0, 0
	for i, c := range cases {
		var said answer
		if err := json.Unmarshal([]byte(answers[i]), &said); err != nil {
			t.Fatal(err)
		}
		loads := values(said.Auth) != "none" || strings.Contains(string(said.Auth), "client_id")
		says := verdicts(t, dirs[i])
		login, secrets := says["app-login"], says["secrets-found"]
		stops := len(login.Findings) > 0 && login.Findings[0].File == c.broken && login.Findings[0].Line > 0
		wrong := ""
		switch {
		case loads && secrets.Status == "failed":
			wrong = "secrets-found accuses secrets that Streamlit reads"
		case !loads && secrets.Status == "ok":
			wrong = "secrets-found passes, and Streamlit reads none"
		case c.broken != "" && login.Status == "ok" && says["app-provider"].Status == "ok":
			wrong = "nothing is said of " + c.broken
		case c.broken != "" && login.Status != "undecided" && !stops:
			wrong = "the place in " + c.broken + " is not told"
		case c.broken == "" && login.Status == "failed":
			wrong = "app-login accuses an app that signs people in"
		}
		if login.Status != "undecided" {
			found++
		}
		if wrong != "" {
			t.Errorf("%s (%s): %s: %+v %+v\n%v", c.name, c.script, wrong, secrets, login, c.files)
			continue
		}
		agreed++
	}
	t.Logf("figures: where the app and its secrets are: verify agrees with Streamlit in %d of %d projects, and found the app in %d", agreed, len(cases), found)
}
