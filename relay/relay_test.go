package relay_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/relay"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/probe"
)

const (
	callback = "http://localhost:8501/oauth2callback"
	canary   = "kAnArY-of-the-relay"
)

// desk is a relay in front of a token endpoint that a test plays.
type desk struct {
	t     *testing.T
	relay *relay.Relay
	mu    sync.Mutex
	said  []string
	asked []url.Values
}

// open starts both. reply plays the provider; nil: it grants.
func open(t *testing.T, reply http.HandlerFunc, change func(*relay.App)) *desk {
	t.Helper()
	d := &desk{t: t}
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		d.mu.Lock()
		d.asked = append(d.asked, r.PostForm)
		d.mu.Unlock()
		if reply != nil {
			reply(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.Header().Set("Set-Cookie", "a=b")
		io.WriteString(w, `{"id_token":"x"}`)
	}))
	t.Cleanup(provider.Close)
	at, err := url.Parse(provider.URL + "/token")
	if err != nil {
		t.Fatal(err)
	}
	app := relay.App{
		Section: "[auth.default]", ClientID: "board", RedirectURI: callback,
		Endpoint: func(context.Context) (probe.TokenEndpoint, error) { return probe.TokenEndpoint{URL: at}, nil },
		Proof: func(context.Context, probe.TokenEndpoint) (relay.Shown, error) {
			return relay.Shown{Form: map[string]secrets.Secret{"client_assertion": secrets.New(canary), "client_assertion_type": secrets.New("jwt")}}, nil
		},
	}
	if change != nil {
		change(&app)
	}
	d.relay, err = relay.Listen(relay.Options{
		Apps: []relay.App{app}, Rand: rand.Reader,
		Network: probe.Network{Transport: http.DefaultTransport, Now: time.Now, UserAgent: "authkit/test"},
		Say: func(line string) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.said = append(d.said, line)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.relay.Close)
	return d
}

// streamlits is the form that Streamlit sends.
func streamlits() url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {"code-" + canary}, "redirect_uri": {callback}, "client_id": {"board"}, "code_verifier": {"verifier-" + canary}}
}

// send sends a request and reads the answer.
func (d *desk) send(method, address, kind string, form url.Values, header ...string) (int, http.Header, string) {
	d.t.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		d.t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			request.Host = header[i+1]
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(body)
}

const form = "application/x-www-form-urlencoded"

// What Streamlit asks goes to the provider with the proof, and the answer comes
// back as it is.
func TestExchange(t *testing.T) {
	d := open(t, nil, nil)
	sent := streamlits()
	sent.Set("client_secret", "unused")
	status, header, body := d.send(http.MethodPost, d.relay.URL(0), form+"; charset=utf-8", sent)
	if status != 200 || body != `{"id_token":"x"}` || header.Get("Content-Type") != "application/json;charset=UTF-8" || header.Get("Set-Cookie") != "" || len(d.said) != 0 {
		t.Errorf("%d %v %s %q", status, header, body, d.said)
	}
	got := d.asked[0]
	if got.Get("client_assertion") != canary || got.Has("client_secret") || got.Get("code_verifier") != sent.Get("code_verifier") || len(got) != 7 {
		t.Errorf("%v", got)
	}
}

// Everything else is refused, said in one line, and sent nowhere.
func TestRefusesWhatStreamlitDoesNotAsk(t *testing.T) {
	d := open(t, nil, nil)
	address := d.relay.URL(0)
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if len(strings.TrimSuffix(strings.TrimPrefix(at.Path, "/"), "/token")) < 22 || at.Hostname() != "127.0.0.1" {
		t.Errorf("%s is guessed", address)
	}
	with := func(pairs ...string) url.Values {
		all := streamlits()
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] == "" {
				all.Del(pairs[i])
			} else {
				all[pairs[i]] = strings.Split(pairs[i+1], " ")
			}
		}
		return all
	}
	for what, c := range map[string]struct {
		method, address, kind string
		form                  url.Values
		header                []string
		status                int
		says                  string
	}{
		"no path":       {"POST", "http://" + at.Host, form, with(), nil, 404, "another address"},
		"another path":  {"POST", address + "x", form, with(), nil, 404, "another address"},
		"another host":  {"POST", address, form, with(), []string{"Host", "evil.example.com"}, 404, "another address"},
		"GET":           {"GET", address, form, with(), nil, 405, "no POST"},
		"PUT":           {"PUT", address, form, with(), nil, 405, "no POST"},
		"a web page":    {"POST", address, form, with(), []string{"Origin", "https://evil.example.com"}, 403, "web page"},
		"JSON":          {"POST", address, "application/json", with(), nil, 415, "no form"},
		"a query":       {"POST", address + "?a=b", form, with(), nil, 400, "a query"},
		"refresh":       {"POST", address, form, with("grant_type", "refresh_token"), nil, 400, "grant_type"},
		"credentials":   {"POST", address, form, with("grant_type", "client_credentials"), nil, 400, "grant_type"},
		"two grants":    {"POST", address, form, with("grant_type", "authorization_code client_credentials"), nil, 400, "twice"},
		"no code":       {"POST", address, form, with("code", ""), nil, 400, "no code"},
		"no client":     {"POST", address, form, with("client_id", ""), nil, 400, "client_id"},
		"other client":  {"POST", address, form, with("client_id", "other"), nil, 400, "client_id"},
		"other address": {"POST", address, form, with("redirect_uri", callback+"/"), nil, 400, "redirect_uri"},
		"too long":      {"POST", address, form, with("code", strings.Repeat("x", 70_000)), nil, 400, "too long"},
	} {
		d.said = nil
		status, _, body := d.send(c.method, c.address, c.kind, c.form, c.header...)
		if status != c.status || len(d.said) != 1 || !strings.Contains(d.said[0], c.says) {
			t.Errorf("%s: %d %q", what, status, d.said)
		}
		if all := strings.Join(d.said, "") + body; strings.Contains(all, canary) || strings.Contains(all, at.Path) {
			t.Errorf("%s: shows %s", what, all)
		}
	}
	if len(d.asked) != 0 {
		t.Errorf("%d requests went to the provider", len(d.asked))
	}
}

func TestRedirectURIWithPort(t *testing.T) {
	d := open(t, nil, func(a *relay.App) { a.RedirectURI = "HTTP://localhost:{port}/oauth2callback" })
	for sent, want := range map[string]int{callback: 200, "http://localhost:/oauth2callback": 400, "http://localhost:1@evil.example.com:1/oauth2callback": 400, "http://localhost:{port}/oauth2callback": 400} {
		all := streamlits()
		all.Set("redirect_uri", sent)
		if status, _, _ := d.send("POST", d.relay.URL(0), form, all); status != want {
			t.Errorf("%s: %d", sent, status)
		}
	}
}

// Each refusal is one line with code, cause and fix, and shows nothing that was sent.
func TestSaysWhatWasRefused(t *testing.T) {
	answers := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	for what, c := range map[string]struct {
		reply  http.HandlerFunc
		change func(*relay.App)
		status int
		says   []string
	}{
		"a provider's": {answers(400, `{"error":"invalid_grant","error_description":"code code-`+canary+` has expired"}`), nil, 400, []string{"invalid_grant", "[auth.default]"}},
		"no JSON":      {answers(503, `<html>`+canary), nil, 503, []string{"HTTP 503"}},
		"too long":     {answers(200, strings.Repeat(canary, 1<<17)), nil, 502, []string{"longer than 1 MiB"}},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere?"+canary, http.StatusFound)
		}, nil, 302, []string{"HTTP 302"}},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, nil, 502, []string{"closed the connection"}},
		"no proof": {nil, func(a *relay.App) {
			a.Proof = func(context.Context, probe.TokenEndpoint) (relay.Shown, error) {
				return relay.Shown{}, errors.New("the token has expired")
			}
		}, 502, []string{"the token has expired"}},
		"no metadata": {nil, func(a *relay.App) {
			a.Endpoint = func(context.Context) (probe.TokenEndpoint, error) {
				return probe.TokenEndpoint{}, errors.New("nothing listens at login.example.com")
			}
		}, 502, []string{"nothing listens"}},
	} {
		d := open(t, c.reply, c.change)
		status, _, _ := d.send("POST", d.relay.URL(0), form, streamlits())
		if status != c.status || len(d.said) != 1 {
			t.Errorf("%s: %d %q", what, status, d.said)
			continue
		}
		for _, text := range c.says {
			if !strings.Contains(d.said[0], text) {
				t.Errorf("%s: no %q in %s", what, text, d.said[0])
			}
		}
		if strings.Contains(d.said[0], canary) || strings.Contains(d.said[0], "\n") {
			t.Errorf("%s: %s", what, d.said[0])
		}
	}
	d := open(t, answers(401, `{"error":"invalid_client","error_description":"AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:a:b'. Check it. Trace ID: 1","error_codes":[700213]}`), func(a *relay.App) {
		before := a.Endpoint
		a.Endpoint = func(ctx context.Context) (probe.TokenEndpoint, error) {
			to, err := before(ctx)
			to.Microsoft = true
			return to, err
		}
	})
	if status, _, body := d.send("POST", d.relay.URL(0), form, streamlits()); status != 401 || !strings.Contains(body, "700213") || !strings.Contains(d.said[0], "AADSTS700213: ") {
		t.Errorf("%d %s %q", status, body, d.said)
	}
}

// Many at once each get their own answer.
func TestManyAtOnce(t *testing.T) {
	d := open(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"id_token":%q}`, r.PostForm.Get("code"))
	}, nil)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			sent := streamlits()
			sent.Set("code", fmt.Sprint("code-", i))
			if status, _, body := d.send("POST", d.relay.URL(0), form, sent); status != 200 || body != fmt.Sprintf(`{"id_token":"code-%d"}`, i) {
				t.Errorf("%d: %d %s", i, status, body)
			}
		})
	}
	all.Wait()
}
