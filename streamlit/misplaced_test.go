package streamlit

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

const (
	sharedPart   = "redirect_uri = 'http://localhost:8501/oauth2callback'\ncookie_secret = 'k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T'\n"
	idPart       = "client_id = 'app'\n"
	restPart     = "client_secret = 'r1ght-s3cret-of-the-app-0123456789'\nserver_metadata_url = 'https://idp.example.de/.well-known/openid-configuration'\n"
	providerPart = idPart + restPart
)

func TestMisplaced(t *testing.T) {
	for _, one := range []struct{ text, fixes string }{
		{"[auth]\n" + sharedPart + "[[auth.corp]]\n" + providerPart, "write [auth.corp] with single brackets"},
		{"[auth]\n" + sharedPart + "[corp]\n" + providerPart, "rename [corp] to [auth.corp]"},
		{"[auth]\n" + sharedPart + "['auth.corp']\n" + providerPart, "write [auth.corp], without the quotes"},
		{"[secrets.auth]\n" + sharedPart + "[secrets.auth.corp]\n" + providerPart, "rename [secrets.auth] to [auth], and sections below it to [auth.…]"},
		{"[login]\n" + sharedPart + providerPart, "rename [login] to [auth], and sections below it to [auth.…]"},
		{"[login]\n" + sharedPart + "[login.corp]\n" + providerPart, "rename [login] to [auth], and sections below it to [auth.…]"},
		{"[database]\nuser = 'a'\n" + sharedPart + providerPart, "write a line [auth] above redirect_uri"},
		{"[auth]\n" + sharedPart + idPart + "[db]\nurl = 'a'\n" + restPart, "move the line client_secret from [db] to [auth]|move the line server_metadata_url from [db] to [auth]"},
		{"[auth]\n" + sharedPart + idPart + "[auth.client_kwargs]\nprompt = 'login'\n" + restPart, "move the line client_secret from [auth.client_kwargs] to [auth]|move the line server_metadata_url from [auth.client_kwargs] to [auth]"},
		{"[auth]\n" + sharedPart + "'client_id\u200b' = 'app'\n" + restPart, `rename "client_id\u200b" to client_id`},
		{"[auth]\n" + sharedPart + "[auth.'']\n" + providerPart, "give the section a name, such as [auth.corp], and st.login the same"},
		// what belongs to others is left alone
		{"[auth]\n" + sharedPart + providerPart + "[other]\n" + providerPart, ""},
		{"[auth]\n" + sharedPart + providerPart + "[[auth.people]]\nname = 'ada'\n", ""},
		{"[auth]\n" + sharedPart + idPart + "server_metadata_url = 'https://idp.example.de/.well-known/openid-configuration'\n[gcp]\nclient_id = 'b'\nclient_secret = 'c'\n", "create a client secret at the provider and copy its value"},
	} {
		document, err := secrets.Parse([]byte(one.text))
		if err != nil {
			t.Fatal(err)
		}
		a := ResolveAuth([]SecretsFile{{Path: "a", Document: document}})
		var fixes []string
		for _, p := range a.Problems {
			fixes = append(fixes, p.Fix)
		}
		for _, r := range a.Registrations {
			for _, p := range r.Problems {
				fixes = append(fixes, p.Fix)
			}
		}
		if got := strings.Join(fixes, "|"); got != one.fixes {
			t.Errorf("%s\ngot  %s\nwant %s", one.text, got, one.fixes)
		}
	}
}
