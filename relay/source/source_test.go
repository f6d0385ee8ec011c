package source_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/relay"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/relay/source"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/probe"
)

const exchange = "api://AzureADTokenExchange"

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

var platformKey = lazy.Value[*ecdsa.PrivateKey]{Make: func() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}}

// token is a platform's, with what the pairs change.
func token(t *testing.T, pairs ...any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: platformKey.Get()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{"iss": "https://cluster.example.com/", "sub": "system:serviceaccount:board:app", "aud": exchange, "iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix()}
	for i := 0; i < len(pairs); i += 2 {
		claims[pairs[i].(string)] = pairs[i+1]
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// shows asks a source for what it shows.
func shows(t *testing.T, text string, to probe.TokenEndpoint, env map[string]string, now *time.Time) (func() (relay.Shown, error), error) {
	t.Helper()
	if now == nil {
		now = &noon
	}
	s, err := source.Read(text, assertion.Expected{}, source.World{
		Getenv: func(name string) string { return env[name] }, Path: filepath.Clean, Now: func() time.Time { return *now }, Rand: rand.Reader, Near: http.DefaultTransport,
	})
	if err != nil {
		return nil, err
	}
	document, err := secrets.Parse([]byte("[auth.default]\nclient_id = \"board\"\nclient_secret = \"s3cret-in-the-file\"\nserver_metadata_url = \"https://i.example.com\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := streamlit.ResolveAuth([]streamlit.SecretsFile{{Document: document}}).Registrations[0]
	proof := s.Of(r, r.ClientSecret.Text)
	return func() (relay.Shown, error) { return proof(t.Context(), to) }, nil
}

func entraLike() probe.TokenEndpoint {
	return probe.TokenEndpoint{URL: &url.URL{Scheme: "https", Host: "login.microsoftonline.com", Path: "/t/oauth2/v2.0/token"}, Microsoft: true, Issuer: "https://login.microsoftonline.com/t/v2.0"}
}

func other(algorithms ...string) probe.TokenEndpoint {
	return probe.TokenEndpoint{URL: &url.URL{Scheme: "https", Host: "i.example.com", Path: "/token"}, Issuer: "https://i.example.com", Algorithms: algorithms}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNames(t *testing.T) {
	for _, text := range []string{"aws", "", "key", "key=", "certificate", "azure=x", "gcp=x", "Kubernetes", "kubernetes=", "secret="} {
		if _, err := shows(t, text, other(), nil, nil); err == nil || !strings.Contains(err.Error(), "there is no source") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A token file is read each time, and what could not be taken is kept back.
func TestTokenFile(t *testing.T) {
	path := write(t, token(t)+"\n")
	ask, err := shows(t, "kubernetes", entraLike(), map[string]string{"AZURE_FEDERATED_TOKEN_FILE": path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, says string }{
		{token(t), ""},
		{token(t, "sub", "system:serviceaccount:board:other"), ""},
		{token(t, "aud", []string{"x", exchange}), ""},
		{token(t, "exp", noon.Unix()), "expired a moment ago"},
		{token(t, "aud", "x"), "audience is x, not " + exchange},
		{token(t, "exp", noon.Add(25*time.Hour).Unix()), ""}, // verify warns
		{token(t, "exp", noon.Add(7*24*time.Hour).Unix()), ""},
		{token(t, "exp", noon.Add(7*24*time.Hour+time.Second).Unix()), "more than a week"},
		{token(t, "iat", nil, "exp", noon.Add(8*24*time.Hour).Unix()), "more than a week"},
		{token(t, "exp", nil), "never expires"},
		{token(t, "nbf", noon.Add(time.Hour).Unix()), "is good from"},
		{"", "no signed token"},
		{token(t), ""},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		shown, err := ask()
		if (err == nil) != (c.says == "") || err != nil && (!strings.Contains(err.Error(), c.says) || c.text != "" && strings.Contains(err.Error(), c.text)) {
			t.Errorf("%q: %v", c.says, err)
		}
		if err == nil && (shown.Form["client_assertion"].Reveal() != c.text || shown.Form["client_assertion_type"].Reveal() != streamlit.JWTBearer) {
			t.Errorf("%v", shown.Form)
		}
	}
	os.Remove(path)
	if _, err := ask(); err == nil || !strings.Contains(err.Error(), "there is no token file") {
		t.Errorf("%v", err)
	}
}

// The platforms' services are asked as their vendors document, and seldom.
func TestPlatforms(t *testing.T) {
	var asked atomic.Int32
	broken := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		q := r.URL.Query()
		switch {
		case broken == "status":
			w.WriteHeader(http.StatusBadRequest)
		case broken == "body":
			io.WriteString(w, "<html>")
		case broken == "redirect":
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		case r.URL.Path == "/msi/token" && r.Header.Get("X-Identity-Header") == "h" && q.Get("api-version") == "2019-08-01" && q.Get("client_id") == "user",
			r.URL.Path == "/metadata/identity/oauth2/token" && r.Header.Get("Metadata") == "true" && q.Get("api-version") == "2018-02-01":
			fmt.Fprintf(w, `{"access_token":%q}`, token(t, "aud", q.Get("resource"), "exp", noon.Add(24*time.Hour).Unix()))
		case r.URL.Path == "/computeMetadata/v1/instance/service-accounts/default/identity" && r.Header.Get("Metadata-Flavor") == "Google" && q.Get("format") == "full":
			if broken != "flavour" {
				w.Header().Set("Metadata-Flavor", "Google")
			}
			io.WriteString(w, token(t, "aud", q.Get("audience")))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")
	for name, c := range map[string]struct {
		source string
		env    map[string]string
		breaks []string
	}{
		"App Service": {"azure", map[string]string{"IDENTITY_ENDPOINT": server.URL + "/msi/token", "IDENTITY_HEADER": "h", "AZURE_CLIENT_ID": "user"}, []string{"status", "body", "redirect"}},
		"VM":          {"azure", map[string]string{"AZURE_POD_IDENTITY_AUTHORITY_HOST": server.URL + "/"}, []string{"status", "body"}},
		"Google":      {"gcp", map[string]string{"GCE_METADATA_HOST": host}, []string{"status", "body", "flavour"}},
	} {
		now := noon
		ask, err := shows(t, c.source, entraLike(), c.env, &now)
		if err != nil {
			t.Fatal(err)
		}
		for _, broken = range c.breaks {
			if _, err := ask(); err == nil {
				t.Errorf("%s: %s is taken", name, broken)
			}
		}
		broken = ""
		asked.Store(0)
		for range 10 {
			if _, err := ask(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if asked.Load() != 1 {
			t.Errorf("%s: asked %d times", name, asked.Load())
		}
		now = noon.Add(50 * time.Minute)
		if ask(); c.source == "gcp" && asked.Load() != 2 {
			t.Errorf("%s: asked %d times in all", name, asked.Load())
		}
	}
	for name, c := range map[string]struct{ source, variable, value, says string }{
		"nobody there":  {"azure", "IDENTITY_ENDPOINT", "http://127.0.0.1:1/msi", "does not answer"},
		"outside":       {"azure", "IDENTITY_ENDPOINT", "https://identity.example.com/", "not on this machine"},
		"Google, there": {"gcp", "GCE_METADATA_HOST", "metadata.example.com", "not on this machine"},
		"no address":    {"azure", "IDENTITY_ENDPOINT", "::", "is none"},
	} {
		ask, err := shows(t, c.source, entraLike(), map[string]string{c.variable: c.value, "IDENTITY_HEADER": "h"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ask(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func pemOf(t *testing.T, key any, blocks ...*pem.Block) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	for _, block := range blocks {
		text = append(text, pem.EncodeToMemory(block)...)
	}
	return string(text)
}

// Keys of each kind make assertions that their public halves verify: short, about
// the client, each with an ID of its own.
func TestSigned(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "board"}, NotBefore: noon.Add(-time.Hour), NotAfter: noon.Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, rsaKey.Public(), rsaKey)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(der)
	certificate := &pem.Block{Type: "CERTIFICATE", Bytes: der}
	jwk, err := json.Marshal(jose.JSONWebKey{Key: rsaKey, KeyID: "k1", Algorithm: "PS384"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		kind, text       string
		to               probe.TokenEndpoint
		public           crypto.PublicKey
		algorithm, audit string
		header           string
	}{
		"RSA":                   {"key", pemOf(t, rsaKey), other(), rsaKey.Public(), "RS256", "https://i.example.com", ""},
		"RSA, PKCS #1":          {"key", string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)})), other(), rsaKey.Public(), "RS256", "https://i.example.com", ""},
		"RSA, listed":           {"key", pemOf(t, rsaKey), other("ES256", "PS512", "PS256"), rsaKey.Public(), "PS256", "https://i.example.com", ""},
		"P-256":                 {"key", pemOf(t, platformKey.Get()), other("RS256", "ES256"), platformKey.Get().Public(), "ES256", "https://i.example.com", ""},
		"P-384":                 {"key", pemOf(t, p384), other(), p384.Public(), "ES384", "https://i.example.com", ""},
		"Ed25519":               {"key", pemOf(t, edKey), other(), edKey.Public(), "EdDSA", "https://i.example.com", ""},
		"JWK":                   {"key", string(jwk), other(), rsaKey.Public(), "PS384", "https://i.example.com", ""},
		"certificate":           {"certificate", pemOf(t, rsaKey, certificate), entraLike(), rsaKey.Public(), "PS256", "https://login.microsoftonline.com/t/oauth2/v2.0/token", base64.RawURLEncoding.EncodeToString(sum[:])},
		"certificate elsewhere": {"certificate", pemOf(t, rsaKey, certificate), other("RS256"), rsaKey.Public(), "RS256", "https://i.example.com", base64.RawURLEncoding.EncodeToString(sum[:])},
	} {
		ask, err := shows(t, c.kind+"="+write(t, c.text), c.to, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for range 3 {
			shown, err := ask()
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			parsed, err := jwt.ParseSigned(shown.Form["client_assertion"].Reveal(), []jose.SignatureAlgorithm{jose.SignatureAlgorithm(c.algorithm)})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var claims jwt.Claims
			if err := parsed.Claims(c.public, &claims); err != nil || claims.Issuer != "board" || claims.Subject != "board" || claims.Audience[0] != c.audit || claims.Expiry.Time().Sub(noon) != 5*time.Minute || seen[claims.ID] || len(claims.ID) != 32 {
				t.Errorf("%s: %v %+v", name, err, claims)
			}
			seen[claims.ID] = true
			if got, _ := parsed.Headers[0].ExtraHeaders["x5t#S256"].(string); got != c.header || (parsed.Headers[0].KeyID == "k1") != (name == "JWK") {
				t.Errorf("%s: header %q %q", name, got, parsed.Headers[0].KeyID)
			}
		}
	}
	strange, err := x509.CreateCertificate(rand.Reader, template, template, p384.Public(), rsaKey)
	if err != nil {
		t.Fatal(err)
	}
	late := noon.Add(2 * time.Hour)
	for name, c := range map[string]struct {
		kind, text, says string
		to               probe.TokenEndpoint
		now              *time.Time
	}{
		"text":               {"key", "hello", "holds no private key", other(), nil},
		"public":             {"key", string(pem.EncodeToMemory(certificate)), "holds no private key", other(), nil},
		"broken":             {"key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})), "without a passphrase", other(), nil},
		"no certificate":     {"certificate", pemOf(t, rsaKey), "no certificate beside", other(), nil},
		"strange":            {"certificate", pemOf(t, rsaKey, &pem.Block{Type: "CERTIFICATE", Bytes: strange}), "belongs to another key", other(), nil},
		"expired":            {"certificate", pemOf(t, rsaKey, certificate), "expired on 2026-11-27", entraLike(), &late},
		"listed for nothing": {"key", pemOf(t, rsaKey), "it lists ES256", other("ES256"), nil},
		"public JWK":         {"key", `{"kty":"EC"}`, "no private key", other(), nil},
	} {
		ask, err := shows(t, c.kind+"="+write(t, c.text), c.to, nil, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ask(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The client secret is sent as Streamlit would, from the file or from elsewhere.
func TestSecret(t *testing.T) {
	ask, err := shows(t, "secret", other(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := ask(); err != nil || shown.Basic.Reveal() != "s3cret-in-the-file" {
		t.Errorf("%v %v", shown, err)
	}
	path := write(t, "s3cret-of-a-file\n")
	if ask, err = shows(t, "secret="+path, other(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if shown, err := ask(); err != nil || shown.Basic.Reveal() != "s3cret-of-a-file" {
		t.Errorf("%v %v", shown, err)
	}
	os.Remove(path)
	if _, err := ask(); err == nil || !strings.Contains(err.Error(), "no file with the client secret") {
		t.Errorf("%v", err)
	}
}
