package verify

import (
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// credentialChecks are the questions about the registration at the provider
// (docs/facts/entra.md, section 0: which request proves what).
func credentialChecks() []Check {
	return []Check{
		{
			ID: checkid.ClientKnown, Level: LevelCredentials,
			Question: "Does the provider know this client ID?",
			Why:      "A client ID of another tenant or a mistyped one is refused on the provider's page, before anybody can sign in.",
			Fix:      "Copy the Application (client) ID from the app registration, and use the tenant that registration lives in.",
			Steps: []string{
				openApp(),
				"compare Application (client) ID on Overview with client_id, and Directory (tenant) ID with the tenant in server_metadata_url; both come from the same page",
				"other providers: copy the client ID from the client's settings, and compare the host and realm of server_metadata_url",
				verifyAgain,
			},
			Needs: []Need{needUsableMetadata}, Run: clientKnown,
		},
		{
			ID: checkid.ClientAudience, Level: LevelCredentials,
			Question: "Does the registration admit the accounts this address is for?",
			Why:      "An app for personal accounts only cannot be used at an organisation's address, and the other way round.",
			Fix:      "Use the address that fits the registration's supported account types, or change those.",
			Steps: []string{
				openApp(),
				"Authentication, Supported account types: see who the app is for",
				"one organisation: put Directory (tenant) ID into server_metadata_url; personal accounts: put consumers there",
				verifyAgain,
			},
			Needs: []Need{needUsableMetadata, needMicrosoft}, Run: clientAudience,
		},
		{
			ID: checkid.ClientEnabled, Level: LevelCredentials,
			Question: "Is the application switched on, and may it sign people in?",
			Why:      "An administrator can disable an application, or keep it from the code flow; then nobody can sign in.",
			Fix:      "At Entra: Enterprise applications, Properties, Enabled for users to sign in. Elsewhere: the client's settings, authorization code flow.",
			Owner:    entra.OwnerTenantAdmin,
			Steps: []string{
				"Entra: open Enterprise applications in https://entra.microsoft.com, choose the app, Properties: Enabled for users to sign-in: Yes",
				"other providers: switch the client on, and allow it the authorization code flow, the scopes openid, email and profile, and the prompt Streamlit sends (select_account)",
				verifyAgain,
			},
			Needs: []Need{needUsableMetadata}, Run: clientEnabled,
		},
		{
			ID: checkid.ClientSecret, Level: LevelCredentials,
			Question: "Is the client secret right and not expired?",
			Why:      "A wrong secret shows after the person has signed in, and newer releases of Streamlit then only show the login page again.",
			Fix:      "Make a new client secret and put its value into the secrets.",
			Steps: []string{
				openApp(),
				"Certificates & secrets, New client secret; copy the column Value at once, it is shown only now (the Secret ID is not it)",
				"other providers: copy the client secret from the client's settings",
				"put it into client_secret between quotes, here and in every deployment",
				"wait a minute, then " + verifyAgain,
			},
			Needs: []Need{needUsableMetadata}, Run: clientSecret,
		},
		{
			ID: checkid.RedirectURIRegistered, Level: LevelCredentials,
			Question: "Is redirect_uri registered at the provider?",
			Why:      "The provider refuses to send people to an address it does not know, often only after they have signed in.",
			Fix:      "Register redirect_uri, letter by letter, for the platform Web.",
			Steps: []string{
				openApp(),
				"Authentication, platform Web: add exactly the value of redirect_uri (scheme, host, port, path, capitals, no slash at the end) and save; keep the entries that are there",
				provider.RedirectLists() + "others: the list of allowed redirect or callback URIs",
				"wait a minute or two, then " + verifyAgain,
			},
			Needs: []Need{needUsableMetadata}, Run: redirectRegistered,
		},
		{
			ID: checkid.ClientPlatform, Level: LevelCredentials,
			Question: "Is redirect_uri registered for the platform Web?",
			Why:      "Under Single-page application or Mobile and desktop the sign-in works and the exchange of the code is refused.",
			Fix:      "Remove the URI from the other platform and add it under Web.",
			Steps: []string{
				openApp(),
				"Authentication: delete the URI under Single-page application or Mobile and desktop applications",
				"add it under the platform Web; Allow public client flows: No; save",
				signInOnce,
			},
			Needs: []Need{needUsableMetadata, needMicrosoft}, Run: clientPlatform,
		},
	}
}

// codesSeen are the error codes of every unattended answer about the app, and of
// the sign-in.
func (f *Facts) codesSeen() []string {
	codes := f.codesOfSecret()
	if probe, ok := f.Client.Get(); ok && !probe.void() && probe.Code != "" {
		codes = append(codes, probe.Code)
	}
	if probe, ok := f.Redirect.Get(); ok && probe.Real.Code != "" {
		codes = append(codes, probe.Real.Code)
	}
	return codes
}

// codesOfSecret are those of answers to a request that showed the client secret:
// what another question was refused for says nothing about it.
func (f *Facts) codesOfSecret() []string {
	var codes []string
	if probe, ok := f.Secret.Get(); ok && probe.Real.Code != "" {
		codes = append(codes, probe.Real.Code)
	}
	if signIn, ok := f.SignIn.Get(); ok && signIn.Error != nil && signIn.Error.Code != "" {
		codes = append(codes, signIn.Error.Code)
	}
	return codes
}

// firstOf returns the first of some codes that is among the wanted ones.
func firstOf(codes []string, wanted ...string) string {
	for _, code := range codes {
		if slices.Contains(wanted, code) {
			return code
		}
	}
	return ""
}

// seen returns the first of the codes that some answer carried.
func (f *Facts) seen(codes ...string) string { return firstOf(f.codesSeen(), codes...) }

// signedIn tells whether a real round trip worked in this run.
func (f *Facts) signedIn() bool {
	signIn, ok := f.SignIn.Get()
	return ok && signIn.Stage == StageDone
}

// exchanged tells whether the provider gave tokens for a code and the client
// secret, whatever became of them.
func (f *Facts) exchanged() bool {
	signIn, ok := f.SignIn.Get()
	return ok && (&SignIn{Stage: signIn.Stage}).passedStage(StageCallback)
}

// SecretProven tells whether the provider has accepted the client secret.
func (f *Facts) SecretProven() bool {
	probe, ok := f.Secret.Get()
	return f.exchanged() || ok && probe.Works()
}

// coded is a finding with the provider's error code.
func coded(f Finding, code string) Finding {
	f.Code = code
	return f
}

func clientKnown(f *Facts) Outcome {
	s := f.Registration.ClientID
	if f.SecretProven() {
		return passed(outcome.Proof("the provider has accepted the secret of this client"))
	}
	if !f.Microsoft {
		return openIDClientKnown(f)
	}
	probe, ok := f.Client.Get()
	if code := f.seen(entra.UnknownClient...); code != "" {
		switch {
		case f.lacksPrincipal():
			return skipped("the app has no service principal in its tenant, see " + checkid.RegistrationPrincipal)
		case f.unregistered():
			return skipped("the tenant has no such registration, see " + checkid.RegistrationFound)
		}
		return found(Proved, coded(finding(SeverityError, s, "Entra knows no app with this client ID in this tenant",
			"compare client_id with Application (client) ID, and the tenant in server_metadata_url with Directory (tenant) ID, on the Overview page: "+entra.PortalOverview(s.Text.Reveal())), code))
	}
	_, shown := f.shownByGraph()
	switch {
	case shown:
		return passed(outcome.Proof("Microsoft Graph shows the app registration"))
	case !ok:
		return missing(f.Client.Missing())
	case probe.void() && !f.redirectAnswered():
		return unproven(clientVoid)
	case probe.Accepted, probe.Code != "" && slices.Contains(entra.KnownClient, probe.Code):
		return passed(outcome.Proof("Entra's answer to a device-code request is one that only an app it knows gets" + because(probe.ProviderAnswer)))
	}
	switch entra.VariantOf(probe.Code, probe.Description) {
	case entra.NotMobile:
		return passed(outcome.Sign("Entra answers that the app is for personal accounts and no mobile app, which it says of an app it knows"))
	case entra.NotForConsumers:
		return found(Inferred, coded(finding(SeverityError, s, "Microsoft knows no app with this client ID for personal accounts",
			"compare client_id with Application (client) ID on the Overview page, and check that Supported account types include personal accounts (an app for one organisation needs its tenant ID in place of consumers): "+entra.PortalOverview(s.Text.Reveal())), probe.Code))
	}
	if f.redirectAnswered() {
		return passed(outcome.Proof("Entra sent its answer to the redirect URI, as it does only for an app it knows"))
	}
	return unproven("Entra's answer proves nothing" + because(probe.ProviderAnswer))
}

const clientVoid = "Entra's answer is the same for a client ID that nobody has registered, so nothing can be told"

// void tells whether a client ID that nobody has registered got the same
// answer as an app that is known would: then that shows nothing.
func (p *ClientProbe) void() bool {
	variant := entra.VariantOf(p.Code, p.Description)
	return p.Control.Accepted || p.Control.Code != "" && p.Control.Code == p.Code && variant == entra.VariantOf(p.Control.Code, p.Control.Description) &&
		!slices.Contains(entra.UnknownClient, p.Code) && variant != entra.NotForConsumers
}

// because adds what a provider said, when it said something.
func because(a ProviderAnswer) string {
	switch {
	case a.Code != "":
		if entry, ok := entra.Explain(a.Code, a.Description); ok {
			return " (" + a.Code + ": " + entry.Cause + ")"
		}
		return " (" + a.Code + a.traced() + "; Microsoft's page on it: " + entra.LookupPage(a.Code) + ")"
	case a.OAuthError != "":
		return " (" + entra.Clean(a.OAuthError) + ")"
	}
	return " (" + spoken.Status(a.Status) + ")"
}

// traced names the entry of Microsoft's log that an answer belongs to, when it says so.
func (a ProviderAnswer) traced() string {
	text := ""
	if a.TraceID != "" {
		text += ", trace ID " + a.TraceID
	}
	if a.CorrelationID != "" {
		text += ", correlation ID " + a.CorrelationID
	}
	return text
}

func clientAudience(f *Facts) Outcome {
	if f.exchanged() {
		return passed(outcome.Proof("the provider exchanged a code for tokens"))
	}
	s := f.Registration.MetadataURL
	const consumersURL = `write server_metadata_url = "https://login.microsoftonline.com/consumers/v2.0/.well-known/openid-configuration", or choose an account type with organisations under Authentication, Supported accounts`
	if code := f.seen(entra.PersonalOnly...); code != "" {
		return found(Proved, coded(finding(SeverityError, s, "this app registration is for personal Microsoft accounts only, and the address is that of an organisation", consumersURL), code))
	}
	if code := f.seen(entra.OrganisationsOnly); code != "" {
		return found(Proved, coded(finding(SeverityError, s, "this app registration is for one organisation or more, and the address is that of personal accounts", "put the Directory (tenant) ID into server_metadata_url instead of consumers"), code))
	}
	if code := f.seen(entra.OneOrganisationOnly); code != "" {
		return found(Proved, coded(finding(SeverityError, s, "this app registration is for one organisation only, and the address is for all", "put the Directory (tenant) ID into server_metadata_url"), code))
	}
	probe, ok := f.Client.Get()
	if ok && probe.Accepted && !probe.void() {
		return passed(outcome.Proof("Entra gave a device code for this app at this address, and none for a made-up app"))
	}
	if f.SecretProven() {
		return passed(outcome.Sign("Entra has accepted the app's secret at this address"))
	}
	if !ok {
		return missing(f.Client.Missing())
	}
	switch {
	case probe.void():
		return unproven(clientVoid)
	case entra.VariantOf(probe.Code, probe.Description) == entra.NotMobile:
		return passed(outcome.Sign("Entra answers that the app is for personal accounts and no mobile app"))
	}
	if reason := f.appRefused(); reason != "" {
		return skipped(reason)
	}
	return unproven("Entra's answer proves nothing" + because(probe.ProviderAnswer))
}

// appRefused names the check that tells why Entra refuses the app itself:
// whatever it would look at later was not looked at. Empty: it does not.
func (f *Facts) appRefused() string {
	if !f.Microsoft {
		return ""
	}
	probe, ok := f.Client.Get()
	switch {
	case f.seen(entra.UnknownClient...) != "", ok && entra.VariantOf(probe.Code, probe.Description) == entra.NotForConsumers:
		return "Microsoft does not know the app here, see client-known"
	case f.seen(entra.DisabledClient...) != "":
		return "the app is switched off, see client-enabled"
	case f.seen(entra.WrongAudience...) != "":
		return "the app is for other accounts than the address, see client-audience"
	}
	return ""
}

func clientEnabled(f *Facts) Outcome {
	if !f.Microsoft {
		return openIDClientEnabled(f)
	}
	if f.signedIn() {
		return passed(outcome.Proof("a person signed in"))
	}
	if code := f.seen(entra.DisabledClient...); code != "" {
		return found(Proved, coded(finding(SeverityError, f.Registration.ClientID, "an administrator has switched this application off",
			"ask an administrator to switch it on: https://entra.microsoft.com, Enterprise applications, the app, Properties, Enabled for users to sign in"), code))
	}
	if f.SecretProven() {
		return passed(outcome.Proof("the provider has accepted the secret of this client"))
	}
	if m := f.Client.Missing(); m != nil {
		return missing(m)
	}
	if reason := f.appRefused(); reason != "" {
		return skipped(reason)
	}
	probe, _ := f.Client.Get()
	takesPersonal := entra.VariantOf(probe.Code, probe.Description) == entra.NotMobile
	if (probe.Accepted || takesPersonal) && !probe.void() {
		return passed(outcome.Sign("Entra's answer to a device-code request is one that an app that is switched on gets"))
	}
	return f.untilSignIn("only a sign-in tells")
}

func clientSecret(f *Facts) Outcome {
	s := f.Registration.ClientSecret
	credentials := entra.PortalCredentials(f.Registration.ClientID.Text.Reveal())
	if f.exchanged() {
		return passed(outcome.Proof("the provider exchanged a code for tokens with this secret"))
	}
	switch r := f.Registration; {
	case f.accused(s, checkid.AuthKeys), f.accused(r.ClientKwargs["token_endpoint_auth_method"], checkid.ClientKwargs):
		return skipped("the client secret cannot be shown so, see auth-keys and client-kwargs")
	case r.ByRun:
		return unproven("only a sign-in at the app tells whether the provider takes what authkit run shows it")
	case r.Relayed():
		return relayOutcome(f)
	case r.Assertion().IsSet() && !r.SendsSecret():
		return assertionOutcome(f)
	}
	switch code := firstOf(f.codesOfSecret(), entra.WrongSecret, entra.ExpiredSecret, entra.NoSecret, entra.NoSecretInClientCredentials); code {
	case entra.WrongSecret:
		probe, asked := f.Secret.Get()
		if asked && probe.Works() {
			return passed(outcome.Proof("the provider accepts the secret by another client authentication method; metadata-client-auth tells the rest")) // the secret is right; metadata-client-auth tells the rest
		}
		message := "Entra refuses this client secret: it is not a Value of this app registration, or it was created seconds ago"
		if asked && probe.Again {
			message = "Entra refuses this client secret, also when asked again later: it is not a Value of this app registration"
		}
		fix := "make a new client secret at " + credentials + " and copy the column Value into client_secret"
		switch {
		case entra.LooksLikeSecretID(s.Text.Reveal()):
			message, fix = "client_secret holds the Secret ID, and Entra refuses it: the secret is the column Value", "make a new client secret at "+credentials+" and copy the column Value, which is shown only once"
		case strings.TrimSpace(s.Text.Reveal()) != s.Text.Reveal():
			message, fix = "Entra refuses this client secret, which has blanks around it", "remove the blanks inside the quotes of client_secret"
		}
		return found(Proved, coded(finding(SeverityError, s, message, fix), code))
	case entra.ExpiredSecret:
		return found(Proved, coded(finding(SeverityError, s, "this client secret has expired", "make a new client secret at "+credentials+" and copy its Value into client_secret; note its last day with authkit init --secret-expires YYYY-MM-DD; if this one was made just now, look at its last day there and run verify again in a minute"), code))
	case entra.NoSecret, entra.NoSecretInClientCredentials:
		return found(Proved, coded(finding(SeverityError, s, "Entra received no client secret", "remove token_endpoint_auth_method from client_kwargs and fill in client_secret"), code))
	}
	if f.notOfGraph() && !f.SecretProven() { // what Entra takes, Graph may not show yet
		return found(Proved, finding(SeverityError, s, "the registration has no client secret that begins as this one does: it is of another registration, or was deleted",
			"make a new client secret at "+credentials+" and copy the column Value into client_secret"))
	}
	if entry, known := f.SecretEntry(); known && entry.End.Before(f.Now) && !f.SecretProven() {
		return found(Proved, finding(SeverityError, s, "this client secret has expired", "make a new client secret at "+credentials+" and copy its Value into client_secret"))
	}
	probe, ok := f.Secret.Get()
	if !ok {
		if reason := f.appRefused(); reason != "" {
			return skipped(reason)
		}
		return f.unanswered(f.Secret.Missing())
	}
	switch {
	case probe.onlyEncoded() && url.QueryEscape(f.Registration.ClientID.Text.Reveal()) != f.Registration.ClientID.Text.Reveal():
		return found(Proved, finding(SeverityError, f.Registration.ClientID, "client_id and client_secret are right, and the provider decodes them: Streamlit sends them as they are, so a character such as : or % becomes another one there",
			"make a new client at the provider with an ID of letters, digits, - and _ only"))
	case probe.onlyEncoded():
		return found(Proved, finding(SeverityError, s, "this client_secret is right, and the provider decodes it: Streamlit sends it as it is, so a character such as % or + becomes another one there",
			"make a new client secret at the provider, as often as it takes until it holds only letters, digits, - and _"))
	case probe.Works() && probe.Method == "none":
		return passed(outcome.Proof("the provider takes this client without a secret, and a made-up one not"))
	case probe.Works():
		return passed(outcome.Proof("the provider authenticated the client with this secret"))
	}
	if f.Microsoft {
		if probe.Control != nil && (probe.Control.Accepted || probe.Wavers) {
			return f.untilSignIn("this provider takes a made-up client secret as well, so nothing can be told")
		}
		if reason := f.appRefused(); reason != "" {
			return skipped(reason)
		}
		if probe.Real.Code == entra.BlockedByPolicy {
			return f.untilSignIn("a Conditional Access policy answers before the secret is looked at (" + entra.BlockedByPolicy + ")")
		}
		return f.untilSignIn("Entra's answer proves nothing about the secret" + because(probe.Real))
	}
	return openIDSecretOutcome(f, probe)
}

func (f *Facts) wrongPlatform(platform string) Finding {
	return finding(SeverityError, f.Project.Auth.RedirectURI, "redirect_uri is registered under "+platform+", where a client secret is not taken",
		"remove it there and add it under the platform Web: "+entra.PortalAuthentication(f.Registration.ClientID.Text.Reveal()))
}

func clientPlatform(f *Facts) Outcome {
	code, platform := firstOf(f.codesOfSecret(), entra.SinglePagePlatform, entra.SinglePageWantsPKCE, entra.PublicClientSentSecret), "Single-page application"
	if f.publicAtConsumers() {
		code = entra.PublicClientAtConsumers
	}
	if code != "" {
		if code == entra.PublicClientSentSecret || code == entra.PublicClientAtConsumers {
			platform = "Mobile and desktop applications"
		}
		return found(Proved, coded(f.wrongPlatform(platform), code))
	}
	if f.exchanged() && f.cameBack() {
		return passed(outcome.Proof("the provider sent a person back to this redirect URI and exchanged the code with the secret"))
	}
	switch platform, known := f.listedByGraph(); {
	case platform == entra.Web:
		return passed(outcome.Proof("Microsoft Graph lists redirect_uri under the platform Web"))
	case known && platform != entra.NoPlatform:
		return found(Proved, f.wrongPlatform(string(platform)))
	case known && !f.redirectAnswered():
		return skipped("redirect_uri is not registered, see " + checkid.RedirectURIRegistered)
	}
	if reason := f.appRefused(); reason != "" {
		return skipped(reason)
	}
	return f.untilShown("only a sign-in or the registration shows the platform")
}

// publicAtConsumers tells whether the service for personal accounts refused the
// secret because the redirect URI makes the app a public client.
func (f *Facts) publicAtConsumers() bool {
	signIn, ok := f.SignIn.Get()
	return ok && signIn.Error != nil && entra.VariantOf(signIn.Error.Code, signIn.Error.Description) == entra.PublicClient
}
