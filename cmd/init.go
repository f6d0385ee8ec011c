package cmd

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/scaffold"
)

// initOptions is what the command line of init says.
type initOptions struct {
	dir              string
	tenant           string
	metadataURL      string
	provider         string
	clientID         string
	app              string
	clientSecretFile string
	fromGoogleJSON   string
	redirectURI      string
	port             int
	secretExpires    string
	sandbox          bool
	sandboxURL       string
	ci               []string
	all              bool
	dryRun           bool
	yes              bool
	plain            bool
	register         bool
	gate             bool
	schema           bool

	given  func(flag string) bool // whether a flag stood on the command line
	google *googleClient          // what the file of --from-google-json says
}

func newInitCommand(env *Env) *cobra.Command {
	var o initOptions
	c := &cobra.Command{
		Use:   "init",
		Short: "set up sign-in in a Streamlit project",
		Long: `init does every local step of st.login: it makes the cookie secret, writes
.streamlit/secrets.toml, keeps it out of git, adds the requirement lines and,
where there is no Streamlit app yet, an app.py that signs people in. Then it
lists what is left to do at the provider, with links and the values to paste.

On a terminal it asks for what the flags leave open. Existing files are merged:
comments, order and other keys stay, and a second run changes nothing.`,
		Example: `  authkit init                                    asks, step by step
  authkit init --sandbox                          try it offline, nothing to register
  authkit init --tenant contoso.com --client-id ID --client-secret-file FILE
  authkit init --register                         with the registration, after az login
  authkit init --tenant consumers --provider microsoft
  authkit init --metadata-url https://accounts.google.com/.well-known/openid-configuration
  authkit init --from-google-json client_secret_123.json
  authkit init --gate                             put the sign-in into an app that has none
  authkit init --ci github                        a workflow that verifies every push
  authkit init --dry-run                          show what would change`,
		Args: noArguments,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.tenant, "tenant", "", "Microsoft tenant: `ID`, domain, consumers, or an\naddress that holds one")
	flags.StringVar(&o.metadataURL, "metadata-url", "", "metadata `URL` of any other provider")
	flags.StringVar(&o.provider, "provider", "", "write [auth.`NAME`], for st.login(\"NAME\")")
	flags.StringVar(&o.clientID, "client-id", "", "client `ID` of the app registration")
	flags.StringVar(&o.clientSecretFile, "client-secret-file", "", "`FILE` with the secret; - is stdin\n(or set AUTHKIT_CLIENT_SECRET)")
	flags.StringVar(&o.fromGoogleJSON, "from-google-json", "", "the `FILE` that Google gives for an OAuth client")
	flags.StringVar(&o.redirectURI, "redirect-uri", "", "`URI` (default http://localhost:PORT/oauth2callback)")
	flags.IntVar(&o.port, "port", 0, "local `PORT` of the app (default 8501)")
	flags.StringVar(&o.secretExpires, "secret-expires", "", "last day of the secret (`DATE`, 2027-06-30 or\n\"in 6 months\"):\nverify warns ahead")
	flags.BoolVar(&o.sandbox, "sandbox", false, "the built-in sandbox is the provider")
	flags.StringVar(&o.sandboxURL, "sandbox-url", "", "where the sandbox listens, when not at its usual `URL`")
	flags.StringSliceVar(&o.ci, "ci", nil, "a pipeline that runs verify (`NAME`; repeatable):\n"+strings.Join(scaffold.PipelineNames(), "|"))
	flags.BoolVar(&o.schema, "schema", false, "tell editors the keys of secrets.toml (taplo, Even Better TOML)")
	flags.BoolVar(&o.all, "all", false, "with --ci github: one workflow for every app\nof the repository, and nothing else")
	flags.StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	flags.StringVar(&o.app, "app", "", "the app's main script (`FILE`)")
	flags.BoolVar(&o.register, "register", false, "make the app registration at Entra too,\nwith the sign-in of your Azure CLI")
	flags.BoolVar(&o.gate, "gate", false, "put the sign-in at the top of an app that has none")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show the changes, write nothing")
	flags.BoolVar(&o.yes, "yes", false, "write without asking")
	flags.BoolVar(&o.plain, "plain", false, "ask in plain lines, for screen readers")
	flags.MarkHidden("sandbox-url") //nolint:errcheck // the flag exists
	c.RunE = func(c *cobra.Command, _ []string) error {
		o.given = flags.Changed
		return runInit(c.Context(), env, o)
	}
	return c
}

// runInit asks, plans, shows, writes, and says what is left.
func runInit(ctx context.Context, env *Env, o initOptions) error {
	if err := o.conflicts(); err != nil {
		return err
	}
	project, err := scaffold.ReadFor(ctx, env.path(o.dir), env.pathOrEmpty(o.app))
	if err != nil {
		return inProject(ctx, err)
	}
	env.known.Add(project.Secrets()...)
	if o.all {
		return o.forAll(ctx, env, project)
	}
	if o.google, err = o.readGoogle(env); err != nil {
		return err
	}
	answers, err := o.answers(ctx, env, project)
	if err != nil {
		return err
	}
	answers.Pipelines, answers.Version, answers.Schema, answers.Gate = eachOnce(o.ci), releasedVersion(), o.schema, o.gate
	screen := newInitScreen(env, o)
	if o.register {
		return o.registerAt(ctx, env, answers)
	}
	if missing := missingAnswers(project, answers); len(missing) > 0 && !env.interactive() {
		return missingError(missing)
	}
	asked := &asking{Prompter: env.asks(o.plain), screen: screen, project: project, Answers: answers, flags: answers, given: map[string]string{}}
	switch err := asked.ask(ctx); {
	case errors.Is(err, errMakeOne):
		return o.registerAt(ctx, env, asked.Answers)
	case errors.Is(err, errRequest):
		return o.request(ctx, env, asked.Answers)
	case err != nil:
		return err
	}
	plan := asked.plan
	if written, err := o.carryOut(ctx, screen, plan); !written || err != nil {
		return err
	}
	exposed := project.StillExposed(ctx, plan) // git is asked again in there, where it may say something else
	looked := env.lookAtFiles(ctx, o.dir, project.Git(), len(plan.Changes) == 0)
	screen.done(plan, exposed, looked)
	if len(answers.Pipelines) == 0 || slices.ContainsFunc(plan.Changes, func(c scaffold.Change) bool { return path.Base(c.Path) == "secrets.toml" }) {
		screen.left(plan.Setup) // a pipeline alone changes nothing at the provider
	}
	screen.pipelines(answers.Pipelines)
	screen.next(plan)
	if screen.err == nil && len(plan.Changes) > 0 {
		return asked.offerVerify(ctx)
	}
	return screen.err
}

// path is a path of a flag: relative ones start at the working directory.
func (e *Env) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(e.WorkingDir, p)
}
