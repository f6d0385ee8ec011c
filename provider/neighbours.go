package provider

import (
	"slices"
	"strings"

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
	domain := metadata
	if strings.Count(metadata, ".") > 1 {
		_, domain, _ = strings.Cut(metadata, ".")
	}
	if strangersBelow(domain) {
		return strings.HasSuffix(token, "."+metadata)
	}
	return token == domain || strings.HasSuffix(token, "."+domain)
}

// sharedDomains are further domains below which strangers get names of their own.
var sharedDomains = []string{
	"onelogin.com", "b2clogin.com", "ciamlogin.com", "fusionauth.io", "zitadel.cloud",
	"logto.app", "clerk.accounts.dev", "kinde.com", "workers.dev", "pages.dev", "github.io", "gitlab.io", "vercel.app", "netlify.app", "herokuapp.com", "onrender.com", "fly.dev",
	"azurewebsites.net", "azurecontainerapps.io", "cloudapp.azure.com", "azurestaticapps.net", "run.app", "appspot.com", "web.app", "cloudfunctions.net", "amazonaws.com", "cloudfront.net", "on.aws",
	"ngrok.io", "ngrok.app", "ngrok-free.app", "trycloudflare.com", "supabase.co", "streamlit.app", "hf.space", "googleapis.com", "railway.app", "koyeb.app", "ts.net", "nip.io", "sslip.io",
}

// strangersBelow tells whether strangers have names of their own below a domain:
// a provider's customers, a country's second level (co.uk), a whole top level,
// or one of sharedDomains.
func strangersBelow(domain string) bool {
	for _, shared := range sharedDomains {
		if domain == shared || strings.HasSuffix(domain, "."+shared) {
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
	second, top, found := strings.Cut(domain, ".")
	return !found || len(top) == 2 && slices.Contains([]string{"ac", "co", "com", "edu", "go", "gov", "gob", "gouv", "gv", "mil", "ne", "net", "nom", "or", "org", "sch"}, second)
}
