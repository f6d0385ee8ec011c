package scaffold

import (
	"slices"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
)

// Existing is what a project already has of one sign-in. Placeholders and
// metadata addresses that cannot work with Streamlit count as absent.
type Existing struct {
	MetadataURL  string
	ClientID     string
	ClientSecret secrets.Secret
	RedirectURI  string
	CookieSecret bool
}

// Existing reads the sign-in behind provider.
func (p *Project) Existing(provider string) Existing {
	document := p.secrets.Document
	section := sectionOf(provider)
	found := Existing{
		ClientID:     text(document, section, "client_id").Reveal(),
		ClientSecret: text(document, section, "client_secret"),
		RedirectURI:  text(document, sectionOf(""), "redirect_uri").Reveal(),
		CookieSecret: !text(document, sectionOf(""), "cookie_secret").IsEmpty(),
	}
	if address := text(document, section, "server_metadata_url").Reveal(); CheckMetadataURL(address) == nil {
		found.MetadataURL = address
	}
	return found
}

// Secrets are the values of the project's secrets file that nothing may show.
func (p *Project) Secrets() []secrets.Secret { return p.secrets.Document.Secrets() }

// SecretsFile is the project's secrets file as it was read.
func (p *Project) SecretsFile() secrets.Secret { return whole(p.secrets.Document.Bytes()) }

// OnlyProvider is the name of the one sign-in a project has, when there is
// exactly one and it has a name; otherwise it is empty, the unnamed [auth].
func (p *Project) OnlyProvider() string {
	for _, name := range p.secrets.Document.Keys("auth") {
		switch name {
		case "client_id", "client_secret", "server_metadata_url", "default":
			return ""
		}
	}
	names := p.Providers()
	if len(names) != 1 || CheckProvider(names[0]) != nil {
		return ""
	}
	return names[0]
}

// Providers are the names of the sign-ins that have one, as the file has them.
func (p *Project) Providers() []string {
	return slices.DeleteFunc(p.secrets.Document.Keys("auth"), func(name string) bool {
		value, _ := p.secrets.Document.Lookup("auth", name)
		return value.Kind != secrets.KindTable || name == "client_kwargs"
	})
}

// sectionOf is where the registration behind a provider's name stands.
func sectionOf(provider string) []string {
	if provider == "" {
		return []string{"auth"}
	}
	return []string{"auth", provider}
}

// text is a string of the document, unless it only holds a place.
func text(document *secrets.Document, section []string, key string) secrets.Secret {
	value, found := document.Lookup(slices.Concat(section, []string{key})...)
	if !found || value.Kind != secrets.KindString || streamlit.Unfilled(key, value.Text.Reveal()) {
		return secrets.Secret{}
	}
	return value.Text
}
