package project

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
)

// namedByClient judges the certificates that client_kwargs names: those that are
// not there, and the entries of which that is not known here, a proxy among them.
func (p *Project) namedByClient(r streamlit.Registration) (missing []streamlit.Problem, unknown []string) {
	for _, key := range []string{"verify", "cert"} {
		s := r.ClientKwargs[key]
		name := s.Text.Reveal()
		if s.Kind != secrets.KindString || name == "" || p.Before(streamlit.OnStarlette) && !strings.HasPrefix(r.MetadataURL.Text.Reveal(), "https://") {
			continue
		}
		switch there, known := p.lookFor(name); {
		case !known:
			unknown = append(unknown, key+" in client_kwargs")
		case !there:
			missing = append(missing, streamlit.Problem{
				ID: checkid.ClientKwargs, Severity: streamlit.SeverityError,
				Message: key + " in client_kwargs names a file that is not there, and the login fails",
				Fix:     "put the certificate there, or remove the line " + key,
				File:    s.File, Line: s.Position.Line, Column: s.Position.Column,
			})
		}
	}
	if r.ClientKwargs["proxy"].IsSet() && !p.Before(streamlit.OnStarlette) { // nobody asks through it
		unknown = append(unknown, "proxy in client_kwargs")
	}
	return missing, unknown
}

// lookFor tells whether a file that a setting names is there, and whether that
// is known. What lies outside of the project is looked for only where the app
// runs on this machine, and then only whether it is there.
func (p *Project) lookFor(name string) (there, known bool) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.workingDir(), filepath.FromSlash(path))
	}
	inside, is := p.inside(path)
	var err error
	switch uri, _ := url.Parse(p.Auth.RedirectURI.Text.Reveal()); {
	case is:
		_, err = fs.Stat(p.files, inside)
	case uri != nil && hosts.IsLoopback(uri.Hostname()) && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//"):
		_, err = os.Stat(path)
	default:
		return false, false
	}
	return err == nil, err == nil || errors.Is(err, fs.ErrNotExist)
}
