package verify

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/platform"
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
			Why:      "An app that sleeps, crashes at start, lies at another address or is cut off by a proxy cannot sign anybody in. Behind somebody else's login nothing can be looked at.",
			Fix:      "Open the app in a browser and look at its log.",
			Steps: []string{
				"open the address in a browser: an app that sleeps (Community Cloud) wakes with a click",
				"check the address: https, the host, and the base path (server.baseUrlPath)",
				"if a login of the platform or of a proxy stands in front, let it pass the app, or leave st.login out",
				"a page that stays empty lacks its WebSocket: let the proxy pass Upgrade, Connection and Host",
				"run authkit verify --url ADDRESS again",
			},
			Needs: []Need{needDeployed}, Run: deployedReachable,
		},
		{
			ID: checkid.DeployedLoginRoute, Level: LevelDeployed,
			Question: "Does the deployed app have a login route there?",
			Why:      "Under another base path, without Authlib or without httpx, the route is missing or fails; a proxy may lose its query or its cookies.",
			Fix:      "Give --url with the app's base path, and deploy " + deps.Recommended + ".",
			Steps: []string{
				"give --url with the base path (server.baseUrlPath) at its end",
				"deploy " + deps.Recommended + ", which brings Authlib and httpx, and restart the app",
				"let the proxy in front of the app pass /auth/login and /oauth2callback with their queries and cookies",
				"look at the app's log: it names why a sign-in cannot begin",
			},
			Needs: []Need{needLoginAsked}, Run: deployedLoginRoute,
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
			Needs: []Need{needToken}, Run: deployedCookieSecret,
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
	case d.Health.Reason != "":
		return &Missing{Undecided, d.Health.Reason}
	case !d.LoginAsked:
		return &Missing{Skipped, "there is no cookie_secret to ask with"}
	case d.Login.Reason != "":
		return &Missing{Undecided, d.Login.Reason}
	}
	return nil
}

// needToken is that the login route showed whether it takes our token.
func needToken(f *Facts) *Missing {
	if m := needLoginAsked(f); m != nil {
		return m
	}
	d, _ := f.Deployed.Get()
	switch {
	case d.RefusesToken() && d.QueryLost:
		return &Missing{Skipped, "the token did not reach the app, see " + checkid.DeployedLoginRoute}
	case d.SendsPeople(), d.FailsToBegin(), d.Crashes(), d.RefusesToken():
		return nil
	}
	return &Missing{Skipped, notHeard(d)}
}

func needLoginRedirect(f *Facts) *Missing {
	if m := needToken(f); m != nil {
		return m
	}
	d, _ := f.Deployed.Get()
	if !d.SendsPeople() {
		return &Missing{Skipped, "the deployed app did not send the person to a provider"}
	}
	return nil
}

// notHeard says why nothing is known of the app's own login route.
func notHeard(d *Deployed) string {
	for _, by := range []platform.Platform{d.Front(), d.Login.By} {
		if by.Known() && by.Does == platform.AsksLogin {
			return by.Name + " stands in front of the app and answered instead"
		}
	}
	if d.Front().Known() || !d.Answers() && !d.Login.By.Known() {
		return "the app was not reached, see " + checkid.DeployedReachable
	}
	return "the login route did not answer as Streamlit's does, see " + checkid.DeployedLoginRoute
}

// aboutApp is a finding about the deployed app as a whole.
//
//go:noinline
func aboutApp(severity Severity, message, fix string) Finding {
	return Finding{Severity: severity, Message: message, Fix: fix}
}

// inFront is the outcome where somebody known answers before the app.
func inFront(d *Deployed, by platform.Platform) Outcome {
	if d.Cloud && by.Does == platform.AsksLogin {
		// Public apps answer so too, before the platform's handshake; what a
		// sleeping one answers after it nobody has seen.
		return undecided("Streamlit Community Cloud did not let the question through to the app: it is private, or it sleeps; open it in a browser; " + by.Fix)
	}
	switch by.Does {
	case platform.AsksLogin:
		return found(Inferred, aboutApp(SeverityWarning, by.Name+" stands in front of "+d.App+": people sign in there before they see the app, and nothing behind it can be asked from here", by.Fix))
	case platform.LocksOut:
		return found(Inferred, aboutApp(SeverityError, by.Name+" stands in front of "+d.App+" and lets no browser in", by.Fix))
	case platform.HasNoApp:
		return found(Inferred, aboutApp(SeverityError, by.Name+" ("+d.App+")", by.Fix))
	case platform.IsSleeping:
		return undecided(by.Name + "; " + by.Fix)
	}
	return undecided(by.Name + " answers in front of the app; " + by.Fix)
}

// sentOn is the outcome where the address is not the one that people end up at.
func sentOn(moved string) Outcome {
	return undecided("the address sends people on to " + moved + "; run authkit verify --url " + moved)
}

func deployedReachable(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	switch front := d.Front(); {
	case d.Health.Reason != "":
		return undecided(d.Health.Reason)
	case front.Known():
		return inFront(d, front)
	case d.Moved() != "":
		return sentOn(d.Moved())
	case d.Answers() && d.HasStranger():
		return undecided("something in front of the app answers a path that nobody has (" + d.Nobody.Shown() + "); if it is a login, give it the app to pass, or leave st.login out")
	case d.Answers():
		return takesBrowsers(d)
	case d.Health.Status >= 500:
		return undecided("the app answers " + spoken.Status(d.Health.Status) + "; it may be starting, or stopped: look at its log")
	case d.Cloud:
		return unproven("Streamlit Community Cloud did not let the question through to the app; open it in a browser and wake it up")
	case d.Health.Status == http.StatusNotFound, d.Health.Status == http.StatusOK && d.Health.HTML && !d.Health.OK:
		return found(Inferred, aboutApp(SeverityError, d.App+" does not answer like a Streamlit app ("+d.Health.Shown()+" at /_stcore/health)", "give --url as people open the app, with its base path"))
	}
	if d.Health.Status/100 == 3 && d.Health.Like(d.Nobody) {
		return undecided("something in front of " + d.App + " sends every path to " + d.Health.SentTo + ", as a login does; let it pass the app, or leave st.login out")
	}
	return undecided("something else than Streamlit answers at " + d.App + " (" + d.Health.Shown() + " at /_stcore/health); look at the proxy or firewall in front of the app, and give --url as people open it")
}

// takesBrowsers tells whether the connection comes through without which the
// app's page stays empty (docs/facts/streamlit.md, section 6.4).
func takesBrowsers(d *Deployed) Outcome {
	const (
		at     = " at /_stcore/stream)"
		unseen = "the app answers, but whether it takes a browser's connection was not seen"
	)
	s := d.Socket
	switch {
	case s.Status == http.StatusSwitchingProtocols:
		return passed(outcome.Proof("the app answers, and takes a browser's connection"))
	case s.Reason != "":
		return undecided(unseen + ": " + s.Reason)
	case s.By.Known():
		return inFront(d, s.By)
	case d.Cloud:
		return unproven(unseen + " (" + s.Shown() + at)
	case s.Passing():
		return undecided(unseen + " (" + s.Shown() + at)
	case s.Status == http.StatusForbidden:
		return found(Inferred, aboutApp(SeverityError, "the app refuses a browser's connection ("+s.Shown()+at+": its page stays empty",
			"let the proxy in front of the app pass the header Host as the browser sent it (nginx: proxy_set_header Host $http_host), and name "+hosts.Origin(d.App)+" where server.allowedHosts or server.corsAllowedOrigins is set"))
	}
	return found(Inferred, aboutApp(SeverityError, "a proxy in front of the app does not pass a browser's connection on ("+s.Shown()+at+": the page stays empty",
		"switch WebSocket on in the proxy (nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade, proxy_set_header Connection \"upgrade\")"))
}

func deployedLoginRoute(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	front := d.Front()
	const passCookies = "let the proxy in front of the app pass the cookies of /auth/login and /oauth2callback both ways, under one host and scheme"
	switch {
	case d.LosesCookies():
		return found(Inferred, aboutApp(SeverityError, "no cookie of Streamlit's came with the answers of the deployed app (_streamlit_xsrf, _streamlit_session): a proxy in front of it takes them off, and everybody comes back logged out", passCookies))
	case losesState(d, f.Project):
		return found(Inferred, aboutApp(SeverityWarning, "the answer that sends people to the provider brings no cookie _streamlit_session, in which Streamlit 1.58 and newer remembers the login: without it everybody comes back logged out", passCookies))
	case d.SendsPeople() && d.Cached:
		return found(Proved, aboutApp(SeverityWarning, "the login route gave two people the same state: something in front of the app keeps its answer, and one person can be led into the sign-in of another",
			"switch caching off for the app in the proxy or CDN in front of it, or at least for /auth and /oauth2callback"))
	case d.SendsPeople():
		return passed(outcome.Proof("the login route sends people to a provider when it gets a login token, and home without one"))
	case d.RefusesToken() && d.QueryLost:
		return found(Inferred, aboutApp(SeverityError, "a proxy in front of the app drops the query of an address (all from ? on), so that no sign-in can begin or end",
			"let the proxy pass the query on (nginx: proxy_pass without a variable, or with $request_uri)"))
	case d.RefusesToken():
		return passed(outcome.Proof("the login route sends people home without a good token, and a made-up path does not"))
	case d.FailsToBegin():
		return found(Proved, aboutApp(SeverityError, "the login route of the deployed app takes the token and then cannot begin the sign-in ("+d.Login.Shown()+"): its server does not get the provider's metadata, or its secrets do not have this provider",
			"let the app's server reach server_metadata_url, and deploy the same secrets; the app's log names the reason"))
	case d.Crashes():
		return found(Inferred, aboutApp(SeverityError, "the login route of the deployed app fails ("+d.Login.Shown()+"): Authlib or httpx is missing there, or client_kwargs is not a section",
			"deploy "+deps.Recommended+", which brings both, and restart the app"))
	case front.Known():
		return undecided(notHeard(d))
	case d.Login.By.Known():
		return inFront(d, d.Login.By)
	case d.Moved() != "":
		return sentOn(d.Moved())
	case d.Login.Begins():
		return undecided("somebody else's login stands in front of the app: it sends people to " + d.Login.SentTo + " without a login token too; let it pass /auth/login and /oauth2callback, or leave st.login out")
	case !d.Answers():
		return unreached(f)
	case d.Login.Index:
		return found(Inferred, aboutApp(SeverityError, "the deployed app has no login route at "+d.App+": it shows a page instead",
			"deploy "+deps.Recommended+" and restart the app; if it has a base path, give --url with it"))
	case d.Login.Status == http.StatusNotFound:
		return found(Inferred, aboutApp(SeverityError, "the deployed app has no login route at "+d.App+" (HTTP 404 Not Found)",
			"let the proxy in front of the app pass /auth/login on, or give --url with the base path (server.baseUrlPath) at its end"))
	}
	return undecided("the login route answers " + d.Login.Shown() + ", as Streamlit's never does; look at the proxy in front of the app, which has to pass /auth/login with its query, and at the app's log")
}

// unreached is the outcome of the login route where the app was not heard at
// all: what deployed-reachable accuses is accused once.
func unreached(f *Facts) Outcome {
	if deployedReachable(f).Status() == Failed {
		return skipped("the app was not reached, see " + checkid.DeployedReachable)
	}
	return undecided("the app was not reached, see " + checkid.DeployedReachable)
}

func deployedCookieSecret(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	switch {
	case d.Differs():
		return found(Proved, aboutApp(SeverityError, "the deployed app has replicas with different cookie secrets: a person signed in at one is a stranger to the next",
			"give every replica the same secrets and restart them all"))
	case d.RefusesToken():
		return found(Inferred, aboutApp(SeverityError, "the deployed app does not run with this cookie_secret: its secrets are others, or it could not read them",
			"paste the output of authkit deploy-secrets --url "+d.App+" into the app's secrets and restart it; where only environment variables can be set, start it with authkit deploy-secrets --from-env; if it has secrets of its own, check those with --secrets FILE"))
	}
	return passed(outcome.Proof("the login route took a login token that was signed with this cookie_secret, and does otherwise without one"))
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
	if hosts.ShownText(want) == d.Login.SentTo {
		return passed(outcome.Proof("the login route sends people to " + d.Login.SentTo))
	}
	if target, err := url.Parse(d.Login.SentTo); err == nil && sameHost(target, d.App) && strings.HasSuffix(hosts.ShownText(want), target.Path) {
		return found(Proved, aboutApp(SeverityError, "a proxy in front of the app puts the app's own name into the redirect to the provider: people are sent to "+d.Login.SentTo+" instead of "+hosts.ShownText(want),
			"let the proxy not rewrite the Location header: in IIS switch off \"Reverse rewrite host in response headers\" of Application Request Routing, in nginx write proxy_redirect off"))
	}
	return found(Proved, aboutApp(SeverityError, "the deployed app sends people to "+d.Login.SentTo+", not to "+hosts.ShownText(want), "deploy the same server_metadata_url and restart the app"))
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
	return d.SendsPeople() && !d.Login.State && p.DepsErr == nil && s.Present() && !s.Version.Before(streamlit.KeepsLoginInCookie)
}

func deployedClientID(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	if d.Login.Query.Get("client_id") == f.Registration.ClientID.Text.Reveal() {
		return passed(outcome.Proof("the login route sends this client ID to the provider"))
	}
	return found(Proved, aboutApp(SeverityError, "the deployed app uses another client ID than these secrets", "deploy these secrets, or check the deployed ones with --secrets FILE"))
}

func deployedRedirectURI(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	u, err := url.Parse(d.Login.Query.Get("redirect_uri"))
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
	return wayBack(d, u)
}

// wayBack tells whether the address that people come back to leads to the app.
func wayBack(d *Deployed, callback *url.URL) Outcome {
	names := "the login route names " + hosts.Shown(callback) + " as the address to come back to"
	b := d.Back
	switch {
	case d.Cloud:
		return passed(outcome.Proof(names))
	case b.Reason != "":
		return undecided(b.Reason)
	case b.Status == http.StatusFound && b.Home:
		return passed(outcome.Proof(names + ", and it answers there as Streamlit's callback"))
	case b.Status == http.StatusFound && b.Root:
		return found(Inferred, aboutApp(SeverityError, "after the sign-in the app sends people to the root of "+d.Origin+" and not to "+d.App+": the proxy in front of it takes the base path off",
			"set server.baseUrlPath = \""+strings.TrimPrefix(d.Base, "/")+"\" in config.toml, and let the proxy pass the path as it is (nginx: proxy_pass without a slash at its end)"))
	case b.By.Known() && b.By.Does == platform.AsksLogin:
		return found(Inferred, aboutApp(SeverityWarning, b.By.Name+" answers at /oauth2callback before the app does", b.By.Fix))
	case b.By.Known():
		return inFront(d, b.By)
	case b.Passing():
		return undecided(names + ", but what it answers there (" + b.Shown() + ") tells nothing")
	}
	return found(Inferred, aboutApp(SeverityError, "people come back to "+hosts.Shown(callback)+", and the app's callback is not there ("+b.Shown()+")",
		"let the proxy in front of the app pass /oauth2callback on to it, with its query (nginx: a location for /oauth2 takes it too, one for /oauth2/ does not)"))
}

func deployFix(d *Deployed) string {
	return "paste the output of authkit deploy-secrets --url " + d.App + " into the app's secrets and restart it"
}

func deployedOrigin(f *Facts) Outcome {
	d, _ := f.Deployed.Get()
	origin := hosts.Origin(d.Login.Query.Get("redirect_uri"))
	if origin == strings.ToLower(d.Origin) {
		return passed(outcome.Proof("redirect_uri begins with " + origin + ", which people open"))
	}
	app, _ := url.Parse(d.App)
	if u, err := url.Parse(origin); err == nil && hosts.IsLoopback(u.Hostname()) && !hosts.IsLoopback(app.Hostname()) {
		return skipped("see deployed-redirect-uri")
	}
	return found(Proved, aboutApp(SeverityError, "the deployed app's redirect_uri begins with "+origin+", but people open "+d.Origin+": after the sign-in they are still logged out", deployFix(d)))
}
