package project

import (
	"cmp"
	"path"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/secrets"
)

// RunSettings say in .streamlit/authkit.toml, below [run], what authkit run shows a
// provider in the client secret's place. Empty: the client secret itself.
type RunSettings struct {
	Assertion                 string // as --assertion
	Issuer, Subject, Audience string // what the platform's tokens have to say; empty: what the provider demands
	Place                     findings.Place
	Err                       string // why it cannot be read

	Token secrets.Secret // the platform's token, where its file is on this machine
}

// Replaces tells whether something else than a client secret is shown.
func (r RunSettings) Replaces() bool { return r.Assertion != "" && r.Assertion != "secret" }

// runSettings reads them.
func runSettings(document *secrets.Document) RunSettings {
	value, ok := document.Lookup("run", "assertion")
	if !ok {
		return RunSettings{}
	}
	r := RunSettings{Place: findings.Place{File: settingsFileName, Line: value.Start.Line, Column: value.Start.Column}}
	if value.Kind != secrets.KindString {
		r.Err = "assertion in [run] is no text"
		return r
	}
	r.Assertion = value.Text.Reveal()
	for key, into := range map[string]*string{"issuer": &r.Issuer, "subject": &r.Subject, "audience": &r.Audience} {
		if value, ok := document.Lookup("run", key); ok && value.Kind == secrets.KindString {
			*into = value.Text.Reveal()
		}
	}
	return r
}

// findRun reads the settings, and the token that they mean, where it lies.
func (p *Project) findRun(getenv func(string) string) RunSettings {
	snapshot, err := p.snapshot(settingsFileName)
	if err != nil || !snapshot.Exists {
		return RunSettings{}
	}
	document, err := secrets.Parse(snapshot.Data())
	if err != nil {
		return RunSettings{Err: settingsFileName + " is not valid TOML"}
	}
	r := runSettings(document)
	name, file, _ := strings.Cut(r.Assertion, "=")
	if name != "kubernetes" || getenv == nil {
		return r
	}
	if file != "" { // the project names it: nothing outside is read
		snapshot, err = p.snapshot(path.Clean(filepath.ToSlash(file)))
	} else {
		snapshot, err = secrets.ReadFile(cmp.Or(getenv("AZURE_FEDERATED_TOKEN_FILE"), entra.WorkloadToken))
	}
	if err == nil && snapshot.Exists {
		r.Token = secrets.New(string(snapshot.Data()))
	}
	return r
}
