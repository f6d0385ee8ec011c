//go:build e2e

package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Clients without a secret: oidc-provider, which takes a signed assertion from
// this client and nothing else (private_key_jwt, RFC 7523), each of them once.

const (
	assertingClient = "asserting"
	jwtBearer       = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)

// asserts makes assertions with a key.
func asserts(t *testing.T, key *ecdsa.PrivateKey, issuer string, expires time.Time) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	claims, err := json.Marshal(map[string]any{"iss": assertingClient, "sub": assertingClient, "aud": issuer, "jti": rand.Text(), "exp": expires.Unix(), "iat": time.Now().Unix()})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// relay is a token endpoint of the project's own: it puts a new assertion in the
// place of what it is sent, and passes the request on.
func relay(t *testing.T, issuer string, assertion func() string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		form := r.PostForm
		form.Del("client_secret")
		form.Set("client_id", assertingClient)
		form.Set("client_assertion_type", jwtBearer)
		form.Set("client_assertion", assertion())
		answer, err := http.PostForm(issuer+"/token", form)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
		w.WriteHeader(answer.StatusCode)
		io.Copy(w, answer.Body)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/token"
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// The real Streamlit signs in without a client secret, and verify calls what
// works sound and what does not broken.
func TestVerifyAssertions(t *testing.T) {
	t.Parallel()
	key, stranger := newKey(t), newKey(t)
	soon, past := func() time.Time { return time.Now().Add(time.Minute) }, time.Now().Add(-time.Hour)
	const none, basic = `token_endpoint_auth_method = "none"`, `token_endpoint_auth_method = "client_secret_basic"`
	type places struct{ issuer, app string }
	table := func(p places, above, method, assertion, kind string) string {
		text := fmt.Sprintf("[auth.default]\nclient_id = %q\nserver_metadata_url = \"%s/.well-known/openid-configuration\"\n%s\n[auth.default.client_kwargs]\nprompt = \"login\"\n%s\n", assertingClient, p.issuer, above, method)
		if assertion != "" {
			text += fmt.Sprintf("[auth.default.access_token_params]\nclient_assertion = %q\n%s\n", assertion, kind)
		}
		return text
	}
	const unused, bearer = `client_secret = "unused"`, `client_assertion_type = "` + jwtBearer + `"`
	good := func(p places) string { return asserts(t, key, p.issuer, soon()) }
	var right, asked atomic.Int32
	t.Cleanup(func() {
		t.Logf("figures: clients without a secret: verify is right about %d of %d projects", right.Load(), asked.Load())
	})
	for _, one := range []struct {
		name             string
		provider         func(t *testing.T, p places) string
		failed, unproven []string
	}{
		{"an assertion, of which the provider takes each once", func(_ *testing.T, p places) string { return table(p, unused, none, good(p), bearer) }, []string{"client-secret"}, nil},
		{"the same with an empty secret", func(_ *testing.T, p places) string { return table(p, `client_secret = ""`, "", good(p), bearer) }, []string{"client-secret"}, nil},
		{"signed by a stranger", func(_ *testing.T, p places) string {
			return table(p, unused, none, asserts(t, stranger, p.issuer, soon()), bearer)
		}, []string{"client-secret"}, nil},
		{"for another audience", func(_ *testing.T, p places) string {
			return table(p, unused, none, asserts(t, key, "https://another.example", soon()), bearer)
		}, []string{"client-secret"}, nil},
		{"expired", func(_ *testing.T, p places) string {
			return table(p, unused, none, asserts(t, key, p.issuer, past), bearer)
		}, []string{"client-secret-form", "client-secret"}, nil},
		{"of no kind", func(_ *testing.T, p places) string { return table(p, unused, none, good(p), "") }, []string{"client-kwargs"}, []string{"client-secret"}},
		{"beside a secret", func(_ *testing.T, p places) string { return table(p, unused, basic, good(p), bearer) }, []string{"client-secret"}, nil},
		{"no assertion at all", func(_ *testing.T, p places) string { return table(p, unused, none, "", "") }, []string{"client-secret"}, nil},
		{"no key client_secret", func(_ *testing.T, p places) string { return table(p, "", none, good(p), bearer) }, []string{"auth-keys", "client-secret"}, nil},
		{"a relay that adds it", func(t *testing.T, p places) string {
			at := relay(t, p.issuer, func() string { return good(p) })
			return table(p, unused+"\naccess_token_url = \""+at+"\"", none, "", "")
		}, nil, []string{"client-secret"}},
		{"a relay that is sent a secret", func(t *testing.T, p places) string {
			at := relay(t, p.issuer, func() string { return good(p) })
			return table(p, unused+"\naccess_token_url = \""+at+"\"", "", "", "")
		}, nil, []string{"client-secret"}},
		{"a relay that adds the wrong one", func(t *testing.T, p places) string {
			at := relay(t, p.issuer, func() string { return asserts(t, stranger, p.issuer, soon()) })
			return table(p, unused+"\naccess_token_url = \""+at+"\"", none, "", "")
		}, []string{"client-secret"}, nil},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			asked.Add(1)
			t.Cleanup(func() {
				if !t.Failed() {
					right.Add(1)
				}
			})
			p := places{app: freePort(t)}
			set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "", Algorithm: "ES256", Use: "sig"}}}
			p.issuer = oidcProvider(t, p.app, false, map[string]any{
				"client_id": assertingClient, "token_endpoint_auth_method": "private_key_jwt", "jwks": set, "redirect_uris": []string{"http://localhost:" + p.app + "/oauth2callback"},
			})
			registered{name: one.name, provider: one.provider(t, p), failed: one.failed, unproven: one.unproven, signsIn: true}.judge(t, p.issuer, p.app)
		})
	}
	// Streamlit is the judge of the first row too: a new assertion gets one person in.
	t.Run("once", func(t *testing.T) {
		t.Parallel()
		p := places{app: freePort(t)}
		p.issuer = oidcProvider(t, p.app, false, map[string]any{
			"client_id": assertingClient, "token_endpoint_auth_method": "private_key_jwt", "jwks": jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), Algorithm: "ES256", Use: "sig"}}},
			"redirect_uris": []string{"http://localhost:" + p.app + "/oauth2callback"},
		})
		dir := registered{provider: table(p, unused, none, asserts(t, key, p.issuer, time.Now().Add(10*time.Minute)), bearer)}.project(t, p.issuer, p.app)
		streamlit(t, dir, p.app)
		if err := signsInAs(t, secretsOf(dir), "http://localhost:"+p.app, typesAda); err != nil {
			t.Errorf("the first person: %v", err)
		}
		if err := signsInAs(t, secretsOf(dir), "http://localhost:"+p.app, typesAda); err == nil {
			t.Error("a second person got in with the same assertion")
		}
	})
}
