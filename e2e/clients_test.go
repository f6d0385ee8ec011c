//go:build e2e

package e2e

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// The sandbox is a provider to clients that others wrote (issue 4): here
// openid-client, in Go go-oidc (package sandbox), and Authlib within Streamlit.
func TestOpenIDClientSignsInAtTheSandbox(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	start(t, t.TempDir(), environment(t), binary(t), "sandbox", "--port", port)
	answers(t, "http://127.0.0.1:"+port+"/")
	signIn := func(secret string) (string, error) {
		issuer := "http://127.0.0.1:" + port + "/" + sandbox.DefaultTenant + "/v2.0"
		client := exec.Command(need(t, "NODE"), "client.mjs", issuer, sandbox.DefaultClientID, "http://localhost:8501/oauth2callback")
		client.Dir, client.Stdin = "npm", strings.NewReader(secret)
		out, err := client.CombinedOutput()
		return string(out), err
	}

	out, err := signIn(sandbox.DefaultClientSecret)
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

	if out, err := signIn("wrong"); err == nil || !strings.Contains(out, "AADSTS7000215") {
		t.Errorf("with a wrong secret: %v\n%s", err, out)
	}
}
