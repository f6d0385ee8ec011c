package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/authkit-cli/authkit/deploy"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/register/converge"
	"github.com/authkit-cli/authkit/register/undo"
	"github.com/authkit-cli/authkit/secrets"
)

// register adds the deployed app's redirect URI to every registration at Entra
// that the secrets name, and says on stderr what there was before and after.
func (o deployOptions) register(ctx context.Context, env *Env, document *secrets.Document, redirectURI string) error {
	any := false
	for _, section := range deploy.SignIns(document) {
		at, err := env.sessionOf(ctx, section)
		switch {
		case err != nil:
			return err
		case at == nil:
			fmt.Fprintf(env.Stderr, "note: [%s] is not at Entra: register %s there by hand\n", section.Section, redirectURI)
			continue
		}
		if err := o.addTo(ctx, env, at, section.ClientID, redirectURI); err != nil {
			return err
		}
		any = true
	}
	if !any {
		return &usageError{message: "no section of the secrets is at Microsoft Entra, where --register adds redirect URIs", hint: "leave --register out; what is left to do at the provider is listed then"}
	}
	return nil
}

// sessionOf is the CLI's in the tenant of a sign-in; nil when that is not at Entra.
// On this machine something may stand in for Entra, if it is the CLI's own cloud.
func (e *Env) sessionOf(ctx context.Context, s deploy.SignIn) (*azcli.Session, error) {
	u, err := url.Parse(s.MetadataURL)
	switch {
	case err != nil, !entra.IsGUID(s.ClientID):
		return nil, nil
	case entra.IsAuthority(s.MetadataURL):
		return e.sessionFor(ctx, s.MetadataURL)
	case !hosts.IsLoopback(u.Hostname()):
		return nil, nil
	}
	session, err := e.sessionIn(ctx, "")
	if err != nil || !atSignIn(s.MetadataURL, session) {
		return nil, err
	}
	return session, nil
}

// atSignIn tells whether an address is where the CLI's own cloud signs people in.
func atSignIn(address string, session *azcli.Session) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host == session.SignIn.Host
}

func (o deployOptions) addTo(ctx context.Context, env *Env, session *azcli.Session, clientID, redirectURI string) error {
	r := &registering{env: env, again: "authkit deploy-secrets --register", registrar: env.registrar(session)}
	app, err := r.registrar.Find(ctx, clientID, "")
	if err != nil {
		return r.refused(ctx, err, "read app registrations")
	}
	if app == nil {
		return withHint(errors.New("the tenant that the Azure CLI is signed in to has no app registration "+clientID), "run az login --tenant TENANT with the one that has it")
	}
	r.app = app
	r.registrar.Kept = undo.Begin(env.path(o.dir), session.Tenant, app.AppID, env.Now())
	wanted := converge.Wanted{RedirectURIs: []string{redirectURI}}
	if o.dryRun {
		changes, err := converge.Compare(app, wanted)
		if err != nil {
			return r.misplaced(err)
		}
		for _, told := range changes.Told {
			fmt.Fprintf(env.Stderr, "registration %s: %s: %s\n", entra.Clean(app.DisplayName), told.What, told.After)
		}
		return nil
	}
	before, after, err := r.change(ctx, wanted)
	if err != nil {
		return err
	}
	if slices.Equal(before.Web.RedirectURIs, after.Web.RedirectURIs) {
		fmt.Fprintf(env.Stderr, "✓ registration %q has %s already\n", entra.Clean(app.DisplayName), redirectURI)
		return nil
	}
	fmt.Fprintf(env.Stderr, "✓ registration %q: redirect URIs before: %s; now: %s\n", entra.Clean(app.DisplayName), orNone(before.Web.RedirectURIs), orNone(after.Web.RedirectURIs))
	fmt.Fprintf(env.Stderr, "note: to take it back: %s\n", r.registrar.Kept.Command(o.dir))
	return nil
}
