package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/paint"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/secrets"
)

// sandboxOptions is what the command line of sandbox says.
type sandboxOptions struct {
	port         int
	registration string
	redirectURIs []string
	faults       []string
	listFaults   bool
	quiet        bool
	tls          bool
	tlsCA        string
}

func newSandboxCommand(env *Env) *cobra.Command {
	var o sandboxOptions
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "run a stand-in for Entra on this machine",
		Long: `sandbox answers like Microsoft Entra, on this machine only: metadata, sign-in
page, tokens and error codes. Develop and test sign-in with it offline, before
anything is registered, and see what each mistake looks like.

Nobody has seen what Entra says to prompt=none with an unregistered redirect URI
(here ` + entra.NoSessionYet + `, with --fault unregistered-50011 the other), and at consumers
to prompt=none or a wrong secret; there the sandbox guesses.

For your own app, write a registration file, for instance my-app.toml:

` + indented(sandbox.RegistrationExample) + `
client_id and one secret are all an app needs beside its redirect_uris; the rest
has defaults. Point the project at it with the metadata address that is printed.

Below /v1.0/ it answers like Microsoft Graph, for its own registrations: what is
written there counts at the next sign-in. It takes tokens of an app that has
graph_roles, and of the Azure CLI, whose device code is entered at /devicelogin.

The Azure CLI and Microsoft's libraries (MSAL) want https. With --tls the sandbox
makes a certificate authority, writes its certificate to --tls-ca, and keeps all
keys in memory. What is to trust it names the file: Streamlit and authkit in
SSL_CERT_FILE, Python's MSAL in REQUESTS_CA_BUNDLE, Node's in NODE_EXTRA_CA_CERTS.
MSAL also wants instance_discovery=False (Python) or the host among its
knownAuthorities (Node). These lines sign the Azure CLI in, in a folder of its own:

` + indented(azureCLIExample) + `
or, as a pipeline does:

` + strings.TrimRight(indented(pipelineExample), "\n"),
		Example: `  authkit init --sandbox              point a project at it
  authkit sandbox                     run it until Ctrl-C
  authkit sandbox --registration my-app.toml      with an app, tenant and people of your own
  authkit sandbox --fault secret-expired
  authkit sandbox --tls --tls-ca ca.pem           https, for the Azure CLI and MSAL
  authkit sandbox --list-faults`,
		Args: noArguments,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.IntVar(&o.port, "port", sandbox.DefaultPort, "`PORT` to listen on; 0 takes a free one")
	flags.StringVar(&o.registration, "registration", "", "`FILE` with app registrations (see above)")
	flags.StringArrayVar(&o.redirectURIs, "redirect-uri", nil, "register another redirect `URI` (repeatable)")
	flags.StringSliceVar(&o.faults, "fault", nil, "let something go wrong (`NAME`; repeatable)")
	flags.BoolVar(&o.listFaults, "list-faults", false, "list what can go wrong")
	flags.BoolVar(&o.tls, "tls", false, "answer https, with a certificate authority made for this run")
	flags.StringVar(&o.tlsCA, "tls-ca", "", "`FILE` for the certificate of that authority, which clients have to trust")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "do not log requests")
	c.RunE = func(c *cobra.Command, _ []string) error { return runSandbox(c.Context(), env, o) }
	return c
}

func runSandbox(ctx context.Context, env *Env, o sandboxOptions) error {
	if o.listFaults {
		for _, f := range sandbox.Faults() {
			if _, err := fmt.Fprintf(env.Stdout, "%-24s %s\n", f.Name, f.Doc); err != nil {
				return err
			}
		}
		return nil
	}
	if o.port < 0 || o.port > 65535 {
		return usagef("--port takes a number from 0 to 65535")
	}
	if o.tls != (o.tlsCA != "") {
		return &usageError{message: "--tls and --tls-ca go together", hint: "for instance: authkit sandbox --tls --tls-ca ca.pem"}
	}
	options, err := o.registrations(env)
	if err != nil {
		return err
	}
	if o.registration != "" {
		env.known.Add(registered(options)...)
	}
	options.Faults, options.Now = o.faults, env.Now
	if !o.quiet {
		options.Logf = func(format string, args ...any) {
			fmt.Fprintf(env.Stderr, env.Now().Format("15:04:05 ")+format+"\n", args...)
		}
	}
	server, err := sandbox.New(options)
	if err != nil {
		return &usageError{message: err.Error(), hint: "authkit sandbox --list-faults lists them"}
	}
	for _, uri := range o.redirectURIs {
		if err := server.AddRedirectURI(options.Clients[0].ID, uri); err != nil {
			return usagef("--redirect-uri: %v", err)
		}
	}
	listener, err := sandbox.Listen(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(o.port)))
	if err != nil {
		return withHint(fmt.Errorf("port %d of this machine is taken", o.port), "another sandbox may be running; stop it, or use --port 0 for a free port")
	}
	address := "http://" + listener.Addr().String()
	if o.tls {
		address = "https://" + listener.Addr().String()
		if listener, err = o.secured(env, listener); err != nil {
			return err
		}
	}
	if err := o.introduce(env, address, options); err != nil {
		listener.Close()
		return err
	}
	return serve(ctx, server, listener)
}

// registrations are the sandbox's own, or those of a file.
func (o sandboxOptions) registrations(env *Env) (sandbox.Options, error) {
	if o.registration == "" {
		return sandbox.Default(), nil
	}
	path, _, err := env.typedPath("", o.registration)
	if err != nil {
		return sandbox.Options{}, withHint(fmt.Errorf("cannot read the registration file: %w", err), linkHint)
	}
	snapshot, err := secrets.ReadFile(path)
	switch {
	case err != nil:
		return sandbox.Options{}, fmt.Errorf("cannot read the registration file: %w", err)
	case !snapshot.Exists:
		return sandbox.Options{}, &usageError{message: "there is no registration file " + filepath.ToSlash(o.registration), hint: "authkit sandbox --help shows what it holds"}
	}
	options, err := sandbox.ReadRegistrations(snapshot.Data())
	if err != nil {
		return sandbox.Options{}, &usageError{message: filepath.ToSlash(o.registration) + ": " + err.Error(), hint: "authkit sandbox --help shows what it holds"}
	}
	return options, nil
}

// registered are the secrets of a registration file.
func registered(options sandbox.Options) []secrets.Secret {
	var all []secrets.Secret
	for _, client := range options.Clients {
		for _, secret := range client.Secrets {
			all = append(all, secrets.New(secret.Value))
		}
	}
	for _, user := range options.Users {
		all = append(all, secrets.New(user.Password))
	}
	return all
}

// introduce says where the sandbox is and how to use it. The passwords and the
// client secret of its own are the same everywhere and open nothing else; what
// stands in a file is not repeated.
func (o sandboxOptions) introduce(env *Env, address string, options sandbox.Options) error {
	bold := func(text string) string { return paint.Text(env.colour(), paint.Bold, text) }
	text := fmt.Sprintf("%s %s\n", bold("sandbox"), address)
	row := func(name, format string, args ...any) {
		text += fmt.Sprintf("  %-14s %s\n", name, fmt.Sprintf(format, args...))
	}
	own := o.registration == ""
	for i, c := range options.Clients {
		if own && i > 0 {
			break // of the personal app of its own nothing is said
		}
		text += "\n"
		if !own {
			row("app", "%s", c.Name)
		}
		tenant := slices.IndexFunc(options.Tenants, func(t sandbox.Tenant) bool { return t.ID == c.Tenant })
		authority := "consumers"
		if tenant >= 0 {
			authority = c.Tenant
			row("tenant", "%s (%s)", c.Tenant, cmp.Or(options.Tenants[tenant].Domain, options.Tenants[tenant].Name))
		}
		row("client ID", "%s", c.ID)
		if own {
			row("client secret", "%s", sandbox.DefaultClientSecret)
		} else {
			row("client secret", "as in %s", filepath.ToSlash(o.registration))
		}
		row("metadata", "%s/%s/v2.0%s", address, authority, wellKnown)
		for _, uri := range slices.Concat(c.WebRedirectURIs, c.SPARedirectURIs, c.PublicRedirectURIs) {
			port := ""
			if u, err := url.Parse(uri); err == nil && u.Hostname() == "localhost" {
				port = " (any port)"
			}
			row("redirect URI", "%s%s", uri, port)
		}
	}
	if !own {
		text += "\n"
	}
	for i, user := range options.Users {
		lead := ""
		if i == 0 {
			lead = "people"
		}
		if own {
			row(lead, "%s, password %s", user.Username, user.Password)
		} else {
			row(lead, "%s", user.Username)
		}
	}
	if o.tls {
		row("CA certificate", "%s", filepath.ToSlash(o.tlsCA))
	}
	for _, fault := range o.faults {
		row("fault", "%s", fault)
	}
	if own && !o.tls {
		text += "\nauthkit init --sandbox points a project here; Ctrl-C stops\n"
	} else {
		text += "\nwrite the metadata address into server_metadata_url to point a project here; Ctrl-C stops\n"
	}
	_, err := fmt.Fprint(env.Stdout, text)
	return err
}

// indented is text two blanks further in.
func indented(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			out.WriteString("  ")
		}
		out.WriteString(line)
	}
	return out.String()
}

// serve answers until the context ends, and lets answers that are under way finish.
func serve(ctx context.Context, handler http.Handler, listener net.Listener) error {
	handler, broken := safego.Handler(handler)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 1 << 20}
	var err error
	serving := safego.Go(func() { err = server.Serve(listener) })
	select {
	case <-serving.Done():
		serving.Wait()
		return err
	case mistake := <-broken:
		server.Close()
		panic(mistake)
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := server.Shutdown(ending); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	server.Close()
	return exitStatus(exitInterrupted)
}
