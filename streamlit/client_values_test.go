package streamlit

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

// Values that the real Streamlit with Authlib and httpx was tried with; all of
// them are in TestClientKwargs of e2e.
func TestValuesOfClientKwargs(t *testing.T) {
	for _, one := range []struct {
		line  string // below [auth.default]
		says  string // empty: no error
		since string
		until string
	}{
		{`client_kwargs.timeout = 10`, "", "", ""},
		{`client_kwargs.timeout = "10"`, "timeout in client_kwargs is a number in quotes", OnStarlette, ""},
		{`client_kwargs.timeout = 0`, "needs a number of seconds above 0", OnStarlette, ""},
		{`client_kwargs.headers = { X-Name = "value" }`, "", "", ""},
		{`client_kwargs.headers = { X-Name = 5 }`, "needs a section of texts", OnStarlette, ""},
		{`client_kwargs.proxy = "http://proxy.example.com:3128"`, "", "", ""},
		{`client_kwargs.proxy = "proxy.example.com:3128"`, "begins with http://", OnStarlette, ""},
		{`client_kwargs.limits = {}`, "needs an object of Python", OnStarlette, ""},
		{`client_kwargs.mounts = {}`, "", "", ""},
		{`client_kwargs.http1 = "no"`, "", "", ""},
		{`client_kwargs.cert = 5`, "needs the name of", OnStarlette, ""},
		{`client_kwargs.cert = ["a.pem", "b.pem"]`, "needs the name of one file", "", OnStarlette},
		{`client_kwargs.grant_type = "client_credentials"`, "instead of authorization_code", "", ""},
		{`client_kwargs.grant_type = "authorization_code"`, "", "", ""},
		{`client_kwargs.token_updater = "x"`, "Authlib refuses it", "", ""},
		{`client_kwargs.session = "x"`, "given twice", "", ""},
		{`client_kwargs.login_hint = 2026-01-01`, "cannot be sent", "", ""},
		{`client_kwargs.prompt = ["login", "consent"]`, "one text only", "", ""},
		{`authorize_params.audience = { a = "b" }`, "cannot be sent", "", ""},
		{`authorize_params.audience = ["a", "b"]`, "one text only", "", ""},
		{`authorize_params.url = "https://example.com"`, "given twice", "", ""},
		{`access_token_params.audience = "a"`, "", "", ""},
		{`access_token_params.audience = ["a"]`, "cannot be sent", "", ""},
		{`access_token_params.grant_type = "client_credentials"`, "asks the provider for a token in another way", "", ""},
		{`access_token_params.redirect_uri = "http://localhost:8501/oauth2callback"`, "", "", ""},
		{`access_token_params.redirect_uri = "http://localhost:8502/oauth2callback"`, "not the one that the sign-in began with", "", ""},
	} {
		document, err := secrets.Parse([]byte(`[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "3yH6Jq0vXn8cR2bT5wK9mZ4dF7gL1sPa"
[auth.default]
client_id = "c5a1f0d2-93b7-4e1c-8d5e-6f7a8b9c0d1e"
client_secret = "Qm7~kW2pXv9Lr4Tz8Nc3"
server_metadata_url = "https://sso.example.com/.well-known/openid-configuration"
` + one.line + "\n"))
		if err != nil {
			t.Fatalf("%s: %v", one.line, err)
		}
		auth := ResolveAuth([]SecretsFile{{Path: "secrets.toml", Document: document}})
		var said []string
		fits := false
		for _, p := range auth.Registrations[0].Problems {
			if p.Severity == SeverityError {
				said = append(said, p.Message)
				fits = fits || strings.Contains(p.Message, one.says) && p.Since == one.since && p.Until == one.until
			}
		}
		if (one.says == "") != (len(said) == 0) || one.says != "" && !fits {
			t.Errorf("%s: said %q, want %q since %q until %q", one.line, said, one.says, one.since, one.until)
		}
	}
}

// What before was a list of this package's own is what the sources say.
func TestClientKwargsComeFromTheSources(t *testing.T) {
	read := strings.Join(kwargsRead(), " ") + " "
	for _, name := range []string{"scope", "prompt", "login_hint", "response_mode", "code_challenge_method", "token_endpoint_auth_method", "headers", "verify", "proxy", "timeout", "default_encoding", "leeway"} {
		if !strings.Contains(read, name+" ") {
			t.Errorf("%s is not read", name)
		}
	}
	if only := strings.Join(httpxOnly(), " "); !strings.Contains(only, "timeout") || strings.Contains(only, "verify") {
		t.Errorf("only httpx takes %s", only)
	}
	if twice := kwargsTwice(); len(twice) != 4 {
		t.Errorf("given twice are %q", twice)
	}
}
