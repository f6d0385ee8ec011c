package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// assembly is a project with its provider, as verify meets them.
type assembly struct {
	provider http.Handler
	tenant   string // in server_metadata_url; empty: the sandbox's
	client   string // client_id; empty: the sandbox's
	secret   string // client_secret; empty: the sandbox's
	redirect string // redirect_uri; empty: a free port of localhost
	more     string // lines below the others
	args     []string
}

// verdict is what verify says about it.
type verdict struct {
	exit    int
	Verdict string
	Results []struct {
		ID, Level, Status, Confidence, Reason string
		Findings                              []struct{ Severity, Message, Fix, Code string }
	}
	screen string
}

// judge runs verify on an assembly.
func (a assembly) judge(t *testing.T) verdict {
	t.Helper()
	provider := httptest.NewUnstartedServer(a.provider)
	provider.Config.ErrorLog = nil
	provider.Start()
	defer provider.Close()
	defer provider.CloseClientConnections()
	or := func(text, otherwise string) string {
		if text == "" {
			return otherwise
		}
		return text
	}
	redirect := a.redirect
	if redirect == "" {
		redirect = freeRedirectURI(t)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		".streamlit/secrets.toml": fmt.Sprintf("[auth]\nredirect_uri = %q\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"%s/%s/v2.0/.well-known/openid-configuration\"\n%s",
			redirect, or(a.client, sandbox.DefaultClientID), or(a.secret, sandbox.DefaultClientSecret), provider.URL, or(a.tenant, sandbox.DefaultTenant), a.more),
		"app.py":           "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\nst.write(st.user.get(\"email\"))\n",
		"requirements.txt": "streamlit[auth]==1.67.0\nAuthlib==1.9.9\nhttpx==0.28.1\n",
		".gitignore":       ".streamlit/secrets.toml\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, notes bytes.Buffer
	env := canaryEnv(dir, &out, "", func() {})
	env.Stderr = &notes
	env.OpenBrowser = signIn(t)
	env.SignInWait = 3 * time.Second
	v := verdict{exit: run(t.Context(), env, append([]string{"verify", "--format", "json", "--timeout", "8s", "--skip", "redirect-uri-port"}, a.args...))}
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), notes.String())
	}
	v.screen = out.String()
	return v
}

// noted lists the checks that are neither passed nor left out, with what became of them.
func (v verdict) noted() map[string]string {
	noted := map[string]string{}
	for _, r := range v.Results {
		if r.Status != "ok" && r.Status != "skipped" {
			noted[r.ID] = r.Status
		}
	}
	return noted
}

// told is noted as text.
func told(noted map[string]string) string {
	var list []string
	for _, id := range slices.Sorted(maps.Keys(noted)) {
		list = append(list, id+" "+noted[id])
	}
	return strings.Join(list, ", ")
}

func TestExploreFaults(t *testing.T) {
	for _, f := range sandbox.Faults() {
		for _, login := range []string{"--no-login", "--login"} {
			t.Run(f.Name+login, func(t *testing.T) {
				t.Parallel()
				o := sandbox.Default()
				o.Faults = []string{f.Name}
				s, err := sandbox.New(o)
				if err != nil {
					t.Fatal(err)
				}
				v := assembly{provider: s, args: []string{login}}.judge(t)
				var says []string
				for _, r := range v.Results {
					for _, x := range r.Findings {
						says = append(says, "\n      "+r.ID+": "+x.Message+" ["+x.Code+"] FIX "+x.Fix)
					}
					if r.Status == "undecided" || r.Status == "unproven" || r.Status == "skipped" && strings.Contains("client-known client-secret client-enabled client-audience redirect-uri-registered client-platform", r.ID) {
						says = append(says, "\n      "+r.ID+" "+r.Status+": "+r.Reason)
					}
				}
				fmt.Printf("%s %s: %d %s: %s%s\n", f.Name, login, v.exit, v.Verdict, told(v.noted()), strings.Join(says, ""))
			})
		}
	}
}
