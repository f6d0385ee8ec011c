// Package rendered makes the secrets file that an app gets from authkit run: the
// same settings, with its token requests sent to the relay, and no client secret.
package rendered

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
)

// providerKeys are what Streamlit takes over from [auth] for the unnamed provider
// (docs/facts/streamlit.md, section 1.3).
var providerKeys = []string{"client_id", "client_secret", "server_metadata_url", "client_kwargs"}

// Providers are the registrations that a secrets file has for the relay. replaces
// says that something else is shown in the place of client secrets that are not there.
func Providers(document *secrets.Document, replaces bool) ([]streamlit.Registration, streamlit.Auth, error) {
	auth := streamlit.ResolveAuth([]streamlit.SecretsFile{{Document: document, ByRun: replaces}})
	if !auth.Found {
		return nil, auth, errors.New("there is no [auth] section in the secrets")
	}
	for _, r := range auth.Registrations {
		switch {
		case len(r.Table) > 2:
			return nil, auth, fmt.Errorf("[%s] stands a level too deep for Streamlit", strings.Join(r.Table, "."))
		case r.ClientID.Text.IsEmpty(), r.MetadataURL.Text.IsEmpty():
			return nil, auth, fmt.Errorf("[%s] lacks client_id or server_metadata_url", strings.Join(r.Table, "."))
		}
	}
	return auth.Registrations, auth, nil
}

// File is the secrets with each registration's token requests sent to the address
// at its place in tokenURLs. With whole all other sections are in it as well,
// otherwise [auth] alone.
func File(document *secrets.Document, registrations []streamlit.Registration, tokenURLs []string, whole bool) ([]byte, error) {
	var all map[string]any
	if err := boundedtoml.Unmarshal(withoutBOM(document), &all); err != nil {
		return nil, errors.New("the secrets are no TOML as authkit reads it; authkit verify --offline says more")
	}
	auth, _ := all["auth"].(map[string]any)
	if auth == nil {
		return nil, errors.New("there is no [auth] section in the secrets")
	}
	for i, r := range registrations {
		section, err := sectionOf(auth, r)
		if err != nil {
			return nil, err
		}
		// Streamlit stops without the key; with none its value is sent to nobody.
		section["client_secret"] = "unused"
		section["access_token_url"] = tokenURLs[i]
		kwargs, _ := section["client_kwargs"].(map[string]any)
		if kwargs == nil {
			kwargs = map[string]any{}
		}
		kwargs["token_endpoint_auth_method"] = "none"
		section["client_kwargs"] = kwargs
		if params, ok := section["access_token_params"].(map[string]any); ok {
			for _, key := range []string{"client_secret", "client_assertion", "client_assertion_type"} {
				delete(params, key)
			}
		}
	}
	if !whole {
		all = map[string]any{"auth": auth}
	}
	return written(all)
}

// sectionOf is the table of a registration. The unnamed one moves to
// [auth.default]: in [auth] itself Streamlit passes access_token_url over.
func sectionOf(auth map[string]any, r streamlit.Registration) (map[string]any, error) {
	if len(r.Table) == 2 {
		section, _ := auth[r.Table[1]].(map[string]any)
		if section == nil {
			return nil, fmt.Errorf("[%s] is no section", strings.Join(r.Table, "."))
		}
		return section, nil
	}
	section := map[string]any{}
	for _, key := range providerKeys {
		if value, ok := auth[key]; ok {
			section[key] = value
			delete(auth, key)
		}
	}
	auth["default"] = section
	return section, nil
}

// written is TOML that both of Streamlit's parsers read alike.
func written(all map[string]any) ([]byte, error) {
	text, err := toml.Marshal(all)
	if err != nil {
		return nil, errors.New("the secrets hold a value that cannot be written again")
	}
	for _, dialect := range []pytoml.Dialect{pytoml.Tomllib, pytoml.Toml010} {
		for _, d := range pytoml.Differences(string(text), dialect) {
			return nil, fmt.Errorf("%s in the secrets would be read differently by a release of Streamlit: %s", strings.Join(d.Path, "."), d.Message)
		}
	}
	return text, nil
}

func withoutBOM(d *secrets.Document) []byte {
	data := d.Bytes()
	if d.HasBOM() {
		data = data[3:]
	}
	return slices.Clip(data)
}
