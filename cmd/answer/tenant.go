// Package answer takes what people answer as they have it at hand, and refuses
// what cannot be right. No error repeats an answer: it may be a secret that went
// into the wrong place.
package answer

import (
	"errors"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

const wellKnown = "/.well-known/openid-configuration"

// TenantMetadata is the metadata address of a tenant in the worldwide cloud.
func TenantMetadata(tenant string) string {
	return "https://" + entra.Worldwide.Host() + "/" + strings.ToLower(strings.TrimSpace(tenant)) + "/v2.0" + wellKnown
}

// Tenant is the metadata address of the tenant that somebody means: by its ID, a
// domain, or an address that holds it, such as one of the portal's or of the
// sign-in. Tenants that Streamlit cannot sign in with are refused, common and
// organizations first of all: their tokens name another issuer than their metadata.
func Tenant(text string) (metadataURL string, err error) {
	text = strings.TrimSpace(text)
	if !strings.ContainsAny(text, "/#?") {
		if _, problem := entra.ValidTenant(text); problem != "" {
			return "", errors.New(problem)
		}
		return TenantMetadata(text), nil
	}
	if authority, ok := entra.ParseAuthority(text); ok && authority.Works() {
		return authority.MetadataURL(), nil
	}
	repaired, what := entra.Repair(text)
	authority, ok := entra.ParseAuthority(repaired)
	switch {
	case ok && authority.Works():
		return repaired, nil
	case what != "" && !entra.IsAuthority(text):
		return "", errors.New("this address does not name the tenant: copy Tenant ID from Overview at entra.microsoft.com")
	case what != "":
		return "", errors.New("the tenant cannot be told from this address: " + what)
	}
	return "", errors.New("this is no address of Microsoft's; --metadata-url and \"another OpenID Connect provider\" are for all others")
}
