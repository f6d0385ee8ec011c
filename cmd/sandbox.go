package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/sandbox"
)

// sandboxOptions is what the command line of sandbox says.
type sandboxOptions struct {
	port         int
	redirectURIs []string
	faults       []string
	listFaults   bool
	quiet        bool
}

func newSandboxCommand(env *Env) *cobra.Command {
	var o sandboxOptions
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "run a stand-in for Entra on this machine",
		Long: `sandbox answers like Microsoft Entra, on this machine only: metadata, sign-in
page, tokens and error codes. Develop and test sign-in with it offline, before
anything is registered, and see what each mistake looks like.`,
		Example: `  authkit init --sandbox              point a project at it
  authkit sandbox                     run it until Ctrl-C
  authkit sandbox --fault secret-expired
  authkit sandbox --list-faults`,
		Args: noArguments,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.IntVar(&o.port, "port", sandbox.DefaultPort, "`PORT` to listen on; 0 takes a free one")
	flags.StringArrayVar(&o.redirectURIs, "redirect-uri", nil, "register another redirect `URI` (repeatable)")
	flags.StringSliceVar(&o.faults, "fault", nil, "let something go wrong (`NAME`; repeatable)")
	flags.BoolVar(&o.listFaults, "list-faults", false, "list what can go wrong")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "do not log requests")
	c.RunE = func(c *cobra.Command, _ []string) error { return runSandbox(c.Context(), env, o) }
	return c
}

func runSandbox(ctx context.Context, env *Env, o sandboxOptions) error {
	if o.listFaults {
		for _, f := range sandbox.Faults() {
			if _, err := fmt.Fprintf(env.Stdout, "%-20s %s\n", f.Name, f.Doc); err != nil {
				return err
			}
		}
		return nil
	}
	if o.port < 0 || o.port > 65535 {
		return usagef("--port takes a number from 0 to 65535")
	}
	options := sandbox.Default()
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
		if err := server.AddRedirectURI(sandbox.DefaultClientID, uri); err != nil {
			return usagef("--redirect-uri: %v", err)
		}
	}
	listener, err := sandbox.Listen(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa(o.port)))
	if err != nil {
		return withHint(fmt.Errorf("port %d of this machine is taken", o.port), "another sandbox may be running; stop it, or use --port 0 for a free port")
	}
	if err := introduceSandbox(env, listener.Addr().String(), o.faults); err != nil {
		listener.Close()
		return err
	}
	return serve(ctx, server, listener)
}

// introduceSandbox says where it is and how to use it. Its passwords and its
// client secret are the same everywhere and open nothing else.
func introduceSandbox(env *Env, address string, faults []string) error {
	bold := func(text string) string { return paint(env.colour(), bold, text) }
	text := fmt.Sprintf("%s http://%s\n\n", bold("sandbox"), address)
	text += fmt.Sprintf("  tenant         %s (%s)\n", sandbox.DefaultTenant, sandbox.DefaultDomain)
	text += fmt.Sprintf("  client ID      %s\n", sandbox.DefaultClientID)
	text += fmt.Sprintf("  client secret  %s\n", sandbox.DefaultClientSecret)
	text += fmt.Sprintf("  metadata       http://%s/%s/v2.0%s\n", address, sandbox.DefaultTenant, wellKnown)
	text += fmt.Sprintf("  redirect URI   %s (any port)\n", sandbox.DefaultRedirectURI)
	for i, user := range sandbox.Default().Users {
		lead := ""
		if i == 0 {
			lead = "people"
		}
		text += fmt.Sprintf("  %-14s %s, password %s\n", lead, user.Username, user.Password)
	}
	for _, fault := range faults {
		text += fmt.Sprintf("  %-14s %s\n", "fault", fault)
	}
	text += "\nauthkit init --sandbox points a project here; Ctrl-C stops\n"
	_, err := fmt.Fprint(env.Stdout, text)
	return err
}

// serve answers until the context ends, and lets answers that are under way finish.
func serve(ctx context.Context, handler http.Handler, listener net.Listener) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 1 << 20}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
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
