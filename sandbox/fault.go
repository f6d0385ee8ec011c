package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// Fault is one thing that goes wrong on purpose.
type Fault struct{ Name, Doc string }

// Faults is the closed list of them.
func Faults() []Fault {
	return []Fault{
		{"secret-expired", "every client secret has expired (AADSTS7000222)"},
		{"secret-fresh", "client secrets were created a moment ago: refused for the first seconds (AADSTS7000215)"},
		{"app-disabled", "an administrator has switched the app off (AADSTS7000112)"},
		{"blocked-by-policy", "client credentials meet a Conditional Access policy (AADSTS53003)"},
		{"spa-platform", "the redirect URIs are registered for a single-page application (AADSTS9002327)"},
		{"public-client", "the redirect URIs are registered for mobile and desktop (AADSTS700025)"},
		{"not-assigned", "nobody has been assigned to the app (AADSTS50105)"},
		{"consent-declined", "the person declines what the app asks for (AADSTS65004)"},
		{"interrupt-page", "a page with a script stands before every authorization request"},
		{"unregistered-50011", "prompt=none says AADSTS50011 for an unregistered redirect URI, instead of AADSTS50058; which of them Entra says is unknown"},
		{"stray-callback", "a forged answer with a wrong state reaches the app before the real one"},
		{"pkce-advertised", "the metadata lists PKCE methods"},
		{"metadata-html", "the metadata address answers with a web page"},
		{"metadata-redirect", "the metadata address redirects"},
		{"metadata-loop", "the metadata address redirects to itself for ever"},
		{"metadata-404", "the metadata address answers 404"},
		{"metadata-500", "the metadata address answers 500"},
		{"metadata-slow", "the metadata address takes three seconds"},
		{"metadata-hang", "the metadata address never answers"},
		{"metadata-huge", "the metadata address sends without end"},
		{"metadata-reset", "the metadata address closes the connection"},
		{"key-rotation", "every other request for the keys gets an old set"},
		{"no-keys", "the set of keys is empty"},
		{"token-500", "the token endpoint is out of order (503)"},
		{"token-hang", "the token endpoint never answers"},
		{"no-id-token", "the token answer holds no ID token"},
		{"no-email", "ID tokens carry no e-mail address"},
		{"big-token", "ID tokens carry 200 groups"},
		{"wrong-issuer", "ID tokens name another issuer than the metadata"},
		{"wrong-audience", "ID tokens are for another client"},
		{"wrong-nonce", "ID tokens carry another nonce"},
		{"wrong-signature", "ID tokens are signed with a key that is not published"},
		{"expired-token", "ID tokens have expired"},
		{"future-token", "ID tokens come from the future"},
		{"clock-ahead", "the provider's clock is ten minutes ahead"},
		{"assertion-once", "a client assertion is taken once, by its jti (AADSTS50012)"},
		{"graph-forbidden", "Graph lets the caller neither read nor write registrations (403 Authorization_RequestDenied)"},
		{"graph-create-forbidden", "the caller may not register apps (403 Authorization_RequestDenied)"},
		{"graph-not-owner", "the caller may read registrations, but owns none of them (403 Authorization_RequestDenied on a change)"},
		{"graph-secrets-forbidden", "a policy forbids client secrets (400 CredentialTypeNotAllowedAsPerAppPolicy)"},
		{"graph-secret-lifetime", "a policy forbids client secrets of more than 90 days (400 CredentialInvalidLifetimeAsPerAppPolicy)"},
		{"graph-replication", "for four seconds a new app is not known when a secret or a service principal is added to it (404, 400)"},
		{"graph-secret-fresh", "client secrets that Graph adds are refused for the first seconds (AADSTS7000215)"},
		{"graph-answer-lost", "Graph does what the first write says, but its answer is lost: the connection breaks off"},
		{"graph-throttled", "Graph refuses the first two requests (429 with Retry-After)"},
		{"graph-500", "Graph is out of order (500)"},
		{"graph-html", "Graph's address answers with a web page"},
		{"graph-redirect", "Graph's address redirects to another host name"},
		{"graph-hang", "Graph never answers"},
		{"graph-colleague", "after an app was read for the first time, somebody else adds a redirect URI to it"},
	}
}

func checkFaults(names []string) (map[string]bool, error) {
	known := Faults()
	set := map[string]bool{}
	for _, name := range names {
		if !slices.ContainsFunc(known, func(f Fault) bool { return f.Name == name }) {
			return nil, fmt.Errorf("there is no fault %q", name)
		}
		set[name] = true
	}
	return set, nil
}

// applyFaults changes the registrations the way a person would have.
func (s *Server) applyFaults() {
	for i := range s.options.Clients {
		c := &s.options.Clients[i]
		c.Secrets = slices.Clone(c.Secrets)
		for j := range c.Secrets {
			if s.faults["secret-expired"] {
				c.Secrets[j].Expires = s.options.Now().Add(-24 * time.Hour)
			}
			if s.faults["secret-fresh"] {
				c.Secrets[j].Created = s.options.Now()
			}
		}
		c.Disabled = c.Disabled || s.faults["app-disabled"]
		if s.faults["spa-platform"] {
			c.SPARedirectURIs, c.WebRedirectURIs = slices.Concat(c.SPARedirectURIs, c.WebRedirectURIs), nil
		}
		if s.faults["public-client"] {
			c.PublicRedirectURIs, c.WebRedirectURIs = slices.Concat(c.PublicRedirectURIs, c.WebRedirectURIs), nil
		}
	}
}
