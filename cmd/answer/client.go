package answer

import (
	"errors"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// ClientID refuses what cannot be a client ID. Only Microsoft's form is asked for here.
func ClientID(metadataURL, id string) error {
	switch {
	case id == "":
		return errors.New("it is empty: copy the client ID from the app registration")
	case strings.ContainsAny(id, " \t\r\n\""):
		return errors.New("a client ID has no blanks and no quotes in it: copy it again")
	case entra.IsAuthority(metadataURL) && !entra.IsGUID(id):
		return errors.New("a Microsoft client ID looks like 1b2c3d4e-0000-0000-0000-000000000000: copy \"Application (client) ID\" from the app's Overview")
	}
	return nil
}

// Client is the client ID that somebody means: itself, or the one that an address of the
// portal names behind appId.
func Client(text string) string {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "https://") {
		return text
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/?&=#", r) })
	for i, part := range parts[:len(parts)-1] {
		if strings.EqualFold(part, "appId") && entra.IsGUID(parts[i+1]) {
			return strings.ToLower(parts[i+1])
		}
	}
	return text
}

// maxSecret is far above any client secret, in bytes.
const maxSecret = 8 << 10

// ClientSecret refuses what cannot be a client secret.
func ClientSecret(metadataURL, value string) error {
	switch {
	case value == "":
		return errors.New("it is empty: paste the client secret's Value")
	case len(value) > maxSecret:
		return errors.New("it is too long for a client secret: is this the right file?")
	case strings.ContainsAny(value, " \t\r\n"):
		return errors.New("a client secret has no blanks or line breaks in it: copy it again")
	case entra.IsAuthority(metadataURL) && entra.IsGUID(value):
		return errors.New("this is the Secret ID: copy the Value column beside it, it is shown only right after you made the secret")
	}
	if _, err := secrets.Quote(value); err != nil {
		return errors.New("it has characters Streamlit cannot read from secrets.toml: make a new client secret")
	}
	return nil
}
