package probe

import (
	"context"
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

// InwardError says that a name stands for an address that it has no business to
// lead to: whoever dials for probe tells with it.
type InwardError struct {
	Name, Address string
	By            string // the host whose metadata names it; empty: the project does
}

func (e *InwardError) Error() string { return e.Name + " stands for " + e.Address }

type namedBy struct{}

// NamedBy is the host whose metadata named the address that a request goes to;
// empty when the project itself did.
func NamedBy(ctx context.Context) string {
	host, _ := ctx.Value(namedBy{}).(string)
	return host
}

// askedOnItsWord is a context for requests to what a metadata document names.
func askedOnItsWord(ctx context.Context, m *verify.Metadata) context.Context {
	asked, err := url.Parse(m.Asked)
	if err != nil {
		return ctx
	}
	return OnTheWordOf(ctx, asked.Hostname())
}

// OnTheWordOf is a context for requests to what the metadata of a host names.
func OnTheWordOf(ctx context.Context, host string) context.Context {
	return context.WithValue(ctx, namedBy{}, host)
}
