// Package own holds the words by which instructions name what is a project's
// own, so that whoever knows the project can put its values in their place.
package own

// What steps say where a value of the project belongs.
const (
	RedirectURI = "the value of redirect_uri from secrets.toml"
	ClientID    = "client_id of secrets.toml"
)
