package cmd

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register/converge"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
)

// rotateOptions is what the command line of rotate says.
type rotateOptions struct {
	dir         string
	run         string
	days        int
	finish      bool
	provider    string
	dryRun, yes bool
}

func newRotateCommand(env *Env) *cobra.Command {
	var o rotateOptions
	c := &cobra.Command{
		Use:   "rotate",
		Short: "a new client secret, without an outage",
		Long: `rotate makes a new client secret at Microsoft Entra beside the old one, waits
until Entra takes it, writes it into the project's secrets, and hands these to a
command on its stdin, for the deployed app. The old secret stays valid: whether the
deployed app has the new one cannot be seen from outside.

When it has, rotate --finish removes the old one, and no other. A run that was
broken off is gone on with by the next. It works with your own az login.`,
		Example: `  authkit rotate
  authkit rotate --run 'gcloud secrets versions add app-secrets --data-file=-'
  authkit rotate --finish`,
		Args: noArguments,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.run, "run", "", "`COMMAND` for the shell: the new secrets are on its stdin")
	flags.IntVar(&o.days, "days", defaultDays, "how many days (`N`) the new secret is to last")
	flags.BoolVar(&o.finish, "finish", false, "remove the secret that was replaced")
	flags.StringVar(&o.provider, "provider", "", "the registration behind [auth.`NAME`]")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and do nothing")
	flags.BoolVar(&o.yes, "yes", false, "do it without asking")
	flags.StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	c.RunE = func(c *cobra.Command, _ []string) error { return runRotate(c.Context(), env, o) }
	return c
}

// rotation is one run of rotate.
type rotation struct {
	*registering
	o       rotateOptions
	current []entra.ClientSecret // the entries that the project's secret may be
}

func runRotate(ctx context.Context, env *Env, o rotateOptions) error {
	switch {
	case o.days < 1 || o.days > 730:
		return usagef("--days takes a number from 1 to 730")
	case o.finish && o.run != "":
		return usagef("--finish and --run exclude each other: finish when the deployed app has the new secret")
	}
	r, err := beginRotating(ctx, env, o)
	if err != nil {
		return err
	}
	if o.finish {
		return r.finish(ctx)
	}
	return r.rotate(ctx)
}

// beginRotating reads the project and the registration, and finds the secret
// that is in use.
func beginRotating(ctx context.Context, env *Env, o rotateOptions) (*rotation, error) {
	read, err := readRegistering(ctx, env, entraRegistration{dir: o.dir, days: o.days, provider: o.provider}, "authkit rotate")
	if err != nil {
		return nil, err
	}
	o.provider = read.o.provider
	r := &rotation{o: o, registering: read}
	if !entra.IsGUID(r.existing.ClientID) || r.existing.ClientSecret.IsEmpty() {
		return nil, withHint(errors.New("the project has no client secret of an app at Entra yet"), "make the registration first: authkit register")
	}
	if r.session, err = env.sessionFor(ctx, r.existing.MetadataURL); err != nil {
		return nil, err
	}
	r.registrar = env.registrar(r.session)
	if r.app, err = r.registrar.Find(ctx, r.existing.ClientID, ""); err != nil {
		return nil, r.refused(ctx, err, "read app registrations")
	}
	if r.app == nil {
		return nil, withHint(errors.New("the tenant that the Azure CLI is signed in to has no app registration "+r.existing.ClientID), "run az login --tenant TENANT with the one that has it")
	}
	r.current, _ = r.app.SecretsLike(r.existing.ClientSecret.Reveal())
	r.wanted = converge.Wanted{RedirectURIs: []string{r.existing.RedirectURI}}
	return r, nil
}

// rotate makes the new secret, or goes on with one that an earlier run made.
func (r *rotation) rotate(ctx context.Context) error {
	resumed := r.noted.OldKeyID != "" && r.holds(r.noted.KeyID)
	if !resumed && len(r.current) != 1 {
		return withHint(fmt.Errorf("which of the registration's client secrets the project has cannot be told: %d begin as it does", len(r.current)),
			"look at "+entra.PortalCredentials(r.app.AppID)+", or make a new one with authkit register")
	}
	s := r.screen
	if resumed {
		s.title("Going on with the client secret " + r.noted.KeyID)
	} else {
		s.title("About to rotate the client secret of " + r.shownName())
		s.paragraph("  · ", "a new one until "+r.end().Format(time.DateOnly)+", into "+secretsPath)
		s.paragraph("  · ", "the one it has ("+r.current[0].InPortal()+") stays valid until authkit rotate --finish")
	}
	if r.o.run != "" {
		s.paragraph("  · ", "then the secrets go to the stdin of: "+entra.Clean(r.o.run))
	}
	s.printf("\n")
	if done, err := r.stopped(ctx, "Rotate it?"); done || err != nil {
		return err
	}
	if !resumed {
		if err := r.replace(ctx); err != nil {
			return err
		}
		if err := r.reread(ctx); err != nil { // what was written stays
			return err
		}
	}
	if r.o.run != "" {
		if err := r.handOver(ctx); err != nil {
			return err
		}
	}
	r.strays(r.app.PasswordCredentials)
	s.title("Next")
	if r.o.run == "" {
		s.paragraph("  1. ", "give the deployed app the new secrets: authkit deploy-secrets --url URL")
	} else {
		s.paragraph("  1. ", "see that the deployed app has restarted with the new secrets, and sign in once")
	}
	s.paragraph("  2. ", "authkit rotate --finish, which removes the old one (Secret ID "+entra.Clean(r.project.Registered(r.o.provider).OldKeyID)+")")
	return s.err
}

// stopped tells whether the run ends here: on a dry run, or because nobody agrees.
func (r *rotation) stopped(ctx context.Context, title string) (bool, error) {
	if r.o.dryRun {
		fmt.Fprintln(r.env.Stderr, "nothing was written (--dry-run)")
		return true, r.screen.err
	}
	err := r.env.agreed(ctx, r.o.yes, title)
	return err != nil, err
}

// holds tells whether the project's secret is the entry of a key ID.
func (r *rotation) holds(keyID string) bool {
	return slices.ContainsFunc(r.current, func(entry entra.ClientSecret) bool { return entry.KeyID == keyID })
}

// replace makes a secret, waits until Entra takes it, and writes it. Until it is
// written nothing that works is touched; a secret that is not written is removed.
func (r *rotation) replace(ctx context.Context) error {
	old := r.current[0]
	answers := scaffold.Answers{Provider: r.o.provider, Random: r.env.Rand, ClientSecret: secrets.New("planned"), KeyID: "planned", OldKeyID: old.KeyID, Expires: r.end()}
	if _, err := r.project.Plan(answers); err != nil {
		return inProject(ctx, err)
	}
	if works, known := r.env.graphSender().Accepts(ctx, r.session, r.existing.ClientID, r.existing.ClientSecret); known && !works {
		return withHint(errors.New("the client secret that the project has is not taken by Entra, so there is none to be replaced"), "make a new one with authkit register")
	}
	r.begun = true
	entry, value, err := r.registrar.Secret(ctx, r.app, r.secretName(), r.end())
	if err != nil {
		return r.refused(ctx, err, "make a client secret")
	}
	r.env.known.Add(value)
	proved, err := r.registrar.Settle(ctx, func() (works, known bool) { return r.env.graphSender().Accepts(ctx, r.session, r.app.AppID, value) })
	switch {
	case ctx.Err() != nil:
		err = errCancelled
	case err != nil:
		err = withHint(err, "run authkit rotate again in a while")
	default:
		answers.ClientSecret, answers.KeyID = value, entry.KeyID
		err = r.apply(ctx, answers)
	}
	if err != nil {
		return r.takeBack(ctx, entry, err)
	}
	if !proved {
		r.screen.paragraph("! ", "whether Entra takes the new secret cannot be tried without a sign-in: run authkit verify --login before the deployed app gets it")
	}
	return nil
}

// takeBack removes a secret that nobody has.
func (r *registering) takeBack(ctx context.Context, entry entra.ClientSecret, because error) error {
	if r.registrar.Client.RemovePassword(context.WithoutCancel(ctx), r.app.ID, entry.KeyID) != nil {
		return withHint(fmt.Errorf("%s; the new client secret is nowhere now", because), "remove it at "+entra.PortalCredentials(r.app.AppID)+" (Secret ID "+entra.Clean(entry.KeyID)+"), then run "+r.again+" again")
	}
	return because
}

// handOver gives the secrets to the person's command, on its stdin. What it says
// goes through the last filter.
func (r *rotation) handOver(ctx context.Context) error {
	shell := []string{"sh", "-c", r.o.run}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C", r.o.run}
	}
	command := exec.CommandContext(ctx, shell[0], shell[1:]...)
	command.Dir, command.Stdin = r.project.Dir, strings.NewReader(r.project.SecretsFile().Reveal())
	command.Stdout, command.Stderr = r.env.Stderr, r.env.Stderr
	command.WaitDelay = 5 * time.Second
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return r.brokenOff()
		}
		return withHint(errors.New("the command of --run failed; the new secret stands in "+secretsPath+", and the old one is still valid"),
			"correct it and run authkit rotate --run again: it goes on with the same secret")
	}
	r.screen.printf("✓ the secrets were handed over\n")
	return nil
}

// finish removes the secrets that were replaced.
func (r *rotation) finish(ctx context.Context) error {
	old := strings.Fields(r.noted.OldKeyID)
	if len(old) == 0 {
		return withHint(errors.New("no rotation was begun here: nobody noted a secret that was replaced"), "begin one with authkit rotate")
	}
	for _, keyID := range old {
		if r.holds(keyID) {
			return withHint(errors.New("the project still has the client secret that would be removed ("+entra.Clean(keyID)+")"), "run authkit rotate first, and deploy the new secrets")
		}
	}
	if !r.holds(r.noted.KeyID) {
		return withHint(errors.New("the project does not have the client secret that rotate made, so nothing is removed"), "run authkit verify --graph and look at client-secret")
	}
	if works, known := r.env.graphSender().Accepts(ctx, r.session, r.app.AppID, r.existing.ClientSecret); !known || !works {
		return withHint(errors.New("the new client secret was not seen to be taken by Entra, so the old one stays"), "sign in once with authkit verify --login; then remove the old one yourself: "+entra.PortalCredentials(r.app.AppID))
	}
	s := r.screen
	s.title("About to remove what was replaced")
	for _, keyID := range old {
		s.paragraph("  · ", "client secret "+entra.Clean(keyID)+" of "+r.shownName()+": whoever still has it cannot sign anybody in any more")
	}
	s.printf("\n")
	if done, err := r.stopped(ctx, "Remove it?"); done || err != nil {
		return err
	}
	r.begun = true
	for _, keyID := range old {
		if err := r.registrar.Client.RemovePassword(ctx, r.app.ID, keyID); err != nil {
			return r.refused(ctx, err, "change this app registration")
		}
	}
	plan, err := r.project.PlanRotated(r.o.provider)
	if err != nil {
		return inProject(ctx, err)
	}
	if err := plan.Apply(); err != nil {
		return withHint(err, writeHint(err, "run authkit rotate --finish again"))
	}
	s.printf("✓ removed\n")
	return s.err
}
