package sandbox_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// The Azure CLI is signed in by a device code; its refresh token gives tokens for
// other APIs.
func TestDeviceCodeOfAzureCLI(t *testing.T) {
	t.Parallel()
	s := open(t, administered)
	token := func(pairs ...string) answer {
		return s.post("/"+tenant+"/oauth2/v2.0/token", with(url.Values{"client_id": {sandbox.AzureCLI}, "client_info": {"1"}}, pairs...))
	}
	arm := s.url + "/arm/.default offline_access openid profile"
	handed := s.post("/"+tenant+"/oauth2/v2.0/devicecode", url.Values{"client_id": {sandbox.AzureCLI}, "scope": {arm}})
	code := handed.member(t, "device_code")
	poll := func() answer {
		return token("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", code)
	}
	if got := seen(poll()); got != "400 authorization_pending AADSTS70016" {
		t.Errorf("before the sign-in: %s", got)
	}
	if page := s.get("/devicelogin?otc=WRONG").body; !strings.Contains(page, "not known") || !strings.Contains(page, `name="otc"`) {
		t.Errorf("a wrong code: %s", page)
	}
	page, err := sandbox.Visitor{}.SignIn(t.Context(), handed.member(t, "verification_uri")+"?otc="+handed.member(t, "user_code"))
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	if text, err := io.ReadAll(page.Body); err != nil || !strings.Contains(string(text), "Microsoft Azure CLI") {
		t.Errorf("%v %s", err, text)
	}
	granted := poll()
	if granted.status != 200 || granted.member(t, "client_info") == "" || !strings.Contains(granted.member(t, "scope"), s.url+"/arm/.default") {
		t.Fatalf("%d %s", granted.status, granted.body)
	}
	if got := seen(poll()); got != "400 invalid_grant AADSTS9002313" {
		t.Errorf("the code once more: %s", got)
	}
	ask := func(path, token string) answer {
		request, err := http.NewRequest(http.MethodGet, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		return s.do(request)
	}
	access := granted.member(t, "access_token")
	if a := ask("/tenants?api-version=2022-12-01", access); a.status != 200 || !strings.Contains(a.body, tenant) {
		t.Errorf("tenants: %d %s", a.status, a.body)
	}
	if a := ask("/subscriptions?api-version=2022-12-01", access); a.status != 200 {
		t.Errorf("subscriptions: %d %s", a.status, a.body)
	}
	if got := said(ask("/v1.0/me", access)); got != "401 InvalidAuthenticationToken" {
		t.Errorf("ARM's token at Graph: %s", got)
	}
	graph := token("grant_type", "refresh_token", "refresh_token", granted.member(t, "refresh_token"), "scope", s.url+"//.default offline_access").member(t, "access_token")
	if me := ask("/v1.0/me", graph); me.status != 200 || me.member(t, "id") != worker {
		t.Errorf("me: %d %s", me.status, me.body)
	}
	made := s.graph(graph, "POST", "applications", `{"displayName":"Mine","signInAudience":"AzureADMyOrg"}`)
	owners := s.graph(graph, "GET", "applications/"+made.member(t, "id")+"/owners", "")
	if made.status != 201 || !strings.Contains(owners.body, worker) {
		t.Errorf("%d %s, owners %s", made.status, made.body, owners.body)
	}
}

// A person who cancels ends the waiting.
func TestDeviceCodeDeclined(t *testing.T) {
	t.Parallel()
	s := open(t)
	handed := s.deviceCode(tenant)
	ticket := ticketField.FindStringSubmatch(s.get("/devicelogin?otc=" + handed.member(t, "user_code")).body)
	if ticket == nil {
		t.Fatal("no sign-in page")
	}
	s.post("/"+tenant+"/login", url.Values{"ticket": {ticket[1]}, "cancel": {"1"}})
	got := s.post("/"+tenant+"/oauth2/v2.0/token", url.Values{"client_id": {client}, "grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {handed.member(t, "device_code")}})
	if !strings.Contains(got.body, "authorization_declined") {
		t.Errorf("%d %s", got.status, got.body)
	}
}
