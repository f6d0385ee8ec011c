package sandbox

import "fmt"

// Fault is one thing that goes wrong on purpose.
type Fault struct{ Name, Doc string }

// Faults is the closed list of them.
func Faults() []Fault {
	return []Fault{
		{"secret-expired", "every client secret has expired (AADSTS7000222)"},
		{"secret-fresh", "client secrets were created a moment ago and are not known yet (AADSTS7000215)"},
		{"app-disabled", "an administrator has switched the app off (AADSTS7000112)"},
		{"blocked-by-policy", "client credentials meet a Conditional Access policy (AADSTS53003)"},
		{"spa-platform", "the redirect URIs are registered for a single-page application (AADSTS9002327)"},
		{"public-client", "the redirect URIs are registered for mobile and desktop (AADSTS700025)"},
		{"pkce-advertised", "the metadata lists PKCE methods"},
		{"interrupt-page", "a page with a script stands before every authorization request"},
		{"unregistered-50011", "prompt=none says AADSTS50011 for an unregistered redirect URI, instead of AADSTS50058"},
		{"consent-declined", "the person declines what the app asks for (AADSTS65004)"},
		{"metadata-html", "the metadata address answers with a web page"},
		{"metadata-redirect", "the metadata address redirects"},
		{"metadata-loop", "the metadata address redirects to itself for ever"},
		{"metadata-404", "the metadata address answers 404"},
		{"metadata-500", "the metadata address answers 500"},
		{"metadata-hang", "the metadata address never answers"},
		{"metadata-huge", "the metadata address sends without end"},
		{"metadata-reset", "the metadata address closes the connection"},
		{"wrong-issuer", "ID tokens name another issuer than the metadata"},
		{"wrong-audience", "ID tokens are for another client"},
		{"wrong-nonce", "ID tokens carry another nonce"},
		{"wrong-signature", "ID tokens are signed with a key that is not published"},
		{"expired-token", "ID tokens have expired"},
		{"future-token", "ID tokens come from the future"},
		{"no-id-token", "the token answer holds no ID token"},
		{"key-rotation", "the first request for the keys gets an old set"},
		{"no-keys", "the set of keys is empty"},
		{"big-token", "ID tokens carry 200 groups"},
		{"token-500", "the token endpoint answers 500"},
		{"clock-ahead", "the provider's clock is ten minutes ahead"},
		{"stray-callback", "a forged answer with a wrong state reaches the app before the real one"},
	}
}

func checkFaults(names []string) (map[string]bool, error) {
	known := map[string]bool{}
	for _, f := range Faults() {
		known[f.Name] = true
	}
	set := map[string]bool{}
	for _, name := range names {
		if !known[name] {
			return nil, fmt.Errorf("there is no fault %q", name)
		}
		set[name] = true
	}
	return set, nil
}
