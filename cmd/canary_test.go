package cmd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/fleet/expiry"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/report"
)

// canary is what must never be seen. Every place where a person may have put
// a secret, right or wrong, holds it.
const canary = "kAnArY7f3c9e"

// canaryProjects are secrets files with canaries, sound and broken.
func canaryProjects(provider string) map[string]string {
	metadata := provider + "/" + sandbox.DefaultTenant + "/v2.0/.well-known/openid-configuration"
	sound := `# ` + canary + `
top = "` + canary + `"
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "` + canary + `-cookie-0123456789abcdef"
client_id = "` + sandbox.DefaultClientID + `"
client_secret = "` + canary + `-client"
server_metadata_url = "` + metadata + `"
`
	return map[string]string{
		"sound":            sound,
		"commented":        strings.ReplaceAll(sound, "\n", " # "+canary+"\n# "+canary+"\n"),
		"wrong-keys":       strings.Replace(strings.Replace(sound, sandbox.DefaultClientID, canary, 1), "[auth]\n", "[auth]\n"+"passwort = \""+canary+"\"\nscope = \""+canary+"\"\n", 1),
		"in-addresses":     strings.Replace(strings.Replace(sound, "oauth2callback\"", "oauth2callback?code="+canary+"#"+canary+"\"", 1), "http://127", "http://user:"+canary+"@127", 1),
		"as-redirect":      strings.Replace(sound, "http://localhost:8501/oauth2callback", canary, 1),
		"at-microsoft":     strings.Replace(strings.Replace(sound, metadata, "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration", 1), sandbox.DefaultClientID, canary, 1),
		"as-metadata":      strings.Replace(sound, metadata, canary, 1),
		"as-tenant":        strings.Replace(sound, metadata, "https://login.microsoftonline.com/{"+canary+"}/v2.0/.well-known/openid-configuration", 1),
		"no-quotes":        strings.Replace(sound, "client_secret = \""+canary+"-client\"", "client_secret = "+canary, 1),
		"no-closing-quote": strings.Replace(sound, canary+"-client\"", canary+"-client", 1),
		"twice":            sound + "[auth]\nclient_secret = \"" + canary + "\"\n",
		"wrong-kinds":      strings.Replace(sound, "cookie_secret = \"", "cookie_secret = [\""+canary+"\"]\nx = \"", 1),
		"kwargs":           sound + "[auth.client_kwargs]\nscope = \"" + canary + "\"\n" + canary + " = \"" + canary + "\"\ntoken_endpoint_auth_method = \"" + canary + "\"\n",
		"expose":           strings.Replace(sound, "[auth]\n", "[auth]\nexpose_tokens = [\""+canary+"\"]\n", 1),
		"old-dialect":      sound + "[other]\nx = [1, \"" + canary + "\"]\ny = \"\"\"" + canary + "\"\"\" # x\n",
		"binary":           "\x00\x01" + canary,
		"utf16":            "\xff\xfe" + strings.Join(strings.Split(canary, ""), "\x00"),
	}
}

// canaryMayShow is what the contract lets out: names of keys, and the path of
// server_metadata_url. The scope is part of the address a person has to open.
var canaryMayShow = map[string][]string{
	"kwargs": {
		canary + " in client_kwargs", canary + " in client&#95;kwargs", "move " + canary, canary + " = \"•••\"", "scope=" + canary,
	},
	"as-tenant": {"login.microsoftonline.com/%7B" + canary + "%7D/v2.0"},
}

// unfiltered is run with a last filter that knows nothing: what keeps secrets
// where they come from has to do without it.
func unfiltered(ctx context.Context, env *Env, args []string) int {
	env = env.filtered()
	env.known = nil
	defer env.flush() //nolint:errcheck // a test's buffers take everything
	return perform(ctx, env, args)
}

// Secrets never come out: every project, every command, every format.
func TestCanary(t *testing.T) {
	t.Parallel()
	options := sandbox.Default()
	options.Clients[0].Secrets[0].Value = canary + "-client"
	var (
		mu       sync.Mutex
		requests []string
	)
	options.Logf = func(format string, args ...any) {}
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		requests = append(requests, r.URL.String())
		mu.Unlock()
		server.ServeHTTP(w, r)
	}))
	defer provider.Close()

	projects := canaryProjects(provider.URL)
	for i, name := range slices.Sorted(maps.Keys(projects)) {
		if testing.Short() && name != "sound" && i%16 != 0 {
			continue
		}
		text := projects[name]
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			os.MkdirAll(filepath.Join(dir, ".streamlit"), 0o755)
			os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(text), 0o600)
			os.MkdirAll(filepath.Join(dir, "copy", ".streamlit"), 0o755)
			os.WriteFile(filepath.Join(dir, "copy", ".streamlit", "secrets.toml"), []byte(text), 0o600)
			os.WriteFile(filepath.Join(dir, "app.py"), []byte("import streamlit as st\nst.login()\n"), 0o644)
			os.WriteFile(filepath.Join(dir, "requirements.txt"), []byte("streamlit[auth]==1.60.0\nhttpx\n"), 0o644)

			commands := [][]string{
				{"init", "--dry-run", "--tenant", "contoso.com", "--client-id", sandbox.DefaultClientID, "--yes"},
				{"init", "--dry-run", "--sandbox", "--yes"},
				{"init", "--dir", "copy", "--yes"}, {"init", "--dir", "copy", "--port", "9000", "--yes"},
				{"deploy-secrets", "--url", "https://example.com", "--dry-run"},
				{"deploy-secrets", "--url", "https://example.com", "--new-cookie-secret", "--dry-run"},
				{"deploy-secrets", "--url", "https://example.com", "--out", "out.toml"},
				{"verify", "--no-login", "--verbose"}, {"verify", "--login"},
				{"verify", "--no-login", "--secrets", "-"}, {"verify", "--offline", "--secrets-env", "CANARY"},
				{"register", "--name", "board", "--request", "md"}, {"register", "--name", "board", "--request", "az"}, {"register", "--provider", "other", "--request", "bicep"},
				{"register", "--provider", "other", "--metadata-url", provider.URL + wellKnown, "--initial-access-token-file", "-", "--yes"},
				{"register", "--provider", "other", "--metadata-url", provider.URL + "/" + sandbox.DefaultTenant + "/v2.0" + wellKnown, "--management-token-file", ".streamlit/secrets.toml", "--yes"},
				{"register", "--provider", "other", "--request", "terraform", "--url", "https://example.com", "--redirect-uri", "https://example.org/oauth2callback"},
				{"register", "--provider", "other", "--name", "board", "--request", "az", "--client-id", sandbox.DefaultClientID, "--audience", "both", "--days", "30"},
				{"info"}, {"info", "--format", "json"},
				{"init", "--ci", "github", "--all", "--dry-run"},
				{"explain", "-"}, {"explain", "AADSTS50011", "--dir", "."}, {"explain", "login loop", "--dir", "."},
			}
			for _, format := range expiry.Formats() {
				commands = append(commands, []string{"expiry", "--all", "--format", format}, []string{"expiry", "copy", "--format", format})
			}
			var files, filesOfAll []string // one run writes them all
			for _, format := range report.Formats() {
				commands = append(commands, []string{"verify", "--all", "--verbose", "--format", format}, []string{"verify", "--no-login", "--format", format})
				filesOfAll = append(filesOfAll, "--output", format+"=report.all."+format)
				files = append(files, "--output", format+"=report."+format)
			}
			commands = append(commands, append([]string{"verify", ".", "copy", "--offline"}, filesOfAll...), append([]string{"verify", "--no-login"}, files...))
			commands = append(commands, []string{"verify", "--dir", "copy", "--fix", "--yes", "--no-login"}, []string{"verify", "--watch", "--offline"})
			for _, args := range commands {
				var out bytes.Buffer
				enough, watches := 5*time.Second, slices.Contains(args, "--watch")
				if watches { // it does not end by itself
					enough = 200 * time.Millisecond
				}
				ctx, cancel := context.WithTimeout(t.Context(), enough)
				env := canaryEnv(dir, &out, text, cancel)
				if watches { // else it looks at the files without pause
					env.Sleep = probe.Sleep
				}
				unfiltered(ctx, env, args)
				cancel()
				shown := strings.ReplaceAll(out.String(), "\x00", "")
				for _, allowed := range canaryMayShow[name] {
					shown = strings.ReplaceAll(shown, allowed, "")
				}
				if at := strings.Index(shown, canary); at >= 0 {
					t.Errorf("%v: %q", args, shown[max(0, at-200):min(len(shown), at+60)])
				}
			}
			reports, _ := filepath.Glob(filepath.Join(dir, "report.*"))
			for _, file := range reports {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				written := string(data)
				for _, allowed := range canaryMayShow[name] {
					written = strings.ReplaceAll(written, allowed, "")
				}
				if strings.Contains(written, canary) {
					t.Errorf("%s holds the canary", filepath.Base(file))
				}
			}
			if name == "sound" && len(reports) != 2*len(report.Formats()) {
				t.Errorf("%d reports were written", len(reports))
			}
		})
	}
	for _, request := range requests {
		if strings.Contains(request, canary) && !strings.Contains(request, "client_id="+canary) && !strings.Contains(request, "redirect_uri=") && !strings.Contains(request, "scope="+canary) {
			t.Errorf("a URL carries a secret: %s", request)
		}
	}
}

func canaryEnv(dir string, out io.Writer, text string, closed func()) *Env {
	return &Env{
		Stdin: strings.NewReader(text), Stdout: out, Stderr: out, Width: 80, WorkingDir: dir,
		Getenv: func(name string) string {
			if name == "CANARY" {
				return text
			}
			return ""
		},
		Now: time.Now, Transport: &http.Transport{DialContext: onlyLoopback},
		Sleep:      func(context.Context, time.Duration) error { return nil },
		SignInWait: 30 * time.Second,
		OpenBrowser: func(ctx context.Context, address string) error {
			go func() {
				response, err := (sandbox.Visitor{}).SignIn(ctx, address)
				if err != nil {
					closed()
					return
				}
				response.Body.Close()
			}()
			return nil
		},
	}
}

// onlyLoopback keeps a test from asking the internet.
func onlyLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	if host, _, _ := net.SplitHostPort(address); !net.ParseIP(host).IsLoopback() && host != "localhost" {
		return nil, errors.New("no route to host")
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}
