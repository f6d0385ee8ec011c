// Package templates holds the files a project gets and its people then own.
//
// Every file is valid as it stands, so it can be read, linted and run here;
// what varies is put in by plain replacement of one exact phrase.
package templates

import (
	_ "embed"
	"strings"
)

//go:embed app.py
var app string

//go:embed secrets.toml
var secretsFile string

//go:embed authkit.toml
var settingsFile string

// unnamedLogin is the phrase of app.py that signs in with the unnamed [auth] section.
const unnamedLogin = "on_click=st.login,"

// App is an app that asks for a sign-in, greets, and signs out again. provider
// is the name behind [auth.NAME]; empty means the unnamed [auth] section. The
// name has to be plain (letters, digits, hyphens): it is not escaped.
func App(provider string) []byte {
	if provider == "" {
		return []byte(app)
	}
	return []byte(strings.Replace(app, unnamedLogin, unnamedLogin+` args=["`+provider+`"],`, 1))
}

// Secrets is the beginning of a new .streamlit/secrets.toml: comments only.
func Secrets() []byte { return []byte(secretsFile) }

// Settings is the beginning of a new .streamlit/authkit.toml: comments only.
func Settings() []byte { return []byte(settingsFile) }
