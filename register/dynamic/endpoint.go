package dynamic

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
)

// Provider is where clients are registered.
type Provider struct {
	Host     string // of its metadata
	Endpoint string // its registration_endpoint

	metadata *url.URL
}

// Read asks a provider's metadata where clients are registered.
func (w Wire) Read(ctx context.Context, metadataURL string) (Provider, error) {
	u, err := url.Parse(metadataURL)
	if err != nil || u.Host == "" {
		return Provider{}, refused("server_metadata_url is not an address", "correct it in the secrets file, or give it with --metadata-url")
	}
	a, err := w.ask(ctx, http.MethodGet, u.String(), "", nil)
	switch {
	case err != nil:
		return Provider{}, err
	case a.status != http.StatusOK || a.document == nil:
		return Provider{}, refused(fmt.Sprintf("%s has no metadata at this address (it answered %d)", u.Host, a.status), "authkit verify says what is wrong with server_metadata_url")
	}
	p := Provider{Host: u.Hostname(), Endpoint: a.text("registration_endpoint"), metadata: u}
	if p.Endpoint == "" {
		return p, refused(p.Host+" names no registration_endpoint in its metadata, so no client can be registered from here", byHand)
	}
	return p, p.allows(p.Endpoint, "registration_endpoint")
}

// byHand is the next step where a person has to register the client.
const byHand = "register it by hand: authkit register --request md lists the values; then authkit init --client-id ID"

// allows tells why a token is not sent to an address that the provider names.
// A document that somebody has swapped would name a host of their own.
func (p Provider) allows(address, name string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return refused("the provider's "+name+" is not an address", byHand)
	case u.Scheme != "https" && !(u.Scheme == "http" && hosts.IsLoopback(u.Hostname())):
		return refused("the provider's "+name+" is not https, and a token is not sent in the clear", byHand)
	case hosts.IsInward(u.Hostname()) && !hosts.IsInward(p.metadata.Hostname()):
		return refused(fmt.Sprintf("the metadata of %s names an address inside a network, %s, as %s, and it was not asked", p.Host, u.Hostname(), name), byHand)
	case !provider.Neighbours(p.metadata.Hostname(), u.Hostname()):
		return refused(fmt.Sprintf("the metadata of %s names another host, %s, as %s, and no token is sent there", p.Host, u.Hostname(), name), byHand)
	}
	return nil
}
