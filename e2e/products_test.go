//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Providers that others wrote, each with the same table of clients that are
// right and wrong. The real Streamlit signs in at all of them, or is refused:
// what it says is the truth that verify is held against.

// product is one provider.
type product struct {
	name string
	// starts runs it with these clients, and returns its issuer.
	starts func(t *testing.T, clients []client) (issuer string)
	// kwargs is what every project needs there in client_kwargs.
	kwargs map[string]string
	// open names the cases that nobody can tell without a sign-in there.
	open []string
	// always fails at it for another reason than the sign-in.
	beside []string
}

// client is what a product is told of one client.
type client struct {
	ID        string   `json:"id"`
	Secret    string   `json:"secret"`
	Redirects []string `json:"redirects"`
	Auth      string   `json:"auth,omitempty"`   // post, none, jwt; empty: basic
	Scopes    []string `json:"scopes,omitempty"` // empty: openid, email and profile
	Alg       string   `json:"alg,omitempty"`    // of ID tokens; empty: RS256
	Machine   bool     `json:"machine,omitempty"`
	Disabled  bool     `json:"disabled,omitempty"`
	PKCE      bool     `json:"pkce,omitempty"`
}

// trial is a client at a product, and a project that signs in with it.
type trial struct {
	name     string
	client   client
	secret   string            // in the project; empty: the client's
	kwargs   map[string]string // in client_kwargs, beside the product's
	metadata func(issuer string) string
	unknown  bool     // the provider is not told of the client
	causes   []string // checks that may fail when Streamlit is refused
	fix      string   // words of the fix
	cure     string   // the trial that this one is after the fix
	warns    bool     // a warning is enough: people who are signed in at the provider get in
	rare     bool     // in the long run only
}

const (
	secretWithPercent = "right%2Bsecret-0123456789"
	secretWithPlus    = "right+secret/0123456789"
)

// trials is the table. Every product meets all of it: what it has no setting
// for signs in, or does not, as the real Streamlit says.
func trials() []trial {
	post := map[string]string{"token_endpoint_auth_method": "client_secret_post"}
	basic := map[string]string{"token_endpoint_auth_method": "client_secret_basic"}
	none := map[string]string{"token_endpoint_auth_method": "none"}
	elsewhere := []string{"https://board.example.com/oauth2callback"}
	otherPath := []string{"http://localhost:PORT/callback"}
	refusesSecret := []string{"client-secret", "metadata-client-auth"}
	refusesLogin := []string{"client-enabled"}
	at := func(path string) func(string) string { return func(issuer string) string { return issuer + path } }
	return []trial{
		{name: "right"},
		{name: "unknown client", unknown: true, causes: []string{"client-known", "client-secret"}},
		{name: "wrong secret", secret: "another-0123456789-abcdef", causes: []string{"client-secret"}},
		{name: "secret cut off", secret: "cut", causes: []string{"client-secret"}, rare: true},
		{name: "another host registered", client: client{Redirects: elsewhere}, causes: []string{"redirect-uri-registered"}},
		{name: "another path registered", client: client{Redirects: otherPath}, causes: []string{"redirect-uri-registered"}},
		{name: "post only", client: client{Auth: "post"}, causes: refusesSecret, fix: `token_endpoint_auth_method = "client_secret_post"`, cure: "post only, sent so"},
		{name: "post only, sent so", client: client{Auth: "post"}, kwargs: post},
		{name: "post only, wrong secret", client: client{Auth: "post"}, secret: "another-0123456789-abcdef", causes: refusesSecret, rare: true},
		{name: "basic only, sent in the body", kwargs: post, causes: refusesSecret, fix: `token_endpoint_auth_method = "client_secret_basic"`, cure: "basic only, said so"},
		{name: "basic only, said so", kwargs: basic},
		{name: "public", client: client{Auth: "none"}, causes: refusesSecret, fix: `token_endpoint_auth_method = "none"`, cure: "public, nothing sent"},
		{name: "public, nothing sent", client: client{Auth: "none"}, kwargs: none, causes: refusesSecret},
		{name: "secret held back", kwargs: none, causes: []string{"client-secret"}, fix: "remove the line token_endpoint_auth_method", cure: "right"},
		{name: "signed assertions only", client: client{Auth: "jwt"}, causes: refusesSecret},
		{name: "disabled", client: client{Disabled: true}, causes: []string{"client-enabled", "client-known"}},
		{name: "for machines", client: client{Machine: true}, causes: append([]string{"client-known", "client-secret"}, refusesLogin...)},
		{name: "scope not granted", client: client{Scopes: []string{"openid"}}, causes: refusesLogin},
		{name: "scope nobody knows", kwargs: map[string]string{"scope": "openid email profile payroll:read"}, causes: append([]string{"client-kwargs"}, refusesLogin...)},
		{name: "PKCE demanded", client: client{PKCE: true}, causes: []string{"metadata-pkce"}},
		{name: "ES256", client: client{Alg: "ES256"}, causes: []string{"metadata-jwks"}},
		{name: "RS512", client: client{Alg: "RS512"}, causes: []string{"metadata-jwks"}},
		{name: "PS256", client: client{Alg: "PS256"}, causes: []string{"metadata-jwks"}, rare: true},
		{name: "prompt login", kwargs: map[string]string{"prompt": "login"}, causes: refusesLogin},
		{name: "prompt select_account", kwargs: map[string]string{"prompt": "select_account"}, causes: refusesLogin, fix: `prompt = "login"`, cure: "prompt login"},
		{name: "prompt nobody knows", kwargs: map[string]string{"prompt": "please"}, causes: append([]string{"client-kwargs"}, refusesLogin...)},
		{name: "prompt none", warns: true, kwargs: map[string]string{"prompt": "none"}, causes: append([]string{"client-kwargs"}, refusesLogin...)},
		{name: "secret with %", client: client{Secret: secretWithPercent}, causes: refusesSecret},
		{name: "secret with % in the body", client: client{Secret: secretWithPercent + "x", Auth: "post"}, kwargs: post, causes: refusesSecret},
		{name: "secret with +", client: client{Secret: secretWithPlus}, causes: refusesSecret},
		{name: "secret with : and =", client: client{Secret: "right:secret=0123456789"}, causes: refusesSecret, rare: true},
		{name: "secret with ä", client: client{Secret: "rightäsecret-0123456789"}, causes: refusesSecret, rare: true},
		{name: "client ID with :", client: client{ID: "app:one"}, causes: append([]string{"client-known", "client-id-form"}, refusesSecret...), rare: true},
		{name: "issuer as address", metadata: at(""), fix: "/.well-known/openid-configuration\"", cure: "right", causes: []string{"metadata-redirect", "metadata-document", "metadata-reachable", "metadata-url-form"}},
		{name: "issuer with a slash", metadata: at("/"), fix: "/.well-known/openid-configuration\"", cure: "right", causes: []string{"metadata-redirect", "metadata-document", "metadata-reachable", "metadata-url-form"}, rare: true},
		{name: "metadata of nobody", metadata: at("/nowhere/.well-known/openid-configuration"), causes: []string{"metadata-redirect", "metadata-document", "metadata-reachable"}},
		{name: "response_type token", kwargs: map[string]string{"response_type": "token"}, causes: append([]string{"client-kwargs"}, refusesLogin...), rare: true},
	}
}

// share are the trials of this run: AUTHKIT_ALL=1 takes all of them.
func share() []trial {
	all := trials()
	if os.Getenv("AUTHKIT_ALL") != "" {
		return all
	}
	return slices.DeleteFunc(all, func(c trial) bool { return c.rare })
}

// key is a trial's name as a section of secrets.toml.
func (c trial) key() string {
	return strings.Trim(strings.NewReplacer(" ", "-", ",", "", ":", "colon", "%", "percent", "+", "plus", "=", "equals", "ä", "ae", "_", "-").Replace(c.name), "-")
}

// registers is the client as the provider is told of it.
func (c trial) registers(port string) client {
	r := c.client
	if r.ID == "" {
		r.ID = "app-" + c.key()
	}
	if r.Secret == "" {
		r.Secret = fmt.Sprintf("%s-%x", rightSecret, crc32.ChecksumIEEE([]byte(c.name))) // Spring wants each of its own
	}
	if r.Redirects == nil {
		r.Redirects = []string{"http://localhost:" + port + "/oauth2callback"}
	}
	redirects := slices.Clone(r.Redirects)
	for i := range redirects {
		redirects[i] = strings.ReplaceAll(redirects[i], "PORT", port)
	}
	r.Redirects = redirects
	return r
}

// section is the trial in secrets.toml.
func (c trial) section(p product, issuer, port string) string {
	r := c.registers(port)
	secret := c.secret
	switch secret {
	case "":
		secret = r.Secret
	case "cut":
		secret = r.Secret[:len(r.Secret)-1]
	}
	metadata := issuer + "/.well-known/openid-configuration"
	if c.metadata != nil {
		metadata = c.metadata(issuer)
	}
	kwargs := maps.Clone(p.kwargs)
	if kwargs == nil {
		kwargs = map[string]string{}
	}
	maps.Copy(kwargs, c.kwargs)
	text := fmt.Sprintf("\n[auth.%s]\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = %q\n", c.key(), r.ID, secret, metadata)
	if len(kwargs) > 0 {
		text += fmt.Sprintf("[auth.%s.client_kwargs]\n", c.key())
		for _, name := range slices.Sorted(maps.Keys(kwargs)) {
			text += fmt.Sprintf("%s = %q\n", name, kwargs[name])
		}
	}
	return text
}

// productVerdict is what verify says of one trial.
type productVerdict struct {
	failed, warned, undecided, unproven []string
	fixes                               string
	lines                               []string
}

// judges runs a product against the table.
func (p product) judges(t *testing.T) {
	began := time.Now()
	port := freePort(t)
	cases := share()
	var clients []client
	for _, c := range cases {
		if !c.unknown {
			clients = append(clients, c.registers(port))
		}
	}
	issuer := p.starts(t, clients)
	dir := p.project(t, cases, issuer, port)
	says := p.verifies(t, dir, cases)
	streamlit(t, dir, port)

	signsIn := map[string]error{}
	for _, c := range cases {
		signsIn[c.name] = signsInAt(t, secretsOf(dir), "http://localhost:"+port, c.key(), typesAda)
	}
	agree, open, falseGreen, falseAlarm, badFix := 0, 0, 0, 0, 0
	for _, c := range cases {
		refused, said := signsIn[c.name], says[c.key()]
		said.failed = slices.DeleteFunc(said.failed, func(id string) bool { return slices.Contains(p.beside, id) })
		wrong := func(count *int, format string, a ...any) {
			*count++
			t.Errorf("%s: %s: %s\nStreamlit: %v\n%s", p.name, c.name, fmt.Sprintf(format, a...), refused, strings.Join(said.lines, "\n"))
		}
		isCause := func(id string) bool { return slices.Contains(c.causes, id) }
		switch {
		case refused == nil && len(said.failed)+len(said.undecided) > 0:
			wrong(&falseAlarm, "false alarm: %v %v", said.failed, said.undecided)
		case refused == nil:
			agree++
		case len(said.failed) == 0 && c.warns && slices.ContainsFunc(said.warned, isCause):
			agree++
		case len(said.failed) == 0 && slices.Contains(p.open, c.name) && slices.ContainsFunc(said.unproven, isCause):
			open++
		case len(said.failed) == 0:
			wrong(&falseGreen, "false green: unproven %v", said.unproven)
		case !slices.ContainsFunc(said.failed, isCause) || slices.ContainsFunc(said.failed, func(id string) bool { return !isCause(id) }):
			wrong(&badFix, "another cause: %v", said.failed)
		case c.fix != "" && c.cure != "" && signsIn[c.cure] == nil && !strings.Contains(said.fixes, c.fix):
			wrong(&badFix, "another fix than %s", c.fix)
		case c.cure != "" && strings.Contains(said.fixes, c.fix) && signsIn[c.cure] != nil:
			wrong(&badFix, "a fix that does not work: %v", signsIn[c.cure])
		default:
			agree++
		}
	}
	t.Logf("figures: %s: %d clients, the real Streamlit agrees with %d, %d more only a sign-in tells, %d false green, %d false alarms, %d wrong causes or fixes, %s",
		p.name, len(cases), agree, open, falseGreen, falseAlarm, badFix, time.Since(began).Round(time.Second))
}

// project writes one project with a provider for each trial.
func (p product) project(t *testing.T, cases []trial, issuer, port string) string {
	t.Helper()
	dir := registered{client: "none", secret: "none"}.project(t, issuer, port)
	secrets := fmt.Sprintf("[auth]\nredirect_uri = \"http://localhost:%s/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T\"\n", port)
	app := "import streamlit as st\n\nif not st.user.is_logged_in:\n"
	for _, c := range cases {
		secrets += c.section(p, issuer, port)
		app += fmt.Sprintf("    st.button(%q, on_click=st.login, args=[%q])\n", c.name, c.key())
	}
	app += "    st.stop()\nst.write(st.user.get(\"name\"))\n"
	for name, text := range map[string]string{".streamlit/secrets.toml": secrets, "app.py": app} {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// verifies is what verify says of each provider of a project.
func (p product) verifies(t *testing.T, dir string, cases []trial) map[string]productVerdict {
	t.Helper()
	says := map[string]productVerdict{}
	for some := range slices.Chunk(cases, 6) { // a provider of one thread is asked no more than it can answer
		arguments := []string{"verify", "--no-login", "--timeout", "2m", "--skip", "secrets-ignored", "--format", "json"}
		for _, c := range some {
			arguments = append(arguments, "--provider", c.key())
		}
		p.reads(t, dir, arguments, says)
	}
	return says
}

// reads runs verify and adds what it says.
func (p product) reads(t *testing.T, dir string, arguments []string, says map[string]productVerdict) {
	t.Helper()
	_, out := run(t, dir, environment(t), arguments...)
	var report struct {
		Results []struct {
			ID, Provider, Status, Reason string
			Findings                     []struct{ Message, Fix string }
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, result := range report.Results {
		said := says[result.Provider]
		switch result.Status {
		case "failed":
			said.failed = append(said.failed, result.ID)
		case "warning":
			said.warned = append(said.warned, result.ID)
		case "undecided":
			said.undecided = append(said.undecided, result.ID)
		case "unproven":
			said.unproven = append(said.unproven, result.ID)
		}
		if result.Status != "ok" && result.Status != "skipped" {
			said.lines = append(said.lines, fmt.Sprintf("  %s %s %s", result.Status, result.ID, result.Reason))
		}
		for _, f := range result.Findings {
			said.fixes += f.Fix + "\n"
			said.lines = append(said.lines, "    "+f.Message+" → "+f.Fix)
		}
		says[result.Provider] = said
	}
}

// listening starts a product's program and waits until it says that it listens.
func listening(t *testing.T, dir, program string, clients []client, arguments ...string) (port string) {
	t.Helper()
	all, err := json.Marshal(clients)
	if err != nil {
		t.Fatal(err)
	}
	port = freePort(t)
	p := start(t, dir, os.Environ(), program, append(arguments, port, string(all))...)
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(p.out.String(), "listening"); time.Sleep(50 * time.Millisecond) {
		select {
		case err := <-p.done:
			p.done <- err
			t.Fatal(errors.New("the provider does not start"))
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("the provider does not start")
		}
	}
	return port
}

// algorithms are cases that only a token shows, and codeFirst those of a provider
// that looks at the code before it looks at the client.
var (
	algorithms = []string{"ES256", "RS512", "PS256"}
	codeFirst  = []string{"wrong secret", "secret cut off", "post only", "post only, wrong secret", "basic only, sent in the body", "public", "secret held back", "signed assertions only", "for machines", "secret with %", "secret with +", "secret with ä", "client ID with :"}
)

func TestVerifyAgainstDjangoOAuthToolkit(t *testing.T) {
	product{name: "django-oauth-toolkit", open: algorithms, starts: func(t *testing.T, clients []client) string {
		return "http://localhost:" + listening(t, "products", need(t, "PRODUCTS"), clients, "django_toolkit.py") + "/o"
	}}.judges(t)
}

func TestVerifyAgainstCanaille(t *testing.T) {
	product{name: "Canaille", beside: []string{"metadata-jwks"}, open: []string{"prompt nobody knows", "secret with ä"}, starts: func(t *testing.T, clients []client) string {
		return "http://localhost:" + listening(t, "products", need(t, "PRODUCTS"), clients, "canaille_provider.py")
	}}.judges(t)
}

func TestVerifyAgainstBetterAuth(t *testing.T) {
	product{name: "Better Auth", open: codeFirst, kwargs: map[string]string{"prompt": "login"}, starts: func(t *testing.T, clients []client) string {
		return "http://localhost:" + listening(t, "npm", need(t, "NODE"), clients, "better-auth.mjs") + "/api/auth"
	}}.judges(t)
}

func TestVerifyAgainstSpring(t *testing.T) {
	product{name: "Spring Authorization Server", open: append([]string{"another host registered", "another path registered"}, algorithms...), starts: func(t *testing.T, clients []client) string {
		return "http://localhost:" + listening(t, "spring", "java", clients, "-XX:TieredStopAtLevel=1", "-jar", need(t, "SPRING"))
	}}.judges(t)
}
