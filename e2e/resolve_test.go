//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project"
)

// resolution is a project of which Streamlit and verify are asked where its
// settings come from.
type resolution struct {
	name      string
	files     map[string]string // "home/…" or "app/…"; app is the project
	variables map[string]string
	folder    string   // below the project, where streamlit run is typed
	arguments []string // behind streamlit run; app.py when empty
}

// signs is an [auth] of its own for every place it may come from.
func signs(place string) string {
	return "[auth]\nredirect_uri = \"http://localhost:8501/" + place + "\"\ncookie_secret = \"" + place + "\"\nclient_id = \"" + place + "\"\n"
}

func resolutions() []resolution {
	const app, home, config, secrets = "app/.streamlit/", "home/.streamlit/", "config.toml", "secrets.toml"
	script := []string{"sub/main.py"}
	files := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	port := func(n string) string { return "[server]\nport = " + n + "\nbaseUrlPath = \"p" + n + "\"\n" }
	return []resolution{
		{name: "nothing"},
		{name: "home only", files: files(home+secrets, signs("home"), home+config, port("8601"))},
		{name: "project only", files: files(app+secrets, signs("project"), app+config, port("8602"))},
		{name: "project over home", files: files(home+secrets, signs("home"), app+secrets, signs("project"), home+config, port("8601"), app+config, port("8602"))},
		{name: "settings of home stay where the project says nothing", files: files(home+config, port("8601"), app+config, "[server]\nheadless = true\n")},
		{name: "another section in the project", files: files(home+secrets, signs("home"), app+secrets, "[database]\nx = \"y\"\n")},
		{name: "a shallow merge", files: files(home+secrets, signs("home"), app+secrets, "[auth]\nredirect_uri = \"http://localhost:8501/only\"\n")},
		{name: "a script in a folder", arguments: script, files: files("app/sub/main.py", "", "app/sub/.streamlit/"+secrets, signs("script"), "app/sub/.streamlit/"+config, port("8603"))},
		{name: "a script in a folder over the project", arguments: script, files: files("app/sub/main.py", "", "app/sub/.streamlit/"+secrets, signs("script"), app+secrets, signs("project"), app+config, port("8602"), "app/sub/.streamlit/"+config, port("8603"))},
		{name: "started in a folder", folder: "sub", files: files("app/sub/app.py", "", "app/sub/.streamlit/"+secrets, signs("script"), app+secrets, signs("project"))},
		{name: "started in a folder without secrets", folder: "sub", files: files("app/sub/app.py", "", app+secrets, signs("project"), app+config, port("8602"))},
		{name: "one broken file spoils all", files: files(home+secrets, "[auth\n", app+secrets, signs("project"))},
		{name: "a broken file after", files: files(home+secrets, signs("home"), app+secrets, "auth = \n")},
		{name: "broken settings", files: files(app+secrets, signs("project"), app+config, "[server]\nport = 8601\n[broken\n")},
		{name: "broken settings of home", files: files(app+secrets, signs("project"), home+config, "[broken\n", app+config, port("8602"))},
		{name: "settings with a byte order mark", files: files(app+secrets, signs("project"), app+config, "\ufeff"+port("8602"))},
		{name: "settings in UTF-16", files: files(app+secrets, signs("project"), app+config, "\xff\xfe[\x00s\x00]\x00")},
		{name: "settings with CRLF", files: files(app+secrets, signs("project"), app+config, strings.ReplaceAll(port("8602"), "\n", "\r\n"))},
		{name: "secrets with a byte order mark", files: files(app+secrets, "\ufeff"+signs("project"))},
		{name: "secrets in UTF-16", files: files(app+secrets, "\xff\xfe[\x00a\x00]\x00")},
		{name: "a variable over the settings", files: files(app+config, port("8602")), variables: map[string]string{"STREAMLIT_SERVER_PORT": "8604", "STREAMLIT_SERVER_BASE_URL_PATH": "/v/"}},
		{name: "an empty variable", files: files(app+config, port("8602")), variables: map[string]string{"STREAMLIT_SERVER_PORT": "", "STREAMLIT_SERVER_BASE_URL_PATH": ""}},
		{name: "a flag over the variable", files: files(app+config, port("8602")), variables: map[string]string{"STREAMLIT_SERVER_PORT": "8604"}, arguments: []string{"app.py", "--server.port", "8605", "--server.baseUrlPath=/f", "--server.address", "localhost"}},
		{name: "a flag before the script", arguments: []string{"--server.port=8606", "app.py"}},
		{name: "a flag twice", arguments: []string{"app.py", "--server.port=8606", "--server.port=8607"}},
		{name: "an address", files: files(app+config, "[server]\naddress = \"127.0.0.1\"\n")},
		{name: "a setting from a variable", files: files(app+config, "[server]\nport = \"env:MY_PORT\"\nbaseUrlPath = \"env:MY_BASE\"\n"), variables: map[string]string{"MY_PORT": "8608", "MY_BASE": "team"}},
		{name: "secrets.files", files: files(app+config, "[secrets]\nfiles = [\"a.toml\", \"deep/b.toml\"]\n", "app/a.toml", signs("a"), "app/deep/b.toml", signs("b"), app+secrets, signs("project"))},
		{name: "secrets.files, the last one absent", files: files(app+config, "[secrets]\nfiles = [\"a.toml\", \"b.toml\"]\n", "app/a.toml", signs("a"))},
		{name: "secrets.files, all absent", files: files(app+config, "[secrets]\nfiles = [\"a.toml\"]\n", app+secrets, signs("project"))},
		{name: "secrets.files is empty", files: files(app+config, "[secrets]\nfiles = []\n", app+secrets, signs("project"))},
		{name: "secrets.files is a text", files: files(app+config, "[secrets]\nfiles = \"a.toml\"\n", "app/a.toml", signs("a"))},
		{name: "secrets.files with ~", files: files(app+config, "[secrets]\nfiles = [\"~/a.toml\"]\n", "home/a.toml", signs("a"))},
		{name: "secrets.files with another ending", files: files(app+config, "[secrets]\nfiles = [\"a.txt\"]\n", "app/a.txt", signs("a"))},
		{name: "secrets.files of home", files: files(home+config, "[secrets]\nfiles = [\"a.toml\"]\n", "app/a.toml", signs("a"))},
		{name: "secrets.files in a variable", files: files("app/a.toml", signs("a"), "app/b.toml", signs("b"), app+secrets, signs("project")), variables: map[string]string{"STREAMLIT_SECRETS_FILES": "a.toml b.toml"}},
		{name: "secrets.files in flags", files: files("app/a.toml", signs("a"), "app/b.toml", signs("b"), app+secrets, signs("project")), arguments: []string{"app.py", "--secrets.files", "b.toml", "--secrets.files=a.toml"}},
		{name: "a folder of secrets", files: files(app+config, "[secrets]\nfiles = [\"mounted\"]\n", "app/mounted/auth/redirect_uri", "http://localhost:8501/k\n", "app/mounted/auth/cookie_secret", "  k \"q\" \\ \n", "app/mounted/auth/client_id", "k", "app/mounted/auth/..data/client_id", "no")},
		{name: "a folder of secrets with one key", files: files(app+config, "[secrets]\nfiles = [\"mounted\"]\n", "app/mounted/auth/redirect_uri", "http://localhost:8501/k\n")},
		{name: "a folder of secrets with a file in it", files: files(app+config, "[secrets]\nfiles = [\"mounted\", \"a.toml\"]\n", "app/mounted/client_id", "k", "app/a.toml", signs("a"))},
		{name: "a folder of secrets over a file", files: files(app+config, "[secrets]\nfiles = [\"a.toml\", \"mounted\"]\n", "app/mounted/auth/redirect_uri", "http://localhost:8501/k\n", "app/mounted/auth/cookie_secret", "k", "app/a.toml", signs("a"))},
		{name: "a folder of secrets with keys of other names", files: files(app+config, "[secrets]\nfiles = [\"mounted\"]\n", "app/mounted/auth/redirect.uri", "x", "app/mounted/auth/cookie secret", "y", "app/app.py", "import streamlit as st\nst.login()\n")},
		{name: "auth is a text", files: files(app+secrets, "auth = \"x\"\n")},
		{name: "auth is a list", files: files(app+secrets, "[[auth]]\nredirect_uri = \"http://localhost:8501/x\"\n")},
	}
}

// What Streamlit itself reads, from which place, and where it would listen:
// verify has to read the same.
func TestResolution(t *testing.T) {
	releases := []pair{{}}
	if os.Getenv("AUTHKIT_ALL") != "" {
		releases = append(releases, pair{"1.42.0", "1.6.5", ""}, pair{"1.45.0", "1.6.5", "0.28.1"}, pair{"1.52.1", "1.6.6", ""}, pair{"1.58.0", "1.7.2", ""})
	}
	for _, release := range releases {
		python, requirements := need(t, "PYTHON"), "streamlit[auth]>=1.59.1\n"
		if release.streamlit != "" {
			python = filepath.Join(filepath.Dir(installed(t, release)), "python")
			requirements = strings.Join(release.requirements(), "\n") + "\n"
		}
		t.Run("streamlit "+release.streamlit, func(t *testing.T) { resolve(t, python, requirements) })
	}
}

func resolve(t *testing.T, python, requirements string) {
	cases := resolutions()
	var questions bytes.Buffer
	roots := make([]string, len(cases))
	for i, c := range cases {
		roots[i] = c.write(t, requirements)
		line, err := json.Marshal(map[string]any{
			"folder": filepath.Join(roots[i], "app", c.folder), "home": filepath.Join(roots[i], "home"),
			"variables": c.setVariables(), "arguments": c.command(),
		})
		if err != nil {
			t.Fatal(err)
		}
		questions.Write(append(line, '\n'))
	}
	ask := exec.Command(python, filepath.Join("resolve", "ask.py"))
	ask.Stdin = &questions
	var problems bytes.Buffer
	ask.Stderr = &problems
	out, err := ask.Output()
	answers := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(answers) != len(cases) {
		t.Fatalf("%v, %d answers to %d questions\n%s", err, len(answers), len(cases), problems.String())
	}
	agreed := 0
	for i, c := range cases {
		var said answer
		if err := json.Unmarshal([]byte(answers[i]), &said); err != nil {
			t.Fatal(err)
		}
		if ours := c.ask(t, roots[i]); !ours.same(said) {
			t.Errorf("%s:\nStreamlit %s\nverify    %s", c.name, said, ours)
			continue
		}
		agreed++
	}
	t.Logf("figures: where settings come from: verify agrees with Streamlit in %d of %d projects", agreed, len(cases))
}

// answer is what somebody reads out of a project.
type answer struct {
	Stopped bool            `json:"stopped,omitempty"` // Streamlit does not start
	Error   string          `json:"error,omitempty"`   // reading the secrets ends in an error
	Port    int             `json:"port"`
	Base    string          `json:"base"`
	Address string          `json:"address"`
	Auth    json.RawMessage `json:"auth"`
}

func (a answer) String() string {
	text, _ := json.Marshal(a)
	return string(text)
}

// same compares what a sign-in depends on: a server that does not start has no port, an error no secrets.
func (a answer) same(b answer) bool {
	if a.Stopped || b.Stopped {
		return a.Stopped == b.Stopped
	}
	if a.Error != "" || b.Error != "" {
		a.Auth, b.Auth = nil, nil
	}
	return a.Port == b.Port && a.Base == b.Base && a.Address == b.Address && values(a.Auth) == values(b.Auth)
}

// values are the keys and values of an [auth]; anything but a table is none.
func values(auth json.RawMessage) string {
	var table map[string]string
	if json.Unmarshal(auth, &table) != nil || table == nil {
		return "none"
	}
	sorted, _ := json.Marshal(table)
	return string(sorted)
}

func (c resolution) write(t *testing.T, requirements string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cd := ""
	if c.folder != "" {
		cd = "cd " + c.folder + " && "
	}
	files := map[string]string{
		"app/app.py": "import streamlit as st\n", "app/requirements.txt": requirements, "home/.keep": "",
		"app/Procfile": "web: " + cd + "streamlit run " + strings.Join(c.command(), " ") + "\n",
	}
	for name, text := range c.files {
		files[name] = text
	}
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func (c resolution) command() []string {
	if len(c.arguments) == 0 {
		return []string{"app.py"}
	}
	return c.arguments
}

func (c resolution) setVariables() map[string]string {
	if c.variables == nil {
		return map[string]string{}
	}
	return c.variables
}

// ask reads the project as verify does.
func (c resolution) ask(t *testing.T, root string) answer {
	t.Helper()
	p, err := project.Load(t.Context(), project.LoadOptions{
		Dir: filepath.Join(root, "app"), Home: filepath.Join(root, "home"), Now: time.Now(),
		Getenv: func(name string) string { return c.variables[name] },
	})
	if err != nil {
		t.Fatal(err)
	}
	a := answer{Port: p.Server.Port, Base: p.Server.BaseURLPath, Address: p.Server.Address}
	old := p.Deps.Streamlit.Present() && p.Deps.Streamlit.Version.Before("1.45.0")
	a.Stopped = len(p.Config.NotUTF8) > 0 || len(p.Config.Broken) > 0 && old
	for _, f := range p.Files {
		if f.Err != nil || f.StreamlitErr != nil {
			return a
		}
	}
	if !p.Auth.Found {
		return a
	}
	table := map[string]string{}
	last := p.Files[0]
	for _, f := range p.Files {
		if len(f.Document.Keys("auth")) > 0 {
			last = f
		}
	}
	for _, key := range last.Document.Keys("auth") {
		if value, ok := last.Document.Lookup("auth", key); ok && value.Kind == secrets.KindString {
			table[key] = value.Text.Reveal()
		}
	}
	a.Auth, _ = json.Marshal(table)
	return a
}
