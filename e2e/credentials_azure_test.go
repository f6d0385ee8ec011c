//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// The real Azure CLI reads what register sets up in a client secret's place, adds
// its own beside it, and sees that undo takes back ours and nothing else. It takes
// az a minute, so it is tried with AUTHKIT_ALL only.
func TestCredentialsWithTheRealAzureCLI(t *testing.T) {
	t.Parallel()
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("set AUTHKIT_ALL=1")
	}
	c := newAzureCloud(t)
	c.signInPerson("ada@" + sandbox.DefaultDomain)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(gatedApp), 0o644); err != nil {
		t.Fatal(err)
	}
	does := func(args ...string) string {
		t.Helper()
		code, out := run(t, dir, c.env, args...)
		if code != 0 {
			t.Fatalf("authkit %s: %d\n%s", strings.Join(args, " "), code, out)
		}
		return out
	}
	records := func() map[string]bool {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(dir, ".streamlit", "authkit-undo", "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]bool{}
		for _, one := range found {
			all[one] = true
		}
		return all
	}
	does("register", "--yes", "--name", "board")
	id := tomlValue(t, secretsOf(dir), "client_id")
	before := records()

	theirs := filepath.Join(t.TempDir(), "theirs.json")
	if err := os.WriteFile(theirs, []byte(`{"name":"theirs","issuer":"https://token.actions.githubusercontent.com","subject":"repo:contoso/board:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c.does("ad", "app", "federated-credential", "create", "--id", id, "--parameters", theirs)
	var made struct{ FileWithCertAndPrivateKey string }
	if err := json.Unmarshal([]byte(c.does("ad", "app", "credential", "reset", "--id", id, "--create-cert", "--append")), &made); err != nil || made.FileWithCertAndPrivateKey == "" {
		t.Fatalf("az makes no certificate: %v", err)
	}
	certificates := func() (rows []struct{ KeyID string }) {
		t.Helper()
		if err := json.Unmarshal([]byte(c.does("ad", "app", "credential", "list", "--id", id, "--cert")), &rows); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	if got := certificates(); len(got) != 1 {
		t.Fatalf("az has added %+v", got)
	}
	if out := does("register", "--yes", "--certificate", made.FileWithCertAndPrivateKey); !strings.Contains(out, "nothing to change") {
		t.Errorf("az's certificate is added a second time:\n%s", out)
	}
	if len(records()) != len(before) {
		t.Errorf("a record of nothing: %v", records())
	}

	does("register", "--yes", "--federated", "kubernetes,issuer=https://cluster.example.com/,account=board/app", "--url", "https://board.example.com")
	federated := func() string {
		t.Helper()
		return c.does("ad", "app", "federated-credential", "list", "--id", id, "--query", "[].subject", "-o", "tsv")
	}
	if got := federated(); !strings.Contains(got, "system:serviceaccount:board:app") || !strings.Contains(got, "repo:contoso/board") {
		t.Errorf("az sees %q", got)
	}
	for path := range records() {
		if !before[path] {
			does("register", "--undo", path, "--yes")
		}
	}
	if got := federated(); got != "repo:contoso/board:ref:refs/heads/main" {
		t.Errorf("after undo az sees %q", got)
	}
	if got := c.does("ad", "app", "show", "--id", id, "--query", "web.redirectUris", "-o", "tsv"); got != "http://localhost:8501/oauth2callback" {
		t.Errorf("after undo az sees %q", got)
	}
	if got := certificates(); len(got) != 1 {
		t.Errorf("az's certificate: %+v", got)
	}
	for path := range before { // others use it now, so it stays
		if out := does("register", "--undo", path, "--yes"); !strings.Contains(strings.Join(strings.Fields(out), " "), "the app registration stays, since others use it") {
			t.Errorf("undo:\n%s", out)
		}
	}
	c.does("ad", "app", "show", "--id", id)
}
