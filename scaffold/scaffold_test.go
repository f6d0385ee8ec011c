package scaffold

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

const secretValue = "abc8Q~not-a-real-client-secret-0123456789"

func complete() Answers {
	return Answers{
		MetadataURL:  "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration",
		ClientID:     "11111111-2222-4333-8444-555555555555",
		ClientSecret: secrets.New(secretValue),
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// files is every file of a folder with its text.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if err == nil && path != dir {
				name, _ := filepath.Rel(dir, path)
				found[filepath.ToSlash(name)+"/"] = ""
			}
			return err
		}
		name, _ := filepath.Rel(dir, path)
		data, err := os.ReadFile(path)
		found[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func equal(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name, text := range a {
		if other, found := b[name]; !found || other != text {
			return false
		}
	}
	return true
}

func plan(t *testing.T, dir string, a Answers) Plan {
	t.Helper()
	project, err := Read(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := project.Plan(a)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestPlanWritesNothing(t *testing.T) {
	dir := t.TempDir()
	if p := plan(t, dir, complete()); len(p.Changes) < 3 {
		t.Errorf("%d changes for an empty folder", len(p.Changes))
	}
	if found := files(t, dir); len(found) != 0 {
		t.Errorf("planning wrote %v", found)
	}
}

func TestApplyThenNothingIsLeftToDo(t *testing.T) {
	dir := t.TempDir()
	if err := plan(t, dir, complete()).Apply(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, ".streamlit", "secrets.toml")); err != nil || os.PathSeparator == '/' && info.Mode().Perm() != 0o600 {
		t.Errorf("secrets.toml: %v %v", info, err)
	}
	for _, answers := range []Answers{{}, complete()} {
		if again := plan(t, dir, answers); len(again.Changes) != 0 {
			t.Errorf("a second plan changes %s", again.Changes[0].Path)
		}
	}
}

// Whichever write fails, the folder is as it was: each file of the plan in
// turn is changed by somebody else between reading and writing.
func TestApplyIsAllOrNothing(t *testing.T) {
	for i := range 4 {
		dir := t.TempDir()
		write(t, dir, ".streamlit/secrets.toml", "# mine\n[db]\nx = 1\n")
		write(t, dir, ".gitignore", "*.pyc\r\n")
		p := plan(t, dir, complete())
		if len(p.Changes) != 4 {
			t.Fatalf("%d changes, want 4: the test has to be told", len(p.Changes))
		}
		write(t, dir, p.Changes[i].Path, "somebody else was faster\n")
		before := files(t, dir)
		err := p.Apply()
		if !errors.Is(err, secrets.ErrChanged) {
			t.Errorf("write %d: %v, want ErrChanged", i, err)
		}
		if after := files(t, dir); !equal(before, after) {
			t.Errorf("write %d failed and left\n%q\nwant\n%q", i, after, before)
		}
	}
}

// The folder .streamlit goes again, too.
func TestApplyRemovesTheFolderItMade(t *testing.T) {
	dir := t.TempDir()
	p := plan(t, dir, complete())
	write(t, dir, p.Changes[len(p.Changes)-1].Path, "somebody else was faster\n")
	if err := p.Apply(); err == nil {
		t.Fatal("no error")
	}
	if _, err := os.Stat(filepath.Join(dir, ".streamlit")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf(".streamlit: %v", err)
	}
}

func TestExistingAppIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "streamlit_app.py", "import streamlit as st\nst.write(1)\n")
	p := plan(t, dir, complete())
	for _, change := range p.Changes {
		if strings.HasSuffix(change.Path, ".py") {
			t.Errorf("%s would be written", change.Path)
		}
	}
	if p.Setup.App != "streamlit_app.py" {
		t.Errorf("the app is %q", p.Setup.App)
	}
	if len(p.Notes) == 0 || !strings.Contains(p.Notes[len(p.Notes)-1].Message, "st.login") {
		t.Errorf("no word about st.login: %v", p.Notes)
	}
}

// What an app lacks is told, wherever its sign-in stands; no app is written beside one.
func TestSignInOfAnAppIsFound(t *testing.T) {
	const (
		head = "import streamlit as st\n"
		auth = head + "def gate():\n    if not st.user.is_logged_in:\n        st.login()\n        st.stop()\n"
	)
	for name, project := range map[string]struct {
		files map[string]string
		app   string
		says  string // empty: nothing
	}{
		"in the script":                 {map[string]string{"app.py": head + "st.login()\n"}, "app.py", ""},
		"in a module":                   {map[string]string{"app.py": "from auth import gate\ngate()\nimport streamlit\n", "auth.py": auth}, "app.py", ""},
		"in a package":                  {map[string]string{"app.py": head + "from lib.auth import gate\ngate()\n", "lib/__init__.py": "", "lib/auth.py": auth}, "app.py", ""},
		"in a page":                     {map[string]string{"app.py": head, "pages/in.py": head + "st.login()\n"}, "app.py", ""},
		"in a folder":                   {map[string]string{"frontend/Home.py": head + "from auth import gate\ngate()\n", "frontend/auth.py": auth, "frontend/pages/a.py": head}, "frontend/Home.py", ""},
		"in a package that is not here": {map[string]string{"app.py": head + "from company_auth import gate\ngate()\n"}, "app.py", ""},
		"nowhere":                       {map[string]string{"app.py": head + "from data import load\nload()\n", "data.py": "def load(): pass\n"}, "app.py", "does not call st.login yet"},
		"beside the app":                {map[string]string{"app.py": head, "other.py": auth}, "app.py", "does not call st.login yet"},
		"a broken script":               {map[string]string{"app.py": head + "st.write(f'Hello)\n"}, "app.py", "line 2: a string is not closed"},
	} {
		dir := t.TempDir()
		for file, text := range project.files {
			write(t, dir, file, text)
		}
		p := plan(t, dir, complete())
		for _, change := range p.Changes {
			if strings.HasSuffix(change.Path, ".py") {
				t.Errorf("%s: %s would be written", name, change.Path)
			}
		}
		told := ""
		for _, note := range p.Notes {
			told += note.Message + "\n"
		}
		if p.Setup.App != project.app || !strings.Contains(told, project.says) || project.says == "" && strings.Contains(told, "st.login") {
			t.Errorf("%s: the app is %q, told: %s", name, p.Setup.App, told)
		}
	}
}

// A file named app.py that is no Streamlit app is somebody's.
func TestAnotherAppPyIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "app.py", "from flask import Flask\n")
	if err := plan(t, dir, complete()).Apply(); err != nil {
		t.Fatal(err)
	}
	found := files(t, dir)
	if found["app.py"] != "from flask import Flask\n" || !strings.Contains(found["streamlit_app.py"], "st.login") {
		t.Errorf("files: %q", found)
	}
}

func TestDefaultRedirectFollowsTheConfig(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".streamlit/config.toml", "[server]\nport = 9000\nbaseUrlPath = \"/tools/app/\"\n")
	p := plan(t, dir, complete())
	if want := "http://localhost:9000/tools/app/oauth2callback"; p.Setup.RedirectURI != want || p.Setup.RunFlags != "" {
		t.Errorf("redirect %q, flags %q, want %q", p.Setup.RedirectURI, p.Setup.RunFlags, want)
	}
}

// The port that a person names goes into the configuration, where everything
// else stays and nothing of it is shown; where it cannot, it is said.
func TestPortGoesIntoTheConfiguration(t *testing.T) {
	const hush = "hushOfTheServer4711"
	for before, after := range map[string]string{
		"":                               "[server]\nport = 8600\n",
		"[server]\nport = 9000 # mine\n": "[server]\nport = 8600 # mine\n",
		"[server]\nport = \"9000\"\n":    "[server]\nport = 8600\n",
		"[server]\r\ncookieSecret = \"" + hush + "\"\r\n\r\n[x]\r\n": "[server]\r\ncookieSecret = \"" + hush + "\"\r\nport = 8600\r\n\r\n[x]\r\n",
		"server.baseUrlPath = \"tools\" # " + hush + "\n":            "server.baseUrlPath = \"tools\" # " + hush + "\nserver.port = 8600\n",
		"[server]\nport = 8600\n":                                    "[server]\nport = 8600\n",
		"[server]\nport = [9000]\n":                                  "[server]\nport = [9000]\n",
		"[server\n":                                                  "[server\n",
		"server = \"" + hush + "\"\n":                                "server = \"" + hush + "\"\n",
	} {
		dir := t.TempDir()
		if before != "" {
			write(t, dir, configFile, before)
		}
		project, err := Read(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		answers := complete()
		answers.Port, answers.RedirectURI = 8600, project.DefaultRedirectURI(8600)
		p := plan(t, dir, answers)
		for _, change := range p.Changes {
			old, now := change.Masked()
			if strings.Contains(old+now, hush) {
				t.Errorf("%q: the diff shows what stands in the configuration:\n%s", before, now)
			}
		}
		told := slices.ContainsFunc(p.Notes, func(n Note) bool { return strings.Contains(n.Fix, "--server.port 8600") })
		if flags := p.Setup.RunFlags; (flags != "") != told || told != (before == after && !strings.Contains(before, "8600")) || told && flags != " --server.port 8600" {
			t.Errorf("%q: run with %q, notes %v", before, flags, p.Notes)
		}
		if err := p.Apply(); err != nil {
			t.Fatal(err)
		}
		if got := files(t, dir)[configFile]; got != after {
			t.Errorf("%q becomes %q, want %q", before, got, after)
		}
	}
}

func TestByteOrderMarkIsTold(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".streamlit/secrets.toml", "\ufeff[db]\nx = 1\n")
	p := plan(t, dir, complete())
	if !slices.ContainsFunc(p.Notes, func(n Note) bool { return strings.Contains(n.Message, "byte order mark") }) {
		t.Errorf("notes: %v", p.Notes)
	}
	if !strings.HasPrefix(p.Changes[0].After.Reveal(), "\ufeff[db]\nx = 1\n") {
		t.Error("the file's own bytes changed")
	}
}

func TestCheckMetadataURL(t *testing.T) {
	good := []string{
		"https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration",
		"https://login.microsoftonline.com/consumers/v2.0/.well-known/openid-configuration",
		"https://login.microsoftonline.us/11111111-2222-4333-8444-555555555555/v2.0/.well-known/openid-configuration",
		"https://accounts.google.com/.well-known/openid-configuration",
		"https://id.example.com/realms/a/.well-known/openid-configuration?x=1",
		"http://localhost:8080/realms/a/.well-known/openid-configuration",
		"http://127.0.0.1:8765/t/v2.0/.well-known/openid-configuration",
		"http://[::1]:8765/.well-known/openid-configuration",
	}
	for _, address := range good {
		if err := CheckMetadataURL(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	bad := []string{
		"", " ", "contoso.com", "accounts.google.com/.well-known/openid-configuration",
		"https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
		"https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration",
		"https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration",
		"https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize",
		"http://accounts.google.com/.well-known/openid-configuration",
		"http://localhost.example.com/.well-known/openid-configuration",
		"https://{domain}/.well-known/openid-configuration",
		"https://id.example.com/", "ftp://id.example.com/.well-known/openid-configuration",
		"https://me:secret@id.example.com/.well-known/openid-configuration",
		"https://id.example.com/.well-known/openid-configuration#top",
	}
	for _, address := range bad {
		err := CheckMetadataURL(address)
		if err == nil {
			t.Errorf("%q is accepted", address)
		} else if strings.Contains(err.Error(), "me:secret") {
			t.Errorf("%q: the error repeats a password", address)
		}
	}
}

func TestCheckProvider(t *testing.T) {
	for name, good := range map[string]bool{
		"microsoft": true, "Entra-2": true, "": false, "default": false, "Default": false,
		"my_entra": false, "a.b": false, "a b": false, `a"b`: false, "größe": false,
	} {
		if err := CheckProvider(name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Streamlit finds [auth.Microsoft] and [auth.microsoft] by the same name.
func TestNamesThatDifferInCaseOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".streamlit/secrets.toml", "[auth]\n[auth.Microsoft]\nclient_id = \"x1\"\n")
	project, err := Read(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	answers := complete()
	answers.Provider = "microsoft"
	if _, err := project.Plan(answers); err == nil || !strings.Contains(err.Error(), "Microsoft") {
		t.Errorf("got %v", err)
	}
}

func TestIgnoreLineKeepsEveryByte(t *testing.T) {
	for before, want := range map[string]string{
		"":               ".streamlit/secrets.toml\n",
		"a":              "a\n.streamlit/secrets.toml\n",
		"a\n":            "a\n.streamlit/secrets.toml\n",
		"a\r\nb":         "a\r\nb\r\n.streamlit/secrets.toml\r\n",
		"a\r\n\r\n":      "a\r\n\r\n.streamlit/secrets.toml\r\n",
		"\ufeffa\nb\r\n": "\ufeffa\nb\r\n.streamlit/secrets.toml\n",
	} {
		if got := string(WithLine([]byte(before), ignoreLine)); got != want {
			t.Errorf("%q becomes %q, want %q", before, got, want)
		}
	}
}

func TestLinesThatIgnoreWithoutGit(t *testing.T) {
	for text, want := range map[string]bool{
		".streamlit/secrets.toml\n": true, "/.streamlit/secrets.toml\r\n": true, "**/secrets.toml": true, ".streamlit/\n": true, "\ufeffsecrets.toml\n": true,
		"": false, "# .streamlit/secrets.toml\n": false, "./.streamlit/secrets.toml\n": false, "secrets.toml.bak\n": false,
		"secrets.toml\n!.streamlit/secrets.toml\n": false,
	} {
		if got := hasIgnoreLine([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// Not one word of a secrets file that could be a secret gets through.
func TestMaskedShowsNoSecret(t *testing.T) {
	text := strings.ReplaceAll(`# hunter2
# Settings of st.login. These are secrets: keep this file out of git. hunter2
hunter2-line = "hunter2"
[auth] # hunter2
redirect_uri = "http://localhost:8501/oauth2callback?code=hunter2"
cookie_secret = "hunter2"
client_id = "hunter2"
"client_secret" = 'hunter2'
server_metadata_url = "https://me:hunter2@id.example.com/x"
multi = """
[hunter2]
client_id = "11111111-2222-4333-8444-hunter255555"
"""
inline = { redirect_uri = "hunter2" }
list = ["hunter2",
 "hunter2"]
number = 5
`, "hunter2-line", "line")
	before, after := Change{Secret: true, Before: secrets.New("[auth]\n"), After: secrets.New(text)}.Masked()
	if before != "[auth]\n" {
		t.Errorf("before: %q", before)
	}
	if strings.Contains(after, "hunter2") {
		t.Errorf("a secret shows:\n%s", after)
	}
	if strings.Count(after, "\n") != strings.Count(text, "\n") {
		t.Errorf("%d lines for %d", strings.Count(after, "\n"), strings.Count(text, "\n"))
	}
	for _, want := range []string{"http://localhost:8501/oauth2callback", "https://id.example.com/x", `cookie_secret = "•••"`} {
		if !strings.Contains(after, want) {
			t.Errorf("it lacks %s:\n%s", want, after)
		}
	}
}

func TestMaskedTellsThatASecretChanged(t *testing.T) {
	before, after := Change{
		Secret: true, Before: secrets.New("[auth]\nclient_secret = \"one\"\n"), After: secrets.New("[auth]\nclient_secret = \"two\"\n"),
	}.Masked()
	if before == after {
		t.Error("before and after look the same")
	}
}

func TestReadRefuses(t *testing.T) {
	for name, prepare := range map[string]func(dir string){
		"broken TOML":            func(dir string) { write(t, dir, ".streamlit/secrets.toml", "[auth]\nclient_secret = hunter2\n") },
		"UTF-16":                 func(dir string) { write(t, dir, ".streamlit/secrets.toml", "\xff\xfe[\x00a\x00]\x00\n\x00") },
		"a folder for the file":  func(dir string) { write(t, dir, ".streamlit/secrets.toml/x", "") },
		"a file for the folder":  func(dir string) { write(t, dir, ".streamlit", "") },
		"broken settings":        func(dir string) { write(t, dir, ".streamlit/authkit.toml", "x = \n") },
		"a folder for gitignore": func(dir string) { write(t, dir, ".gitignore/x", "") },
	} {
		dir := t.TempDir()
		prepare(dir)
		before := files(t, dir)
		_, err := Read(context.Background(), dir)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
		if !equal(before, files(t, dir)) {
			t.Errorf("%s: the folder changed", name)
		}
	}
	if _, err := Read(context.Background(), filepath.Join(t.TempDir(), "nowhere")); err == nil {
		t.Error("a folder that is not there is accepted")
	}
}
