// Package session is one run of an app beside its relay: the secrets file that it
// reads, the command, and the end of both.
package session

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/relay"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/relay/child"
	"github.com/authkit-cli/authkit/relay/rendered"
	"github.com/authkit-cli/authkit/relay/source"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/probe"
)

// Options are what is run, and with what.
type Options struct {
	Args      []string // the command
	Environ   []string // its variables, but for Hide
	Hide      []string
	Document  *secrets.Document
	Whole     bool           // the app gets all of Document, not [auth] alone
	Beside    []string       // secrets files that it reads as well, before this one
	Secret    secrets.Secret // in place of the one in Document; empty: none
	Assertion string         // as --assertion; empty: the client secret
	Want      assertion.Expected
	Network   probe.Network
	World     source.World
	Places    []string      // where the private folder may be
	Say       func(string)  // writes one line
	Grace     time.Duration // see child.Command
}

// filesVariable names the secrets files to Streamlit: a list, parted by blanks
// (docs/facts/streamlit.md, section 2.1).
const filesVariable = "STREAMLIT_SECRETS_FILES"

// Run runs the app and returns its exit code. An error: it was not started.
func Run(ctx context.Context, o Options) (int, error) {
	// From here on, so that nothing is left by who is told to end before the app runs.
	signals, deaf := child.Listen()
	defer deaf()
	registrations, auth, err := rendered.Providers(o.Document, o.replaces())
	if err != nil {
		return 0, err
	}
	say := oneAtATime(o.Say)
	apps, err := o.apps(registrations, auth, say)
	if err != nil {
		return 0, err
	}
	listening, err := relay.Listen(relay.Options{Apps: apps, Network: o.Network, Rand: o.World.Rand, Say: say})
	if err != nil {
		return 0, err
	}
	defer listening.Close()
	folder, remove, err := privateFolder(o.Places...)
	if err != nil {
		return 0, err
	}
	defer remove()
	files, err := o.write(folder, registrations, listening)
	if err != nil {
		return 0, err
	}
	trying, stop := context.WithCancel(ctx)
	tried := safego.Go(func() { try(trying, apps, say) })
	defer func() {
		stop()
		tried.Wait()
	}()
	code, broken, err := child.Run(child.Command{Args: o.Args, Signals: signals, Env: o.environ(files), Grace: o.Grace, Stop: listening.Broken()})
	if broken != nil {
		panic(broken)
	}
	return code, err
}

// oneAtATime says whole lines, whoever speaks.
func oneAtATime(say func(string)) func(string) {
	var mu sync.Mutex
	return func(line string) {
		mu.Lock()
		defer mu.Unlock()
		say(strings.ReplaceAll(line, "\n", " "))
	}
}

// apps are the registrations as the relay serves them. A client secret that stands
// in the file beside others that have none goes on being that registration's proof.
func (o Options) apps(registrations []streamlit.Registration, auth streamlit.Auth, say func(string)) ([]relay.App, error) {
	held, err := source.Read("secret", assertion.Expected{}, o.World)
	if err != nil {
		return nil, err
	}
	named := held
	if o.Assertion != "" {
		if named, err = source.Read(o.Assertion, o.Want, o.World); err != nil {
			return nil, err
		}
	}
	var apps []relay.App
	for _, r := range registrations {
		secret, from := r.ClientSecret.Text, held
		if r.ByRun || !o.replaces() {
			from = named
		}
		switch text := secret.Reveal(); {
		case !o.Secret.IsEmpty() && len(registrations) == 1:
			secret = o.Secret
		case text == "unused", streamlit.Unfilled("client_secret", text):
			secret = secrets.Secret{}
		}
		section := "[" + strings.Join(r.Table, ".") + "]"
		say(begins(section, r, from))
		apps = append(apps, relay.App{
			Section: section, ClientID: r.ClientID.Text.Reveal(), RedirectURI: auth.RedirectURI.Text.Reveal(),
			Proof: from.Of(r, secret), Endpoint: (&endpoint{network: o.Network, registration: r}).get,
		})
	}
	return apps, nil
}

// replaces tells whether something else than a client secret is shown.
func (o Options) replaces() bool {
	name, _, _ := strings.Cut(o.Assertion, "=")
	return name != "" && name != "secret"
}

// begins is the first line about a registration.
func begins(section string, r streamlit.Registration, from *source.Source) string {
	line := section + ": the app's token requests go through authkit, which shows " + from.Shows()
	if _, microsoft := entra.ParseAuthority(r.MetadataURL.Text.Reveal()); microsoft && from.Name != "secret" {
		line += "; that Entra takes one when it redeems a code is documented for App Service and Microsoft.Identity.Web and was not tried against the live Entra by us (unproven)"
	}
	return line
}

// write writes the secrets file, and returns the list of files that Streamlit is to
// read. The list is parted by blanks, so what has one in its path is copied.
func (o Options) write(folder string, registrations []streamlit.Registration, listening *relay.Relay) ([]string, error) {
	urls := make([]string, len(registrations))
	for i := range registrations {
		urls[i] = listening.URL(i)
	}
	data, err := rendered.File(o.Document, registrations, urls, o.Whole)
	if err != nil {
		return nil, err
	}
	var files []string
	for i, path := range o.Beside {
		snapshot, err := secrets.ReadFile(path)
		switch {
		case errors.Is(err, secrets.ErrFolder) && strings.ContainsAny(path, " \t"):
			return nil, fmt.Errorf("the folder of secrets at %s has a blank in its path, at which Streamlit's list of files comes apart; move it", filepath.Base(path))
		case err == nil && !snapshot.Exists:
			continue
		case strings.ContainsAny(path, " \t"):
			if path, err = put(folder, fmt.Sprintf("%d.toml", i), snapshot.Data()); err != nil {
				return nil, fmt.Errorf("write a copy of a secrets file: %w", err)
			}
		}
		files = append(files, path)
	}
	path, err := put(folder, "secrets.toml", data)
	switch {
	case err != nil:
		return nil, fmt.Errorf("write the app's secrets file: %w", err)
	case strings.ContainsAny(path, " \t"):
		return nil, errors.New("the folder for temporary files has a blank in its path, at which Streamlit's list of files comes apart; name another one in TMPDIR (on Windows TMP)")
	}
	return append(files, path), nil
}

// environ are the app's variables. What asks the relay must not go through a proxy.
func (o Options) environ(files []string) []string {
	var environ []string
	proxied, direct := false, []string{"127.0.0.1"}
	for _, variable := range o.Environ {
		name, value, _ := strings.Cut(variable, "=")
		switch strings.ToLower(name) {
		case "http_proxy", "all_proxy":
			proxied = proxied || value != ""
		case "no_proxy":
			direct = append(direct, value)
			continue
		case strings.ToLower(filesVariable):
			continue
		}
		if !contains(o.Hide, name) {
			environ = append(environ, variable)
		}
	}
	if proxied || len(direct) > 1 {
		joined := strings.Join(direct, ",")
		environ = append(environ, "no_proxy="+joined, "NO_PROXY="+joined)
	}
	return append(environ, filesVariable+"="+strings.Join(files, " "))
}

func contains(all []string, name string) bool {
	for _, one := range all {
		if strings.EqualFold(one, name) {
			return true
		}
	}
	return false
}

// try looks at the beginning whether there is something to show, and says what is
// wrong before the first person finds out.
func try(ctx context.Context, apps []relay.App, say func(string)) {
	for _, app := range apps {
		to, err := app.Endpoint(ctx)
		if err == nil {
			_, err = app.Proof(ctx, to)
		}
		if err != nil && ctx.Err() == nil {
			say(app.Section + ": nobody can sign in as it is now: " + err.Error() + " (it is tried again at each sign-in)")
		}
	}
}

// Near reaches addresses of this machine and its link, past every proxy.
func Near() http.RoundTripper {
	return &http.Transport{Proxy: nil, ResponseHeaderTimeout: 5 * time.Second, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, IdleConnTimeout: time.Minute}
}

// Places are where the private folder may be.
func Places() []string { return []string{os.TempDir(), "/dev/shm"} }

// Misused says what is wrong with a command that cannot work, and what to do.
func Misused(command []string) (message, hint string) {
	switch {
	case len(command) == 0:
		return "run needs the command that starts the app", "authkit run -- streamlit run app.py"
	case slices.ContainsFunc(command, func(a string) bool { return strings.HasPrefix(a, "--secrets.files") }):
		return "--secrets.files would hide the secrets file that run makes", "name the files in .streamlit/config.toml: [secrets] files = […]"
	}
	return "", ""
}

// Script is the app's main script, when the command names one; else empty.
func Script(command []string) string {
	at := slices.Index(command, "run")
	if at < 0 || at+1 >= len(command) || !strings.HasSuffix(command[at+1], ".py") {
		return ""
	}
	return command[at+1]
}
