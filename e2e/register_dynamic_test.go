//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const initialToken = "initial-access-token-0123456789"

// registers is a project without a client at issuer, with the app on port.
func registers(t *testing.T, issuer, port, kwargs string) (dir string) {
	t.Helper()
	r := registered{provider: "server_metadata_url = \"" + issuer + "/.well-known/openid-configuration\"\n" + kwargs + "\n"}
	dir = r.project(t, issuer, port)
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte(initialToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// register runs the command, and holds that no token or secret is shown.
func register(t *testing.T, dir string, want int, args ...string) string {
	t.Helper()
	code, out := run(t, dir, environment(t), append([]string{"register", "--yes", "--name", "Sales board"}, args...)...)
	if code != want {
		t.Fatalf("register %v: exit %d, want %d\n%s", args, code, want, out)
	}
	secret := []string{initialToken}
	for name, keys := range map[string][]string{".streamlit/secrets.toml": {"client_secret = \"", "cookie_secret = \""}, "kept.json": {"registration_access_token\": \""}} {
		text, _ := os.ReadFile(filepath.Join(dir, name))
		for _, key := range keys {
			if _, rest, found := strings.Cut(string(text), key); found {
				value, _, _ := strings.Cut(rest, "\"")
				secret = append(secret, value)
			}
		}
	}
	for _, value := range secret {
		if value != "" && strings.Contains(out, value) {
			t.Errorf("register %v shows a secret\n%s", args, out)
		}
	}
	return out
}

// entersWith asks the real Streamlit.
func entersWith(t *testing.T, dir, port string) {
	t.Helper()
	streamlit(t, dir, port)
	if err := signsInAs(t, secretsOf(dir), "http://localhost:"+port, typesAda); err != nil {
		t.Errorf("the real Streamlit: %v", err)
	}
}

// completed is the whole story: refused without a token, registered with it,
// signed in, completed by a second run, and unchanged by a third.
func completed(t *testing.T, dir, port, refusal string) {
	t.Helper()
	secretsFile := filepath.Join(dir, ".streamlit", "secrets.toml")
	before, _ := os.ReadFile(secretsFile)
	if out := register(t, dir, 3); !strings.Contains(out, refusal) || !strings.Contains(out, "--initial-access-token-file") {
		t.Errorf("without a token: %s", out)
	}
	if err := os.WriteFile(filepath.Join(dir, "wrong"), []byte("no-such-token"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := register(t, dir, 3, "--initial-access-token-file", "wrong"); !strings.Contains(out, "wrong, over, or used up") {
		t.Errorf("with a wrong token: %s", out)
	}
	if out := register(t, dir, 0, "--initial-access-token-file", "token", "--dry-run"); !strings.Contains(out, "Would be registered") {
		t.Errorf("--dry-run: %s", out)
	}
	if after, _ := os.ReadFile(secretsFile); !bytes.Equal(before, after) {
		t.Errorf("a refused registration changed the secrets\n%s", after)
	}
	register(t, dir, 0, "--initial-access-token-file", "token", "--management-token-file", "kept.json")
	if info, err := os.Stat(filepath.Join(dir, "kept.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the management token: %v, %v", info, err)
	}
	code, out := run(t, dir, environment(t), "verify", "--no-login", "--skip", "secrets-ignored")
	if code != 0 {
		t.Errorf("verify: exit %d\n%s", code, out)
	}
	entersWith(t, dir, port)

	written, _ := os.ReadFile(secretsFile)
	if out := register(t, dir, 0, "--management-token-file", "kept.json"); !strings.Contains(out, "nothing to change") {
		t.Errorf("a second run: %s", out)
	}
	out = register(t, dir, 0, "--management-token-file", "kept.json", "--url", "https://board.example.com")
	for _, uri := range []string{"http://localhost:" + port + "/oauth2callback", "https://board.example.com/oauth2callback"} {
		if _, after, _ := strings.Cut(out, "Registered at"); !strings.Contains(after, uri) {
			t.Errorf("%s is not registered\n%s", uri, out)
		}
	}
	for range 2 { // the management token of now was kept
		if out := register(t, dir, 0, "--management-token-file", "kept.json", "--url", "https://board.example.com"); !strings.Contains(out, "nothing to change") {
			t.Errorf("once more: %s", out)
		}
	}
	if again, _ := os.ReadFile(secretsFile); !bytes.Equal(again, written) {
		t.Errorf("a later run changed the secrets")
	}
	if err := signsInAs(t, secretsOf(dir), "http://localhost:"+port, typesAda); err != nil {
		t.Errorf("the real Streamlit, after a redirect URI was added: %v", err)
	}
	// A lost file of secrets comes back from the provider.
	if err := os.WriteFile(secretsFile, before, 0o600); err != nil {
		t.Fatal(err)
	}
	register(t, dir, 0, "--management-token-file", "kept.json")
	if again, _ := os.ReadFile(secretsFile); !bytes.Equal(again, written) {
		t.Errorf("what was lost did not come back")
	}
}

func TestRegisterAtOIDCProvider(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T, register any) (issuer string) {
		t.Helper()
		configuration, err := json.Marshal(map[string]any{"clients": []any{}, "register": register})
		if err != nil {
			t.Fatal(err)
		}
		return startedOIDCProvider(t, string(configuration))
	}
	t.Run("with an initial access token", func(t *testing.T) {
		t.Parallel()
		port := freePort(t)
		completed(t, registers(t, start(t, initialToken), port, promptLogin), port, "with an initial access token only")
	})
	t.Run("open to everybody, token dropped", func(t *testing.T) {
		t.Parallel()
		port := freePort(t)
		dir := registers(t, start(t, true), port, promptLogin)
		if out := register(t, dir, 0); !strings.Contains(out, "was dropped") {
			t.Errorf("it does not say that the token was dropped\n%s", out)
		}
		entersWith(t, dir, port)
		if out := register(t, dir, 0); !strings.Contains(out, "nothing to change") {
			t.Errorf("a second run: %s", out)
		}
		if out := register(t, dir, 3, "--url", "https://board.example.com"); !strings.Contains(out, "without its management token") {
			t.Errorf("an address later: %s", out)
		}
	})
	t.Run("no registration", func(t *testing.T) {
		t.Parallel()
		port := freePort(t)
		dir := registers(t, oidcProvider(t, port, false), port, promptLogin)
		if out := register(t, dir, 3); !strings.Contains(out, "names no registration_endpoint") || !strings.Contains(out, "--request md") {
			t.Errorf("it says %s", out)
		}
	})
}

func TestRegisterAtKeycloak(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	issuer := keycloak(t, []string{"http://localhost:1/oauth2callback"})
	dir := registers(t, issuer, port, "")
	token, err := keycloakInitialToken(t, issuer)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "token"), []byte(token), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	completed(t, dir, port, "a policy of")
}

// keycloakInitialToken has the administrator make an initial access token.
func keycloakInitialToken(t *testing.T, issuer string) (string, error) {
	t.Helper()
	base, realm, _ := strings.Cut(issuer, "/realms/")
	answer := func(response *http.Response, err error) (string, error) {
		if err != nil {
			return "", err
		}
		defer response.Body.Close()
		var read struct {
			AccessToken string `json:"access_token"`
			Token       string `json:"token"`
		}
		if err := json.NewDecoder(response.Body).Decode(&read); err != nil || read.AccessToken+read.Token == "" {
			return "", fmt.Errorf("Keycloak answers %s: %v", response.Status, err)
		}
		return read.AccessToken + read.Token, nil
	}
	admin, err := answer(http.PostForm(base+"/realms/master/protocol/openid-connect/token", url.Values{
		"grant_type": {"password"}, "client_id": {"admin-cli"}, "username": {"admin"}, "password": {personsSecret},
	}))
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/admin/realms/"+realm+"/clients-initial-access", strings.NewReader(`{"count": 5, "expiration": 600}`))
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+admin)
	request.Header.Set("Content-Type", "application/json")
	return answer(http.DefaultClient.Do(request))
}
