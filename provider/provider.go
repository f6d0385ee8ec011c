// Package provider holds what authkit knows about OpenID providers other than
// Microsoft Entra, each as one value in a file of its own: its hosts, the form
// of its client IDs and secrets, where redirect and logout URIs are registered,
// who may sign in, what its refusals mean, and what it cannot do with st.login.
//
// A new provider is a file, a line in All, and a row in docs/facts/providers.md.
// It reads no disk and asks no network. A field that is empty says that nothing
// is known, and then nobody is accused of anything.
package provider

import (
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/own"
)

// Provider is one provider. The zero Provider is one that nothing is known of.
type Provider struct {
	Name    string // as people call it
	Facts   string // the section of docs/facts that it rests on
	Example string // a metadata address of it, made up where names are the customer's

	// A host is a whole name; ".okta.com" is every name below okta.com, where
	// each belongs to another customer; one "*" stands for one label.
	Hosts      []string // where its metadata is
	TokenHosts []string // other hosts that the client secret is sent to: only what is certain
	OtherHosts []string // further hosts of its own, where no metadata is
	Paths      []string // a product that its owner runs anywhere: how the path of its metadata begins

	meant func(*url.URL) string // see Meant
	// Moved says where the document is when nothing is at its address.
	Moved func(*url.URL) string

	ClientID, ClientSecret Form
	NeedsSecret            bool // it has no web apps without a client secret

	Prompts []string // the values of prompt that it takes, the first for want of another; empty: nothing is known

	Redirects string // where redirect URIs are registered
	Logouts   string // the name of its list of addresses to return to after a logout
	Console   string // the page where both are
	// RefusesRedirect says which redirect URIs it takes from nobody, and what to
	// do; empty for all others.
	RefusesRedirect func(*url.URL) (why, fix string)

	// LeftOut tells when it sends a claim for the scope "openid email profile", unless it
	// always does; nil: nothing is known of its claims.
	LeftOut func(claim string) (when string, left, known bool)

	OpenTo string // the accounts with which everybody can sign in; empty where its administrator decides
	// Denied says who can let a person in that it has turned away.
	Denied   func(metadata *url.URL, said string) string
	Refusals func() []Refusal
	Unusable *Unusable
}

// Unusable is why st.login cannot work with a provider.
type Unusable struct {
	Why, Fix string
	Scopes   []string // only when one of them is asked for; none: always
}

// In tells whether it holds for a login request with this scope.
func (u *Unusable) In(scope string) bool {
	if u == nil {
		return false
	}
	return len(u.Scopes) == 0 || slices.ContainsFunc(strings.Fields(scope), func(s string) bool { return slices.Contains(u.Scopes, s) })
}

// Refusal is one text that the provider shows when it refuses something.
type Refusal struct {
	ID      string
	Phrases []string // any of them; lower case, ' for every quote
	With    []string // when given, any of these must be in the text too
	Unless  []string // none of these may be in the text: then somebody else says it
	General bool     // it names no cause, and gives way to texts that do
	Title   string
	Meaning string
	By      Role // who can fix it
	Fix     string
	Steps   []string
	Checks  []string // what verify asks about it
}

// Role is who can do something about a refusal.
type Role uint8

// The roles.
const (
	Developer     Role = iota // whoever wrote secrets.toml
	Administrator             // whoever administers the provider
	Person                    // whoever signs in
)

// registerURI is the fix for every redirect URI that is not registered.
const registerURI = "register exactly " + own.RedirectURIBrief + ": scheme, host, port, path, no slash at the end"

// wellKnown ends every metadata address (OpenID Connect Discovery 1.0, section 4).
const wellKnown = "/.well-known/openid-configuration"

// serverMetadata ends addresses of RFC 8414, section 3, whose document does as well.
const serverMetadata = "/.well-known/oauth-authorization-server"

// All returns the known providers, in the order in which people are told of them.
// The list is everybody's: nobody changes it.
func All() []Provider { return all.Get() }

var all = lazy.Value[[]Provider]{Make: func() []Provider {
	return []Provider{google(), okta(), auth0(), keycloak(), cognito(), gitlab(), authentik(), authelia(), zitadel(), logto(), linkedin(), apple(), github()}
}}

// Of returns the provider that an address or a host belongs to: by its host,
// or by its path when the product runs anywhere. The zero Provider: unknown.
func Of(address string) Provider {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return Provider{}
	}
	for _, p := range All() {
		if p.Owns(u.Hostname()) {
			return p
		}
	}
	for _, p := range All() {
		if slices.ContainsFunc(p.Paths, func(path string) bool { return strings.HasPrefix(u.Path, path) }) {
			return p
		}
	}
	return Provider{}
}

// Owns tells whether a host is one of the provider's own.
func (p Provider) Owns(host string) bool {
	return matchesAny(host, p.Hosts) || matchesAny(host, p.TokenHosts) || matchesAny(host, p.OtherHosts)
}

// Meant is the metadata address that is meant by another of the provider's
// addresses; empty when this is one, or when that cannot be told.
func (p Provider) Meant(u *url.URL) string {
	if p.meant == nil {
		return ""
	}
	without := *u
	without.Path = strings.TrimSuffix(u.Path, "/") // some answer with it as well
	return p.meant(&without)
}

func matchesAny(host string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(host, pattern) })
}

// matches compares a host with a pattern, see Provider.Hosts.
func matches(host, pattern string) bool {
	host = strings.ToLower(host)
	if strings.HasPrefix(pattern, ".") {
		return strings.HasSuffix(host, pattern)
	}
	for more := true; more; {
		var label, want string
		var moreWanted bool
		label, host, more = strings.Cut(host, ".")
		want, pattern, moreWanted = strings.Cut(pattern, ".")
		if more != moreWanted || label != want && (want != "*" || label == "") {
			return false
		}
	}
	return true
}

// at is a metadata address on a host, in the only scheme that providers have.
func at(host, path string) string {
	return (&url.URL{Scheme: "https", Host: strings.ToLower(host), Path: path}).String()
}

// sameScheme is at for a product that runs at its owner's address.
func sameScheme(u *url.URL, path string) string {
	return hosts.Shown(&url.URL{Scheme: u.Scheme, Host: u.Host, Path: path})
}
