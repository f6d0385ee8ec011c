package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// assembly is a project with its provider, as verify meets them.
type assembly struct {
	provider http.Handler
	tenant   string // in server_metadata_url; empty: the sandbox's
	client   string // client_id; empty: the sandbox's
	secret   string // client_secret; empty: the sandbox's
	redirect string // redirect_uri; empty: a free port of localhost
	v1       bool   // server_metadata_url is that of version 1
	section  string // the line above client_id; empty: all stands in [auth]
	more     string // lines below the others
	args     []string
	timeout  string        // of verify; empty: 5s
	wait     time.Duration // for the person to sign in; 0: 30 seconds
	browser  func(ctx context.Context, address string) error
	clock    *testClock // of verify; nil: the system's
}

// testClock goes with the system's clock, but for waits, which it skips.
type testClock struct{ ahead atomic.Int64 }

func newTestClock() *testClock { return &testClock{} }

func (c *testClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *testClock) sleep(_ context.Context, d time.Duration) error {
	c.ahead.Add(int64(d))
	return nil
}

// verdict is what verify says about it.
type verdict struct {
	exit    int
	Verdict string
	Results []struct {
		ID, Level, Status, Confidence, Reason string
		Findings                              []struct{ Severity, Message, Fix, Code string }
	}
	screen string
}

// judge runs verify on an assembly.
func (a assembly) judge(t *testing.T) verdict {
	t.Helper()
	a.args = append([]string{"--format", "json"}, a.args...)
	exit, out := a.run(t)
	v := verdict{exit: exit, screen: out}
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return v
}

// show runs verify on an assembly for the sake of what it prints.
func (a assembly) show(t *testing.T) string {
	t.Helper()
	_, out := a.run(t)
	return out
}

func (a assembly) run(t *testing.T) (exit int, out string) {
	t.Helper()
	provider := httptest.NewUnstartedServer(a.provider)
	provider.Config.ErrorLog = nil
	provider.Start()
	defer provider.Close()
	defer provider.CloseClientConnections()
	or := func(text, otherwise string) string {
		if text == "" {
			return otherwise
		}
		return text
	}
	redirect := a.redirect
	if redirect == "" {
		redirect = freeRedirectURI(t)
	}
	version := "/v2.0"
	if a.v1 {
		version = ""
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		".streamlit/secrets.toml": fmt.Sprintf("[auth]\nredirect_uri = %q\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\n%sclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"%s/%s%s/.well-known/openid-configuration\"\n%s",
			redirect, a.section, or(a.client, sandbox.DefaultClientID), or(a.secret, sandbox.DefaultClientSecret), provider.URL, or(a.tenant, sandbox.DefaultTenant), version, a.more),
		"app.py":           "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\nst.write(st.user.get(\"email\"))\n",
		"requirements.txt": "streamlit[auth]==1.67.0\nAuthlib==1.9.9\nhttpx==0.28.1\n",
		".gitignore":       ".streamlit/secrets.toml\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var screen, notes bytes.Buffer
	env := canaryEnv(dir, &screen, "", func() {})
	env.Stderr = &notes
	env.OpenBrowser = signIn(t)
	if a.browser != nil {
		env.OpenBrowser = a.browser
	}
	if a.wait != 0 {
		env.SignInWait = a.wait
	}
	if a.clock != nil {
		env.Now, env.Sleep = a.clock.now, a.clock.sleep
	}
	exit = run(t.Context(), env, append([]string{"verify", "--timeout", or(a.timeout, "5s"), "--skip", "redirect-uri-port"}, a.args...))
	if screen.Len() == 0 {
		t.Fatal(notes.String())
	}
	return exit, screen.String()
}

// noted lists the checks that are neither passed nor left out, with what became of them.
func (v verdict) noted() map[string]string {
	noted := map[string]string{}
	for _, r := range v.Results {
		if r.Status != "ok" && r.Status != "skipped" {
			noted[r.ID] = r.Status
		}
	}
	return noted
}

// told is noted as text.
func told(noted map[string]string) string {
	var list []string
	for _, id := range slices.Sorted(maps.Keys(noted)) {
		list = append(list, id+" "+noted[id])
	}
	return strings.Join(list, ", ")
}

// String lists what verify says besides that all is well.
func (v verdict) String() string {
	var out strings.Builder
	for _, r := range v.Results {
		if r.Status == "ok" || r.Status == "skipped" && r.Level != "credentials" {
			continue
		}
		fmt.Fprintf(&out, "%s %s (%s) %s\n", r.ID, r.Status, r.Confidence, r.Reason)
		for _, f := range r.Findings {
			fmt.Fprintf(&out, "  %s: %s [%s]\n  -> %s\n", f.Severity, f.Message, f.Code, f.Fix)
		}
	}
	return out.String()
}

// everywhere is that no answer came, so that every check of these levels says so.
func everywhere(v verdict) map[string]string {
	undecided := map[string]string{}
	for _, r := range v.Results {
		if (r.Level == "metadata" || r.Level == "credentials") && r.Status != "skipped" {
			undecided[r.ID] = "undecided"
		}
	}
	return undecided
}

// faultVerdict is what verify has to say of a project that is sound but for
// one fault of its provider. Whatever is not named passes or is left out.
type faultVerdict struct {
	unattended string // checks with their status
	signedIn   string // of a run with a sign-in
	says       string // part of a message, a reason or a code
}

// healthy is a fault that keeps nobody from signing in.
var healthy = faultVerdict{unattended: unsure}

// signInWait is how long verify waits for the person where all this is to be
// noted: not long when nobody comes back. That the person saw a page of the
// provider to its end is looked at apart from that.
func signInWait(noted string) time.Duration {
	if strings.Contains(noted, nobodyCame) {
		return 500 * time.Millisecond
	}
	return 0
}

const (
	noAnswer   = "everywhere"
	nobodyCame = "sign-in-authorize undecided, sign-in-callback undecided, sign-in-claims undecided, sign-in-cookie-size undecided, sign-in-id-token undecided, sign-in-token undecided"
	unsure     = "client-platform unproven"
)

var faultVerdicts = map[string]faultVerdict{
	"secret-expired":     {"client-secret failed, " + unsure, "client-secret failed, " + unsure + ", sign-in-token failed", "AADSTS7000222"},
	"secret-fresh":       healthy, // asked again, it is known
	"app-disabled":       {"client-enabled failed", "client-enabled failed, " + nobodyCame, "AADSTS7000112"},
	"blocked-by-policy":  {"client-secret unproven, " + unsure, "", "AADSTS53003"},
	"spa-platform":       {unsure, "client-platform failed, sign-in-token failed", "AADSTS9002327"},
	"public-client":      {unsure, "client-platform failed, sign-in-token failed", "AADSTS700025"},
	"not-assigned":       {unsure, unsure + ", " + nobodyCame, "nobody came back"}, // Entra shows a page and tells no app
	"consent-declined":   {unsure, unsure + ", sign-in-authorize failed", "AADSTS65004"},
	"interrupt-page":     healthy,
	"unregistered-50011": healthy, // the redirect URI is registered
	"stray-callback":     healthy,
	"pkce-advertised":    healthy,

	"metadata-html":     {"metadata-document failed", "metadata-document failed", "a web page (HTML)"},
	"metadata-redirect": {"metadata-redirect failed", "metadata-redirect failed", "does not follow"},
	"metadata-loop":     {"metadata-redirect failed", "metadata-redirect failed", "redirects to itself"},
	"metadata-404":      {"metadata-reachable failed", "metadata-reachable failed", "HTTP 404"},
	"metadata-500":      {noAnswer, noAnswer, "HTTP 500"},
	"metadata-slow":     healthy,
	"metadata-hang":     {noAnswer, noAnswer, "did not answer in time"},
	"metadata-huge":     {"metadata-document failed", "metadata-document failed", "more than 1 MiB"},
	"metadata-reset":    {noAnswer, noAnswer, "closed the connection"},
	"key-rotation":      healthy,
	"no-keys":           {"metadata-jwks failed, " + unsure, "metadata-jwks failed", "no signing key"},
	"token-500":         {"client-secret undecided, " + unsure, "client-secret undecided, " + unsure + ", sign-in-token undecided", "HTTP 503"},
	"token-hang":        {"client-secret undecided, " + unsure, "client-secret undecided, " + unsure + ", sign-in-token undecided", "did not answer in time"},

	"no-id-token":     {unsure, "sign-in-token failed", "no ID token"},
	"no-email":        healthy, // the app of the test asks with st.user.get
	"big-token":       {unsure, "sign-in-cookie-size failed", "in one header line"},
	"wrong-issuer":    {unsure, "sign-in-id-token failed", "another issuer"},
	"wrong-audience":  {unsure, "sign-in-id-token failed", "another client"},
	"wrong-nonce":     {unsure, "sign-in-id-token failed", "another sign-in"},
	"wrong-signature": {unsure, "sign-in-id-token failed", "signature"},
	"expired-token":   {unsure, "sign-in-id-token failed", "expired"},
	"future-token":    {unsure, "sign-in-id-token failed", "from the future"},
	"clock-ahead":     {"clock-skew failed, " + unsure, "clock-skew failed, sign-in-id-token failed", "clock is 10 minutes behind"},

	// Graph is not asked here.
	"graph-forbidden":         healthy,
	"graph-create-forbidden":  healthy,
	"graph-not-owner":         healthy,
	"graph-secrets-forbidden": healthy,
	"graph-secret-lifetime":   healthy,
	"graph-replication":       healthy,
	"graph-secret-fresh":      healthy,
	"graph-answer-lost":       healthy,
	"graph-throttled":         healthy,
	"graph-500":               healthy,
	"graph-html":              healthy,
	"graph-redirect":          healthy,
	"graph-hang":              healthy,
	"graph-colleague":         healthy,
	"assertion-once":          healthy, // of a project that shows a secret
}

// Every fault of the sandbox has one verdict, without a sign-in and with one:
// the check it is about says so, and no other accuses.
func TestEveryFaultHasItsVerdict(t *testing.T) {
	verdicts := 0
	for _, fault := range sandbox.Faults() {
		want, known := faultVerdicts[fault.Name]
		if !known {
			t.Errorf("the fault %s has no verdict", fault.Name)
		}
		for _, args := range []string{"--no-login", "--login"} {
			verdicts++
			t.Run(fault.Name+" "+args, func(t *testing.T) {
				t.Parallel()
				clock := newTestClock()
				options := sandbox.Default()
				options.Faults, options.Now = []string{fault.Name}, clock.now
				server, err := sandbox.New(options)
				if err != nil {
					t.Fatal(err)
				}
				noted := want.signedIn
				if args == "--no-login" {
					noted = want.unattended
				}
				a := assembly{provider: server, clock: clock, args: []string{args}, wait: signInWait(noted)}
				switch fault.Name {
				case "secret-fresh":
					a.args, a.timeout = append(a.args, "--retry"), "30s" // it takes time to ask again
				case "metadata-hang":
					a.timeout = "500ms" // nothing else is asked
				case "token-hang":
					a.timeout = "2s"
				}
				v := a.judge(t)
				v.wants(t, noted)
				if noted != unsure && noted != "" && !strings.Contains(v.screen, want.says) {
					t.Errorf("it does not say %q:\n%s", want.says, v)
				}
				for _, r := range v.Results {
					if args == "--login" && r.Status == "unproven" && strings.HasSuffix(r.Reason, "run authkit verify --login") {
						t.Errorf("%s advises what is being done: %s", r.ID, r.Reason)
					}
				}
			})
		}
	}
	t.Logf("%d faults, %d verdicts", len(sandbox.Faults()), verdicts)
}

// wants compares what is noted, the exit code and the verdict.
func (v verdict) wants(t *testing.T, noted string) {
	t.Helper()
	want := map[string]string{}
	for entry := range strings.SplitSeq(noted, ", ") {
		if id, status, ok := strings.Cut(entry, " "); ok {
			want[id] = status
		}
	}
	if strings.HasPrefix(noted, noAnswer) {
		want = everywhere(v)
	}
	if got := v.noted(); told(got) != told(want) {
		t.Errorf("it notes %s\nwant %s\n%s", told(got), told(want), v)
	}
	exit, verdict := 0, "sound"
	for _, status := range want {
		switch {
		case status == "failed":
			exit, verdict = 1, "broken"
		case status == "undecided" && exit == 0:
			exit, verdict = 3, "undecided"
		}
	}
	if v.exit != exit || v.Verdict != verdict {
		t.Errorf("exit %d, %s; want %d, %s\n%s", v.exit, v.Verdict, exit, verdict, v)
	}
}
