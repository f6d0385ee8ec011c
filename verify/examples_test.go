package verify_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/fleet"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// example is a project in which one check has one outcome. The zero example is
// a sound project at a healthy sandbox.
type example struct {
	check  string
	status verify.Status
	says   string // part of a message or a reason
	line   int    // of the first finding; 0: not looked at

	edit    []string          // pairs: in secrets.toml, old text and new text
	files   map[string]string // further files; an empty text removes one
	faults  []string          // of the sandbox
	login   bool              // make a round trip
	beside  map[string]string // the files of another app of the same run, apps/report
	graph   http.HandlerFunc  // Microsoft Graph, which --graph asks
	deploy  http.HandlerFunc  // what --url meets
	source  project.SecretsSource
	git     []string // git commands to run, words separated by blanks
	mode    os.FileMode
	url     string           // replaces server_metadata_url as a whole; AT is the provider's address
	handler http.HandlerFunc // another provider than the sandbox
	today   time.Time        // zero: the machine's clock
	public  string           // the address of the deployed app; empty: where it listens
}

// cookieSecret is not shown by CHECKS.md: a key that everybody can read is none.
const cookieSecret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o"

const byteOrderMark = "\xef\xbb\xbf"

const base = `# sign-in
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "` + cookieSecret + `"
client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "San8Q~box-only-opens-the-authkit-sandbox"
server_metadata_url = "METADATA"
`

var baseFiles = map[string]string{
	"app.py":           "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nst.write(st.user.get('email'))\nst.button('out', on_click=st.logout)\n",
	"requirements.txt": "streamlit[auth]>=1.59.1\nhttpx\n",
	".gitignore":       ".streamlit/secrets.toml\n",
}

const microsoft = "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"

// trial is one example that was run.
type trial struct {
	dir      string            // the project's folder
	provider string            // the provider's address; empty: nothing is asked of the network
	metadata string            // server_metadata_url
	files    map[string]string // what stood in the project's folder
	project  *project.Project
	report   *verify.Report
	stable   *strings.Replacer // addresses of this run to those that CHECKS.md shows
}

// report is what verify says of the whole of one example.
func (e example) report(t *testing.T) *verify.Report { return e.run(t).report }

// run sets the whole of one example up and asks verify about it.
func (e example) run(t *testing.T) trial {
	t.Helper()
	return e.ask(t, e.set(t))
}

// set puts the example's project on the disk, and its provider on loopback.
func (e example) set(t *testing.T) trial {
	t.Helper()
	metadata, provider := e.url, ""
	switch below, here := strings.CutPrefix(metadata, "AT"); {
	case here:
		provider = e.provider(t)
		metadata = provider + below
	case metadata == "":
		provider = e.provider(t)
		metadata = provider + "/" + sandbox.DefaultTenant + "/v2.0/.well-known/openid-configuration"
	}
	files := e.texts(t, metadata)
	dir := t.TempDir()
	e.write(t, dir, files)
	return trial{dir: dir, provider: provider, metadata: metadata, files: files}
}

// ask loads, gathers and runs what stands on the disk.
func (e example) ask(t *testing.T, tried trial) trial {
	t.Helper()
	now := time.Now
	if !e.today.IsZero() {
		now = func() time.Time { return e.today }
	}
	project, err := project.Load(t.Context(), project.LoadOptions{
		Dir: tried.dir, Source: e.source, Getenv: func(string) string { return "" }, Now: e.today, Leaks: e.check == "secrets-leaked",
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := probe.Ask{
		Offline: tried.provider == "",
		Network: probe.Network{Transport: nearby(), Now: now, Timeout: 5 * time.Second, UserAgent: "authkit/test"},
	}
	switch {
	case slices.ContainsFunc(e.faults, func(fault string) bool { return strings.HasSuffix(fault, "-hang") }):
		ask.Network.Timeout = time.Second // it is to pass
	case testing.Short():
		ask.Network.Timeout = 2 * time.Second // some answers never come
	}
	callback := "http://localhost:" + freePort(t) + "/oauth2callback"
	if e.login {
		ask.Network.Timeout = 10 * time.Second // a busy machine makes its RSA keys slowly
		ask.Login = &probe.Login{Judge: verify.JudgeSignIn,
			Open: func(ctx context.Context, address string) error {
				go func() {
					if response, err := (sandbox.Visitor{}).SignIn(ctx, address); err == nil {
						response.Body.Close()
					}
				}()
				return nil
			},
			Show: func(string, string, bool) {}, Wait: 10 * time.Second, RedirectURI: callback,
		}
	}
	if e.graph != nil {
		ask.Graph = cliAt(t, e.graph)
	}
	if e.deploy != nil {
		app := httptest.NewServer(e.deploy)
		t.Cleanup(app.Close)
		ask.URL = app.URL
		if e.public != "" {
			ask.URL, ask.Network.Transport = e.public, behind{e.public, app.URL}
		}
	}
	stable := []string{callback, "http://localhost:8501/oauth2callback"}
	if tried.provider != "" {
		stable = append(stable, tried.provider, "http://localhost:"+strconv.Itoa(sandbox.DefaultPort))
	}
	gathered := probe.Gather(t.Context(), project, ask)
	if len(e.beside) > 0 {
		e.compare(t, project, gathered)
	}
	tried.project = project
	tried.report = verify.Run(gathered, verify.Options{Version: "test"})
	tried.stable = strings.NewReplacer(stable...)
	return tried
}

// compare looks at the other app of the run as well.
func (e example) compare(t *testing.T, here *project.Project, gathered *verify.Gathered) {
	t.Helper()
	dir := t.TempDir()
	e.write(t, dir, e.beside)
	other, err := project.Load(t.Context(), project.LoadOptions{Dir: dir, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	gathered.Several = true
	fleet.Compare([]fleet.Loaded{{App: fleet.App{Name: "."}, Project: here}, {App: fleet.App{Name: "apps/report"}, Project: other}}, []*verify.Gathered{gathered}, nil)
}

// provider starts the example's provider and returns its address.
func (e example) provider(t *testing.T) string {
	t.Helper()
	var handler http.Handler = e.handler
	if e.handler == nil {
		options := sandbox.Default()
		options.Faults = e.faults
		server, err := sandbox.New(options)
		if err != nil {
			t.Fatal(err)
		}
		handler = server
	}
	provider := httptest.NewUnstartedServer(handler)
	provider.Config.ErrorLog = nil
	provider.Start()
	t.Cleanup(func() { provider.CloseClientConnections(); provider.Close() })
	return provider.URL
}

// texts are the files of the example's project.
func (e example) texts(t *testing.T, metadata string) map[string]string {
	t.Helper()
	text := base
	for i := 0; i < len(e.edit); i += 2 {
		if strings.Contains(e.edit[i], "METADATA") { // what goes below it
			text = strings.Replace(text, e.edit[i], e.edit[i+1], 1)
		}
	}
	text = strings.Replace(text, "METADATA", metadata, 1)
	for i := 0; i < len(e.edit); i += 2 {
		if strings.Contains(e.edit[i], "METADATA") {
			continue
		}
		if !strings.Contains(text, e.edit[i]) {
			t.Fatalf("the secrets do not hold %q", e.edit[i])
		}
		text = strings.Replace(text, e.edit[i], e.edit[i+1], 1)
	}
	files := map[string]string{".streamlit/secrets.toml": text}
	for name, content := range baseFiles {
		files[name] = content
	}
	for name, content := range e.files {
		files[name] = strings.Replace(content, "METADATA", metadata, 1)
	}
	maps.DeleteFunc(files, func(_, content string) bool { return content == "" })
	return files
}

// write puts the files into the folder and runs the example's git commands there.
func (e example) write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if e.mode != 0 {
		if err := os.Chmod(filepath.Join(dir, ".streamlit", "secrets.toml"), e.mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range e.git {
		command := exec.Command("git", strings.Fields(line)...)
		command.Dir = dir
		command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b.c", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b.c")
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v %s", line, err, out)
		}
	}
}

// behind carries what is meant for a public address, or for Community Cloud, to
// the server that answers for it here, as a proxy does.
type behind struct{ public, server string }

func (b behind) RoundTrip(r *http.Request) (*http.Response, error) {
	rest, ok := strings.CutPrefix(r.URL.String(), b.public)
	if !ok {
		rest, ok = strings.CutPrefix(r.URL.String(), "https://share.streamlit.io")
	}
	if ok {
		address, err := url.Parse(b.server + rest)
		if err != nil {
			return nil, err
		}
		host := r.URL.Host
		r = r.Clone(r.Context())
		r.URL, r.Host = address, host
	}
	return nearby().RoundTrip(r)
}

// nearby reaches this machine alone: any other host is one that nobody knows.
var nearby = sync.OnceValue(func() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		if ip := net.ParseIP(host); host != "localhost" && !ip.IsLoopback() {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}
})

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// result is the outcome of the example's check.
func (e example) result(t *testing.T) verify.Result {
	t.Helper()
	return e.run(t).result(t, e.check)
}

// app is a deployed app as it shows itself from outside, at the root of its
// host (docs/facts/streamlit.md, section 6); login answers whoever brings a token.
func app(login func(w http.ResponseWriter, r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/_stcore/health":
			http.SetCookie(w, &http.Cookie{Name: "_streamlit_xsrf", Value: "2|a|b|1", Path: "/"})
			w.Write([]byte("ok"))
		case "/_stcore/stream":
			w.Header().Set("Connection", "Upgrade")
			w.Header().Set("Upgrade", "websocket")
			w.WriteHeader(http.StatusSwitchingProtocols)
		case "/oauth2callback":
			http.Redirect(w, r, "/", http.StatusFound)
		case "/auth/login":
			if r.URL.Query().Get("provider") == "" {
				http.Redirect(w, r, "/", http.StatusFound)
				return
			}
			login(w, r)
		default:
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<!doctype html><html><head><title>Streamlit</title></head></html>"))
		}
	}
}

var states atomic.Int64 // no two people get the same

// sends is a login route that sends people to an address, with the request's
// own host filled in; to a provider it sends what else Streamlit sends.
func sends(format string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "_streamlit_session", Value: "signed", Path: "/", HttpOnly: true})
		to := strings.ReplaceAll(format, "HOST", r.Host)
		if strings.Contains(to, "client_id=") {
			to += "&response_type=code&scope=openid+email+profile&nonce=n&prompt=select_account&state=" + strconv.FormatInt(states.Add(1), 10)
		}
		http.Redirect(w, r, to, http.StatusFound)
	}
}

// withoutCookies is a proxy that takes the cookies off an app's answers, of
// these paths or of all.
func withoutCookies(next http.HandlerFunc, paths ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if len(paths) == 0 || slices.Contains(paths, r.URL.Path) {
			w = cookieless{w}
		}
		next(w, r)
	}
}

type cookieless struct{ http.ResponseWriter }

func (c cookieless) WriteHeader(status int) {
	c.Header().Del("Set-Cookie")
	c.ResponseWriter.WriteHeader(status)
}

func (c cookieless) Write(body []byte) (int, error) {
	c.Header().Del("Set-Cookie")
	return c.ResponseWriter.Write(body)
}

// openID is a standard provider whose answers a test chooses.
type openID struct {
	document  string // of the metadata; empty: a healthy one
	token     http.HandlerFunc
	authorize http.HandlerFunc
	keys      string
}

func (p openID) serve(w http.ResponseWriter, r *http.Request) {
	at := "http://" + r.Host
	switch {
	case strings.HasSuffix(r.URL.Path, "/openid-configuration"):
		document := p.document
		if document == "" {
			document = `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys"}`
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, strings.ReplaceAll(document, "AT", at))
	case r.URL.Path == "/token" && p.token != nil:
		p.token(w, r)
	case r.URL.Path == "/authorize" && p.authorize != nil:
		p.authorize(w, r)
	case r.URL.Path == "/authorize":
		fmt.Fprint(w, "<form>Who are you?</form>") // whoever asks
	case r.URL.Path == "/keys":
		keys := p.keys
		if keys == "" {
			keys = `{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"1","n":"uLkEVvYoWNmyDoDK5R5yDChHhKXN3jcZ3YDuxBz-1HRPsRJoQ-BIIx8sRpf8MH5jUzHPNGhdAgmW2XW6rkcNGUTS5cbEbgMbRDXqsJNQ3B6DlqHgMHhV_4dwhE6XaxJv2GQ","e":"AQAB"}]}`
		}
		fmt.Fprint(w, keys)
	default:
		http.NotFound(w, r)
	}
}

// secretKey is a key set with a secret key beside a public one.
const secretKey = `{"keys":[{"kty":"oct","kid":"s","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"},{"kty":"EC","kid":"e","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},{"kty":"RSA","use":"sig","kid":"1","n":"uLkEVvYoWNmyDoDK5R5yDChHhKXN3jcZ3YDuxBz-1HRPsRJoQ-BIIx8sRpf8MH5jUzHPNGhdAgmW2XW6rkcNGUTS5cbEbgMbRDXqsJNQ3B6DlqHgMHhV_4dwhE6XaxJv2GQ","e":"AQAB"}]}`

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// refusesLogin is an authorize endpoint that has one redirect URI registered,
// and answers a request without a session with this error.
func refusesLogin(code, description string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if query.Get("client_id") != "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31" {
			answer(http.StatusBadRequest, "client not found")(w, r)
			return
		}
		if query.Get("redirect_uri") != "http://localhost:8501/oauth2callback" {
			answer(http.StatusBadRequest, "unknown redirect_uri")(w, r)
			return
		}
		back := url.Values{"error": {code}, "state": {query.Get("state")}}
		if description != "" {
			back.Set("error_description", description)
		}
		http.Redirect(w, r, query.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
	}
}

// onlySilent answers requests with prompt=none, and asks people to sign in.
func onlySilent(silent http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("prompt") == "none" {
			silent(w, r)
			return
		}
		answer(http.StatusOK, "<form>Sign in</form>")(w, r)
	}
}

// checksSecret is a token endpoint that looks at the client first.
func checksSecret(right string, method string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		_, secret, basic := r.BasicAuth()
		if method == "client_secret_post" {
			secret, basic = r.PostForm.Get("client_secret"), r.PostForm.Has("client_secret")
		}
		if !basic || secret != right {
			answer(http.StatusUnauthorized, `{"error":"invalid_client"}`)(w, r)
			return
		}
		answer(http.StatusBadRequest, `{"error":"invalid_grant"}`)(w, r)
	}
}

const sandboxSecret = "San8Q~box-only-opens-the-authkit-sandbox"

func TestExamples(t *testing.T) {
	for _, e := range examples() {
		t.Run(e.check+"/"+string(e.status)+"/"+strings.ReplaceAll(e.says, " ", "-"), func(t *testing.T) {
			t.Parallel()
			r := e.result(t)
			if r.Status != e.status {
				t.Fatalf("%s is %s, want %s: %+v", e.check, r.Status, e.status, r)
			}
			var said []string
			said = append(said, r.Reason)
			for _, f := range r.Findings {
				said = append(said, f.Message, f.Code, f.Fix)
			}
			if !strings.Contains(strings.Join(said, "\n"), e.says) {
				t.Errorf("says %q, want %q", said, e.says)
			}
			if e.line > 0 && (len(r.Findings) == 0 || r.Findings[0].Line != e.line) {
				t.Errorf("findings %+v, want line %d", r.Findings, e.line)
			}
			checkShape(t, r)
		})
	}
}

// checkShape holds a result against the contract.
func checkShape(t *testing.T, r verify.Result) {
	t.Helper()
	needsReason := r.Status == verify.Skipped || r.Status == verify.Unproven || r.Status == verify.Undecided
	if needsReason != (r.Reason != "") {
		t.Errorf("%s is %s with reason %q", r.ID, r.Status, r.Reason)
	}
	errors, warnings := 0, 0
	for _, f := range r.Findings {
		switch f.Severity {
		case verify.SeverityError:
			errors++
		case verify.SeverityWarning:
			warnings++
		default:
			t.Errorf("%s: severity %q", r.ID, f.Severity)
		}
		for _, text := range []string{f.Message, f.Fix} {
			if text == "" || strings.HasSuffix(text, ".") || strings.TrimSpace(text) != text {
				t.Errorf("%s: not a message: %q", r.ID, text)
			}
		}
	}
	switch r.Status {
	case verify.Failed:
		if errors == 0 {
			t.Errorf("%s failed without an error", r.ID)
		}
	case verify.Warning:
		if errors > 0 || warnings == 0 {
			t.Errorf("%s is a warning with %d errors and %d warnings", r.ID, errors, warnings)
		}
	default:
		if errors+warnings > 0 {
			t.Errorf("%s is %s with findings", r.ID, r.Status)
		}
	}
	if r.Findings == nil {
		t.Errorf("%s: findings are nil", r.ID)
	}
}

// Every check is documented and has an example of both kinds.
func TestEveryCheckHasExamples(t *testing.T) {
	good, bad := map[string]bool{}, map[string]bool{}
	for _, e := range examples() {
		switch e.status {
		case verify.OK:
			good[e.check] = true
		case verify.Failed, verify.Warning:
			bad[e.check] = true
		}
	}
	seen := map[string]bool{}
	for _, c := range verify.Checks() {
		if seen[c.ID] {
			t.Errorf("%s stands twice", c.ID)
		}
		seen[c.ID] = true
		if !good[c.ID] || !bad[c.ID] {
			t.Errorf("%s: good example %v, bad example %v", c.ID, good[c.ID], bad[c.ID])
		}
		if !strings.HasSuffix(c.Question, "?") || c.Why == "" || c.Fix == "" || c.Run == nil {
			t.Errorf("%s is not documented", c.ID)
		}
	}
}

// The contract's IDs all exist.
func TestContractIDs(t *testing.T) {
	known := verify.KnownIDs()
	for _, id := range strings.Fields(`secrets-found secrets-encoding secrets-parse secrets-dialect secrets-permissions auth-section auth-shadowed auth-keys
		auth-placeholder cookie-secret cookie-secret-shared client-secret-shared redirect-uri-form redirect-uri-path redirect-uri-scheme redirect-uri-port client-id-form client-secret-form metadata-url-form
		metadata-url-tenant provider-name provider-keys client-kwargs expose-tokens secrets-ignored secrets-tracked secrets-leaked secrets-image secrets-from-env
		app-provider app-api app-login app-pages app-callback app-claims deps-streamlit deps-authlib deps-httpx deps-compat config-server secret-expiry
		metadata-reachable metadata-document metadata-redirect metadata-tenant metadata-issuer metadata-jwks metadata-client-auth metadata-pkce metadata-logout clock-skew
		client-known client-audience client-enabled client-secret redirect-uri-registered client-platform
		registration-found registration-audience registration-principal registration-claims
		sign-in-authorize sign-in-callback sign-in-token sign-in-id-token sign-in-claims sign-in-cookie-size
		deployed-reachable deployed-login-route deployed-cookie-secret deployed-metadata deployed-client-id deployed-redirect-uri deployed-origin`) {
		if !known[id] {
			t.Errorf("there is no check %s", id)
		}
	}
}

// A sound project is sound, and nothing in its report is out of shape.
func TestSoundProject(t *testing.T) {
	r := example{login: true}.report(t)
	if r.Verdict != verify.Sound {
		t.Errorf("verdict %s", r.Verdict)
	}
	for _, result := range r.Results {
		checkShape(t, result)
		if result.Status != verify.OK && result.Status != verify.Skipped {
			t.Errorf("%s is %s: %s %+v", result.ID, result.Status, result.Reason, result.Findings)
		}
	}
	if len(r.SignIn) != 1 || r.SignIn[0].CookieBytes < 500 {
		t.Errorf("sign-in: %+v", r.SignIn)
	}
}

var errTest = errors.New("it cannot be read")

var named = secrets.New(strings.Replace(base, "METADATA", microsoft, 1))
