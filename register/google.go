package register

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
)

// GoogleMetadata is where Google's metadata is.
const GoogleMetadata = "https://accounts.google.com/.well-known/openid-configuration"

// GoogleClient is what Google's download of an OAuth client says
// (docs/facts/providers.md, section 2.1).
type GoogleClient struct {
	ID           string
	Secret       secrets.Secret
	RedirectURIs []string
}

// ReadGoogle reads a download. When it cannot be used, it says why, and what to
// do; the secret that it may hold all the same is returned with that.
func ReadGoogle(data []byte) (client GoogleClient, why, next string) {
	google := provider.Of(GoogleMetadata)
	again := "make a client of the type Web application at " + google.Console + " and download its JSON"
	var file struct {
		Type string `json:"type"`
		Web  *struct {
			ClientID     string   `json:"client_id"`
			ClientSecret string   `json:"client_secret"`
			RedirectURIs []string `json:"redirect_uris"`
		} `json:"web"`
		Installed *struct {
			ClientSecret string `json:"client_secret"`
		} `json:"installed"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &file); err != nil {
		return client, "it is not the JSON that Google gives for an OAuth client", again
	}
	switch {
	case file.Installed != nil:
		return GoogleClient{Secret: secrets.New(file.Installed.ClientSecret)}, "it is a client for desktop apps (\"installed\"), whose secret is public and for which no address of a web app can be registered", again
	case file.Type == "service_account":
		return client, "it is the key of a service account, which signs programs in and no people", again
	case file.Web == nil:
		return client, "it holds no client of the type Web application (\"web\")", again
	}
	client = GoogleClient{strings.TrimSpace(file.Web.ClientID), secrets.New(strings.TrimSpace(file.Web.ClientSecret)), file.Web.RedirectURIs}
	switch {
	case !google.ClientID.Fits(client.ID):
		return client, "its client_id is none of Google's", again
	case client.Secret.IsEmpty():
		return client, "it holds no client secret: Google gives each out once, when it is made", "add a new secret to the client at " + google.Console + " and download the JSON then, or give it with --client-secret-file"
	}
	return client, "", ""
}

// Here is the first redirect URI of the client that leads to this machine and
// suits; empty: there is none.
func (c GoogleClient) Here(suits func(string) bool) string {
	for _, uri := range c.RedirectURIs {
		if u, err := url.Parse(uri); err == nil && hosts.IsLoopback(u.Hostname()) && suits(uri) {
			return uri
		}
	}
	return ""
}
