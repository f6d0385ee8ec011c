//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// gatedApp lets in whoever is signed in.
const gatedApp = `import streamlit as st

if not st.user.is_logged_in:
    st.button("Sign in", on_click=st.login)
    st.stop()
st.write("Hello", st.user.get("name"))
`

// The tutorial, from no registration to the deployed URI and a new secret, with
// the sign-in of the real Azure CLI. az reads back what authkit wrote, and the
// real Streamlit signs in with it.
func TestRegisterWithTheRealAzureCLI(t *testing.T) {
	t.Parallel()
	c := newAzureCloud(t)
	c.signInPerson("ada@" + sandbox.DefaultDomain)
	dir, port := t.TempDir(), freePort(t)
	local := "http://localhost:" + port + "/oauth2callback"
	for name, text := range map[string]string{"app.py": gatedApp, filepath.Join(".streamlit", "config.toml"): "[server]\nport = " + port + "\n"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	does := func(args ...string) string {
		t.Helper()
		code, out := run(t, dir, c.env, args...)
		if code != 0 {
			t.Fatalf("authkit %s: %d\n%s", strings.Join(args, " "), code, out)
		}
		return out
	}
	signsIn := func(when string) {
		t.Helper()
		err := signsInAs(t, secretsOf(dir), "http://localhost:"+port, func(ctx context.Context, browser *http.Client, address string) (*http.Response, error) {
			browser.Transport.(*appCookies).elsewhere = trusting(t, c.ca).Transport
			return sandbox.Visitor{Client: browser}.SignIn(ctx, address)
		})
		if err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}

	does("register", "--yes")
	id := tomlValue(t, secretsOf(dir), "client_id")
	type secretRow struct{ KeyID, DisplayName, Hint, EndDateTime string }
	secrets := func() (rows []secretRow) {
		t.Helper()
		if err := json.Unmarshal([]byte(c.does("ad", "app", "credential", "list", "--id", id)), &rows); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	uris := func() []string {
		t.Helper()
		return strings.Fields(c.does("ad", "app", "show", "--id", id, "--query", "web.redirectUris", "-o", "tsv"))
	}
	if got := uris(); !slices.Equal(got, []string{local}) {
		t.Errorf("az sees the redirect URIs %q", got)
	}
	if got := secrets(); len(got) != 1 || !strings.HasPrefix(tomlValue(t, secretsOf(dir), "client_secret"), got[0].Hint) || !strings.HasPrefix(got[0].DisplayName, "authkit ") {
		t.Errorf("az sees the secrets %+v", got)
	}
	start(t, dir, c.env, need(t, "STREAMLIT"), "run", "app.py", "--server.headless", "true", "--server.port", port, "--browser.gatherUsageStats", "false")
	answers(t, "http://localhost:"+port+"/_stcore/health")
	signsIn("after register")
	if out := does("verify", "--graph", "-v"); !strings.Contains(out, "sound") || strings.Contains(out, "unproven") {
		t.Errorf("verify --graph:\n%s", out)
	}

	before, file := secrets(), tomlValue(t, secretsOf(dir), "client_secret")
	does("register", "--yes")
	if after := secrets(); !slices.Equal(before, after) || tomlValue(t, secretsOf(dir), "client_secret") != file {
		t.Errorf("a second run has changed something: %+v", after)
	}
	does("register", "--yes", "--url", "https://board.example.com/tools")
	if got := uris(); !slices.Equal(got, []string{local, "https://board.example.com/tools/oauth2callback"}) {
		t.Errorf("with the deployed one: %q", got)
	}

	does("rotate", "--yes")
	if got := secrets(); len(got) != 2 || tomlValue(t, secretsOf(dir), "client_secret") == file {
		t.Errorf("rotate leaves %+v", got)
	}
	signsIn("after rotate")
	does("rotate", "--finish", "--yes")
	if got := secrets(); len(got) != 1 || got[0].KeyID == before[0].KeyID {
		t.Errorf("rotate --finish leaves %+v", got)
	}
	signsIn("after rotate --finish")
	does("verify", "--graph")
}

// The script that an administrator gets does with the real Azure CLI what it says,
// and nothing when it runs again.
func TestRequestWithTheRealAzureCLI(t *testing.T) {
	t.Parallel()
	c := newAzureCloud(t)
	c.signInPerson("grace@" + sandbox.DefaultDomain)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(gatedApp), 0o644); err != nil {
		t.Fatal(err)
	}
	code, request := run(t, dir, environment(t), "register", "--request", "az", "--url", "https://board.example.com/tools")
	_, script, found := strings.Cut(request, "```sh\n")
	script, _, whole := strings.Cut(script, "```\n")
	if code != 0 || !found || !whole {
		t.Fatalf("%d\n%s", code, request)
	}
	file := filepath.Join(dir, "register.sh")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	runs := func() string {
		t.Helper()
		command := exec.Command("sh", file)
		command.Dir, command.Env = dir, c.env
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	state := func(id string) string { return c.does("ad", "app", "show", "--id", id) }

	told := runs()
	_, id, _ := strings.Cut(told, "client ID:")
	id = strings.Fields(id)[0]
	secret, err := os.ReadFile(filepath.Join(dir, "authkit-client-secret.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(told, strings.TrimSpace(string(secret))) {
		t.Error("the script shows the secret")
	}
	if status := c.tokenStatus(id, strings.TrimSpace(string(secret))); status != http.StatusOK {
		t.Errorf("the secret is answered with %d", status)
	}
	before := state(id)
	for _, part := range []string{"http://localhost:8501/oauth2callback", "https://board.example.com/tools/oauth2callback", `"signInAudience": "AzureADMyOrg"`} {
		if !strings.Contains(before, part) {
			t.Errorf("no %s in %s", part, before)
		}
	}
	runs()
	if after := state(id); after != before {
		t.Errorf("a second run has changed something:\n%s\n%s", before, after)
	}
}

// tomlValue is a string of a flat file of TOML.
func tomlValue(t *testing.T, path, key string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, " = "); ok && name == key {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	t.Fatalf("no %s in %s", key, path)
	return ""
}
