package verify

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/meant"
	"github.com/authkit-cli/authkit/verify/nosecrets"
	"github.com/authkit-cli/authkit/verify/outcome"
)

const overviewHint = "copy the Application (client) ID from the Overview page of the app registration: "

func clientIDForm(f *Facts) Outcome {
	f = f.meant()
	s := f.Registration.ClientID
	text := s.Text.Reveal()
	if strings.IndexFunc(text, unicode.IsSpace) >= 0 {
		return clientIDWithBlanks(f, text)
	}
	if plain, quoted := withoutQuotes(text); quoted {
		return quotedTwice(f, s, "client_id", plain, clientIDForm(f.with(func(r *streamlit.Registration) { r.ClientID.Text = secrets.New(plain) })))
	}
	if ofEntra(f) {
		switch {
		case entra.LooksLikeSecretValue(text):
			return found(Proved, finding(SeverityError, s, "client_id holds what looks like a client secret's value", overviewHint+entra.PortalRegistrations()+" ; and replace that secret, since it may have been shown as an ID"))
		case !entra.IsGUID(text):
			return found(Proved, finding(SeverityError, s, "client_id is not a GUID, and all client IDs of Entra are", overviewHint+entra.PortalRegistrations()))
		case strings.EqualFold(text, f.Authority.Tenant):
			return found(Proved, finding(SeverityError, s, "client_id is the tenant's ID, which also stands in server_metadata_url", overviewHint+entra.PortalRegistrations()))
		case strings.ToLower(text) != text:
			// What Entra puts into aud for a client ID it was asked in capitals is not recorded.
			return found(Inferred, writes(finding(SeverityWarning, s, "client_id has capitals; Streamlit compares it letter by letter with the token, in which Entra writes client IDs small", ""), strings.ToLower(text), f.keyOf("client_id")))
		}
	}
	if p := f.provider(); !p.ClientID.Fits(text) {
		return found(Inferred, finding(SeverityError, s, "client_id has not the form of "+p.Name+"'s client IDs: "+p.ClientID.Says, p.ClientID.Copy))
	}
	return passed(outcome.Sign(placed(clientIDLooks(f), s)))
}

// clientIDWithBlanks judges a client ID with blanks. What is wrong without them
// as well is told first, since removing them would not help.
func clientIDWithBlanks(f *Facts, text string) Outcome {
	s := f.Registration.ClientID
	message, fix := "client_id has blanks around it, which are sent as part of it", "remove the blanks inside the quotes of client_id"
	plain := strings.TrimSpace(text)
	if strings.IndexFunc(plain, unicode.IsSpace) >= 0 {
		message, fix = "client_id has a blank or a line break in it", "copy the client ID again, without anything around it"
		plain = strings.Join(strings.Fields(text), "")
		if !entra.IsGUID(plain) {
			return found(Proved, finding(SeverityError, s, message, fix))
		}
	}
	if entra.IsGUID(plain) && f.Microsoft {
		plain = strings.ToLower(plain)
	}
	if without := clientIDForm(f.with(func(r *streamlit.Registration) { r.ClientID.Text = secrets.New(plain) })); without.Status() != OK {
		return without
	}
	about := writes(finding(SeverityError, s, message, ""), plain, f.keyOf("client_id"))
	if !entra.IsGUID(plain) {
		about.Fix = fix
	}
	return found(Proved, about)
}

func clientSecretForm(f *Facts) Outcome {
	if f.Registration.ByRun {
		return nosecrets.Shown(f.Project, f.Authority.Host, f.Now)
	}
	f = f.meant()
	s := f.Registration.ClientSecret
	text := s.Text.Reveal()
	if plain := strings.TrimSpace(text); plain != text {
		return clientSecretWithBlanks(f, plain)
	}
	if plain, quoted := withoutQuotes(text); quoted {
		return quotedTwice(f, s, "client_secret", plain, clientSecretForm(f.with(func(r *streamlit.Registration) { r.ClientSecret.Text = secrets.New(plain) })))
	}
	if s := f.Registration.Assertion(); s.IsSet() {
		return assertionForm(f, s)
	}
	if !secretSent(f) {
		return passed(outcome.Sign(placed("it is not sent to the provider, so its form does not matter", s)))
	}
	p := f.provider()
	credentials := entra.PortalCredentials(f.Registration.ClientID.Text.Reveal())
	switch {
	case strings.EqualFold(text, strings.Join(strings.Fields(f.Registration.ClientID.Text.Reveal()), "")):
		return found(Proved, finding(SeverityError, s, "client_secret is the same as client_id", "copy the secret's value from the provider"))
	case !streamlit.Latin1(text):
		return found(Proved, finding(SeverityError, s, "client_secret holds characters that cannot be sent", "copy the secret again from the provider; it was probably changed by a word processor"))
	case f.Microsoft && entra.LooksLikeSecretID(text):
		return found(Proved, finding(SeverityError, s, "client_secret is a GUID: that is the Secret ID, not the secret's Value", "create a new client secret at "+credentials+" and copy the column Value, which is shown only once"))
	case ofEntra(f) && !strings.Contains(text, "~") && !streamlit.LooksRandom(text):
		return found(Inferred, finding(SeverityError, s, "client_secret is made of words or of a simple pattern, and Entra draws its secrets at random", "create a new client secret at "+credentials+" and copy the column Value, which is shown only once"))
	case !p.ClientSecret.Fits(text):
		return found(Inferred, finding(SeverityError, s, "client_secret has not the form of "+p.Name+"'s secrets: "+p.ClientSecret.Says, p.ClientSecret.Copy))
	case strings.ContainsAny(text, " \t\r\n"):
		return found(Inferred, finding(SeverityWarning, s, "client_secret has a blank or a line break in it", "copy the secret again, without anything around it"))
	}
	return passed(outcome.Sign(placed(clientSecretLooks(f), s)))
}

// withoutQuotes takes off quotes that were written inside the quotes of TOML.
func withoutQuotes(text string) (string, bool) {
	for _, quotes := range [][2]string{{`"`, `"`}, {`'`, `'`}, {"“", "”"}, {"„", "“"}, {"‘", "’"}, {"`", "`"}} {
		inner, begins := strings.CutPrefix(text, quotes[0])
		if inner, ends := strings.CutSuffix(inner, quotes[1]); begins && ends && inner != "" && !strings.ContainsAny(inner, quotes[0]+quotes[1]) {
			return inner, true
		}
	}
	return text, false
}

// quotedTwice is about quotes inside the quotes. What is wrong without them as
// well is told first, since removing them would not help.
func quotedTwice(f *Facts, s streamlit.Setting, key, plain string, without Outcome) Outcome {
	if without.Status() != OK {
		return without
	}
	about := writes(finding(SeverityError, s, key+" has quotes inside its quotes, which are sent as part of it", ""), plain, f.keyOf(key))
	about.Fix = "remove the inner quotes of " + key
	return found(Proved, about)
}

// assertionForm judges the assertion that is sent in place of the client secret.
func assertionForm(f *Facts, s streamlit.Setting) Outcome {
	if f.Registration.AccessTokenParams["client_assertion_type"].Text.Reveal() != streamlit.JWTBearer || s.Text.IsEmpty() || f.accused(s, checkid.AuthPlaceholder) {
		return skipped("client_assertion is not one of the kind that can be judged, see client-kwargs and auth-placeholder")
	}
	claims, isOne := streamlit.ReadAssertion(s.Text.Reveal())
	until := claims.Until()
	const fresh = "have the program that makes the assertions write a fresh one there, and again before each expires"
	switch {
	case !isOne:
		return found(Proved, finding(SeverityError, s, "client_assertion is no signed assertion (JWT): three parts with dots between them", fresh))
	case !until.IsZero() && !until.After(f.Now):
		return found(Proved, finding(SeverityError, s, "client_assertion expired at "+until.UTC().Format("2006-01-02 15:04 MST"), fresh))
	case until.After(f.Now.Add(assertion.UsualLife)):
		return found(Proved, finding(SeverityWarning, s, "client_assertion is good for more than a day, which makes it a secret that stands in a file", fresh))
	case until.IsZero():
		return passed(outcome.Sign(placed("client_assertion is a signed assertion (JWT) that does not say when it expires", s)))
	}
	return passed(outcome.Sign(placed("client_assertion is a signed assertion (JWT) that has not expired", s)))
}

// clientSecretWithBlanks judges a client secret with blanks around it. What is
// wrong without them as well is told first, since removing them would not help.
func clientSecretWithBlanks(f *Facts, plain string) Outcome {
	if without := clientSecretForm(f.with(func(r *streamlit.Registration) { r.ClientSecret.Text = secrets.New(plain) })); without.Status() != OK {
		return without
	}
	about := writes(finding(SeverityError, f.Registration.ClientSecret, "client_secret has blanks around it, which are sent as part of it", ""), plain, f.keyOf("client_secret"))
	about.Fix = "remove the blanks inside the quotes of client_secret"
	return found(Proved, about)
}

// secretSent tells whether the provider itself is sent the client secret: a
// token endpoint of one's own may put another in its place.
func secretSent(f *Facts) bool {
	return !f.Registration.Relayed() && f.Registration.SendsSecret()
}

func metadataURLForm(f *Facts) Outcome {
	text := f.Registration.MetadataURL.Text.Reveal()
	about := func(severity Severity, message, otherwise string) Outcome {
		return found(Proved, aboutMetadataURL(f, severity, message, otherwise))
	}
	if meant.Plain(text) != text {
		if f.Project.MetadataURL(*f.Registration) == strings.TrimSpace(text) { // requests strips them in front
			return about(SeverityWarning, "server_metadata_url has blanks in front, with which Streamlit 1.57 and newer finds no provider", "remove the blanks inside the quotes of server_metadata_url")
		}
		return about(SeverityError, "server_metadata_url has blanks around it, or invisible characters in it", "write the address of server_metadata_url anew, without blanks inside the quotes")
	}
	if _, what := entra.Repair(text); what != "" && !tenantProblem(f) {
		severity := SeverityError
		if f.Authority.V1 && f.Authority.Problem == entra.NoProblem {
			severity = SeverityWarning
		}
		return about(severity, "server_metadata_url is not right: "+what, "copy OpenID Connect metadata document from Endpoints on the app registration's Overview page")
	}
	known := f.provider()
	u, err := url.Parse(text)
	_, rest, mistyped := hosts.CutScheme(text)
	switch {
	case known.Unusable.In(f.Registration.Scope):
		return about(SeverityError, known.Unusable.Why, known.Unusable.Fix)
	case mistyped || strings.Contains(rest, "://"):
		return about(SeverityError, "server_metadata_url does not begin with one https://", "write the whole address, from https:// to /.well-known/openid-configuration")
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return about(SeverityError, "server_metadata_url is not a complete address", "write the whole address, from https:// to /.well-known/openid-configuration")
	case u.User != nil:
		return about(SeverityError, "server_metadata_url holds a user name or password", "remove everything between // and @")
	case known.Meant(u) != "" && known.Owns(u.Hostname()):
		return about(SeverityError, "server_metadata_url is an address of "+known.Name+"'s, but not the one of its metadata", "use the provider's address that ends in /.well-known/openid-configuration")
	case u.Scheme == "http" && !hosts.StaysHere(u.Hostname()):
		return about(SeverityWarning, "server_metadata_url is http, so anybody on the way can put in a provider of their own", "write https:// instead of http://")
	case !f.Microsoft && !strings.Contains(u.Path, "/.well-known/"):
		return found(Inferred, aboutMetadataURL(f, SeverityWarning, "server_metadata_url does not end in /.well-known/openid-configuration, as metadata addresses do", "use the provider's address that ends so"))
	}
	return passed(outcome.Proof(placed("it is an address of a metadata document", f.Registration.MetadataURL)))
}

// ofEntra tells whether the app is registered at Entra, also while the tenant cannot be told.
func ofEntra(f *Facts) bool {
	return f.Microsoft && f.Authority.Kind != entra.NotEntra || tenantProblem(f)
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
		return passed(outcome.Proof(placed("no part of it is a placeholder", s)))
	}
	if !tenantProblem(f) {
		return passed(outcome.Proof(placed("it names one tenant", s)))
	}
	_, what := entra.Repair(text)
	switch {
	case unset(f.Authority, text) != "":
		what = "its tenant is " + unset(f.Authority, text) + ", which is what a variable without a value leaves behind"
	case what == "" && f.Authority.Problem == entra.NoProblem:
		what = f.Authority.Tenant + " stands for many, and no token names " + f.Authority.Tenant + " as its issuer"
	case what == "":
		what = f.Authority.Problem.Message()
	}
	fix := `copy the Directory (tenant) ID from the app registration's Overview page and write server_metadata_url = "https://` + f.Authority.Cloud.Host() + `/<that ID>/v2.0/.well-known/openid-configuration"; for personal accounts only, write consumers instead of the ID`
	return found(Proved, aboutMetadataURL(f, SeverityError, "server_metadata_url does not name one tenant: "+what, fix))
}

// ClientIDWrong tells whether client_id cannot be one: it may be a secret in
// the wrong place, and must not stand in an address then.
func ClientIDWrong(f *Facts) bool { return clientIDForm(f).Status() == Failed }
