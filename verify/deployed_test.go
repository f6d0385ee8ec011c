package verify_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

// openPaths are what somebody who put a login before an app may have let pass.
var openPaths = map[string][]string{
	"every path":                nil,
	"all but the health":        {"/_stcore/health"},
	"all but health and stream": {"/_stcore/health", "/_stcore/stream"},
	"pages and the login route": {"/_stcore/health", "/_stcore/stream", "/oauth2callback"},
}

// before is the front, and the healthy app behind it for the paths that it lets pass.
func (f front) before(open []string) http.HandlerFunc {
	behind := app(sends("https://login.example/authorize?client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31&redirect_uri=http%3A%2F%2FHOST%2Foauth2callback"))
	return func(w http.ResponseWriter, r *http.Request) {
		for _, path := range open {
			if r.URL.Path == path {
				behind(w, r)
				return
			}
		}
		f.HandlerFunc(w, r)
	}
}

// deployedResults are the outcomes of the level deployed, by ID.
func deployedResults(report *verify.Report) map[string]verify.Result {
	results := map[string]verify.Result{}
	for _, r := range report.Results {
		if r.Level == verify.LevelDeployed {
			results[r.ID] = r
		}
	}
	return results
}

// told is all that a person reads of some results.
func told(results map[string]verify.Result) string {
	text := ""
	for id, r := range results {
		text += id + " " + string(r.Status) + " " + r.Reason
		for _, f := range r.Findings {
			text += " " + f.Message + " → " + f.Fix
		}
		text += "\n"
	}
	return text
}

// accusers are the checks that say something of the deployed secrets.
var accusers = []string{"deployed-cookie-secret", "deployed-metadata", "deployed-client-id", "deployed-redirect-uri", "deployed-origin"}

// Whoever answers before the app is named, and nobody accuses the secrets for
// it. What was not asked of the app itself is not sound.
func TestFrontsAreNamed(t *testing.T) {
	tried := 0
	for i, f := range fronts() {
		for open, paths := range openPaths {
			if testing.Short() && (len(paths) > 1 || i%3 != 0) {
				continue
			}
			t.Run(strings.TrimSpace(f.name+" "+f.with+", "+open), func(t *testing.T) {
				tried++
				report := example{deploy: f.before(paths), handler: openID{}.serve}.report(t)
				results := deployedResults(report)
				if text := told(results); !strings.Contains(text, f.name) {
					t.Errorf("it does not say %q:\n%s", f.name, text)
				}
				for _, id := range accusers {
					if results[id].Status != verify.Skipped {
						t.Errorf("%s is %s:\n%s", id, results[id].Status, told(results))
					}
				}
				if results["deployed-login-route"].Status == verify.OK {
					t.Error("the login route is ok")
				}
				if report.Verdict == verify.Sound {
					t.Errorf("sound:\n%s", told(results))
				}
			})
		}
	}
	t.Logf("%d answers of platforms", tried)
}

// counts tells whether a result keeps the app from being called sound as it is.
func counts(r verify.Result) bool {
	return r.Status == verify.Failed || r.Status == verify.Undecided || r.Status == verify.Warning
}

// strange are answers of the login route that Streamlit never gives.
func strange() map[string]http.HandlerFunc {
	answers := map[string]http.HandlerFunc{
		"empty":                func(http.ResponseWriter, *http.Request) {},
		"a page":               page(200, "<!doctype html><title>Welcome</title>"),
		"JSON":                 page(200, `{"detail":"Not authenticated"}`, "Content-Type", "application/json"),
		"a JSON error":         page(400, `{"error":"invalid_request"}`, "Content-Type", "application/json"),
		"a bare 400":           page(400, "Bad Request"),
		"nginx's 400":          page(400, "<html><head><title>400 Bad Request</title></head><body><center><h1>400 Bad Request</h1></center><hr><center>nginx</center></body></html>"),
		"the provider's 400":   page(400, "<html><title>Error</title>redirect_uri_mismatch</html>"),
		"a redirect elsewhere": sent(302, "https://sso.example.com/"),
		"a redirect to a page": sent(302, "/login"),
		"a redirect to itself": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.RequestURI(), http.StatusFound)
		},
		"a loop of two":          func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/auth/login/", http.StatusFound) },
		"without a target":       page(302, ""),
		"a target that is none":  sent(302, "http://[::1"),
		"a script's target":      sent(302, "javascript:alert(1)"),
		"half a login":           sent(302, "https://sso.example.com/authorize?client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"),
		"a login without state":  sent(302, "https://sso.example.com/authorize?client_id=x&response_type=code&redirect_uri=https%3A%2F%2FHOST%2Foauth2callback"),
		"a login of its own":     sent(302, "https://sso.example.com/authorize?client_id=x&state=s&redirect_uri=https%3A%2F%2FHOST%2Foauth2callback"),
		"a login of SAML":        sent(302, "https://sso.example.com/saml?SAMLRequest=x&RelayState=y"),
		"a login with 303":       sent(303, "https://sso.example.com/authorize?client_id=x&response_type=code&state=s&redirect_uri=https%3A%2F%2FHOST%2Foauth2callback"),
		"a login in a page":      page(200, `<meta http-equiv="refresh" content="0;url=https://sso.example.com/authorize?client_id=x">`),
		"a websocket":            page(101, "", "Connection", "Upgrade", "Upgrade", "websocket"),
		"compressed unasked":     page(200, "\x1f\x8b\x08\x00", "Content-Encoding", "br"),
		"a broken encoding":      page(200, "ok", "Content-Encoding", "gzip"),
		"ok":                     page(200, "ok"),
		"a long body":            page(200, strings.Repeat("x", 3<<20)),
		"a download":             page(200, "PK", "Content-Type", "application/zip"),
		"an image":               page(200, "GIF89a", "Content-Type", "image/gif"),
		"a refresh":              page(200, "", "Refresh", "0; url=/"),
		"a slow body":            slow,
		"a body that breaks off": breaksOff,
		"gzip":                   zipped,
	}
	statuses := []int{201, 202, 203, 204, 205, 206, 207, 226, 299, 300, 303, 304, 305, 307, 308, 399, 401, 402, 403, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 418, 421, 422, 425, 426, 428, 429, 431, 451, 499, 501, 502, 503, 504, 505, 507, 508, 511, 520, 530, 599, 999}
	if testing.Short() {
		statuses = statuses[:12]
	}
	for _, status := range statuses {
		answers["status "+strconv.Itoa(status)] = page(status, "")
	}
	return answers
}

// slow sends the beginning of a body and then nothing.
func slow(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte("<!doctype html>"))
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}

func breaksOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	w.Write([]byte("ok"))
}

func zipped(w http.ResponseWriter, _ *http.Request) {
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	z.Write([]byte("<!doctype html><title>Sign in</title>"))
	z.Close()
	w.Header().Set("Content-Encoding", "gzip")
	w.Write(body.Bytes())
}

// No check about the deployed app is ok for an answer that is not on its list
// of good ones, wherever it stands.
func TestStrangeAnswersAreNeverOK(t *testing.T) {
	healthy := app(sends("https://login.example/authorize?client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31&redirect_uri=http%3A%2F%2FHOST%2Foauth2callback"))
	at := func(answer http.HandlerFunc, path string, also func(*http.Request) bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == path && also(r) {
				answer(w, r)
				return
			}
			healthy(w, r)
		}
	}
	always := func(*http.Request) bool { return true }
	withToken := func(r *http.Request) bool { return r.URL.Query().Has("provider") }
	positions := []struct {
		name   string
		place  func(http.HandlerFunc) http.HandlerFunc
		checks []string // that may not be ok
	}{
		{"everywhere", func(a http.HandlerFunc) http.HandlerFunc { return a },
			append([]string{"deployed-reachable", "deployed-login-route"}, accusers...)},
		{"at the login route", func(a http.HandlerFunc) http.HandlerFunc { return at(a, "/auth/login", always) },
			append([]string{"deployed-login-route"}, accusers...)},
		{"to a token", func(a http.HandlerFunc) http.HandlerFunc { return at(a, "/auth/login", withToken) },
			append([]string{"deployed-login-route"}, accusers...)},
		{"at the callback", func(a http.HandlerFunc) http.HandlerFunc { return at(a, "/oauth2callback", always) },
			[]string{"deployed-redirect-uri"}},
		{"at the stream", func(a http.HandlerFunc) http.HandlerFunc { return at(a, "/_stcore/stream", always) },
			[]string{"deployed-reachable"}},
	}
	tried := 0
	for _, position := range positions {
		answers := strange()
		for i, name := range slices.Sorted(maps.Keys(answers)) {
			answer := answers[name]
			if testing.Short() && (i%5 != 0 || strings.Contains(name, "slow")) {
				continue
			}
			if position.name == "at the stream" && name == "a websocket" {
				continue // the one good answer there
			}
			t.Run(name+" "+position.name, func(t *testing.T) {
				t.Parallel()
				report := example{deploy: position.place(answer), handler: loginExample}.report(t)
				results := deployedResults(report)
				for _, id := range position.checks {
					if results[id].Status == verify.OK {
						t.Errorf("%s is ok: %s", id, results[id].Evidence)
					}
				}
				if !slices.ContainsFunc(slices.Collect(maps.Values(results)), counts) {
					t.Errorf("nothing of it counts against a sound app:\n%s", told(results))
				}
			})
			tried += len(position.checks)
		}
	}
	t.Logf("%d answers × checks", tried)
}

// A healthy app is ok behind whatever leaves its answers whole: no header,
// cookie or way to write a redirect that servers add raises an alarm.
func TestHealthyAppsStayQuiet(t *testing.T) {
	random := rand.New(rand.NewPCG(seed(), 2))
	login := sends("https://login.example/authorize?client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31&redirect_uri=https%3A%2F%2Ftools.example.com%2Foauth2callback")
	nobody := map[string]http.HandlerFunc{
		"the app's page": app(login), "404": http.NotFound, "403": page(403, "forbidden"), "home": sent(302, "/"), "gone": page(410, ""),
		"a 404 page": page(404, "<html><h1>404</h1><a href='/oauth2/start'>x</a></html>"), "200 of a stranger": page(200, "<h1>hello</h1>"), "500": page(500, "oops"),
	}
	names := slices.Sorted(maps.Keys(nobody))
	n := 120
	if testing.Short() {
		n = 30
	}
	for i := range n {
		add, other := slices.Concat(servers, added)[random.IntN(len(servers)+len(added))], names[random.IntN(len(names))]
		absolute, ownHealth := random.IntN(2) == 0, random.IntN(4) == 0
		t.Run(fmt.Sprintf("%d of seed %d: %v, other paths %s, absolute %v, own health %v", i, seed(), add, other, absolute, ownHealth), func(t *testing.T) {
			deployed := app(login)
			report := example{public: "https://tools.example.com", handler: loginExample, deploy: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Add(add[0], add[1])
				switch {
				case strings.HasPrefix(r.URL.Path, "/authkit-"):
					nobody[other](w, r)
				case ownHealth && r.URL.Path == "/_stcore/health":
					w.Write([]byte("ok\n"))
				case absolute && r.URL.Path == "/auth/login" && !r.URL.Query().Has("provider"):
					w.Header().Set("Location", "http://tools.example.com/") // as a server writes it behind a proxy that ends TLS
					w.WriteHeader(http.StatusFound)
				default:
					deployed(w, r)
				}
			}}.report(t)
			results := deployedResults(report)
			for id, r := range results {
				if r.Status != verify.OK {
					t.Errorf("%s is %s:\n%s", id, r.Status, told(results))
				}
			}
		})
	}
}

// loginExample is the provider that the healthy app sends people to.
var loginExample = openID{document: `{"issuer":"AT","authorization_endpoint":"https://login.example/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys"}`}.serve

// servers are names that servers give themselves.
var servers = [][2]string{
	{"Server", "nginx"}, {"Server", "cloudflare"}, {"Server", "awselb/2.0"}, {"Server", "Google Frontend"}, {"Server", "envoy"}, {"Server", "AkamaiGHost"}, {"Server", "Netlify"},
}

// added are headers that proxies and networks add to any answer.
var added = [][2]string{
	{"Via", "1.1 varnish"}, {"X-Powered-By", "Express"}, {"Strict-Transport-Security", "max-age=1"}, {"x-ms-middleware-request-id", "1"},
	{"Set-Cookie", "AWSALB=x; Path=/"}, {"Set-Cookie", "ARRAffinity=x; Path=/"}, {"Set-Cookie", "__cf_bm=x; Path=/"}, {"CF-RAY", "1"},
	{"X-Azure-Ref", "1"}, {"X-Cache", "CONFIG_NOCACHE"}, {"Cache-Control", "no-store"}, {"Alt-Svc", "h3"}, {"X-Served-By", "cache-1"}, {"x-render-origin-server", "uvicorn"},
	{"X-Vercel-Id", "fra1::x"}, {"X-Railway-Edge", "railway/europe"}, {"x-goog-iap-jwt-assertion", "x"}, {"Fly-Request-Id", "x"},
}

// seed begins the random cases; AUTHKIT_SEED sets another.
func seed() uint64 {
	if given, err := strconv.ParseUint(os.Getenv("AUTHKIT_SEED"), 10, 64); err == nil {
		return given
	}
	return 20261127
}

// Random platforms: any of the fronts, on any set of paths, with headers that
// any server adds. What the table says of the front holds for all of them.
func TestRandomFronts(t *testing.T) {
	random := rand.New(rand.NewPCG(seed(), 1))
	paths := []string{"/_stcore/health", "/_stcore/stream", "/oauth2callback"}
	all := fronts()
	n := 200
	if testing.Short() {
		n = 40
	}
	for i := range n {
		f := all[random.IntN(len(all))]
		var open []string
		for _, path := range paths {
			if random.IntN(2) == 0 {
				open = append(open, path)
			}
		}
		add := added[random.IntN(len(added))]
		t.Run(fmt.Sprintf("%d of seed %d: %s %s, open %v, %v", i, seed(), f.name, f.with, open, add), func(t *testing.T) {
			before := f.before(open)
			report := example{handler: openID{}.serve, deploy: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Add(add[0], add[1])
				before(w, r)
			}}.report(t)
			results := deployedResults(report)
			if !strings.Contains(told(results), f.name) {
				t.Errorf("it does not say %q:\n%s", f.name, told(results))
			}
			for _, id := range accusers {
				if results[id].Status != verify.Skipped {
					t.Errorf("%s is %s", id, results[id].Status)
				}
			}
			if report.Verdict == verify.Sound || results["deployed-login-route"].Status == verify.OK {
				t.Errorf("it passes:\n%s", told(results))
			}
		})
	}
}

// communityCloud sends whoever has no cookie to its own host and back, as was
// reported of public apps (docs/facts/platforms.md, section 2.11). A private
// app is modelled: there the way ends at a sign-in page.
func communityCloud(private bool) http.HandlerFunc {
	login := sends("https://login.example/authorize?client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31&redirect_uri=https%3A%2F%2Fboard.streamlit.app%2Foauth2callback")
	deployed := app(login)
	return func(w http.ResponseWriter, r *http.Request) {
		path, inside := strings.CutPrefix(r.URL.Path, "/~/+")
		_, err := r.Cookie("streamlit_session")
		switch {
		case r.Host == "share.streamlit.io" && private:
			w.Write([]byte("<title>Sign in</title>"))
		case r.Host == "share.streamlit.io":
			http.Redirect(w, r, "https://board.streamlit.app/-/login?payload=x", http.StatusSeeOther)
		case r.URL.Path == "/-/login":
			http.SetCookie(w, &http.Cookie{Name: "streamlit_session", Value: "x", Path: "/"})
			http.Redirect(w, r, "/", http.StatusSeeOther)
		case err != nil:
			http.Redirect(w, r, "https://share.streamlit.io/-/auth/app?redirect_uri=x", http.StatusSeeOther)
		case inside:
			r.URL.Path = path
			deployed(w, r)
		default:
			w.Write([]byte("<title>Streamlit</title>"))
		}
	}
}

func TestCommunityCloud(t *testing.T) {
	public := deployedResults(example{public: "https://board.streamlit.app", deploy: communityCloud(false), handler: loginExample}.report(t))
	for id, r := range public {
		if r.Status != verify.OK {
			t.Errorf("public: %s is %s:\n%s", id, r.Status, told(public))
		}
	}
	private := deployedResults(example{public: "https://board.streamlit.app", deploy: communityCloud(true), handler: loginExample}.report(t))
	if r := private["deployed-reachable"]; r.Status != verify.Undecided || !strings.Contains(r.Reason, "it is private, or it sleeps") {
		t.Errorf("private: %s", told(private))
	}
	for _, id := range accusers {
		if private[id].Status != verify.Skipped {
			t.Errorf("private: %s is %s", id, private[id].Status)
		}
	}
}
