package verify

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

// deployedChecks are the questions about a running app, asked from outside
// (docs/facts/streamlit.md, section 6).
func deployedChecks() []Check {
	return []Check{
		{
			ID: checkid.DeployedReachable, Level: LevelDeployed,
			Question: "Does the deployed app answer?",
			Why:      "An app that sleeps, crashes at start or lies at another address cannot sign anybody in.",
			Fix:      "Open the app in a browser and look at its log.",
			Steps: []string{
				"open the address in a browser: an app that sleeps (Community Cloud) wakes with a click",
				"check the address: https, the host, and the base path (server.baseUrlPath)",
				"run authkit verify --url ADDRESS again",
			},
			Needs: []Need{needDeployed}, Run: deployedReachable,
		},
		{
			ID: checkid.DeployedLoginRoute, Level: LevelDeployed,
			Question: "Does the deployed app have a login route there?",
			Why:      "Under another base path, without Authlib or without httpx, the route is missing or fails.",
			Fix:      "Give --url with the app's base path, and deploy " + deps.Recommended + ".",
			Needs:    []Need{needLoginAsked}, Run: deployedLoginRoute,
		},
		{
			ID: checkid.DeployedCookieSecret, Level: LevelDeployed,
			Question: "Does the deployed app run with these secrets?",
			Why:      "Secrets that were not pasted, or not read, leave the app with a random key and nobody can log in.",
			Fix:      "Paste the output of authkit deploy-secrets into the app's settings and restart it.",
			Steps: []string{
				"put the same secrets into the deployment: authkit deploy-secrets --url ADDRESS prints them",
				"restart the app: Streamlit reads a file that was not there at the start only then",
				"give all replicas the same cookie_secret",
			},
			Needs: []Need{needLoginAsked}, Run: deployedCookieSecret,
		},
		{
			ID: checkid.DeployedMetadata, Level: LevelDeployed,
			Question: "Does the deployed app send people to this provider?",
			Why:      "A server that cannot reach the metadata, or has that of another provider, ends the login with an error page.",
			Fix:      "Deploy the same server_metadata_url, and let the server reach it.",
			Needs:    []Need{needLoginRedirect}, Run: deployedMetadata,
		},
		{
			ID: checkid.DeployedClientID, Level: LevelDeployed,
			Question: "Does the deployed app use this client ID?",
			Why:      "Secrets of another registration may have been pasted.",
			Fix:      "Deploy the secrets of the same registration.",
			Needs:    []Need{needLoginRedirect}, Run: deployedClientID,
		},
		{
			ID: checkid.DeployedRedirectURI, Level: LevelDeployed,
			Question: "Does the deployed app send people back to itself?",
			Why:      "The local redirect_uri in deployed secrets sends people to their own machine after the sign-in.",
			Fix:      "authkit deploy-secrets --url URL writes the right one.",
			Steps: []string{
				"authkit deploy-secrets --url ADDRESS prints the secrets with the right redirect_uri; put them into the deployment",
				"register that redirect URI at the provider too",
				"restart the app, then run authkit verify --url ADDRESS again",
			},
			Needs: []Need{needLoginRedirect}, Run: deployedRedirectURI,
		},
		{
			ID: checkid.DeployedOrigin, Level: LevelDeployed,
			Question: "Is the origin of redirect_uri the one people open?",
			Why:      "Streamlit compares them letter by letter; http behind a TLS proxy or a second host name ends in \"signed in, still logged out\".",
			Fix:      "Use the address people open, in redirect_uri and at the provider.",
			Needs:    []Need{needLoginRedirect}, Run: deployedOrigin,
		},
	}
}

func needDeployed(f *Facts) *Missing {
	if !f.Deployed.Asked() {
		return &Missing{Skipped, "no --url was given"}
	}
	return f.Deployed.Missing()
}

func needLoginAsked(f *Facts) *Missing {
	if m := needDeployed(f); m != nil {
		return m
	}
	d, _ := f.Deployed.Get()
	switch {
	case d.HealthReason != "":
		return &Missing{Undecided, d.HealthReason}
	case !d.LoginAsked:
		return &Missing{Skipped, "there is no cookie_secret to ask with"}
	case d.LoginReason != "":
		return &Missing{Undecided, d.LoginReason}
	case d.Health >= 500:
		return &Missing{Undecided, "the app is not running"}
	case d.Cloud && !d.HealthOK && d.LoginSentTo == "":
		return &Missing{Unproven, "Streamlit Community Cloud did not let the question through to the app; it may sleep or be private"}
	}
	return nil
}

func needLoginRedirect(f *Facts) *Missing {
	if m := needLoginAsked(f); m != nil {
		return m
	}
	d, _ := f.Deployed.Get()
	if len(d.LoginQuery) == 0 {
		return &Missing{Skipped, "the deployed app did not send the person to a provider"}
	}
	return nil
}

func aboutApp(severity Severity, message, fix string) Finding {
	return Finding{Severity: severity, Message: message, Fix: fix}
}

func deployedReachable(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	switch {
	case d.HealthReason != "":
		return undecided(d.HealthReason)
	case d.HealthOK:
		return passed(outcome.Proof("/_stcore/health answers ok"))
	case d.Health >= 500:
		return undecided("the app answers " + StatusText(d.Health) + "; it may be starting, or stopped: look at its log")
	case len(d.LoginQuery) > 0:
		return passed(outcome.Proof("the login route sends people to a provider"))
	case d.Cloud:
		return unproven("Streamlit Community Cloud did not let the question through to the app; open it in a browser and wake it up")
	}
	return found(Inferred, aboutApp(SeverityError, d.App+" does not answer like a Streamlit app ("+StatusText(d.Health)+" at /_stcore/health)", "give --url as people open the app, with its base path"))
}

func deployedLoginRoute(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	switch {
	case d.LoginPage:
		return found(Inferred, aboutApp(SeverityError, "the deployed app has no login route at "+d.App+": it shows a page instead",
			"deploy "+deps.Recommended+" and restart the app; if it has a base path, give --url with it"))
	case d.LoginStatus == http.StatusNotFound:
		return found(Inferred, aboutApp(SeverityError, "the deployed app has no login route at "+d.App+" (HTTP 404 Not Found)",
			"give --url with the base path (server.baseUrlPath) at its end"))
	case d.LoginStatus >= 500:
		return found(Inferred, aboutApp(SeverityError, "the login route of the deployed app fails ("+StatusText(d.LoginStatus)+"): Authlib or httpx is missing there, or client_kwargs is not a section",
			"deploy "+deps.Recommended+", which brings both, and restart the app"))
	case losesState(d, f.Project):
		return found(Inferred, aboutApp(SeverityWarning, "the answer that sends people to the provider brings no cookie _streamlit_session, in which Streamlit 1.58 and newer remembers the login: without it everybody comes back logged out",
			"let the proxy in front of the app pass the cookies of /auth/login and /oauth2callback both ways, under one host and scheme"))
	}
	return passed(outcome.Proof("the login route sends people to a provider"))
}

func deployedCookieSecret(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	switch {
	case d.LoginDiffer:
		return found(Proved, aboutApp(SeverityError, "the deployed app has replicas with different cookie secrets: a person signed in at one is a stranger to the next",
			"give every replica the same secrets and restart them all"))
	case len(d.LoginQuery) > 0, d.LoginStatus == http.StatusBadRequest:
		return passed(outcome.Proof("the login route accepted a login token that was signed with this cookie_secret"))
	case d.LoginHome:
		return found(Inferred, aboutApp(SeverityError, "the deployed app does not run with this cookie_secret: its secrets are others, or it could not read them",
			"paste the output of authkit deploy-secrets --url "+d.App+" into the app's secrets and restart it; where only environment variables can be set, start it with authkit deploy-secrets --from-env; if it has secrets of its own, check those with --secrets FILE"))
	}
	return unproven("the login route did not answer as Streamlit does (" + StatusText(d.LoginStatus) + ")")
}

func deployedMetadata(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	m, ok := f.Metadata.Get()
	if !ok || !m.Usable() {
		return skipped("the provider's metadata could not be used")
	}
	want := m.Text("authorization_endpoint")
	if own := f.Registration.AuthorizeURL.Text.Reveal(); own != "" {
		want = own
	}
	if hosts.ShownText(want) == d.LoginSentTo {
		return passed(outcome.Proof("the login route sends people to " + d.LoginSentTo))
	}
	if target, err := url.Parse(d.LoginSentTo); err == nil && sameHost(target, d.App) && strings.HasSuffix(hosts.ShownText(want), target.Path) {
		return found(Proved, aboutApp(SeverityError, "a proxy in front of the app puts the app's own name into the redirect to the provider: people are sent to "+d.LoginSentTo+" instead of "+hosts.ShownText(want),
			"let the proxy not rewrite the Location header: in IIS switch off \"Reverse rewrite host in response headers\" of Application Request Routing, in nginx write proxy_redirect off"))
	}
	return found(Proved, aboutApp(SeverityError, "the deployed app sends people to "+d.LoginSentTo+", not to "+hosts.ShownText(want), "deploy the same server_metadata_url and restart the app"))
}

func sameHost(u *url.URL, address string) bool {
	other, err := url.Parse(address)
	return err == nil && strings.EqualFold(u.Host, other.Host)
}

// losesState tells whether the answer lacks the cookie that a login needs since
// 1.58 (docs/facts/streamlit.md, section 3.3). Which release runs there is not known;
// the project's own is taken for it.
func losesState(d *Deployed, p *project.Project) bool {
	s := p.Deps.Streamlit
	return len(d.LoginQuery) > 0 && !d.StateCookie && p.DepsErr == nil && s.Present() && !s.Version.Before(streamlit.KeepsLoginInCookie)
}

func deployedClientID(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	if d.LoginQuery.Get("client_id") == f.Registration.ClientID.Text.Reveal() {
		return passed(outcome.Proof("the login route sends this client ID to the provider"))
	}
	return found(Proved, aboutApp(SeverityError, "the deployed app uses another client ID than these secrets", "deploy these secrets, or check the deployed ones with --secrets FILE"))
}

func deployedRedirectURI(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	u, err := url.Parse(d.LoginQuery.Get("redirect_uri"))
	if err != nil || u.Host == "" {
		return found(Proved, aboutApp(SeverityError, "the deployed app's redirect_uri is not an address", deployFix(d)))
	}
	app, _ := url.Parse(d.App)
	if hosts.IsLoopback(u.Hostname()) && !hosts.IsLoopback(app.Hostname()) {
		return found(Proved, aboutApp(SeverityError, "the deployed app sends people back to "+hosts.Shown(u)+", which is their own machine", deployFix(d)))
	}
	if want := d.Base + "/oauth2callback"; u.Path != want && !(d.Cloud && u.Path == "/~/+/oauth2callback") {
		return found(Proved, aboutApp(SeverityError, "the deployed app sends people back to "+hosts.Shown(u)+", where it has no callback", deployFix(d)))
	}
	return passed(outcome.Proof("the login route names " + hosts.Shown(u) + " as the address to come back to"))
}

func deployFix(d *Deployed) string {
	return "paste the output of authkit deploy-secrets --url " + d.App + " into the app's secrets and restart it"
}

func deployedOrigin(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	origin := hosts.Origin(d.LoginQuery.Get("redirect_uri"))
	if origin == strings.ToLower(d.Origin) {
		return passed(outcome.Proof("redirect_uri begins with " + origin + ", which people open"))
	}
	app, _ := url.Parse(d.App)
	if u, err := url.Parse(origin); err == nil && hosts.IsLoopback(u.Hostname()) && !hosts.IsLoopback(app.Hostname()) {
		return skipped("see deployed-redirect-uri")
	}
	return found(Proved, aboutApp(SeverityError, "the deployed app's redirect_uri begins with "+origin+", but people open "+d.Origin+": after the sign-in they are still logged out", deployFix(d)))
}
