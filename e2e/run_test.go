//go:build e2e

package e2e

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
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
	"syscall"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/sandbox"
)

// The oldest release with st.login that installs with what there is, and the judge.
var firstWithLogin = pair{"1.42.0", "1.6.5", ""}

const (
	cluster        = "https://cluster.example.com/"
	serviceAccount = "system:serviceaccount:board:app"
	exchange       = "api://AzureADTokenExchange"
)

// platform is what an app runs on: it makes tokens.
type platform struct {
	t   *testing.T
	key *ecdsa.PrivateKey
}

func (p platform) token(audience string, life time.Duration) string {
	return signedBy(p.t, p.key, map[string]any{"iss": cluster, "sub": serviceAccount, "aud": audience, "iat": time.Now().Add(-time.Minute).Unix(), "exp": time.Now().Add(life).Unix(), "jti": rand.Text()})
}

func signedBy(t *testing.T, key *ecdsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// secretless is a project whose app has no client secret at the sandbox.
type secretless struct {
	t              *testing.T
	dir, port, url string
	platform       platform
	temporary      string
	down           atomic.Bool // the provider answers no token request
}

func newSecretless(t *testing.T, section string, change func(*sandbox.Client)) *secretless {
	t.Helper()
	s := &secretless{t: t, dir: t.TempDir(), port: freePort(t), platform: platform{t, newKey(t)}, temporary: t.TempDir()}
	o := sandbox.Default()
	c := &o.Clients[0]
	c.Secrets, c.WebRedirectURIs = nil, []string{"http://localhost:" + s.port + "/oauth2callback"}
	c.Federated = []entra.FederatedCredential{{ID: "0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5f", Name: "board", Issuer: cluster, Subject: serviceAccount, Audiences: []string{exchange}}}
	o.Issuers = map[string][]crypto.PublicKey{cluster: {s.platform.key.Public()}}
	if change != nil {
		change(c)
	}
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.down.Load() && strings.HasSuffix(r.URL.Path, "/token") {
			panic(http.ErrAbortHandler)
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(listening.Close)
	s.url = listening.URL
	s.project(section, sandbox.DefaultClientID, s.url+"/"+sandbox.DefaultTenant+"/v2.0/.well-known/openid-configuration")
	return s
}

func (s *secretless) project(section, client, metadata string) {
	s.write("app.py", "import streamlit as st\nuser = st.user if hasattr(st, 'user') else st.experimental_user\nif not user.is_logged_in:\n    st.button('Sign in', on_click=st.login)\n    st.stop()\nst.write('"+signedInText+"')\n")
	provider := fmt.Sprintf("client_id = %q\nserver_metadata_url = %q\n", client, metadata)
	if section != "[auth]" {
		provider = section + "\n" + provider + section[:len(section)-1] + ".client_kwargs]\nprompt = \"login\"\n"
	}
	s.write(".streamlit/secrets.toml", fmt.Sprintf("[auth]\nredirect_uri = \"http://localhost:%s/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaE9uW6\"\n%s\n[other]\nvalue = 1\n", s.port, provider))
}

func (s *secretless) write(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	os.MkdirAll(filepath.Dir(path), 0o755)
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// run starts the app by authkit run.
func (s *secretless) run(streamlit, assertion string, env ...string) *process {
	s.t.Helper()
	p := start(s.t, s.dir, environment(s.t, append(env, "TMPDIR="+s.temporary)...), binary(s.t), "run", "--assertion", assertion, "--",
		filepath.Join(filepath.Dir(streamlit), "python"), "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", s.port, "--browser.gatherUsageStats", "false")
	answers(s.t, "http://localhost:"+s.port+"/_stcore/health")
	return p
}

func (s *secretless) signsIn() error {
	return signsIn(s.t, secretsOf(s.dir), "http://localhost:"+s.port)
}

// ends tells it to end, and looks for what it leaves.
func (s *secretless) ends(p *process) {
	s.t.Helper()
	p.command.Process.Signal(syscall.SIGTERM)
	p.exits(s.t)
	if left, _ := os.ReadDir(s.temporary); len(left) > 0 {
		s.t.Errorf("it leaves %s", left[0].Name())
	}
}

// killed ends it in the way that it cannot hear of, and wants the app to end with it.
func (s *secretless) killed(p *process) {
	s.t.Helper()
	p.command.Process.Kill()
	p.exits(s.t) // which waits for who holds the streams
	if _, err := http.Get("http://localhost:" + s.port + "/_stcore/health"); err == nil {
		s.t.Error("authkit was killed, and the app lives on")
	}
}

// everything leaves the long rows to AUTHKIT_ALL.
func everything() bool { return os.Getenv("AUTHKIT_ALL") != "" }

// The real Streamlit signs in with each source, and each token that is none is told
// of in one line.
func TestRunSignsIn(t *testing.T) {
	t.Parallel()
	newest := need(t, "STREAMLIT")
	t.Run("kubernetes, and the token is replaced", func(t *testing.T) {
		t.Parallel()
		s := newSecretless(t, "[auth]", nil)
		file := s.write("token", s.platform.token(exchange, time.Hour))
		s.write(".streamlit/authkit.toml", "[run]\nassertion = \"kubernetes\"\n")
		s.write("requirements.txt", "streamlit[auth]==1.67.0\n")
		p := s.run(newest, "kubernetes", "AZURE_FEDERATED_TOKEN_FILE="+file)
		twoDays := s.platform.token(exchange, 48*time.Hour)
		for _, c := range []struct{ token, says string }{
			{s.platform.token(exchange, time.Hour), ""},
			{s.platform.token(exchange, -time.Second), "expired"},
			{s.platform.token("https://kubernetes.default.svc", time.Hour), "audience is https://kubernetes.default.svc, not " + exchange},
			{twoDays, ""},
			{s.platform.token(exchange, 8*24*time.Hour), "more than a week"},
			{signedBy(t, s.platform.key, map[string]any{"iss": cluster, "sub": "system:serviceaccount:board:App", "aud": exchange, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}), "AADSTS7002138"},
			{"nonsense", "no signed token"},
			{s.platform.token(exchange, time.Hour), ""},
		} {
			s.write("token", c.token)
			err := s.signsIn()
			if (err == nil) != (c.says == "") || !strings.Contains(p.out.String(), c.says) {
				t.Errorf("%s: %v\n%s", c.says, err, p.out.String())
			}
			// verify says the same beforehand; what the provider makes of it it cannot know.
			code, told := run(t, s.dir, environment(t, "AZURE_FEDERATED_TOKEN_FILE="+file), "verify")
			if known := c.says == "" || strings.HasPrefix(c.says, "AADSTS"); known != (code == 0) || !known && !strings.Contains(told, "client-secret-form") || strings.Contains(told, "client_secret is missing") {
				t.Errorf("%s: verify: exit %d\n%s", c.says, code, told)
			}
			if warned := strings.Contains(told, "for more than a day"); warned != (c.token == twoDays) {
				t.Errorf("%s: verify warns: %t\n%s", c.says, warned, told)
			}
			if strings.Contains(p.out.String(), c.token) && c.token != "nonsense" {
				t.Error("the token is shown")
			}
		}
		s.ends(p)
	})
	t.Run("key at oidc-provider, the first release with st.login", func(t *testing.T) {
		t.Parallel()
		s := newSecretless(t, "[auth]", nil)
		key := newKey(t)
		issuer := oidcProvider(t, s.port, false, map[string]any{
			"client_id": assertingClient, "token_endpoint_auth_method": "private_key_jwt", "redirect_uris": []string{"http://localhost:" + s.port + "/oauth2callback"},
			"jwks": jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), Algorithm: "ES256", Use: "sig"}}},
		})
		s.project("[auth.default]", assertingClient, issuer+"/.well-known/openid-configuration")
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		s.write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
		p := s.run(installed(t, firstWithLogin), "key=key.pem")
		for range 3 {
			if err := signsInAs(t, secretsOf(s.dir), "http://localhost:"+s.port, typesAda); err != nil {
				t.Errorf("%v\n%s", err, p.out.String())
			}
		}
		s.ends(p)
	})
	t.Run("certificate", func(t *testing.T) {
		t.Parallel()
		s := newSecretless(t, "[auth.microsoft]", func(c *sandbox.Client) { c.Federated = nil })
		s.write("app.pem", s.certificate())
		p := s.run(newest, "certificate=app.pem")
		for range 2 {
			if err := signsInAt(t, secretsOf(s.dir), "http://localhost:"+s.port, "microsoft", visitor); err != nil {
				t.Errorf("%v\n%s", err, p.out.String())
			}
		}
		s.killed(p)
	})
	if !everything() {
		return
	}
	for _, streamlit := range []string{newest, installed(t, firstWithLogin), installed(t, pair{"1.58.0", "1.7.2", "0.28.1"})} {
		for name, c := range map[string]struct {
			assertion string
			env       func(s *secretless) []string
			change    func(*sandbox.Client)
		}{
			"azure": {"azure", func(s *secretless) []string {
				return []string{"IDENTITY_ENDPOINT=" + s.plays() + "/msi/token", "IDENTITY_HEADER=h3ader"}
			}, nil},
			"vm": {"azure", func(s *secretless) []string { return []string{"AZURE_POD_IDENTITY_AUTHORITY_HOST=" + s.plays()} }, nil},
			"gcp": {"gcp", func(s *secretless) []string {
				return []string{"GCE_METADATA_HOST=" + strings.TrimPrefix(s.plays(), "http://")}
			}, nil},
			"secret": {"secret", func(*secretless) []string {
				return []string{"AUTHKIT_CLIENT_SECRET=" + sandbox.DefaultClientSecret, "HTTP_PROXY=http://127.0.0.1:9", "http_proxy=http://127.0.0.1:9"}
			}, func(c *sandbox.Client) {
				c.Secrets = []sandbox.ClientSecret{{KeyID: sandbox.DefaultSecretID, Value: sandbox.DefaultClientSecret}}
			}},
		} {
			t.Run(name+" "+filepath.Base(filepath.Dir(filepath.Dir(streamlit))), func(t *testing.T) {
				t.Parallel()
				s := newSecretless(t, "[auth]", c.change)
				p := s.run(streamlit, c.assertion, c.env(s)...)
				for range 2 {
					if err := s.signsIn(); err != nil {
						t.Errorf("%v\n%s", err, p.out.String())
					}
				}
				s.ends(p)
			})
		}
	}
}

// plays plays the platforms' services for tokens.
func (s *secretless) plays() string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		switch {
		case r.URL.Path == "/msi/token" && r.Header.Get("X-IDENTITY-HEADER") == "h3ader" && q.Get("api-version") == "2019-08-01",
			r.URL.Path == "/metadata/identity/oauth2/token" && r.Header.Get("Metadata") == "true" && q.Get("api-version") == "2018-02-01":
			fmt.Fprintf(w, `{"access_token":%q,"expires_on":"1"}`, s.platform.token(q.Get("resource"), 24*time.Hour))
		case strings.HasSuffix(r.URL.Path, "/service-accounts/default/identity") && r.Header.Get("Metadata-Flavor") == "Google":
			w.Header().Set("Metadata-Flavor", "Google")
			io.WriteString(w, s.platform.token(q.Get("audience"), time.Hour))
		default:
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	s.t.Cleanup(server.Close)
	return server.URL
}

// certificate is a private key beside its certificate, which the sandbox knows then.
func (s *secretless) certificate() string {
	s.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		s.t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "board"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		s.t.Fatal(err)
	}
	s.registers(der)
	return string(append(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...))
}

// registers puts a certificate at the sandbox's registration, as Graph does.
func (s *secretless) registers(der []byte) {
	s.t.Helper()
	answer, err := http.PostForm(s.url+"/"+sandbox.DefaultTenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.PipelineClientID}, "client_secret": {sandbox.DefaultClientSecret}, "scope": {"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	var token struct {
		Access string `json:"access_token"`
	}
	json.NewDecoder(answer.Body).Decode(&token)
	body, _ := json.Marshal(map[string]any{"keyCredentials": []any{map[string]any{"type": "AsymmetricX509Cert", "usage": "Verify", "key": base64.StdEncoding.EncodeToString(der)}}})
	request, err := http.NewRequest(http.MethodPatch, s.url+"/v1.0/applications(appId='"+sandbox.DefaultClientID+"')", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token.Access)
	request.Header.Set("Content-Type", "application/json")
	patched, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer patched.Body.Close()
	if patched.StatusCode != http.StatusNoContent {
		text, _ := io.ReadAll(patched.Body)
		s.t.Fatalf("%s %s", patched.Status, text)
	}
}
