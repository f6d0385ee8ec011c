package explain

import (
	"slices"
	"sort"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
	"github.com/authkit-cli/authkit/provider"
)

// providerMessages are what providers say: those of one provider stand in its
// file of package provider, those that several say stand here.
func providerMessages() []message {
	all := slices.Clone(commonMessages)
	for _, p := range provider.All() {
		if p.Refusals == nil {
			continue
		}
		for _, refusal := range p.Refusals() {
			all = append(all, messageOf(refusal))
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return place(all[i].id) < place(all[j].id) })
	return all
}

func messageOf(r provider.Refusal) message {
	return message{
		id: r.ID, rank: rankOf(r), phrases: r.Phrases, with: r.With, unless: r.Unless, title: r.Title, meaning: r.Meaning,
		owner: owner(r.By), fix: r.Fix, steps: r.Steps, checks: r.Checks,
	}
}

func rankOf(r provider.Refusal) rank {
	if r.General {
		return rankKind
	}
	return rankCause
}

func owner(role provider.Role) string {
	switch role {
	case provider.Administrator:
		return entra.OwnerTenantAdmin
	case provider.Person:
		return entra.OwnerUser
	}
	return entra.OwnerDeveloper
}

// listed is the order of authkit explain --list, which people have got used to.
// What does not stand here comes behind it.
var listed = []string{
	"redirect_uri_mismatch", "google-deleted-client", "google-client-not-found", "google-not-verified",
	"google-disallowed-useragent", "okta-redirect-uri", "okta-policy", "user-not-assigned", "auth0-callback",
	"logout-uri-not-registered", "cognito-logout", "keycloak-redirect-uri", "keycloak-credentials", "keycloak-client",
	"pkce-required", "google-origin", "google-policy", "google-unverified", "okta-client-id", "okta-secret", "okta-scope",
	"auth0-client", "auth0-grant", "auth0-audience", "keycloak-disabled", "keycloak-flow", "keycloak-secret",
	"keycloak-realm", "keycloak-https", "keycloak-account", "code-not-valid", "cognito-redirect",
}

func place(id string) int {
	if at := slices.Index(listed, id); at >= 0 {
		return at
	}
	return len(listed)
}

// commonMessages are what several providers say in the same words.
var commonMessages = []message{
	{
		id: "logout-uri-not-registered", phrases: []string{"in 'allowed logout urls'", "post_logout_redirect_uri' querystring parameter", "'post_logout_redirect_uri' parameter must be", "invalid post_logout_redirect_uri", "invalid parameter: post_logout_redirect_uri"},
		title:   "the provider does not know the address to return to after logging out",
		meaning: "From Streamlit 1.53 on (1.57 aside) st.logout goes to the provider and returns to redirect_uri.",
		fix:     "add " + own.RedirectURIBrief + " to the provider's allowed logout URLs",
		checks:  []string{checkid.MetadataLogout},
	},
	{
		id: "pkce-required", phrases: []string{"pkce code challenge is required", "missing parameter: code_challenge_method", "pkce is required", "code challenge required", "code_challenge is required", "must include a 'code_challenge'", "requires pkce"},
		title:   "the provider demands PKCE, and Streamlit did not use it",
		meaning: "Streamlit uses PKCE when the metadata lists S256; 1.57.0 forgets to.",
		fix:     "set code_challenge_method = \"S256\" in client_kwargs",
		checks:  []string{checkid.MetadataPKCE, checkid.ClientKwargs},
	},
	{
		id: "pkce-failed", phrases: []string{"invalid code verifier", "code_verifier is invalid", "pkce verification failed", "code verifier does not match", "code_verifier does not match", "invalid code_verifier", "failed pkce code challenge", "pkce code challenge method is not matching"},
		title:   "the proof of PKCE does not fit the code",
		meaning: "Streamlit keeps the proof in the cookie _streamlit_session (before 1.58 in its memory). Two logins crossed, the callback page was opened again, or another replica ended the login.",
		fix:     "log in again from the start page, in one tab",
		steps:   []string{"Streamlit 1.57.0 forgets PKCE although the provider asks for it: use 1.59.1 or newer", "log in again from the app's start page, in one tab", "behind a proxy: let it pass the cookie _streamlit_session both ways", "several replicas: one cookie_secret for all, and Streamlit 1.59.1 or newer"},
		checks:  []string{checkid.MetadataPKCE, checkid.ConfigServer},
	},
	{
		id: "code-not-valid", phrases: []string{"code not valid", "authorization code is invalid or has expired", "invalid authorization code"}, rank: rankKind,
		title:   "the provider does not accept the code any more",
		meaning: "It was used before or is too old: the callback page was reloaded, or a proxy asked twice.",
		fix:     "log in again from the start page; when it stays, check that no proxy repeats /oauth2callback",
		checks:  []string{checkid.SignInToken},
	},
}
