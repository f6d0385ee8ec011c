package deploy

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// The variables a container's start-up reads: the whole file, or its keys. A
// key of [auth] is AUTH_ and its name (AUTH_COOKIE_SECRET), a key of
// [auth.microsoft] has the provider's name in between
// (AUTH_MICROSOFT_CLIENT_ID).
const (
	EnvSecrets     = "AUTHKIT_SECRETS"        // the text of secrets.toml
	EnvSecrets64   = "AUTHKIT_SECRETS_BASE64" // the same in base64, for platforms that mangle lines
	EnvRedirectURI = "AUTH_REDIRECT_URI"
	EnvCookie      = "AUTH_COOKIE_SECRET"
)

// What follows AUTH_ or AUTH_PROVIDER_ for each provider.
const (
	suffixID       = "CLIENT_ID"
	suffixSecret   = "CLIENT_SECRET"
	suffixMetadata = "SERVER_METADATA_URL"
	suffixTenant   = "TENANT" // of Entra, in place of the metadata URL
)

// MissingError names the variables that are not set.
type MissingError struct{ Names []string }

func (e *MissingError) Error() string {
	return "these variables are missing: " + strings.Join(e.Names, ", ")
}

// FromEnvironment makes a secrets file from variables ("NAME=value"). Errors
// name variables, never values. Without a redirect URI among them, redirectURI
// (not empty) is to be set by the caller.
func FromEnvironment(environ []string, redirectURI string) (*secrets.Document, error) {
	variables := map[string]string{}
	for _, variable := range environ {
		if name, value, _ := strings.Cut(variable, "="); value != "" {
			variables[name] = value
		}
	}
	if text := variables[EnvSecrets]; strings.TrimSpace(text) != "" {
		return parseVariable(EnvSecrets, []byte(text))
	}
	if text := strings.Join(strings.Fields(variables[EnvSecrets64]), ""); text != "" {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, errors.New(EnvSecrets64 + " is not base64")
		}
		return parseVariable(EnvSecrets64, data)
	}
	if redirectURI != "" {
		variables[EnvRedirectURI] = redirectURI
	}
	return fromKeys(variables)
}

// entry is one key to write.
type entry struct {
	value string
	path  []string
}

func fromKeys(variables map[string]string) (*secrets.Document, error) {
	entries := []entry{
		{variables[EnvRedirectURI], []string{"auth", "redirect_uri"}},
		{variables[EnvCookie], []string{"auth", "cookie_secret"}},
	}
	var missing []string
	for _, name := range []string{EnvRedirectURI, EnvCookie} {
		if variables[name] == "" {
			missing = append(missing, name)
		}
	}
	providers, err := providersIn(variables)
	if err != nil {
		return nil, err
	}
	for _, prefix := range providers {
		section := []string{"auth"}
		if name := strings.TrimSuffix(strings.TrimPrefix(prefix, "AUTH_"), "_"); name != "" {
			section = append(section, strings.ToLower(name))
		}
		metadata, err := metadataURL(variables, prefix)
		if err != nil {
			return nil, err
		}
		if metadata == "" {
			missing = append(missing, prefix+suffixTenant+" (or "+prefix+suffixMetadata+")")
		}
		for _, suffix := range []string{suffixID, suffixSecret} {
			if variables[prefix+suffix] == "" {
				missing = append(missing, prefix+suffix)
			}
			entries = append(entries, entry{variables[prefix+suffix], append(section[:len(section):len(section)], strings.ToLower(suffix))})
		}
		entries = append(entries, entry{metadata, append(section[:len(section):len(section)], "server_metadata_url")})
	}
	if len(missing) > 0 {
		return nil, &MissingError{missing}
	}
	document, err := secrets.Parse(nil)
	for _, e := range entries {
		if err == nil {
			document, err = document.Set(secrets.New(e.value), e.path...)
		}
		if err != nil {
			return nil, fmt.Errorf("%s cannot be written: %w", strings.ToUpper(strings.Join(e.path, "_")), err)
		}
	}
	return document, nil
}

// providersIn lists the prefixes that variables of providers have: AUTH_ alone
// for the unnamed one, which is also meant when there is none.
func providersIn(variables map[string]string) ([]string, error) {
	var prefixes []string
	for name := range variables {
		for _, suffix := range []string{suffixID, suffixSecret, suffixMetadata, suffixTenant} {
			prefix, ok := strings.CutSuffix(name, suffix)
			if !ok || !strings.HasPrefix(prefix, "AUTH_") || !strings.HasSuffix(prefix, "_") || slices.Contains(prefixes, prefix) {
				continue
			}
			if strings.Contains(strings.TrimSuffix(strings.TrimPrefix(prefix, "AUTH_"), "_"), "_") {
				return nil, fmt.Errorf("%s names a provider with an underscore, which Streamlit does not take", name)
			}
			prefixes = append(prefixes, prefix)
		}
	}
	if len(prefixes) == 0 {
		return []string{"AUTH_"}, nil
	}
	slices.Sort(prefixes)
	return prefixes, nil
}

// metadataURL is empty when no variable says it.
func metadataURL(variables map[string]string, prefix string) (string, error) {
	if address := variables[prefix+suffixMetadata]; address != "" {
		return address, nil
	}
	tenant := variables[prefix+suffixTenant]
	if tenant == "" {
		return "", nil
	}
	kind, problem := entra.ValidTenant(tenant)
	if problem != "" || kind == entra.NotEntra {
		return "", errors.New(prefix + suffixTenant + " is no tenant that Streamlit can use: it takes a tenant ID, a domain, or consumers")
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
