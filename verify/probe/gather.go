// Package probe asks the network what can be learned of a registration: the
// provider's metadata and keys, questions about the client that need no person,
// one real sign-in, and what the deployed app shows of itself. It is the only
// one that asks. It brings answers; package verify judges them.
package probe

import (
	"context"
	"maps"
	"net/url"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
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

	// Graph gives the session of the Azure CLI in a tenant, or in the one it has
	// chosen when that is empty, to read registrations with; nil: they are not read.
	Graph func(ctx context.Context, tenant string) (*azcli.Session, error)

	// NewSecret is how long after the secrets were written a refused one may still
	// be too new, and is asked again (docs/facts/entra.md, section 3.4). 0: no time is spent on that.
	NewSecret time.Duration

	// Answers are those of earlier runs, and take up those of this one; nil: there
	// are none.
	Answers *Answers
}

// Answers remember what was answered in several runs over one project, so that no
// question about the same values is asked twice, unless nobody answered it.
type Answers struct{ shelves *shelves }

// NewAnswers are those of nobody yet.
func NewAnswers() *Answers {
	return &Answers{&shelves{same: sameQuestions{several: true}}}
}

// Gather asks the network whatever the registrations of a project need,
// side by side, and each document once however many registrations name it.
func Gather(ctx context.Context, p *project.Project, ask Ask) *verify.Gathered {
	g := newGathered(p, ask)
	if ask.Offline {
		return g
	}
	w := newWire(ask.Network)
	answers := &shelves{}
	if ask.Answers != nil {
		answers = ask.Answers.shelves
	}
	q := newProber(p, ask, w, answers)
	unattended, cancel := context.WithTimeout(ctx, ask.Network.Timeout)
	defer cancel()

	var all safego.Group
	for _, f := range g.Providers {
		all.Go(func() { q.askProvider(unattended, f) })
		if ask.URL != "" {
			all.Go(func() { f.Deployed = q.observe(unattended, f, ask.URL) })
		}
	}
	all.Wait()
	g.Answered = ctx.Err() == nil
	defer answers.forget()
	sum(g, w)
	if login := ask.Login; login != nil && login.Offer != nil {
		for _, f := range g.Providers {
			f.SignIn = verify.NotKnown[*verify.SignIn](verify.Skipped, ask.LoginNot)
		}
		if !g.Answered || !login.Offer(ctx, g) {
			return g
		}
	}
	for _, f := range g.Providers { // one person signs in at one provider after the other
		f.SignIn = q.signIn(ctx, f, ask.Login, ask.LoginNot)
	}
	sum(g, w)
	return g
}

// newGathered holds what the files tell alone.
func newGathered(p *project.Project, ask Ask) *verify.Gathered {
	g := &verify.Gathered{Project: &verify.Facts{Project: p, Now: ask.Network.Now()}}
	for _, registration := range registrations(p, ask.Providers) {
		f := &verify.Facts{Project: p, Registration: &registration, Now: ask.Network.Now()}
		f.Authority, f.Microsoft = entra.ParseAuthority(p.MetadataURL(registration))
		g.Providers = append(g.Providers, f)
		if ask.Offline {
			skipAll(f, "--offline")
		}
	}
	return g
}

// sum notes what the questions so far come to for the project as a whole.
func sum(g *verify.Gathered, w *wire) {
	sumSecretEnds(g)
	for _, f := range g.Providers {
		g.Project.SecretWorks = g.Project.SecretWorks || f.SecretProven()
	}
	g.Requests = w.sent()
}

// registrations lists what is to be checked.
func registrations(p *project.Project, names []string) []streamlit.Registration {
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
func skipAll(f *verify.Facts, reason string) {
	f.Metadata = verify.NotKnown[*verify.Metadata](verify.Skipped, reason)
	f.Keys = verify.NotKnown[*verify.KeySet](verify.Skipped, reason)
	f.Client = verify.NotKnown[*verify.ClientProbe](verify.Skipped, reason)
	f.Secret = verify.NotKnown[*verify.SecretProbe](verify.Skipped, reason)
	f.Redirect = verify.NotKnown[*verify.RedirectProbe](verify.Skipped, reason)
	f.Logout = verify.NotKnown[*verify.LogoutProbe](verify.Skipped, reason)
	f.Graph = verify.NotKnown[*verify.GraphRegistration](verify.Skipped, reason)
	f.SignIn = verify.NotKnown[*verify.SignIn](verify.Skipped, reason)
	f.Deployed = verify.NotKnown[*verify.Deployed](verify.Skipped, reason)
}

// prober asks for the facts of one project in one run.
type prober struct {
	wire    *wire
	network Network
	wants   func(id string) bool
	authlib streamlit.Authlib

	newSecret time.Duration                                                    // see Ask
	graph     func(ctx context.Context, tenant string) (*azcli.Session, error) // see Ask
	*shelves
}

func newProber(p *project.Project, ask Ask, w *wire, answers *shelves) *prober {
	return &prober{wire: w, network: ask.Network, wants: ask.Wants, newSecret: ask.NewSecret, authlib: p.Authlib(), graph: ask.Graph, shelves: answers}
}

// shelves are the answers of one run, for all of its projects.
type shelves struct {
	documents shelf[verify.Fact[*verify.Metadata]]
	keySets   shelf[verify.Fact[*verify.KeySet]]
	clients   shelf[unknownClient[verify.ProviderAnswer]]  // what is said of made-up clients: the control of
	strangers shelf[unknownClient[verify.AuthorizeAnswer]] // every section that asks the same
	deployed  shelf[*heard]
	sessions  shelf[cliAnswer]
	same      sameQuestions
}

// unknownClient is what a provider says of a client that nobody registered.
type unknownClient[T any] struct {
	answer  T
	missing *verify.Missing
}

// Missing is why nothing is known, or nil.
func (u unknownClient[T]) Missing() *verify.Missing { return u.missing }

// shelf holds answers that are asked for once and used by many.
type shelf[T any] struct{ answers }

// get asks, unless somebody has asked the same: then it waits for that answer.
func (s *shelf[T]) get(question string, ask func() T) T {
	answer, _ := s.answer(question, func() any { return ask() }).(T)
	return answer
}

// answers are a shelf's, of whatever type: what works on them is there once.
type answers struct {
	mu sync.Mutex
	to map[string]func() any // by question
}

func (s *answers) answer(question string, ask func() any) any {
	s.mu.Lock()
	if s.to == nil {
		s.to = map[string]func() any{}
	}
	answer := s.to[question]
	if answer == nil {
		answer = sync.OnceValue(ask)
		s.to[question] = answer
	}
	s.mu.Unlock()
	return answer()
}

// forget drops what nobody answered: the network may be back at the next run.
func (s *shelves) forget() {
	same := &s.same
	for _, shelf := range []*answers{&s.documents.answers, &s.keySets.answers, &s.clients.answers, &s.strangers.answers,
		&same.clients.answers, &same.secrets.answers, &same.redirects.answers, &same.logouts.answers, &same.graphs.answers} {
		shelf.forget()
	}
}

func (s *answers) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.to, func(_ string, answer func() any) bool {
		of, can := answer().(interface{ Missing() *verify.Missing })
		return can && of.Missing() != nil && of.Missing().Status == verify.Undecided
	})
}

// askProvider fills in what can be learned of one registration without a person.
func (q *prober) askProvider(ctx context.Context, f *verify.Facts) {
	f.Metadata = q.metadata(ctx, f.Project.MetadataURL(*f.Registration), q.nextWave(f))
	metadata, ok := f.Metadata.Get()
	if ok {
		if asked, err := url.Parse(metadata.Asked); err == nil && !f.Microsoft && hosts.IsLoopback(asked.Hostname()) {
			f.Authority, f.Microsoft = standIn(metadata)
		}
	}
	if !ok || !metadata.Usable() {
		reason := "the provider's metadata could not be used"
		status := verify.Skipped
		if m := f.Metadata.Missing(); m != nil {
			reason, status = m.Reason, m.Status
		}
		f.Keys = verify.NotKnown[*verify.KeySet](status, reason)
		f.Client = verify.NotKnown[*verify.ClientProbe](status, reason)
		f.Secret = verify.NotKnown[*verify.SecretProbe](status, reason)
		f.Redirect = verify.NotKnown[*verify.RedirectProbe](status, reason)
		f.Logout = verify.NotKnown[*verify.LogoutProbe](status, reason)
		f.Graph = verify.NotKnown[*verify.GraphRegistration](status, reason)
		return
	}
	ctx = askedOnItsWord(ctx, metadata)
	var side safego.Group
	side.Go(func() { f.Keys = q.keys(ctx, metadata) })
	same := &q.same
	side.Go(func() {
		f.Client = shared(same, &same.clients, clientOf(f, metadata), func() verify.Fact[*verify.ClientProbe] { return q.client(ctx, f, metadata) })
	})
	side.Go(func() {
		f.Secret = shared(same, &same.secrets, secretOf(f, metadata), func() verify.Fact[*verify.SecretProbe] { return q.secret(ctx, f, metadata) })
	})
	side.Go(func() {
		f.Redirect = shared(same, &same.redirects, redirectOf(f, metadata), func() verify.Fact[*verify.RedirectProbe] { return q.redirect(ctx, f, metadata) })
	})
	side.Go(func() {
		f.Logout = shared(same, &same.logouts, logoutOf(f, metadata), func() verify.Fact[*verify.LogoutProbe] { return q.logout(ctx, f, metadata) })
	})
	side.Go(func() {
		f.Graph = shared(same, &same.graphs, clientOf(f, metadata), func() verify.Fact[*verify.GraphRegistration] { return q.registered(ctx, f, metadata) })
	})
	side.Wait()
}

// because is why there is no fact.
func because(status verify.Status, reason string) *verify.Missing {
	return &verify.Missing{Status: status, Reason: reason}
}
