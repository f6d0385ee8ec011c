package cmd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/cmd/steps"
	"github.com/authkit-cli/authkit/deploy"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/secrets"
)

// deployOptions is what the command line of deploy-secrets says.
type deployOptions struct {
	dir             string
	app             string
	url             string
	out             string
	gitignore       bool
	inPlace         bool
	newCookieSecret bool
	fromEnv         bool
	target          string
	vault           string
	dryRun          bool
	registers       bool
}

func newDeploySecretsCommand(env *Env) *cobra.Command {
	var o deployOptions
	names := []string{}
	for _, t := range deploy.Targets() {
		names = append(names, t.Name)
	}
	c := &cobra.Command{
		Use:   "deploy-secrets --url URL",
		Short: "the same secrets, for the deployed app",
		Long: `deploy-secrets writes the project's secrets with redirect_uri for the deployed
app; every other byte stays as it is. The secrets go to stdout or to a file,
what is left to do at the provider and on the platform goes to stderr.

With --from-env it makes the file from variables, for a container's start-up:
  AUTH_REDIRECT_URI (or --url), AUTH_COOKIE_SECRET, AUTH_CLIENT_ID,
  AUTH_CLIENT_SECRET, AUTH_SERVER_METADATA_URL (or AUTH_TENANT, for Entra).
  The keys of [auth.microsoft] are AUTH_MICROSOFT_CLIENT_ID and so on.
  Or the whole file: AUTHKIT_SECRETS, AUTHKIT_SECRETS_BASE64.`,
		Example: `  authkit deploy-secrets --url https://myapp.streamlit.app
  authkit deploy-secrets --url https://myapp.example.com --register    after az login
  authkit deploy-secrets --url https://example.com/tools --out secrets.deploy.toml
  authkit deploy-secrets --url https://myapp.example.com --target kubernetes
  authkit deploy-secrets --url https://myapp.azurewebsites.net --key-vault VAULT
  authkit deploy-secrets --from-env --out .streamlit/secrets.toml && exec streamlit run app.py`,
		Args: noArguments,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.url, "url", "", "the deployed app's `URL`, with its base path")
	flags.StringVar(&o.out, "out", "", "write to `FILE` (default: stdout)")
	flags.BoolVar(&o.gitignore, "gitignore", false, "with --out: keep the file out of git, by a line in .gitignore")
	flags.BoolVar(&o.inPlace, "in-place", false, "change the project's own secrets file")
	flags.BoolVar(&o.newCookieSecret, "new-cookie-secret", false, "give the deployed app a cookie secret of its own")
	flags.BoolVar(&o.fromEnv, "from-env", false, "make the secrets from variables")
	flags.StringVar(&o.target, "target", "", strings.Join(names[:5], "|")+"|\n"+strings.Join(names[5:], "|")+"\n(`PLATFORM`; default: what the URL's host says, else toml)")
	flags.StringVar(&o.vault, "key-vault", "", "leave the secrets in the Azure Key Vault `NAME`,\nand render what points there")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would change, masked; write nothing")
	flags.BoolVar(&o.registers, "register", false, "add the redirect URI to the registration at Entra,\nwith the Azure CLI's sign-in")
	flags.StringVar(&o.app, "app", "", "the app's main script (`FILE`), beside which the secrets may lie")
	flags.StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	c.RunE = func(c *cobra.Command, _ []string) error { return runDeploySecrets(c.Context(), env, o) }
	return c
}

func runDeploySecrets(ctx context.Context, env *Env, o deployOptions) error {
	target, err := o.platform(env)
	switch {
	case err != nil:
		return err
	case o.inPlace && o.out != "":
		return usagef("--in-place and --out exclude each other")
	case o.registers && o.url == "":
		return &usageError{message: "--register needs the deployed app's address", hint: "give it with --url URL"}
	case o.inPlace && o.fromEnv:
		return usagef("--in-place and --from-env exclude each other; use --out .streamlit/secrets.toml")
	case o.inPlace && target.Name != "toml":
		return usagef("--in-place writes the secrets file itself, so it goes with --target toml only")
	}
	source, err := readSource(ctx, env, o)
	if err != nil {
		return err
	}
	env.known.Add(source.document.Secrets()...)
	changed, address, err := o.change(env, source.document)
	if err != nil {
		return err
	}
	env.known.Add(changed.Secrets()...)
	if o.registers {
		if err := o.register(ctx, env, changed, address.RedirectURI); err != nil {
			return err
		}
	}
	if o.dryRun {
		return dryRunDeploy(env, source, changed)
	}
	given := deploy.Given{Address: address, Dir: o.dir, App: o.app, Fresh: o.newCookieSecret, Out: o.out, Vault: o.vault, Run: deploy.Run{Script: source.script, Source: source.run.Assertion, Audience: source.run.Audience}}
	if o.out == "-" {
		given.Out = ""
	}
	rendered, err := target.Render(given, changed)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	if err := o.write(ctx, env, source, rendered); err != nil {
		return err
	}
	if !o.fromEnv {
		deploySteps(env, o, target, given, changed)
	}
	return nil
}

// change gives the secrets the deployed app's redirect URI.
func (o deployOptions) change(env *Env, document *secrets.Document) (*secrets.Document, deploy.Address, error) {
	var address deploy.Address
	if o.url == "" {
		if o.fromEnv {
			if _, ok := document.Lookup("auth", "redirect_uri"); ok {
				return document, address, nil // the whole file came with its own
			}
			return nil, address, &usageError{message: "the app's address is missing", hint: "give it with --url URL"}
		}
		return nil, address, &usageError{message: "--url is missing", hint: "for instance --url https://myapp.streamlit.app"}
	}
	address, err := publicAddress(o.url)
	if err != nil {
		return nil, address, err
	}
	changed, err := document.Set(secrets.New(address.RedirectURI), "auth", "redirect_uri")
	if err != nil {
		return nil, address, fmt.Errorf("redirect_uri cannot be changed: %w", err)
	}
	if o.newCookieSecret {
		cookie, err := secrets.NewCookieSecret(env.Rand)
		if err != nil {
			return nil, address, err
		}
		if changed, err = changed.Set(cookie, "auth", "cookie_secret"); err != nil {
			return nil, address, fmt.Errorf("cookie_secret cannot be changed: %w", err)
		}
	}
	return changed, address, nil
}

// publicAddress reads --url.
func publicAddress(text string) (deploy.Address, error) {
	address, err := deploy.ParseAddress(text)
	var wrong *deploy.AddressError
	if errors.As(err, &wrong) {
		return address, &usageError{message: "--url: " + wrong.Reason, hint: wrong.Hint}
	}
	return address, err
}

func (o deployOptions) write(ctx context.Context, env *Env, from source, rendered []byte) error {
	switch {
	case o.inPlace:
		if bytes.Equal(rendered, from.snapshot.Data()) {
			fmt.Fprintf(env.Stderr, "nothing to change in %s\n", from.shown)
			return nil
		}
		env.leftBehind(from.shown, from.snapshot.Path)
		if err := from.snapshot.Replace(rendered, 0o600); err != nil {
			return withHint(fmt.Errorf("%s was not changed: %w", from.shown, err), writeHint(err, "run it again"))
		}
		fmt.Fprintf(env.Stderr, "%s changed\n", from.shown)
		return nil
	case o.out == "" || o.out == "-":
		if _, err := env.rendered.Write(rendered); err != nil {
			return fmt.Errorf("cannot write the secrets: %w", err)
		}
		return nil
	}
	return o.writeOut(ctx, env, from, rendered)
}

// deploySteps says what is left to do, on stderr: stdout holds the secrets.
func deploySteps(env *Env, o deployOptions, target deploy.Target, given deploy.Given, document *secrets.Document) {
	out := &initScreen{env: &Env{Stdout: env.Stderr, Width: env.Width, Getenv: env.Getenv}, colour: env.StderrTerminal && env.Getenv("NO_COLOR") == "" && env.Getenv("TERM") != "dumb", width: min(max(env.Width, 40), 88)}
	for _, note := range given.Address.Notes {
		out.paragraph("note: ", note)
	}
	if login := deploy.OwnLogin(given.Address); login != "" {
		out.paragraph("note: ", login)
	}
	out.title("Left to do on the platform")
	var left []steps.Step
	for _, s := range target.Steps(given) {
		left = append(left, steps.Step{Text: s.Text, Values: append(s.Commands, s.Lines...)})
	}
	out.steps(left)
	if !o.registers {
		out.title("Left to do at the provider")
		out.steps(steps.Provider(document, given.Address.RedirectURI))
	}
	out.title("Then")
	out.printf("  authkit verify --url %s%s\n", quote.Both(given.Address.App), given.Project())
}

// dryRunDeploy shows the change with everything secret masked.
func dryRunDeploy(env *Env, from source, changed *secrets.Document) error {
	name := from.shown
	if name == "" {
		name = "the secrets from the environment"
	}
	fmt.Fprintf(env.Stdout, "%s\n", name)
	show := func(key string, reveal bool) {
		before, _ := from.document.Lookup("auth", key)
		after, _ := changed.Lookup("auth", key)
		switch {
		case before.Kind == after.Kind && before.Text.Equal(after.Text):
			return
		case reveal:
			fmt.Fprintf(env.Stdout, "  - redirect_uri = %s\n  + redirect_uri = %s\n", cmp.Or(hosts.ShownText(before.Text.Reveal()), "(not an address)"), hosts.ShownText(after.Text.Reveal()))
		default:
			fmt.Fprintf(env.Stdout, "  - %s = •••\n  + %s = ••• (new)\n", key, key)
		}
	}
	show("redirect_uri", true)
	show("cookie_secret", false)
	fmt.Fprintln(env.Stderr, "nothing was written (--dry-run)")
	return nil
}
