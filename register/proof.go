package register

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register/credential"
)

// Proof is what stands in a client secret's place; none of both: there is a secret
// (docs/facts/entra.md, section 5.7).
type Proof struct {
	Federated   *entra.FederatedCredential
	Certificate *credential.Certificate
	Flags       string // of register, by which it is asked for
}

func (p Proof) secretless() bool { return p.Federated != nil || p.Certificate != nil }

// federatedBody is the credential as Graph takes it.
func (p Proof) federatedBody() map[string]any {
	f := p.Federated
	return map[string]any{"name": f.Name, "issuer": f.Issuer, "subject": f.Subject, "audiences": f.Audiences}
}

func pemOf(der []byte) string {
	return strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
}

// terraformProof is what goes behind the application.
func (r Request) terraformProof() string {
	if !r.secretless() {
		return "# No client secret here: Terraform would keep it in the state in the clear. Make\n# it in the portal (Certificates & secrets, last day " + r.Last.Format(time.DateOnly) +
			"), and hand its\n# Value over through a password manager, never by mail or chat.\n"
	}
	text := ""
	if f := r.Federated; f != nil {
		text += fmt.Sprintf(`resource "azuread_application_federated_identity_credential" "streamlit" {
  application_id = azuread_application.streamlit.id
  display_name   = %s
  audiences      = [%s]
  issuer         = %s
  subject        = %s
}

`, hclText(f.Name), hclText(f.Audiences[0]), hclText(f.Issuer), hclText(f.Subject))
	}
	if c := r.Certificate; c != nil {
		text += fmt.Sprintf(`resource "azuread_application_certificate" "streamlit" {
  application_id = azuread_application.streamlit.id
  type           = "AsymmetricX509Cert"
  encoding       = "base64"
  value          = %s
  start_date     = %s
  end_date       = %s
}

`, hclText(base64.StdEncoding.EncodeToString(c.DER)), hclText(c.Start.Format(time.RFC3339)), hclText(c.End.Format(time.RFC3339)))
	}
	return text + "# The app needs no client secret: make none.\n"
}

// bicepProof is what goes into the application, and what behind it.
func (r Request) bicepProof() (inside, behind string) {
	if !r.secretless() {
		return "", "// No client secret here: Bicep cannot hand one over. Make it in the portal\n// (Certificates & secrets, last day " + r.Last.Format(time.DateOnly) +
			"), and hand its Value over through\n// a password manager, never by mail or chat.\n"
	}
	if c := r.Certificate; c != nil {
		inside += fmt.Sprintf(`  keyCredentials: [
    {
      type: 'AsymmetricX509Cert'
      usage: 'Verify'
      key: %s
      startDateTime: %s
      endDateTime: %s
    }
  ]
`, bicepText(base64.StdEncoding.EncodeToString(c.DER)), bicepText(c.Start.Format(time.RFC3339)), bicepText(c.End.Format(time.RFC3339)))
		behind += "// This list of certificates is the whole list: add others here, and none in the portal.\n"
	}
	if f := r.Federated; f != nil {
		inside += fmt.Sprintf(`
  resource federated 'federatedIdentityCredentials@v1.0' = {
    name: '${application.uniqueName}/%s'
    audiences: [
      %s
    ]
    issuer: %s
    subject: %s
  }
`, f.Name, bicepText(f.Audiences[0]), bicepText(f.Issuer), bicepText(f.Subject))
	}
	return inside, behind + "// The app needs no client secret: make none.\n"
}

// markdownProof is what the portal is told, as values and as the last step.
func (r Request) markdownProof() (values []string, steps []string) {
	if !r.secretless() {
		return []string{"- Client secret: one more, description " + code(r.secretName()) + ", last day " + r.Last.Format(time.DateOnly)}, nil
	}
	values = append(values, "- Client secret: none")
	if f := r.Federated; f != nil {
		values = append(values, "- Federated credential, letter for letter:",
			"  - Issuer: "+code(f.Issuer), "  - Subject (value of the explicit subject identifier): "+code(f.Subject), "  - Name: "+code(f.Name), "  - Audience: "+code(f.Audiences[0]))
		steps = append(steps, "Certificates & secrets → Federated credentials → Add credential, scenario Other issuer, with the values above; keep those that are there")
	}
	if c := r.Certificate; c != nil {
		values = append(values, "- Certificate, which is no secret, until "+c.End.Format(time.DateOnly)+", thumbprint "+code(c.Thumbprint)+":\n\n```text\n"+pemOf(c.DER)+"\n```")
		steps = append(steps, "Certificates & secrets → Certificates → Upload certificate: the lines above from BEGIN to END, as a file that ends in .pem; keep those that are there")
	}
	return values, steps
}

// started is how the app is started afterwards, in words.
func (p Proof) started() string {
	switch {
	case p.Federated == nil:
		return code("authkit run --assertion certificate=FILE -- streamlit run app.py") + ", where FILE holds the private key and the certificate"
	case strings.HasPrefix(p.Federated.Name, "authkit-other-"):
		return code("authkit run --assertion kubernetes=FILE -- streamlit run app.py") + ", where FILE holds the issuer's token, replaced before it expires"
	}
	return code("authkit run -- streamlit run app.py")
}
