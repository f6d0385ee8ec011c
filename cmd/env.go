package cmd

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/cmd/browser"
	"github.com/authkit-cli/authkit/cmd/filter"
	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/cmd/progress"
	"github.com/authkit-cli/authkit/internal/paint"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/verify/probe"
)

// Env is the outside world as plain values: the only reader of the environment
// and of the streams in the commands. It is never passed below this package.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	StdinTerminal  bool // a person can type
	StdoutTerminal bool // a person can read
	StderrTerminal bool
	Width          int // columns of the terminal; 80 when there is none
	WorkingDir     string
	Home           string // empty when there is none
	Getenv         func(string) string
	Unsetenv       func(string) error // nil: variables stay
	Environ        func() []string
	Now            func() time.Time
	Rand           io.Reader
	Transport      http.RoundTripper                          // honours HTTPS_PROXY, NO_PROXY and the system's trust store
	Sleep          func(context.Context, time.Duration) error // until the time has passed or the context ends
	SignInWait     time.Duration                              // how long a person may take to sign in
	OpenBrowser    func(context.Context, string) error        // opens a URL in the person's browser

	// AzureCLI gives the session of whoever is signed in at the Azure CLI, see
	// azcli.SignedIn. Nil: the CLI on PATH is asked.
	AzureCLI func(ctx context.Context, tenant string) (*azcli.Session, error)

	// Interruptible returns a context that ends when the process is told to stop,
	// and what gives signals their usual effect back. Nil: nobody tells.
	Interruptible func(context.Context) (context.Context, context.CancelFunc)

	// What filtered adds.
	known       *filter.Known  // values that nothing may show
	out, errors *filter.Writer // Stdout and Stderr again
	terminal    *os.File       // what Stdout is, if it is a file, to be asked for its size
	rendered    io.Writer      // stdout as it is, for the secrets that deploy-secrets renders
}

// newEnv reads the process's surroundings once.
func newEnv() *Env {
	env := &Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		StdinTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		StdoutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		StderrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Width:          80,
		Getenv:         os.Getenv,
		Unsetenv:       os.Unsetenv,
		Environ:        os.Environ,
		Now:            time.Now,
		Rand:           rand.Reader,
		Sleep:          probe.Sleep,
		SignInWait:     5 * time.Minute,
	}
	// Before anything is started: git and the browser are not to inherit it.
	if secret := env.take(clientSecretVariable); secret != "" {
		env.Getenv = func(name string) string {
			if name == clientSecretVariable {
				return secret
			}
			return os.Getenv(name)
		}
	}
	env.WorkingDir, _ = os.Getwd()
	env.Home, _ = os.UserHomeDir()
	if env.StdoutTerminal {
		if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 0 {
			env.Width = width
		}
	}
	// Cloning http.DefaultTransport would set HTTP/2 up at every start.
	env.Transport = &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            probe.NewGuard().Dial,
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        32, // over HTTP/1.1 ten sections of one provider would open ninety
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		TLSClientConfig:        &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(0)}, // one connection speaks for those after it
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
	env.Interruptible = func(ctx context.Context) (context.Context, context.CancelFunc) {
		return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	}
	env.OpenBrowser = func(_ context.Context, url string) error { return browser.Open(env.Getenv, url) }
	return env
}

// clientSecretVariable may hold the client secret for init.
const clientSecretVariable = "AUTHKIT_CLIENT_SECRET"

// take reads a variable with a secret and unsets it, so that no program that
// is started from here inherits it.
func (e *Env) take(name string) string {
	value := e.Getenv(name)
	if e.Unsetenv != nil {
		e.Unsetenv(name) //nolint:errcheck // a name that cannot be unset was not set
	}
	return value
}

// interactive tells whether a person can be asked: both ends are terminals.
func (e *Env) interactive() bool { return e.StdinTerminal && e.StdoutTerminal }

// asks picks how to ask. A terminal that cannot be drawn on, or a person who
// reads with a screen reader, gets plain lines.
func (e *Env) asks(plain bool) ask.Prompter {
	plain = plain || e.Getenv("TERM") == "dumb" || e.Getenv("ACCESSIBLE") != "" || e.Getenv("AUTHKIT_PLAIN") != ""
	return ask.New(e.person(), plain)
}

// person is who can be asked.
func (e *Env) person() ask.Terminal {
	return ask.Terminal{In: e.Stdin, Out: e.Stdout, Known: e.known, Screen: e.terminal, Width: e.Width, Colour: e.colour()}
}

// colour tells whether output may carry colour (https://no-color.org).
func (e *Env) colour() bool {
	return e.StdoutTerminal && e.Getenv("NO_COLOR") == "" && e.Getenv("TERM") != "dumb"
}

// linked is one of the streams, where addresses are links if its terminal takes them.
func (e *Env) linked(stream io.Writer, terminal bool) io.Writer {
	if terminal && e.Getenv("NO_COLOR") == "" && paint.CanLink(e.Getenv) {
		return paint.Links{To: stream}
	}
	return stream
}

// progress begins to watch over work that is called what, where a person can see it.
func (e *Env) progress(what string) *progress.Line {
	if !e.StderrTerminal || e.Getenv("TERM") == "dumb" || given.InCI(e.Getenv) {
		return progress.Begin(nil, what)
	}
	return progress.Begin(e.Stderr, what)
}
