// Package source brings what shows an app to its provider in a client secret's
// place: a token of the platform that it runs on, an assertion signed here, or the
// secret itself from a place outside of the app's file. Each is looked at before it
// is sent (docs/facts/entra.md, section 5.8).
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/relay"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/probe"
)

// World is what sources read.
type World struct {
	Getenv func(string) string
	Path   func(string) string // of a file that somebody named
	Now    func() time.Time
	Rand   io.Reader
	// Near reaches the platform's own address on this machine, past every proxy.
	Near http.RoundTripper
}

// Source is a place that proofs come from.
type Source struct {
	Name  string // as in --assertion, without a file
	file  string
	world World
	want  assertion.Expected
	fetch func(ctx context.Context, audience string) (string, error)
	kept  *keep
	key   *keyFile
}

// Names are the sources, as --assertion takes them.
var Names = []string{"kubernetes", "azure", "gcp", "key=FILE", "certificate=FILE", "secret"}

// Read reads the value of --assertion. want is what a token has to say beside what
// the provider demands.
func Read(text string, want assertion.Expected, w World) (*Source, error) {
	name, file, named := strings.Cut(text, "=")
	s := &Source{Name: name, world: w, want: want, kept: &keep{}}
	takesFile := slices.Contains([]string{"key", "certificate", "kubernetes", "secret"}, name)
	switch {
	case named && (!takesFile || file == ""), !named && (name == "key" || name == "certificate"):
		return nil, fmt.Errorf("there is no source %q: it is one of %s", entra.Clean(text), strings.Join(Names, ", "))
	case named:
		s.file = w.Path(file)
	}
	switch name {
	case "kubernetes":
		s.file = cmp.Or(s.file, w.Getenv("AZURE_FEDERATED_TOKEN_FILE"), entra.WorkloadToken)
	case "azure":
		s.fetch = s.askAzure
	case "gcp":
		s.fetch = s.askGoogle
	case "key", "certificate":
		s.key = &keyFile{path: s.file, certificate: name == "certificate"}
	case "secret":
	default:
		return nil, fmt.Errorf("there is no source %q: it is one of %s", entra.Clean(text), strings.Join(Names, ", "))
	}
	return s, nil
}

// Shows says in words what is shown.
func (s *Source) Shows() string {
	switch s.Name {
	case "kubernetes":
		return "a token of Kubernetes"
	case "azure":
		return "a token of Azure's managed identity"
	case "gcp":
		return "a token of Google's metadata server"
	case "key":
		return "an assertion signed with its own key"
	case "certificate":
		return "an assertion signed with the key of its certificate"
	}
	return "its client secret"
}

// Of is the proof of one registration.
func (s *Source) Of(r streamlit.Registration, secret secrets.Secret) relay.Proof {
	id := r.ClientID.Text.Reveal()
	switch {
	case s.Name == "secret":
		return func(context.Context, probe.TokenEndpoint) (relay.Shown, error) { return s.secret(r, secret) }
	case s.key != nil:
		return func(_ context.Context, to probe.TokenEndpoint) (relay.Shown, error) {
			text, err := s.key.sign(id, to, s.world)
			return asserted(text), err
		}
	}
	return func(ctx context.Context, to probe.TokenEndpoint) (relay.Shown, error) {
		text, err := s.token(ctx, to)
		return asserted(text), err
	}
}

// asserted is an assertion as RFC 7523, section 2.2 has it sent.
func asserted(text string) relay.Shown {
	return relay.Shown{Form: map[string]secrets.Secret{"client_assertion": secrets.New(text), "client_assertion_type": secrets.New(streamlit.JWTBearer)}}
}

// secret sends a client secret the way Streamlit would.
func (s *Source) secret(r streamlit.Registration, secret secrets.Secret) (relay.Shown, error) {
	if s.file != "" {
		snapshot, err := secrets.ReadFile(s.file)
		switch {
		case err != nil:
			return relay.Shown{}, fmt.Errorf("the file of the client secret cannot be read: %w", err)
		case !snapshot.Exists:
			return relay.Shown{}, errors.New("there is no file with the client secret")
		}
		secret = secrets.New(strings.TrimSpace(string(snapshot.Data())))
	}
	if secret.IsEmpty() {
		return relay.Shown{}, errors.New("there is no client secret; set AUTHKIT_CLIENT_SECRET, or name a file with --assertion secret=FILE")
	}
	if r.TokenAuthMethod == "client_secret_post" {
		return relay.Shown{Form: map[string]secrets.Secret{"client_secret": secret}}, nil
	}
	return relay.Shown{Basic: secret}, nil
}

// Audience is whom a token has to be for: Entra has a name of its own for that,
// others go by their issuer.
func Audience(to probe.TokenEndpoint) string {
	if to.Microsoft {
		return entra.ExchangeAudience(to.URL.Hostname())
	}
	return to.Issuer
}

// token brings somebody else's token, and looks at it before it is sent.
func (s *Source) token(ctx context.Context, to probe.TokenEndpoint) (string, error) {
	want := s.want
	want.Audience = cmp.Or(want.Audience, Audience(to))
	if s.fetch == nil {
		return s.fromFile(want)
	}
	text, err := s.kept.get(ctx, s.world.Now(), func() (string, time.Time, error) {
		text, err := s.fetch(ctx, want.Audience)
		if err != nil {
			return "", time.Time{}, err
		}
		token, err := assertion.Read(text)
		return text, token.Expires, err
	})
	if err != nil {
		return "", err
	}
	return text, s.judge(text, want)
}

// fromFile reads the token anew each time: whoever rotates it replaces the file.
func (s *Source) fromFile(want assertion.Expected) (string, error) {
	snapshot, err := secrets.ReadFile(s.file)
	switch {
	case err != nil:
		return "", fmt.Errorf("the token file cannot be read: %w", err)
	case !snapshot.Exists:
		return "", errors.New("there is no token file at " + entra.Clean(s.file) + "; mount a projected service account token, and name its file in AZURE_FEDERATED_TOKEN_FILE or with --assertion kubernetes=FILE")
	}
	text := strings.TrimSpace(string(snapshot.Data()))
	return text, s.judge(text, want)
}

func (s *Source) judge(text string, want assertion.Expected) error {
	token, err := assertion.Read(text)
	if err != nil {
		return fmt.Errorf("what %s gave is no token: %w", s.Name, err)
	}
	fault, message, fix := token.Judge(want, s.world.Now())
	if !fault.Refused() || fault == assertion.TooLong && s.fetch != nil { // who is asked for each keeps none in a file
		return nil
	}
	return errors.New(message + "; " + fix)
}
