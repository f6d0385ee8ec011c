//go:build e2e

package e2e

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// The sandbox is a provider to clients that others wrote: here
// openid-client, in Go go-oidc (package sandbox), and Authlib within Streamlit.
func TestOpenIDClientSignsInAtTheSandbox(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	start(t, t.TempDir(), environment(t), binary(t), "sandbox", "--port", port)
	answers(t, "http://127.0.0.1:"+port+"/")
	type setup struct{ tenant, client, redirectURI, secret string }
	right := setup{sandbox.DefaultTenant, sandbox.DefaultClientID, "http://localhost:8501/oauth2callback", sandbox.DefaultClientSecret}
	signInAs := func(s setup) (string, error) {
		secret := s.secret
		issuer := "http://127.0.0.1:" + port + "/" + s.tenant + "/v2.0"
		client := exec.Command(need(t, "NODE"), "client.mjs", issuer, s.client, s.redirectURI)
		client.Dir, client.Stdin = "npm", strings.NewReader(secret)
		out, err := client.CombinedOutput()
		return string(out), err
	}

	out, err := signInAs(right)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var person struct {
		Claims struct{ Name, Email, Aud, Tid string }
		User   struct{ Sub, Email string }
	}
	if err := json.Unmarshal([]byte(out), &person); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if person.Claims.Name != "Ada Lovelace" || person.Claims.Aud != sandbox.DefaultClientID || person.Claims.Tid != sandbox.DefaultTenant ||
		person.User.Sub == "" || person.User.Email != "ada@contoso.example" {
		t.Errorf("%+v", person)
	}

	for name, c := range map[string]struct {
		change func(*setup)
		code   string
	}{
		"wrong secret":            {func(s *setup) { s.secret = "wrong" }, "AADSTS7000215"},
		"unknown client":          {func(s *setup) { s.client = "11111111-1111-4111-8111-111111111111" }, "AADSTS700016"},
		"redirect URI not listed": {func(s *setup) { s.redirectURI = "https://app.example.com/oauth2callback" }, "AADSTS50011"},
		"unknown tenant":          {func(s *setup) { s.tenant = "22222222-2222-4222-8222-222222222222" }, "AADSTS90002"},
		"common's issuer":         {func(s *setup) { s.tenant = "common" }, "issuer"},
	} {
		changed := right
		c.change(&changed)
		if out, err := signInAs(changed); err == nil || !strings.Contains(out, c.code) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
