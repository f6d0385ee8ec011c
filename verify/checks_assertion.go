package verify

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// Clients that show no secret of their own (docs/facts/streamlit.md, section 1.6):
// an assertion in access_token_params, or a program at access_token_url.

// assertionOutcome is what the provider's answers say of an assertion that is
// sent in place of the client secret.
func assertionOutcome(f *Facts) Outcome {
	s := f.Registration.Assertion()
	probe, ok := f.Secret.Get()
	if !ok {
		if reason := f.appRefused(); reason != "" {
			return skipped(reason)
		}
		return missing(f.Secret.Missing())
	}
	said := because(probe.Real)
	switch {
	case probe.Once:
		return found(Proved, finding(SeverityError, s, "the provider takes a client assertion once, so with this one a single person gets in",
			"name a program on this machine in access_token_url that adds a new assertion to each token request"))
	case probe.Works() && probe.Control == nil:
		return passed(outcome.Proof("the provider gave a token for this assertion"))
	case probe.Works():
		return passed(outcome.Proof("the provider took this assertion and refused a forged one"))
	case probe.Wavers:
		return unproven("the provider answers the same question now so, now otherwise, so nothing can be told; run authkit verify --login")
	case f.unknownClient(), firstOf(f.codesOfSecret(), entra.UnknownClient...) != "":
		return skipped("the provider does not know the client ID, see client-known")
	case probe.Control != nil && probe.Real.OAuthError == "invalid_grant" && probe.Control.OAuthError == "invalid_grant":
		return unproven("the provider looks at the code before the assertion, so only a sign-in tells; run authkit verify --login")
	case probe.Real.OAuthError == "invalid_client":
		return found(Proved, coded(finding(SeverityError, s, "the provider refuses this client assertion"+said+saying(probe.Real.Description),
			"compare its issuer, subject, audience and last minute with what is registered for the client at the provider"), probe.Real.Code))
	}
	return unproven("the provider's answer proves nothing about the assertion" + said + "; run authkit verify --login")
}

// relayOutcome is what a program of the project's own at access_token_url says.
// What it adds to a token request is its affair.
func relayOutcome(f *Facts) Outcome {
	probe, ok := f.Secret.Get()
	switch {
	case !ok:
		return missing(f.Secret.Missing())
	case deniesClient(probe.Real):
		return found(Inferred, finding(SeverityError, f.Registration.AccessTokenURL, "what answers at access_token_url does not get in at the provider"+because(ProviderAnswer{OAuthError: probe.Real.OAuthError})+saying(probe.Real.Description),
			"look into the program that answers there: the secret or assertion that it adds is refused"))
	}
	return unproven("access_token_url names a program of the project's own, and only a sign-in tells what it adds; run authkit verify --login")
}

// strayAssertion is a client_assertion in a place from which it is not sent.
func (f *Facts) strayAssertion() streamlit.Unread {
	all := slices.Concat(f.Registration.Unread, f.Project.Auth.Unread)
	at := slices.IndexFunc(all, func(u streamlit.Unread) bool {
		return strings.HasSuffix(u.Path, ".client_assertion") || strings.HasSuffix(u.Path, "auth.access_token_params")
	})
	if at < 0 {
		return streamlit.Unread{}
	}
	return all[at]
}
