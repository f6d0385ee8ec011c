package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

const (
	pipeline       = "a7c3e9d2-6b1f-4d58-8e07-c4f2910ba6d3"
	pipelineSecret = "Pip8Q~box-only-opens-the-authkit-sandbox"
)

// administered adds an app that may write registrations.
func administered(o *sandbox.Options) {
	o.Clients = append(o.Clients, sandbox.Client{
		ID: pipeline, Name: "pipeline", Tenant: tenant, GraphRoles: []string{"Application.ReadWrite.All"},
		Secrets: []sandbox.ClientSecret{{Value: pipelineSecret}},
	})
}

// roles gives that app others.
func roles(names ...string) change {
	return func(o *sandbox.Options) {
		administered(o)
		o.Clients[len(o.Clients)-1].GraphRoles = names
	}
}

// graphToken is a token of that app's.
func (s *stand) graphToken() string {
	s.t.Helper()
	return s.appToken(tenant, "client_id", pipeline, "client_secret", pipelineSecret).member(s.t, "access_token")
}

// graph sends one request to Graph; what is empty is not sent.
func (s *stand) graph(token, method, path, body string, headers ...string) answer {
	s.t.Helper()
	request, err := http.NewRequest(method, s.url+"/v1.0/"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return s.do(request)
}

// said is the status of an answer, and the code of an error.
func said(a answer) string {
	var refused struct{ Error struct{ Code string } }
	json.Unmarshal([]byte(a.body), &refused) //nolint:errcheck // then there is no code
	return strings.TrimSpace(fmt.Sprint(a.status, " ", refused.Error.Code))
}

// redirectURIs are those of the platform Web as Graph shows them.
func (s *stand) redirectURIs(token, appID string) []string {
	s.t.Helper()
	var app struct {
		Web struct{ RedirectURIs []string }
	}
	a := s.graph(token, "GET", "applications(appId='"+appID+"')", "")
	if err := json.Unmarshal([]byte(a.body), &app); err != nil || a.status != 200 {
		s.t.Fatalf("%d %s", a.status, a.body)
	}
	return app.Web.RedirectURIs
}

func escaped(filter string) string { return url.QueryEscape(filter) }

// What Graph is told counts at the sign-in page and at the token endpoint.
func TestGraphWritesWhatSignInGoesBy(t *testing.T) {
	t.Parallel()
	s := open(t, administered)
	token := s.graphToken()
	app := "applications(appId='" + client + "')"
	const added = "https://new.example.com/oauth2callback"

	if got := seen(s.signIn(tenant, worker, "redirect_uri", added)); got != "page ConvergedError AADSTS50011" {
		t.Errorf("before: %s", got)
	}
	if a := s.graph(token, "PATCH", app, `{"web":{"redirectUris":["`+callback+`","`+added+`"]}}`); a.status != 204 || a.body != "" {
		t.Errorf("PATCH: %d %s", a.status, a.body)
	}
	if got := seen(s.signIn(tenant, worker, "redirect_uri", added)); got != "to the app with a code" {
		t.Errorf("after: %s", got)
	}

	made := s.graph(token, "POST", app+"/addPassword", `{"passwordCredential":{"displayName":"authkit","endDateTime":"2027-02-09T00:00:00Z"}}`)
	value, hint, key := made.member(t, "secretText"), made.member(t, "hint"), made.member(t, "keyId")
	if len(value) != 40 || hint != value[:3] || made.member(t, "endDateTime") != "2027-02-09T00:00:00Z" || made.member(t, "startDateTime") != "2026-08-13T12:00:00Z" {
		t.Errorf("a secret of another form: %s", made.body)
	}
	if shown := s.graph(token, "GET", app, ""); strings.Contains(shown.body, value) || !strings.Contains(shown.body, key) {
		t.Errorf("the secret is shown again, or not listed: %s", shown.body)
	}
	if got := seen(s.appToken(tenant, "client_secret", value)); got != "200" {
		t.Errorf("new secret: %s", got)
	}
	if got := said(s.graph(token, "POST", app+"/removePassword", `{"keyId":"`+key+`"}`)); got != "204" {
		t.Errorf("removePassword: %s", got)
	}
	if got := seen(s.appToken(tenant, "client_secret", value)); got != "401 invalid_client AADSTS7000215" {
		t.Errorf("removed secret: %s", got)
	}
	if got := seen(s.appToken(tenant)); got != "200" {
		t.Errorf("the other secret: %s", got)
	}

	if got := said(s.graph(token, "DELETE", app, "")); got != "204" {
		t.Errorf("DELETE: %s", got)
	}
	if got := seen(s.appToken(tenant)); got != "400 unauthorized_client AADSTS700016" {
		t.Errorf("deleted app: %s", got)
	}
}

// A new app is not known in its tenant before it has a service principal.
func TestGraphServicePrincipal(t *testing.T) {
	t.Parallel()
	s := open(t, administered)
	token := s.graphToken()
	made := s.graph(token, "POST", "applications", `{"displayName":"New","signInAudience":"AzureADMyOrg","web":{"redirectUris":["`+callback+`"]}}`)
	if made.status != 201 {
		t.Fatalf("%d %s", made.status, made.body)
	}
	id, appID := made.member(t, "id"), made.member(t, "appId")
	value := s.graph(token, "POST", "applications/"+id+"/addPassword", "").member(t, "secretText")
	signs := func() string {
		return seen(s.appToken(tenant, "client_id", appID, "client_secret", value)) + ", " + seen(s.authorize(tenant, "client_id", appID))
	}
	if got := signs(); got != "400 unauthorized_client AADSTS700016, page ConvergedError AADSTS700016" {
		t.Errorf("without a service principal: %s", got)
	}
	principal := s.graph(token, "POST", "servicePrincipals", `{"appId":"`+appID+`"}`)
	if principal.status != 201 || principal.member(t, "appId") != appID || principal.member(t, "id") == id {
		t.Errorf("%d %s", principal.status, principal.body)
	}
	if got := signs(); got != "200, page ConvergedSignIn" {
		t.Errorf("with one: %s", got)
	}
	for path, want := range map[string]string{
		"servicePrincipals(appId='" + appID + "')":                                   "200",
		"servicePrincipals/" + principal.member(t, "id"):                             "200",
		"servicePrincipals(appId='" + otherTenant + "')":                             "404 Request_ResourceNotFound",
		"servicePrincipals?$filter=" + escaped("appId eq '"+appID+"'"):               "200",
		"oauth2PermissionGrants?$filter=" + escaped("clientId eq '"+otherTenant+"'"): "200",
		"applications/" + id + "/owners":                                             "200",
		"organization":                                                               "200",
		"policies/defaultAppManagementPolicy":                                        "200",
		"me":                                                                         "400 BadRequest",
		"somethingElse":                                                              "400 BadRequest",
		"applications?$filter=" + escaped("createdDateTime eq 2026-01-01"):           "400 Request_UnsupportedQuery",
		"applications?$filter=" + escaped("displayName ne 'x'"):                      "400 Request_UnsupportedQuery",
	} {
		if got := said(s.graph(token, "GET", path, "")); got != want {
			t.Errorf("GET %s: %s; want %s", path, got, want)
		}
	}
	if got := said(s.graph(token, "POST", "servicePrincipals", `{"appId":"`+appID+`"}`)); got != "409 Request_MultipleObjectsWithSameKeyValue" {
		t.Errorf("a second one: %s", got)
	}
}

// An app is found by its IDs and by filters, in one's own tenant only.
func TestGraphFinds(t *testing.T) {
	t.Parallel()
	s := open(t, administered, func(o *sandbox.Options) {
		o.Clients[0].ObjectID = "0b1ec700-0000-4000-8000-00000000abcd"
		o.Clients = append(o.Clients, sandbox.Client{ID: "99999999-0000-4000-8000-000000000001", Name: "O'Hara", Tenant: tenant, UniqueName: "hara"},
			sandbox.Client{ID: "99999999-0000-4000-8000-000000000002", Name: "foreign", Tenant: otherTenant})
	})
	token := s.graphToken()
	for path, want := range map[string]string{
		"applications": "contoso-app, pipeline, O'Hara",
		"applications?$filter=" + escaped("appId eq '"+strings.ToUpper(client)+"'"):                "contoso-app",
		"applications?$filter=" + escaped("displayName eq 'O''Hara'"):                              "O'Hara",
		"applications?$filter=" + escaped("startswith(displayName,'contoso')"):                     "contoso-app",
		"applications?$filter=" + escaped("uniqueName eq 'hara' and displayName eq 'O''Hara'"):     "O'Hara",
		"applications?$filter=" + escaped("uniqueName eq 'hara' and displayName eq 'contoso-app'"): "",
		"applications?$filter=" + escaped("identifierUris/any(s:s eq 'api://x')"):                  "",
		"applications?$filter=" + escaped("displayName eq 'foreign'"):                              "",
		"applications(appId='" + client + "')":                                                     "contoso-app",
		"applications(uniqueName='hara')":                                                          "O'Hara",
		"applications/0b1ec700-0000-4000-8000-00000000abcd":                                        "contoso-app",
		"applications/" + client:                                     "404 Request_ResourceNotFound", // no object ID
		"applications(appId='99999999-0000-4000-8000-000000000002')": "404 Request_ResourceNotFound",
	} {
		a := s.graph(token, "GET", path, "")
		var found struct {
			DisplayName string
			Value       []struct{ DisplayName string }
		}
		json.Unmarshal([]byte(a.body), &found) //nolint:errcheck // said tells
		names := []string{}
		for _, one := range found.Value {
			names = append(names, one.DisplayName)
		}
		got := found.DisplayName + strings.Join(names, ", ")
		if a.status != 200 {
			got = said(a)
		}
		if got != want {
			t.Errorf("GET %s: %s; want %s", path, got, want)
		}
	}
	chosen := object(t, s.graph(token, "GET", "applications(appId='"+client+"')?$select=appId,web", "").body)
	if len(chosen) != 3 || chosen["appId"] != client || chosen["web"] == nil {
		t.Errorf("$select: %v", chosen)
	}
}

// PATCH by uniqueName makes the app once, and changes it afterwards.
func TestGraphUpsert(t *testing.T) {
	t.Parallel()
	s := open(t, administered)
	token := s.graphToken()
	const app, body, prefer = "applications(uniqueName='sales')", `{"displayName":"Sales","signInAudience":"AzureADMyOrg"}`, "create-if-missing"
	if got := said(s.graph(token, "PATCH", app, body)); got != "404 Request_ResourceNotFound" {
		t.Errorf("without Prefer: %s", got)
	}
	made := s.graph(token, "PATCH", app, body, "Prefer", prefer)
	if made.status != 201 || made.member(t, "uniqueName") != "sales" || made.member(t, "createdDateTime") != "2026-08-13T12:00:00Z" {
		t.Errorf("%d %s", made.status, made.body)
	}
	if got := said(s.graph(token, "PATCH", app, `{"web":{"redirectUris":["`+callback+`"]}}`, "Prefer", prefer)); got != "204" {
		t.Errorf("again: %s", got)
	}
	if got := s.redirectURIs(token, made.member(t, "appId")); !slices.Equal(got, []string{callback}) {
		t.Errorf("%q", got)
	}
}

// What a PATCH does not name stays, within an object too.
func TestGraphPatchMerges(t *testing.T) {
	t.Parallel()
	s := open(t, administered)
	token := s.graphToken()
	app := "applications(appId='" + client + "')"
	const claims = `{"idToken":[{"name":"email","essential":false}]}`
	for _, body := range []string{
		`{"web":{"logoutUrl":"https://app.example.com/logout"}}`,
		`{"optionalClaims":` + claims + `,"groupMembershipClaims":"SecurityGroup","isFallbackPublicClient":true}`,
		`{"web":{"implicitGrantSettings":{"enableIdTokenIssuance":true}},"requiredResourceAccess":[{"resourceAppId":"x"}]}`,
	} {
		if a := s.graph(token, "PATCH", app, body); a.status != 204 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	shown := s.graph(token, "GET", app, "").body
	for _, part := range []string{callback, `"logoutUrl":"https://app.example.com/logout"`, claims, `"groupMembershipClaims":"SecurityGroup"`,
		`"isFallbackPublicClient":true`, `"enableIdTokenIssuance":true`, `[{"resourceAppId":"x"}]`, `"signInAudience":"AzureADMyOrg"`} {
		if !strings.Contains(shown, part) {
			t.Errorf("no %s in %s", part, shown)
		}
	}
}

// Graph stores nothing that is not sound, and says why.
func TestGraphRefuses(t *testing.T) {
	t.Parallel()
	s := open(t, administered, alsoAt("https://second.example.com/oauth2callback"))
	token := s.graphToken()
	app := "applications(appId='" + client + "')"
	before := s.graph(token, "GET", "applications", "").body
	for _, c := range []struct{ method, path, body, want, says string }{
		{"POST", "applications", `{"displayName":"x"}`, "400 Request_BadRequest", "api.requestedAccessTokenVersion"}, // personal accounts by default
		{"POST", "applications", `{"signInAudience":"AzureADMyOrg"}`, "400 Request_BadRequest", "displayName"},
		{"POST", "applications", `{"displayName":"x","signInAudience":"AzureADMyOrg","uniqueName":"x"}`, "400 Request_BadRequest", "uniqueName"},
		{"POST", "applications", `{"displayName":"x","signInAudience":"Everybody"}`, "400 Request_BadRequest", "signInAudience"},
		{"POST", "applications", `displayName=x`, "400 BadRequest", "JSON"},
		{"PATCH", app, `{"signInAudience":"AzureADandPersonalMicrosoftAccount"}`, "400 Request_BadRequest", "api.requestedAccessTokenVersion"},
		{"PATCH", app, `{"appId":"` + otherTenant + `"}`, "400 Request_BadRequest", "read-only"},
		{"PATCH", app, `{"colour":"blue"}`, "400 Request_BadRequest", "colour"},
		{"PATCH", app, `{"web":{"redirectUris":"https://x.example.com"}}`, "400 Request_BadRequest", "redirectUris"},
		{"PATCH", app, `{"web":{"redirectUris":["http://x.example.com/"]}}`, "400 Request_BadRequest", "https"},
		{"PATCH", app, `{"spa":{"redirectUris":["https://x.example.com/#a"]}}`, "400 Request_BadRequest", "fragment"},
		{"PATCH", app, `{"spa":{"redirectUris":["` + callback + `"]}}`, "400 Request_BadRequest", "stands under web as well"},
		{"PATCH", app, `{"publicClient":{"redirectUris":["` + callback + `"]}}`, "400 Request_BadRequest", "stands under web as well"},
		{"PATCH", app, `{"web":{"redirectUris":["https://x.example.com/a(1)"]}}`, "400 Request_BadRequest", "path"},
		{"PATCH", app, `{"signInAudience":"AzureADandPersonalMicrosoftAccount","api":{"requestedAccessTokenVersion":2},"web":{"redirectUris":["https://x.example.com/?a=1"]}}`, "400 Request_BadRequest", "query"},
		{"PATCH", app, `{"passwordCredentials":[]}`, "400 Request_BadRequest", "addPassword"},
		{"PATCH", "applications(appId='" + otherTenant + "')", `{}`, "404 Request_ResourceNotFound", otherTenant},
		{"DELETE", "applications(appId='" + otherTenant + "')", ``, "404 Request_ResourceNotFound", otherTenant},
		{"POST", app + "/addPassword", `{"passwordCredential":{"endDateTime":"2020-01-01T00:00:00Z"}}`, "400 Request_BadRequest", "end date"},
		{"POST", app + "/addPassword", `{"passwordCredential":{"endDateTime":"tomorrow"}}`, "400 BadRequest", "JSON"},
		{"POST", app + "/removePassword", `{"keyId":"` + otherTenant + `"}`, "400 Request_BadRequest", otherTenant},
		{"POST", "servicePrincipals", `{"appId":"` + otherTenant + `"}`, "400 Request_BadRequest", "valid application object"},
	} {
		a := s.graph(token, c.method, c.path, c.body, "client-request-id", "mine")
		if said(a) != c.want || !strings.Contains(a.body, c.says) || !strings.Contains(a.body, `"client-request-id":"mine"`) || !strings.Contains(a.body, `"date":"2026-08-13T12:00:00"`) {
			t.Errorf("%s %s %s: %d %s; want %s and %q", c.method, c.path, c.body, a.status, a.body, c.want, c.says)
		}
	}
	if after := s.graph(token, "GET", "applications", "").body; after != before {
		t.Errorf("a refused request has changed something:\n%s\n%s", before, after)
	}
}

func TestGraphPersonalApp(t *testing.T) {
	t.Parallel()
	s := open(t, administered)
	token := s.graphToken()
	made := s.graph(token, "POST", "applications", `{"displayName":"Personal","signInAudience":"PersonalMicrosoftAccount","api":{"requestedAccessTokenVersion":2},"web":{"redirectUris":["`+callback+`"]}}`)
	if made.status != 201 {
		t.Fatalf("%d %s", made.status, made.body)
	}
	app := "applications/" + made.member(t, "id")
	var all []string
	for range 3 {
		all = append(all, said(s.graph(token, "POST", app+"/addPassword", `{}`)))
	}
	if got := strings.Join(all, ", "); got != "200, 200, 400 Request_BadRequest" {
		t.Errorf("secrets: %s", got)
	}
	if got := seen(s.signIn("consumers", private, "client_id", made.member(t, "appId"))); got != "to the app with a code" {
		t.Errorf("sign-in: %s", got)
	}
}

// Only a token that the sandbox issued for Graph is taken, and for as much as it allows.
func TestGraphTokens(t *testing.T) {
	t.Parallel()
	s := open(t, administered, alsoAt("https://second.example.com/oauth2callback"))
	app := "applications(appId='" + client + "')"
	read := func(token string) string { return said(s.graph(token, "GET", app, "")) }
	for name, c := range map[string]struct{ token, want string }{
		"none":        {"", "401 InvalidAuthenticationToken"},
		"made up":     {"eyJhbGciOiJub25lIn0.e30.", "401 InvalidAuthenticationToken"},
		"of ARM":      {s.appToken(tenant, "client_id", pipeline, "client_secret", pipelineSecret, "scope", "https://management.core.windows.net/.default").member(t, "access_token"), "401 InvalidAuthenticationToken"},
		"of the app":  {s.appToken(tenant, "scope", "api://"+client+"/.default").member(t, "access_token"), "401 InvalidAuthenticationToken"},
		"no role":     {s.appToken(tenant).member(t, "access_token"), "403 Authorization_RequestDenied"},
		"a sign-in":   {s.token(tenant, "code", s.code(tenant, worker)).member(t, "access_token"), "403 Authorization_RequestDenied"},
		"right":       {s.graphToken(), "200"},
		"own address": {s.appToken(tenant, "client_id", pipeline, "client_secret", pipelineSecret, "scope", s.url+"//.default").member(t, "access_token"), "200"},
	} {
		if got := read(c.token); got != c.want {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
	token := s.graphToken()
	s.pass(2 * time.Hour)
	if got := read(token); got != "401 InvalidAuthenticationToken" {
		t.Errorf("expired: %s", got)
	}
}

// The smaller role makes apps and changes its own; the one that reads only reads.
func TestGraphRoles(t *testing.T) {
	t.Parallel()
	const body = `{"displayName":"x","signInAudience":"AzureADMyOrg"}`
	for role, want := range map[string]string{
		"Application.ReadWrite.OwnedBy": "200, 201, own 204, other 403 Authorization_RequestDenied",
		"Application.Read.All":          "200, 403 Authorization_RequestDenied, own 404 Request_ResourceNotFound, other 403 Authorization_RequestDenied",
		"User.Read.All":                 "403 Authorization_RequestDenied, 403 Authorization_RequestDenied, own 403 Authorization_RequestDenied, other 403 Authorization_RequestDenied",
	} {
		s := open(t, roles(role))
		token := s.graphToken()
		made := s.graph(token, "POST", "applications", body)
		own := "applications/none"
		if made.status == 201 {
			own = "applications/" + made.member(t, "id")
		}
		method, change := "PATCH", `{"notes":"x"}`
		if made.status != 201 {
			method, change = "GET", ""
		}
		got := strings.Join([]string{
			said(s.graph(token, "GET", "applications", "")), said(made),
			"own " + said(s.graph(token, method, own, change)),
			"other " + said(s.graph(token, "PATCH", "applications(appId='"+client+"')", `{"notes":"x"}`)),
		}, ", ")
		if got != want {
			t.Errorf("%s: %s; want %s", role, got, want)
		}
	}
}
