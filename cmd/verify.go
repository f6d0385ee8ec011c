package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/report"
)

// verifyOptions is what the command line of verify says.
type verifyOptions struct {
	dir          string
	app          string
	all          bool
	around       []string // further folders whose links a report's path does not follow
	offline      bool
	login        bool
	noLogin      bool
	url          string
	redirectURI  string
	providers    []string
	secretsFile  string
	secretsEnv   string
	allowMissing bool
	require      bool
	format       string
	outputs      []string
	only, skip   []string
	strict       bool
	noAccept     bool
	acceptHere   bool
	verbose      bool
	retry        bool
	fix          bool
	yes          bool
	watch        bool
	asking       bool // whether to sign in is asked below the report
	graph        bool
	timeout      time.Duration
	tokenHosts   []string
}

func newVerifyCommand(env *Env) *cobra.Command {
	var o verifyOptions
	c := &cobra.Command{
		Use:   "verify [PATH...]",
		Short: "check everything about the sign-in, and say what is wrong",
		Long: `verify checks the secrets file, the project and git, the provider's metadata,
the client ID, secret and redirect URI as far as they can be tried without a
person, and on request makes one real sign-in or looks at the deployed app.

What you live with for a while, note in .streamlit/authkit.toml:
  [[accept]]
  check = "deps-authlib"
  reason = "the new release waits for ours"
  until = 2027-06-30
A pull request that CI checks cannot accept a secret that it exposes: such an
entry counts when it stands on the branch that the request is merged into.

Several apps, by their folders or with --all, get one report and the exit code of
the worst: 1 before 3 before 0.

Exit codes: 0 sound, 1 broken, 2 wrong command line, 3 undecided.`,
		Example: `  authkit verify                            check; on a terminal, offer a sign-in
  authkit verify --login                    with one real sign-in in the browser
  authkit verify --graph                    with the registration, after az login
  authkit verify --offline                  files only, no network
  authkit verify --fix                      make the fixes that are exact edits
  authkit verify --all                      every app below this folder
  authkit verify --secrets-env SECRETS --format github      in CI
  authkit verify --url https://myapp.streamlit.app          the deployed app
  authkit verify --output sarif=authkit.sarif --output junit=authkit.xml`,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.BoolVar(&o.all, "all", false, "every app that signs in below PATH (default .)")
	flags.BoolVar(&o.offline, "offline", false, "files only, nothing is asked of the network")
	flags.BoolVar(&o.login, "login", false, "sign in once in the browser")
	flags.BoolVar(&o.noLogin, "no-login", false, "do not offer a sign-in")
	flags.BoolVar(&o.fix, "fix", false, "make the fixes that are exact edits, after a diff")
	flags.BoolVar(&o.yes, "yes", false, "with --fix: write without asking")
	flags.BoolVar(&o.watch, "watch", false, "check again whenever a file changes")
	flags.BoolVar(&o.graph, "graph", false, "read the registration with the Azure CLI's sign-in")
	flags.StringVar(&o.url, "url", "", "look at the app deployed at `URL`")
	flags.StringVar(&o.redirectURI, "redirect-uri", "", "loopback `URI` to sign in with, when redirect_uri is public")
	flags.StringSliceVar(&o.providers, "provider", nil, "check this provider only (`NAME`; repeatable)")
	flags.StringSliceVar(&o.tokenHosts, "token-host", nil, "`HOST` the client secret may be sent to, though it is not the metadata's")
	flags.StringVar(&o.secretsFile, "secrets", "", "`FILE` with the secrets; - is stdin")
	flags.StringVar(&o.secretsEnv, "secrets-env", "", "`NAME` of a variable with the secrets' text")
	flags.BoolVar(&o.allowMissing, "allow-missing-secrets", false, "without secrets, check the rest")
	flags.BoolVar(&o.require, "require-secrets", false, "without secrets, fail even in CI")
	flags.StringVar(&o.format, "format", "text", "`FORMAT`: "+strings.Join(report.Formats(), "|"))
	flags.StringArrayVar(&o.outputs, "output", nil, "write `FORMAT=FILE` as well (repeatable)")
	flags.StringSliceVar(&o.only, "only", nil, "run these checks only (`ID[,ID]`)")
	flags.StringSliceVar(&o.skip, "skip", nil, "leave these checks out (`ID[,ID]`)")
	flags.BoolVar(&o.strict, "strict", false, "warnings and unproven facts count")
	flags.BoolVar(&o.noAccept, "no-accept", false, "no [[accept]] counts that this pull request brings; elsewhere, none")
	flags.BoolVar(&o.acceptHere, "accept-here", false, "let a pull request accept secrets that it exposes")
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "list every check and every request")
	flags.Var(given.Time(&o.timeout, verifyTimeout), "timeout", "`TIME` for everything but a person's sign-in")
	flags.BoolVar(&o.retry, "retry", false, "ask a refused secret again after 12s: a new one\ntakes Entra some seconds (on a terminal, as it is)")
	flags.StringVar(&o.app, "app", "", "the app's main script (`FILE`)")
	flags.StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	c.RunE = func(c *cobra.Command, paths []string) error {
		if o.all || len(paths) > 0 {
			return runVerifySeveral(c.Context(), env, o, flags, paths)
		}
		return runVerify(c.Context(), env, o)
	}
	return c
}

func runVerify(ctx context.Context, env *Env, o verifyOptions) error {
	o.only, o.skip = given.Trimmed(o.only), given.Trimmed(o.skip)
	if err := o.check(); err != nil {
		return err
	}
	if err := env.thereIs(o.dir, o.app); err != nil {
		return err
	}
	if o.watch {
		return o.keepWatch(ctx, env, probe.NewAnswers())
	}
	var wrote bool
	var err error
	var seen *examined
	var answers *probe.Answers // one look asks each section for itself
	if o.fix {
		answers = probe.NewAnswers()
		wrote, err = o.applyFixes(ctx, env, answers)
	}
	if err == nil {
		seen, err = o.examine(ctx, env, answers)
	}
	switch {
	case wrote && (errors.Is(err, errCancelled) || errors.Is(err, ask.ErrCancelled)):
		return &stoppedError{message: "cancelled; the fixes that were written stay"}
	case err != nil:
		return err
	}
	return o.finish(ctx, env, seen.report, seen.shown)
}

// examined is what one look at a project came to.
type examined struct {
	project *project.Project
	report  *verify.Report
	shown   bool // the report stands on the screen already
}

// examine reads the project, asks the provider what is not in answers yet, and judges.
func (o verifyOptions) examine(ctx context.Context, env *Env, answers *probe.Answers) (*examined, error) {
	source, err := o.source(ctx, env)
	if err != nil {
		return nil, err
	}
	selection := verify.Options{Version: currentVersion(), Only: o.only, Skip: o.skip, Strict: o.strict}
	search := env.progress("searching git's history")
	project, err := project.Load(ctx, project.LoadOptions{
		Dir: env.path(o.dir), Home: env.Home, Source: source, App: env.pathOrEmpty(o.app), Getenv: env.Getenv, Now: env.Now(),
		Leaks: selection.Selects(checkid.SecretsLeaked), Timeout: o.timeout, Searched: search.Passed, KnownCheck: verify.Knows,
		AcceptFrom: o.acceptFrom(),
	})
	search.End()
	if err != nil {
		return nil, withHint(err, "name the Streamlit project's folder with --dir")
	}
	env.known.Add(project.Secrets()...)
	env.known.AddNamed(project.NamedValues()...)
	syntax, _ := syntaxOf(o.format)
	env.known.Prepare(syntax)
	if err := baselineUsage(project); err != nil {
		return nil, err
	}
	if err := knownProviders(project, o.providers); err != nil {
		return nil, err
	}
	ask := probe.Ask{
		Providers: o.providers, Offline: o.offline, Wants: selection.Selects,
		Network: env.network(o.timeout, o.tokenHosts), NewSecret: o.newSecret(env), Answers: answers,
	}
	if o.graph {
		ask.Graph = env.azureCLI
	}
	if o.url != "" {
		address, err := publicAddress(o.url)
		if err != nil {
			return nil, err
		}
		ask.URL = address.App // as browsers write it, without a default port
	}
	offer := &signInOffer{env: env, options: o, selection: selection}
	if ask.Login, ask.LoginNot, err = o.signIn(ctx, env, project, offer); err != nil {
		return nil, err
	}
	gathered := probe.Gather(ctx, project, ask)
	switch {
	case offer.err != nil:
		return nil, offer.err
	case ctx.Err() != nil && !gathered.Answered:
		return nil, errCancelled
	}
	return &examined{project, verify.Run(gathered, selection), offer.shown}, nil
}

// finish tells the report, unless it is shown already, and ends with the code of
// its verdict.
func (o verifyOptions) finish(ctx context.Context, env *Env, finished *verify.Report, shown bool) error {
	if ctx.Err() != nil && env.StderrTerminal {
		fmt.Fprintln(env.Stderr) // behind the ^C that the terminal shows
	}
	if err := o.write(env, finished, shown); err != nil {
		return err
	}
	if ctx.Err() != nil { // what was found before somebody stopped the sign-in is told
		return exitStatus(exitInterrupted)
	}
	o.summary(env, finished)
	env.notes(finished)
	switch finished.Verdict {
	case verify.Broken:
		return exitStatus(exitBroken)
	case verify.VerdictUndecided:
		return exitStatus(exitUndecided)
	}
	return nil
}

// newSecretAge is how long after the secrets were written one in them may still
// be too new.
const newSecretAge = 10 * time.Minute

// newSecret says when a refused secret is asked again. A person may have made it a
// moment ago; a pipeline has not, and its checkout makes every file look new.
func (o verifyOptions) newSecret(env *Env) time.Duration {
	switch {
	case o.retry:
		return math.MaxInt64
	case env.interactive() && !given.InCI(env.Getenv):
		return newSecretAge
	}
	return 0
}

// verifyTimeout is for everything but a person's sign-in.
const verifyTimeout = 30 * time.Second

// check refuses a command line that contradicts itself.
func (o verifyOptions) check() error {
	switch {
	case o.login && o.noLogin:
		return usagef("--login and --no-login exclude each other")
	case o.login && o.offline:
		return usagef("--login needs the network, which --offline forbids")
	case o.graph && o.offline:
		return usagef("--graph needs the network, which --offline forbids")
	case o.url != "" && o.offline:
		return usagef("--url needs the network, which --offline forbids")
	case o.secretsFile != "" && o.secretsEnv != "":
		return usagef("--secrets and --secrets-env exclude each other")
	case o.allowMissing && o.require:
		return usagef("--allow-missing-secrets and --require-secrets exclude each other")
	case o.noAccept && o.acceptHere:
		return usagef("--no-accept and --accept-here exclude each other")
	case o.yes && !o.fix:
		return usagef("--yes is for --fix")
	case (o.fix || o.watch) && (o.secretsEnv != "" || o.secretsFile == "-"):
		return usagef("--fix and --watch need the secrets in a file")
	case o.watch && (o.fix || o.login || o.format != "text" || len(o.outputs) > 0):
		return usagef("--watch shows the report as text again and again, without --fix, --login and --output")
	case o.timeout <= 0:
		return usagef("--timeout must be longer than nothing, for instance 30s")
	}
	if unknown := verify.UnknownIDs(append(slices.Clone(o.only), o.skip...)); len(unknown) > 0 {
		return unknownCheck(fmt.Sprintf("there is no check %q", unknown[0]), unknown[0])
	}
	if !slices.Contains(report.Formats(), o.format) {
		return &usageError{message: fmt.Sprintf("there is no format %q", o.format), hint: "one of " + strings.Join(report.Formats(), ", ")}
	}
	for _, output := range o.outputs {
		format, file, ok := strings.Cut(output, "=")
		if !ok || file == "" || !slices.Contains(report.Formats(), format) {
			return &usageError{message: fmt.Sprintf("--output %q is not FORMAT=FILE", output), hint: "for instance --output sarif=authkit.sarif"}
		}
	}
	if o.url != "" {
		if _, err := publicAddress(o.url); err != nil {
			return err
		}
	}
	return nil
}

// source reads the secrets that were named on the command line.
func (o verifyOptions) source(ctx context.Context, env *Env) (project.SecretsSource, error) {
	s := project.SecretsSource{AllowMissing: o.allowMissing, Require: o.require, CI: given.InCI(env.Getenv)}
	switch {
	case o.secretsEnv != "":
		s.Named = "--secrets-env " + o.secretsEnv
		text := env.take(o.secretsEnv)
		if given.NamesFile(text) {
			return s, &usageError{message: o.secretsEnv + " holds the path of a file, not the secrets' text", hint: "say --secrets \"$" + o.secretsEnv + "\" (GitLab: or make it of type Variable)"}
		}
		s.Data, s.Absent = secrets.New(text), strings.TrimSpace(text) == "" || given.UnsetInAzure(text)
	case o.secretsFile == "-":
		s.Named = "--secrets -"
		env.awaitPaste("the secrets, the text of a secrets.toml")
		text, cut, err := readPaste(ctx, env.Stdin)
		switch {
		case ctx.Err() != nil:
			return s, errCancelled
		case cut:
			err = secrets.ErrTooBig
		}
		s.Data, s.Err, s.Absent = secrets.New(text), err, err == nil && strings.TrimSpace(text) == ""
	case o.secretsFile != "":
		s.Named = "--secrets " + filepath.ToSlash(o.secretsFile)
		text, exists, err := env.named(ctx, o.secretsFile)
		if ctx.Err() != nil {
			return s, errCancelled
		}
		if s.Err = err; err == nil {
			s.Absent, s.Data = !exists || strings.TrimSpace(text) == "", secrets.New(text)
		}
	}
	return s, nil
}

// knownProviders refuses names no section has, as long as sections can be read.
func knownProviders(project *project.Project, names []string) error {
	if !project.Auth.Found {
		return nil
	}
	var known []string
	for _, r := range project.Auth.Registrations {
		known = append(known, r.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return &usageError{message: fmt.Sprintf("the secrets have no provider %q", name), hint: "they have " + strings.Join(known, ", ")}
		}
	}
	return nil
}

// network is how verify reaches providers.
func (e *Env) network(timeout time.Duration, tokenHosts []string) probe.Network {
	transport := e.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	trusted := make([]string, len(tokenHosts))
	for i, host := range tokenHosts {
		trusted[i] = strings.ToLower(host)
	}
	return probe.Network{
		Transport: transport, Now: e.Now, Rand: e.Rand, Timeout: timeout, TokenHosts: trusted, UserAgent: "authkit/" + currentVersion(),
		Pause: func(ctx context.Context, d time.Duration) error {
			fmt.Fprintf(e.Stderr, "the client secret is refused; a new one takes some seconds to be known, so it is tried again in %s\n", spoken.Duration(d))
			return e.Sleep(ctx, d)
		},
	}
}

// thereIs refuses a main script that is not there. It may stand in the project,
// while paths in flags are meant from the folder that the person is in.
func (e *Env) thereIs(dir, app string) error {
	if _, err := os.Lstat(e.pathOrEmpty(app)); app == "" || !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	hint := "a path in a flag is meant from the folder you are in"
	if inside := filepath.Join(dir, app); inside != filepath.Clean(app) {
		if _, err := os.Lstat(e.path(inside)); err == nil {
			hint = "say --app " + quote.Shell(filepath.ToSlash(inside))
		}
	}
	return &usageError{message: "--app: there is no such file", hint: hint}
}

// pathOrEmpty is path, but nothing stays nothing.
func (e *Env) pathOrEmpty(p string) string {
	if p == "" {
		return ""
	}
	return e.path(p)
}
