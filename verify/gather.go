package verify

import (
	"context"
	"net/url"
	"runtime/debug"
	"sync"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/beside"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit"
)

// Ask says which levels Gather goes to.
type Ask struct {
	Providers []string // names to ask; empty: all
	Network   Network
	Offline   bool
	Wants     func(id string) bool // whether a check is selected; nil: all
	Login     *Login               // a round trip for each provider; nil: none
	LoginNot  string               // why no round trip is made
	URL       string               // the deployed app to observe; empty: none
}

// networkMemory is what Go's heap may grow to while providers answer, in bytes,
// before it is cleaned more often.
const networkMemory = 36 << 20

// Gather asks the network whatever the registrations of a project need,
// side by side, and each document once however many registrations name it.
func Gather(ctx context.Context, p *Project, ask Ask) *Gathered {
	g := &Gathered{Project: &Facts{Project: p, Now: ask.Network.Now()}}
	for _, registration := range registrations(p, ask.Providers) {
		f := &Facts{Project: p, Registration: &registration, Now: ask.Network.Now()}
		f.Authority, f.Microsoft = entra.ParseAuthority(p.metadataURL(registration))
		g.Providers = append(g.Providers, f)
	}
	if ask.Offline {
		for _, f := range g.Providers {
			skipAll(f, "--offline")
		}
		return g
	}
	// Answers are bounded one by one; this has their copies collected in time, so
	// that a provider which sends as much as it may fills no small container.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(networkMemory))
	w := newWire(ask.Network)
	q := &questions{wire: w, network: ask.Network, wants: ask.Wants, authlib: p.authlib()}
	unattended, cancel := context.WithTimeout(ctx, ask.Network.Timeout)
	defer cancel()

	var all beside.Group
	for _, f := range g.Providers {
		all.Go(func() { q.askProvider(unattended, f) })
		if ask.URL != "" {
			all.Go(func() { f.Deployed = q.observe(unattended, f, ask.URL) })
		}
	}
	all.Wait()
	for _, f := range g.Providers { // one person signs in at one provider after the other
		f.SignIn = q.signIn(ctx, f, ask.Login, ask.LoginNot)
	}
	for _, f := range g.Providers {
		g.Project.SecretWorks = g.Project.SecretWorks || f.secretWorks()
	}
	g.Requests = w.sent()
	return g
}

// registrations lists what is to be checked.
func registrations(p *Project, names []string) []streamlit.Registration {
	all := p.Auth.Registrations
	if len(names) == 0 {
		return all
	}
	var chosen []streamlit.Registration
	for _, r := range all {
		for _, name := range names {
			if r.Name == name {
				chosen = append(chosen, r)
			}
		}
	}
	return chosen
}

// skipAll marks every fact of the network as not asked for.
func skipAll(f *Facts, reason string) {
	f.Metadata = NotKnown[*Metadata](Skipped, reason)
	f.Keys = NotKnown[*KeySet](Skipped, reason)
	f.Client = NotKnown[*ClientProbe](Skipped, reason)
	f.Secret = NotKnown[*SecretProbe](Skipped, reason)
	f.Redirect = NotKnown[*RedirectProbe](Skipped, reason)
	f.Logout = NotKnown[*LogoutProbe](Skipped, reason)
	f.SignIn = NotKnown[*SignIn](Skipped, reason)
	f.Deployed = NotKnown[*Deployed](Skipped, reason)
}

// questions asks for facts in one run.
type questions struct {
	wire    *wire
	network Network
	wants   func(id string) bool
	authlib streamlit.Authlib

	mu        sync.Mutex
	documents map[string]*shared[Fact[*Metadata]]
	keySets   map[string]*shared[Fact[*KeySet]]
}

// shared is an answer asked for once and used by many.
type shared[T any] struct {
	once  sync.Once
	value T
}

// askProvider fills in what can be learned of one registration without a person.
func (q *questions) askProvider(ctx context.Context, f *Facts) {
	f.Metadata = q.metadata(ctx, f.Project.metadataURL(*f.Registration))
	metadata, ok := f.Metadata.Get()
	if ok {
		if asked, err := url.Parse(metadata.Asked); err == nil && !f.Microsoft && hosts.IsLoopback(asked.Hostname()) {
			f.Authority, f.Microsoft = standIn(metadata)
		}
	}
	if !ok || !metadata.Usable() {
		reason := "the provider's metadata could not be used"
		status := Skipped
		if m := f.Metadata.Missing(); m != nil {
			reason, status = m.Reason, m.Status
		}
		f.Keys = NotKnown[*KeySet](status, reason)
		f.Client = NotKnown[*ClientProbe](status, reason)
		f.Secret = NotKnown[*SecretProbe](status, reason)
		f.Redirect = NotKnown[*RedirectProbe](status, reason)
		f.Logout = NotKnown[*LogoutProbe](status, reason)
		return
	}
	var side beside.Group
	side.Go(func() { f.Keys = q.keys(ctx, metadata) })
	side.Go(func() { f.Client = q.client(ctx, f, metadata) })
	side.Go(func() { f.Secret = q.secret(ctx, f, metadata) })
	side.Go(func() { f.Redirect = q.redirect(ctx, f, metadata) })
	side.Go(func() { f.Logout = q.logout(ctx, f, metadata) })
	side.Wait()
}
