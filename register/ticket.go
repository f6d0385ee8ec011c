package register

import (
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/quote"
)

// Formats are the forms of a ticket, by the words of --request.
func Formats() []string { return []string{"md", "az", "terraform", "bicep"} }

// Ticket writes a request in one of Formats. An error says why the format does
// not suit the request, and what does.
func Ticket(r Request, format string) (string, error) {
	switch {
	case format == "md" && r.Entra:
		return r.markdown(), nil
	case format == "md":
		return r.markdownElsewhere(), nil
	case !r.Entra:
		return "", errors.New("this form is for Microsoft Entra only: take md")
	case format == "az":
		return r.az(), nil
	case r.ClientID != "":
		return "", errors.New("a template replaces the list of redirect URIs of an app that is there, and nobody knows that list here: take az or md, which add to it")
	case format == "terraform":
		return r.terraform(), nil
	case format == "bicep":
		return r.bicep(), nil
	}
	return "", fmt.Errorf("there is no form %q: take one of %s", format, strings.Join(Formats(), ", "))
}

//go:embed text.gz
var packedTexts string

// texts are the forms of a request, of the folder text.
var texts = lazy.Archive{Packed: &packedTexts}

// fill puts values in place of their {{NAMES}}, each once: a value that looks
// like such a name stays what it is.
func fill(text string, values map[string]string) string {
	var pairs []string
	for name, value := range values {
		pairs = append(pairs, "{{"+name+"}}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// az is the request as scripts for the Azure CLI that only ever add.
func (r Request) az() string {
	body := map[string]any{"displayName": r.Name, "signInAudience": r.Audience.SignInAudience()}
	if r.Audience.personal() {
		body["api"] = map[string]any{"requestedAccessTokenVersion": 2}
	}
	var shellURIs, powerShellURIs []string
	for _, uri := range r.RedirectURIs {
		shellURIs = append(shellURIs, quote.Shell(uri))
		powerShellURIs = append(powerShellURIs, "'"+uri+"'")
	}
	values := map[string]string{
		"LOGIN": r.login(), "UNIQUE": UniqueName(r.Name), "BODY": asciiJSON(body), "ID": r.ClientID,
		"AUDIENCE": r.Audience.SignInAudience(), "URIS": strings.Join(shellURIs, " "), "POWERSHELL_URIS": strings.Join(powerShellURIs, ", "),
		"SECRET_NAME": r.secretName(), "LAST": r.Last.Format(time.DateOnly), "PRINCIPAL": "yes",
		"SECRET_BODY": asciiJSON(map[string]any{"passwordCredential": map[string]any{"displayName": r.secretName(), "endDateTime": r.Last.Format(time.DateOnly) + "T00:00:00Z"}}),
	}
	if r.Audience == Personal {
		values["PRINCIPAL"] = "no"
	}
	shell, powerShell := texts.Get("az_new.sh"), texts.Get("az_new.ps1")
	if r.ClientID != "" {
		shell, powerShell = texts.Get("az_known.sh"), texts.Get("az_known.ps1")
	}
	shell, powerShell = shell+texts.Get("az_rest.sh"), powerShell+texts.Get("az_rest.ps1")
	if f := r.Federated; f != nil {
		shell, powerShell = shell+texts.Get("az_federated.sh"), powerShell+texts.Get("az_federated.ps1")
		values["ISSUER"], values["SUBJECT"], values["FEDERATED_BODY"] = quote.Shell(f.Issuer), quote.Shell(f.Subject), asciiJSON(r.federatedBody())
	}
	if c := r.Certificate; c != nil {
		shell, powerShell = shell+texts.Get("az_certificate.sh"), powerShell+texts.Get("az_certificate.ps1")
		values["DER"], values["PEM"] = base64.StdEncoding.EncodeToString(c.DER), pemOf(c.DER)
	}
	if !r.secretless() {
		shell, powerShell = shell+texts.Get("az_secret.sh"), powerShell+texts.Get("az_secret.ps1")
	}
	return fill(texts.Get("az.md"), map[string]string{
		"TITLE": r.title(), "NEEDS": r.needs(), "HANDOVER": r.handOver(),
		"SHELL": strings.TrimSpace(fill(shell, values)), "POWERSHELL": strings.TrimSpace(fill(powerShell, values)),
	})
}

// login is the line that signs the Azure CLI in at the right tenant.
func (r Request) login() string {
	if r.Tenant == "" || r.Tenant == consumers {
		return "az login --allow-no-subscriptions"
	}
	return "az login --allow-no-subscriptions --tenant " + r.Tenant
}

// Without its service principal nobody finds an app in its own tenant. One that
// takes personal accounts only has none of its own.
const (
	terraformPrincipal = `
resource "azuread_service_principal" "streamlit" {
  client_id = azuread_application.streamlit.client_id
}
`
	bicepPrincipal = `
resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
}
`
)

func (r Request) terraform() string {
	var uris []string
	for _, uri := range r.RedirectURIs {
		uris = append(uris, "      "+hclText(uri)+",\n")
	}
	values := map[string]string{
		"NAME": hclText(r.Name), "AUDIENCE": r.Audience.SignInAudience(), "URIS": strings.Join(uris, ""), "API": "", "TENANT": "", "PRINCIPAL": "",
		"PROOF": r.terraformProof(),
	}
	if r.Audience != Personal {
		values["PRINCIPAL"] = terraformPrincipal
	}
	if r.Audience.personal() {
		values["API"] = "\n  api {\n    requested_access_token_version = 2\n  }\n"
	}
	if r.Tenant != "" && r.Tenant != consumers {
		values["TENANT"] = "\n# The tenant that is meant: " + r.Tenant + "\n"
	}
	return fill(texts.Get("app.tf"), values)
}

func (r Request) bicep() string {
	var uris []string
	for _, uri := range r.RedirectURIs {
		uris = append(uris, "      "+bicepText(uri)+"\n")
	}
	values := map[string]string{
		"NAME": bicepText(r.Name), "UNIQUE": UniqueName(r.Name), "AUDIENCE": r.Audience.SignInAudience(), "URIS": strings.Join(uris, ""), "API": "", "TENANT": "", "PRINCIPAL": "",
	}
	values["KEYS"], values["PROOF"] = r.bicepProof()
	if r.Audience != Personal {
		values["PRINCIPAL"] = bicepPrincipal
	}
	if r.Audience.personal() {
		values["API"] = "  api: {\n    requestedAccessTokenVersion: 2\n  }\n"
	}
	if r.Tenant != "" && r.Tenant != consumers {
		values["TENANT"] = "// The tenant that is meant: " + r.Tenant + "\n"
	}
	return fill(texts.Get("app.bicep"), values)
}
