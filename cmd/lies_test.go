package cmd

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// lie is a provider that answers one kind of question or more without looking,
// in the ways real ones and stand-ins have been seen to.
type lie struct {
	name      string
	openID    bool // a standard provider; else one that answers like Entra
	token     http.HandlerFunc
	device    http.HandlerFunc
	authorize http.HandlerFunc

	project   assembly
	proved    string // checks of the level credentials that are proved all the same, from an honest answer
	failed    string // checks that accuse, as the provider's words allow
	undecided string
}

const everySecret = `{"token_type":"Bearer","expires_in":3599,"access_token":"x"}`

func lies() []lie {
	entraSays := func(status, code int, oauth string) http.HandlerFunc {
		return says(status, "application/json", fmt.Sprintf(`{"error":%q,"error_description":"AADSTS%d: no. Trace ID: 1 Correlation ID: 2 Timestamp: 3","error_codes":[%d]}`, oauth, code, code))
	}
	page := func(code int, text string) http.HandlerFunc {
		return says(200, "text/html", fmt.Sprintf(`<html><head><meta name="PageID" content="ConvergedError" /></head><script>$Config={"strServiceExceptionMessage":"AADSTS%d: %s","pgid":"ConvergedError"};</script></html>`, code, text))
	}
	const all = "client-audience client-enabled client-known client-secret redirect-uri-registered"
	const noSecret = "client-audience client-known redirect-uri-registered"
	const noRedirect = "client-audience client-enabled client-known client-secret"
	signInPage := says(200, "text/html", `<html><head><meta name="PageID" content="ConvergedSignIn" /></head><script>$Config={"arrValErrs":["50058"],"sErrorCode":"50058","urlGetCredentialType":"x"};</script></html>`)
	script := says(200, "text/html", `<html><head><meta name="PageID" content="BssoInterrupt" /></head><script>$Config={"urlPost":"x?sso_reload=true","sErrorCode":"50058"};</script></html>`)
	invalidGrant, invalidClient := says(400, "application/json", `{"error":"invalid_grant"}`), says(401, "application/json", `{"error":"invalid_client"}`)
	granted := says(200, "application/json", everySecret)
	anything := says(200, "application/json", `{"access_token":"x","id_token":"x","device_code":"x","user_code":"x","error":"","issuer":"x"}`)
	html := says(200, "text/html", "<html><title>Sign in</title></html>")
	login := says(401, "text/html", "<html><title>Who are you?</title></html>")
	forbidden := says(403, "text/html", "<html><title>Blocked</title></html>")
	tooMany, broken := says(429, "application/json", `{"error":"slow_down"}`), says(503, "text/html", "<html>later</html>")
	return []lie{
		{name: "nothing", proved: all},
		{name: "takes any secret", token: granted, proved: noSecret},
		{name: "takes any secret, and it is wrong", token: granted, project: assembly{secret: "Abc8Q~" + strings.Repeat("y", 34)}, proved: noSecret},
		{name: "takes any secret, and the client is unknown", token: granted, project: assembly{client: "f00dbabe-1111-4222-8333-444455556666"}, failed: "client-known"},
		{name: "judges the grant before the secret", token: entraSays(400, 9002313, "invalid_grant"), proved: noSecret},
		{name: "blocks whatever is asked", token: entraSays(400, 53003, "invalid_grant"), proved: noSecret},
		{name: "a number nobody knows", token: entraSays(400, 999999999, "invalid_request"), proved: noSecret},
		{name: "device codes for anything", device: says(200, "application/json", `{"device_code":"x","user_code":"y"}`), token: entraSays(400, 53003, "invalid_grant"), authorize: signInPage},
		{name: "one device error for anything", device: entraSays(400, 9002346, "invalid_request"), token: entraSays(400, 53003, "invalid_grant"), authorize: signInPage},
		{name: "redirects anywhere", authorize: redirects("login_required", "state"), proved: noRedirect},
		{name: "redirects without the state", authorize: redirects("login_required", ""), proved: noRedirect},
		{name: "redirects everybody with a code", authorize: redirects("", "state"), proved: noRedirect},
		{name: "redirects made-up clients too", authorize: onlyRegistered(redirects("login_required", "state"), page(50058, "no session")), proved: noRedirect},
		{name: "a sign-in page for prompt=none", authorize: signInPage, proved: noRedirect},
		{name: "a script page for ever", authorize: script, proved: noRedirect},
		{name: "nobody is signed in, on a page, whoever asks", authorize: page(50058, "A silent sign-in request was sent"), proved: noRedirect},
		{name: "not registered, whoever asks", authorize: page(50011, "The redirect URI specified in the request does not match"), proved: noRedirect},
		{name: "not registered, of another address", authorize: page(50011, "The redirect URI 'https://other.example/cb' specified in the request does not match"), proved: noRedirect},
		{name: "200 for everything", token: anything, device: anything, authorize: anything},
		{name: "HTML for everything", token: html, device: html, authorize: html},
		{name: "a log-in page of a proxy for everything", token: login, device: login, authorize: login},
		{name: "forbidden by a firewall", token: forbidden, device: forbidden, authorize: forbidden},
		{name: "too many requests", token: tooMany, device: tooMany, authorize: tooMany, undecided: all},
		{name: "out of order", token: broken, device: broken, authorize: broken, undecided: all},
		{name: "refuses made-up clients out of order", authorize: broken, proved: noRedirect, undecided: "redirect-uri-registered"},
		{name: "one secret now good, now bad", token: wavers(granted, entraSays(401, 7000215, "invalid_client")), proved: noSecret},

		{name: "nothing, openID", openID: true, proved: "client-known client-secret redirect-uri-registered"},
		{name: "judges the code before the secret", openID: true, token: invalidGrant, proved: "client-known redirect-uri-registered"},
		{name: "tokens for any code", openID: true, token: granted, proved: "client-known redirect-uri-registered"},
		{name: "200 for everything, openID", openID: true, token: anything, authorize: anything},
		{name: "HTML for everything, openID", openID: true, token: html, authorize: html},
		{name: "a log-in page for everything, openID", openID: true, token: login, authorize: login},
		{name: "forbidden by a firewall, openID", openID: true, token: forbidden, authorize: forbidden},
		{name: "too many requests, openID", openID: true, token: tooMany, authorize: tooMany, undecided: "client-enabled client-known client-secret redirect-uri-registered"},
		{name: "out of order, openID", openID: true, token: broken, authorize: broken, undecided: "client-enabled client-known client-secret redirect-uri-registered"},
		{name: "one secret now good, now bad, openID", openID: true, token: wavers(invalidGrant, invalidClient), proved: "client-known redirect-uri-registered"},
		{name: "refuses a secret that looks made up", openID: true, token: unlessBasic(invalidGrant, login), proved: "client-known redirect-uri-registered"},
		{name: "one method refused, the other not looked at", openID: true, token: unlessBasic(invalidClient, invalidGrant), proved: "client-known redirect-uri-registered", failed: ""},
		{name: "refuses every client", openID: true, token: invalidClient, proved: "client-known redirect-uri-registered", failed: "client-secret"}, // the standard's word for it
		{name: "an error nobody knows", openID: true, token: says(400, "application/json", `{"error":"no_luck"}`), proved: "client-known redirect-uri-registered"},
		{name: "redirects anywhere, openID", openID: true, authorize: redirects("login_required", "state"), proved: "client-secret client-known"},
		{name: "redirects with another state", openID: true, authorize: redirects("login_required", ""), proved: "client-secret client-known"},
		{name: "redirects everybody with a code, openID", openID: true, authorize: redirects("", "state"), proved: "client-secret client-known"},
		{name: "redirects made-up clients too, openID", openID: true, authorize: onlyRegistered(redirects("login_required", "state"), says(400, "text/html", "no")), proved: "client-secret client-known"},
		{name: "a sign-in page for prompt=none, openID", openID: true, authorize: html, proved: "client-secret client-known"},
		{name: "refuses prompt=none in words about redirect_uri", openID: true, authorize: unlessSilent(html, says(400, "text/html", "Invalid redirect_uri or prompt")), proved: "client-secret client-known"},
	}
}

func says(status int, kind, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		io.WriteString(w, text)
	}
}

// redirects sends everybody to whatever address they name.
func redirects(oauth, state string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		back := url.Values{"state": {query.Get(state)}}
		if oauth != "" {
			back.Set("error", oauth)
		} else {
			back.Set("code", "x")
		}
		http.Redirect(w, r, query.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
	}
}

// onlyRegistered answers for the project's own address, whoever the client is.
func onlyRegistered(registered, other http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if uri, err := url.Parse(r.URL.Query().Get("redirect_uri")); err == nil && uri.Hostname() == "localhost" && uri.Path == "/oauth2callback" {
			registered(w, r)
			return
		}
		other(w, r)
	}
}

// unlessSilent answers prompt=none in another way.
func unlessSilent(other, silent http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("prompt") == "none" {
			silent(w, r)
			return
		}
		other(w, r)
	}
}

// unlessBasic answers requests without a Basic header in another way; of those
// with one, secrets that authkit made up too.
func unlessBasic(basic, other http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, secret, ok := r.BasicAuth(); ok && !strings.HasPrefix(secret, "authkit-") {
			basic(w, r)
			return
		}
		other(w, r)
	}
}

// wavers answers the right secret the right way, and a made-up one too, but the
// second time each is asked for it is the other way round.
func wavers(good, bad http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	asked := map[bool]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		_, secret, _ := r.BasicAuth()
		right := secret == sandbox.DefaultClientSecret || r.PostForm.Get("client_secret") == sandbox.DefaultClientSecret
		mu.Lock()
		asked[right]++
		first := asked[right]%2 == 1
		mu.Unlock()
		if right == first {
			good(w, r)
			return
		}
		bad(w, r)
	}
}

// handler is the provider: honest but for the lie.
func (l lie) handler(t *testing.T) http.Handler {
	t.Helper()
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	honest := http.Handler(server)
	if l.openID {
		honest = http.HandlerFunc(honestOpenID)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for end, handler := range map[string]http.HandlerFunc{"/token": l.token, "/devicecode": l.device, "/authorize": l.authorize} {
			if strings.HasSuffix(r.URL.Path, end) && handler != nil {
				handler(w, r)
				return
			}
		}
		honest.ServeHTTP(w, r)
	})
}

// honestOpenID is a standard provider with one client, whose redirect URI is on
// any port of localhost.
func honestOpenID(w http.ResponseWriter, r *http.Request) {
	at := "http://" + r.Host
	switch {
	case strings.HasSuffix(r.URL.Path, "/openid-configuration"):
		says(200, "application/json", fmt.Sprintf(`{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q}`, at, at+"/authorize", at+"/token", at+"/keys"))(w, r)
	case r.URL.Path == "/keys":
		hostileAt("nowhere", nil).ServeHTTP(w, r)
	case r.URL.Path == "/authorize" && r.URL.Query().Get("client_id") != sandbox.DefaultClientID:
		says(400, "text/html", "no such client")(w, r)
	case r.URL.Path == "/authorize":
		onlyRegistered(unlessSilent(says(200, "text/html", "<form>"), redirects("login_required", "state")), says(400, "text/html", "no"))(w, r)
	case r.URL.Path == "/token":
		if _, secret, _ := r.BasicAuth(); secret != sandbox.DefaultClientSecret {
			says(401, "application/json", `{"error":"invalid_client"}`)(w, r)
			return
		}
		says(400, "application/json", `{"error":"invalid_grant"}`)(w, r)
	}
}

// No lie becomes a proof, and none an accusation that the provider's own words
// do not allow.
func TestLies(t *testing.T) {
	for _, l := range lies() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			project := l.project
			project.provider, project.args = l.handler(t), []string{"--no-login"}
			v := project.judge(t)
			got := map[string][]string{}
			for _, r := range v.Results {
				if r.Level != "credentials" && r.ID != "metadata-client-auth" {
					continue
				}
				switch {
				case r.Level == "credentials" && r.Status == "ok" && r.Confidence == "proved":
					got["proved"] = append(got["proved"], r.ID)
				case r.Status == "failed", r.Status == "undecided":
					got[r.Status] = append(got[r.Status], r.ID)
				}
			}
			for what, want := range map[string]string{"proved": l.proved, "failed": l.failed, "undecided": l.undecided} {
				list := strings.Fields(want)
				slices.Sort(list)
				slices.Sort(got[what])
				if !slices.Equal(got[what], list) {
					t.Errorf("%s %v, want %v\n%s", what, got[what], list, v)
				}
			}
		})
	}
	t.Logf("%d lies", len(lies()))
}
