package scaffold

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/secrets"
)

// Answers is what a person decided. An empty field is not an answer: what the
// project already has stays, and what it lacks gets a default or is Missing.
type Answers struct {
	Provider     string // behind [auth.NAME]; empty: the unnamed [auth]
	MetadataURL  string // see CheckMetadataURL
	ClientID     string
	ClientSecret secrets.Secret
	RedirectURI  string
	Port         int       // the app is to listen on, when a person said so
	UniqueName   string    // by which authkit register finds its app registration again
	KeyID        string    // of the client secret that authkit register or rotate made
	OldKeyID     string    // of the one that rotate replaced, and that is still valid
	Expires      time.Time // when the provider's client secret ends; a day, in UTC

	Assertion                 string // what authkit run shows in a client secret's place
	Issuer, Subject, Audience string // of its tokens

	Random    io.Reader // for the cookie secret; nil: the system's
	Gate      bool      // an app that signs nobody in gets the sign-in
	Pipelines []string  // see PipelineNames
	Schema    bool      // editors are told the keys of the secrets file
	Version   string    // the release of authkit whose wheel pipelines get; empty: they build the newest
}

// CheckProvider refuses names that Streamlit cannot sign in with, or that
// would collide with another key of [auth] (docs/facts/streamlit.md, section 1.4).
// Streamlit refuses underscores since 1.43, and looks names up without regard to
// case since 1.57.
func CheckProvider(name string) error {
	if name == "" {
		return fmt.Errorf("a provider needs a name")
	}
	if strings.EqualFold(name, "default") {
		return fmt.Errorf("the name default belongs to the unnamed [auth] section: leave the name out")
	}
	for _, r := range name {
		switch {
		case r == '_':
			return fmt.Errorf("a provider's name must not contain an underscore, st.login refuses it: use a hyphen")
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-':
		default:
			return fmt.Errorf("a provider's name takes letters, digits and hyphens only, for instance microsoft")
		}
	}
	return nil
}
