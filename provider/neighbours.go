package provider

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/authkit-cli/authkit/internal/hosts"
)

// pairs are metadata and token hosts of providers that have no file here, and of
// Entra's older names.
var pairs = [][2]string{
	{"www.facebook.com", "graph.facebook.com"},
	{"sts.windows.net", "login.microsoftonline.com"},
	{"login.windows.net", "login.microsoftonline.com"},
	{"login.microsoft.com", "login.microsoftonline.com"},
	{"login.chinacloudapi.cn", "login.partner.microsoftonline.cn"},
}

// Neighbours tells whether two hosts belong to one provider, by their names: a
// token host that is no neighbour of the metadata's may be somebody else's.
// They are when one registrable domain is above both, by the Public Suffix List
// with its private part, unless strangers share that domain.
func Neighbours(metadata, token string) bool {
	metadata, token = strings.ToLower(metadata), strings.ToLower(token)
	if metadata == token || hosts.IsLoopback(metadata) && hosts.IsLoopback(token) {
		return true
	}
	if slices.Contains(pairs, [2]string{metadata, token}) {
		return true
	}
	for _, p := range All() {
		if matchesAny(metadata, p.Hosts) && matchesAny(token, p.TokenHosts) {
			return true
		}
	}
	if hosts.IsAddress(metadata) || hosts.IsAddress(token) {
		return false
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(metadata)
	if err != nil || strangersBelow(domain) {
		return strings.HasSuffix(token, "."+metadata)
	}
	return token == domain || strings.HasSuffix(token, "."+domain)
}

// sharedDomains are services below which strangers get names of their own and
// that the Public Suffix List does not have.
var sharedDomains = []string{
	"onelogin.com", "b2clogin.com", "ciamlogin.com", "fusionauth.io", "zitadel.cloud", "logto.app", "clerk.accounts.dev", "kinde.com",
	"googleapis.com", "amazonaws.com", "cloudfront.net", "azurecontainerapps.io", "cloudapp.azure.com", "run.app", "streamlit.app", "supabase.co", "ts.net", "nip.io", "sslip.io",
}

// strangersBelow tells whether strangers have names of their own below a
// registrable domain: a provider's customers, or those of a shared one. Public
// suffixes, a country's second level and hosts of other people's apps among
// them, are no registrable domains.
func strangersBelow(domain string) bool {
	for _, shared := range sharedDomains {
		if domain == shared || strings.HasSuffix(domain, "."+shared) || strings.HasSuffix(shared, "."+domain) {
			return true
		}
	}
	for _, p := range All() {
		for _, host := range slices.Concat(p.Hosts, p.TokenHosts) {
			if strings.HasPrefix(host, ".") && strings.HasSuffix("."+domain, host) {
				return true
			}
		}
	}
	return false
}
