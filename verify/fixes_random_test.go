package verify_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// inMemory is a project that was never on a disk.
type inMemory struct {
	secrets, config []byte
	release         string // of Streamlit; empty: not known
}

func (m inMemory) report(t *testing.T) *verify.Report {
	t.Helper()
	document, err := secrets.Parse(m.secrets)
	if err != nil {
		t.Fatalf("%v\n%s", err, m.secrets)
	}
	file := streamlit.SecretsFile{Path: ".streamlit/secrets.toml", Document: document}
	p := &project.Project{Files: []streamlit.SecretsFile{file}, Server: streamlit.NewServerConfig()}
	p.Auth = streamlit.ResolveAuth(p.Files)
	if err := p.Server.ReadFile(".streamlit/config.toml", m.config, nil); err != nil {
		t.Fatalf("%v\n%s", err, m.config)
	}
	if m.release != "" {
		version, err := deps.ParseVersion(m.release)
		if err != nil {
			t.Fatal(err)
		}
		p.Deps.Streamlit = deps.Package{Name: "Streamlit", State: deps.Pinned, Version: version}
	}
	facts := probe.Gather(t.Context(), p, probe.Ask{Offline: true, Network: probe.Network{Now: time.Now}})
	return verify.Run(facts, verify.Options{Only: []string{
		"auth-keys", "auth-placeholder", "cookie-secret", "config-server", "client-kwargs", "provider-keys", "client-id-form", "client-secret-form", "metadata-url-form", "metadata-url-tenant",
		"redirect-uri-form", "redirect-uri-path", "redirect-uri-scheme", "redirect-uri-port",
	}})
}

func (m inMemory) edited(t *testing.T, edit *findings.Edit) fixable {
	t.Helper()
	text := &m.secrets
	if inConfig(edit) {
		text = &m.config
	}
	changed, ok := editText(*text, edit)
	if !ok {
		t.Fatalf("%s cannot be edited in\n%s", edit.Key, *text)
	}
	*text = changed
	return m
}

func (m inMemory) place(key []string) (string, int) { return lineOf(m.secrets, key) }

// pick draws one; an empty text among them is drawn as any other.
func pick(random *rand.Rand, from ...string) string { return from[random.IntN(len(from))] }

// mostly draws the first nine times out of ten.
func mostly(random *rand.Rand, usual string, from ...string) string {
	if random.IntN(10) > 0 {
		return usual
	}
	return pick(random, from...)
}

// randomProject draws a project from what people write.
func randomProject(random *rand.Rand) inMemory {
	redirect := pick(random, "http://", "http://", "https://", "", "//", "http:/", "https//", "htp://", "HTTP://", "ftp://", "https://http://", "http:///", "https://https//") +
		mostly(random, "", "ada@", "ada:pw@") +
		pick(random, "localhost", "localhost", "LOCALHOST", "127.0.0.1", "127.0.0.2", "[::1]", "[0:0:0:0:0:0:0:1]", "0.0.0.0", "[::]", "loclahost", "localhost.", "localhost.8501", "127.0.01",
			"app.example.com", "App.Example.com", "app.example.com.", "board.streamlit.app", "bücher.example", "BÜCHER.example", "192.168.1.20", "intranet", "x-8501.app.github.dev", "x-9000.app.github.dev",
			"share.streamlit.io", "*.example.com", "exa mple.com", "my_app.example.com", "ex,ample.com", "日本語.jp") +
		pick(random, "", ":8501", ":8501", ":8600", ":9000", ":80", ":443", ":", ":99999", ":0", ":{port}", ":abc") +
		pick(random, "/oauth2callback", "/oauth2callback", "/oauth2callback", "", "/", "/callback", "/OAuth2Callback", "/oauth2callback/", "/oauth2%63allback", "/tools/oauth2callback", "/a/b/oauth2callback", "//oauth2callback",
			"/tools/callback", "/oauth2 callback", "/tool(s)/oauth2callback", "/oauth2callback/tools") +
		mostly(random, "", "?a=b", "?", "#top", "?a#b", " ", "\\t", "\\n", ",https://other.example/oauth2callback")
	redirect = mostly(random, "", " ", "\\n", "\u00a0") + redirect

	const tenant = "5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4"
	metadata := pick(random, "https://", "https://", "https://", "http://", "", "https//", "https:/", "https://https://", "https://http://", "https:///", "htps://") +
		pick(random,
			"login.microsoftonline.com/"+tenant+"/v2.0/.well-known/openid-configuration", "login.microsoftonline.com/"+tenant+"/v2.0/.well-known/openid-configuration",
			"login.microsoftonline.com/"+tenant+"/.well-known/openid-configuration", "login.microsoftonline.com/"+tenant, "login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
			"login.microsoftonline.com/{"+tenant+"}/v2.0/.well-known/openid-configuration", "login.microsoftonline.com/"+tenant+"/oauth2/v2.0/authorize", "login.microsoftonlin.com/"+tenant+"/v2.0/.well-known/openid-configuration",
			"Login.MicrosoftOnline.com/"+tenant+"/v2.0/.well-known/openid-configuration", "portal.azure.com/#@contoso.onmicrosoft.com/x", "login.microsoftonline.com/consumers/.well-known/openid-configuration",
			"accounts.google.com/.well-known/openid-configuration", "accounts.google.com/.well-known/openid-configuration", "sso.example.de/realms/board/.well-known/openid-configuration", "SSO.example.de/realms/board/.well-known/openid-configuration",
			"ada:pw@sso.example.de/.well-known/openid-configuration", "sso.example.de/", "github.com/.well-known/openid-configuration", "localhost:8080/realms/x/.well-known/openid-configuration", "sso.example.de/.well-known/openid-configuration?tenant=a",
			"sso.bücher.example/.well-known/openid-configuration", "sso/.well-known/openid-configuration")
	metadata = mostly(random, "", " ", "\\n") + metadata + mostly(random, "", " ", "\\t")

	client := mostly(random, "", " ") +
		pick(random, "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "B1E7C0DE-5A4D-4B0C-9A17-0C2F6E9D8A31", "b1e7c0de-5a4d- 4b0c-9a17-0c2f6e9d8a31", tenant, "my-first-app", "YOUR_CLIENT_ID", "board app",
			"123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com", "San8Q~box-only-opens-the-authkit-sandbox") + mostly(random, "", " ", "\\n")
	secret := mostly(random, "", " ") +
		pick(random, "San8Q~box-only-opens-the-authkit-sandbox", "San8Q~box-only-opens-the-authkit-sandbox", "0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5e", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "GOCSPX-abcdefghijklmnopqrstuvwxyz12", "curly’quote", "two words", "YOUR_CLIENT_SECRET", "SEU_CLIENT_SECRET", "'San8Q~box-only-opens-the-authkit-sandbox'", "senha do portal", "unused", "Rt9********") +
		mostly(random, "", " ", "\\n")

	var text bytes.Buffer
	fmt.Fprintf(&text, "[auth]\nredirect_uri = \"%s\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\n", redirect)
	provider := fmt.Sprintf("client_id = \"%s\"\nclient_secret = \"%s\"\nserver_metadata_url = \"%s\"\n", client, secret, metadata)
	switch random.IntN(6) {
	case 0:
		text.WriteString("[auth.microsoft]\n" + provider)
	case 4, 5:
		if random.IntN(6) == 0 {
			provider = strings.Replace(provider, "client_secret", "x_client", 1)
		}
		text.WriteString("[auth.microsoft]\n" + provider + randomProof(random))
	case 1:
		text.WriteString("[auth.\"my.idp\"]\n" + provider + "[auth.entra]\nclient_id = \"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31\"\nclient_secret = \"San8Q~box-only-opens-the-authkit-sandbox\"\n" +
			"server_metadata_url = \"https://login.microsoftonline.com/" + tenant + "/v2.0/.well-known/openid-configuration\"\n")
	default:
		text.WriteString(provider)
	}
	config := "[server]\n" + pick(random, "", "", "port = 8501\n", "port = 9000\n", "port = 80\n", "port = 443\n") +
		pick(random, "", "", "baseUrlPath = \"tools\"\n", "baseUrlPath = \"/a/b/\"\n", "baseUrlPath = \"/\"\n", "baseUrlPath = \"tool(s)\"\n", "baseUrlPath = \"the tools\"\n") +
		pick(random, "", "", "", "sslCertFile = \"cert.pem\"\nsslKeyFile = \"key.pem\"\n") + pick(random, "", "", "headless = true\n") +
		"[browser]\n" + pick(random, "", "", "serverAddress = \"localhost\"\n", "serverAddress = \"127.0.0.1\"\n", "serverAddress = \"0.0.0.0\"\n", "serverAddress = \"App.example.com\"\n") + pick(random, "", "", "", "serverPort = 8600\n")
	return inMemory{secrets: text.Bytes(), config: []byte(config), release: pick(random, "", "1.42.0", "1.45.1", "1.52.2", "1.53.0", "1.56.0", "1.57.0", "1.58.0", "1.59.1", "1.67.0")}
}

// randomProof draws tables in which a client shows who it is.
func randomProof(random *rand.Rand) string {
	const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	text := pick(random, "", "access_token_url = \"http://127.0.0.1:9000/token\"\n") + "[auth.microsoft.client_kwargs]\n" +
		pick(random, "", "token_endpoint_auth_method = \"none\"\n", "token_endpoint_auth_method = \"none\"\n", "token_endpoint_auth_method = \"client_secret_post\"\n", "token_endpoint_auth_method = \"private_key_jwt\"\n") +
		pick(random, "", "prompt = \"consent select_account\"\n", "prompt = \"unspecified\"\n", "prompt = \"login\"\n", "prompt = \"none\"\n")
	if random.IntN(4) > 0 {
		text += "[auth.microsoft.access_token_params]\n" +
			pick(random, "", "client_assertion = \"eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIiwiZXhwIjo0MTAyNDQ0ODAwfQ.c2lnbmVk\"\n", "client_assertion = \"${ASSERTION}\"\n", "client_assertion = \"\"\n") +
			pick(random, "", "client_assertion_type = \""+jwtBearer+"\"\n", "client_assertion_type = \"jwt-bearer\"\n", "client_assertion_type = \"\"\n")
	}
	return text
}

// The same of 2,000 projects drawn from what people write.
//
// Seen to fail: with any of the parts of a repair left out.
func TestFixesOfRandomProjects(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(15, 3))
	count := 2000
	if testing.Short() {
		count = 50
	}
	fixable, fixes, rows := 0, 0, make([]int, roundsOfFixes+1)
	for i := range count {
		p := randomProject(random)
		n, rounds := holdFixes(t, fmt.Sprintf("project %d\n%s%s%s\n", i, p.secrets, p.config, p.release), p)
		if n > 0 {
			fixable++
		}
		fixes += n
		rows[rounds]++
		if t.Failed() {
			return
		}
	}
	t.Logf("figures: %d projects, %d fixes in %d of them made and asked again; rounds needed, from none: %s", count, fixes, fixable, strings.Trim(fmt.Sprint(rows), "[]"))
	if fixes < count {
		t.Errorf("only %d fixes were held against the rule", fixes)
	}
}
