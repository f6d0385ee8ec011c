//go:build e2e

package e2e

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/authkit-cli/authkit/sandbox"
)

// registeredProject is a project at a sandbox, an Azure CLI that is signed in
// there, and servers of the real Streamlit.
type registeredProject struct {
	t          *testing.T
	servers    *streamlits
	sandbox    *sandbox.Server
	url        string
	dir, port  string
	env        []string
	clientID   string
	metadata   string
	startCount int
}

// newRegisteredProject makes one; change is what is different about its app.
func newRegisteredProject(t *testing.T, servers *streamlits, change func(*sandbox.Client)) *registeredProject {
	t.Helper()
	options := sandbox.Default()
	change(&options.Clients[0])
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	p := &registeredProject{t: t, servers: servers, sandbox: server, url: listening.URL, dir: t.TempDir(), port: freePort(t), clientID: sandbox.DefaultClientID}
	p.metadata = p.url + "/" + sandbox.DefaultTenant + "/v2.0/.well-known/openid-configuration"
	answer, err := http.PostForm(p.url+"/"+sandbox.DefaultTenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.PipelineClientID}, "client_secret": {sandbox.DefaultClientSecret}, "scope": {"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var token struct {
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&token); err != nil || token.Access == "" {
		t.Fatalf("no token: %v", err)
	}
	bin := t.TempDir()
	az := fmt.Sprintf("#!/bin/sh\ncase \"$1\" in\naccount) echo '{\"accessToken\":\"%s\",\"tenant\":\"%s\"}';;\ncloud) echo '{\"endpoints\":{\"activeDirectory\":\"%s\",\"microsoftGraphResourceId\":\"%s/\"}}';;\nesac\n",
		token.Access, sandbox.DefaultTenant, p.url, p.url)
	if err := os.WriteFile(filepath.Join(bin, "az"), []byte(az), 0o755); err != nil {
		t.Fatal(err)
	}
	p.env = environment(t)
	p.env[0] = "PATH=" + bin + ":" + os.Getenv("PATH")
	p.write("app.py", gatedApp)
	p.write(".streamlit/config.toml", "[server]\nport = "+p.port+"\n")
	p.write("requirements.txt", "streamlit[auth]>=1.59.1\nhttpx\n")
	p.write(".gitignore", ".streamlit/secrets.toml\n")
	return p
}

func (p *registeredProject) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// secrets is the beginning of a secrets file, with a section of the sign-in.
func (p *registeredProject) secrets(section, more string) string {
	return fmt.Sprintf("[auth]\nredirect_uri = \"http://localhost:%s/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\n%sclient_id = %q\nserver_metadata_url = %q\n%s",
		p.port, section, p.clientID, p.metadata, more)
}

// signsIn asks a fresh server of the real Streamlit.
func (p *registeredProject) signsIn() error {
	p.t.Helper()
	p.startCount++
	env := map[string]string{"PATH": os.Getenv("PATH"), "HOME": p.t.TempDir(), "LANG": "C.UTF-8"}
	server, err := p.servers.start(p.dir, env, p.port, filepath.Join(p.dir, fmt.Sprintf("log%d", p.startCount)),
		"run", "app.py", "--server.headless", "true", "--server.port", p.port, "--browser.gatherUsageStats", "false")
	if err != nil {
		p.t.Fatal(err)
	}
	defer server.stop()
	if !server.ready("") {
		p.t.Fatalf("Streamlit does not start:\n%s", server.log())
	}
	return signsIn(p.t, secretsOf(p.dir), "http://localhost:"+p.port)
}

// From every wrong or partial state of a registration one register leads to one
// with which the real Streamlit signs a person in. The states are those of
// register's own test; without AUTHKIT_ALL three of them are tried.
func TestConvergedRegistrationsSignIn(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "cmd", "testdata", "convergence.json"))
	if err != nil {
		t.Fatal(err)
	}
	var states []struct {
		Name   string
		App    json.RawMessage
		Secret string
		Args   []string
	}
	if err := json.Unmarshal(text, &states); err != nil || len(states) < 25 {
		t.Fatalf("%d states: %v", len(states), err)
	}
	servers := newStreamlits(t, need(t, "PYTHON"))
	tried, before, after := 0, 0, 0
	for i, s := range states {
		if os.Getenv("AUTHKIT_ALL") == "" && i%9 != 1 {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			tried++
			p := newRegisteredProject(t, servers, func(c *sandbox.Client) {
				if s.App != nil {
					c.Secrets = append([]sandbox.ClientSecret{}, c.Secrets...)
					if err := json.Unmarshal(s.App, c); err != nil {
						t.Fatal(err)
					}
				}
			})
			p.write(".streamlit/secrets.toml", p.secrets("", fmt.Sprintf("client_secret = %q\n", strings.TrimSpace(cmp.Or(s.Secret, sandbox.DefaultClientSecret)))))
			if p.signsIn() != nil {
				before++
			}
			if code, out := run(t, p.dir, p.env, append([]string{"register", "--yes"}, s.Args...)...); code != 0 {
				t.Fatalf("register: %d\n%s", code, out)
			}
			if err := p.signsIn(); err != nil {
				t.Errorf("after register: %v", err)
				return
			}
			after++
			if code, out := run(t, p.dir, p.env, "verify", "--graph", "--no-login", "--strict"); code != 0 {
				t.Errorf("verify: %d\n%s", code, out)
			}
		})
	}
	registeredWithoutASecret(t, servers)
	if before*3 < tried {
		t.Errorf("nobody signs in before register in %d of %d states only: this proves little", before, tried)
	}
	t.Logf("figures: converged registrations: the real Streamlit signs in after register in %d of %d states, and did not before in %d", after, tried, before)
}

// registeredWithoutASecret: an app that was registered without a client secret
// signs a person in with what stands in its place.
func registeredWithoutASecret(t *testing.T, servers *streamlits) {
	const identity = "7e6c5b4a-1111-4222-8333-444455556666"
	certificate, key := selfSigned(t)
	block, _ := pem.Decode([]byte(certificate))
	for name, c := range map[string]struct {
		args      []string
		assertion func(t *testing.T, p *registeredProject) (string, error)
	}{
		"certificate": {[]string{"--certificate", "board.pem"}, func(t *testing.T, p *registeredProject) (string, error) {
			return assertionOf(p, key, block.Bytes)
		}},
		"managed identity": {[]string{"--federated", "azure,principal=" + identity}, func(t *testing.T, p *registeredProject) (string, error) {
			return p.sandbox.ManagedIdentityToken(p.url, sandbox.DefaultTenant, identity, "api://AzureADTokenExchange")
		}},
	} {
		t.Run("without a secret, "+name, func(t *testing.T) {
			p := newRegisteredProject(t, servers, func(c *sandbox.Client) { c.Secrets = nil })
			assertion, err := c.assertion(t, p)
			if err != nil {
				t.Fatal(err)
			}
			p.write("board.pem", certificate)
			p.write(".streamlit/secrets.toml", p.secrets("[auth.default]\n", fmt.Sprintf("client_secret = \"unused\"\n[auth.default.client_kwargs]\ntoken_endpoint_auth_method = \"none\"\n"+
				"[auth.default.access_token_params]\nclient_assertion_type = %q\nclient_assertion = %q\n", jwtBearer, assertion)))
			if p.signsIn() == nil {
				t.Error("it signs in before anything is registered")
			}
			if code, out := run(t, p.dir, p.env, append([]string{"register", "--yes", "--client-id", p.clientID}, c.args...)...); code != 0 {
				t.Fatalf("register: %d\n%s", code, out)
			}
			if err := p.signsIn(); err != nil {
				t.Errorf("after register: %v", err)
			}
		})
	}
}

// assertionOf is an assertion about the app that its key has signed, for ten minutes.
func assertionOf(p *registeredProject, key *rsa.PrivateKey, der []byte) (string, error) {
	sum := sha256.Sum256(der)
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("x5t#S256", base64.RawURLEncoding.EncodeToString(sum[:]))
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.PS256, Key: key}, options)
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{
		"iss": p.clientID, "sub": p.clientID, "aud": p.url + "/" + sandbox.DefaultTenant + "/v2.0", "jti": rand.Text(),
		"iat": time.Now().Unix(), "exp": time.Now().Add(10 * time.Minute).Unix(),
	})
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}
