package cmd

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/deploy"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/relay/session"
	proofs "github.com/authkit-cli/authkit/relay/source"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project"
)

// runOptions is what the command line of run says.
type runOptions struct {
	assertion  string
	fromEnv    bool
	tokenHosts []string
	dir        string
	command    []string
}

func newRunCommand(env *Env) *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run [flags] -- COMMAND [ARGUMENT…]",
		Short: "start the app with its secrets, without a client secret in a file",
		Long: `run starts a Streamlit app with its secrets and a token endpoint of its own
beside it, which listens on this machine only. That shows the provider a token or
an assertion in the client secret's place, or a secret that stands in no file, and
says on stderr why a sign-in was refused: Streamlit hides that.

  --assertion kubernetes        the projected token of the service account
              azure             a managed identity (App Service, Container Apps, VM)
              gcp               the service account, by the metadata server
              key=FILE          a private key (PEM or JWK) that signs here
              certificate=FILE  the same with its certificate beside it, for Entra
              secret            the client secret: AUTHKIT_CLIENT_SECRET, else the file

Without the flag [run] assertion in .streamlit/authkit.toml counts, else secret.
register --federated and --certificate set the other side up at Entra. That Entra
takes these tokens when it redeems a code is documented for App Service and
Microsoft.Identity.Web, and was not tried against the live Entra by us.

Signals go to the command, and its exit code is run's. Streamlit reads the secrets
file that is made for it, at STREAMLIT_SECRETS_FILES, until the command ends.`,
		Example: `  authkit run --assertion azure -- streamlit run app.py
  authkit run --assertion kubernetes --from-env -- streamlit run app.py
  authkit run --assertion certificate=app.pem -- streamlit run app.py
  authkit run -- streamlit run app.py`,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.SetInterspersed(false)
	flags.StringVar(&o.assertion, "assertion", "", "`SOURCE`: "+strings.Join(proofs.Names, "|"))
	flags.BoolVar(&o.fromEnv, "from-env", false, "make the secrets from variables, as deploy-secrets does")
	flags.StringSliceVar(&o.tokenHosts, "token-host", nil, "tokens may be asked for at this `HOST` as well")
	flags.StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	c.RunE = func(c *cobra.Command, args []string) error {
		o.command = args
		return runRun(c.Context(), env, o)
	}
	return c
}

func runRun(ctx context.Context, env *Env, o runOptions) error {
	if message, hint := session.Misused(o.command); message != "" {
		return &usageError{message: message, hint: hint}
	}
	variables := env.Environ()
	filled := *env
	filled.Environ = func() []string { return deploy.Secretless(variables) }
	from := deployOptions{dir: o.dir, app: session.Script(o.command), fromEnv: o.fromEnv}
	read, err := readSource(ctx, &filled, from)
	if err != nil {
		return err
	}
	env.known.Add(read.document.Secrets()...)
	search, err := project.FindSecrets(ctx, project.LoadOptions{Dir: env.path(o.dir), Home: env.Home, App: env.pathOrEmpty(from.app), Getenv: env.Getenv, Now: env.Now()})
	if err != nil {
		return err
	}
	settings := search.Run
	if settings.Err != "" && o.assertion == "" {
		return withHint(fmt.Errorf("what the app shows its provider is not known: %s", settings.Err), "fix it, or name the source with --assertion")
	}
	path := env.path
	if o.assertion == "" { // what the project names lies in it
		path = func(p string) string { return env.path(filepath.Join(o.dir, p)) }
	}
	var hidden []string
	if o.fromEnv {
		hidden = deploy.SecretVariables(variables)
	}
	code, err := session.Run(ctx, session.Options{
		Args: o.command, Environ: variables, Hide: append(hidden, clientSecretVariable),
		Document: read.document, Whole: o.fromEnv, Beside: search.Paths, Secret: secrets.New(env.Getenv(clientSecretVariable)),
		Assertion: cmp.Or(o.assertion, settings.Assertion), Want: assertion.Expected{Issuer: settings.Issuer, Subject: settings.Subject, Audience: settings.Audience},
		Network: env.network(30*time.Second, o.tokenHosts), Places: session.Places(),
		World: proofs.World{Getenv: env.Getenv, Path: path, Now: env.Now, Rand: env.Rand, Near: session.Near()},
		Say: func(line string) {
			fmt.Fprintf(env.Stderr, "authkit run: %s\n", line)
			env.errors.Flush() //nolint:errcheck // nobody can be told
		},
	})
	if err == nil && code != 0 {
		return exitStatus(code)
	}
	return err
}
