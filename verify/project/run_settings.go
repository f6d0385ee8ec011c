package project

import (
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
}

// IsSet tells whether the project is one for authkit run.
func (r RunSettings) IsSet() bool { return r.Assertion != "" }

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

// findRun is runSettings for who reads nothing else of the file.
func (p *Project) findRun() RunSettings {
	snapshot, err := p.snapshot(settingsFileName)
	if err != nil || !snapshot.Exists {
		return RunSettings{}
	}
	document, err := secrets.Parse(snapshot.Data())
	if err != nil {
		return RunSettings{Err: settingsFileName + " is not valid TOML"}
	}
	return runSettings(document)
}
