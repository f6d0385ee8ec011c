//go:build unix

package cmd

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/sandbox"
)

// tenant is a sandbox with an Azure CLI that is signed in at it, and an
// empty project.
type tenant struct {
	t      *testing.T
	server *sandbox.Server
	url    string
	token  string // of the CLI, for Graph
	dir    string
	clock  *testClock // of the sandbox and of the command; nil: the system's
	argv   string     // file with every command line of the CLI
	cli    string     // where it lies

	signedIn string // the tenant that the CLI has chosen; empty: the sandbox's
	entra    bool   // login.microsoftonline.com is the sandbox
	refuses  bool   // the CLI has no session in another

	mu       sync.Mutex
	requests []string                                          // to Graph
	before   func(w http.ResponseWriter, r *http.Request) bool // answers in Graph's place
}

// newTenant makes one. change may change what the sandbox knows.
func newTenant(t *testing.T, change func(*sandbox.Options)) *tenant {
	t.Helper()
	return newTenantAt(t, nil, change)
}

// seeFirst sets what sees each request to Graph first; nil: nothing does.
func (e *tenant) seeFirst(before func(w http.ResponseWriter, r *http.Request) bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.before = before
}

// newTenantAt makes one with a clock that waits skip; the tenant is a minute old.
func newTenantAt(t *testing.T, clock *testClock, change func(*sandbox.Options)) *tenant {
	t.Helper()
	options := sandbox.Default()
	if clock != nil {
		options.Now = clock.now
	}
	options.Logf = func(string, ...any) {}
	if change != nil {
		change(&options)
	}
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	e := &tenant{t: t, server: server, dir: t.TempDir(), clock: clock}
	if clock != nil {
		clock.ahead.Add(int64(time.Minute))
	}
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1.0/") {
			e.mu.Lock()
			e.requests = append(e.requests, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/v1.0/"))
			before := e.before
			e.mu.Unlock()
			if before != nil && before(w, r) {
				return
			}
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(listener.Close)
	e.url = listener.URL
	response, err := http.PostForm(e.url+"/"+sandbox.DefaultTenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.PipelineClientID}, "client_secret": {sandbox.DefaultClientSecret}, "scope": {"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || json.Unmarshal(body, &answer) != nil || answer.Token == "" {
		t.Fatalf("no token: %v\n%s", err, body)
	}
	e.token = answer.Token
	e.az()
	return e
}

// az makes a CLI that notes how it was called.
func (e *tenant) az() {
	e.t.Helper()
	bin := e.t.TempDir()
	e.argv = filepath.Join(bin, "argv")
	named := fmt.Sprintf("echo '{\"accessToken\":\"%s\",\"tenant\":\"%s\"}'", e.token, sandbox.DefaultTenant)
	if e.refuses {
		named = "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1"
	}
	script := fmt.Sprintf("#!/bin/sh\necho \"$@\" >> '%s'\ncase \"$1\" in\naccount) case \"$*\" in *--tenant*) %s;; *) echo '{\"accessToken\":\"%s\",\"tenant\":\"%s\"}';; esac;;\ncloud) echo '{\"endpoints\":{\"activeDirectory\":\"%s\",\"microsoftGraphResourceId\":\"%s/\"}}';;\nesac\n",
		e.argv, named, e.token, cmp.Or(e.signedIn, sandbox.DefaultTenant), e.url, e.url)
	e.cli = filepath.Join(bin, "az")
	if err := os.WriteFile(e.cli, []byte(script), 0o755); err != nil {
		e.t.Fatal(err)
	}
}

// process is a command line as a process of its own in the project, see authkitIn.
func (e *tenant) process(faulty string, args ...string) *exec.Cmd {
	command := authkitIn(e.dir, faulty, args)
	command.Env = append(command.Env, "PATH="+filepath.Dir(e.cli)+string(os.PathListSeparator)+os.Getenv("PATH"))
	return command
}

// session asks that CLI.
func (e *tenant) session(ctx context.Context, tenant string) (*azcli.Session, error) {
	return azcli.SignedInAt(ctx, e.cli, tenant)
}

// run is a command line in the project: its exit code and all that it prints. No
// secret stands in it, nor in the CLI's command lines.
func (e *tenant) run(args ...string) (int, string) {
	e.t.Helper()
	return e.in(context.Background(), args...)
}

func (e *tenant) in(ctx context.Context, args ...string) (int, string) {
	e.t.Helper()
	var out bytes.Buffer
	env := canaryEnv(e.dir, &out, "", func() {})
	env.AzureCLI = e.session
	env.Sleep = func(ctx context.Context, d time.Duration) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(d, 50*time.Millisecond)):
			return nil
		}
	}
	if e.clock != nil {
		env.Now, env.Sleep = e.clock.now, e.clock.sleep
	}
	if e.entra {
		env.Transport = insteadOfEntra{e.url, env.Transport}
	}
	code := unfiltered(ctx, env, args)
	argv, _ := os.ReadFile(e.argv)
	for _, secret := range append(e.secrets(), e.token) {
		if strings.Contains(out.String(), secret) || strings.Contains(string(argv), secret) {
			e.t.Errorf("%v shows a secret:\n%s", args, out.String())
		}
	}
	return code, out.String()
}

// insteadOfEntra sends what is meant for Entra to a sandbox.
type insteadOfEntra struct {
	sandbox string
	others  http.RoundTripper
}

func (i insteadOfEntra) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host == "login.microsoftonline.com" {
		request = request.Clone(request.Context())
		request.URL.Scheme, request.URL.Host = "http", strings.TrimPrefix(i.sandbox, "http://")
		request.Host = request.URL.Host
	}
	return i.others.RoundTrip(request)
}

// secrets are the client secrets in the project's file.
func (e *tenant) secrets() []string {
	var found []string
	for line := range strings.Lines(e.file(".streamlit/secrets.toml")) {
		if key, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(key) == "client_secret" {
			if value = strings.Trim(strings.TrimSpace(value), `"`); value != "" {
				found = append(found, value)
			}
		}
	}
	return found
}

func (e *tenant) file(name string) string {
	data, _ := os.ReadFile(filepath.Join(e.dir, filepath.FromSlash(name)))
	return string(data)
}

func (e *tenant) write(name, text string) {
	e.t.Helper()
	path := filepath.Join(e.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		e.t.Fatal(err)
	}
}

// asked takes what Graph was asked since the last time.
func (e *tenant) asked() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	asked := e.requests
	e.requests = nil
	return asked
}

// apps are the registrations of the tenant, as Graph lists them.
func (e *tenant) apps() []entra.Application {
	e.t.Helper()
	request, err := http.NewRequest(http.MethodGet, e.url+"/v1.0/applications", http.NoBody)
	if err != nil {
		e.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+e.token)
	recorder := httptest.NewRecorder()
	request.Host = strings.TrimPrefix(e.url, "http://")
	e.server.ServeHTTP(recorder, request)
	var list struct{ Value []entra.Application }
	if err := json.Unmarshal(recorder.Body.Bytes(), &list); err != nil {
		e.t.Fatalf("%v\n%s", err, recorder.Body)
	}
	return list.Value
}

// made are the registrations that the sandbox does not begin with.
func (e *tenant) made() []entra.Application {
	e.t.Helper()
	return slices.DeleteFunc(e.apps(), func(a entra.Application) bool {
		return slices.ContainsFunc(sandbox.Default().Clients, func(c sandbox.Client) bool { return c.ID == a.AppID })
	})
}

// app is the registration of a client ID.
func (e *tenant) app(id string) entra.Application {
	e.t.Helper()
	apps := e.apps()
	at := slices.IndexFunc(apps, func(a entra.Application) bool { return a.AppID == id })
	if at < 0 {
		e.t.Fatalf("there is no %s among %d", id, len(apps))
	}
	return apps[at]
}
