package cmd

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// slow is a provider that takes its time, and counts how many of its answers
// had to be waited for one after the other.
type slow struct {
	http.Handler
	mu    sync.Mutex
	waits int
}

func (s *slow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	after := s.waits
	s.mu.Unlock()
	time.Sleep(200 * time.Millisecond)
	s.mu.Lock()
	s.waits = max(s.waits, after+1)
	s.mu.Unlock()
	s.Handler.ServeHTTP(w, r)
}

// Whatever does not need another answer is asked for beside it: a slow provider
// is waited for as often as one question leads to the next.
func TestSlowProviderIsNotWaitedForInARow(t *testing.T) {
	for _, c := range []struct {
		name    string
		lie     lie
		project assembly
		waits   int
	}{
		{"Entra", lie{}, assembly{}, 2}, // metadata, all questions
		{"Entra, wrong secret", lie{}, assembly{secret: "Abc8Q~" + strings.Repeat("y", 34)}, 3},                                                          // and the other way to send it
		{"a standard provider", lie{openID: true}, assembly{}, 3},                                                                                        // and the proof once more
		{"wrong secret", lie{openID: true}, assembly{secret: "another+secret/0123456789 abc"}, 3},                                                        // and what else it may mean, side by side
		{"refused login", lie{openID: true, authorize: unlessSilent(says(400, "text/html", "no"), redirects("login_required", "state"))}, assembly{}, 3}, // and the changed logins
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			provider := &slow{Handler: c.lie.handler(t)}
			project := c.project
			project.provider, project.args = provider, []string{"--no-login"}
			v := project.judge(t)
			if provider.waits > c.waits {
				t.Errorf("%d answers are waited for in a row, want %d\n%s", provider.waits, c.waits, v)
			}
		})
	}
}

// An endpoint that was asked at the end of the time, after a slow one, does not
// hang: the sign-in asks it again.
func TestSignInAsksWhatHadNoTime(t *testing.T) {
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	provider := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for end, takes := range map[string]time.Duration{"/openid-configuration": 700, "/token": 600} {
			if strings.HasSuffix(r.URL.Path, end) {
				time.Sleep(takes * time.Millisecond)
			}
		}
		server.ServeHTTP(w, r)
	})
	v := assembly{provider: provider, timeout: "1s", args: []string{"--login"}}.judge(t)
	if v.noted()["sign-in-token"] != "" || v.noted()["client-secret"] == "undecided" {
		t.Errorf("exit %d\n%s", v.exit, v)
	}
}

// An endpoint that never answers is waited for once, however many questions it
// is asked, and leaves the others their answers. A sign-in does not wait for it
// again.
func TestEndpointThatHangsCostsOneTimeout(t *testing.T) {
	const timeout = time.Second
	for _, c := range []struct{ end, undecided, login string }{
		{"/openid-configuration", "metadata-reachable", "--no-login"},
		{"/openid-configuration", "metadata-reachable", "--login"},
		{"/keys", "metadata-jwks", "--no-login"},
		{"/keys", "metadata-jwks", "--login"},
		{"/token", "client-secret", "--no-login"},
		{"/token", "client-secret", "--login"},
		{"/authorize", "redirect-uri-registered", "--no-login"},
	} {
		end, undecided := c.end, c.undecided
		t.Run(end+c.login, func(t *testing.T) {
			t.Parallel()
			server, err := sandbox.New(sandbox.Default())
			if err != nil {
				t.Fatal(err)
			}
			provider := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, end) {
					io.Copy(io.Discard, r.Body) // before, nobody notices that the client has gone
					<-r.Context().Done()
					return
				}
				server.ServeHTTP(w, r)
			})
			began := time.Now()
			v := assembly{provider: provider, timeout: timeout.String(), args: []string{c.login}}.judge(t)
			if took := time.Since(began); took >= 2*timeout {
				t.Errorf("it takes %v with a timeout of %v", took, timeout)
			}
			if v.exit != exitUndecided || v.noted()[undecided] != "undecided" || !strings.Contains(v.screen, "did not answer in time") {
				t.Errorf("exit %d, %s is %q\n%s", v.exit, undecided, v.noted()[undecided], v)
			}
			for _, id := range []string{"metadata-jwks", "client-secret", "redirect-uri-registered"} {
				if got := v.noted()[id]; got != "" && id != undecided && undecided != "metadata-reachable" {
					t.Errorf("%s is %s although its endpoint answers\n%s", id, got, v)
				}
			}
		})
	}
}
