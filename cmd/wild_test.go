package cmd

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// wildCase is an input that strangers brought, and what is right to say of it.
type wildCase struct {
	name  string
	files map[string]string // beside wildProject's or in their place; an empty text removes one
	edit  []string          // pairs: in secrets.toml, old text and new text
	args  []string          // of verify; nil: --offline
	run   []string          // another command instead, its output is looked at
	stdin string
	ci    bool

	verdict string   // empty: any
	tells   []string // "status check words": some result of that status has all the words; * is any check
	says    []string // what stands in the command's output
	quiet   []string // checks that may be neither failed nor a warning; "*": all
	never   []string // what no message, fix, reason or output says
}

// wildProject is a project in which nothing is wrong.
var wildProject = map[string]string{
	"app.py":           "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.button(\"Sign in\", on_click=st.login)\n    st.stop()\n\nst.write(\"hello\")\n",
	"requirements.txt": "streamlit[auth]>=1.59.1\n",
	".gitignore":       ".streamlit/secrets.toml\n",
	".streamlit/secrets.toml": `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o"
client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "Rt98Q~uJ3bYxk0vN2mQ5wZ7aLc1dEf6gHi8jKbTd"
server_metadata_url = "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"
`,
}

// TestWild asks the real command about what was judged wrongly when strangers
// brought it, offline: 39 of these 132 were told rightly before anything was
// changed for them. Cases that need a provider or a deployed app stand in e2e.
func TestWild(t *testing.T) {
	right, all := 0, 0
	for _, section := range wildSections() {
		var good atomic.Int32
		t.Run(section.about, func(t *testing.T) {
			for _, c := range section.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					if c.try(t); !t.Failed() {
						good.Add(1)
					}
				})
			}
		})
		right, all = right+int(good.Load()), all+len(section.cases)
		t.Logf("figures: wild inputs, %s: %d of %d right", section.about, good.Load(), len(section.cases))
	}
	t.Logf("figures: wild inputs told rightly: %d of %d", right, all)
}

type wildSection struct {
	about string
	cases []wildCase
}

func wildSections() []wildSection {
	return []wildSection{
		{"scripts that write secrets", wildScripts()}, {"which call counts", wildCalls()}, {"where the app is", wildPlaces()},
		{"fixes", wildFixes()}, {"code", wildCode()}, {"own flows", wildFlows()}, {"placeholders", wildPlaceholders()},
		{"providers and their addresses", wildProviders()}, {"values", wildValues()}, {"settings", wildSettings()},
		{"versions and pages", wildVersions()}, {"no secret", wildNoSecret()}, {"first hours", wildFirstHours()}, {"explain", wildExplain()},
	}
}

func (c wildCase) try(t *testing.T) {
	t.Helper()
	dir := c.write(t)
	var out, notes bytes.Buffer
	env := canaryEnv(dir, &out, "", func() {})
	env.Stderr, env.Home, env.Stdin = &notes, t.TempDir(), strings.NewReader(c.stdin)
	env.Transport = &http.Transport{DialContext: onlyLoopback}
	env.Getenv = func(name string) string {
		if name == "CI" && c.ci {
			return "true"
		}
		return ""
	}
	if c.run != nil {
		run(t.Context(), env, c.run)
		c.judgeOutput(t, out.String()+notes.String())
		return
	}
	args := c.args
	if args == nil {
		args = []string{"--offline"}
	}
	code := run(t.Context(), env, append([]string{"verify", "--format", "json"}, args...))
	var report fieldReport
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("exit %d, no report: %v\n%s", code, err, notes.String())
	}
	c.judge(t, report)
}

func (c wildCase) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{}
	for name, text := range wildProject {
		files[name] = text
	}
	for name, text := range c.files {
		files[name] = text
	}
	secrets := files[".streamlit/secrets.toml"]
	for i := 0; i < len(c.edit); i += 2 {
		if !strings.Contains(secrets, c.edit[i]) {
			t.Fatalf("the secrets do not hold %q", c.edit[i])
		}
		secrets = strings.Replace(secrets, c.edit[i], c.edit[i+1], 1)
	}
	files[".streamlit/secrets.toml"] = secrets
	for name, text := range files {
		if text == "" {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (c wildCase) judge(t *testing.T, report fieldReport) {
	t.Helper()
	var all strings.Builder
	for _, r := range report.Results {
		line := r.Status + " " + r.ID + " " + r.Reason
		for _, f := range r.Findings {
			line += " " + f.Message + " → " + f.Fix
		}
		if r.Status != "ok" && r.Status != "skipped" {
			all.WriteString(line + "\n")
		}
		if (r.Status == "failed" || r.Status == "warning") && (slices.Contains(c.quiet, r.ID) || slices.Contains(c.quiet, "*")) {
			t.Errorf("accused: %s", line)
		}
		for _, word := range c.never {
			if strings.Contains(line, word) {
				t.Errorf("says %q: %s", word, line)
			}
		}
	}
	if c.verdict != "" && report.Verdict != c.verdict {
		t.Errorf("the verdict is %s, want %s", report.Verdict, c.verdict)
	}
	for _, want := range c.tells {
		if !tells(report, want) {
			t.Errorf("does not tell %q", want)
		}
	}
	if t.Failed() {
		t.Logf("verdict %s\n%s", report.Verdict, all.String())
	}
}

func tells(report fieldReport, want string) bool {
	words := strings.Fields(want)
	for _, r := range report.Results {
		if r.Status != words[0] && !(words[0] == "accused" && (r.Status == "failed" || r.Status == "warning")) && !(words[0] == "open" && (r.Status == "unproven" || r.Status == "undecided")) {
			continue
		}
		if words[1] != "*" && r.ID != words[1] {
			continue
		}
		text := r.Reason
		for _, f := range r.Findings {
			text += " " + f.Message + " " + f.Fix + " " + f.File
		}
		if !slices.ContainsFunc(words[2:], func(word string) bool { return !strings.Contains(text, word) }) {
			return true
		}
	}
	return false
}

func (c wildCase) judgeOutput(t *testing.T, out string) {
	t.Helper()
	plain := strings.Join(strings.Fields(out), " ")
	for _, word := range c.says {
		if !strings.Contains(plain, word) {
			t.Errorf("does not say %q", word)
		}
	}
	for _, word := range c.never {
		if strings.Contains(plain, word) {
			t.Errorf("says %q", word)
		}
	}
	if t.Failed() {
		io.WriteString(t.Output(), out) //nolint:errcheck // a test's output takes everything
	}
}
