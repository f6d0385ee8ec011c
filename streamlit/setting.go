// Package streamlit knows what Streamlit does with a project: where it looks
// for secrets, how it merges them, which keys it reads and which it drops, its
// settings, its login request and its ID-token rules. The judge is the newest
// release read here, 1.67.0 with Authlib 1.9; where older releases differ and
// a user would notice, the comment says so.
//
// Everything here is a pure function: no network, no disk, no printing.
package streamlit

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/secrets"
)

// Setting is one value of a secrets file, unprintable, with its place.
// The zero Setting is a key that is not there.
type Setting struct {
	Kind     secrets.Kind
	Text     secrets.Secret   // a string's decoded value, another scalar as written; empty for tables and arrays
	File     string           // SecretsFile.Path
	Position secrets.Position // of the value; of the header for a table
	Key      secrets.Position // of the key
}

// IsSet tells whether the key is there, whatever its value.
func (s Setting) IsSet() bool { return s.Kind != secrets.KindMissing }

// isFalse tells whether Python takes the value for false: an empty string,
// false, 0. Empty tables and arrays are not looked into.
func (s Setting) isFalse() bool {
	switch s.Kind {
	case secrets.KindMissing:
		return true
	case secrets.KindString:
		return s.Text.IsEmpty()
	case secrets.KindBoolean:
		return s.Text.Reveal() == "false"
	case secrets.KindInteger, secrets.KindFloat:
		return isZero(s.Text.Reveal())
	}
	return false
}

// isZero tells whether a TOML number as written is zero.
func isZero(literal string) bool {
	for _, r := range literal {
		if r >= '1' && r <= '9' {
			return false
		}
		if r == 'e' || r == 'E' { // the exponent of zero does not matter; 0x… digits a–f are not zero
			break
		}
		if r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F' || r == 'i' {
			return false
		}
	}
	return true
}

// SecretsFile is one file of Streamlit's search, as it was read.
type SecretsFile struct {
	Path         string            // as shown to people: with slashes, relative to the project where it can be
	Document     *secrets.Document // nil when Err is set, but see NotTOML
	Err          error             // why it could not be read or parsed
	StreamlitErr error             // why Streamlit's own parser cannot read it
	Folder       bool              // a folder of secrets; Document is what its files come to
	ByRun        bool              // authkit run shows something in the place of a client secret that is not there
	NotTOML      bool              // Document is what Streamlit's parser makes of a text that is no TOML (Err); its places mean nothing
}

// setting looks a key up in one file.
func (f SecretsFile) setting(path ...string) Setting {
	if f.Document == nil {
		return Setting{}
	}
	value, ok := f.Document.Lookup(path...)
	if !ok {
		return Setting{}
	}
	if f.Folder { // the key is a file
		return Setting{Kind: value.Kind, Text: value.Text, File: f.Path + "/" + strings.Join(path, "/")}
	}
	if f.NotTOML {
		return Setting{Kind: value.Kind, Text: value.Text, File: f.Path}
	}
	return Setting{Kind: value.Kind, Text: value.Text, File: f.Path, Position: value.Start, Key: value.Key}
}

// Problem is something wrong with a project's settings. Message and Fix name
// sections, keys and, of redirect_uri, scheme, host and path; no other value
// of the file.
type Problem = findings.Finding

// Severity of a Problem.
type Severity = findings.Severity

const (
	SeverityError   = findings.Error
	SeverityWarning = findings.Warning
)

// place is where the value stands.
func (s Setting) place() findings.Place {
	return findings.Place{File: s.File, Line: s.Position.Line, Column: s.Position.Column}
}

// keyPlace is where the key stands; of a section, its header.
func (s Setting) keyPlace() findings.Place {
	if s.Key == (secrets.Position{}) {
		return s.place()
	}
	return findings.Place{File: s.File, Line: s.Key.Line, Column: s.Key.Column}
}
