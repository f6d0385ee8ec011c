package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/authkit-cli/authkit/cmd/answer"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register"
	"github.com/authkit-cli/authkit/register/dynamic"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/probe"
)

// registration is one run of register at a provider's registration endpoint.
type registration struct {
	env      *Env
	options  registerOptions
	project  *scaffold.Project
	name     string // behind [auth.NAME]
	have     scaffold.Existing
	wanted   dynamic.Wanted
	wire     dynamic.Wire
	provider dynamic.Provider
	keep     *dynamic.Keeper // nil: the management token is dropped
	screen   *initScreen
}

// runDynamic registers a client, or adds to the one that is registered.
func runDynamic(ctx context.Context, env *Env, o registerOptions, project *scaffold.Project, wanted register.Request) error {
	name, have, err := o.existing(project)
	if err != nil {
		return err
	}
	r := &registration{
		env: env, options: o, project: project, name: name, have: have,
		wanted: dynamic.Wanted{Name: wanted.Name, RedirectURIs: wanted.RedirectURIs},
		wire:   dynamic.Wire{Transport: env.Transport, UserAgent: "authkit/" + currentVersion()},
		screen: newInitScreen(env, initOptions{dir: o.dir}),
	}
	switch {
	case wanted.Entra:
		return usagef("--initial-access-token-file and --management-token-file are for other providers than Microsoft Entra; name one with --metadata-url URL")
	case o.given("client-id"), o.given("days"):
		return usagef("--client-id and --days are for Microsoft Entra, or for --request: here the provider says both")
	}
	initial, err := o.readInitialToken(ctx, env)
	if err != nil {
		return err
	}
	if r.keep, err = o.readManagement(ctx, env); err != nil {
		return err
	}
	managed := r.keep != nil && r.keep.Known()
	if have.ClientID != "" && !managed {
		return r.cannotLook()
	}
	if r.provider, err = r.wire.Read(ctx, have.MetadataURL); err != nil {
		return whyNot(ctx, err, "try again")
	}
	ctx = probe.OnTheWordOf(ctx, r.provider.Host)
	if managed {
		return r.complete(ctx)
	}
	return r.begin(ctx, initial)
}

// readInitialToken reads the file of --initial-access-token-file.
func (o registerOptions) readInitialToken(ctx context.Context, env *Env) (secrets.Secret, error) {
	if !o.given("initial-access-token-file") {
		return secrets.Secret{}, nil
	}
	token, err := env.secretFrom(ctx, o.initialToken, "initial-access-token-file", "initial access token")
	if err != nil {
		return secrets.Secret{}, err
	}
	if err := dynamic.CheckToken(token); err != nil {
		return secrets.Secret{}, usagef("--initial-access-token-file: %v", err)
	}
	return token, nil
}

// readManagement reads the file of --management-token-file; nil without the flag.
func (o registerOptions) readManagement(ctx context.Context, env *Env) (*dynamic.Keeper, error) {
	if !o.given("management-token-file") {
		return nil, nil
	}
	path := env.path(o.management)
	if err := keptOutOfGit(ctx, env, path, o.management, "--management-token-file"); err != nil {
		return nil, err
	}
	keeper, err := dynamic.Open(path)
	if err != nil {
		return nil, usagef("--management-token-file: %v", err)
	}
	env.known.Add(keeper.Token)
	return keeper, nil
}

// cannotLook is for a project with a client that nothing is known of: another
// one is not made beside it.
func (r *registration) cannotLook() error {
	if len(r.options.redirectURIs) == 0 && r.options.url == "" {
		r.screen.printf("nothing to change: this project has a client already\n")
		return r.screen.err
	}
	return withHint(errors.New("this project has a client already, and without its management token nothing can be added to it"),
		"add the redirect URIs in the provider's console; where the token was kept, give it with --management-token-file FILE; for another client, name it with --provider NAME")
}

// begin makes the client and writes it into the project. Whatever can fail of
// the writing is tried before; what fails all the same takes the client back.
func (r *registration) begin(ctx context.Context, initial secrets.Secret) error {
	answers := scaffold.Answers{Provider: r.name, MetadataURL: r.have.MetadataURL, Random: r.env.Rand, ClientID: "what-the-provider-names-it", ClientSecret: secrets.New("what-the-provider-gives-out")}
	if r.have.RedirectURI == "" {
		answers.RedirectURI = r.wanted.RedirectURIs[0]
	}
	plan, err := r.project.Plan(answers)
	if err != nil {
		return inProject(ctx, err)
	}
	r.env.known.Add(plan.Secrets()...)
	if r.options.dryRun {
		r.announce("Would be registered at " + r.provider.Host)
		r.screen.diff(plan)
		return r.screen.err
	}
	if err := r.confirm(ctx, plan, "Register this client and write these files?"); err != nil {
		return err
	}
	client, err := r.wire.Register(ctx, r.provider, initial, r.wanted)
	if err != nil {
		return whyNot(ctx, err, "look in the provider's console first, a client may have been made; then try again")
	}
	r.env.known.Add(client.Secret, client.Management.Token)
	if r.keep != nil {
		if err := r.keep.Save(client); err != nil {
			return r.takeBack(ctx, client, err)
		}
	}
	answers.ClientID, answers.ClientSecret, answers.Expires = client.ID, client.Secret, client.Ends
	if err := errors.Join(answer.ClientID(r.have.MetadataURL, client.ID), answer.ClientSecret(r.have.MetadataURL, client.Secret.Reveal())); err != nil {
		return r.takeBack(ctx, client, errors.New("the provider gave out a client ID or secret that Streamlit cannot read"))
	}
	if plan, err = r.project.Plan(answers); err == nil {
		err = plan.Apply()
	}
	if err != nil {
		return r.takeBack(ctx, client, err)
	}
	return r.done(ctx, plan, client, nil)
}

// takeBack removes a client whose secret could not be kept.
func (r *registration) takeBack(ctx context.Context, client dynamic.Client, because error) error {
	hint := writeHint(because, "run authkit register again")
	if err := r.wire.Remove(ctx, r.provider, client.Management); err != nil {
		return withHint(fmt.Errorf("%w; the client %q that was registered is there still", because, r.wanted.Name), "delete it in the provider's console; "+hint)
	}
	if r.keep != nil {
		r.keep.Forget() //nolint:errcheck // the next run is told that the token is none
	}
	return withHint(fmt.Errorf("%w; the client that was registered was removed again", because), hint)
}

// complete reads the client, adds the redirect URIs that it lacks, and brings
// the project's ID and secret in line with it.
func (r *registration) complete(ctx context.Context) error {
	client, err := r.wire.Current(ctx, r.provider, r.keep.Management)
	if err != nil {
		return whyNot(ctx, err, "try again")
	}
	r.env.known.Add(client.Secret, client.Management.Token)
	switch {
	case r.have.ClientID != "" && r.have.ClientID != client.ID:
		return withHint(errors.New("the management token is that of another client than the project's"), "name the right file with --management-token-file")
	case client.Secret.IsEmpty() && r.have.ClientSecret.IsEmpty():
		return withHint(errors.New("the project has no client secret, and the provider does not show it again"), "make a new one in the provider's console, then run authkit init --client-secret-file -")
	}
	if err := r.keep.Save(client); err != nil {
		return withHint(err, writeHint(err, "add redirect URIs in the provider's console"))
	}
	before := client.RedirectURIs
	missing := client.Missing(r.wanted.RedirectURIs)
	answers := scaffold.Answers{Provider: r.name, MetadataURL: r.have.MetadataURL, Random: r.env.Rand, ClientID: client.ID, ClientSecret: client.Secret, Expires: client.Ends}
	if r.have.RedirectURI == "" {
		answers.RedirectURI = r.wanted.RedirectURIs[0]
	}
	plan, err := r.project.Plan(answers)
	if err != nil {
		return inProject(ctx, err)
	}
	r.env.known.Add(plan.Secrets()...)
	switch {
	case r.options.dryRun:
		r.list("Registered at "+r.provider.Host, before)
		r.list("Would be added", missing)
		r.screen.diff(plan)
		return r.screen.err
	case len(missing) == 0 && len(plan.Changes) == 0:
		r.screen.printf("nothing to change: the client at %s has these redirect URIs, and the project has its ID and secret\n", r.provider.Host)
		return r.screen.err
	}
	if err := r.confirm(ctx, plan, "Add these redirect URIs and write these files?"); err != nil {
		return err
	}
	if len(missing) > 0 {
		changed, err := r.wire.Add(ctx, r.provider, client, missing)
		r.env.known.Add(changed.Secret, changed.Management.Token)
		if saved := r.keep.Save(changed); saved != nil {
			return withHint(saved, writeHint(saved, "add redirect URIs in the provider's console"))
		}
		if err != nil {
			return whyNot(ctx, err, "try again")
		}
		client = changed
	}
	answers.ClientSecret, answers.Expires = client.Secret, client.Ends // a change may give out a new one
	if plan, err = r.project.Plan(answers); err == nil {
		err = plan.Apply()
	}
	if err != nil {
		return withHint(err, writeHint(err, "run authkit register again"))
	}
	return r.done(ctx, plan, client, before)
}

// confirm shows what is about to be done where a person can answer, and asks.
func (r *registration) confirm(ctx context.Context, plan scaffold.Plan, title string) error {
	if !r.options.yes && r.env.interactive() {
		r.announce("About to register at " + r.provider.Host)
		r.screen.plan(plan)
	}
	return r.env.agreed(ctx, r.options.yes, title)
}

// announce shows the client that is asked for.
func (r *registration) announce(title string) {
	r.screen.title(title)
	r.screen.paragraph("  ", "the client "+r.wanted.Name+" (authorization code, with a secret), for")
	for _, uri := range r.wanted.RedirectURIs {
		r.screen.value(uri)
	}
}

func (r *registration) list(title string, uris []string) {
	if len(uris) == 0 {
		return
	}
	r.screen.title(title)
	for _, uri := range uris {
		r.screen.value(entra.Clean(uri))
	}
}

// done says what was registered and written, and what becomes of the management token.
func (r *registration) done(ctx context.Context, plan scaffold.Plan, client dynamic.Client, before []string) error {
	if before != nil {
		r.list("Redirect URIs before", before)
	}
	r.list("Registered at "+r.provider.Host, client.RedirectURIs)
	switch {
	case r.keep != nil && r.keep.Known():
		plan.Notes = append(plan.Notes, scaffold.Note{
			Message: "the token that manages the client is kept in " + r.options.management + ": whoever has it can take the client over",
			Fix:     "keep that file for yourself; with it authkit register adds redirect URIs later",
		})
	case client.Management.Known():
		plan.Notes = append(plan.Notes, scaffold.Note{
			Message: "the token that manages the client was dropped, so authkit register adds nothing to it later",
			Fix:     "add redirect URIs in the provider's console; a next client's token is kept with --management-token-file FILE",
		})
	}
	if client.Posted {
		plan.Notes = append(plan.Notes, scaffold.Note{
			Message: "the provider wants the client secret in the request's body (client_secret_post)",
			Fix:     "write this below the section with the client ID, if sign-in fails otherwise",
			Code:    []string{`client_kwargs = { token_endpoint_auth_method = "client_secret_post" }`},
		})
	}
	r.screen.done(plan, r.project.StillExposed(ctx, plan), looked{})
	r.screen.next(plan)
	return r.screen.err
}

// whyNot puts an error of the provider's into words. again is what to do when
// there was no answer.
func whyNot(ctx context.Context, err error, again string) error {
	var refusal *dynamic.Refusal
	var silence *dynamic.SilenceError
	switch {
	case errors.As(err, &refusal):
		return withHint(err, refusal.Next)
	case ctx.Err() != nil:
		return errCancelled
	case errors.As(err, &silence):
		return withHint(errors.New(probe.NoAnswer(silence.Err, silence.Host)), again)
	}
	return err
}
