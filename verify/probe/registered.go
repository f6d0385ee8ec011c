package probe

import (
	"context"
	"errors"
	"net/http"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/register/graph"
	"github.com/authkit-cli/authkit/verify"
)

// cliAnswer is what the Azure CLI said.
type cliAnswer struct {
	session *azcli.Session
	err     error
}

// registered reads the registration from Microsoft Graph as the Azure CLI's user.
// The token goes to the Graph that the CLI names, and nowhere else.
func (q *prober) registered(ctx context.Context, f *verify.Facts, m *verify.Metadata) verify.Fact[*verify.GraphRegistration] {
	id := f.Registration.ClientID.Text.Reveal()
	switch {
	case q.graph == nil:
		return verify.NotKnown[*verify.GraphRegistration](verify.Skipped, "--graph was not given")
	case !f.Microsoft:
		return verify.NotKnown[*verify.GraphRegistration](verify.Skipped, "Microsoft Graph knows Entra's registrations only")
	case f.Authority.Kind == entra.B2C, f.Authority.Kind == entra.ExternalID:
		return verify.NotKnown[*verify.GraphRegistration](verify.Unproven, "registrations of "+f.Authority.Kind.String()+" are not read yet")
	case !entra.IsGUID(id):
		return verify.NotKnown[*verify.GraphRegistration](verify.Skipped, "client_id is no client ID of Entra")
	case !q.wantsAny(checkid.RegistrationFound, checkid.RegistrationAudience, checkid.RegistrationPrincipal, checkid.RegistrationClaims,
		checkid.RedirectURIRegistered, checkid.ClientPlatform, checkid.ClientSecret, checkid.SecretExpiry, checkid.ClientKnown):
		return verify.NotKnown[*verify.GraphRegistration](verify.Skipped, "not selected")
	}
	tenant := tenantOf(f, m)
	session, err := q.cliSession(ctx, tenant)
	if err != nil {
		return noGraph(err, "the Azure CLI")
	}
	return q.readRegistration(ctx, session, id, tenant)
}

// cliSession asks for the session that the person has, and for one in the
// registration's tenant only where that is another: a managed identity, for
// instance, cannot be asked for a tenant.
func (q *prober) cliSession(ctx context.Context, tenant string) (*azcli.Session, error) {
	ask := func(tenant string) (*azcli.Session, error) {
		answer := q.sessions.get(tenant, func() cliAnswer {
			session, err := q.graph(ctx, tenant)
			return cliAnswer{session, err}
		})
		return answer.session, answer.err
	}
	session, err := ask("")
	if err != nil || tenant == "" || session.Tenant == tenant {
		return session, err
	}
	return ask(tenant)
}

// tenantOf is the GUID of the tenant whose people sign in, as the metadata say it;
// empty for the addresses that serve many.
func tenantOf(f *verify.Facts, m *verify.Metadata) string {
	if f.Authority.Kind != entra.Organisation {
		return ""
	}
	return entra.TenantOfIssuer(m.Text("issuer"))
}

func (q *prober) readRegistration(ctx context.Context, session *azcli.Session, id, tenant string) verify.Fact[*verify.GraphRegistration] {
	client := &graph.Client{Session: session, Send: func(request *http.Request, purpose string) (int, []byte, error) {
		a, err := q.wire.ask(request, purpose, "")
		if err != nil {
			return 0, nil, err
		}
		return a.Status, a.Body, nil
	}}
	registration := &verify.GraphRegistration{Home: tenant != "" && session.Tenant == tenant}
	var principalErr error
	side := safego.Go(func() { registration.Principal, principalErr = client.Principal(ctx, id) })
	var err error
	registration.App, err = client.Application(ctx, id)
	side.Wait()
	if err != nil {
		return noGraph(err, session.Graph.Host)
	}
	registration.PrincipalKnown = principalErr == nil
	return verify.Known(registration)
}

// noGraph says why a registration could not be read. What Graph or the CLI
// refuses tells nothing of the registration; what did not answer may do so later.
func noGraph(err error, host string) verify.Fact[*verify.GraphRegistration] {
	var refused *graph.Refusal
	switch problem, is := azcli.IsProblem(err); {
	case is:
		return verify.NotKnown[*verify.GraphRegistration](verify.Unproven, problem.Message+"; "+problem.Fix)
	case !errors.As(err, &refused):
		return verify.NotKnown[*verify.GraphRegistration](verify.Undecided, NoAnswer(err, host))
	}
	status, reason := refused.Told(host)
	if status {
		return verify.NotKnown[*verify.GraphRegistration](verify.Unproven, reason)
	}
	return verify.NotKnown[*verify.GraphRegistration](verify.Undecided, reason)
}

// sumSecretEnds notes the client secret that ends first.
func sumSecretEnds(g *verify.Gathered) {
	for _, f := range g.Providers {
		entry, ok := f.SecretEntry()
		if earlier, known := g.Project.SecretEnd.Get(); ok && (!known || entry.End.Before(earlier.End)) {
			g.Project.SecretEnd = verify.Known(entry)
		}
	}
}
