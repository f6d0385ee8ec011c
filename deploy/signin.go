package deploy

import (
	"slices"

	"github.com/authkit-cli/authkit/secrets"
)

// SignIn is one sign-in of a secrets file.
type SignIn struct{ Section, ClientID, MetadataURL string }

// SignIns are the sections of [auth] that name a client and a provider. A key
// that a named one lacks is not inherited from [auth].
func SignIns(document *secrets.Document) []SignIn {
	var all []SignIn
	read := func(name string, path ...string) {
		id, hasID := document.Lookup(append(slices.Clone(path), "client_id")...)
		metadata, hasMetadata := document.Lookup(append(slices.Clone(path), "server_metadata_url")...)
		if hasID && hasMetadata {
			all = append(all, SignIn{name, id.Text.Reveal(), metadata.Text.Reveal()})
		}
	}
	read("auth", "auth")
	for _, key := range document.Keys("auth") {
		read("auth."+key, "auth", key)
	}
	return all
}
