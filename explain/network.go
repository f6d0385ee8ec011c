package explain

import (
	"github.com/authkit-cli/authkit/entra"

	"github.com/authkit-cli/authkit/internal/checkid"
)

// otherServices are the signs of services that an app asks beside the provider,
// with the same errors of the network.
var otherServices = []string{"psycopg", "sqlalchemy", "mysql", "redis", "mongo", "smtp", "snowflake", "boto", "openai", "could not translate host name", "pip install", "pypi.org", "github.com"}

// networkMessages are what Python, proxies and the browser say of the way to the
// provider and back.
func networkMessages() []message {
	return []message{
		{
			id: "certificate", phrases: []string{"certificate_verify_failed", "sslcertverificationerror", "unable to get local issuer certificate", "self-signed certificate", "self signed certificate"}, unless: otherServices,
			title:   "Python does not trust the provider's certificate",
			meaning: "The provider or a proxy in between uses a certificate of a private authority.",
			fix:     "set SSL_CERT_FILE to a file with that authority's certificate before starting the app (up to Streamlit 1.56: REQUESTS_CA_BUNDLE)",
			checks:  []string{checkid.MetadataReachable},
		},
		{
			id: "host-unknown", phrases: []string{"name or service not known", "getaddrinfo failed", "nodename nor servname provided", "temporary failure in name resolution", "failed to resolve"}, unless: otherServices,
			title:   "the provider's host name cannot be found",
			meaning: "It is misspelt in server_metadata_url, or the server has no DNS or needs a proxy.",
			fix:     "check the host in server_metadata_url; behind a company proxy set HTTPS_PROXY",
			checks:  []string{checkid.MetadataReachable, checkid.MetadataURLForm},
		},
		{
			id: "provider-timeout", phrases: []string{"connecttimeout", "readtimeout", "connection refused", "max retries exceeded", "all connection attempts failed"}, with: []string{"openid-configuration", "oauth", "authlib", "auth_routes", "login.microsoftonline"},
			title:   "the provider cannot be reached from the server",
			meaning: "A firewall, a missing proxy, or a provider that is not running. Streamlit waits five seconds from 1.57 on.",
			fix:     "open the way from the server to the provider, or set HTTPS_PROXY",
			checks:  []string{checkid.MetadataReachable},
		},
		{
			id: "cookie-too-large", phrases: []string{"authentication cookie size exceeds", "not enough space available for the signed value", "invalid chunk count for cookie", "http error 431", "'http_431", "request header or cookie too large", "cookie too large", "session cookie is too large", "upstream sent too big header", "request header fields too large", "missing chunk"},
			title:   "the login cookies are too large",
			meaning: "Streamlit keeps the claims and tokens in cookies. Many groups or large tokens pass the 4096 bytes of a cookie (Streamlit before 1.53) or the 8 KB many proxies allow for all headers.",
			fix:     "send fewer claims (no groups) and raise the proxy's header limits",
			steps:   []string{"Entra: open " + entra.PortalRegistrations() + ", choose the app, Token configuration, and remove the groups claim or limit it to groups assigned to the application", "nginx: large_client_header_buffers 4 32k; proxy_buffer_size 16k;", "use Streamlit 1.59.1 or newer", "delete the app's cookies in the browser"},
			checks:  []string{checkid.SignInCookieSize, checkid.ConfigServer},
		},
		{
			id: "cookie-split", rank: rankSymptom, phrases: []string{"split cookie '", "splitting into multiple cookies"},
			title:   "the login cookies are large, and Streamlit has split them",
			meaning: "That is no failure. It becomes one when a proxy allows less for the headers.",
			fix:     "nothing, unless people see 400 or 502 after logging in; then raise the proxy's header limits",
			checks:  []string{checkid.SignInCookieSize, checkid.ConfigServer},
		},
	}
}
