//go:build e2e

package e2e

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/authkit-cli/authkit/sandbox"
)

// hostileAppNames are names that mean something to Terraform's language.
func hostileAppNames(n int) []string {
	pieces := []string{`"`, `\`, "${", "%{", "$", "%", "$${", "%%{", "}", "{", "~", "'", "`", "#", "//", "/*", "é", "名", "😀", "a", "B", " ", "if", "<<EOF", `\n`, `\"`, "var.x"}
	random := mathrand.New(mathrand.NewPCG(18, 2))
	names := []string{}
	for len(names) < n {
		var name strings.Builder
		for range 1 + random.IntN(9) {
			name.WriteString(pieces[random.IntN(len(pieces))])
		}
		if strings.TrimSpace(name.String()) == name.String() && name.Len() > 0 {
			names = append(names, name.String())
		}
	}
	return names
}

// Terraform's own grammar reads the request, and the values come out of it as
// they went in; the real terraform, where there is one, would not format it otherwise.
func TestTerraformRequest(t *testing.T) {
	dir := awkwardProject(t)
	names := hostileAppNames(200)
	for i, name := range names {
		for _, audience := range []string{"tenant", "both"}[i%2 : i%2+1] {
			command := exec.Command(binary(t), "register", "--request", "terraform", "--provider", "other", "--name", name, "--audience", audience, "--url", "https://app.example.com")
			command.Dir, command.Env = dir, environment(t)
			var told bytes.Buffer
			command.Stderr = &told
			text, err := command.Output()
			if err != nil || told.Len() > 0 {
				t.Fatalf("%q: %v\n%s", name, err, told.String())
			}
			file, diagnostics := hclsyntax.ParseConfig(text, "app.tf", hcl.InitialPos)
			if diagnostics.HasErrors() {
				t.Errorf("%q: %v\n%s", name, diagnostics, text)
				continue
			}
			values, blocks := map[string]string{}, []string{}
			for _, block := range file.Body.(*hclsyntax.Body).Blocks {
				blocks = append(blocks, strings.Join(append([]string{block.Type}, block.Labels...), " "))
				if block.Type != "resource" || block.Labels[0] != "azuread_application" {
					continue
				}
				for key, attribute := range block.Body.Attributes {
					if value, problems := attribute.Expr.Value(nil); !problems.HasErrors() && value.Type().FriendlyName() == "string" {
						values[key] = value.AsString()
					}
				}
				for _, inner := range block.Body.Blocks {
					if inner.Type == "web" {
						list, problems := inner.Body.Attributes["redirect_uris"].Expr.Value(nil)
						if problems.HasErrors() || list.LengthInt() != 2 {
							t.Errorf("%q: redirect_uris: %v, %v", name, list, problems)
						}
					}
				}
			}
			if values["display_name"] != name {
				t.Errorf("%q comes back as %q", name, values["display_name"])
			}
			if want := map[string]string{"tenant": "AzureADMyOrg", "both": "AzureADandPersonalMicrosoftAccount"}[audience]; values["sign_in_audience"] != want {
				t.Errorf("%s: %q", audience, values["sign_in_audience"])
			}
			if got := strings.Join(blocks, ", "); got != "terraform, resource azuread_application streamlit, resource azuread_service_principal streamlit, output client_id" {
				t.Errorf("%q: blocks %s", name, got)
			}
			if i < 4 {
				formatted(t, text)
			}
		}
	}
	certificate := filepath.Join(t.TempDir(), "board.pem")
	shown, _ := selfSigned(t)
	if err := os.WriteFile(certificate, []byte(shown), 0o600); err != nil {
		t.Fatal(err)
	}
	const subject = `a "b" ${c} %{d} é`
	code, text := run(t, dir, environment(t), "register", "--request", "terraform", "--provider", "other", "--name", "board", "--certificate", certificate, "--federated", "other,issuer=https://issuer.example.com,subject="+subject)
	file, diagnostics := hclsyntax.ParseConfig([]byte(text), "app.tf", hcl.InitialPos)
	if code != 0 || diagnostics.HasErrors() {
		t.Fatalf("%d %v\n%s", code, diagnostics, text)
	}
	formatted(t, []byte(text))
	var found []string
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		if len(block.Labels) > 0 && strings.HasSuffix(block.Labels[0], "_federated_identity_credential") {
			value, _ := block.Body.Attributes["subject"].Expr.Value(nil)
			found = append(found, value.AsString())
		}
		if len(block.Labels) > 0 && strings.HasSuffix(block.Labels[0], "_certificate") {
			found = append(found, "certificate")
		}
	}
	if !slices.Equal(found, []string{subject, "certificate"}) {
		t.Errorf("it holds %q\n%s", found, text)
	}
	t.Logf("figures: %d hostile names read back by Terraform's grammar", len(names))
}

// formatted has the real terraform read a file.
func formatted(t *testing.T, text []byte) {
	t.Helper()
	terraform, err := exec.LookPath("terraform")
	if err != nil {
		return
	}
	command := exec.Command(terraform, "fmt", "-no-color", "-")
	command.Stdin = bytes.NewReader(text)
	out, err := command.Output()
	if err != nil || !bytes.Equal(out, text) {
		t.Errorf("terraform fmt: %v\n%s", err, out)
	}
}

// An administrator runs the script of the request with the real Azure CLI: it
// registers the app, whose secret counts; run again after somebody added an
// address and a secret, it takes neither away and adds none.
func TestAzRequest(t *testing.T) {
	t.Parallel()
	dir := awkwardProject(t)
	const name, theirs = `It's "a" $(board) ` + "`x` ${HOME} é", "https://theirs.example.com/oauth2callback"
	command := exec.Command(binary(t), "register", "--request", "az", "--provider", "other", "--name", name, "--url", "https://app.example.com")
	command.Dir, command.Env = dir, environment(t)
	ticket, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	_, script, _ := strings.Cut(string(ticket), "```sh\n")
	script, _, _ = strings.Cut(script, "\n```\n")
	desk := t.TempDir()
	if err := os.WriteFile(filepath.Join(desk, "register.sh"), []byte(script+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := newAzureCloud(t)
	c.signInPipeline()
	out := c.registers(desk)
	_, id, _ := strings.Cut(out, "client ID:     ")
	id, _, _ = strings.Cut(id, "\n")
	if got := c.does("ad", "app", "show", "--id", id, "--query", "displayName", "-o", "tsv"); got != name {
		t.Errorf("the app is called %q, want %q", got, name)
	}
	secretFile := filepath.Join(desk, "authkit-client-secret.txt")
	secret, err := os.ReadFile(secretFile)
	if err != nil || strings.Contains(out, strings.TrimSpace(string(secret))) {
		t.Fatalf("the secret: %v\n%s", err, out)
	}
	if status := c.tokenStatus(id, strings.TrimSpace(string(secret))); status != http.StatusOK {
		t.Errorf("the secret is answered with %d", status)
	}
	const own, deployed = "http://localhost:8501/oauth2callback", "https://app.example.com/oauth2callback"
	c.does("ad", "app", "update", "--id", id, "--web-redirect-uris", own, deployed, theirs)
	c.does("ad", "app", "credential", "reset", "--id", id, "--append", "--display-name", "theirs")
	if out := c.registers(desk); !strings.Contains(out, "is there already") {
		t.Errorf("a second run says %s", out)
	}
	if err := os.Remove(secretFile); err != nil {
		t.Fatal(err)
	}
	c.registers(desk)
	registered := strings.Fields(c.does("ad", "app", "show", "--id", id, "--query", "web.redirectUris[]", "-o", "tsv"))
	if strings.Join(registered, " ") != own+" "+deployed+" "+theirs {
		t.Errorf("registered %q", registered)
	}
	if got := c.does("ad", "app", "credential", "list", "--id", id, "--query", "length(@)", "-o", "tsv"); got != "3" { // ours, theirs, and ours again
		t.Errorf("%s secrets", got)
	}
	if status := c.tokenStatus(id, strings.TrimSpace(string(secret))); status != http.StatusOK {
		t.Errorf("afterwards the first secret is answered with %d", status)
	}
}

// An administrator runs the request of an app that needs no client secret with the
// real Azure CLI: the credential and the certificate are there, others stay, a second
// run changes nothing, and whoever asked then finds that nothing is lacking.
func TestAzRequestWithoutSecret(t *testing.T) {
	if !everything() {
		t.Skip("AUTHKIT_ALL=1 starts the Azure CLI for each line")
	}
	t.Parallel()
	c := newAzureCloud(t)
	c.signInPerson("ada@" + sandbox.DefaultDomain)
	dir, desk := t.TempDir(), t.TempDir()
	certificate, _ := selfSigned(t)
	for name, text := range map[string]string{
		"app.py":                  gatedApp,
		"board.pem":               certificate,
		".streamlit/secrets.toml": "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaE9uW6\"\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(file), 0o755)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	proof := []string{"--federated", "other,issuer=https://issuer.example.com/it's,subject=" + `a "b" $(c) é`, "--certificate", "board.pem"}
	asks := func(args ...string) {
		t.Helper()
		code, ticket := run(t, dir, environment(t), append(append([]string{"register", "--request", "az", "--name", "board"}, args...), proof...)...)
		_, script, found := strings.Cut(ticket, "```sh\n")
		script, _, _ = strings.Cut(script, "\n```\n")
		if err := os.WriteFile(filepath.Join(desk, "register.sh"), []byte(script+"\n"), 0o600); code != 0 || !found || err != nil {
			t.Fatalf("%d %v\n%s", code, err, ticket)
		}
	}
	asks()
	_, id, _ := strings.Cut(c.registers(desk), "client ID:     ")
	id, _, _ = strings.Cut(id, "\n")
	list := func() string {
		return c.does("ad", "app", "federated-credential", "list", "--id", id, "--query", "[].[issuer, subject, audiences[0]]", "-o", "tsv") + "\n" +
			c.does("ad", "app", "credential", "list", "--id", id, "--cert", "--query", "length(@)", "-o", "tsv") + " " + c.does("ad", "app", "credential", "list", "--id", id, "--query", "length(@)", "-o", "tsv")
	}
	const want = "https://issuer.example.com/it's\ta \"b\" $(c) é\t" + exchange + "\n1 0"
	if got := list(); got != want {
		t.Errorf("registered %q", got)
	}
	if out := c.registers(desk); strings.Count(out, "is there already") != 3 || list() != want {
		t.Errorf("a second run: %q\n%s", list(), out)
	}
	asks("--client-id", id)
	if out := c.registers(desk); strings.Count(out, "is there already") != 2 || list() != want {
		t.Errorf("of an app that is known: %q\n%s", list(), out)
	}
	if files, _ := os.ReadDir(desk); len(files) != 1 {
		t.Errorf("%d files are left", len(files))
	}
	code, out := run(t, dir, c.env, append([]string{"register", "--client-id", id, "--yes"}, proof...)...)
	if code != 0 || !strings.Contains(out, "lacks nothing") || list() != want || tomlValue(t, secretsOf(dir), "client_id") != id {
		t.Errorf("whoever asked: %d %q\n%s", code, list(), out)
	}
}

// registers runs the script of a request, which lies in a folder, at this cloud.
func (c *azureCloud) registers(desk string) string {
	c.t.Helper()
	command := exec.Command("sh", "register.sh")
	command.Dir, command.Env = desk, c.env
	out, err := command.CombinedOutput()
	if err != nil {
		c.t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// selfSigned is a certificate in PEM, and its key.
func selfSigned(t *testing.T) (string, *rsa.PrivateKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "board"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 6, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), key
}
