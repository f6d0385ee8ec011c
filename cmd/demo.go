package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/authkit-cli/authkit/register/azcli"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/paint"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/words"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project"
)

// errNobodyCame ends a story whose sign-in could not be made.
var errNobodyCame = errors.New("nobody could sign in at the sandbox")

func newDemoCommand(env *Env) *cobra.Command {
	var browser bool
	var dir string
	c := &cobra.Command{
		Use:   "demo",
		Short: "watch the whole story, offline",
		Long: `demo makes a fresh project, runs the sandbox on a free port, registers the app
there and sets the project up, verifies it with a real round trip, breaks it in
three ways people really break it, and takes it to a deployed app. Nothing leaves
this machine; the folder stays for a look.`,
		Example: `  authkit demo
  authkit demo --browser      sign in yourself`,
		Args: noArguments,
	}
	c.Flags().BoolVar(&browser, "browser", false, "sign in yourself, in the browser")
	c.Flags().StringVar(&dir, "dir", "", "use this `DIR`, which must be empty (default: a new temporary folder)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		d := &demo{env: env, browser: browser, dir: dir}
		return d.run(c.Context())
	}
	return c
}

// demo is one run of the story.
type demo struct {
	env     *Env
	browser bool
	dir     string
	inner   *Env // what the commands of the story see: the fresh folder and nothing of the person's own
	secrets string
	visits  safego.Group // of the one who signs in when no person does
	giveUp  context.CancelCauseFunc
}

// run tells the story. An error means that some step did not end as it should.
func (d *demo) run(ctx context.Context) error {
	ctx, d.giveUp = context.WithCancelCause(ctx)
	defer d.giveUp(nil)
	if err := d.folder(); err != nil {
		return err
	}
	options := sandbox.Default()
	options.Now = d.env.Now
	options.Faults = []string{"unregistered-50011"} // Entra itself may tell after the sign-in only
	server, err := sandbox.New(options)
	if err != nil {
		return err
	}
	listener, err := sandbox.Listen(ctx, net.JoinHostPort("127.0.0.1", "0"))
	if err != nil {
		return fmt.Errorf("the sandbox cannot listen: %w", err)
	}
	serving, stop := context.WithCancel(ctx)
	sandboxed := safego.Go(func() { serve(serving, server, listener) }) //nolint:errcheck // ends with the story
	defer func() {
		stop()
		sandboxed.Wait()
		d.visits.Wait()
	}()
	address := "http://" + listener.Addr().String()

	d.title("A fresh project in " + d.dir)
	d.say("The sandbox, a stand-in for Microsoft Entra and its Graph, runs at " + address + ". Everything below is real HTTP on this machine. " +
		"Nothing is registered yet; the sign-in of an Azure CLI is what it takes (here one at the sandbox).")
	d.inner.AzureCLI = func(ctx context.Context, _ string) (*azcli.Session, error) { return d.session(ctx, address) }
	if err := d.command(ctx, exitSound, "init", "--register", "--yes"); err != nil {
		return err
	}
	d.title("Does it work? One real sign-in proves it")
	if err := d.command(ctx, exitSound, "verify", "--graph", "--login"); err != nil {
		return err
	}
	for _, b := range d.breakages() {
		d.title(b.title)
		d.say(b.story)
		if err := d.broken(ctx, b); err != nil {
			return err
		}
	}
	d.title("To the deployed app")
	d.say("The same secrets, with redirect_uri for the app's address, which is registered as well. Git is told to ignore the new file too.")
	if err := d.ignore("secrets.deploy.toml"); err != nil {
		return err
	}
	if err := d.command(ctx, exitSound, "deploy-secrets", "--url", "https://myapp.streamlit.app", "--register", "--out", "secrets.deploy.toml"); err != nil {
		return err
	}
	d.title("That was all of it")
	d.say("The project is in " + d.dir + ". With your own tenant, go to your app's folder and type: az login, authkit init")
	return nil
}

// session is that of an Azure CLI that is signed in at the sandbox.
func (d *demo) session(ctx context.Context, address string) (*azcli.Session, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	token, err := (&clientcredentials.Config{
		ClientID: sandbox.PipelineClientID, ClientSecret: sandbox.DefaultClientSecret, AuthStyle: oauth2.AuthStyleInParams,
		TokenURL: address + "/" + sandbox.DefaultTenant + "/oauth2/v2.0/token", Scopes: []string{address + "/.default"},
	}).Token(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: d.env.Transport}))
	if err != nil {
		return nil, fmt.Errorf("the sandbox gives no token: %w", errNobodyCame)
	}
	return &azcli.Session{Token: secrets.New(token.AccessToken), Tenant: sandbox.DefaultTenant, Graph: u, SignIn: u}, nil
}

// folder makes the place of the story and the world its commands see.
func (d *demo) folder() error {
	if d.dir == "" {
		dir, err := os.MkdirTemp("", "authkit-demo-")
		if err != nil {
			return fmt.Errorf("cannot make a folder for the demo: %w", err)
		}
		d.dir = dir
	} else {
		path, _, err := d.env.typedPath("", d.dir)
		if err != nil {
			return withHint(fmt.Errorf("cannot make a folder for the demo: %w", err), linkHint)
		}
		d.dir = path
		if entries, err := os.ReadDir(d.dir); err == nil && len(entries) > 0 {
			return &usageError{message: "the folder for the demo is not empty", hint: "name a new one, or leave --dir out"}
		}
		if err := os.MkdirAll(d.dir, 0o755); err != nil {
			return fmt.Errorf("cannot make a folder for the demo: %w", err)
		}
	}
	d.secrets = filepath.Join(d.dir, filepath.FromSlash(project.SecretsFileName))
	inner := *d.env
	inner.WorkingDir, inner.Home = d.dir, ""
	inner.Stdin, inner.StdinTerminal = strings.NewReader(""), false
	inner.Stderr = d.env.Stdout // one story, in order
	inner.Getenv = func(name string) string {
		switch name {
		case "NO_COLOR", "TERM", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY":
			return d.env.Getenv(name)
		}
		return ""
	}
	if !d.browser {
		inner.SignInWait = time.Minute // no person takes their time
		inner.OpenBrowser = func(ctx context.Context, url string) error {
			d.visits.Go(func() { d.visit(ctx, url) })
			return nil
		}
	}
	d.inner = &inner
	return nil
}

// visit signs in at the sandbox as a person would. When that fails, nobody comes
// to the callback: the story ends, and does not wait for them.
func (d *demo) visit(ctx context.Context, url string) {
	came := false
	failed := errNobodyCame
	defer func() {
		if !came && ctx.Err() == nil {
			d.giveUp(failed)
		}
	}()
	response, err := sandbox.Visitor{Username: "ada@" + sandbox.DefaultDomain}.SignIn(ctx, url)
	if err != nil {
		failed = fmt.Errorf("%w: %w", errNobodyCame, err)
		return
	}
	came = true
	response.Body.Close()
}

// ignore adds a file to the .gitignore that init has made: the folder may lie in
// a repository, where deploy-secrets writes to ignored files only.
func (d *demo) ignore(name string) error {
	rules, err := secrets.ReadFile(filepath.Join(d.dir, ".gitignore"))
	if err != nil {
		return err
	}
	return rules.Replace(append(rules.Data(), name+"\n"...), 0o644)
}

func (d *demo) title(text string) {
	fmt.Fprintf(d.env.Stdout, "\n%s\n", paint.Text(d.env.colour(), paint.Bold, "── "+text))
}

func (d *demo) say(text string) {
	fmt.Fprintf(d.env.Stdout, "\n%s\n", strings.Join(words.Wrap(text, min(max(d.env.Width, 40), 88)), "\n"))
}

// command runs authkit as if it were typed, and wants a certain end.
func (d *demo) command(ctx context.Context, want int, args ...string) error {
	fmt.Fprintf(d.env.Stdout, "\n%s\n\n", paint.Text(d.env.colour(), paint.Dim, "$ authkit "+strings.Join(args, " ")))
	code := run(ctx, d.inner, args)
	switch {
	case errors.Is(context.Cause(ctx), errNobodyCame):
		return context.Cause(ctx)
	case ctx.Err() != nil:
		return errCancelled
	case code != want:
		return withHint(fmt.Errorf("authkit %s ended with %d instead of %d", args[0], code, want), "look at "+d.dir+"; with a proxy set in HTTPS_PROXY or HTTP_PROXY, add 127.0.0.1 to NO_PROXY")
	}
	return nil
}

// breakage is one mistake people really make.
type breakage struct {
	title, story string
	key          string
	value        func(old string) string
	id           string // the check that has to find it
}

func (d *demo) breakages() []breakage {
	return []breakage{
		{
			"Mistake 1: the Secret ID instead of the Value",
			"The portal shows both columns side by side. Entra itself answers with the same error as to any wrong secret.",
			"client_secret", func(string) string { return sandbox.DefaultSecretID }, checkid.ClientSecret,
		},
		{
			"Mistake 2: {tenant} left in the address",
			"Copied from the documentation, never filled in. Streamlit only says \"Authentication error\".",
			"server_metadata_url", func(old string) string { return strings.Replace(old, sandbox.DefaultTenant, "{tenant}", 1) }, checkid.MetadataURLTenant,
		},
		{
			"Mistake 3: a redirect URI that nobody registered",
			"The app moved below a base path, the registration did not. (Where Entra says so only after a sign-in, verify calls it unproven instead.)",
			"redirect_uri", func(string) string { return "http://localhost:8501/tools/oauth2callback" }, checkid.RedirectURIRegistered,
		},
	}
}

// broken breaks the project, lets verify find it, and fixes it again.
func (d *demo) broken(ctx context.Context, b breakage) error {
	before, err := secrets.ReadFile(d.secrets)
	if err != nil {
		return err
	}
	document, err := secrets.Parse(before.Data())
	if err != nil {
		return err
	}
	old, _ := document.Lookup("auth", b.key)
	changed, err := document.With(secrets.New(b.value(old.Text.Reveal())), "auth", b.key)
	if err != nil {
		return err
	}
	if err := before.Replace(changed.Bytes(), 0); err != nil {
		return err
	}
	if b.key == "redirect_uri" { // the app itself has moved there
		config := filepath.Join(d.dir, ".streamlit", "config.toml")
		if err := os.WriteFile(config, []byte("[server]\nbaseUrlPath = \"tools\"\n"), 0o644); err != nil {
			return err
		}
		defer os.Remove(config)
	}
	var seen bytes.Buffer
	d.inner.Stdout = &teeWriter{d.env, &seen}
	err = d.command(ctx, exitBroken, "verify", "--no-login")
	d.inner.Stdout = d.env.Stdout
	if err == nil && !strings.Contains(seen.String(), b.id) {
		err = errors.New("verify did not name " + b.id)
	}
	broken, readErr := secrets.ReadFile(d.secrets)
	if readErr != nil {
		return readErr
	}
	if fixing := broken.Replace(before.Data(), 0); fixing != nil {
		return fixing
	}
	return err
}

// teeWriter shows a command's output and keeps it.
type teeWriter struct {
	env  *Env
	kept *bytes.Buffer
}

func (t *teeWriter) Write(p []byte) (int, error) {
	t.kept.Write(p)
	return t.env.Stdout.Write(p)
}
