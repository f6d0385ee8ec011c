package probe

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"net/url"
	"time"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/verify"
)

// Over HTTP/1.1 each question that is asked beside another needs a connection of
// its own, and a trip goes by before that can carry anything. So some are dialled
// while the metadata is still under way: as many as the questions after it need, as
// soon as its own connection has agreed on no HTTP/2, and to the very address that
// this one leads to. Nothing is sent on them until a question needs one.

// earlyFor is how long a connection that no question needed stays open.
const earlyFor = 3 * time.Second

// company is what the request for the metadata tells those who dial for it.
type company struct {
	more int    // connections that the questions after it need besides its own
	dial func() // opens them; nil: no connection was made for the request
}

type companyKey struct{}

// withCompany is a context for a request whose answer opens more questions.
func withCompany(ctx context.Context, more int) context.Context {
	c := &company{more: more}
	return httptrace.WithClientTrace(context.WithValue(ctx, companyKey{}, c), &httptrace.ClientTrace{
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			if err == nil && state.NegotiatedProtocol != "h2" && c.dial != nil {
				c.dial()
			}
		},
	})
}

// expectMore keeps where the connection for a request leads that has company.
func (g *Guard) expectMore(ctx context.Context, address string, connection net.Conn) {
	if c, ok := ctx.Value(companyKey{}).(*company); ok && c.more > 0 {
		to := connection.RemoteAddr().String()
		c.dial = func() { g.dialEarly(address, to, c.more) }
	}
}

// early are connections to one address that wait for a question.
type early struct {
	to      string // the address in numbers
	waiting []*dialled
}

// dialled is a connection that is on its way.
type dialled struct {
	made       *safego.Work
	connection net.Conn // when it is made; nil: it could not be
}

// dialEarly opens connections to an address, unless that was done just now.
func (g *Guard) dialEarly(address, to string, count int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.early[address] != nil {
		return
	}
	all := &early{to: to}
	for range count {
		d := &dialled{}
		d.made = safego.Go(func() {
			if connection, err := g.dialer.Dial("tcp", to); err == nil { // else a question that needs it dials again, and hears why not
				d.connection = connection
			}
		})
		all.waiting = append(all.waiting, d)
	}
	g.early[address] = all
	safego.Go(func() {
		time.Sleep(g.keepEarly)
		g.mu.Lock()
		delete(g.early, address)
		g.mu.Unlock()
		for _, d := range all.waiting {
			if d.made.Wait(); d.connection != nil {
				d.connection.Close()
			}
		}
	})
}

// takeEarly is a connection that was dialled before; nil: there is none that this
// request may have.
func (g *Guard) takeEarly(ctx context.Context, host, address string) net.Conn {
	g.mu.Lock()
	all := g.early[address]
	g.mu.Unlock()
	if all == nil || !hosts.IsAddress(host) && g.admit(host, NamedBy(ctx), all.to) != nil {
		return nil
	}
	g.mu.Lock()
	if g.early[address] != all || len(all.waiting) == 0 {
		g.mu.Unlock()
		return nil
	}
	next := all.waiting[0]
	all.waiting = all.waiting[1:]
	g.mu.Unlock()
	next.made.Wait()
	return next.connection
}

// nextWave is how many connections the questions after the metadata need besides
// the one that it came on, which the signing keys can have. A provider on this
// machine may be a stand-in for Entra, which is asked most.
func (q *prober) nextWave(f *verify.Facts) int {
	at, err := url.Parse(f.Project.MetadataURL(*f.Registration))
	if err != nil || f.Registration.ClientID.Text.IsEmpty() {
		return 0
	}
	here := hosts.IsLoopback(at.Hostname())
	count := 0
	if q.wantsAny(checkid.ClientKnown, checkid.ClientAudience, checkid.ClientEnabled) && (f.Microsoft || here) {
		count += 2
	}
	switch secret := q.wantsAny(checkid.ClientSecret); {
	case secret && here:
		count += 3
	case secret && f.Microsoft:
		count++
	case secret:
		count += 2
	}
	if q.wantsAny(checkid.RedirectURIRegistered, checkid.ClientKnown, checkid.ClientEnabled) {
		count += 3
		if !f.Microsoft && !here {
			count++
		}
		if asked, err := url.Parse(f.RedirectURI()); err == nil && hosts.IsLoopback(asked.Hostname()) {
			count++
		}
	}
	if q.wantsAny(checkid.MetadataLogout) && !f.Microsoft && !here && f.Project.App.LogsOut() {
		count += 2
	}
	return count
}
