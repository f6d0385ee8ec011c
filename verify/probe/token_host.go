package probe

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/verify"
)

// splitProviders are providers whose token endpoint is known to have another
// name than their metadata: both ends of a name, or the whole of it.
var splitProviders = [][2]string{
	{"accounts.google.com", "oauth2.googleapis.com"},
	{".amazonaws.com", ".amazoncognito.com"},
	{"www.facebook.com", "graph.facebook.com"},
	{"sts.windows.net", "login.microsoftonline.com"},
	{"login.windows.net", "login.microsoftonline.com"},
	{"login.microsoft.com", "login.microsoftonline.com"},
	{"login.chinacloudapi.cn", "login.partner.microsoftonline.cn"},
}

// trustedTokenHost tells why the client secret is not sent to an endpoint that
// metadata names. A document that somebody has swapped would name a host of
// their own, so the host has to be the metadata's, a neighbour of it, one that
// is known, or one that the person named.
func (q *prober) trustedTokenHost(f *verify.Facts, endpoint *url.URL) error {
	asked, err := url.Parse(f.Registration.MetadataURL.Text.Reveal())
	if err != nil || neighbours(asked.Hostname(), endpoint.Hostname()) || slices.Contains(q.network.TokenHosts, strings.ToLower(endpoint.Hostname())) {
		return nil
	}
	return fmt.Errorf("the metadata of %s has the client secret sent to another host, %s; if that host is the provider's too, add --token-host %s",
		asked.Hostname(), endpoint.Hostname(), endpoint.Hostname())
}

// neighbours tells whether two hosts belong to one provider, by their names.
func neighbours(metadata, token string) bool {
	metadata, token = strings.ToLower(metadata), strings.ToLower(token)
	if metadata == token || hosts.IsLoopback(metadata) && hosts.IsLoopback(token) {
		return true
	}
	for _, split := range splitProviders {
		if ends(metadata, split[0]) && ends(token, split[1]) {
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

// tenantDomains are domains below which strangers get names of their own.
var tenantDomains = []string{
	"auth0.com", "okta.com", "oktapreview.com", "okta-emea.com", "onelogin.com", "amazoncognito.com", "b2clogin.com", "ciamlogin.com", "fusionauth.io", "zitadel.cloud",
	"logto.app", "clerk.accounts.dev", "kinde.com", "workers.dev", "pages.dev", "github.io", "gitlab.io", "vercel.app", "netlify.app", "herokuapp.com", "onrender.com", "fly.dev",
	"azurewebsites.net", "azurecontainerapps.io", "cloudapp.azure.com", "azurestaticapps.net", "run.app", "appspot.com", "web.app", "cloudfunctions.net", "amazonaws.com", "cloudfront.net", "on.aws",
	"ngrok.io", "ngrok.app", "ngrok-free.app", "trycloudflare.com", "supabase.co", "streamlit.app", "hf.space", "googleapis.com", "railway.app", "koyeb.app", "ts.net", "nip.io", "sslip.io",
}

// strangersBelow tells whether strangers have names of their own below a domain: a
// country's second level (co.uk), a whole top level, or one of tenantDomains.
func strangersBelow(domain string) bool {
	for _, known := range tenantDomains {
		if domain == known || strings.HasSuffix(domain, "."+known) {
			return true
		}
	}
	second, top, found := strings.Cut(domain, ".")
	return !found || len(top) == 2 && slices.Contains([]string{"ac", "co", "com", "edu", "go", "gov", "gob", "gouv", "gv", "mil", "ne", "net", "nom", "or", "org", "sch"}, second)
}

func ends(host, pattern string) bool {
	return host == pattern || strings.HasPrefix(pattern, ".") && strings.HasSuffix(host, pattern)
}
