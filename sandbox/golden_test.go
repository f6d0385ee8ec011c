package sandbox_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// The golden tests ask the sandbox what Entra was once asked, and compare the
// answers member by member. Clock, IDs of tenant and app, and names are those
// of the sample, so that what is left to differ is listed with each one.

// sampleFolders hold the recorded answers.
var sampleFolders = []string{"testdata", filepath.Join("..", "entra", "testdata")}

func sample(t *testing.T, name string) string {
	t.Helper()
	for _, folder := range sampleFolders {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			return strings.ReplaceAll(string(text), "\r\n", "\n")
		}
	}
	t.Fatalf("there is no sample %s", name)
	return ""
}

// question is one that Entra's answer is known to.
type question struct {
	sample  string
	status  int
	changes []change // of the directory
	ask     func(*stand) answer

	differ   []string // on both sides, with a value of the same kind
	newer    []string // members Entra has sent since the sample was taken
	missing  []string // members the sandbox leaves out
	resorted bool     // the sample does not have the order of the wire
}

// since2026 are the members of the v2.0 metadata that older samples do not have.
var since2026 = []string{"mtls_endpoint_aliases", "tls_client_certificate_bound_access_tokens"}

// methods got another entry in 2026: self_signed_tls_client_auth.
const methods = "token_endpoint_auth_methods_supported"

func metadataQuestions() []question {
	metadata := func(path string) func(*stand) answer {
		return func(s *stand) answer { return s.get("/" + path + "/.well-known/openid-configuration") }
	}
	return []question{
		{sample: "discovery-tenant-v2.json", status: 200, ask: metadata(tenant + "/v2.0"), differ: []string{methods, "tenant_region_scope"}, newer: since2026},
		{sample: "discovery-tenant-v2.json", status: 200, ask: metadata("contoso.example/v2.0"), differ: []string{methods, "tenant_region_scope"}, newer: since2026},
		{sample: "discovery-common-v2.json", status: 200, ask: metadata("common/v2.0"), differ: []string{methods}, newer: since2026},
		{sample: "discovery-organizations-v2.json", status: 200, ask: metadata("organizations/v2.0"), differ: []string{methods}, newer: since2026},
		{sample: "discovery-tenant-v1.json", status: 200, ask: metadata(tenant), newer: []string{"device_authorization_endpoint", "kerberos_endpoint"}, resorted: true},
		{sample: "discovery-common-v1.json", status: 200, ask: metadata("common"), resorted: true},
		{sample: "discovery-common-v1-2025-10-04-pkce.json", status: 200, changes: []change{advertisingPKCE}, ask: metadata("common"), resorted: true},
		{sample: "discovery-unknown-tenant-90002.json", status: 400, changes: []change{withoutTenants}, ask: metadata(tenant + "/v2.0")},
		{sample: "discovery-unknown-tenant-90002.json", status: 400, changes: []change{withoutTenants}, ask: metadata(tenant)},
	}
}

func advertisingPKCE(o *sandbox.Options) { o.Faults = append(o.Faults, "pkce-advertised") }

func withoutTenants(o *sandbox.Options) { o.Tenants, o.Clients = nil, nil }

// expired gives the app a secret that has run out.
func expired(o *sandbox.Options) {
	o.Clients[0].Secrets = []sandbox.ClientSecret{{Value: secret, Expires: noon.AddDate(-1, 0, 0)}}
}

func disabled(o *sandbox.Options) { o.Clients[0].Disabled = true }

// forBrowsers registers the redirect URI for a single-page application.
func forBrowsers(o *sandbox.Options) {
	o.Clients[0].WebRedirectURIs, o.Clients[0].SPARedirectURIs = nil, []string{callback}
}

// forDevices registers the redirect URI for mobile and desktop.
func forDevices(o *sandbox.Options) {
	o.Clients[0].WebRedirectURIs, o.Clients[0].PublicRedirectURIs = nil, []string{callback}
}

const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636, appendix B
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

func tokenQuestions() []question {
	redeem := func(authority, account string, pairs ...string) func(*stand) answer {
		return func(s *stand) answer {
			return s.token(authority, append([]string{"code", s.code(authority, account)}, pairs...)...)
		}
	}
	madeUp := func(authority string, pairs ...string) func(*stand) answer {
		return func(s *stand) answer { return s.token(authority, append([]string{"code", "made-up"}, pairs...)...) }
	}
	unattended := func(authority string, pairs ...string) func(*stand) answer {
		return func(s *stand) answer { return s.appToken(authority, pairs...) }
	}
	return []question{
		{sample: "token-ok-authorization-code.json", status: 200, ask: redeem(tenant, worker), differ: []string{"access_token", "id_token"}},
		{sample: "token-ok-client-credentials.json", status: 200, ask: unattended(tenant), differ: []string{"access_token"}},

		// The tenant.
		{sample: "tenant-malformed-900023.json", status: 400, ask: madeUp("authorize")},
		{sample: "token-50059-no-tenant-info.json", status: 400, ask: unattended("common")},
		{sample: "token-50059-no-tenant-info.json", status: 400, ask: unattended("organizations")},

		// The app.
		{sample: "token-700016-unknown-client.json", status: 400, changes: []change{unregistered}, ask: unattended(tenant)},
		{sample: "token-700016-unknown-client.json", status: 400, changes: []change{unregistered}, ask: madeUp("contoso.example")},
		{sample: "token-700038-not-an-app-id.json", status: 400, ask: unattended(tenant, "client_id", "00000000-0000-0000-0000-000000000000")},
		{sample: "token-7000112-app-disabled.json", status: 400, changes: []change{disabled}, ask: unattended(tenant)},
		{sample: "token-9002346-msa-only-app.json", status: 400, changes: []change{personal}, ask: unattended(tenant)},
		{sample: "token-70002-msa-not-enabled.json", status: 400, ask: madeUp("consumers")},
		{sample: "token-70002-msa-not-enabled.json", status: 400, changes: []change{unregistered}, ask: madeUp("consumers")},

		// The secret.
		{sample: "token-7000215-wrong-secret.json", status: 401, ask: unattended(tenant, "client_secret", "wrong")},
		{sample: "token-7000215-wrong-secret.json", status: 401, ask: redeem(tenant, worker, "client_secret", "wrong")},
		{sample: "token-7000222-expired-secret.json", status: 401, changes: []change{expired}, ask: unattended(tenant)},
		{sample: "token-7000216-missing-secret-client-credentials.json", status: 401, ask: unattended(tenant, "client_secret", "")},
		{sample: "token-7000218-missing-secret.json", status: 401, ask: redeem(tenant, worker, "client_secret", "")},
		{sample: "token-70002-msa-missing-secret.json", status: 401, changes: []change{personal}, ask: redeem("consumers", private, "client_secret", "")},
		{sample: "token-53003-blocked-by-policy.json", status: 400, changes: []change{faulty("blocked-by-policy")}, ask: unattended(tenant)},

		// The platform of the redirect URI.
		{sample: "token-700025-public-client-with-secret.json", status: 401, changes: []change{forDevices}, ask: redeem(tenant, worker)},
		{sample: "token-90023-msa-public-client-secret.json", status: 400, changes: []change{personal, forDevices}, ask: redeem("consumers", private)},
		{sample: "token-9002327-spa-platform.json", status: 400, changes: []change{forBrowsers}, ask: redeem(tenant, worker)},
		{sample: "token-9002326-cross-origin-web.json", status: 400, ask: func(s *stand) answer {
			return s.post("/"+tenant+"/oauth2/v2.0/token", url.Values{
				"grant_type": {"authorization_code"}, "client_id": {client}, "redirect_uri": {callback}, "code": {s.code(tenant, worker)},
			}, "Origin", "https://app.example.com")
		}},
		{sample: "token-500112-reply-address-mismatch.json", status: 400, ask: redeem(tenant, worker, "redirect_uri", "https://app.example.com/other")},
		{sample: "token-90023-msa-redirect-uri.json", status: 400, changes: []change{personal}, ask: redeem("consumers", private, "redirect_uri", "https://app.example.com/other")},

		// The code.
		{sample: "token-9002313-malformed-code.json", status: 400, ask: madeUp(tenant)},
		{sample: "token-9002313-malformed-code.json", status: 400, ask: madeUp(tenant, "client_secret", "wrong")}, // says nothing about the secret
		{sample: "token-70000-msa-bad-code.json", status: 400, changes: []change{personal}, ask: madeUp("consumers")},
		{sample: "token-54005-code-already-used.json", status: 400, ask: func(s *stand) answer {
			code := s.code(tenant, worker)
			s.token(tenant, "code", code)
			return s.token(tenant, "code", code)
		}},
		{sample: "token-70008-code-expired.json", status: 400, ask: func(s *stand) answer {
			s.pass(-11 * time.Minute)
			code := s.code(tenant, worker)
			s.pass(11 * time.Minute)
			return s.token(tenant, "code", code)
		}},
		{sample: "token-700005-code-other-tenant.json", status: 400, changes: []change{audience(sandbox.AzureADMultipleOrgs)}, ask: func(s *stand) answer {
			return s.token(otherTenant, "code", s.code(tenant, worker))
		}},
		{sample: "token-501481-pkce-mismatch.json", status: 400, ask: func(s *stand) answer {
			return s.token(tenant, "code", s.code(tenant, worker, "code_challenge", challenge, "code_challenge_method", "S256"), "code_verifier", "x"+verifier)
		}},

		// The form of the request.
		{sample: "token-70003-unsupported-grant.json", status: 400, ask: unattended(tenant, "grant_type", "no_such_grant")},
		{sample: "token-900144-missing-parameter.json", status: 400, ask: unattended(tenant, "client_id", "")},
		{sample: "token-1002012-scope-without-default.json", status: 400, ask: unattended(tenant, "scope", "openid profile email")},
		{sample: "token-500011-unknown-resource.json", status: 400, ask: unattended(tenant, "scope", "api://not-a-registered-resource/.default")},
	}
}

func deviceQuestions() []question {
	ask := func(authority string) func(*stand) answer {
		return func(s *stand) answer { return s.deviceCode(authority) }
	}
	return []question{
		{sample: "devicecode-ok.json", status: 200, ask: ask(tenant), differ: []string{"device_code"}},
		{sample: "devicecode-pending-70016.json", status: 400, ask: func(s *stand) answer {
			return s.post("/"+tenant+"/oauth2/v2.0/token", url.Values{
				"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "client_id": {client}, "device_code": {s.deviceCode(tenant).member(s.t, "device_code")},
			})
		}},
		{sample: "devicecode-70002-msa-not-mobile.json", status: 401, changes: []change{personal}, ask: ask("consumers")},
		{sample: "token-70002-msa-not-enabled.json", status: 400, ask: ask("consumers")},
		{sample: "token-9002346-msa-only-app.json", status: 400, changes: []change{personal}, ask: ask(tenant)},
		{sample: "token-700016-unknown-client.json", status: 400, changes: []change{unregistered}, ask: ask(tenant)},
	}
}

// JSON answers have the status, the content type, the members, their order and
// their values of the sample.
func TestAnswersAreEntras(t *testing.T) {
	for _, q := range slices.Concat(metadataQuestions(), tokenQuestions(), deviceQuestions()) {
		t.Run(q.sample, func(t *testing.T) {
			t.Parallel()
			want := sample(t, q.sample)
			s := open(t, q.changes...)
			s.setTo(want)
			a := q.ask(s)
			if a.status != q.status {
				t.Errorf("HTTP %d; it was %d", a.status, q.status)
			}
			if got := a.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
				t.Errorf("Content-Type %q", got)
			}
			q.compare(t, s.asMicrosoft(t, a.body, want), want)
			if !q.resorted {
				q.compareOrder(t, a.body, want)
			}
			if got := object(t, a.body); got["error"] != nil && got["trace_id"] != a.header.Get("x-ms-request-id") {
				t.Errorf("trace_id %v is not the x-ms-request-id %s", got["trace_id"], a.header.Get("x-ms-request-id"))
			}
		})
	}
}

// compare compares two JSON objects, and refuses allowances nobody needs.
func (q question) compare(t *testing.T, gotText, wantText string) {
	t.Helper()
	got, want := object(t, gotText), object(t, wantText)
	for name := range want {
		theirs, ours := want[name], got[name]
		_, sent := got[name]
		switch {
		case slices.Contains(q.missing, name):
			if sent {
				t.Errorf("%s is listed as missing, but is sent", name)
			}
		case !sent:
			t.Errorf("%s is not sent; it was %v", name, theirs)
		case slices.Contains(q.differ, name):
			if reflect.DeepEqual(theirs, ours) || reflect.TypeOf(theirs) != reflect.TypeOf(ours) || ours == "" {
				t.Errorf("%s is listed as different, but is %v, and was %v", name, ours, theirs)
			}
		case !reflect.DeepEqual(theirs, ours):
			t.Errorf("%s is %v; it was %v", name, ours, theirs)
		}
	}
	for name := range got {
		if _, was := want[name]; !was && !slices.Contains(q.newer, name) {
			t.Errorf("%s is sent (%v); it was not", name, got[name])
		}
	}
	for _, name := range q.newer {
		_, was := want[name]
		if _, sent := got[name]; was || !sent {
			t.Errorf("%s is listed as newer, but was there (%v) or is not sent (%v)", name, was, !sent)
		}
	}
}

func (q question) compareOrder(t *testing.T, got, want string) {
	t.Helper()
	order := slices.DeleteFunc(names(t, got), func(name string) bool { return slices.Contains(q.newer, name) })
	wire := slices.DeleteFunc(names(t, want), func(name string) bool { return slices.Contains(q.missing, name) })
	if !slices.Equal(order, wire) {
		t.Errorf("the members come as\n%v; they came as\n%v", order, wire)
	}
}

// names lists the members of a JSON object in their order.
func names(t *testing.T, text string) []string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	var list []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, name.(string))
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

var (
	stamp = regexp.MustCompile(`(\d{4}-\d\d-\d\d)[ +](\d\d)(?::|%3a)(\d\d)(?::|%3a)(\d\d)Z`)
	guid  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

// setTo sets the clock to the moment a sample was taken at, if it says so.
func (s *stand) setTo(sample string) {
	s.t.Helper()
	if at := stamp.FindStringSubmatch(sample); at != nil {
		now, err := time.Parse(time.DateTime, at[1]+" "+at[2]+":"+at[3]+":"+at[4])
		if err != nil {
			s.t.Fatal(err)
		}
		s.set(now)
	}
}

// asMicrosoft is an answer under the names of Microsoft's hosts, which the
// sandbox puts under one roof, and with the identifiers of the sample, wherever
// they are repeated.
func (s *stand) asMicrosoft(t *testing.T, body, want string) string {
	t.Helper()
	body = strings.NewReplacer(
		s.url+"/sts/", "https://sts.windows.net/",
		s.url+"/oidc/", "https://graph.microsoft.com/oidc/",
		s.url+"/devicelogin", "https://microsoft.com/devicelogin",
		s.url, "https://login.microsoftonline.com",
	).Replace(body)
	theirs, ours := object(t, want), object(t, body)
	for name, form := range map[string]*regexp.Regexp{
		"trace_id": guid, "correlation_id": guid, "correlationId": guid, "sessionId": guid, "user_code": regexp.MustCompile(`^[0-9A-Z]{9}$`),
	} {
		id, sent := ours[name].(string)
		sampled, was := theirs[name].(string)
		if !sent || !was {
			continue
		}
		if !form.MatchString(id) {
			t.Errorf("%s is %q", name, id)
		}
		body = strings.ReplaceAll(body, id, sampled)
	}
	return body
}

// Of the metadata of /consumers only a part was ever captured, asked by GUID;
// asked by the word the sandbox answers with the same.
func TestMetadataOfPersonalAccounts(t *testing.T) {
	want := object(t, sample(t, "discovery-consumers-v2-2026-subset.json"))
	s := open(t)
	for _, authority := range []string{"9188040d-6c67-4c5b-b112-36a304b66dad", "consumers", "Consumers"} {
		a := s.get("/" + authority + "/v2.0/.well-known/openid-configuration")
		got := object(t, s.asMicrosoft(t, a.body, "{}"))
		if a.status != http.StatusOK {
			t.Errorf("%s: HTTP %d", authority, a.status)
		}
		for name, value := range want {
			if !reflect.DeepEqual(got[name], value) {
				t.Errorf("%s: %s is %v; it was %v", authority, name, got[name], value)
			}
		}
		if got["code_challenge_methods_supported"] != nil {
			t.Errorf("%s: PKCE is advertised; it was not", authority)
		}
	}
}

// In 2026 the members of the metadata and some of their values were published,
// but not the document.
func TestMetadataOf2026(t *testing.T) {
	var want struct {
		Members []string       `json:"fields_present"`
		Values  map[string]any `json:"values"`
	}
	if err := json.Unmarshal([]byte(sample(t, "discovery-common-v2-2026-fields.json")), &want); err != nil {
		t.Fatal(err)
	}
	got := object(t, open(t).get("/common/v2.0/.well-known/openid-configuration").body)
	var members []string
	for name := range got {
		members = append(members, name)
	}
	slices.Sort(members)
	slices.Sort(want.Members)
	if !slices.Equal(members, want.Members) {
		t.Errorf("the members are\n%v; they were\n%v", members, want.Members)
	}
	among := func(list, all any) bool {
		for _, one := range list.([]any) {
			if !slices.Contains(all.([]any), one) {
				return false
			}
		}
		return true
	}
	if len(want.Values) == 0 {
		t.Fatal("the sample has no values")
	}
	for name, value := range want.Values {
		ok := false
		if name, found := strings.CutSuffix(name, "_includes"); found {
			ok = among(value, got[name])
		} else if name, found := strings.CutSuffix(name, "_within"); found {
			ok = among(got[name], value)
		} else {
			ok = reflect.DeepEqual(value, got[name])
		}
		if !ok {
			t.Errorf("%s does not hold: %v", name, value)
		}
	}
}

// Headers are those of the recordings. The sandbox is no https server and sets
// no cookie, which a browser would send to the app's port too; P3P and
// X-XSS-Protection are for browsers long gone.
func TestHeadersAreEntras(t *testing.T) {
	leftOut := []string{"Set-Cookie", "Strict-Transport-Security", "P3p", "X-Xss-Protection"}
	for _, q := range []question{
		{sample: "discovery-response-headers.txt", ask: func(s *stand) answer {
			return s.get("/" + tenant + "/v2.0/.well-known/openid-configuration")
		}},
		{sample: "token-error-response-headers.txt", ask: func(s *stand) answer {
			return s.appToken(tenant, "client_secret", "wrong")
		}},
	} {
		t.Run(q.sample, func(t *testing.T) {
			first, rest, _ := strings.Cut(sample(t, q.sample), "\n")
			a := q.ask(open(t))
			if status := fmt.Sprintf("HTTP/1.1 %d %s", a.status, http.StatusText(a.status)); status != first {
				t.Errorf("%s; it was %s", status, first)
			}
			want := http.Header{}
			for line := range strings.SplitSeq(strings.TrimSpace(rest), "\n") {
				name, value, _ := strings.Cut(line, ": ")
				want.Add(name, value)
			}
			for name, values := range want {
				got := a.header.Get(name)
				switch {
				case slices.Contains(leftOut, name):
					if got != "" {
						t.Errorf("%s is listed as left out, but is %q", name, got)
					}
				case name == "X-Ms-Request-Id":
					if !guid.MatchString(got) {
						t.Errorf("%s is %q", name, got)
					}
				case name == "X-Ms-Ests-Server":
					if !strings.HasPrefix(got, "2.1.") || !strings.Contains(got, "sandbox") {
						t.Errorf("%s is %q", name, got)
					}
				case got != values[0]:
					t.Errorf("%s is %q; it was %q", name, got, values[0])
				}
			}
			for name := range a.header {
				if _, was := want[name]; !was && name != "Date" && name != "Content-Length" {
					t.Errorf("%s is sent (%q); it was not", name, a.header.Get(name))
				}
			}
		})
	}
}

// Keys have the members of Entra's, no alg, and an issuer of their own kind.
func TestKeysAreEntras(t *testing.T) {
	differ := []string{"kid", "x5t", "n", "x5c"}
	for _, c := range []struct {
		sample, path string
		keys         []int // the keys of the sample that are expected, in order
	}{
		{"jwks-common-v2-trimmed.json", "/common/discovery/v2.0/keys", []int{0, 1}},
		{"jwks-common-v2-trimmed.json", "/organizations/discovery/v2.0/keys", []int{0}},
		{"jwks-common-v2-trimmed.json", "/consumers/discovery/v2.0/keys", []int{1}},
		{"jwks-v1-trimmed.json", "/organizations/discovery/keys", []int{0}},
		{"jwks-v1-trimmed.json", "/" + tenant + "/discovery/keys", []int{0}},
	} {
		t.Run(c.path, func(t *testing.T) {
			s := open(t)
			a := s.get(c.path)
			if got := a.header.Get("Content-Type"); a.status != http.StatusOK || got != "application/json; charset=utf-8" {
				t.Errorf("HTTP %d, %q", a.status, got)
			}
			got, want := keys(t, s.asMicrosoft(t, a.body, "{}")), keys(t, sample(t, c.sample))
			if len(got) != len(c.keys) {
				t.Fatalf("%d keys; there were %d", len(got), len(c.keys))
			}
			for i, key := range got {
				question{differ: differ}.compare(t, key, want[c.keys[i]])
				checkCertificate(t, key)
			}
		})
	}
}

// The identifiers, sizes and times of an ID token are made up; its claims are not.
func TestIDTokensAreEntras(t *testing.T) {
	for _, c := range []struct {
		sample, authority, account string
		changes                    []change
		before                     time.Duration // iat is earlier than the sign-in
		differ                     []string
	}{
		{"idtoken-work-v2.json", tenant, worker, nil, 5 * time.Minute, []string{"aio", "rh", "sid", "sub", "uti"}},
		{"idtoken-personal-v2.json", "consumers", private, []change{personal}, 0, []string{"aio", "sub"}},
	} {
		t.Run(c.sample, func(t *testing.T) {
			var want struct{ Header, Payload json.RawMessage }
			if err := json.Unmarshal([]byte(sample(t, c.sample)), &want); err != nil {
				t.Fatal(err)
			}
			s := open(t, c.changes...)
			s.set(time.Unix(int64(object(t, string(want.Payload))["iat"].(float64)), 0).Add(c.before))
			header, payload := s.idToken(c.authority, c.account)
			question{differ: []string{"kid"}}.compare(t, header, string(want.Header))
			question{differ: c.differ}.compare(t, s.asMicrosoft(t, payload, "{}"), string(want.Payload))
			if sub := object(t, payload)["sub"].(string); len(sub) != 43 {
				t.Errorf("sub has %d characters; it had 43", len(sub))
			}
		})
	}
}

func pageQuestions() []question {
	return []question{
		{sample: "authorize-page-700038-invalid-client.html", status: 200, ask: func(s *stand) answer {
			return s.authorize(tenant, "client_id", "00000000-0000-0000-0000-000000000000")
		}},
		{sample: "authorize-page-90102-redirect-not-absolute.html", status: 200, ask: func(s *stand) answer {
			return s.authorize(tenant, "redirect_uri", "/oauth2callback")
		}},
		// Nobody says so before the person has signed in.
		{sample: "authorize-page-50011-redirect-mismatch.html", status: 200, changes: []change{withoutRedirects}, ask: func(s *stand) answer {
			return s.signIn(tenant, worker)
		}},
		{sample: "authorize-page-50011-redirect-mismatch.html", status: 200, changes: []change{withoutRedirects, faulty("unregistered-50011")}, ask: func(s *stand) answer {
			return s.authorize(tenant, "prompt", "none")
		}},
		{sample: "authorize-page-signin-no-session.html", status: 200, ask: func(s *stand) answer { return s.authorize(tenant) },
			missing: []string{"canary", "fShowPersistentCookiesWarning", "oCancelPostParams", "sCtx", "sFT", "urlGetCredentialType"}, resorted: true},
		// An unregistered redirect URI gets the same page, without a way back.
		{sample: "authorize-page-signin-no-session.html", status: 200, changes: []change{withoutRedirects}, ask: func(s *stand) answer { return s.authorize(tenant) },
			missing: []string{"canary", "fShowPersistentCookiesWarning", "oCancelPostParams", "sCtx", "sFT", "urlGetCredentialType", "urlCancel"}, resorted: true},
		{sample: "authorize-page-bsso-interrupt.html", status: 200, changes: []change{faulty("interrupt-page")}, ask: func(s *stand) answer {
			return s.get("/" + tenant + "/oauth2/v2.0/authorize?client_id=" + client)
		}},
	}
}

func withoutRedirects(o *sandbox.Options) { o.Clients[0].WebRedirectURIs = nil }

var (
	pageConfig = regexp.MustCompile(`(?s)\n<script type="text/javascript">//<!\[CDATA\[\n\$Config=(\{.*?\});\n//\]\]></script>`)
	pageTitle  = regexp.MustCompile(`<title>([^<]*)</title>`)
	pageID     = regexp.MustCompile(`<meta name="PageID" content="[^"]*" />`)
	message    = regexp.MustCompile(`"strServiceExceptionMessage":"[^"]*"`)
)

// Pages have the title, the PageID and the $Config of Microsoft's. Tools read
// them with patterns, so the escapes inside $Config count too.
func TestPagesAreEntras(t *testing.T) {
	for _, q := range pageQuestions() {
		t.Run(q.sample, func(t *testing.T) {
			t.Parallel()
			want := sample(t, q.sample)
			s := open(t, q.changes...)
			a := q.ask(s)
			if got := a.header.Get("Content-Type"); a.status != q.status || got != "text/html; charset=utf-8" {
				t.Errorf("HTTP %d, %q", a.status, got)
			}
			for what, pattern := range map[string]*regexp.Regexp{"title": pageTitle, "PageID": pageID, "message": message} {
				if got, was := pattern.FindString(a.body), pattern.FindString(want); got != was {
					t.Errorf("%s is %s; it was %s", what, got, was)
				}
			}
			ours, theirs := pageConfig.FindStringSubmatch(a.body), pageConfig.FindStringSubmatch(want)
			if ours == nil || theirs == nil {
				t.Fatalf("no $Config in one of\n%s\n%s", a.body, want)
			}
			q.compare(t, s.asMicrosoft(t, ours[1], theirs[1]), theirs[1])
		})
	}
}

// The pages of the service for personal accounts are known by their words only.
func TestPagesOfPersonalAccounts(t *testing.T) {
	for _, q := range []question{
		{sample: "msa-error-page-unauthorized_client.html", ask: func(s *stand) answer { return s.authorize("consumers") }},
		{sample: "msa-error-page-unauthorized_client.html", changes: []change{unregistered}, ask: func(s *stand) answer { return s.authorize("consumers", "prompt", "none") }},
		{sample: "msa-error-page-redirect_uri.html", changes: []change{personal, withoutRedirects}, ask: func(s *stand) answer { return s.signIn("consumers", private) }},
		{sample: "msa-error-page-redirect_uri.html", changes: []change{personal, withoutRedirects}, ask: func(s *stand) answer { return s.authorize("consumers", "prompt", "none") }},
	} {
		t.Run(q.sample, func(t *testing.T) {
			a := q.ask(open(t, q.changes...))
			if got := a.header.Get("Content-Type"); a.status != http.StatusOK || got != "text/html; charset=utf-8" {
				t.Errorf("HTTP %d, %q", a.status, got)
			}
			said := words(a.body)
			for _, line := range words(sample(t, q.sample)) {
				if !slices.Contains(said, line) {
					t.Errorf("the page does not say %q, but %q", line, said)
				}
			}
			if strings.Contains(a.body, "AADSTS") || strings.Contains(a.body, "$Config") {
				t.Errorf("a page of the other service: %s", a.body)
			}
		})
	}
}

var (
	hidden = regexp.MustCompile(`(?s)<(style|script)[^>]*>.*?</(style|script)>`)
	tag    = regexp.MustCompile(`<[^>]*>`)
)

// words are the pieces of text a page shows.
func words(page string) []string {
	var list []string
	for piece := range strings.SplitSeq(tag.ReplaceAllString(hidden.ReplaceAllString(page, "\n"), "\n"), "\n") {
		if piece = strings.TrimSpace(html.UnescapeString(piece)); piece != "" {
			list = append(list, piece)
		}
	}
	return list
}

func redirectQuestions() []question {
	return []question{
		{sample: "authorize-prompt-none-50058-query.http", status: 302, ask: func(s *stand) answer {
			return s.authorize(tenant, "prompt", "none")
		}},
		{sample: "authorize-prompt-none-50058-fragment.txt", status: 302,
			changes: []change{audience(sandbox.AzureADMultipleOrgs), alsoAt("https://app.example.com/blank")}, ask: func(s *stand) answer {
				return s.authorize("organizations", "prompt", "none", "response_mode", "fragment", "redirect_uri", "https://app.example.com/blank")
			}},
		{sample: "authorize-50194-single-tenant-on-common.http", status: 302, ask: func(s *stand) answer { return s.authorize("common") }},
		{sample: "authorize-consent-declined.http", status: 302, changes: []change{faulty("consent-declined")}, ask: func(s *stand) answer {
			return s.signIn(tenant, worker)
		}},
	}
}

var traces = regexp.MustCompile(`((?:Trace|Correlation)[ +]ID(?::|%3a)[ +])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// What goes to the app is written as Entra writes it, escapes and order
// included; only trace and correlation ID differ. The body is never seen.
func TestRedirectsAreEntras(t *testing.T) {
	for _, q := range redirectQuestions() {
		t.Run(q.sample, func(t *testing.T) {
			text := sample(t, q.sample)
			want := http.Header{}
			if !strings.HasPrefix(text, "HTTP/") {
				text = "HTTP/1.1 302 Found\nLocation: " + text
			}
			head, _, _ := strings.Cut(text, "\n\n")
			for line := range strings.SplitSeq(strings.TrimSpace(head), "\n") {
				if name, value, found := strings.Cut(line, ": "); found {
					want.Set(name, traces.ReplaceAllString(strings.TrimSpace(value), "${1}ID"))
				}
			}
			s := open(t, q.changes...)
			s.setTo(text)
			a := q.ask(s)
			if a.status != q.status {
				t.Errorf("HTTP %d: %s", a.status, a.body)
			}
			for name := range want {
				if got := traces.ReplaceAllString(a.header.Get(name), "${1}ID"); got != want.Get(name) {
					t.Errorf("%s is\n%s\nit was\n%s", name, got, want.Get(name))
				}
			}
			if strings.Count(want.Get("Location"), "+ID%3a+ID") != 2 {
				t.Errorf("the sample has no trace: %s", want.Get("Location"))
			}
		})
	}
}

// A form that posts itself is the same to the byte, but for trace and correlation ID.
func TestFormPostIsEntras(t *testing.T) {
	const name = "authorize-prompt-none-50058-form-post.html"
	want := sample(t, name)
	s := open(t)
	s.setTo(want)
	a := s.authorize(tenant, "prompt", "none", "response_mode", "form_post")
	if got := a.header.Get("Content-Type"); a.status != http.StatusOK || got != "text/html; charset=utf-8" {
		t.Errorf("HTTP %d, %q", a.status, got)
	}
	got, was := traces.ReplaceAllString(a.body, "${1}ID"), traces.ReplaceAllString(strings.TrimSpace(want), "${1}ID")
	if got != was {
		t.Errorf("the page is\n%s\nit was\n%s", got, was)
	}
}

// unasked are samples the sandbox has no answer to.
var unasked = map[string]string{
	"instance-discovery-unknown-host.json": "the sandbox answers no instance discovery, which only Microsoft's libraries ask",
	"token-7000215-wrong-secret-2021.json": "the wording before 2022",
	"token-9002331-msa-only-app.json":      "the number before 9002346",
}

// askedAlone are the samples of the tests that are no table of questions.
var askedAlone = []string{
	"discovery-consumers-v2-2026-subset.json", "discovery-common-v2-2026-fields.json", "discovery-response-headers.txt", "token-error-response-headers.txt",
	"jwks-common-v2-trimmed.json", "jwks-v1-trimmed.json", "idtoken-work-v2.json", "idtoken-personal-v2.json",
	"msa-error-page-unauthorized_client.html", "msa-error-page-redirect_uri.html", "authorize-prompt-none-50058-form-post.html",
}

// A sample that nobody asks for would rot.
func TestEverySampleIsAsked(t *testing.T) {
	asked := slices.Clone(askedAlone)
	for _, q := range slices.Concat(metadataQuestions(), tokenQuestions(), deviceQuestions(), pageQuestions(), redirectQuestions()) {
		asked = append(asked, q.sample)
	}
	found := map[string]bool{}
	for _, folder := range sampleFolders {
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if file.IsDir() {
				continue // no recorded answers
			}
			name := file.Name()
			found[name] = true
			_, excused := unasked[name]
			if name != "README.md" && slices.Contains(asked, name) == excused {
				t.Errorf("%s: asked %v, excused %v", name, slices.Contains(asked, name), excused)
			}
		}
	}
	for name := range unasked {
		if !found[name] {
			t.Errorf("%s is excused, but not there", name)
		}
	}
}
