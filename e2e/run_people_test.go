//go:build e2e

package e2e

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// A person signs in, in a browser, to an app that authkit run has started: the
// provider wants an assertion that nobody has shown before. In the gate it is the
// newest Streamlit, with AUTHKIT_ALL the oldest with st.login too.

// signed is a client that shows assertions, with the apps that run as it.
type signed struct {
	key  *ecdsa.PrivateKey
	apps []*secretless // one for each of releases
}

// releases are those that sign in here, the newest first.
func releases(t *testing.T) []string {
	all := []string{need(t, "STREAMLIT")}
	if everything() {
		all = append(all, installed(t, firstWithLogin))
	}
	return all
}

// newSigned adds the addresses of its apps to those that the provider registers.
func newSigned(t *testing.T, callbacks *[]string) signed {
	t.Helper()
	s := signed{key: newKey(t)}
	for range releases(t) {
		app := &secretless{t: t, dir: t.TempDir(), port: freePort(t), temporary: t.TempDir()}
		s.apps = append(s.apps, app)
		*callbacks = append(*callbacks, "http://localhost:"+app.port+"/oauth2callback")
	}
	return s
}

func (s signed) keys() jose.JSONWebKeySet {
	return jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: s.key.Public(), KeyID: "board", Algorithm: "ES256", Use: "sig"}}}
}

// atKeycloak is the client with "Signed JWT" as its authenticator.
func (s signed) atKeycloak() map[string]any {
	keys, _ := json.Marshal(s.keys()) // a public key
	var callbacks []string
	for _, app := range s.apps {
		callbacks = append(callbacks, "http://localhost:"+app.port+"/oauth2callback")
	}
	return map[string]any{
		"clientId": assertingClient, "protocol": "openid-connect", "redirectUris": callbacks, "clientAuthenticatorType": "client-jwt",
		"attributes": map[string]any{"use.jwks.string": "true", "jwks.string": string(keys), "token.endpoint.auth.signing.alg": "ES256"},
	}
}

// everywhere signs a person in with each release.
func (s signed) everywhere(t *testing.T, provider, issuer string, person func(*browser)) {
	der, err := x509.MarshalPKCS8PrivateKey(s.key)
	if err != nil {
		t.Fatal(err)
	}
	for i, streamlit := range releases(t) {
		t.Run("a person at "+provider+" by authkit run "+filepath.Base(filepath.Dir(filepath.Dir(streamlit))), func(t *testing.T) {
			app := s.apps[i]
			app.t = t
			app.project("[auth.default]", assertingClient, issuer+"/.well-known/openid-configuration")
			app.write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
			app.people(streamlit, "key=key.pem", 1, person)
		})
	}
}

// people sign in one after the other, each in a browser of their own.
func (s *secretless) people(streamlit, assertion string, how int, person func(*browser), env ...string) {
	s.t.Helper()
	p := s.run(streamlit, assertion, env...)
	for range how {
		b := newBrowser(s.t)
		b.open("http://localhost:" + s.port)
		b.click("Sign in")
		person(b)
		b.text(signedInText)
	}
	if strings.Contains(p.out.String(), "refused") {
		s.t.Errorf("it says\n%s", p.out.String())
	}
	s.ends(p)
}

func adaAtSandbox(b *browser) { b.click("Ada Lovelace") }

func adaAtKeycloak(b *browser) {
	b.types("username", "ada")
	b.types("password", personsSecret)
	b.click("Sign In")
}

func adaAtOIDCProvider(b *browser) {
	b.types("login", "ada")
	b.types("password", personsSecret)
	b.click("Sign-in")
	b.click("Continue")
}

func TestRunWithPeople(t *testing.T) {
	t.Parallel()
	t.Run("oidc-provider", func(t *testing.T) {
		t.Parallel()
		var callbacks []string
		s := newSigned(t, &callbacks)
		issuer := oidcProvider(t, s.apps[0].port, false, map[string]any{
			"client_id": assertingClient, "token_endpoint_auth_method": "private_key_jwt", "redirect_uris": callbacks, "jwks": s.keys(),
		})
		s.everywhere(t, "oidc-provider", issuer, adaAtOIDCProvider)
	})
	if !everything() {
		return
	}
	for _, streamlit := range releases(t) {
		t.Run("sandbox "+filepath.Base(filepath.Dir(filepath.Dir(streamlit))), func(t *testing.T) {
			t.Parallel()
			s := newSecretless(t, "[auth]", nil)
			file := s.write("token", s.platform.token(exchange, time.Hour))
			s.people(streamlit, "kubernetes", 2, adaAtSandbox, "AZURE_FEDERATED_TOKEN_FILE="+file)
		})
	}
}

// What goes wrong while the app runs is told in a line, ends with the app's exit
// code, and leaves nothing.
func TestRunInTrouble(t *testing.T) {
	if !everything() {
		t.Skip("AUTHKIT_ALL=1 starts the app a dozen times")
	}
	t.Parallel()
	newest := need(t, "STREAMLIT")
	t.Run("nobody gives tokens", func(t *testing.T) {
		t.Parallel()
		s := newSecretless(t, "[auth]", nil)
		p := s.run(newest, "azure", "IDENTITY_ENDPOINT=http://127.0.0.1:1/msi/token", "IDENTITY_HEADER=h3ader")
		if err := s.signsIn(); err == nil || !strings.Contains(p.out.String(), "does not answer") {
			t.Errorf("%v\n%s", err, p.out.String())
		}
		s.ends(p)
	})
	t.Run("the provider goes away", func(t *testing.T) {
		t.Parallel()
		s := newSecretless(t, "[auth]", nil)
		file := s.write("token", s.platform.token(exchange, time.Hour))
		p := s.run(newest, "kubernetes", "AZURE_FEDERATED_TOKEN_FILE="+file)
		if err := s.signsIn(); err != nil {
			t.Fatalf("%v\n%s", err, p.out.String())
		}
		s.down.Store(true)
		err := s.signsIn()
		if err == nil || !strings.Contains(p.out.String(), "nobody can sign in") {
			t.Errorf("%v\n%s", err, p.out.String())
		}
		s.ends(p)
	})
	t.Run("the app is killed", func(t *testing.T) {
		t.Parallel()
		s := newSecretless(t, "[auth]", nil)
		p := s.run(newest, "kubernetes")
		pid := strconv.Itoa(p.command.Process.Pid)
		tasks, _ := filepath.Glob("/proc/" + pid + "/task/*/children")
		for _, file := range tasks {
			below, _ := os.ReadFile(file)
			for child := range strings.FieldsSeq(string(below)) {
				number, _ := strconv.Atoi(child)
				syscall.Kill(number, syscall.SIGKILL)
			}
		}
		if code := p.exits(t); code != 137 {
			t.Errorf("exit %d\n%s", code, p.out.String())
		}
		s.ends(p)
	})
	t.Run("told to end at any moment", func(t *testing.T) {
		t.Parallel()
		for range 8 {
			s := newSecretless(t, "[auth]", nil)
			p := start(t, s.dir, environment(t, "TMPDIR="+s.temporary), binary(t), "run", "--assertion", "kubernetes", "--",
				newest, "run", "app.py", "--server.headless", "true", "--server.port", s.port)
			time.Sleep(time.Duration(mathrand.IntN(4000)) * time.Millisecond)
			s.ends(p)
			if code := p.command.ProcessState.ExitCode(); code != 0 && code != 143 {
				t.Errorf("exit %d\n%s", code, p.out.String())
			}
		}
	})
}
