package session

import (
	"context"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/probe"
)

// endpoint remembers where a provider takes token requests.
type endpoint struct {
	network      probe.Network
	registration streamlit.Registration

	mu    sync.Mutex
	found probe.TokenEndpoint
	asked time.Time
}

const (
	endpointLife = time.Hour
	metadataWait = 4 * time.Second // Streamlit gives up on a token request after five
)

// get asks the provider's metadata once an hour. One that does not answer then has
// not moved.
func (e *endpoint) get(ctx context.Context) (probe.TokenEndpoint, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.network.Now()
	if e.found.URL != nil && now.Sub(e.asked) < endpointLife {
		return e.found, nil
	}
	ctx, cancel := context.WithTimeout(ctx, metadataWait)
	defer cancel()
	found, err := probe.FindTokenEndpoint(ctx, e.network, &e.registration)
	switch {
	case err == nil:
		e.found, e.asked = found, now
	case e.found.URL == nil:
		return probe.TokenEndpoint{}, err
	}
	return e.found, nil
}
