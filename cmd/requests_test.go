package cmd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// asked counts the requests a provider gets, and refuses those it should not get.
type asked struct {
	http.Handler
	t  *testing.T
	mu sync.Mutex

	paths  map[string]int
	agents map[string]int
}

func (a *asked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := r.URL.Path
	for _, end := range []string{"/token", "/devicecode", "/authorize", "/keys", "/openid-configuration"} {
		if strings.HasSuffix(at, end) {
			at = end
		}
	}
	a.mu.Lock()
	a.paths[at]++
	a.agents[r.UserAgent()]++
	a.mu.Unlock()
	if strings.Contains(r.URL.String(), url.QueryEscape(sandbox.DefaultClientSecret)) || len(r.Cookies()) > 0 {
		a.t.Errorf("%s carries the secret or a cookie", at)
	}
	a.Handler.ServeHTTP(w, r)
}

// A run without a sign-in asks few questions, each as often as it needs, under
// one plain name; a refusal is no reason to ask more, a breakdown none to ask again.
func TestRequestsAreFew(t *testing.T) {
	usual := map[string]int{"/openid-configuration": 1, "/keys": 1, "/devicecode": 2, "/token": 3, "/authorize": 4}
	with := func(path string, n int) map[string]int {
		counts := map[string]int{}
		for at, count := range usual {
			counts[at] = count
		}
		counts[path] = n
		return counts
	}
	for _, c := range []struct {
		name     string
		lie      lie
		provider assembly
		faults   []string
		want     map[string]int
	}{
		{name: "healthy", want: usual},
		{name: "wrong secret, both ways", provider: assembly{secret: "Abc8Q~" + strings.Repeat("y", 34)}, want: with("/token", 6)},
		{name: "Secret ID", provider: assembly{secret: sandbox.DefaultSecretID}, want: with("/token", 3)},
		{name: "expired", faults: []string{"secret-expired"}, want: with("/token", 3)},
		{name: "out of order", faults: []string{"token-500"}, want: with("/token", 3)},
		{name: "script page", faults: []string{"interrupt-page"}, want: with("/authorize", 8)},
		{name: "no metadata", faults: []string{"metadata-500"}, want: map[string]int{"/openid-configuration": 1}},
		{name: "openID", lie: lie{openID: true}, want: map[string]int{"/openid-configuration": 1, "/keys": 1, "/token": 4, "/authorize": 5}},
		{name: "openID, wrong secret", lie: lie{openID: true}, provider: assembly{secret: "another-secret-0123456789"}, want: map[string]int{"/openid-configuration": 1, "/keys": 1, "/token": 6, "/authorize": 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := sandbox.Default()
			options.Faults = c.faults
			server, err := sandbox.New(options)
			if err != nil {
				t.Fatal(err)
			}
			counter := &asked{Handler: server, t: t, paths: map[string]int{}, agents: map[string]int{}}
			if c.lie.openID {
				counter.Handler = c.lie.handler(t)
			}
			project := c.provider
			project.provider, project.args = counter, []string{"--no-login"}
			v := project.judge(t)
			got, _ := json.Marshal(counter.paths)
			want, _ := json.Marshal(c.want)
			if !bytes.Equal(got, want) {
				t.Errorf("it asks %s, want %s\n%s", got, want, v)
			}
			for agent := range counter.agents {
				if !strings.HasPrefix(agent, "authkit/") || strings.ContainsAny(agent, " ()") {
					t.Errorf("it calls itself %q", agent)
				}
			}
		})
	}
}

// A refused secret is tried again, once, where somebody wants it and there is time
// for it; TestRefusedSecretIsAskedAgainForPeople tells where nobody has to say so.
func TestFreshSecretIsTriedAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		project assembly
		waits   time.Duration
	}{
		{"it is wanted", assembly{timeout: "30s", args: []string{"--retry"}}, 12 * time.Second},
		{"nobody wants it", assembly{timeout: "30s"}, 0},
		{"there is no time", assembly{timeout: "5s", args: []string{"--retry"}}, 0},
		{"it is the Secret ID", assembly{timeout: "30s", secret: sandbox.DefaultSecretID, args: []string{"--retry"}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server, err := sandbox.New(sandbox.Default())
			if err != nil {
				t.Fatal(err)
			}
			project := c.project
			if project.secret == "" {
				project.secret = "Abc8Q~" + strings.Repeat("y", 34)
			}
			project.provider, project.clock, project.args = server, newTestClock(), append(project.args, "--no-login")
			v := project.judge(t)
			if v.noted()["client-secret"] != "failed" {
				t.Errorf("the secret is not refused\n%s", v)
			}
			if waited := time.Duration(project.clock.ahead.Load()); waited != c.waits {
				t.Errorf("it waits %v, want %v", waited, c.waits)
			}
		})
	}
}

// A secret whose check is left out is neither sent to Entra nor waited for.
func TestSkippedSecretIsNotAsked(t *testing.T) {
	for _, selection := range [][]string{{"--skip", "client-secret"}, {"--only", "client-known,client-enabled,client-audience,redirect-uri-registered"}} {
		t.Run(strings.Join(selection, " "), func(t *testing.T) {
			t.Parallel()
			server, err := sandbox.New(sandbox.Default())
			if err != nil {
				t.Fatal(err)
			}
			counter := &asked{Handler: server, t: t, paths: map[string]int{}, agents: map[string]int{}}
			clock := newTestClock()
			v := assembly{
				timeout: "30s", secret: "Abc8Q~" + strings.Repeat("y", 34), provider: counter, clock: clock,
				args: append([]string{"--no-login"}, selection...),
			}.judge(t)
			for path := range counter.paths {
				if strings.HasSuffix(path, "/token") {
					t.Errorf("%s is asked", path)
				}
			}
			if waited := time.Duration(clock.ahead.Load()); waited != 0 {
				t.Errorf("it waits %v", waited)
			}
			for _, id := range []string{"client-known", "client-enabled", "client-audience", "redirect-uri-registered"} {
				if got := v.noted()[id]; got != "" {
					t.Errorf("%s is %s without the secret\n%s", id, got, v)
				}
			}
		})
	}
}

// verify -v says what was sent where, and what that leaves behind.
func TestRequestsAreTold(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	screen := assembly{provider: server, args: []string{"--no-login", "-v", "--format", "text"}}.show(t)
	for _, text := range []string{
		"requests", "/oauth2/v2.0/token", "is the client secret right (client credentials); leaves an entry in the sign-in log of the tenant",
		"/oauth2/v2.0/devicecode", "leaves a device code nobody enters; it lapses after 15 minutes", "control: the same with a made-up client ID",
		"/oauth2/v2.0/authorize", "is the redirect URI registered (prompt=none)", "control: the same with a made-up redirect URI", "/discovery/v2.0/keys",
	} {
		if !strings.Contains(strings.Join(strings.Fields(screen), " "), text) {
			t.Errorf("it does not say %q:\n%s", text, screen)
		}
	}
	for _, text := range []string{"?", sandbox.DefaultClientSecret, "state="} {
		if _, requests, _ := strings.Cut(screen, "requests"); strings.Contains(requests, text) {
			t.Errorf("the list of requests holds %q", text)
		}
	}
}
