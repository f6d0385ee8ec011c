package probe

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/verify"
)

// trustedTokenHost tells why the client secret is not sent to an endpoint that
// metadata names. A document that somebody has swapped would name a host of
// their own, so the host has to be the metadata's, a neighbour of it, one that
// is known, or one that the person named.
func (q *prober) trustedTokenHost(f *verify.Facts, endpoint *url.URL) error {
	asked, err := url.Parse(f.Registration.MetadataURL.Text.Reveal())
	if err != nil || provider.Neighbours(asked.Hostname(), endpoint.Hostname()) || slices.Contains(q.network.TokenHosts, strings.ToLower(endpoint.Hostname())) {
		return nil
	}
	return fmt.Errorf("the metadata of %s has the client secret sent to another host, %s; if that host is the provider's too, add --token-host %s",
		asked.Hostname(), endpoint.Hostname(), endpoint.Hostname())
}
