package probe

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/verify"
)

// turnsInward tells why an address that the metadata of another host names is
// not asked: a document from the internet could have this machine ask services
// that only its own network reaches, such as a cloud's 169.254.169.254.
func (q *prober) turnsInward(m *verify.Metadata, endpoint *url.URL, name string) error {
	asked, err := url.Parse(m.Asked)
	host := endpoint.Hostname()
	if err != nil || !hosts.IsInward(host) || hosts.IsInward(asked.Hostname()) || slices.Contains(q.network.TokenHosts, strings.ToLower(host)) {
		return nil
	}
	return fmt.Errorf("the metadata of %s names an address inside a network, %s, as %s, and it was not asked; if that host is the provider's, add --token-host %s",
		asked.Hostname(), host, name, host)
}
