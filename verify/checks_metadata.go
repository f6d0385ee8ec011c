package verify

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// metadataChecks are the questions about the provider's metadata and keys
// (OpenID Connect Discovery 1.0).
func metadataChecks() []Check {
	return []Check{
		{
			ID: checkid.MetadataReachable, Level: LevelMetadata,
			Question: "Does the provider answer at server_metadata_url?",
			Why:      "Streamlit asks there at the beginning of every login.",
			Fix:      "Check the address in a browser; behind a proxy set HTTPS_PROXY where Streamlit runs.",
			Steps: []string{
				"open server_metadata_url in a browser on the machine that runs the app",
				"behind a company proxy: set HTTPS_PROXY before starting the app; with a company's own certificates: SSL_CERT_FILE",
				verifyAgain,
			},
			Needs: []Need{needMetadata}, Run: metadataReachable,
		},
		{
			ID: checkid.MetadataRedirect, Level: LevelMetadata,
			Question: "Does the address answer by itself, without a redirect?",
			Why:      "Streamlit 1.57 and newer does not follow redirects here and ends the login with \"Authentication error\".",
			Fix:      "Put the address it leads to into server_metadata_url.",
			Needs:    []Need{needMetadata}, Run: metadataRedirect,
		},
		{
			ID: checkid.MetadataTenant, Level: LevelMetadata,
			Question: "Does the tenant exist?",
			Why:      "A mistyped tenant ID or one of another Microsoft cloud ends every login before it begins.",
			Fix:      "Copy the Directory (tenant) ID from the app registration's Overview page.",
			Steps: []string{
				openApp(),
				"copy Directory (tenant) ID from Overview into server_metadata_url",
				verifyAgain,
			},
			Needs: []Need{needMetadata, needMicrosoft}, Run: metadataTenant,
		},
		{
			ID: checkid.MetadataDocument, Level: LevelMetadata,
			Question: "Is the answer a metadata document with everything a login needs?",
			Why:      "Without authorization_endpoint, token_endpoint and jwks_uri the login stops on the way, in words that name none of them.",
			Fix:      "Use the address of the provider's OpenID Connect metadata.",
			Needs:    []Need{needMetadataAnswer}, Run: metadataDocument,
		},
		{
			ID: checkid.MetadataIssuer, Level: LevelMetadata,
			Question: "Does the metadata name the issuer its tokens will carry?",
			Why:      "Streamlit compares the two letter by letter; Entra's common and organizations name a template that no token carries.",
			Fix:      "Use the address of one tenant.",
			Steps: []string{
				"Entra: put the tenant's ID (or consumers) in place of common or organizations in server_metadata_url",
				"other providers: open server_metadata_url in a browser; issuer in it has to be what the provider's tokens carry, slash for slash",
				"when a proxy changes the address: set the provider's public address (Keycloak: hostname) so that both are the same",
				verifyAgain,
			},
			Needs: []Need{needUsableMetadata}, Run: metadataIssuer,
		},
		{
			ID: checkid.MetadataJWKS, Level: LevelMetadata,
			Question: "Can the provider's signing keys be fetched and used?",
			Why:      "Without them no ID token can be checked, and every login fails after the sign-in; with a secret one among them, or none as an algorithm, anybody can make tokens.",
			Fix:      "Check jwks_uri of the metadata in a browser.",
			Owner:    "provider",
			Steps: []string{
				"open jwks_uri of the metadata in a browser on the machine that runs the app: a list of keys has to come",
				"when one key is named as broken: tell the people who run the provider; Authlib gives up the whole set for it",
				verifyAgain,
			},
			Needs: []Need{needUsableMetadata, func(f *Facts) *Missing { return f.Keys.Missing() }}, Run: metadataKeys,
		},
		{
			ID: checkid.MetadataClientAuth, Level: LevelMetadata,
			Question: "Does the provider take the client secret the way Streamlit shows it?",
			Why:      "Streamlit uses client_secret_basic unless client_kwargs says otherwise, whatever the metadata lists.",
			Fix:      "Write token_endpoint_auth_method = \"client_secret_post\" in client_kwargs.",
			Needs:    []Need{needUsableMetadata}, Run: metadataClientAuth,
		},
		{
			ID: checkid.MetadataPKCE, Level: LevelMetadata,
			Question: "Do Streamlit and the provider agree on PKCE?",
			Why:      "Streamlit sends a code challenge when the metadata lists S256; release 1.57.0 forgets it, and a null in its place stops older ones.",
			Fix:      "Move to " + deps.Recommended + ", or write code_challenge_method = \"S256\" in client_kwargs.",
			Needs:    []Need{needUsableMetadata}, Run: metadataPKCE,
		},
		{
			ID: checkid.MetadataLogout, Level: LevelMetadata,
			Question: "Can st.logout sign people out at the provider?",
			Why:      "Streamlit sends people to end_session_endpoint and back to redirect_uri, which must be allowed there as a logout address too.",
			Fix:      "Register redirect_uri as a logout address at the provider.",
			Steps: []string{
				"add redirect_uri to the addresses the provider allows after logging out (" + provider.LogoutLists() + ")",
				"Entra takes the redirect URIs of the platform Web; leave Front-channel logout URL empty",
			},
			Needs: []Need{needUsableMetadata}, Run: metadataLogout,
		},
		{
			ID: checkid.ClockSkew, Level: LevelMetadata,
			Question: "Is this machine's clock right?",
			Why:      "An ID token from the future is refused; two minutes are forgiven.",
			Fix:      "Set the clock, or switch on its synchronisation.",
			Steps: []string{
				"Linux: timedatectl set-ntp true; Windows: Settings, Time & language, Sync now; macOS: General, Date & Time, set automatically",
				"containers and virtual machines take the time of their host: set it there",
				verifyAgain,
			},
			Needs: []Need{needMetadata}, Run: clockSkew,
		},
	}
}

func needMetadata(f *Facts) *Missing { return f.Metadata.Missing() }

func needMicrosoft(f *Facts) *Missing {
	if !f.Microsoft {
		return &Missing{Skipped, "only Entra has tenants"}
	}
	return nil
}

// needMetadataAnswer: an answer came that is neither a redirect nor an error
// other checks tell about.
func needMetadataAnswer(f *Facts) *Missing {
	if m := f.Metadata.Missing(); m != nil {
		return m
	}
	if metadata, _ := f.Metadata.Get(); metadata.Status != http.StatusOK {
		return &Missing{Skipped, "the address did not answer with a document"}
	}
	return nil
}

func needUsableMetadata(f *Facts) *Missing {
	if m := f.Metadata.Missing(); m != nil {
		return m
	}
	if metadata, _ := f.Metadata.Get(); !metadata.Usable() && (metadata.Document == nil || !f.Registration.AuthorizeURL.IsSet()) {
		return &Missing{Skipped, "the provider's metadata could not be used"}
	}
	return nil
}

// aboutMetadata is an error at server_metadata_url.
//
//go:noinline
func aboutMetadata(f *Facts, severity Severity, message, fix string) Finding {
	return finding(severity, f.Registration.MetadataURL, message, fix)
}

func metadataReachable(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	switch {
	case m.Status == http.StatusOK, m.Status/100 == 3:
		return passed(outcome.Proof(m.Asked + " answers " + spoken.Status(m.Status)))
	case f.Microsoft && m.Entra != nil && isTenantError(m.Entra):
		return passed(outcome.Proof(m.Asked + " answers " + spoken.Status(m.Status) + ", which metadata-tenant explains")) // it answered; metadata-tenant tells what
	}
	message := fmt.Sprintf("%s answers %s instead of the provider's metadata", m.Asked, spoken.Status(m.Status))
	fix := "open the address in a browser and correct server_metadata_url until it shows a JSON document with authorization_endpoint"
	if m.Status == http.StatusNotFound {
		fix = movedFix(f.Registration.MetadataURL.Text.Reveal(), fix)
	}
	if m.Status == http.StatusUnauthorized || m.Status == http.StatusForbidden || m.Status == http.StatusProxyAuthRequired {
		return found(Proved, aboutMetadata(f, SeverityError, message, "ask the people who run the provider or the proxy to let this address through without a sign-in"))
	}
	return found(Proved, atBetter(f, m, aboutMetadataURL(f, SeverityError, message, fix)))
}

// atBetter has a finding propose the address that was asked and is right.
func atBetter(f *Facts, m *Metadata, about Finding) Finding {
	if m.Better == "" || !fitsMetadataURL(f, m.Better) {
		return about
	}
	return writes(about, m.Better, f.keyOf("server_metadata_url"))
}

// movedFix says where a known provider has its document when nothing is at the address.
func movedFix(address, otherwise string) string {
	u, err := url.Parse(address)
	if err != nil {
		return otherwise
	}
	if moved := provider.Of(address).Moved; moved != nil {
		return cmp.Or(entra.Plain(moved(u)), otherwise)
	}
	return otherwise
}

func metadataRedirect(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	switch {
	case m.Status == http.StatusOK && m.Document != nil:
		return passed(outcome.Proof(m.Asked + " answers by itself"))
	case m.Status/100 != 3:
		return skipped("the address did not answer with a document")
	}
	if m.Location == "" {
		return found(Proved, aboutMetadata(f, SeverityError, m.Asked+" redirects to nowhere", "correct server_metadata_url"))
	}
	severity := SeverityError
	if f.Project.Before(streamlit.OnStarlette) {
		severity = SeverityWarning
	}
	if m.Location == m.Asked { // as far as may be shown: it may add a query
		return found(Proved, aboutMetadata(f, severity, m.Asked+" redirects to itself, and Streamlit 1.57 and newer does not follow",
			"open it in a browser and write the address it ends at into server_metadata_url; where it ends nowhere, ask the people who run the provider"))
	}
	return found(Proved, atBetter(f, m, aboutMetadata(f, severity, m.Asked+" redirects to "+m.Location+", and Streamlit 1.57 and newer does not follow",
		"use the provider's address that shows a JSON document with authorization_endpoint; this one leads to a page")))
}

func isTenantError(a *entra.ErrorAnswer) bool {
	return slices.Contains(entra.TenantRefused, a.Code) || a.OAuthError == "invalid_tenant"
}

func metadataTenant(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	switch {
	case m.Entra != nil && isTenantError(m.Entra):
		fix := "copy the Directory (tenant) ID from the app registration's Overview page: " + entra.PortalOverview(f.Registration.ClientID.Text.Reveal()) +
			" ; if that is the one, the host is of another cloud: login.microsoftonline.com is the worldwide one, login.microsoftonline.us that of the US government, login.partner.microsoftonline.cn that of China"
		finding := aboutMetadata(f, SeverityError, "Entra knows no tenant of that name in the "+f.Authority.Cloud.String(), fix)
		finding.Code = m.Entra.Code
		return found(Proved, finding)
	case m.Usable():
		return passed(outcome.Proof(m.Asked + " answers with the tenant's document"))
	}
	return skipped("the address did not answer with a document")
}

func metadataDocument(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	if m.Document == nil {
		return found(Proved, atBetter(f, m, aboutMetadata(f, SeverityError, m.Asked+" answers with "+m.NotJSON+" instead of the provider's metadata",
			"use the provider's address that ends in /.well-known/openid-configuration and shows a JSON document")))
	}
	var findings []Finding
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri"} {
		switch {
		case name == "authorization_endpoint" && f.Registration.AuthorizeURL.IsSet(), name == "token_endpoint" && f.Registration.AccessTokenURL.IsSet():
			continue
		case m.Text(name) == "":
			findings = append(findings, atBetter(f, m, aboutMetadata(f, SeverityError, "the provider's metadata names no "+name+", without which Streamlit cannot log anybody in",
				"use the address of an OpenID Connect provider's metadata; plain OAuth providers such as GitHub have none")))
			continue
		}
		u, err := url.Parse(m.Text(name))
		switch {
		case err != nil || u.Host == "":
			findings = append(findings, aboutMetadata(f, SeverityError, name+" in the provider's metadata is not an address", "tell the people who run the provider"))
		case u.Scheme != "https" && !hosts.IsLoopback(u.Hostname()):
			findings = append(findings, aboutMetadata(f, SeverityWarning, name+" in the provider's metadata is http, so the sign-in can be read on the way", "set the provider up with https; behind a proxy tell it its public address"))
		}
	}
	if unreachable, ok := outOfReach(f, m); ok {
		findings = append(findings, unreachable)
	}
	return searched(outcome.Proof("the document names authorization_endpoint, token_endpoint and jwks_uri, each an address"), findings...)
}

// outOfReach is about a sign-in page that the people who open the app cannot
// open: the metadata names it by an address inside the network that the app runs
// in, while redirect_uri is a public one.
func outOfReach(f *Facts, m *Metadata) (Finding, bool) {
	text := m.Text("authorization_endpoint")
	if f.Registration.AuthorizeURL.IsSet() || f.Microsoft {
		return Finding{}, false // the project's own choice; Entra is at one address for all
	}
	page, err := url.Parse(text)
	back, err2 := url.Parse(f.RedirectURI())
	if err != nil || err2 != nil || page.Host == "" || back.Host == "" || f.signedIn() {
		return Finding{}, false
	}
	inside := func(host string) bool {
		return hosts.IsInward(host) || !hosts.IsAddress(host) && hosts.IsInsideName(host)
	}
	if inside(back.Hostname()) || !inside(page.Hostname()) {
		return Finding{}, false
	}
	const fix = "tell the provider its public address (Keycloak: hostname; authentik, Authelia: the address in front of the proxy), and write the metadata address below it into server_metadata_url"
	if hosts.IsLoopback(page.Hostname()) {
		return aboutMetadata(f, SeverityError, "the provider's sign-in page is at "+page.Hostname()+", which is each person's own machine: nobody who opens "+back.Hostname()+" comes to the provider", fix), true
	}
	return aboutMetadata(f, SeverityWarning, "the provider's sign-in page is at "+page.Hostname()+", a name or number inside one network: whoever opens "+back.Hostname()+" from outside it does not come to the provider", fix), true
}

func metadataIssuer(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	value, there := m.Document["issuer"]
	issuer, isText := value.(string)
	switch {
	case !there:
		return found(Proved, aboutMetadata(f, SeverityWarning, "the metadata names no issuer, so Streamlit compares none: an ID token of any issuer is taken that is signed with one of the keys", "use the address of an OpenID Connect provider's metadata, or tell the people who run the provider"))
	case !isText || issuer == "":
		return found(Proved, aboutMetadata(f, SeverityError, "issuer in the provider's metadata is empty or no text, so it is no token's issuer: every login fails after the sign-in", "use the address of an OpenID Connect provider's metadata"))
	case strings.ContainsAny(issuer, "{}"):
		fix := "put your tenant's ID into server_metadata_url: https://login.microsoftonline.com/<tenant ID>/v2.0/.well-known/openid-configuration; for personal accounts only, write consumers"
		return found(Proved, aboutMetadataURL(f, SeverityError, "the metadata names a template as issuer ({tenantid}), which no token carries: every login fails after the sign-in", fix))
	}
	if f.Microsoft || f.signedIn() {
		return passed(outcome.Sign("the metadata names " + hosts.ShownText(issuer) + " as the issuer")) // tokens decide; a sign-in proves it
	}
	u, err := url.Parse(issuer)
	switch {
	case err != nil || u.Host == "":
		return found(Inferred, aboutMetadata(f, SeverityWarning, "issuer in the provider's metadata is no address, as an OpenID Connect provider's is: when its tokens carry another one, every login fails after the sign-in", "tell the people who run the provider: issuer is its own https address"))
	case !provider.Neighbours(hostOf(m.Asked), u.Hostname()):
		return found(Inferred, aboutMetadata(f, SeverityWarning, "the metadata at "+hostOf(m.Asked)+" names another host as issuer, "+u.Hostname()+": when the provider's tokens carry yet another one, every login fails after the sign-in",
			"write the address below the issuer's host into server_metadata_url; where a proxy stands in front, tell the provider its public address (Keycloak: hostname)"))
	case strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration" != m.Asked: // OpenID Connect Discovery 1.0, section 4.1
		return unproven("the metadata does not stand below the issuer it names, " + hosts.ShownText(issuer) + ", and whether tokens carry that one only a sign-in tells; run authkit verify --login")
	}
	return passed(outcome.Sign("the metadata stands below the issuer it names, " + hosts.ShownText(issuer)))
}

// hostOf is the host of an address.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// signedByKey tells whether an algorithm has a public key.
// forgeable is about an app that accepts ID tokens which anybody can make.
// RefusesClient tells whether an answer refuses the client itself (RFC 6749, section 5.2).
// UsesPKCE tells whether the project's Streamlit sends a code challenge.
// logoutAnswered judges what the provider's logout page said.
const (
	clockLeeway   = 2 * time.Minute  // Authlib's
	entraLifetime = 90 * time.Minute // longer than Entra's ID tokens live (docs/facts/entra.md, section 4)
	lifetimes     = 12 * time.Hour   // longer than known providers' ID tokens live; the longest default is Auth0's, ten hours
	entraBackdate = 5 * time.Minute  // Entra issues tokens with an iat that lies back
)

func clockSkew(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	if !m.HasClock {
		return unproven("the provider's answer carries no time")
	}
	ahead := m.Clock // the provider's clock before ours
	limit := clockLeeway
	if f.Microsoft {
		limit += entraBackdate
	}
	expired := lifetimes
	if f.Microsoft {
		expired = entraLifetime
	}
	const fix = "switch on the clock's synchronisation (timedatectl set-ntp true; on Windows: Settings, Time, Sync now)"
	switch {
	case ahead > limit:
		return found(Proved, Finding{Severity: SeverityError, Fix: fix,
			Message: fmt.Sprintf("this machine's clock is %s behind the provider's; where Streamlit runs with such a clock, every login fails, because tokens come from the future", spoken.Duration(ahead))})
	case ahead < -expired-clockLeeway && !f.signedIn():
		return found(Proved, Finding{Severity: SeverityError, Fix: fix,
			Message: fmt.Sprintf("this machine's clock is %s ahead of the provider's; where Streamlit runs with such a clock, every login fails, because tokens have expired when they come", spoken.Duration(-ahead))})
	case ahead > clockLeeway, ahead < -clockLeeway:
		return found(Proved, Finding{Severity: SeverityWarning, Fix: fix,
			Message: fmt.Sprintf("this machine's clock differs from the provider's by %s", spoken.Duration(ahead))})
	}
	return passed(outcome.Proof("the provider's Date header differs from this machine's clock by " + spoken.Duration(ahead)))
}

// knownMethod is a client authentication method as it may be shown: a word
// that is none may be a secret in the wrong place.
