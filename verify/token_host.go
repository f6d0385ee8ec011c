package verify

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
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
// is known, or one that the person named (issue 6, point 4).
func (q *questions) trustedTokenHost(f *Facts, endpoint *url.URL) error {
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
	if metadata == token || isLoopback(metadata) && isLoopback(token) {
		return true
	}
	for _, split := range splitProviders {
		if ends(metadata, split[0]) && ends(token, split[1]) {
			return true
		}
	}
	domain := metadata
	if strings.Count(metadata, ".") > 1 {
		_, domain, _ = strings.Cut(metadata, ".")
	}
	return token == domain || strings.HasSuffix(token, "."+domain)
}

func ends(host, pattern string) bool {
	return host == pattern || strings.HasPrefix(pattern, ".") && strings.HasSuffix(host, pattern)
}
