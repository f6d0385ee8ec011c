package cmd

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/authkit-cli/authkit/cmd/answer"
)

// start runs authkit in the background; the returned function waits for its exit code.
func start(env *Env, args ...string) func() int {
	done := make(chan int, 1)
	go func() { done <- run(context.Background(), env, args) }()
	return func() int { return <-done }
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}

// From nothing to a set-up project, by answering.
func TestInitAsks(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]struct {
		flags       []string
		enter, pick string
		mine        string // "I have one"
	}{
		"wizard": {nil, "\r", "\r", "\x1b[B\r"},
		"plain":  {[]string{"--plain"}, "\n", "1\n", "2\n"},
	} {
		t.Run(name, func(t *testing.T) {
			env, who := terminal(t)
			code := start(env, append([]string{"init"}, keys.flags...)...)
			who.types("Who signs people in?", keys.pick)
			who.types("Tenant", "contoso.com"+keys.enter)
			who.types("Do you have an app registration?", keys.mine)
			who.types("Client ID", "11111111-2222-4333-8444-555555555555"+keys.enter)
			who.types("Client secret", "abc8Q~not-a-real-client-secret-0123456789"+keys.enter)
			who.types("expires on", "2027-05-01"+keys.enter)
			who.types("Write these files?", "y"+keys.enter)
			who.types("Check it now with authkit verify?", "n"+keys.enter)
			if got := code(); got != 0 {
				t.Fatalf("exit code %d:\n%s", got, who.screen)
			}
			text := who.screen.String()
			if strings.Contains(text, "not-a-real") {
				t.Error("the secret is on the screen")
			}
			for _, want := range []string{"New registration", "http://localhost:8501/oauth2callback", "About to write", ".gitignore", "Left to do at Microsoft Entra", "authkit verify"} {
				if !strings.Contains(text, want) {
					t.Errorf("the screen lacks %q:\n%s", want, text)
				}
			}
			data, err := os.ReadFile(filepath.Join(env.WorkingDir, ".streamlit", "secrets.toml"))
			if err != nil || !strings.Contains(string(data), `client_secret = "abc8Q~not-a-real-client-secret-0123456789"`) {
				t.Errorf("secrets.toml: %v", err)
			}
			settings, _ := os.ReadFile(filepath.Join(env.WorkingDir, ".streamlit", "authkit.toml"))
			if !strings.Contains(string(settings), "2027-05-01") {
				t.Errorf("authkit.toml: %s", settings)
			}
		})
	}
}

// Stopping at any question leaves the folder as it was.
func TestInitStopsAnywhere(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	steps := []struct{ cue, keys string }{
		{"Who signs people in?", "\x1b[B\r"}, // personal accounts
		{"Do you have an app registration?", "\x1b[B\r"},
		{"Client ID", "11111111-2222-4333-8444-555555555555\r"},
		{"Client secret", "abc8Q~not-a-real-client-secret-0123456789\r"},
		{"expires on", "\r"},
		{"Write these files?", "n"},
	}
	for i, last := range steps {
		t.Run(last.cue, func(t *testing.T) {
			env, who := terminal(t)
			code := start(env, "init")
			for _, step := range steps[:i] {
				who.types(step.cue, step.keys)
			}
			keys := "\x03"
			if i == len(steps)-1 {
				keys = "n\r"
			}
			who.types(last.cue, keys)
			if got := code(); got != exitInterrupted {
				t.Errorf("exit code %d, want %d:\n%s", got, exitInterrupted, who.screen)
			}
			if left := entries(t, env.WorkingDir); len(left) != 0 {
				t.Errorf("written: %v", left)
			}
			if !strings.Contains(who.screen.String(), "nothing was written") {
				t.Errorf("it does not say so:\n%s", who.screen)
			}
		})
	}
}

// Choosing the sandbox ends the questions.
func TestInitAsksAndTakesTheSandbox(t *testing.T) {
	t.Parallel()
	env, who := terminal(t)
	code := start(env, "init", "--yes", "--plain")
	who.types("Who signs people in?", "4\n")
	if got := code(); got != 0 {
		t.Fatalf("exit code %d:\n%s", got, who.screen)
	}
	data, _ := os.ReadFile(filepath.Join(env.WorkingDir, ".streamlit", "secrets.toml"))
	if !strings.Contains(string(data), "http://127.0.0.1:8765/") {
		t.Errorf("secrets.toml does not name the sandbox:\n%s", data)
	}
}

// Whoever has no registration and may make none gets the request.
func TestInitWritesTheRequest(t *testing.T) {
	t.Parallel()
	env, who := terminal(t)
	code := start(env, "init", "--plain")
	who.types("Who signs people in?", "1\n")
	who.types("Tenant", "contoso.com\n")
	who.types("Do you have an app registration?", "3\n")
	if got := code(); got != 0 {
		t.Fatalf("exit code %d:\n%s", got, who.screen)
	}
	if text := who.screen.String(); !strings.Contains(text, "contoso.com") || !strings.Contains(text, "Application Developer") {
		t.Errorf("it is no request:\n%s", text)
	}
	if left := entries(t, env.WorkingDir); len(left) != 0 {
		t.Errorf("written: %v", left)
	}
}

// Another provider is asked for its metadata address only.
func TestInitAsksForAnotherProvider(t *testing.T) {
	t.Parallel()
	env, who := terminal(t)
	code := start(env, "init", "--yes", "--plain")
	who.types("Who signs people in?", "3\n")
	who.types("Metadata URL", "id.example.com\n")
	who.types("https://", "https://id.example.com/.well-known/openid-configuration\n")
	who.types("Client ID", "my-app\n")
	who.types("Client secret", "not-a-real-secret\n")
	if got := code(); got != 0 {
		t.Fatalf("exit code %d:\n%s", got, who.screen)
	}
	if text := who.screen.String(); strings.Contains(text, "expires on") || strings.Contains(text, "entra.microsoft.com") {
		t.Errorf("it talks of Microsoft:\n%s", text)
	}
}

// Nothing is wider than the terminal, except what people copy.
func TestInitFitsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, width := range []int{40, 60, 80} {
		env, who := terminal(t)
		env.Width = width
		env.Getenv = func(name string) string {
			return map[string]string{"AUTHKIT_CLIENT_SECRET": "abc8Q~not-a-real-client-secret-0123456789", "NO_COLOR": "1"}[name]
		}
		if code := run(context.Background(), env, []string{"init", "--yes", "--tenant", "contoso.com", "--client-id", "11111111-2222-4333-8444-555555555555"}); code != 0 {
			t.Fatalf("exit code %d:\n%s", code, who.screen)
		}
		if strings.Contains(who.screen.bytes.String(), "\x1b") {
			t.Error("NO_COLOR is set and there is an escape sequence")
		}
		for line := range strings.Lines(who.screen.String()) {
			line = strings.TrimRight(line, "\n")
			if ansi.StringWidth(line) > width && !strings.Contains(line, "https://") && width >= 60 {
				t.Errorf("%d columns: %q", width, line)
			}
		}
	}
}

// No refusal repeats what was pasted: it may be a secret in the wrong place.
func TestRefusalsDoNotRepeatTheAnswer(t *testing.T) {
	t.Parallel()
	const pasted = "hunter2 hunter2"
	const authority = "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration"
	for name, err := range map[string]error{
		"client ID": answer.ClientID(authority, pasted), "client secret": answer.ClientSecret(authority, pasted),
	} {
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := answer.ClientSecret(authority, ""); err == nil || errors.Is(err, errCancelled) {
		t.Errorf("empty secret: %v", err)
	}
}
