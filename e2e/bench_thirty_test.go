//go:build bench

package e2e

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// TestBenchThirtyApps holds one run over thirty apps against thirty runs.
func TestBenchThirtyApps(t *testing.T) {
	authkit := build(t, "..", "authkit")
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	defer provider.Close()
	root := t.TempDir()
	var apps []string
	for i := range 30 {
		app := filepath.Join(root, "apps", fmt.Sprintf("app%02d", i))
		apps = append(apps, app)
		os.MkdirAll(filepath.Join(app, ".streamlit"), 0o755)
		for name, text := range map[string]string{
			"app.py":           "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n",
			"requirements.txt": "streamlit[auth]==1.60.0\n",
			".streamlit/secrets.toml": fmt.Sprintf("[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaE%03d\"\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"%s/%s/v2.0/.well-known/openid-configuration\"\n",
				i, sandbox.DefaultClientID, sandbox.DefaultClientSecret, provider.URL, sandbox.DefaultTenant),
		} {
			if err := os.WriteFile(filepath.Join(app, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	os.WriteFile(filepath.Join(root, ".gitignore"), []byte("secrets.toml\n"), 0o600)
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "apps"}} {
		command := exec.Command("git", args...)
		command.Dir = root
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v %s", args, err, out)
		}
	}
	for _, how := range []string{"--offline", "--no-login"} {
		commands := []func() *exec.Cmd{func() *exec.Cmd { return exec.Command(authkit, "verify", "--all", root, how) }}
		for _, app := range apps {
			commands = append(commands, func() *exec.Cmd { return exec.Command(authkit, "verify", "--dir", app, how) })
		}
		m := medians(t, 5, commands...)
		alone := 0.0
		for _, one := range m[1:] {
			alone += ms(one)
		}
		if !within("thirty apps, "+how, ms(m[0])/alone, "x thirty runs", 0.6) {
			t.Errorf("one run takes %.0f ms, thirty %.0f", ms(m[0]), alone)
		}
	}
}
