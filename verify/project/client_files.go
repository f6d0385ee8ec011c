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

// missingFiles tells of certificates that client_kwargs names and that are not
// there. What lies outside of the project is looked for only where the app runs
// on this machine, and then only whether it is there.
func (p *Project) missingFiles(r streamlit.Registration) []streamlit.Problem {
	var problems []streamlit.Problem
	for _, key := range []string{"verify", "cert"} {
		s := r.ClientKwargs[key]
		name := s.Text.Reveal()
		if s.Kind != secrets.KindString || name == "" || p.Before(streamlit.OnStarlette) && !strings.HasPrefix(r.MetadataURL.Text.Reveal(), "https://") {
			continue
		}
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
		}
		if errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, streamlit.Problem{
				ID: checkid.ClientKwargs, Severity: streamlit.SeverityError,
				Message: key + " in client_kwargs names a file that is not there, and the login fails",
				Fix:     "put the certificate there, or remove the line " + key,
				File:    s.File, Line: s.Position.Line, Column: s.Position.Column,
			})
		}
	}
	return problems
}
