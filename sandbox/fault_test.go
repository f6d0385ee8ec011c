package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/authkit-cli/authkit/sandbox"
)

// trial is a question whose answer a fault changes.
type trial struct {
	fault   string
	changes []change // of the directory, with the fault and without
	ask     func(*stand) string
	healthy string // what is seen without the fault
	faulty  string // what is seen with it; of a longer message, a part
}

func trials() []trial {
	const document = "200 application/json; charset=utf-8"
	return []trial{
		{"secret-expired", nil, appTokenTwice, "200, later 200", "401 invalid_client AADSTS7000222, later 401 invalid_client AADSTS7000222"},
		{"secret-fresh", nil, appTokenTwice, "200, later 200", "401 invalid_client AADSTS7000215, later 200"},
		{"app-disabled", nil, askedEverywhere, "200, 200, page ConvergedSignIn",
			"400 unauthorized_client AADSTS7000112, 400 unauthorized_client AADSTS7000112, page ConvergedError AADSTS7000112"},
		{"blocked-by-policy", nil, rightAndWrongSecret, "200, 401 invalid_client AADSTS7000215",
			"400 invalid_grant AADSTS53003, 400 invalid_grant AADSTS53003"}, // which tells nothing about the secret
		{"spa-platform", nil, codeRedeemed, "200", "400 invalid_request AADSTS9002327"},
		{"public-client", nil, codeRedeemed, "200", "401 invalid_client AADSTS700025"},
		{"not-assigned", nil, signedIn, "to the app with a code", "page ConvergedError AADSTS50105"},
		{"consent-declined", nil, signedIn, "to the app with a code", "to the app with access_denied AADSTS65004"},
		{"interrupt-page", nil, askedAgain, "page ConvergedSignIn, page ConvergedSignIn", "page BssoInterrupt, page ConvergedSignIn"},
		{"interrupt-page", []change{unregistered}, askedAgain, // it has judged nothing
			"page ConvergedError AADSTS700016, page ConvergedError AADSTS700016", "page BssoInterrupt, page ConvergedError AADSTS700016"},
		{"unregistered-50011", []change{withoutRedirects}, askedSilently, "page ConvergedError AADSTS50058", "page ConvergedError AADSTS50011"},
		{"stray-callback", nil, statesAtTheApp, "authkit-state", "forged, authkit-state"},
		{"pkce-advertised", nil, methodsAdvertised, "<nil>", "[plain S256]"},

		{"metadata-html", nil, metadataRead, document, "200 text/html; charset=utf-8"},
		{"metadata-redirect", nil, metadataRead, document, "redirected, " + document},
		{"metadata-loop", nil, metadataRead, document, "stopped after 10 redirects"},
		{"metadata-404", nil, metadataRead, document, "404 text/plain; charset=utf-8"},
		{"metadata-500", nil, metadataRead, document, "500 text/plain; charset=utf-8"},
		{"metadata-slow", nil, metadataTimed, document + " at once", document + " after three seconds"},
		{"metadata-hang", nil, metadataRead, document, "no answer"},
		{"metadata-huge", nil, metadataRead, document, "more than 32 MB"},
		{"metadata-reset", nil, metadataRead, document, "EOF"},
		{"key-rotation", nil, keysInTurn, "right right right right", "other right other right"},
		{"no-keys", nil, keysCounted, "1", "0"},
		{"token-500", nil, appToken, "200", "503"},
		{"token-hang", nil, appToken, "200", "no answer"},

		{"no-id-token", nil, tokensGranted, "access_token and id_token", "access_token"},
		{"no-email", nil, emailClaimed, "ada@contoso.example", "<nil>"},
		{"big-token", nil, groupsClaimed, "0", "200"},
		{"wrong-nonce", nil, nonceReturned, "the nonce sent", "another nonce"},
		{"clock-ahead", nil, clockSeen, "Date 0s, iat -5m0s", "Date 10m0s, iat 5m0s"},
		{"wrong-issuer", nil, verdict, "good", "oidc: id token issued by a different provider"},
		{"wrong-audience", nil, verdict, "good", `oidc: expected audience "` + client + `"`},
		{"wrong-signature", nil, verdict, "good", "failed to verify id token signature"},
		{"expired-token", nil, verdict, "good", "oidc: token is expired"},
		{"future-token", nil, verdict, "good", "before the nbf (not before) time"},

		{"assertion-once", []change{federated}, shownTwice, "200, then 200", "200, then 401 invalid_client AADSTS50012"},
		{"graph-forbidden", writer, registrationsHandled, "read 200, create 201, change 204",
			"read 403 Authorization_RequestDenied, create 403 Authorization_RequestDenied, change 403 Authorization_RequestDenied"},
		{"graph-create-forbidden", writer, registrationsHandled, "read 200, create 201, change 204", "read 200, create 403 Authorization_RequestDenied, change 204"},
		{"graph-not-owner", writer, registrationsHandled, "read 200, create 201, change 204", "read 200, create 201, change 403 Authorization_RequestDenied"},
		{"graph-not-owner", writer, ownersListed, "", "Ada Example"},
		{"graph-secrets-forbidden", writer, secretsAdded, "200, 200, no limit", "400 CredentialTypeNotAllowedAsPerAppPolicy, 400 CredentialTypeNotAllowedAsPerAppPolicy, passwordAddition"},
		{"graph-secret-lifetime", writer, secretsAdded, "200, 200, no limit", "200, 400 CredentialInvalidLifetimeAsPerAppPolicy, passwordLifetime"},
		{"graph-replication", writer, newAppCompleted, "200 and 201 at once", "404 Request_ResourceNotFound and 400 Request_BadRequest, later 200 and 201"},
		{"graph-secret-fresh", writer, oldAndNewSecret, "200 and 200, later 200 and 200", "200 and 401 invalid_client AADSTS7000215, later 200 and 200"},
		{"graph-answer-lost", writer, nameChangedTwice, "answered, answered, it is two", "EOF, it is one, answered, it is two"},
		{"graph-throttled", writer, graphAskedThrice, "200, 200, 200", "429 TooManyRequests after 1, 429 TooManyRequests after 1, 200"},
		{"graph-500", writer, graphRead, "200 application/json; charset=utf-8", "500 application/json; charset=utf-8"},
		{"graph-html", writer, graphRead, "200 application/json; charset=utf-8", "200 text/html; charset=utf-8"},
		{"graph-redirect", writer, graphRead, "200 application/json; charset=utf-8", "307 to localhost"},
		{"graph-hang", writer, graphRead, "200 application/json; charset=utf-8", "no answer"},
		{"graph-colleague", writer, redirectURIsReadTwice, "1, then 1", "1, then 2"},
	}
}

// Some faults are waiting and nothing else, so more than there are processors
// are tried at once.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var numberInDoc = regexp.MustCompile(`AADSTS[0-9]+`)

// Every fault changes what its documentation says, and a sandbox without it
// answers as if it did not exist.
func TestFaults(t *testing.T) {
	docs := map[string]string{}
	for _, f := range sandbox.Faults() {
		if _, twice := docs[f.Name]; twice || f.Doc == "" {
			t.Errorf("%s is listed twice or has no documentation", f.Name)
		}
		docs[f.Name] = f.Doc
	}
	tried := map[string]bool{}
	for _, c := range trials() {
		tried[c.fault] = true
		if number := numberInDoc.FindString(docs[c.fault]); !strings.Contains(c.faulty, number) {
			t.Errorf("%s is documented as %s, but %q is expected", c.fault, number, c.faulty)
		}
		if testing.Short() && c.fault == "metadata-slow" {
			continue
		}
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			if got := c.ask(open(t, c.changes...)); got != c.healthy {
				t.Errorf("without the fault: %s; want %s", got, c.healthy)
			}
			got := c.ask(open(t, append(c.changes[:len(c.changes):len(c.changes)], faulty(c.fault))...))
			if got != c.faulty && !(strings.Contains(c.faulty, " ") && strings.Contains(got, c.faulty)) {
				t.Errorf("%s: %s; want %s", docs[c.fault], got, c.faulty)
			}
		})
	}
	for name := range docs {
		if !tried[name] {
			t.Errorf("the fault %s is not tried", name)
		}
	}
	for name := range tried {
		if docs[name] == "" {
			t.Errorf("the fault %s is not in the list", name)
		}
	}
}

// The list is closed: a misspelt fault is an error, not a healthy sandbox.
func TestUnknownFault(t *testing.T) {
	options := recorded()
	options.Faults = []string{"secret-expired", "secret-expird"}
	if _, err := sandbox.New(options); err == nil || !strings.Contains(err.Error(), `"secret-expird"`) {
		t.Errorf("%v", err)
	}
}

// Faults can meet in one sandbox.
func TestTwoFaults(t *testing.T) {
	s := open(t, faulty("interrupt-page", "not-assigned"))
	if got, want := askedAgain(s), "page BssoInterrupt, page ConvergedSignIn"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if got, want := seen(s.signIn(tenant, worker, "sso_reload", "true")), "page ConvergedError AADSTS50105"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

var (
	idOfPage     = regexp.MustCompile(`<meta name="PageID" content="([^"]*)" />`)
	numberOfPage = regexp.MustCompile(`"strServiceExceptionMessage":"(AADSTS[0-9]+):`)
)

// seen is an answer in a few words.
func seen(a answer) string {
	var refusal struct {
		Error string `json:"error"`
		Codes []int  `json:"error_codes"`
	}
	if location := a.header.Get("Location"); location != "" {
		to, err := url.Parse(location)
		if err != nil {
			return err.Error()
		}
		query := to.Query()
		if query.Has("code") {
			return "to the app with a code"
		}
		number, _, _ := strings.Cut(query.Get("error_description"), ":")
		return "to the app with " + query.Get("error") + " " + number
	}
	if id := idOfPage.FindStringSubmatch(a.body); id != nil {
		if number := numberOfPage.FindStringSubmatch(a.body); number != nil {
			return "page " + id[1] + " " + number[1]
		}
		return "page " + id[1]
	}
	if json.Unmarshal([]byte(a.body), &refusal) == nil && len(refusal.Codes) == 1 {
		return fmt.Sprintf("%d %s AADSTS%d", a.status, refusal.Error, refusal.Codes[0])
	}
	return fmt.Sprint(a.status)
}

// patience is how long a client of the faults waits. Only one that will get no
// answer gives up soon: on a busy machine an answer, and the reading of a huge one,
// takes its time. For ever is longer than the slow answer, which -short leaves out.
func (s *stand) patience() time.Duration {
	switch {
	case !s.hangs:
		return time.Minute
	case testing.Short():
		return 500 * time.Millisecond
	}
	return 5 * time.Second
}

// mostRead is more than any honest answer has.
const mostRead = 32 << 20

// read sends a request as any client would, and says what comes of it.
func (s *stand) read(request *http.Request) string {
	redirected := ""
	hasty := &http.Client{Timeout: s.patience(), Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := hasty.Do(request)
	if err == nil {
		defer response.Body.Close()
		if response.Request.URL.String() != request.URL.String() {
			redirected = "redirected, "
		}
		var body []byte
		if body, err = io.ReadAll(io.LimitReader(response.Body, mostRead)); len(body) == mostRead {
			return "more than 32 MB"
		}
	}
	var broken net.Error
	switch {
	case errors.As(err, &broken) && broken.Timeout():
		return "no answer"
	case err != nil:
		return errors.Unwrap(err).Error()
	}
	return redirected + fmt.Sprint(response.StatusCode) + " " + response.Header.Get("Content-Type")
}

func metadataRead(s *stand) string {
	request, err := http.NewRequest(http.MethodGet, s.url+"/"+tenant+"/v2.0/.well-known/openid-configuration", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.read(request)
}

func metadataTimed(s *stand) string {
	begin := time.Now()
	got := metadataRead(s)
	if time.Since(begin) < 3*time.Second {
		return got + " at once"
	}
	return got + " after three seconds"
}

func methodsAdvertised(s *stand) string {
	a := s.get("/" + tenant + "/v2.0/.well-known/openid-configuration")
	return fmt.Sprint(object(s.t, a.body)["code_challenge_methods_supported"])
}

// appToken is what a hasty client sees of the token endpoint.
func appToken(s *stand) string {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}, "scope": {"https://graph.microsoft.com/.default"}}
	request, err := http.NewRequest(http.MethodPost, s.url+"/"+tenant+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, _, found := strings.Cut(s.read(request), " ")
	if status == "no" && found {
		return "no answer"
	}
	return status
}

func appTokenTwice(s *stand) string {
	first := seen(s.appToken(tenant))
	s.pass(15 * time.Second)
	return first + ", later " + seen(s.appToken(tenant))
}

func rightAndWrongSecret(s *stand) string {
	return seen(s.appToken(tenant)) + ", " + seen(s.appToken(tenant, "client_secret", "wrong"))
}

func askedEverywhere(s *stand) string {
	return seen(s.appToken(tenant)) + ", " + seen(s.deviceCode(tenant)) + ", " + seen(s.authorize(tenant))
}

func askedAgain(s *stand) string {
	return seen(s.authorize(tenant)) + ", " + seen(s.authorize(tenant, "sso_reload", "true"))
}

func askedSilently(s *stand) string { return seen(s.authorize(tenant, "prompt", "none")) }

func signedIn(s *stand) string { return seen(s.signIn(tenant, worker)) }

func codeRedeemed(s *stand) string { return seen(s.token(tenant, "code", s.code(tenant, worker))) }

// statesAtTheApp signs in at an app of this machine and lists what reaches it.
func statesAtTheApp(s *stand) string {
	arrived := make(chan string, 10)
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if !r.URL.Query().Has("code") {
			arrived <- "no code"
		}
		arrived <- r.URL.Query().Get("state")
	}))
	s.t.Cleanup(app.Close)
	uri := app.URL + "/oauth2callback"
	if err := s.AddRedirectURI(client, uri); err != nil {
		s.t.Fatal(err)
	}
	a := s.signIn(tenant, worker, "redirect_uri", uri)
	response, err := http.Get(a.header.Get("Location"))
	if err != nil {
		s.t.Fatal(err)
	}
	response.Body.Close()
	close(arrived)
	var states []string
	for one := range arrived {
		states = append(states, one)
	}
	return strings.Join(states, ", ")
}

// keysInTurn compares the published key with the one that signs, four times.
func keysInTurn(s *stand) string {
	header, _ := s.idToken(tenant, worker)
	var list []string
	for range 4 {
		which := "other"
		for _, key := range keys(s.t, s.get("/"+tenant+"/discovery/v2.0/keys").body) {
			checkCertificate(s.t, key)
			if object(s.t, key)["kid"] == object(s.t, header)["kid"] {
				which = "right"
			}
		}
		list = append(list, which)
	}
	return strings.Join(list, " ")
}

func keysCounted(s *stand) string {
	return fmt.Sprint(len(keys(s.t, s.get("/"+tenant+"/discovery/v2.0/keys").body)))
}

func tokensGranted(s *stand) string {
	a := s.token(tenant, "code", s.code(tenant, worker))
	granted := a.member(s.t, "access_token")[:0] + "access_token"
	if object(s.t, a.body)["id_token"] != nil {
		granted += " and id_token"
	}
	return granted
}

// claim is one claim of the ID token of a sign-in.
func claim(s *stand, name string) any {
	_, payload := s.idToken(tenant, worker)
	return object(s.t, payload)[name]
}

func emailClaimed(s *stand) string { return fmt.Sprint(claim(s, "email")) }

func groupsClaimed(s *stand) string {
	groups, _ := claim(s, "groups").([]any)
	different := map[any]bool{}
	for _, one := range groups {
		different[one] = true
	}
	return fmt.Sprint(len(different))
}

func nonceReturned(s *stand) string {
	switch claim(s, "nonce") {
	case "<nonce>":
		return "the nonce sent"
	case nil, "":
		return "no nonce"
	}
	return "another nonce"
}

func clockSeen(s *stand) string {
	now := *s.now.Load()
	date, err := http.ParseTime(s.authorize(tenant).header.Get("Date"))
	if err != nil {
		s.t.Fatal(err)
	}
	issued := time.Unix(int64(claim(s, "iat").(float64)), 0)
	return fmt.Sprintf("Date %v, iat %v", date.Sub(now), issued.Sub(now))
}

// verdict is what go-oidc says of the ID token of a sign-in.
func verdict(s *stand) string {
	provider, err := oidc.NewProvider(context.Background(), s.url+"/"+tenant+"/v2.0")
	if err != nil {
		s.t.Fatal(err)
	}
	raw := s.token(tenant, "code", s.code(tenant, worker)).member(s.t, "id_token")
	verifier := provider.Verifier(&oidc.Config{ClientID: client, Now: func() time.Time { return *s.now.Load() }})
	if _, err := verifier.Verify(context.Background(), raw); err != nil {
		return err.Error()
	}
	return "good"
}
