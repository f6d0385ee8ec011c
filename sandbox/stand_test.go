package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/sandbox"
)

// The registration of the recorded samples, which the sandbox takes on.
const (
	tenant      = "11111111-2222-3333-4444-555555555555"
	otherTenant = "22222222-3333-4444-5555-666666666666"
	client      = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	secret      = "San8Q~box-only-opens-the-authkit-sandbox"
	callback    = "https://app.example.com/oauth2callback"
	state       = "authkit-state"
	worker      = "33333333-4444-5555-6666-777777777777" // object ID of the person with a work account
	private     = "00000000-0000-0000-aaaa-bbbbccccdddd" // of the one with a personal account
)

// recorded is the directory the samples were taken in.
func recorded() sandbox.Options {
	return sandbox.Options{
		Tenants: []sandbox.Tenant{{ID: tenant, Domain: "contoso.example", Name: "Contoso"}, {ID: otherTenant, Name: "Fabrikam"}},
		Clients: []sandbox.Client{{
			ID: client, Name: "contoso-app", Tenant: tenant,
			Secrets:         []sandbox.ClientSecret{{Value: secret}},
			WebRedirectURIs: []string{callback},
		}},
		Users: []sandbox.User{
			{Name: "Ada Example", Username: "ada@contoso.example", Email: "ada@contoso.example", Password: "sandbox", ObjectID: worker, Tenant: tenant},
			{Name: "Ada Example", Username: "ada@outlook.example", Email: "ada@outlook.example", Password: "sandbox", ObjectID: private, Tenant: entra.ConsumersTenant},
		},
	}
}

// change is one thing that is different in a directory.
type change func(*sandbox.Options)

func faulty(names ...string) change {
	return func(o *sandbox.Options) { o.Faults = append(o.Faults, names...) }
}

func audience(name string) change {
	return func(o *sandbox.Options) { o.Clients[0].Audience = name }
}

func alsoAt(uri string) change {
	return func(o *sandbox.Options) { o.Clients[0].WebRedirectURIs = append(o.Clients[0].WebRedirectURIs, uri) }
}

func unregistered(o *sandbox.Options) { o.Clients = nil }

// personal is the same app, registered for personal accounts only.
func personal(o *sandbox.Options) {
	o.Clients[0].Audience, o.Clients[0].Tenant = sandbox.PersonalMicrosoftAccount, entra.ConsumersTenant
}

// clock stands still until the test moves it.
type clock struct{ now atomic.Pointer[time.Time] }

func (c *clock) set(now time.Time)           { c.now.Store(&now) }
func (c *clock) pass(duration time.Duration) { c.set(c.now.Load().Add(duration)) }

// stand is a sandbox at an address of this machine, and somebody who asks it.
type stand struct {
	*sandbox.Server
	*clock
	t     *testing.T
	url   string
	hangs bool // one of its faults is an answer that never comes
}

// noon is when a stand begins, unless a sample says otherwise.
var noon = time.Date(2026, 8, 13, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, changes ...change) *stand {
	t.Helper()
	options := recorded()
	for _, c := range changes {
		c(&options)
	}
	return openWith(t, options)
}

func openWith(t *testing.T, options sandbox.Options) *stand {
	t.Helper()
	hangs := slices.ContainsFunc(options.Faults, func(fault string) bool { return strings.HasSuffix(fault, "-hang") })
	s := &stand{t: t, clock: &clock{}, hangs: hangs}
	s.set(noon)
	options.Now = func() time.Time { return *s.now.Load() }
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	s.Server, s.url = server, listening.URL
	return s
}

// answer is what came back over the wire.
type answer struct {
	status int
	header http.Header
	body   string
}

// member is one string of a JSON answer.
func (a answer) member(t *testing.T, name string) string {
	t.Helper()
	value, ok := object(t, a.body)[name].(string)
	if !ok {
		t.Fatalf("no %s in the answer %d %s", name, a.status, a.body)
	}
	return value
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return members
}

// straight follows no redirect and gives up on whoever does not answer.
var straight = &http.Client{
	Timeout:       10 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (s *stand) do(request *http.Request) answer {
	s.t.Helper()
	response, err := straight.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

func (s *stand) get(path string) answer {
	s.t.Helper()
	request, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(request)
}

// post sends a form; a header is a name and a value.
func (s *stand) post(path string, form url.Values, header ...string) answer {
	s.t.Helper()
	request, err := http.NewRequest(http.MethodPost, s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if len(header) == 2 {
		request.Header.Set(header[0], header[1])
	}
	return s.do(request)
}

// with makes a form of names and values; a value of "" takes the name away.
func with(form url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			form.Del(pairs[i])
			continue
		}
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// authorize asks as Streamlit would, but for what the pairs change.
func (s *stand) authorize(authority string, pairs ...string) answer {
	s.t.Helper()
	query := with(url.Values{
		"client_id": {client}, "response_type": {"code"}, "redirect_uri": {callback},
		"scope": {"openid profile email"}, "state": {state}, "nonce": {"<nonce>"},
	}, pairs...)
	return s.get("/" + authority + "/oauth2/v2.0/authorize?" + query.Encode())
}

var ticketField = regexp.MustCompile(`name="ticket" value="([^"]+)"`)

// signIn clicks an account on the sign-in page.
func (s *stand) signIn(authority, account string, pairs ...string) answer {
	s.t.Helper()
	page := s.authorize(authority, pairs...)
	ticket := ticketField.FindStringSubmatch(page.body)
	if ticket == nil {
		s.t.Fatalf("no sign-in page, but %d %s", page.status, page.body)
	}
	return s.post("/"+authority+"/login", url.Values{"ticket": {ticket[1]}, "user": {account}})
}

// code is what a sign-in gives the app.
func (s *stand) code(authority, account string, pairs ...string) string {
	s.t.Helper()
	a := s.signIn(authority, account, pairs...)
	to, err := url.Parse(a.header.Get("Location"))
	if err != nil {
		s.t.Fatal(err)
	}
	if !to.Query().Has("code") {
		s.t.Fatalf("no code for the app, but %d to %q: %s", a.status, to, a.body)
	}
	return to.Query().Get("code")
}

// token asks the token endpoint for a code's tokens, but for what the pairs change.
func (s *stand) token(authority string, pairs ...string) answer {
	s.t.Helper()
	return s.post("/"+authority+"/oauth2/v2.0/token", with(url.Values{
		"grant_type": {"authorization_code"}, "client_id": {client}, "client_secret": {secret}, "redirect_uri": {callback},
	}, pairs...))
}

// appToken asks for a token of the app's own, but for what the pairs change.
func (s *stand) appToken(authority string, pairs ...string) answer {
	s.t.Helper()
	return s.post("/"+authority+"/oauth2/v2.0/token", with(url.Values{
		"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}, "scope": {"https://graph.microsoft.com/.default"},
	}, pairs...))
}

// deviceCode asks for one.
func (s *stand) deviceCode(authority string) answer {
	s.t.Helper()
	return s.post("/"+authority+"/oauth2/v2.0/devicecode", url.Values{"client_id": {client}, "scope": {"openid"}})
}

// idToken signs in and reads header and payload of the ID token.
func (s *stand) idToken(authority, account string) (header, payload string) {
	s.t.Helper()
	a := s.token(authority, "code", s.code(authority, account))
	if a.status != http.StatusOK {
		s.t.Fatalf("no tokens, but %d %s", a.status, a.body)
	}
	parts := strings.Split(a.member(s.t, "id_token"), ".")
	if len(parts) != 3 {
		s.t.Fatalf("an ID token of %d parts", len(parts))
	}
	var out [2]string
	for i := range out {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			s.t.Fatal(err)
		}
		out[i] = string(raw)
	}
	return out[0], out[1]
}
