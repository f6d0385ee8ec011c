package probe

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/authkit-cli/authkit/internal/hosts"
)

// Guard watches where names lead, after they were looked up and before anything
// is sent: a name is the business of whoever owns its domain, and may stand for
// an address inside of the network that runs authkit.
//
// No name may stand for a link-local address, where clouds keep the secrets of
// their machines. What the metadata of a host on the internet names may not lead
// inward at all; a provider inside of a network may name its neighbours there.
// Addresses that somebody wrote as numbers are judged before they are asked.
type Guard struct {
	dialer net.Dialer

	mu      sync.Mutex
	outside map[string]bool   // names that led to the internet
	early   map[string]*early // by address

	keepEarly time.Duration
}

// NewGuard is one that has seen nothing yet.
func NewGuard() *Guard {
	return &Guard{dialer: net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}, outside: map[string]bool{}, early: map[string]*early{}, keepEarly: earlyFor}
}

// Dial is for an http.Transport. A proxy is dialled by its own name, and looks
// the provider's up itself.
func (g *Guard) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if connection := g.takeEarly(ctx, host, address); connection != nil {
		return connection, nil
	}
	dialer := g.dialer
	if !hosts.IsAddress(host) {
		dialer.ControlContext = func(ctx context.Context, _, address string, _ syscall.RawConn) error {
			return g.admit(host, NamedBy(ctx), address)
		}
	}
	connection, err := dialer.DialContext(ctx, network, address)
	if err == nil {
		g.expectMore(ctx, address, connection)
	}
	return connection, err
}

// admit says why a name that stands for an address is not asked. by is the host
// whose metadata names it; empty: the project does.
func (g *Guard) admit(name, by, address string) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := to.Addr().Unmap().WithZone("")
	inward := hosts.IsInward(ip.String())
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case ip.IsLinkLocalUnicast(), ip.IsMulticast(), ip.IsUnspecified():
		return &InwardError{Name: name, Address: ip.String()}
	case inward && by != "" && g.outside[by]:
		return &InwardError{Name: name, Address: ip.String(), By: by}
	}
	g.outside[name] = g.outside[name] || !inward
	return nil
}
