package cmd

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/register"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/register/converge"
	"github.com/authkit-cli/authkit/register/credential"
	"github.com/authkit-cli/authkit/register/graph"
	"github.com/authkit-cli/authkit/register/undo"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
)

// entraRegistration is what the command line says of a registration at Entra.
type entraRegistration struct {
	dir          string
	name         string
	clientID     string
	redirectURIs []string
	url          string
	audience     register.Audience // empty: an existing registration keeps its own
	days         int               // that a new client secret lives
	provider     string
	dryRun, yes  bool
	federated    string // source of tokens that are taken in a client secret's place
	certificate  string // file

	// What init was told for a project that has none of it yet.
	metadataURL string
	redirectURI string
	port        int
}

// registering is one run at Entra.
type registering struct {
	env       *Env
	o         entraRegistration
	project   *scaffold.Project
	existing  scaffold.Existing
	session   *azcli.Session
	registrar *converge.Registrar
	wanted    converge.Wanted
	app       *entra.Application // nil: there is none yet
	noted     scaffold.Answers   // what an earlier run noted
	again     string             // the command to run again where Entra was not ready
	screen    *initScreen
	begun     bool // something was asked for that stays
}

// registerAtEntra makes or completes the app registration, with the sign-in of the
// person's Azure CLI, and puts what it gives into the project.
func registerAtEntra(ctx context.Context, env *Env, o entraRegistration) error {
	r, err := beginRegistering(ctx, env, o)
	if err != nil {
		return err
	}
	changes, err := converge.Compare(r.app, r.wanted)
	if err != nil {
		return r.misplaced(err)
	}
	lacks, err := r.registrar.Lacks(ctx, r.app, r.wanted)
	if err != nil {
		return r.refused(ctx, err, "read app registrations")
	}
	changes.Told = append(changes.Told, lacks...)
	newSecret, newPrincipal := r.needsSecret(), r.app == nil && r.wanted.Audience != entra.PersonalMicrosoftAccount
	if r.app != nil && len(changes.Told) == 0 && !newSecret {
		if newPrincipal, err = r.lacksPrincipal(ctx); err != nil {
			return err
		}
	}
	if r.app != nil && len(changes.Told) == 0 && !newSecret && !newPrincipal && r.written() {
		r.screen.printf("nothing to change: %s is registered, and %s is what it was\n", r.shownName(), secretsPath)
		r.strays(r.app.PasswordCredentials)
		return r.screen.err
	}
	r.show(changes, newSecret, newPrincipal)
	if o.dryRun {
		fmt.Fprintln(env.Stderr, "nothing was written (--dry-run)")
		return r.screen.err
	}
	if err := env.agreed(ctx, o.yes, "Do this at Microsoft Entra?"); err != nil {
		return err
	}
	return r.carryOut(ctx, changes, newSecret)
}

const secretsPath = ".streamlit/secrets.toml"

// readRegistering reads the project of a registration; again is the command to
// run again.
func readRegistering(ctx context.Context, env *Env, o entraRegistration, again string) (*registering, error) {
	project, err := scaffold.Read(ctx, env.path(o.dir))
	if err != nil {
		return nil, inProject(ctx, err)
	}
	env.known.Add(project.Secrets()...)
	if o.provider == "" {
		o.provider = project.OnlyProvider()
	}
	return &registering{
		env: env, o: o, project: project, existing: project.Existing(o.provider), noted: project.Registered(o.provider),
		again: again, screen: newInitScreen(env, initOptions{dir: o.dir}),
	}, nil
}

// beginRegistering reads the project, asks the CLI who is signed in, and looks
// for the registration.
func beginRegistering(ctx context.Context, env *Env, o entraRegistration) (*registering, error) {
	r, err := readRegistering(ctx, env, o, "authkit register")
	if err != nil {
		return nil, err
	}
	if o.metadataURL != "" {
		r.existing.MetadataURL = o.metadataURL
	}
	if o.redirectURI != "" {
		r.existing.RedirectURI = o.redirectURI
	}
	if err := r.want(); err != nil {
		return nil, err
	}
	if r.session, err = env.sessionFor(ctx, r.existing.MetadataURL); err != nil {
		var hinted *hintError
		if errors.As(err, &hinted) { // there is a way without a CLI
			err = withHint(hinted.err, hinted.hint+"; or write the request for your administrator: authkit register --request md")
		}
		return nil, err
	}
	if address := r.existing.MetadataURL; address != "" && !entra.IsAuthority(address) && !atSignIn(address, r.session) {
		return nil, &usageError{message: "this project signs people in at another provider than Entra", hint: "name a section of its own with --provider microsoft"}
	}
	if r.wanted.Federated, r.wanted.Certificate, err = credential.Read(o.federated, env.pathOrEmpty(o.certificate), r.session.SignIn, r.session.Tenant, env.Now()); err != nil {
		return nil, usagef("%v", err)
	}
	r.registrar = env.registrar(r.session)
	id := o.clientID
	if id == "" && entra.IsGUID(r.existing.ClientID) {
		id = r.existing.ClientID
	}
	if r.app, err = r.registrar.Find(ctx, id, r.noted.UniqueName); err != nil {
		return nil, r.refused(ctx, err, "read app registrations")
	}
	if r.app == nil && id != "" {
		return nil, withHint(errors.New("the tenant that the Azure CLI is signed in to has no app registration "+id),
			"run az login --tenant TENANT with the one that has it, or take client_id out of the secrets to make a new one")
	}
	if r.app == nil && r.wanted.Audience == "" {
		r.wanted.Audience = entra.AzureADMyOrg
	}
	audience := r.wanted.Audience
	if r.app != nil {
		audience, id = cmp.Or(audience, r.app.SignInAudience), r.app.AppID
	}
	r.registrar.Kept = undo.Begin(r.project.Dir, r.session.Tenant, id, env.Now())
	for _, claim := range r.project.ClaimsRead() {
		if entra.OptionalClaim(claim, audience) {
			r.wanted.Claims = append(r.wanted.Claims, claim)
		}
	}
	return r, nil
}

// want works out what the registration has to be.
func (r *registering) want() error {
	o := r.o
	r.wanted = converge.Wanted{Name: o.name}
	if o.audience != "" {
		r.wanted.Audience = o.audience.SignInAudience()
	}
	uris := slices.Clone(o.redirectURIs)
	if o.url != "" {
		address, err := publicAddress(o.url)
		if err != nil {
			return err
		}
		uris = append(uris, address.RedirectURI)
	}
	own := r.existing.RedirectURI
	if own == "" {
		own = r.project.DefaultRedirectURI(0)
	}
	for i, uri := range append([]string{own}, uris...) {
		if err := scaffold.CheckRedirectURI(uri, true); err != nil {
			if i == 0 {
				return withHint(fmt.Errorf("redirect_uri in %s: %w", secretsPath, err), "authkit verify --offline says more")
			}
			return usagef("--redirect-uri: %v", err)
		}
		if !slices.Contains(r.wanted.RedirectURIs, uri) {
			r.wanted.RedirectURIs = append(r.wanted.RedirectURIs, uri)
		}
	}
	return nil
}

// needsSecret tells whether the project has no client secret of the registration.
func (r *registering) needsSecret() bool {
	if r.wanted.Secretless() {
		return false
	}
	if r.app == nil || r.existing.ClientSecret.IsEmpty() {
		return true
	}
	like, certain := r.app.SecretsLike(r.existing.ClientSecret.Reveal())
	if len(like) == 0 {
		return certain
	}
	return !slices.ContainsFunc(like, func(s entra.ClientSecret) bool { return s.End.After(r.env.Now()) })
}

func (r *registering) shownName() string {
	if r.app != nil {
		return "\"" + entra.Clean(r.app.DisplayName) + "\""
	}
	return "\"" + entra.Clean(r.wanted.Name) + "\""
}

// lacksPrincipal tells whether the tenant has no service principal of an app that
// lacks nothing else. One of ours was seen to when it was made.
func (r *registering) lacksPrincipal(ctx context.Context) (bool, error) {
	if r.noted.KeyID != "" || r.app.SignInAudience == entra.PersonalMicrosoftAccount {
		return false, nil
	}
	principal, err := r.registrar.Client.Principal(ctx, r.app.AppID)
	if err != nil {
		return false, r.refused(ctx, err, "read service principals")
	}
	return principal == nil, nil
}

// show says what is about to happen.
func (r *registering) show(changes converge.Changes, newSecret, newPrincipal bool) {
	s := r.screen
	switch {
	case r.app == nil:
		s.title("About to register " + r.shownName() + " in tenant " + r.session.Tenant)
	case len(changes.Told) == 0 && !newSecret && !newPrincipal:
		s.title("The registration " + r.shownName() + " lacks nothing; about to complete the project's files")
	default:
		s.title("About to change the registration " + r.shownName() + " in tenant " + r.session.Tenant)
	}
	for _, told := range changes.Told {
		before := told.Before
		if before == "" {
			before = "nothing"
		}
		text := told.What + ": " + entra.Clean(told.After)
		if r.app != nil {
			text += " (now " + entra.Clean(before) + ")"
		}
		s.paragraph("  · ", text)
	}
	if newPrincipal {
		s.paragraph("  · ", "service principal: the tenant gets one")
	}
	if newSecret {
		s.paragraph("  · ", fmt.Sprintf("client secret: a new one until %s, into %s; the others stay", r.end().Format(time.DateOnly), secretsPath))
	}
	s.printf("\n")
}

// end is the last day of a new client secret.
func (r *registering) end() time.Time {
	return r.env.Now().UTC().AddDate(0, 0, r.o.days).Truncate(24 * time.Hour)
}

// carryOut does it, in an order that can be broken off anywhere: the project
// remembers the registration's unique name before there is one, and a secret that
// could not be written is removed.
func (r *registering) carryOut(ctx context.Context, changes converge.Changes, newSecret bool) error {
	r.begun = true
	if err := r.write(ctx, changes); err != nil {
		return err
	}
	var principal *entra.Principal
	if r.app.SignInAudience != entra.PersonalMicrosoftAccount {
		var made bool
		var err error
		if principal, made, err = r.registrar.Principal(ctx, r.app.AppID); err != nil {
			return r.refused(ctx, err, "make the app's service principal")
		}
		if made {
			r.screen.printf("✓ service principal made\n")
		}
	}
	if err := r.registrar.Prove(ctx, r.app, r.wanted); err != nil {
		return r.refused(ctx, err, "add a certificate or a federated credential to this app registration")
	}
	if err := r.keep(ctx, newSecret); err != nil {
		return err
	}
	if err := r.reread(ctx); err != nil { // what was written stays
		return err
	}
	r.strays(r.app.PasswordCredentials)
	r.left(ctx, principal)
	return r.screen.err
}

// write makes or changes the registration.
func (r *registering) write(ctx context.Context, changes converge.Changes) error {
	switch {
	case r.app == nil:
		if err := r.remember(ctx); err != nil {
			return err
		}
		made, err := r.registrar.Make(ctx, r.noted.UniqueName, r.wanted)
		if err != nil {
			return r.refused(ctx, err, "register apps")
		}
		r.app = made
		r.screen.printf("✓ registered: client ID %s\n", made.AppID)
	case len(changes.Content) > 0:
		before, after, err := r.change(ctx, r.wanted)
		if err != nil {
			return err
		}
		r.screen.paragraph("✓ ", "registration changed; redirect URIs before: "+orNone(before.Web.RedirectURIs)+"; now: "+orNone(after.Web.RedirectURIs))
		r.app = after
	}
	return nil
}

// change writes what the registration lacks.
func (r *registering) change(ctx context.Context, wanted converge.Wanted) (before, after *entra.Application, err error) {
	r.begun = true
	before, after, err = r.registrar.Change(ctx, r.app, wanted)
	var lost *converge.LostError
	switch {
	case errors.As(err, &lost):
		return nil, nil, withHint(errors.New("somebody changed the registration at the same time, and these redirect URIs are gone: "+spoken.List(lost.URIs)),
			"add each of them again: authkit register --redirect-uri URI")
	case err != nil:
		return nil, nil, r.misplaced(r.refused(ctx, err, "change this app registration"))
	}
	return before, after, nil
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return entra.Clean(spoken.List(list))
}

// remember notes the unique name in the project before there is a registration.
func (r *registering) remember(ctx context.Context) error {
	if r.noted.UniqueName != "" {
		return nil
	}
	r.noted.UniqueName = "authkit-" + strings.ToLower(rand.Text())
	plan, err := r.project.PlanNote(scaffold.Answers{Provider: r.o.provider, UniqueName: r.noted.UniqueName})
	if err != nil {
		return inProject(ctx, err)
	}
	if err := plan.Apply(); err != nil {
		return withHint(err, writeHint(err, "run authkit register again"))
	}
	return r.reread(ctx)
}

// reread reads the project once more, since files of it were written.
func (r *registering) reread(ctx context.Context) error {
	project, err := scaffold.Read(ctx, r.project.Dir)
	switch {
	case err != nil && ctx.Err() != nil:
		return r.brokenOff()
	case err != nil:
		return inProject(ctx, err)
	}
	r.project = project
	return nil
}

// answers are what the project gets besides a new client secret. A secret of ours
// that it has already is noted, where an earlier run was broken off before it was.
func (r *registering) answers() scaffold.Answers {
	answers := scaffold.Answers{
		Provider: r.o.provider, ClientID: r.app.AppID, MetadataURL: cmp.Or(r.metadataURL(), r.o.metadataURL),
		RedirectURI: r.o.redirectURI, Port: r.o.port, Random: r.env.Rand,
	}
	if source, _, _ := strings.Cut(r.o.federated, ","); r.wanted.Federated != nil && source != "other" {
		f := r.wanted.Federated
		answers.Assertion, answers.Issuer, answers.Subject, answers.Audience = source, f.Issuer, f.Subject, f.Audiences[0]
	}
	if like, _ := r.app.SecretsLike(r.existing.ClientSecret.Reveal()); len(like) == 1 && strings.HasPrefix(like[0].DisplayName, ours) && like[0].KeyID != r.noted.KeyID {
		answers.KeyID, answers.Expires = like[0].KeyID, like[0].End.UTC().Truncate(24*time.Hour)
	}
	return answers
}

// written tells whether the project's files lack nothing: an earlier run may
// have been broken off between two of them.
func (r *registering) written() bool {
	plan, err := r.project.Plan(r.answers())
	return err == nil && len(plan.Changes) == 0
}

// keep puts the IDs and a new client secret into the project.
func (r *registering) keep(ctx context.Context, newSecret bool) error {
	answers := r.answers()
	if !newSecret {
		return r.apply(ctx, answers)
	}
	// Everything but the secret is planned before there is one: a project that
	// cannot be planned gets none.
	answers.ClientSecret, answers.KeyID, answers.Expires = secrets.New("planned"), "planned", r.end()
	if _, err := r.project.Plan(answers); err != nil {
		return inProject(ctx, err)
	}
	entry, value, err := r.registrar.Secret(ctx, r.app, r.secretName(), r.end())
	if err != nil {
		return r.refused(ctx, err, "make a client secret")
	}
	r.env.known.Add(value)
	answers.ClientSecret, answers.KeyID = value, entry.KeyID
	if err := r.apply(ctx, answers); err != nil {
		return r.takeBack(ctx, entry, err)
	}
	return nil
}

func (r *registering) apply(ctx context.Context, answers scaffold.Answers) error {
	plan, err := r.project.Plan(answers)
	if err != nil {
		return inProject(ctx, err)
	}
	r.env.known.Add(plan.Secrets()...)
	if err := plan.Apply(); err != nil {
		return withHint(err, writeHint(err, "run "+r.again+" again"))
	}
	r.screen.done(plan, r.project.StillExposed(ctx, plan), looked{})
	return nil
}

// brokenOff is for somebody who stops what has begun.
func (r *registering) brokenOff() error {
	return &stoppedError{"stopped; what was done at Entra until then stays", "run " + r.again + " again; it goes on where it stopped"}
}

// strays names client secrets of ours that were there before and that this
// project does not have: of a run that was broken off, or of another deployment.
func (r *registering) strays(there []entra.ClientSecret) {
	noted := r.project.Registered(r.o.provider)
	like, _ := r.app.SecretsLike(r.project.Existing(r.o.provider).ClientSecret.Reveal())
	for _, entry := range there {
		if !strings.HasPrefix(entry.DisplayName, ours) || entry.KeyID == noted.KeyID || slices.Contains(strings.Fields(noted.OldKeyID), entry.KeyID) || slices.Contains(like, entry) {
			continue
		}
		r.screen.printf("\n")
		r.screen.paragraph("! ", "the registration has a client secret that this project does not: "+entra.Clean(entry.DisplayName)+", Secret ID "+entra.Clean(entry.KeyID))
		r.screen.paragraph("  ", "remove it when no deployment uses it: "+entra.PortalCredentials(r.app.AppID))
	}
}

// ours is how the names of client secrets begin that are made here.
const ours = "authkit "

// secretName is how the portal lists a client secret of ours.
func (r *registering) secretName() string {
	host := ""
	if u, err := url.Parse(r.wanted.RedirectURIs[len(r.wanted.RedirectURIs)-1]); err == nil {
		host = u.Hostname() + " "
	}
	return ours + host + r.env.Now().UTC().Format(time.DateOnly)
}

// metadataURL is the address for the project; empty: the one it has stays.
func (r *registering) metadataURL() string {
	personal := r.app.SignInAudience == entra.PersonalMicrosoftAccount
	if authority, ok := entra.ParseAuthority(r.existing.MetadataURL); ok && authority.Works() {
		if r.o.audience == "" || personal == (authority.Kind == entra.Consumers) {
			return ""
		}
	} else if r.existing.MetadataURL != "" {
		return ""
	}
	tenant := r.session.Tenant
	if personal {
		tenant = "consumers"
	}
	return r.session.SignIn.String() + "/" + tenant + "/v2.0" + wellKnown
}

// left says what is not done by this.
func (r *registering) left(ctx context.Context, principal *entra.Principal) {
	s := r.screen
	s.title("Next")
	if r.wanted.Secretless() {
		s.paragraph("  ", converge.InItsPlace)
	}
	s.paragraph("  ", "authkit verify --graph --login")
	if command := r.registrar.Kept.Command(r.o.dir); command != "" {
		s.paragraph("  ", "to take this back: "+command)
	}
	if principal == nil {
		return
	}
	if consented, err := r.registrar.Client.Consented(ctx, principal.ID); err == nil && !consented {
		s.printf("\n")
		s.paragraph("  ", "People are asked for their consent at their first sign-in. Where only administrators may give it, send them this link:")
		s.value(r.session.SignIn.String() + "/" + r.session.Tenant + "/adminconsent?client_id=" + r.app.AppID)
	}
}

// misplaced explains a redirect URI under another platform.
func (r *registering) misplaced(err error) error {
	var wrong *converge.MisplacedError
	if !errors.As(err, &wrong) {
		return err
	}
	return withHint(err, "whoever uses it there would lose it, so it is not moved: remove it there yourself when nobody does, then run this again: "+entra.PortalAuthentication(r.app.AppID))
}

// refused puts what Graph says to a request into words. what is what the person
// may not do.
func (r *registering) refused(ctx context.Context, err error, what string) error {
	var refusal *graph.Refusal
	switch {
	case ctx.Err() != nil && r.begun:
		return r.brokenOff()
	case ctx.Err() != nil:
		return errCancelled
	}
	var wrong *converge.MisplacedError
	switch {
	case errors.As(err, &wrong):
		return err
	case !errors.As(err, &refusal):
		return withHint(err, "run "+r.again+" again; it goes on where it stopped")
	}
	message, fix := refusal.Explain(what, r.again)
	if refusal.Code == "Authorization_RequestDenied" && r.app != nil {
		if owners, err := r.registrar.Client.Owners(ctx, r.app.ID); err == nil && len(owners) > 0 {
			fix = "ask an owner of the registration (" + spoken.List(owners) + ") to run this, or an administrator: authkit register --request md"
		}
	}
	return withHint(errors.New(message), fix)
}
