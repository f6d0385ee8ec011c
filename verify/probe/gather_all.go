package probe

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// GatherAll is Gather for several projects in one run: what two of them would ask
// alike is asked once. Nobody signs in, and no deployed app is looked at. The
// requests of each are those of all.
func GatherAll(ctx context.Context, projects []*project.Project, ask Ask) []*verify.Gathered {
	all := make([]*verify.Gathered, len(projects))
	for i, p := range projects {
		all[i] = newGathered(p, ask)
		all[i].Several = len(projects) > 1
	}
	if ask.Offline {
		return all
	}
	w := newWire(ask.Network)
	answers := &shelves{same: sameQuestions{several: true}}
	unattended, cancel := context.WithTimeout(ctx, ask.Network.Timeout)
	defer cancel()
	var asked safego.Group
	for i, g := range all {
		q := newProber(projects[i], ask, w, answers)
		for _, f := range g.Providers {
			asked.Go(func() {
				q.askProvider(unattended, f)
				f.SignIn = q.signIn(ctx, f, nil, ask.LoginNot)
			})
		}
	}
	asked.Wait()
	for _, g := range all {
		g.Answered = ctx.Err() == nil
		sum(g, w)
	}
	return all
}

// sameQuestions are the answers about clients that several projects may have in
// common. In a run of one project each section asks for itself.
type sameQuestions struct {
	several   bool
	clients   shelf[verify.Fact[*verify.ClientProbe]]
	secrets   shelf[verify.Fact[*verify.SecretProbe]]
	redirects shelf[verify.Fact[*verify.RedirectProbe]]
	logouts   shelf[verify.Fact[*verify.LogoutProbe]]
	graphs    shelf[verify.Fact[*verify.GraphRegistration]]
}

// shared asks, unless another project has asked the same question.
func shared[T any](s *sameQuestions, answers *shelf[T], question string, ask func() T) T {
	if !s.several {
		return ask()
	}
	return answers.get(question, ask)
}

// clientOf is the question about a client ID.
func clientOf(f *verify.Facts, m *verify.Metadata) string {
	return question(m.Asked, f.Registration.MetadataURL.Text.Reveal(), f.Registration.ClientID.Text.Reveal())
}

// secretOf is the question about a client secret. Entra is asked for a token of
// the app itself, which has no redirect URI.
func secretOf(f *verify.Facts, m *verify.Metadata) string {
	if f.Microsoft && !f.Registration.Relayed() {
		return question(clientOf(f, m), proofOf(f))
	}
	return question(clientOf(f, m), proofOf(f), f.RedirectURI())
}

// redirectOf is the question about a redirect URI, with all that goes into the login request.
func redirectOf(f *verify.Facts, m *verify.Metadata) string {
	r := f.Registration
	return question(clientOf(f, m), proofOf(f), f.RedirectURI(), r.Scope, r.Prompt, fmt.Sprint(r.ForcePKCE), r.Extra.Encode(), r.AuthorizeURL.Text.Reveal())
}

// logoutOf is the question about the address after st.logout.
func logoutOf(f *verify.Facts, m *verify.Metadata) string {
	return question(clientOf(f, m), f.RedirectURI(), fmt.Sprint(f.Project.Logout(), f.Project.App.LogsOut()))
}

// proofOf is what the client shows of itself.
func proofOf(f *verify.Facts) string {
	r := f.Registration
	return question(r.ClientSecret.Text.Reveal(), r.TokenAuthMethod, r.TokenParams().Encode(), r.AccessTokenURL.Text.Reveal(), fmt.Sprint(r.SendsSecret(), r.SendsEmpty(), r.Relayed()))
}

// question names a question by all that goes into it, without holding any of it.
func question(parts ...string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%q", parts)))
	return string(sum[:])
}
