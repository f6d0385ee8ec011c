package cmd

import (
	"bytes"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/spelling"
)

// A command that was mistyped or cut off is still told.
func TestNearestCommand(t *testing.T) {
	t.Parallel()
	var names []string
	for _, c := range newRootCommand(&Env{}).Commands() {
		names = append(names, c.Name())
	}
	for name, want := range map[string]string{
		"depoly": "deploy-secrets", "deploy": "deploy-secrets", "deply": "deploy-secrets", "deploy-secret": "deploy-secrets", "secrets": "", "deplay-secrets": "deploy-secrets",
		"dmeo": "demo", "demos": "demo", "intit": "init", "verfiy": "verify", "expalin": "explain", "sanbox": "sandbox", "versoin": "version", "frobnicate": "",
	} {
		if got := spelling.Nearest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// What is wrong with a flag is said in our words, with the flag that was meant,
// and never with the value: it may be a secret in the wrong place.
func TestMistypedFlags(t *testing.T) {
	t.Parallel()
	const canary = "c4nary-Q8"
	for line, want := range map[string]string{
		"verify --ofline":                 "there is no flag --ofline\nhint: did you mean --offline?",
		"verify --secret " + canary:       "there is no flag --secret\nhint: did you mean --secrets?",
		"verify --" + canary:              "there is no such flag\nhint: see 'authkit verify --help'",
		"verify --frobnicate":             "there is no flag --frobnicate\nhint: see 'authkit verify --help'",
		"verify -offline":                 "flags have two dashes\nhint: say --offline",
		"verify -q":                       "there is no flag -q\nhint: see",
		"verify --timeout " + canary:      "--timeout takes a time: 30 or 30s for seconds, 2m for minutes\nhint: see",
		"verify --timeout=":               "--timeout takes a time",
		"verify --strict=" + canary:       "--strict takes no value",
		"verify --dir":                    "--dir needs a value",
		"verify ---x":                     "an argument begins like a flag and is none",
		"rotate --days " + canary:         "--days takes a whole number",
		"sandbox --port 1.5":              "--port takes a whole number",
		"help " + canary:                  "there is no such command",
		"help verfy":                      "there is no command \"verfy\"\nhint: did you mean authkit verify?",
		"help verify frobnicate":          "unknown argument \"frobnicate\"",
		"completion klingon":              "there is no shell \"klingon\"\nhint: one of bash, zsh, fish, powershell",
		"completion":                      "which shell?\nhint: one of bash, zsh, fish, powershell",
		"completion bash " + "frobnicate": "unknown argument",
	} {
		var screen, notes bytes.Buffer
		env := canaryEnv(t.TempDir(), &screen, "", func() {})
		env.Stderr = &notes
		if code := run(t.Context(), env, strings.Fields(line)); code != exitUsage || !strings.Contains(notes.String(), "authkit: "+want) {
			t.Errorf("%s: exit %d, %s, want %q", line, code, notes.String(), want)
		}
		if strings.Contains(notes.String()+screen.String(), canary) {
			t.Errorf("%s shows the value: %s", line, notes.String())
		}
	}
}

// A number without a unit is seconds.
func TestTimeoutInSeconds(t *testing.T) {
	t.Parallel()
	var screen, notes bytes.Buffer
	env := canaryEnv(t.TempDir(), &screen, "", func() {})
	env.Stderr = &notes
	if code := run(t.Context(), env, []string{"verify", "--offline", "--timeout", "5"}); code == exitUsage {
		t.Errorf("exit %d: %s", code, notes.String())
	}
}
