package project

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/held"
)

// ownAuth tells whether [auth] is the app's own: it holds nothing that Streamlit asks
// for in one, and no code of the app would have it asked.
func (p *Project) ownAuth() bool {
	a := p.App
	if len(a.Files) == 0 || len(a.Followed.Logins)+len(a.Unread)+len(a.Broken) > 0 || a.Followed.Dynamic || a.CountsOnUser() || p.Auth.RedirectURI.IsSet() {
		return false
	}
	return !slices.ContainsFunc(p.Auth.Registrations, func(r streamlit.Registration) bool { return r.ClientID.IsSet() || r.MetadataURL.IsSet() })
}

// held is what st.secrets holds for the app's code; nothing is known where a file of
// it could not be read, or where the app gives secrets to Streamlit itself.
func (p *Project) held() *held.Value {
	if p.Unseen != "" || slices.ContainsFunc(p.App.Files, func(f AppFile) bool { return len(f.Scan.AppSecrets) > 0 }) {
		return &held.Value{}
	}
	var files []*secrets.Document
	for _, file := range p.Files {
		if file.Document == nil || file.StreamlitErr != nil {
			return &held.Value{}
		}
		files = append(files, file.Document)
	}
	values := held.In(files)
	if variables := p.loaded(); variables != nil {
		values = values.With(variables)
	}
	return values
}

// dotenv are packages that put what a file .env says into the environment.
var dotenv = []string{"dotenv", "environs", "decouple", "pydantic_settings"}

// loaded is what .env says, where the app loads it; nil: nothing.
func (p *Project) loaded() *secrets.Document {
	if !slices.ContainsFunc(p.App.Files, func(f AppFile) bool {
		return slices.ContainsFunc(f.Scan.Imports, func(module string) bool { top, _, _ := strings.Cut(module, "/"); return slices.Contains(dotenv, top) })
	}) {
		return nil
	}
	var lines []string
	for name, value := range readDotenv(p.files, ".env") {
		if quoted, err := secrets.Quote(value); err == nil && variableName.Get().MatchString(name) {
			lines = append(lines, name+" = "+quoted)
		}
	}
	document, err := secrets.Parse([]byte(strings.Join(lines, "\n")))
	if err != nil || len(lines) == 0 {
		return nil
	}
	return document
}

var variableName = lazy.Regexp{Pattern: `^[A-Za-z_][A-Za-z0-9_]*$`}
