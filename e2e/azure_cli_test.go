//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// azureCLIRelease is Microsoft's Azure CLI as it is installed from PyPI.
const azureCLIRelease = "azure-cli==2.91.0"

var azureCLIInstalling sync.Mutex

// azureCLI is the program az. It is installed where it is not there yet, which
// takes minutes and 730 MB; the variable AZ names another one.
func azureCLI(t *testing.T) string {
	t.Helper()
	if az := os.Getenv("AZ"); az != "" {
		return az
	}
	azureCLIInstalling.Lock()
	defer azureCLIInstalling.Unlock()
	folder, err := installPackages(t, []string{azureCLIRelease})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "bin", "az")
}

// azureCloud is a sandbox with TLS that an Azure CLI knows as its cloud.
type azureCloud struct {
	t       *testing.T
	base    string // https://localhost:<port>
	ca      string // file with the certificate to trust
	env     []string
	az      string
	sandbox *process
}

// newAzureCloud starts a sandbox and registers it with an Azure CLI that nobody
// has signed in at. Programs that run with env find az, and trust the sandbox.
func newAzureCloud(t *testing.T, sandboxArgs ...string) *azureCloud {
	t.Helper()
	dir, port := t.TempDir(), freePort(t)
	c := &azureCloud{t: t, base: "https://localhost:" + port, ca: filepath.Join(dir, "ca.pem"), az: azureCLI(t)}
	c.sandbox = start(t, dir, environment(t), binary(t), append([]string{"sandbox", "--tls", "--tls-ca", c.ca, "--port", port}, sandboxArgs...)...)
	c.sandbox.says(t, "Ctrl-C stops")
	c.env = environment(t, "AZURE_CONFIG_DIR="+filepath.Join(dir, "az"), "REQUESTS_CA_BUNDLE="+c.ca, "SSL_CERT_FILE="+c.ca,
		"AZURE_CORE_INSTANCE_DISCOVERY=false", "AZURE_CORE_COLLECT_TELEMETRY=0", "PATH="+filepath.Dir(c.az)+":"+os.Getenv("PATH"))
	arm := "https://127.0.0.1:" + port + "/" // another name than Graph's: az rest tells by it which token to send
	c.does("cloud", "register", "-n", "Sandbox", "--skip-endpoint-discovery",
		"--endpoint-active-directory", c.base, "--endpoint-resource-manager", arm, "--endpoint-management", arm,
		"--endpoint-microsoft-graph-resource-id", c.base+"/", "--endpoint-active-directory-resource-id", c.base+"/arm",
		"--endpoint-active-directory-graph-resource-id", c.base+"/graph")
	c.does("cloud", "set", "-n", "Sandbox")
	return c
}

// command is az with these arguments, to run.
func (c *azureCloud) command(args ...string) *exec.Cmd {
	command := exec.Command(c.az, args...)
	command.Env = c.env
	return command
}

// asks runs az and returns what it prints, and what it complains about.
func (c *azureCloud) asks(args ...string) (out, complaint string, err error) {
	command := c.command(args...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err = command.Run()
	return strings.TrimSpace(stdout.String()), stderr.String(), err
}

// does runs az, which has to succeed.
func (c *azureCloud) does(args ...string) string {
	c.t.Helper()
	out, complaint, err := c.asks(args...)
	if err != nil {
		c.t.Fatalf("az %s: %v\n%s", strings.Join(args, " "), err, complaint)
	}
	return out
}

// trusting is a client that trusts the authority whose certificate a file holds.
func trusting(t *testing.T, ca string) *http.Client {
	t.Helper()
	certificate, err := os.ReadFile(ca)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(certificate) {
		t.Fatal("no certificate in the file")
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

// signInPipeline signs the Azure CLI in as an app that may write registrations.
func (c *azureCloud) signInPipeline() {
	c.t.Helper()
	c.does("login", "--service-principal", "-u", sandbox.PipelineClientID, "-p", sandbox.DefaultClientSecret, "--tenant", sandbox.DefaultTenant, "--allow-no-subscriptions")
}

var deviceCodeShown = regexp.MustCompile(`open the page (\S+) and enter the code (\S+)`)

// signInPerson signs the Azure CLI in as somebody who enters the device code.
func (c *azureCloud) signInPerson(username string) {
	c.t.Helper()
	login := start(c.t, c.t.TempDir(), c.env, c.az, "login", "--use-device-code", "--allow-no-subscriptions", "--tenant", sandbox.DefaultTenant)
	login.says(c.t, "to authenticate")
	shown := deviceCodeShown.FindStringSubmatch(login.out.String())
	if shown == nil {
		c.t.Fatalf("no device code: %s", login.out.String())
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	page, err := sandbox.Visitor{Username: username, Client: trusting(c.t, c.ca)}.SignIn(ctx, shown[1]+"?otc="+shown[2])
	if err != nil {
		c.t.Fatal(err)
	}
	defer page.Body.Close()
	io.Copy(io.Discard, page.Body) //nolint:errcheck
	if code := login.exits(c.t); code != 0 {
		c.t.Fatalf("az login: %d\n%s", code, login.out.String())
	}
}

// The real Azure CLI is signed in at a sandbox, both ways, and administers its
// registrations; what it writes counts at the token endpoint.
func TestAzureCLIAtTheSandbox(t *testing.T) {
	t.Parallel()
	for name, signIn := range map[string]func(*azureCloud){
		"a person":   func(c *azureCloud) { c.signInPerson("ada@" + sandbox.DefaultDomain) },
		"a pipeline": (*azureCloud).signInPipeline,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newAzureCloud(t)
			signIn(c)
			if got := c.does("cloud", "show", "--query", "endpoints.microsoftGraphResourceId", "-o", "tsv"); got != c.base+"/" {
				t.Errorf("Graph is at %s", got)
			}
			if got := c.does("account", "get-access-token", "--resource-type", "ms-graph", "--query", "tenant", "-o", "tsv"); got != sandbox.DefaultTenant {
				t.Errorf("a token of the tenant %s", got)
			}
			c.administers()
		})
	}
}

const appURI, otherURI = "https://one.example.com/oauth2callback", "https://two.example.com/oauth2callback"

// administers makes an app, changes it, and rotates its secret.
func (c *azureCloud) administers() {
	t := c.t
	t.Helper()
	id := c.does("ad", "app", "create", "--display-name", "From az", "--sign-in-audience", "AzureADMyOrg", "--web-redirect-uris", appURI, "--query", "appId", "-o", "tsv")
	c.does("ad", "app", "update", "--id", id, "--web-redirect-uris", appURI, otherURI)
	if got := c.does("ad", "app", "show", "--id", id, "--query", "web.redirectUris", "-o", "tsv"); got != appURI+"\n"+otherURI {
		t.Errorf("redirect URIs: %s", got)
	}
	if got := c.does("ad", "app", "list", "--query", "[].displayName", "-o", "tsv"); !strings.Contains(got, sandbox.DefaultClientName) || !strings.Contains(got, "From az") {
		t.Errorf("apps: %s", got)
	}
	secret := c.does("ad", "app", "credential", "reset", "--id", id, "--append", "--display-name", "first", "--query", "password", "-o", "tsv")
	if status := c.tokenStatus(id, secret); status != http.StatusBadRequest {
		t.Errorf("an app without a service principal gets %d", status)
	}
	c.does("ad", "sp", "create", "--id", id)
	if status := c.tokenStatus(id, secret); status != http.StatusOK {
		t.Errorf("the secret is answered with %d", status)
	}
	second := c.does("ad", "app", "credential", "reset", "--id", id, "--append", "--display-name", "second", "--query", "password", "-o", "tsv")
	var listed []struct{ KeyID, DisplayName, Hint string }
	if err := json.Unmarshal([]byte(c.does("ad", "app", "credential", "list", "--id", id)), &listed); err != nil || len(listed) != 2 || listed[0].Hint != secret[:3] {
		t.Fatalf("%v %+v", err, listed)
	}
	c.does("ad", "app", "credential", "delete", "--id", id, "--key-id", listed[0].KeyID)
	if old, still := c.tokenStatus(id, secret), c.tokenStatus(id, second); old != http.StatusUnauthorized || still != http.StatusOK {
		t.Errorf("after the first was removed: %d, %d", old, still)
	}
	if _, complaint, err := c.asks("ad", "app", "create", "--display-name", "Personal", "--sign-in-audience", "PersonalMicrosoftAccount"); err == nil || !strings.Contains(complaint, "requestedAccessTokenVersion") {
		t.Errorf("personal accounts without version 2: %v %s", err, complaint)
	}
}

// tokenStatus is how the token endpoint answers an app with a secret.
func (c *azureCloud) tokenStatus(id, secret string) int {
	c.t.Helper()
	response, err := trusting(c.t, c.ca).PostForm(c.base+"/"+sandbox.DefaultTenant+"/oauth2/v2.0/token", map[string][]string{
		"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "scope": {"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// What Graph refuses, the Azure CLI reports in Graph's words.
func TestAzureCLIIsRefused(t *testing.T) {
	t.Parallel()
	for _, refused := range []struct {
		fault, says string
		args        []string
	}{
		{"graph-forbidden", "Insufficient privileges to complete the operation", []string{"ad", "app", "show", "--id", sandbox.DefaultClientID}},
		{"graph-not-owner", "Insufficient privileges to complete the operation", []string{"ad", "app", "update", "--id", sandbox.DefaultClientID, "--web-redirect-uris", appURI}},
		{"graph-secrets-forbidden", "Credential type not allowed as per assigned policy", []string{"ad", "app", "credential", "reset", "--append", "--id", sandbox.DefaultClientID}},
		{"graph-secret-lifetime", "Credential lifetime exceeds the max value allowed", []string{"ad", "app", "credential", "reset", "--append", "--id", sandbox.DefaultClientID}},
	} {
		t.Run(refused.fault, func(t *testing.T) {
			t.Parallel()
			c := newAzureCloud(t, "--fault", refused.fault)
			c.signInPipeline()
			if out, complaint, err := c.asks(refused.args...); err == nil || !strings.Contains(complaint, refused.says) {
				t.Errorf("%v\n%s\n%s", err, out, complaint)
			}
		})
	}
}
