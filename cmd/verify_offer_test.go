package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// signInProject is a project at a sandbox, and a terminal on which its person types.
func signInProject(t *testing.T, typed string, faults ...string) (*Env, *bytes.Buffer) {
	t.Helper()
	options := sandbox.Default()
	options.Faults = faults
	handler, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(handler)
	t.Cleanup(provider.Close)
	dir := t.TempDir()
	files := map[string]string{
		"app.py":           wildProject["app.py"],
		"requirements.txt": wildProject["requirements.txt"],
		".streamlit/secrets.toml": fmt.Sprintf("[auth]\nredirect_uri = %q\ncookie_secret = %q\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = %q\n",
			freeRedirectURI(t), wildCookie, sandbox.DefaultClientID, sandbox.DefaultClientSecret, provider.URL+"/"+sandbox.DefaultTenant+"/v2.0/.well-known/openid-configuration"),
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	env := canaryEnv(dir, &out, "", func() {})
	env.Getenv = func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }
	env.Home, env.Stdin, env.StdinTerminal, env.StdoutTerminal = t.TempDir(), strings.NewReader(typed), true, true
	return env, &out
}

// A person at a terminal reads what was found first, and then decides whether to sign in.
func TestSignInIsOfferedAfterTheReport(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed string
		faults      []string
		code        int
		verdicts    []string
		offered     bool
	}{
		{"declined", "n\n", nil, exitSound, []string{"sound"}, true},
		{"accepted", "y\n", nil, exitSound, []string{"sound", "sound"}, true},
		{"broken", "", []string{"secret-expired"}, exitBroken, []string{"broken"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, out := signInProject(t, c.typed, c.faults...)
			if code := run(t.Context(), env, []string{"verify"}); code != c.code {
				t.Errorf("exit %d", code)
			}
			text := out.String()
			asked := strings.Index(text, "Sign in once")
			if (asked >= 0) != c.offered || asked >= 0 && strings.Index(text, "\n"+c.verdicts[0]) > asked {
				t.Errorf("offered: %v", asked >= 0)
			}
			if n := strings.Count(text, "✓ metadata"); n != len(c.verdicts) {
				t.Errorf("%d reports", n)
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// Who stops a sign-in that leads nowhere still reads what was found.
func TestStoppedSignInLeavesTheReport(t *testing.T) {
	t.Parallel()
	env, out := signInProject(t, "")
	ctx, stop := context.WithCancel(t.Context())
	env.OpenBrowser = func(context.Context, string) error { stop(); return nil }
	if code := run(ctx, env, []string{"verify", "--login"}); code != exitInterrupted {
		t.Errorf("exit %d", code)
	}
	for _, want := range []string{"✓ metadata", "the sign-in was interrupted", "\nundecided"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("does not say %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "nothing was written") {
		t.Errorf("speaks of writing:\n%s", out.String())
	}
}

// While the browser is waited for, a pasted error is explained and the sign-in goes on.
func TestPasteDuringTheSignIn(t *testing.T) {
	t.Parallel()
	env, out := signInProject(t, "")
	in, typed := io.Pipe()
	defer typed.Close()
	env.Stdin = in
	var said strings.Builder
	explained := make(chan struct{}, 1)
	env.Stderr = writerFunc(func(p []byte) (int, error) {
		if said.Write(p); strings.Contains(string(p), "still waiting") {
			explained <- struct{}{}
		}
		return len(p), nil
	})
	env.OpenBrowser = func(_ context.Context, address string) error {
		background(t, func(ctx context.Context) {
			for _, text := range []string{canary + " is on the page\n", "AADSTS50105: Your administrator has configured\n"} {
				io.WriteString(typed, text)
				<-explained
			}
			visit(ctx, t, address)
		})
		return nil
	}
	if code := run(t.Context(), env, []string{"verify", "--login"}); code != exitSound {
		t.Errorf("exit %d\n%s", code, out.String())
	}
	for _, want := range []string{"paste its code or its text here", "nothing in this text is known", "AADSTS50105: "} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("does not say %q", want)
		}
	}
	if strings.Contains(said.String(), canary) {
		t.Error("shows what was pasted")
	}
}
