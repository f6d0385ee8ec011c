package provider

import (
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

// authelia runs at its owner's host, and its address says nothing.
func authelia() Provider {
	return Provider{
		Name: "Authelia", Facts: "docs/facts/providers.md, section 2", Example: "https://auth.example.com" + wellKnown,
		Redirects: "redirect_uris of the client in its configuration file",
		Refusals:  autheliaRefusals,
	}
}

// autheliaRefusals are the words of Fosite, with which Authelia and Ory Hydra answer.
func autheliaRefusals() []Refusal {
	const configuration = "identity_providers.oidc.clients in Authelia's configuration"
	return []Refusal{
		{
			ID: "authelia-redirect-uri", Phrases: []string{"does not match any of the oauth 2.0 client's pre-registered"},
			Title:   "Authelia or Ory Hydra: the client does not list this redirect URI",
			Meaning: "It is compared letter by letter.",
			Fix:     registerURI,
			Steps:   []string{"Authelia: add " + own.RedirectURI + " to redirect_uris of the client, below " + configuration + ", and restart Authelia", "Ory Hydra: add it to redirect_uris of the client (hydra update oauth2-client)"},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "authelia-client", Phrases: []string{"requested oauth 2.0 client does not exist", "requested oauth 2.0 client could not be found"},
			Title:   "Authelia or Ory Hydra does not know this client_id",
			Meaning: "It is mistyped, the client was deleted, or the provider was not restarted after the client was added.",
			Fix:     "compare client_id with the client's entry (Authelia: client_id below " + configuration + "), and restart Authelia",
			Checks:  []string{checkid.ClientKnown},
		},
		{
			ID: "authelia-auth-method", Phrases: []string{"the oauth 2.0 client registration does not allow this method", "the oauth 2.0 client supports client authentication method"},
			Title:   "Authelia or Ory Hydra wants the client secret sent in another way",
			Meaning: "Streamlit sends it by client_secret_basic unless token_endpoint_auth_method in client_kwargs says otherwise; the client is registered for another way.",
			Fix:     "set token_endpoint_auth_method of the client to client_secret_basic at the provider, or the provider's value in client_kwargs",
			Steps:   []string{"Authelia: write token_endpoint_auth_method: 'client_secret_basic' into the client's entry, below " + configuration + ", and restart Authelia", "or: set token_endpoint_auth_method = \"client_secret_post\" in client_kwargs, when that is what the provider has"},
			Checks:  []string{checkid.MetadataClientAuth, checkid.ClientKwargs},
		},
		{
			ID: "authelia-secret", Phrases: []string{"the provided client secret did not match the registered client secret", "the passwords don't match' method=post path=/api/oidc/token", "included, or unsupported authentication method). the passwords don't match"},
			Title:   "Authelia or Ory Hydra: client_secret is wrong",
			Meaning: "Authelia keeps a hash of the secret; secrets.toml needs the secret itself, not the hash.",
			Fix:     "write the secret from which the hash of the client was made into client_secret, or make a new pair (authelia crypto hash generate pbkdf2)",
			Checks:  []string{checkid.ClientSecret},
		},
		{
			ID: "authelia-scope", Phrases: []string{"the oauth 2.0 client is not allowed to request scope"},
			Title:   "Authelia or Ory Hydra: the client may not ask for one of the scopes",
			Meaning: "Streamlit asks for openid, profile and email unless scope is set.",
			Fix:     "add openid, profile and email to scopes of the client at the provider",
			Checks:  []string{checkid.ClientKwargs},
		},
	}
}
