//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// TestLive makes, verifies, completes, rotates and takes back an app registration:
// at the tenant that AUTHKIT_LIVE_TENANT names, with whoever is signed in at the
// Azure CLI on PATH, else at a sandbox, so that the test itself is one that runs.
// docs/live.md says how.
func TestLive(t *testing.T) {
	t.Parallel()
	tenant := os.Getenv("AUTHKIT_LIVE_TENANT")
	if tenant != "" {
		live(t, append(os.Environ(), "CI=1"), "az", tenant, os.Getenv("AUTHKIT_LIVE_RECORD"))
		return
	}
	c := newAzureCloud(t)
	c.signInPerson("ada@" + sandbox.DefaultDomain)
	folder := t.TempDir()
	live(t, c.env, c.az, sandbox.DefaultTenant, folder)
	recorded, err := os.ReadFile(filepath.Join(folder, "application.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{sandbox.DefaultTenant, sandbox.DefaultDomain, "authkit live test"} {
		if strings.Contains(string(recorded), private) {
			t.Errorf("%s is not cleaned away:\n%s", private, recorded)
		}
	}
}

// live is the whole life of a registration. What Graph says of it is recorded,
// cleaned, in a folder; empty: nowhere.
func live(t *testing.T, env []string, az, tenant, record string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte(gatedApp), 0o644); err != nil {
		t.Fatal(err)
	}
	azure := func(args ...string) string {
		t.Helper()
		command := exec.Command(az, args...)
		command.Env = env
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("az %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out))
	}
	does := func(want int, args ...string) string {
		t.Helper()
		code, out := run(t, dir, env, args...)
		if code != want {
			t.Fatalf("authkit %s: %d\n%s", strings.Join(args, " "), code, out)
		}
		return out
	}
	if signedIn := azure("account", "show", "--query", "tenantId", "-o", "tsv"); !strings.EqualFold(signedIn, tenant) {
		t.Fatalf("the Azure CLI is signed in to %s, and not to the tenant that was named", signedIn)
	}

	does(0, "register", "--name", "authkit live test", "--days", "7", "--yes")
	id := tomlValue(t, secretsOf(dir), "client_id")
	t.Cleanup(func() {
		if !t.Failed() { // it was taken back
			return
		}
		command := exec.Command(az, "ad", "app", "delete", "--id", id)
		command.Env = env
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("the registration %s stays, remove it: %v\n%s", id, err, out)
		}
	})
	t.Log(does(0, "verify", "--graph", "-v"))
	if out := does(0, "register", "--yes"); !strings.Contains(out, "nothing to change") {
		t.Errorf("a second run:\n%s", out)
	}
	does(0, "deploy-secrets", "--url", "https://authkit-live.example.com", "--register", "--out", filepath.Join(t.TempDir(), "deployed.toml"))
	if uris := strings.Fields(azure("ad", "app", "show", "--id", id, "--query", "web.redirectUris", "-o", "tsv")); !slices.Contains(uris, "https://authkit-live.example.com/oauth2callback") {
		t.Errorf("az sees %q", uris)
	}
	certificate, _ := selfSigned(t)
	if err := os.WriteFile(filepath.Join(dir, "board.pem"), []byte(certificate), 0o600); err != nil {
		t.Fatal(err)
	}
	does(0, "register", "--certificate", "board.pem", "--federated", "other,issuer=https://issuer.authkit-live.example.com,subject=board", "--yes")
	if subject := azure("ad", "app", "federated-credential", "list", "--id", id, "--query", "[].subject", "-o", "tsv"); subject != "board" {
		t.Errorf("az sees the federated credentials of %q", subject)
	}
	does(0, "rotate", "--days", "7", "--yes")
	does(0, "rotate", "--finish", "--yes")
	t.Log(does(0, "verify", "--graph", "-v"))
	if record != "" {
		graph := azure("cloud", "show", "--query", "endpoints.microsoftGraphResourceId", "-o", "tsv")
		for name, object := range map[string]string{"application": "applications", "service-principal": "servicePrincipals"} {
			said := azure("rest", "--method", "GET", "--url", strings.TrimSuffix(graph, "/")+"/v1.0/"+object+"(appId='"+id+"')")
			if err := os.WriteFile(filepath.Join(record, name+".json"), []byte(cleaned(t, said)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	takesBack(t, dir, does, func(args ...string) string {
		command := exec.Command(az, args...)
		command.Env = env
		out, _ := command.CombinedOutput()
		return string(out)
	}, id)
}

// takesBack takes back what the runs in a project changed, the latest first, and
// looks for what is left.
func takesBack(t *testing.T, dir string, does func(int, ...string) string, azure func(...string) string, id string) {
	t.Helper()
	records, _ := filepath.Glob(filepath.Join(dir, ".streamlit", "authkit-undo", "*.json"))
	slices.Sort(records) // their names begin with the moment
	slices.Reverse(records)
	if len(records) != 3 { // register, deploy-secrets --register, register --certificate --federated
		t.Errorf("%d runs can be taken back", len(records))
	}
	for i, record := range records {
		out := does(0, "register", "--undo", record, "--yes")
		if last := i == len(records)-1; !strings.Contains(out, "✓ taken back") || strings.Contains(out, "is deleted") != last || strings.Contains(out, "stays: ") {
			t.Errorf("%s: %s", filepath.Base(record), out)
		}
		if out := does(0, "register", "--undo", record, "--yes"); !strings.Contains(out, "nothing left to take back") {
			t.Errorf("a second time: %s", out)
		}
	}
	for _, kind := range []string{"app", "sp"} {
		said := ""
		for range 12 { // Entra tells it everywhere after a while
			if said = azure("ad", kind, "show", "--id", id); strings.Contains(said, "does not exist") {
				break
			}
			time.Sleep(5 * time.Second)
		}
		if !strings.Contains(said, "does not exist") {
			t.Errorf("az ad %s show: it is left\n%s", kind, said)
		}
	}
}

var (
	anyGUID = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)
	anyHost = regexp.MustCompile(`https?://[^/"]+`)
)

// cleaned is an answer of Graph without what tells whose it is: IDs are counted,
// names and hosts are made up. The forms stay.
func cleaned(t *testing.T, answer string) string {
	t.Helper()
	known := map[string]string{}
	answer = anyGUID.ReplaceAllStringFunc(answer, func(id string) string {
		if known[id] == "" {
			known[id] = fmt.Sprintf("00000000-0000-4000-8000-%012d", len(known)+1)
		}
		return known[id]
	})
	answer = anyHost.ReplaceAllStringFunc(answer, func(host string) string {
		if strings.Contains(host, "localhost:8501") || strings.HasSuffix(host, ".example.com") {
			return host
		}
		return "https://graph.microsoft.com"
	})
	var document map[string]any
	if err := json.Unmarshal([]byte(answer), &document); err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"displayName", "appDisplayName", "publisherDomain", "verifiedPublisher", "createdByAppId", "homepage", "info", "servicePrincipalNames"} {
		if _, there := document[private]; there {
			document[private] = "REMOVED"
		}
	}
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}
