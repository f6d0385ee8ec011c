package verify

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// GraphRegistration is what Microsoft Graph shows of an app to the Azure CLI's user.
type GraphRegistration struct {
	App            *entra.Application // nil: the CLI's tenant has no such registration
	Principal      *entra.Principal   // nil: the CLI's tenant has none
	PrincipalKnown bool               // Graph said whether there is one
	Home           bool               // the CLI's tenant is the one that server_metadata_url names
}

// registrationChecks are what Microsoft Graph proves (docs/facts/entra.md, section 9).
func registrationChecks() []Check {
	check := func(c Check) Check {
		c.Level, c.Needs = LevelCredentials, []Need{needUsableMetadata, needMicrosoft, needGraph}
		return c
	}
	again := "authkit verify --graph"
	return []Check{
		check(Check{
			ID:       checkid.RegistrationFound,
			Question: "Does the tenant have an app registration with this client ID?",
			Why:      "A client ID of another tenant, of a deleted registration or of another object is refused before anybody can sign in.",
			Fix:      "Copy the Application (client) ID from the app registration.",
			Steps:    []string{openApp(), "compare Application (client) ID on Overview with client_id", again},
			Run:      registrationFound,
		}),
		check(Check{
			ID:       checkid.RegistrationAudience,
			Question: "Do the registration's supported account types fit server_metadata_url?",
			Why:      "An app for personal accounts only cannot be used at an organisation's address, and the other way round.",
			Fix:      "Use the address that fits the registration's supported account types, or change those.",
			Steps:    []string{openApp(), "Authentication, Supported account types: see who the app is for", "put the tenant's ID, or consumers for personal accounts, into server_metadata_url", again},
			Run:      registrationAudience,
		}),
		check(Check{
			ID:       checkid.RegistrationPrincipal,
			Question: "Does the tenant have a service principal for the app, switched on?",
			Why:      "A registration alone signs nobody in: the tenant needs the app's service principal (Enterprise applications). Without one Entra does not know the app until somebody consents, which many tenants leave to administrators.",
			Fix:      "Make it with az ad sp create --id CLIENT_ID, or switch it on under Enterprise applications, Properties.",
			Owner:    entra.OwnerTenantAdmin,
			Steps:    []string{"az ad sp create --id CLIENT_ID", "switched off: open Enterprise applications in https://entra.microsoft.com, choose the app, Properties: Enabled for users to sign-in: Yes", again},
			Run:      registrationPrincipal,
		}),
		check(Check{
			ID:       checkid.RegistrationClaims,
			Question: "Does the registration have the claims sent that the app reads?",
			Why:      "Entra leaves groups, roles, names and addresses out of ID tokens unless the registration asks for them; an app that reads one without a default stops with an error.",
			Fix:      "Add the claim under Token configuration, or read it with st.user.get.",
			Steps:    []string{openApp(), "Token configuration: Add optional claim, ID, and choose the claim; groups: Add groups claim; roles: App roles, Create app role", "or write st.user.get(\"NAME\") and handle None", again},
			Run:      registrationClaims,
		}),
	}
}

func needGraph(f *Facts) *Missing { return f.Graph.Missing() }

// shownByGraph is the registration, when Graph showed it.
func (f *Facts) shownByGraph() (*entra.Application, bool) {
	g, ok := f.Graph.Get()
	if !ok || g.App == nil {
		return nil, false
	}
	return g.App, true
}

// lacksPrincipal tells whether the app's own tenant has no service principal of it.
func (f *Facts) lacksPrincipal() bool {
	g, ok := f.Graph.Get()
	return ok && g.App != nil && g.Home && g.PrincipalKnown && g.Principal == nil && g.App.SignInAudience != entra.PersonalMicrosoftAccount
}

// unregistered tells whether the tenant of server_metadata_url has no such
// registration, and Entra does not know the app there either.
func (f *Facts) unregistered() bool {
	g, ok := f.Graph.Get()
	return ok && g.App == nil && g.Principal == nil && g.PrincipalKnown && g.Home && f.seen(entra.UnknownClient...) != ""
}

// SecretEntry is the entry under "Certificates & secrets" that the configured
// client secret is, where its first characters leave no doubt.
func (f *Facts) SecretEntry() (entra.ClientSecret, bool) {
	app, ok := f.shownByGraph()
	if !ok || f.Registration.ClientSecret.Text.IsEmpty() {
		return entra.ClientSecret{}, false
	}
	like, certain := app.SecretsLike(f.Registration.ClientSecret.Text.Reveal())
	if !certain || len(like) != 1 {
		return entra.ClientSecret{}, false
	}
	return like[0], true
}

// notOfGraph tells whether the registration holds no secret that begins as the
// configured one does.
func (f *Facts) notOfGraph() bool {
	app, ok := f.shownByGraph()
	if !ok || f.Registration.ClientSecret.Text.IsEmpty() || !f.Registration.SendsSecret() {
		return false
	}
	like, certain := app.SecretsLike(f.Registration.ClientSecret.Text.Reveal())
	return certain && len(like) == 0
}

func registrationFound(f *Facts) Outcome {
	g, _ := f.Graph.Get()
	switch {
	case g.App != nil:
		return passed(outcome.Proof("Microsoft Graph shows the registration " + quoted(g.App.DisplayName)))
	case g.Principal != nil:
		return unproven("the app is registered in another tenant, and its registration can be read there only")
	case !f.unregistered():
		return unproven("the tenant that the Azure CLI is signed in to has no such registration; run az login --tenant TENANT with the one that has it")
	}
	return found(Proved, coded(finding(SeverityError, f.Registration.ClientID, "this tenant has no app registration with this client ID",
		"compare client_id with Application (client) ID, and the tenant in server_metadata_url with Directory (tenant) ID, on the Overview page: "+entra.PortalRegistrations()), f.seen(entra.UnknownClient...)))
}

// quoted is a name that somebody chose, fit to be shown.
func quoted(name string) string { return "\"" + entra.Clean(name) + "\"" }

// needsApp is why a question about the registration does not arise.
func needsApp(f *Facts) (*GraphRegistration, *Outcome) {
	g, _ := f.Graph.Get()
	if g.App == nil {
		o := skipped("Microsoft Graph does not show the registration, see " + checkid.RegistrationFound)
		return nil, &o
	}
	return g, nil
}

func registrationAudience(f *Facts) Outcome {
	g, none := needsApp(f)
	if none != nil {
		return *none
	}
	if f.seen(entra.WrongAudience...) != "" {
		return skipped("Entra refuses the app at this address, see " + checkid.ClientAudience)
	}
	s, audience := f.Registration.MetadataURL, g.App.SignInAudience
	switch f.Authority.Kind {
	case entra.Consumers:
		if !g.App.TakesPersonal() {
			return found(Proved, finding(SeverityError, s, "the registration takes no personal accounts ("+entra.AudienceChoice(audience)+"), and the address is theirs", "put the Directory (tenant) ID into server_metadata_url instead of consumers"))
		}
	case entra.Organisation:
		switch {
		case audience == entra.PersonalMicrosoftAccount:
			return found(Proved, finding(SeverityError, s, "the registration is for personal accounts only, and the address is that of an organisation",
				`write server_metadata_url = "https://login.microsoftonline.com/consumers/v2.0/.well-known/openid-configuration", or choose an account type with organisations under Authentication, Supported accounts`))
		case audience == entra.AzureADMyOrg && !g.Home:
			return unproven("the registration is for one organisation only, and whether that is the one of server_metadata_url cannot be told")
		}
	default:
		return skipped("the address is for many tenants, see " + checkid.MetadataURLTenant)
	}
	return passed(outcome.Proof("Microsoft Graph shows as the supported accounts: " + entra.AudienceChoice(audience)))
}

func registrationPrincipal(f *Facts) Outcome {
	g, none := needsApp(f)
	switch {
	case none != nil:
		return *none
	case f.Authority.Kind == entra.Consumers, g.App.SignInAudience == entra.PersonalMicrosoftAccount:
		return skipped("personal accounts need no service principal")
	case !g.Home:
		return unproven("the Azure CLI is signed in to another tenant than the one of server_metadata_url; run az login --tenant TENANT with that one")
	case !g.PrincipalKnown:
		return unproven("whoever is signed in at the Azure CLI may not read service principals in this tenant")
	}
	s := f.Registration.ClientID
	create := "run az ad sp create --id " + g.App.AppID
	code := f.seen(entra.UnknownClient...)
	switch {
	case g.Principal == nil && code != "":
		return found(Proved, coded(finding(SeverityError, s, "the app has no service principal in its own tenant, so Entra does not know it there", create), code))
	case g.Principal == nil:
		return found(Proved, finding(SeverityWarning, s, "the app has no service principal in its own tenant: the first person to sign in has to consent, which many tenants leave to administrators", create))
	case !g.Principal.Enabled && f.seen(entra.DisabledClient...) != "":
		return skipped("the app is switched off, see " + checkid.ClientEnabled)
	case !g.Principal.Enabled:
		return found(Proved, finding(SeverityError, s, "an administrator has switched this application off",
			"ask an administrator to switch it on: https://entra.microsoft.com, Enterprise applications, the app, Properties, Enabled for users to sign in"))
	case g.Principal.AssignedOnly:
		return passed(outcome.Proof("Microsoft Graph shows it as switched on; people need to be assigned to the app (Enterprise applications, Users and groups)"))
	}
	return passed(outcome.Proof("Microsoft Graph shows it as switched on"))
}

func registrationClaims(f *Facts) Outcome {
	g, none := needsApp(f)
	if none != nil {
		return *none
	}
	if m := needApp(f); m != nil {
		return missing(m)
	}
	var findings []Finding
	told := map[string]bool{}
	for _, file := range f.Project.App.Files {
		for _, use := range file.Scan.ClaimUses {
			how, configurable := entra.ConfigurableClaim(use.Name, f.Authority.V1)
			if !configurable || streamlit.AlwaysInUser(use.Name) || told[use.Name] || g.App.Sends(use.Name) {
				continue
			}
			told[use.Name] = true
			effect := "without it the app stops with an error"
			if use.Safe {
				effect = "so it is always absent"
			}
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path, Line: use.Line, Column: use.Column,
				Message: fmt.Sprintf("the app reads st.user.%s, which the registration does not have sent; %s", use.Name, effect),
				Fix:     how + ": " + entra.PortalTokenConfiguration(g.App.AppID),
			})
		}
	}
	return whole(searched(outcome.Proof(f.inCode("the registration has every claim sent that the app reads and that Entra otherwise leaves out")), findings...), f.Project.App.Unread)
}

// strangersNote names hosts that the registration sends people to and that this
// project does not know: of another deployment, or of nobody any more.
func strangersNote(f *Facts) string {
	app, ok := f.shownByGraph()
	if !ok {
		return ""
	}
	own, err := url.Parse(f.RedirectURI())
	if err != nil {
		return ""
	}
	var names []string
	for _, uri := range app.Web.RedirectURIs {
		u, err := url.Parse(uri)
		if err != nil || hosts.IsLoopback(u.Hostname()) || strings.EqualFold(u.Host, own.Host) || slices.Contains(names, u.Host) {
			continue
		}
		names = append(names, entra.Clean(u.Host))
	}
	if len(names) == 0 {
		return ""
	}
	const most = 5
	more := ""
	if len(names) > most {
		more = fmt.Sprintf(" and %d more", len(names)-most)
	}
	return "the registration also sends people to " + strings.Join(names[:min(most, len(names))], ", ") + more + "; remove those that nobody uses any more: " + entra.PortalAuthentication(app.AppID)
}

// listedByGraph decides on redirect_uri by what Graph lists.
func (f *Facts) listedByGraph() (platform entra.Platform, known bool) {
	app, ok := f.shownByGraph()
	if !ok {
		return entra.NoPlatform, false
	}
	platform = app.PlatformOf(f.RedirectURI())
	wild := func(uri string) bool { return strings.Contains(uri, "*") } // which addresses one stands for is Entra's to know
	return platform, platform != entra.NoPlatform || !slices.ContainsFunc(app.Web.RedirectURIs, wild)
}

// endsByGraph judges the last day of the secret as Entra has it.
func endsByGraph(entry entra.ClientSecret, now time.Time) (severity Severity, message string, soon bool) {
	day := entry.End.UTC().Format(time.DateOnly)
	switch left := entry.End.Sub(now); {
	case left <= 0:
		return SeverityError, "the client secret ended on " + day, true
	case left <= warnAhead:
		return SeverityWarning, fmt.Sprintf("the client secret ends on %s, in %s", day, days(left)), true
	}
	return "", "", false
}
