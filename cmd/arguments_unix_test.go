//go:build unix

package cmd

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever authkit starts gets no secret in its arguments, where every user of
// the machine could read it, nor in its environment.
func TestStartedProgramsGetNoSecret(t *testing.T) {
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	bin, dir := t.TempDir(), t.TempDir()
	calls := filepath.Join(bin, "calls")
	script := "#!/bin/sh\n{ echo \"$0 $*\"; env; } >> '" + calls + "'\nexec '" + real + "' \"$@\"\n"
	for _, name := range []string{"git", "xdg-open"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("HOME", dir)
	for _, args := range [][]string{{"init", "-q"}, {"commit", "-q", "--allow-empty", "-m", "start"}} {
		command := exec.Command(real, append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}

	google := `{"web": {"client_id": "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com", "client_secret": "` + canary + `-client"}}`
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "google"), 0o755), os.WriteFile(filepath.Join(dir, "google.json"), []byte(google), 0o644),
		os.WriteFile(filepath.Join(dir, "token"), []byte(canary+"-initial"), 0o600)); err != nil {
		t.Fatal(err)
	}
	secretsFile := canaryProjects("http://127.0.0.1:1")["sound"]
	for _, args := range [][]string{
		{"init", "--tenant", "contoso.com", "--client-id", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "--client-secret-file", "-", "--yes"},
		{"init", "--dir", "google", "--from-google-json", "google.json", "--yes"}, {"register", "--provider", "other", "--request", "az"},
		{"register", "--provider", "other", "--metadata-url", "http://127.0.0.1:1" + wellKnown, "--initial-access-token-file", "token", "--management-token-file", "kept", "--yes"},
		{"verify", "--no-login"}, {"verify", "--offline", "--secrets", "-"}, {"verify", "--offline", "--secrets-env", "CANARY"},
		{"deploy-secrets", "--url", "https://example.com", "--in-place"},
		{"deploy-secrets", "--url", "https://example.com", "--target", "github"},
	} {
		var out bytes.Buffer
		env := canaryEnv(dir, &out, secretsFile, func() {})
		if args[0] == "init" {
			env.Stdin = strings.NewReader(canary + "-client\n")
		}
		if code := run(t.Context(), env, args); code == exitUsage {
			t.Errorf("%v: %s", args, out.String())
		}
	}
	started, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(started), canary) {
		t.Errorf("a program was started with a secret:\n%s", started)
	}
	if n := strings.Count(string(started), filepath.Join(bin, "git")+" "); n < 6 {
		t.Errorf("only %d starts of git were seen", n)
	}
}
