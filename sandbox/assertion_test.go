package sandbox_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/sandbox"
)

const (
	cluster  = "https://cluster.example.com/"
	account  = "system:serviceaccount:board:App"
	exchange = "api://AzureADTokenExchange"
)

var ownKey, clusterKey = lazy.Value[*rsa.PrivateKey]{Make: newRSA}, lazy.Value[*rsa.PrivateKey]{Make: newRSA}

func newRSA() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// federated makes the app trust a service account of a cluster.
func federated(o *sandbox.Options) {
	o.Clients[0].Federated = []entra.FederatedCredential{{ID: "0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5f", Name: "board", Issuer: cluster, Subject: account, Audiences: []string{exchange}}}
	o.Issuers = map[string][]crypto.PublicKey{cluster: {clusterKey.Get().Public()}}
}

// signed is an assertion that a key signs, with more in its header.
func signed(t *testing.T, key *rsa.PrivateKey, claims map[string]any, header ...string) string {
	t.Helper()
	options := (&jose.SignerOptions{}).WithType("JWT")
	for i := 0; i < len(header); i += 2 {
		options = options.WithHeader(jose.HeaderKey(header[i]), header[i+1])
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.PS256, Key: key}, options)
	if err != nil {
		t.Fatal(err)
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// of are the claims of a good assertion, but for what the pairs change.
func of(claims map[string]any, pairs ...any) map[string]any {
	all := map[string]any{"nbf": noon.Unix(), "exp": noon.Add(10 * time.Minute).Unix(), "jti": rand.Text()}
	for name, value := range claims {
		all[name] = value
	}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i].(string)] = pairs[i+1]
	}
	return all
}

func (s *stand) shows(assertion string) answer {
	s.t.Helper()
	return s.appToken(tenant, "client_secret", "", "client_assertion", assertion, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
}

func shownTwice(s *stand) string {
	text := signed(s.t, clusterKey.Get(), of(map[string]any{"iss": cluster, "sub": account, "aud": exchange}))
	return seen(s.shows(text)) + ", then " + seen(s.shows(text))
}

// A federated credential takes the tokens that it names, letter by letter.
func TestFederatedAssertions(t *testing.T) {
	s := open(t, federated)
	good := map[string]any{"iss": cluster, "sub": account, "aud": exchange}
	for name, c := range map[string]struct {
		assertion, want string
	}{
		"good":              {signed(t, clusterKey.Get(), of(good)), "200"},
		"several audiences": {signed(t, clusterKey.Get(), of(good, "aud", []string{"x", exchange})), "200"},
		"issuer":            {signed(t, clusterKey.Get(), of(good, "iss", strings.TrimSuffix(cluster, "/"))), "401 invalid_client AADSTS700211"},
		"audience":          {signed(t, clusterKey.Get(), of(good, "aud", "https://kubernetes.default.svc")), "401 invalid_client AADSTS700212"},
		"subject":           {signed(t, clusterKey.Get(), of(good, "sub", "system:serviceaccount:board:other")), "401 invalid_client AADSTS700213"},
		"capitals":          {signed(t, clusterKey.Get(), of(good, "sub", strings.ToLower(account))), "401 invalid_client AADSTS7002138"},
		"another key":       {signed(t, ownKey.Get(), of(good)), "401 invalid_client AADSTS50027"},
		"expired":           {signed(t, clusterKey.Get(), of(good, "exp", noon.Add(-time.Second).Unix())), "401 invalid_client AADSTS700024"},
		"not yet":           {signed(t, clusterKey.Get(), of(good, "nbf", noon.Add(time.Hour).Unix())), "401 invalid_client AADSTS700024"},
		"no end":            {signed(t, clusterKey.Get(), map[string]any{"iss": cluster, "sub": account, "aud": exchange}), "401 invalid_client AADSTS700024"},
		"no token":          {"xyz", "401 invalid_client AADSTS50027"},
		"the app itself":    {signed(t, clusterKey.Get(), of(good, "iss", client, "sub", client)), "401 invalid_client AADSTS700027"},
	} {
		if got := seen(s.shows(c.assertion)); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	code := s.code(tenant, worker)
	got := s.token(tenant, "client_secret", "", "code", code, "client_assertion", signed(t, clusterKey.Get(), of(good)), "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	if got.status != http.StatusOK {
		t.Errorf("a person's code: %d %s", got.status, got.body)
	}
	if got := seen(open(t).shows(signed(t, clusterKey.Get(), of(good)))); got != "401 invalid_client AADSTS700021" {
		t.Errorf("an app that trusts nobody: %s", got)
	}
}

// The keys of an issuer on this machine are asked for, those of the sandbox's own
// tenants are known, and nobody else is asked.
func TestIssuersOfFederatedAssertions(t *testing.T) {
	asked := 0
	var issuer *httptest.Server
	issuer = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path == "/keys" {
			json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: clusterKey.Get().Public(), KeyID: "1", Algorithm: "PS256", Use: "sig"}}})
			return
		}
		json.NewEncoder(w).Encode(map[string]string{"issuer": issuer.URL, "jwks_uri": issuer.URL + "/keys"})
	}))
	t.Cleanup(issuer.Close)
	trusts := func(name, subject string) change {
		return func(o *sandbox.Options) {
			o.Clients[0].Federated = []entra.FederatedCredential{{ID: "0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5f", Name: "x", Issuer: name, Subject: subject, Audiences: []string{exchange}}}
		}
	}
	token := func(name string) string {
		return signed(t, clusterKey.Get(), of(map[string]any{"iss": name, "sub": account, "aud": exchange}))
	}
	if got := seen(open(t, trusts(issuer.URL, account)).shows(token(issuer.URL))); got != "200" || asked != 2 {
		t.Errorf("on this machine: %s after %d requests", got, asked)
	}
	if got := open(t, trusts(cluster, account)).shows(token(cluster)); !strings.Contains(got.body, "asks nobody outside") {
		t.Errorf("elsewhere: %s", got.body)
	}
	const identity = "7e6c5b4a-1111-4222-8333-444455556666"
	own := open(t, administered)
	body, err := json.Marshal(entra.FederatedCredential{Name: "managed", Issuer: own.url + "/" + tenant + "/v2.0", Subject: identity, Audiences: []string{exchange}})
	if err != nil {
		t.Fatal(err)
	}
	if made := own.graph(own.graphToken(), "POST", theApp+"/federatedIdentityCredentials", string(body)); made.status != http.StatusCreated {
		t.Fatal(made.body)
	}
	given, err := own.ManagedIdentityToken(own.url, tenant, identity, exchange)
	if err != nil {
		t.Fatal(err)
	}
	if got := seen(own.shows(given)); got != "200" {
		t.Errorf("a managed identity: %s", got)
	}
}

func certificateOf(t *testing.T, key *rsa.PrivateKey) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "board"}, NotBefore: noon.Add(-time.Hour), NotAfter: noon.AddDate(0, 6, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// A certificate takes what its key has signed about the app, for this tenant.
func TestCertificateAssertions(t *testing.T) {
	s := open(t, administered)
	token := s.graphToken()
	der := certificateOf(t, ownKey.Get())
	entry := `{"@odata.type":"#microsoft.graph.keyCredential","type":"AsymmetricX509Cert","usage":"Verify","displayName":"board","key":"` + base64.StdEncoding.EncodeToString(der) + `"}`
	if a := s.graph(token, "PATCH", theApp, `{"keyCredentials":[`+entry+`]}`); a.status != http.StatusNoContent {
		t.Fatal(a.body)
	}
	if a := s.graph(token, "GET", theApp, ""); !strings.Contains(a.body, `"key":null`) {
		t.Errorf("everybody is shown the key: %s", a.body)
	}
	if a := s.graph(token, "GET", theApp+"?$select=keyCredentials", ""); !strings.Contains(a.body, base64.StdEncoding.EncodeToString(der)) {
		t.Errorf("nobody is shown the key: %s", a.body)
	}
	sum := sha256.Sum256(der)
	name := base64.RawURLEncoding.EncodeToString(sum[:])
	good := map[string]any{"iss": client, "sub": client, "aud": s.url + "/" + tenant + "/v2.0"}
	for what, c := range map[string]struct{ assertion, want string }{
		"good":           {signed(t, ownKey.Get(), of(good), "x5t#S256", name), "200"},
		"token endpoint": {signed(t, ownKey.Get(), of(good, "aud", s.url+"/"+tenant+"/oauth2/v2.0/token"), "x5t#S256", name), "200"},
		"no thumbprint":  {signed(t, ownKey.Get(), of(good)), "401 invalid_client AADSTS700027"},
		"another key":    {signed(t, clusterKey.Get(), of(good), "x5t#S256", name), "401 invalid_client AADSTS700027"},
		"audience":       {signed(t, ownKey.Get(), of(good, "aud", s.url+"/"+otherTenant+"/v2.0"), "x5t#S256", name), "401 invalid_client AADSTS700023"},
		"subject":        {signed(t, ownKey.Get(), of(good, "sub", account), "x5t#S256", name), "401 invalid_client AADSTS700021"},
		"expired":        {signed(t, ownKey.Get(), of(good, "exp", noon.Add(-time.Second).Unix()), "x5t#S256", name), "401 invalid_client AADSTS700024"},
	} {
		if got := seen(s.shows(c.assertion)); got != c.want {
			t.Errorf("%s: %s", what, got)
		}
	}
	if a := s.graph(token, "PATCH", theApp, `{"keyCredentials":[]}`); a.status != http.StatusNoContent || seen(s.shows(signed(t, ownKey.Get(), of(good), "x5t#S256", name))) != "401 invalid_client AADSTS700027" {
		t.Errorf("removed: %d %s", a.status, a.body)
	}
	for what, body := range map[string]string{
		"no key":      strings.Replace(entry, `"key"`, `"kex"`, 1),
		"no cert":     strings.Replace(entry, base64.StdEncoding.EncodeToString(der), "AAAA", 1),
		"other usage": strings.Replace(entry, "Verify", "Sign", 1),
		"too late":    strings.Replace(entry, `"usage"`, `"endDateTime":"2099-01-01T00:00:00Z","usage"`, 1),
	} {
		if a := s.graph(token, "PATCH", theApp, `{"keyCredentials":[`+body+`]}`); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
}

// Federated credentials are made, found again, changed and removed, as Graph does it.
func TestGraphFederatedCredentials(t *testing.T) {
	s := open(t, administered)
	token := s.graphToken()
	const list = theApp + "/federatedIdentityCredentials"
	body := `{"name":"board","issuer":"https://i.example.com","subject":"a","audiences":["api://AzureADTokenExchange"]}`
	id := s.graph(token, "POST", list, body).member(t, "id")
	for what, c := range map[string]struct {
		body   string
		status int
	}{
		"the same name":            {strings.Replace(body, `"a"`, `"b"`, 1), http.StatusConflict},
		"the same subject":         {strings.Replace(body, "board", "other", 1), http.StatusConflict},
		"no issuer":                {strings.Replace(body, "https://i.example.com", "", 1), http.StatusBadRequest},
		"two audiences":            {strings.Replace(body, `["api`, `["x","api`, 1), http.StatusBadRequest},
		"a name that is no name":   {strings.Replace(body, "board", "a b c", 1), http.StatusBadRequest},
		"a subject without an end": {strings.Replace(body, `"a"`, `"`+strings.Repeat("x", 601)+`"`, 1), http.StatusBadRequest},
	} {
		if a := s.graph(token, "POST", list, c.body); a.status != c.status {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	if a := s.graph(token, "PATCH", list+"/"+id, `{"audiences":["api://x"]}`); a.status != http.StatusNoContent || !strings.Contains(s.graph(token, "GET", list+"/board", "").body, "api://x") {
		t.Errorf("changed: %d %s", a.status, a.body)
	}
	if a := s.graph(token, "PATCH", list+"/"+id, `{"name":"other"}`); a.status != http.StatusBadRequest {
		t.Errorf("renamed: %d %s", a.status, a.body)
	}
	for range 2 {
		s.graph(token, "DELETE", list+"/"+id, "")
	}
	if a := s.graph(token, "GET", list, ""); strings.Contains(a.body, "board") {
		t.Errorf("removed: %s", a.body)
	}
	for i := range 21 {
		a := s.graph(token, "POST", list, strings.NewReplacer("board", "board-"+string(rune('a'+i)), `"a"`, `"`+string(rune('a'+i))+`"`).Replace(body))
		if (a.status == http.StatusCreated) != (i < 20) {
			t.Errorf("number %d: %d %s", i+1, a.status, a.body)
		}
	}
}
