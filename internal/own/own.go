// Package own holds the words by which instructions name what is a project's
// own, so that whoever knows the project can put its values in their place.
package own

// What instructions say where a value of the project belongs.
const (
	RedirectURI      = "the value of redirect_uri from secrets.toml"
	RedirectURIBrief = "the redirect_uri of secrets.toml" // in the one line of a fix
	ClientID         = "client_id of secrets.toml"
	Address          = "<the app's address>" // where the app is open to others
)
