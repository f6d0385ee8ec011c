package verify

import (
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// Whether redirect_uri is registered, as far as the provider's answer to a
// login request without a session tells (docs/facts/entra.md, section 2.4).

// proves tells whether the provider sent its answer to the redirect URI, and
// would not have sent one just anywhere. A control without an answer is none.
func (p *RedirectProbe) proves() bool {
	unanswered := func(a AuthorizeAnswer) bool { return a.NoAnswer != "" }
	return p.Real.ToAsked && p.Real.StateKept && p.Real.OAuthError != "" && !p.void() &&
		!unanswered(p.Stranger) && !slices.ContainsFunc(p.Controls, unanswered)
}

// provesAtEntra narrows it to the answers Entra has been seen to send to a
// registered address (docs/facts/entra.md, section 2.4).
func (p *RedirectProbe) provesAtEntra() bool {
	return p.proves() && slices.Contains(absent, p.Real.OAuthError)
}

// void tells whether a control was sent to its own made-up address: then the
// method shows nothing.
func (p *RedirectProbe) void() bool {
	for _, control := range p.Controls {
		if control.ToAsked && (control.Asked.String() != p.Real.Asked.String() || control.StateKept) {
			return true
		}
	}
	return p.Stranger.ToAsked && p.Stranger.StateKept
}

// unregistered tells whether Entra's page says that the redirect URI is not
// registered, and said otherwise of an app that does not exist.
func (p *RedirectProbe) unregistered() bool {
	if !slices.Contains(entra.UnregisteredRedirectURI, p.Real.Code) || p.Stranger.Code == p.Real.Code {
		return false
	}
	// The older wording names no address; the newer one has to name ours.
	return !strings.Contains(p.Real.Description, "'http") || strings.Contains(p.Real.Description, hosts.Shown(p.Real.Asked))
}

// refusedAddress tells whether a page refuses the redirect URI in words.
func (a AuthorizeAnswer) refusedAddress() bool {
	return a.OAuthOnPage == "redirect_uri" || strings.Contains(a.Description, "redirect_uri")
}

// registerFix says how to register the redirect URI.
func registerFix(f *Facts) string {
	uri := hosts.ShownText(f.RedirectURI())
	if f.Microsoft {
		return "add " + uri + " under Authentication, platform Web: " + entra.PortalAuthentication(f.Registration.ClientID.Text.Reveal())
	}
	p := f.provider()
	switch {
	case p.Console != "":
		return "add " + uri + " at " + p.Name + " under " + p.Redirects + ": " + p.Console
	case p.Redirects != "":
		return "add " + uri + " at " + p.Name + " under " + p.Redirects
	}
	return "add " + uri + " to the allowed redirect (callback) URIs of the client at the provider"
}

func redirectRegistered(f *Facts) Outcome {
	s := f.Project.Auth.RedirectURI
	if f.cameBack() {
		return passed(outcome.Proof("the provider sent a person back to this redirect URI"))
	}
	refused := finding(SeverityError, s, "redirect_uri is not registered at the provider", registerFix(f))
	probe, ok := f.Redirect.Get()
	answered := ok && !probe.void() && probe.proves() && probe.provesAtEntra() // what Entra takes, Graph may not show yet
	switch platform, known := f.listedByGraph(); {
	case platform != entra.NoPlatform:
		return passed(outcome.Proof("Microsoft Graph lists redirect_uri in the registration"))
	case known && !answered:
		return found(Proved, refused)
	}
	if !ok {
		return missing(f.Redirect.Missing())
	}
	if !f.Microsoft {
		switch f.refused() {
		case refusesAddress:
			return found(Inferred, refused)
		case refusesClient:
			return skipped("the provider does not know the app, see client-known")
		case refusesDisabled:
			return skipped("the client is switched off at the provider, see client-enabled")
		}
	}
	switch {
	case probe.void():
		return unproven("the provider sends its answer to made-up addresses as well, or for made-up clients, so nothing can be told; register redirect_uri strictly")
	case probe.proves() && (!f.Microsoft || probe.provesAtEntra()):
		return passed(outcome.Proof("the provider sent its answer to this redirect URI, and not to made-up ones"))
	case f.Microsoft && probe.unregistered():
		return found(Proved, coded(refused, probe.Real.Code))
	case probe.Real.Code == entra.RedirectURINotAbsolute:
		return found(Proved, coded(finding(SeverityError, s, "the provider does not take redirect_uri for an address", "write the whole address, from http:// or https:// to /oauth2callback"), entra.RedirectURINotAbsolute))
	case f.Microsoft && probe.Real.refusedAddress() && !probe.Stranger.refusedAddress():
		return found(Inferred, refused)
	}
	if reason := f.appRefused(); reason != "" {
		return skipped(reason)
	}
	if f.Microsoft && f.signInTried() {
		return unproven("Entra says before a sign-in only that an address is registered, never that it is not, and nobody came back from the sign-in; look at " + entra.PortalAuthentication(f.Registration.ClientID.Text.Reveal()))
	}
	if f.Microsoft {
		return unproven("Entra says before a sign-in only that an address is registered, never that it is not; run authkit verify --login, or --graph after az login, or look at " + entra.PortalAuthentication(f.Registration.ClientID.Text.Reveal()))
	}
	if f.signInTried() && !f.cameBack() {
		return unproven("neither the person nor an answer to prompt=none came back to redirect_uri; when the provider's page named redirect_uri, " + registerFix(f))
	}
	return f.untilSignIn("the provider's answer proves nothing")
}

// cameBack tells whether the provider sent a person back to the project's own
// redirect URI, as it does to a registered one only. Entra takes any port of localhost.
func (f *Facts) cameBack() bool {
	signIn, ok := f.SignIn.Get()
	if !ok {
		return false
	}
	came, err := url.Parse(signIn.CameTo)
	own, err2 := url.Parse(f.RedirectURI())
	if err != nil || err2 != nil {
		return false
	}
	if f.Microsoft && came.Hostname() == "localhost" && own.Hostname() == "localhost" {
		came.Host, own.Host = "localhost", "localhost"
	}
	return hosts.Same(came, own)
}
