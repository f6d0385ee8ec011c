package verify

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
)

const overviewHint = "copy the Application (client) ID from the Overview page of the app registration: "

func clientIDForm(f *Facts) Outcome {
	s := f.Registration.ClientID
	text := s.Text.Reveal()
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed != text:
		return found(Proved, finding(SeverityError, s, "client_id has blanks around it, which are sent as part of it", "remove the blanks inside the quotes of client_id"))
	case strings.ContainsAny(text, " \t\r\n"):
		return found(Proved, finding(SeverityError, s, "client_id has a blank or a line break in it", "copy the client ID again, without anything around it"))
	}
	if f.Microsoft && f.Authority.Kind != entra.NotEntra {
		switch {
		case entra.LooksLikeSecretValue(text):
			return found(Proved, finding(SeverityError, s, "client_id holds what looks like a client secret's value", overviewHint+entra.PortalRegistrations()+" ; and replace that secret, since it may have been shown as an ID"))
		case !entra.IsGUID(text):
			return found(Proved, finding(SeverityError, s, "client_id is no GUID, and Entra's client IDs all are", overviewHint+entra.PortalRegistrations()))
		case strings.EqualFold(text, f.Authority.Tenant):
			return found(Proved, finding(SeverityError, s, "client_id is the tenant's ID, which also stands in server_metadata_url", overviewHint+entra.PortalRegistrations()))
		case strings.ToLower(text) != text:
			// What Entra puts into aud for a client ID it was asked in capitals is not recorded.
			return found(Inferred, finding(SeverityWarning, s, "client_id has capitals; Streamlit compares it letter by letter with the token, in which Entra writes client IDs small", "write client_id = \""+strings.ToLower(text)+"\""))
		}
	}
	if p := f.provider(); !p.ClientID.Fits(text) {
		return found(Inferred, finding(SeverityError, s, "client_id has not the form of "+p.Name+"'s client IDs: "+p.ClientID.Says, p.ClientID.Copy))
	}
	return passed(Inferred)
}

func clientSecretForm(f *Facts) Outcome {
	s := f.Registration.ClientSecret
	text := s.Text.Reveal()
	p := f.provider()
	credentials := entra.PortalCredentials(f.Registration.ClientID.Text.Reveal())
	switch {
	case strings.TrimSpace(text) != text:
		return found(Proved, finding(SeverityError, s, "client_secret has blanks around it, which are sent as part of it", "remove the blanks inside the quotes of client_secret"))
	case s.Text.Equal(f.Registration.ClientID.Text):
		return found(Proved, finding(SeverityError, s, "client_secret is the same as client_id", "copy the secret's value from the provider"))
	case !latin1(text):
		return found(Proved, finding(SeverityError, s, "client_secret holds characters that cannot be sent", "copy the secret again from the provider; it was probably changed by a word processor"))
	case f.Microsoft && entra.LooksLikeSecretID(text):
		return found(Proved, finding(SeverityError, s, "client_secret is a GUID: that is the Secret ID, not the secret's Value", "create a new client secret at "+credentials+" and copy the column Value, which is shown only once"))
	case secretSent(f) && !p.ClientSecret.Fits(text):
		return found(Inferred, finding(SeverityError, s, "client_secret has not the form of "+p.Name+"'s secrets: "+p.ClientSecret.Says, p.ClientSecret.Copy))
	case strings.ContainsAny(text, " \t\r\n"):
		return found(Inferred, finding(SeverityWarning, s, "client_secret has a blank or a line break in it", "copy the secret again, without anything around it"))
	}
	return passed(Inferred)
}

// secretSent tells whether the provider itself is sent the client secret: a
// token endpoint of one's own may put another in its place.
func secretSent(f *Facts) bool {
	return !f.Registration.AccessTokenURL.IsSet() && f.Registration.TokenAuthMethod != "none"
}

// latin1 tells whether a text fits into a Basic header as Authlib writes it.
func latin1(text string) bool {
	for _, r := range text {
		if r > 0xff {
			return false
		}
	}
	return true
}

func metadataURLForm(f *Facts) Outcome {
	s := f.Registration.MetadataURL
	text := s.Text.Reveal()
	if strings.TrimSpace(text) != text {
		if f.Project.MetadataURL(*f.Registration) == strings.TrimSpace(text) { // requests strips them in front
			return found(Proved, finding(SeverityWarning, s, "server_metadata_url has blanks in front, with which Streamlit 1.57 and newer finds no provider", "remove the blanks inside the quotes of server_metadata_url"))
		}
		return found(Proved, finding(SeverityError, s, "server_metadata_url has blanks around it", "remove the blanks inside the quotes of server_metadata_url"))
	}
	if suggested, what := entra.Repair(text); what != "" && !tenantProblem(f) {
		fix := "copy OpenID Connect metadata document from Endpoints on the app registration's Overview page"
		if suggested != "" {
			fix = `write server_metadata_url = "` + suggested + `"`
		}
		severity := SeverityError
		if f.Authority.V1 && f.Authority.Problem == entra.NoProblem {
			severity = SeverityWarning
		}
		return found(Proved, finding(severity, s, "server_metadata_url is not right: "+what, fix))
	}
	known := f.provider()
	u, err := url.Parse(text)
	switch {
	case known.Unusable.In(f.Registration.Scope):
		return found(Proved, finding(SeverityError, s, known.Unusable.Why, known.Unusable.Fix))
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return found(Proved, finding(SeverityError, s, "server_metadata_url is not a complete address", "write the whole address, from https:// to /.well-known/openid-configuration"))
	case u.User != nil:
		return found(Proved, finding(SeverityError, s, "server_metadata_url holds a user name or password", "remove everything between // and @"))
	}
	meant := known.Meant(u)
	switch {
	case meant != "" && known.Owns(u.Hostname()):
		return found(Proved, finding(SeverityError, s, "server_metadata_url is an address of "+known.Name+"'s, but not the one of its metadata", `write server_metadata_url = "`+meant+`"`))
	case u.Scheme == "http" && !hosts.IsLoopback(u.Hostname()):
		return found(Proved, finding(SeverityWarning, s, "server_metadata_url is http, so anybody on the way can put in a provider of their own", "write https:// instead of http://"))
	case !f.Microsoft && !strings.Contains(u.Path, "/.well-known/"):
		fix := "use the provider's address that ends so"
		if meant != "" {
			fix = `write server_metadata_url = "` + meant + `"`
		}
		return found(Inferred, finding(SeverityWarning, s, "server_metadata_url does not end in /.well-known/openid-configuration, as metadata addresses do", fix))
	}
	return passed(Proved)
}

// tenantProblem tells whether what is wrong with the address is its tenant;
// that is metadata-url-tenant's to tell.
func tenantProblem(f *Facts) bool {
	if !f.Microsoft {
		return false
	}
	switch f.Authority.Problem {
	case entra.TenantMissing, entra.TenantPlaceholder, entra.TenantMalformed:
		return true
	}
	return f.Authority.Kind == entra.Common || f.Authority.Kind == entra.Organizations
}

// unset is the word that a template writes for a variable without a value, when
// that stands where the tenant belongs.
func unset(a entra.Authority, address string) string {
	u, err := url.Parse(address)
	if err != nil || a.Problem != entra.TenantPlaceholder {
		return ""
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	for _, word := range []string{"None", "null", "nil", "undefined"} {
		if strings.EqualFold(tenant, word) {
			return word
		}
	}
	return ""
}

func metadataURLTenant(f *Facts) Outcome {
	s := f.Registration.MetadataURL
	text := s.Text.Reveal()
	if !f.Microsoft {
		if at := strings.IndexAny(text, "{}<>"); at >= 0 {
			return found(Proved, finding(SeverityError, s, "server_metadata_url still holds a placeholder in brackets", "replace the part in brackets by your own value, without the brackets"))
		}
		return passed(Proved)
	}
	if !tenantProblem(f) {
		return passed(Proved)
	}
	suggested, what := entra.Repair(text)
	switch {
	case unset(f.Authority, text) != "":
		what = "its tenant is " + unset(f.Authority, text) + ", which is what a variable without a value leaves behind"
	case what == "" && f.Authority.Problem == entra.NoProblem:
		what = f.Authority.Tenant + " stands for many, and no token names " + f.Authority.Tenant + " as its issuer"
	case what == "":
		what = f.Authority.Problem.Message()
	}
	fix := `copy the Directory (tenant) ID from the app registration's Overview page and write server_metadata_url = "https://` + f.Authority.Cloud.Host() + `/<that ID>/v2.0/.well-known/openid-configuration"; for personal accounts only, write consumers instead of the ID`
	if suggested != "" {
		fix = `write server_metadata_url = "` + suggested + `"`
	}
	return found(Proved, finding(SeverityError, s, "server_metadata_url does not name one tenant: "+what, fix))
}

// ClientIDWrong tells whether client_id cannot be one: it may be a secret in
// the wrong place, and must not stand in an address then.
func ClientIDWrong(f *Facts) bool { return clientIDForm(f).Status == Failed }
