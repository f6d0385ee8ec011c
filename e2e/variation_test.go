//go:build e2e

package e2e

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// variation is a project that is right or wrong in one way.
//
// In its files, addresses and arguments @port@ is the app's port, @idp@ the
// scripted provider's issuer, @entra@ the tenant's address at the sandbox @sandbox@.
type variation struct {
	name  string
	files map[string]string // over those of the base project; "" is no file; ~/ is the home folder

	app    string // the app's main script; empty: app.py
	args   []string
	env    []string // of Streamlit and verify
	opened string   // what a person opens; empty: http://localhost:@port@

	script     script   // what the scripted provider does
	faults     []string // of the sandbox
	registered []string // redirect URIs, besides those of localhost
	login      bool     // verify signs in, too: without that nobody can know

	want     string // the check that names the cause; empty: somebody can sign in
	judged   bool   // nobody has said what it is: Streamlit alone tells
	unproven bool   // that check can only say that nobody knows before a sign-in
	since    string // first release to which it applies
}

const entraTenant = sandbox.DefaultTenant

// stage holds the providers, for all variations.
type stage struct {
	scripted  *scripted
	mu        sync.Mutex
	sandboxes map[string]*httptest.Server
	lastPort  int
}

func newStage(t *testing.T) *stage {
	s := &stage{scripted: newScripted(t), sandboxes: map[string]*httptest.Server{}, lastPort: 10000 + rand.IntN(10000)}
	t.Cleanup(func() {
		for _, one := range s.sandboxes {
			one.CloseClientConnections()
			one.Close()
		}
	})
	return s
}

// port is one that nobody listens on, that no other variation had, and that is
// below those the system gives out: a server needs a second until it listens.
func (s *stage) port() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		s.lastPort++
		if l, err := net.Listen("tcp", fmt.Sprint(":", s.lastPort)); err == nil {
			l.Close()
			return strconv.Itoa(s.lastPort)
		}
	}
}

// entra is a sandbox with these faults, where the app is registered with redirects.
func (s *stage) entra(t *testing.T, faults, redirects []string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprint(faults, redirects)
	if one, ok := s.sandboxes[key]; ok {
		return one.URL
	}
	options := sandbox.Default()
	options.Faults = faults
	for i := range options.Clients {
		options.Clients[i].WebRedirectURIs = append(options.Clients[i].WebRedirectURIs, redirects...)
	}
	handler, err := sandbox.New(options)
	if err != nil {
		t.Error(err)
		return ""
	}
	s.sandboxes[key] = httptest.NewServer(handler)
	return s.sandboxes[key].URL
}

// laid is a variation that lies on the disk.
type laid struct {
	dir     string // where Streamlit and verify are started
	env     map[string]string
	port    string
	app     string   // the main script, below dir
	args    []string // of streamlit
	address string   // what a person opens
	log     string
}

// lay writes a variation's files below root.
func (s *stage) lay(t *testing.T, r release, v variation, root, port string) (laid, error) {
	var redirects []string
	for _, one := range v.registered {
		redirects = append(redirects, strings.ReplaceAll(one, "@port@", port))
	}
	script, slug := v.script, notInPaths.ReplaceAllString(v.name, "-")
	script.redirects = strings.ReplaceAll(cmp.Or(script.redirects, v.redirectURI()), "@port@", port)
	sandbox := s.entra(t, v.faults, redirects)
	fill := strings.NewReplacer("@port@", port, "@idp@", s.scripted.add(slug, script), "@sandbox@", sandbox, "@entra@", sandbox+"/"+entraTenant,
		"@user@", r.user(), "@streamlit@", r.streamlit, "@authlib@", r.authlib, "@httpx@", r.httpx,
		"@assertion@", asserts(t, s.scripted.app, s.scripted.URL, time.Now().Add(time.Hour)), "@expired@", asserts(t, s.scripted.app, s.scripted.URL, time.Now().Add(-time.Hour)), "@strange@", asserts(t, newKey(t), s.scripted.URL, time.Now().Add(time.Hour)))
	home, project := filepath.Join(root, "home"), filepath.Join(root, "project")
	l := laid{dir: project, port: port, app: cmp.Or(v.app, "app.py"), log: filepath.Join(root, "log"),
		address: fill.Replace(cmp.Or(v.opened, "http://localhost:@port@")),
		env:     map[string]string{"PATH": os.Getenv("PATH"), "HOME": home, "LANG": "C.UTF-8"}}
	for _, d := range []string{home, l.dir} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return l, err
		}
	}
	for name, text := range v.allFiles() {
		if text == "" {
			continue
		}
		file := filepath.Join(project, filepath.FromSlash(name))
		if below, ok := strings.CutPrefix(name, "~/"); ok {
			file = filepath.Join(home, filepath.FromSlash(below))
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return l, err
		}
		if err := os.WriteFile(file, []byte(fill.Replace(text)), 0o600); err != nil {
			return l, err
		}
		// Of secrets that were written just now verify asks Entra twice.
		if err := os.Chtimes(file, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			return l, err
		}
	}
	for _, one := range v.env {
		name, value, _ := strings.Cut(fill.Replace(one), "=")
		l.env[name] = value
	}
	l.args = append([]string{"run", l.app, "--server.headless", "true", "--browser.gatherUsageStats", "false"}, v.args...)
	for i := range l.args {
		l.args[i] = fill.Replace(l.args[i])
	}
	return l, nil
}

var (
	notInPaths  = regexp.MustCompile(`[^A-Za-z0-9.-]+`)
	redirectURI = regexp.MustCompile(`redirect_uri"? ?[=.]+ ?["']{1,3}([^"'\r\n]+)["']`)
)

// redirectURI is what is registered at the scripted provider: what the secrets
// say, as people copy it from there.
func (v variation) redirectURI() string {
	files := v.allFiles()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if found := redirectURI.FindStringSubmatch(files[name]); found != nil && !strings.HasPrefix(name, "app") {
			return strings.ReplaceAll(found[1], "{port}", "@port@")
		}
	}
	return ""
}

func (v variation) allFiles() map[string]string {
	files := map[string]string{
		"app.py":                 appOf("st.button(\"Sign in\", on_click=st.login)"),
		"requirements.txt":       "streamlit==@streamlit@\nAuthlib==@authlib@\nhttpx==@httpx@\n",
		".streamlit/config.toml": "[server]\nport = @port@\n",
	}
	for name, text := range v.files {
		files[name] = text
	}
	return files
}

// appOf is an app with a login.
func appOf(login string) string {
	return "import streamlit as st\n\nif not @user@.is_logged_in:\n    " + strings.ReplaceAll(login, "\n", "\n    ") + "\n    st.stop()\nst.text(\"" + signedInText + "\")\n"
}
