package probe

import (
	"context"
	"errors"
	"net/url"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
)

// TokenEndpoint is where the codes of one registration are redeemed.
type TokenEndpoint struct {
	URL        *url.URL
	By         string          // the host whose metadata names it, for OnTheWordOf; empty: the project does
	Issuer     string          // as the provider calls itself
	Algorithms []string        // in which assertions may be signed; empty: it does not say
	Authority  entra.Authority // when Microsoft
	Microsoft  bool            // Entra, or a loopback stand-in that answers like it
}

// FindTokenEndpoint reads the metadata of a registration, and tells where its
// client may show a secret or an assertion: the same host that verify would show it to.
func FindTokenEndpoint(ctx context.Context, n Network, r *streamlit.Registration) (TokenEndpoint, error) {
	q := &prober{wire: newWire(n), network: n, shelves: &shelves{}}
	address := r.MetadataURL.Text.Reveal()
	f := &verify.Facts{Registration: r, Metadata: q.metadata(ctx, address, 0)}
	m, ok := f.Metadata.Get()
	switch {
	case !ok:
		return TokenEndpoint{}, errors.New(f.Metadata.Missing().Reason)
	case !m.Usable():
		return TokenEndpoint{}, errors.New("what answers at " + m.Asked + " is no provider's metadata; authkit verify says more")
	}
	u, err := q.tokenEndpoint(f, m)
	if err != nil {
		return TokenEndpoint{}, err
	}
	found := TokenEndpoint{URL: u, Issuer: m.Text("issuer")}
	found.Authority, found.Microsoft = entra.ParseAuthority(address)
	if asked, err := url.Parse(m.Asked); err == nil {
		if !found.Microsoft && hosts.IsLoopback(asked.Hostname()) {
			found.Authority, found.Microsoft = standIn(m)
		}
		if r.AccessTokenURL.Text.IsEmpty() {
			found.By = asked.Hostname()
		}
	}
	found.Algorithms, _ = m.Texts("token_endpoint_auth_signing_alg_values_supported")
	return found, nil
}
