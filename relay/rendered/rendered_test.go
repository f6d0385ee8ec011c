package rendered_test

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/relay/rendered"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
)

const shared = "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaE9uW6\"\n"

func parse(t *testing.T, text string) *secrets.Document {
	t.Helper()
	document, err := secrets.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// What is rendered is read by Streamlit as the same registrations, with the relay as
// their token endpoint and no secret.
func TestFile(t *testing.T) {
	const id, metadata = "client_id = \"app-1\"\n", "server_metadata_url = \"https://i.example.com/.well-known/openid-configuration\"\n"
	const secret = "client_secret = \"kAnArY-s3cret\"\n"
	for name, c := range map[string]struct {
		text   string
		keeps  []string
		tables []string
	}{
		"unnamed":            {shared + id + secret + metadata, nil, []string{"auth.default"}},
		"unnamed, byte mark": {"\ufeff" + shared + id + metadata, nil, []string{"auth.default"}},
		"no secret":          {shared + id + metadata, nil, []string{"auth.default"}},
		"kwargs":             {shared + id + secret + metadata + "client_kwargs = { scope = \"openid\", prompt = \"login\" }\n", []string{"scope = 'openid'", "prompt = 'login'"}, []string{"auth.default"}},
		"method":             {shared + id + secret + metadata + "[auth.client_kwargs]\ntoken_endpoint_auth_method = \"client_secret_post\"\n", nil, []string{"auth.default"}},
		"named":              {shared + "expose_tokens = [\"id\"]\n[auth.microsoft]\n" + id + secret + metadata + "[auth.microsoft.authorize_params]\nlogin_hint = \"a\"\n", []string{"login_hint = 'a'", "expose_tokens = ['id']"}, []string{"auth.microsoft"}},
		"two":                {shared + "[auth.a]\n" + id + secret + metadata + "[auth.b]\n" + id + secret + metadata, nil, []string{"auth.a", "auth.b"}},
		"default":            {shared + "[auth.default]\n" + id + secret + metadata, nil, []string{"auth.default"}},
		"assertion":          {shared + "[auth.a]\n" + id + secret + metadata + "access_token_params = { client_assertion = \"kAnArY-s3cret\", client_assertion_type = \"x\", resource = \"r\" }\n", []string{"resource = 'r'"}, []string{"auth.a"}},
		"one line":           {"auth = { redirect_uri = \"http://localhost:8501/oauth2callback\", cookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaE9uW6\", client_id = \"app-1\", client_secret = \"kAnArY-s3cret\", server_metadata_url = \"https://i.example.com\" }\n", nil, []string{"auth.default"}},
		"odd values":         {shared + id + secret + metadata + "note = \"quote ' and \\\" and \\\\ and ü\\n\"\nnumber = 1\nday = 2026-11-27\n[more]\nx = [1, 2]\n", nil, []string{"auth.default"}},
	} {
		document := parse(t, c.text)
		registrations, _, err := rendered.Providers(document, true)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var urls []string
		for i := range registrations {
			urls = append(urls, "http://127.0.0.1:1234/path-"+string(rune('a'+i))+"/token")
		}
		for _, whole := range []bool{false, true} {
			data, err := rendered.File(document, registrations, urls, whole)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if strings.Contains(string(data), "kAnArY") {
				t.Errorf("%s: the secret is in it", name)
			}
			if strings.Contains(string(data), "[more]") != (whole && strings.Contains(c.text, "[more]")) {
				t.Errorf("%s, whole %t:\n%s", name, whole, data)
			}
			for _, text := range c.keeps {
				if !strings.Contains(string(data), text) {
					t.Errorf("%s: no %s in\n%s", name, text, data)
				}
			}
			again := streamlit.ResolveAuth([]streamlit.SecretsFile{{Document: parse(t, string(data))}})
			if len(again.Registrations) != len(c.tables) || len(again.Problems) > 0 {
				t.Errorf("%s: %d registrations, %v\n%s", name, len(again.Registrations), again.Problems, data)
				continue
			}
			for i, r := range again.Registrations {
				if strings.Join(r.Table, ".") != c.tables[i] || r.AccessTokenURL.Text.Reveal() != urls[i] || r.TokenAuthMethod != "none" || r.ClientID.Text.Reveal() != "app-1" || r.Scope != registrations[i].Scope || r.Prompt != registrations[i].Prompt || len(r.Problems) > 0 || again.RedirectURI.Text.Reveal() != "http://localhost:8501/oauth2callback" {
					t.Errorf("%s: %+v\n%s", name, r, data)
				}
			}
		}
	}
}

func TestNotRendered(t *testing.T) {
	for text, says := range map[string]string{
		"x = 1\n": "no [auth] section",
		shared + "client_secret = \"s\"\nserver_metadata_url = \"https://i.example.com\"\n": "lacks client_id",
		shared + "client_id = \"a\"\n": "lacks client_id or server_metadata_url",
		shared + "[auth.providers.a]\nclient_id = \"a\"\nclient_secret = \"s\"\nserver_metadata_url = \"https://i.example.com\"\n": "too deep",
	} {
		if _, _, err := rendered.Providers(parse(t, text), false); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}
