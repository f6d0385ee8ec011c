package deploy

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// The variables a container's start-up reads. Either the whole file, or its parts.
const (
	EnvSecrets      = "AUTHKIT_SECRETS"        // the text of secrets.toml
	EnvSecrets64    = "AUTHKIT_SECRETS_BASE64" // the same in base64, for platforms that mangle lines
	EnvURL          = "AUTHKIT_URL"            // the app's address
	EnvTenant       = "AUTHKIT_TENANT"         // of Entra
	EnvMetadataURL  = "AUTHKIT_METADATA_URL"   // of any provider
	EnvClientID     = "AUTHKIT_CLIENT_ID"
	EnvClientSecret = "AUTHKIT_CLIENT_SECRET"
	EnvCookieSecret = "AUTHKIT_COOKIE_SECRET"
	EnvProvider     = "AUTHKIT_PROVIDER" // optional: the name behind [auth.NAME]
)

// MissingError names the variables that are not set.
type MissingError struct{ Names []string }

func (e *MissingError) Error() string {
	return "these variables are missing: " + strings.Join(e.Names, ", ")
}

// FromEnvironment makes a secrets file from variables. Errors name variables,
// never values.
func FromEnvironment(getenv func(string) string) (*secrets.Document, error) {
	if text := getenv(EnvSecrets); strings.TrimSpace(text) != "" {
		return parseVariable(EnvSecrets, []byte(text))
	}
	if text := strings.TrimSpace(getenv(EnvSecrets64)); text != "" {
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return nil, errors.New(EnvSecrets64 + " is not base64")
		}
		return parseVariable(EnvSecrets64, data)
	}
	metadata, missing := metadataURL(getenv)
	for _, name := range []string{EnvClientID, EnvClientSecret, EnvCookieSecret} {
		if getenv(name) == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, &MissingError{missing}
	}
	if metadata == "" {
		return nil, errors.New(EnvTenant + " is no tenant that Streamlit can use: it takes a tenant ID, a domain, or consumers")
	}
	section := []string{"auth"}
	if name := getenv(EnvProvider); name != "" && name != "default" {
		section = append(section, name)
	}
	document, err := secrets.Parse(nil)
	if err != nil {
		return nil, err
	}
	for _, entry := range []struct {
		value string
		path  []string
	}{
		{getenv(EnvCookieSecret), []string{"auth", "cookie_secret"}},
		{getenv(EnvClientID), append(section[:len(section):len(section)], "client_id")},
		{getenv(EnvClientSecret), append(section[:len(section):len(section)], "client_secret")},
		{metadata, append(section[:len(section):len(section)], "server_metadata_url")},
	} {
		if document, err = document.Set(secrets.New(entry.value), entry.path...); err != nil {
			return nil, fmt.Errorf("%s cannot be written: %w", entry.path[len(entry.path)-1], err)
		}
	}
	return document, nil
}

func metadataURL(getenv func(string) string) (address string, missing []string) {
	if address := getenv(EnvMetadataURL); address != "" {
		return address, nil
	}
	tenant := getenv(EnvTenant)
	if tenant == "" {
		return "", []string{EnvTenant + " (or " + EnvMetadataURL + ")"}
	}
	kind, problem := entra.ValidTenant(tenant)
	if problem != "" || kind == entra.NotEntra {
		return "", nil
	}
	return entra.Authority{Kind: kind, Tenant: strings.ToLower(tenant)}.MetadataURL(), nil
}

func parseVariable(name string, data []byte) (*secrets.Document, error) {
	document, err := secrets.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s is not the text of a secrets file: %w", name, err)
	}
	return document, nil
}
