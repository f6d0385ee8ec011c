package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

const gatedApp = "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nst.write('hello')\n"

// fleetAt writes a repository of thirty apps at a provider: all are well but the
// last, which asks for a section that is not there.
func fleetAt(t *testing.T, provider string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write := func(name, text string) {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(".gitignore", "secrets.toml\n")
	for i := range 30 {
		at := fmt.Sprintf("apps/app%02d/", i+1)
		app := gatedApp
		if i == 29 {
			app = strings.Replace(app, "on_click=st.login", "on_click=st.login, args=['entra']", 1)
		}
		write(at+"app.py", app)
		write(at+"requirements.txt", "streamlit[auth]==1.60.0\n")
		write(at+".streamlit/authkit.toml", fmt.Sprintf("secret_expires = \"%s\"\n", time.Now().AddDate(0, 0, 40+i).Format(time.DateOnly)))
		write(at+".streamlit/secrets.toml", fmt.Sprintf(`[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaE%03d"
client_id = "%s"
client_secret = "%s"
server_metadata_url = "%s"
`, i, sandbox.DefaultClientID, sandbox.DefaultClientSecret, provider+"/"+sandbox.DefaultTenant+"/v2.0/.well-known/openid-configuration"))
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "apps"}} {
		command := exec.Command("git", args...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v %s", args, err, out)
		}
	}
	return dir
}

// A platform engineer with thirty apps: one run finds them all, asks each question
// once (e2e/bench holds what it costs to a budget), and tells in every format which app is broken.
func TestThirtyApps(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	paths := map[string]int{}
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		paths[r.URL.Path[strings.LastIndex(r.URL.Path, "/"):]]++
		mu.Unlock()
		server.ServeHTTP(w, r)
	}))
	defer provider.Close()
	dir := fleetAt(t, provider.URL)
	ask := func(args ...string) (code int, out, notes string) {
		var screen, said bytes.Buffer
		env := canaryEnv(dir, &screen, "", func() {})
		env.Stderr = &said
		return run(t.Context(), env, args), screen.String(), said.String()
	}

	code, out, notes := ask("verify", "--all", "--format", "json")
	var r verify.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err, out, notes)
	}
	if code != exitBroken || r.Verdict != verify.Broken || len(r.Apps) != 30 || !strings.Contains(notes, "found 30 apps: apps/app01, apps/app02") {
		t.Errorf("exit %d, %s, %d apps, %s", code, r.Verdict, len(r.Apps), notes)
	}
	for _, a := range r.Apps {
		if broken := a.Project == "apps/app30"; broken != (a.Verdict == verify.Broken) || !broken && a.Verdict != verify.Sound {
			t.Errorf("%s is %s", a.Project, a.Verdict)
		}
	}
	for _, result := range r.Results {
		if result.Project == "" {
			t.Errorf("%s has no project", result.ID)
		}
	}
	once := fmt.Sprint(paths["/openid-configuration"], paths["/keys"], paths["/devicecode"], paths["/token"], paths["/authorize"])
	if once != "1 1 2 3 4" {
		t.Errorf("metadata, keys, device codes, tokens and logins were asked for %s times, want once what one app asks for: %v", once, paths)
	}

	for _, format := range report.Formats() {
		code, out, _ := ask("verify", "--all", "--offline", "--format", format)
		if code != exitBroken || !strings.Contains(out, "apps/app30") {
			t.Errorf("%s: exit %d, and the app is not in it: %.300s", format, code, out)
		}
	}
	if code, out, _ := ask("verify", "apps/app01", "apps/app02", "--no-login"); code != exitSound || !strings.Contains(out, "2 apps: 2 sound") {
		t.Errorf("two by name: exit %d\n%s", code, out)
	}

	for i := range 30 { // one by one they come to the same
		want := exitSound
		if i == 29 {
			want = exitBroken
		}
		if code, out, _ := ask("verify", "--no-login", "--dir", fmt.Sprintf("apps/app%02d", i+1)); code != want {
			t.Errorf("app %d alone: exit %d\n%s", i+1, code, out)
		}
	}
	code, out, _ = ask("expiry", "--all")
	if lines := strings.Split(strings.TrimSpace(out), "\n"); code != exitSound || len(lines) != 30 || !strings.Contains(lines[0], "apps/app01") {
		t.Errorf("expiry: exit %d\n%s", code, out)
	}
	if code, _, _ := ask("expiry", "--all", "--within", "45"); code != exitBroken {
		t.Errorf("expiry within 45 days: exit %d", code)
	}

	// A checkout in CI has no secrets: the rest decides.
	if err := exec.Command("git", "clone", "-q", dir, dir+"-clone").Run(); err != nil {
		t.Fatal(err)
	}
	dir += "-clone"
	t.Cleanup(func() { os.RemoveAll(dir) })
	if code, out, _ := ask("verify", "--all", "--allow-missing-secrets"); code != exitSound && code != exitBroken || !strings.Contains(out, "30 apps") {
		t.Errorf("in CI: exit %d\n%s", code, out)
	}
}

// Flags of one app are refused, and so is what is not there.
func TestSeveralAppsAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"verify --all --dir x", exitUsage, "--dir is for one app"},
		{"verify --all --login", exitUsage, "--login is for one app"},
		{"verify --all --url https://a.example.com", exitUsage, "--url is for one app"},
		{"verify a b --secrets x", exitUsage, "--secrets is for one app"},
		{"verify a --secrets-env X", exitUsage, "--secrets-env is for one app"},
		{"verify a --provider x", exitUsage, "--provider is for one app"},
		{"verify a --app x.py", exitUsage, "--app is for one app"},
		{"verify --all --redirect-uri http://localhost/oauth2callback", exitUsage, "--redirect-uri is for one app"},
		{"verify --all a b", exitUsage, "--all takes one folder"},
		{"verify --all --format yaml", exitUsage, "there is no format"},
		{"verify --all nowhere", exitUndecided, "nowhere"},
		{"verify nowhere", exitUndecided, "there is no such folder"},
		{"verify --all --offline", exitUndecided, "found no Streamlit app that signs people in"},
		{"expiry --all --dir x", exitUsage, "--dir is for one app"},
		{"expiry --format sarif", exitUsage, "there is no format"},
		{"expiry --within -1", exitUsage, "not negative"},
		{"expiry", exitUndecided, "found 1 app: ."},
		{"expiry --all", exitUndecided, "found no Streamlit app"},
		{"init --all", exitUsage, "--all goes with --ci github"},
		{"init --all --ci gitlab", exitUsage, "--all goes with --ci github"},
		{"init --all --ci github --tenant contoso.com", exitUsage, "--tenant is for one app"},
	} {
		var notes bytes.Buffer
		env := canaryEnv(dir, io.Discard, "", func() {})
		env.Stderr = &notes
		if code := run(t.Context(), env, strings.Fields(c.args)); code != c.code || !strings.Contains(notes.String(), c.says) {
			t.Errorf("%s: exit %d, %s", c.args, code, notes.String())
		}
	}
}
