//go:build e2e

package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/go-jose/go-jose/v4"

	"github.com/authkit-cli/authkit/sandbox"
)

// metadataVariations: what the provider publishes.
func metadataVariations() []variation {
	with := func(name, want string, s script, changes ...string) variation {
		v := unnamed.with("metadata/"+name, want, changes...)
		v.script = s
		return v
	}
	document := func(change func(issuer string, d map[string]any)) script { return script{document: change} }
	set := func(key string, value any) script {
		return document(func(_ string, d map[string]any) { d[key] = value })
	}
	without := func(key string) script { return document(func(_ string, d map[string]any) { delete(d, key) }) }
	answers := func(handler http.HandlerFunc) script { return script{metadata: handler} }
	status := func(code int) script {
		return answers(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "sorry", code) })
	}
	text := func(kind, body string) script {
		return answers(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			fmt.Fprint(w, body)
		})
	}
	keys := func(body string) script {
		return script{keys: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, body)
		}}
	}
	url := func(name, want, value string) variation {
		return with("url/"+name, want, script{}, `server_metadata_url = "`+value+`"`)
	}
	redirected := answers(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/"+r.PathValue("name")+"/moved/.well-known/openid-configuration", http.StatusFound)
	})
	post := `client_kwargs.token_endpoint_auth_method = "client_secret_post"`
	return []variation{
		with("redirect", "metadata-redirect", redirected),
		with("404", "metadata-reachable", status(404)),
		with("403", "metadata-reachable", status(403)),
		with("html", "metadata-document", text("text/html", "<html><title>Sign in</title></html>")),
		with("empty", "metadata-document", text("application/json", "")),
		with("list", "metadata-document", text("application/json", "[]")),
		with("null", "metadata-document", text("application/json", "null")),
		with("nothing-in-it", "metadata-document", text("application/json", "{}")),
		with("cut-off", "metadata-document", text("application/json", `{"issuer": "`)),
		with("text-type", "", script{}),
		with("no-authorization-endpoint", "metadata-document", without("authorization_endpoint")),
		with("no-token-endpoint", "metadata-document", without("token_endpoint")),
		with("no-jwks-uri", "metadata-document", without("jwks_uri")),
		with("no-issuer", "", without("issuer")),
		with("no-algorithms", "", without("id_token_signing_alg_values_supported")),
		with("no-response-types", "", without("response_types_supported")),
		with("no-scopes", "", without("scopes_supported")),
		with("no-pkce", "", without("code_challenge_methods_supported")),
		with("pkce-null", "", set("code_challenge_methods_supported", nil)),
		with("pkce-plain", "", set("code_challenge_methods_supported", []string{"plain"})),
		with("pkce-demanded", "", script{pkce: true}),
		with("pkce-demanded-not-listed", "metadata-pkce", script{pkce: true, document: func(_ string, d map[string]any) { delete(d, "code_challenge_methods_supported") }}),
		with("pkce-demanded-not-listed-forced", "", script{pkce: true, document: func(_ string, d map[string]any) { delete(d, "code_challenge_methods_supported") }}, `client_kwargs.code_challenge_method = "S256"`),
		with("extra-members", "", set("x_of_the_provider", map[string]any{"a": []int{1}})),
		with("logout", "", document(func(issuer string, d map[string]any) { d["end_session_endpoint"] = issuer + "/logout" })),
		with("post-only", "metadata-client-auth", script{methods: []string{"client_secret_post"}}),
		with("post-only-told", "", script{methods: []string{"client_secret_post"}}, post),
		with("basic-only", "", script{methods: []string{"client_secret_basic"}}),
		with("basic-only-post-told", "metadata-client-auth", script{methods: []string{"client_secret_basic"}}, post),
		with("no-methods-listed", "", without("token_endpoint_auth_methods_supported")),
		with("keys-404", "metadata-jwks", script{keys: http.NotFound}),
		with("keys-none", "metadata-jwks", keys(`{"keys": []}`)),
		with("keys-html", "metadata-jwks", keys(`<html>`)),
		with("keys-not-a-set", "metadata-jwks", keys(`{}`)),
		with("algorithm-not-listed", "metadata-jwks", set("id_token_signing_alg_values_supported", []string{"ES256"})),
		with("issuer-of-another-host", "", script{document: func(_ string, d map[string]any) { d["issuer"] = "https://login.contoso.example" },
			claims: func(_ string, c map[string]any) { c["iss"] = "https://login.contoso.example" }}),
		with("issuer-with-slash", "", script{document: func(issuer string, d map[string]any) { d["issuer"] = issuer + "/" },
			claims: func(issuer string, c map[string]any) { c["iss"] = issuer + "/" }}),
		url("no-well-known", "metadata-reachable", "@idp@"),
		url("slash-behind", "metadata-reachable", "@idp@/.well-known/openid-configuration/"),
		url("authorize-endpoint", "metadata-reachable", "@idp@/authorize"),
		url("keys", "metadata-document", "@idp@/keys"),
		url("oauth-server", "metadata-reachable", "@idp@/.well-known/oauth-authorization-server"),
		url("query", "", "@idp@/.well-known/openid-configuration?appid=1"),
		url("no-scheme", "metadata-url-form", "localhost/.well-known/openid-configuration"),
		url("relative", "metadata-url-form", "/.well-known/openid-configuration"),
		url("file", "metadata-url-form", "file:///etc/openid-configuration"),
		url("braces", "metadata-url-tenant", "https://{account}.auth0.com/.well-known/openid-configuration"),
		with("client-id/wrong", "client-secret", script{}, `client_id = "other-app"`),
		with("client-id/capitals", "client-secret", script{}, `client_id = "Streamlit-App"`),
		with("client-secret/wrong", "client-secret", script{}, `client_secret = "another-secret-0123456789"`),
		with("client-secret/colon", "", script{secret: "a:b%2B+c/d=e-0123456789"}, `client_secret = "a:b%2B+c/d=e-0123456789"`),
		with("client-secret/letters", "client-secret-form", script{}, `client_secret = "r1ght–s3cret“of”the-app"`),
		with("client-secret/same-as-id", "client-secret-form", script{}, `client_secret = "`+scriptedClient+`"`),
		with("redirect-not-registered", "redirect-uri-registered", script{redirects: "http://localhost:1/oauth2callback"}),
		with("redirect-registered", "", script{redirects: "http://localhost:@port@/oauth2callback"}),
		with("refuses/client", "client-enabled", script{refuses: "unauthorized_client"}),
		with("refuses/scope", "client-enabled", script{refuses: "invalid_scope"}),
	}
}

// signInVariations: what nobody can know before somebody signs in.
func signInVariations() []variation {
	with := func(name, want string, s script) variation {
		v := unnamed.with("sign-in/"+name, want)
		v.script, v.login = s, true
		return v
	}
	claims := func(name, want string, change func(c map[string]any)) variation {
		return with("claims/"+name, want, script{claims: func(_ string, c map[string]any) { change(c) }})
	}
	set := func(name, want, claim string, value any) variation {
		return claims(name, want, func(c map[string]any) { c[claim] = value })
	}
	groups := func(n int, want string) variation {
		return claims(fmt.Sprintf("%d-groups", n), want, func(c map[string]any) { c["groups"] = groupsOf(n) })
	}
	now := func(c map[string]any, claim string) int64 { return c[claim].(int64) }
	return []variation{
		with("good", "", script{}),
		with("no-id-token", "sign-in-token", script{noIDToken: true}),
		with("token-html", "sign-in-token", script{tokenText: "<html>"}),
		with("token-error", "sign-in-token", script{tokenText: `{"error": "invalid_grant"}`}),
		with("token-empty", "sign-in-token", script{tokenText: `{}`}),
		set("issuer", "sign-in-id-token", "iss", "https://elsewhere.example"),
		claims("issuer-slash", "sign-in-id-token", func(c map[string]any) { c["iss"] = c["iss"].(string) + "/" }),
		set("audience", "sign-in-id-token", "aud", "other"),
		set("audience-list", "", "aud", []string{scriptedClient}),
		set("audience-two", "sign-in-id-token", "aud", []string{scriptedClient, "other"}),
		claims("audience-two-azp", "", func(c map[string]any) { c["aud"], c["azp"] = []string{scriptedClient, "other"}, scriptedClient }),
		claims("audience-other-azp", "", func(c map[string]any) { c["aud"], c["azp"] = "other", scriptedClient }),
		set("azp", "", "azp", scriptedClient),
		set("azp-other", "sign-in-id-token", "azp", "other"),
		set("nonce", "sign-in-id-token", "nonce", "another"),
		claims("no-nonce", "sign-in-id-token", func(c map[string]any) { delete(c, "nonce") }),
		claims("no-subject", "sign-in-id-token", func(c map[string]any) { delete(c, "sub") }),
		claims("no-issuer", "sign-in-id-token", func(c map[string]any) { delete(c, "iss") }),
		claims("no-audience", "sign-in-id-token", func(c map[string]any) { delete(c, "aud") }),
		claims("no-expiry", "sign-in-id-token", func(c map[string]any) { delete(c, "exp") }),
		claims("no-issued-at", "sign-in-id-token", func(c map[string]any) { delete(c, "iat") }),
		claims("expired-a-minute-ago", "", func(c map[string]any) { c["exp"] = now(c, "iat") - 60 }),
		claims("expired", "sign-in-id-token", func(c map[string]any) { c["exp"] = now(c, "iat") - 600 }),
		claims("from-the-next-minute", "", func(c map[string]any) { c["iat"] = now(c, "iat") + 60 }),
		claims("from-the-future", "sign-in-id-token", func(c map[string]any) { c["iat"] = now(c, "iat") + 600 }),
		claims("not-yet", "sign-in-id-token", func(c map[string]any) { c["nbf"] = now(c, "iat") + 600 }),
		set("at-hash", "sign-in-id-token", "at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
		claims("few", "", func(c map[string]any) { delete(c, "name"); delete(c, "email") }),
		claims("many", "", func(c map[string]any) {
			for i := range 300 {
				c[fmt.Sprintf("claim%d", i)] = "a value of some length"
			}
		}),
		with("kid-unknown", "sign-in-id-token", script{header: func(h map[jose.HeaderKey]any) { h["kid"] = "two" }}),
		with("kid-none", "", script{header: func(h map[jose.HeaderKey]any) { delete(h, "kid") }}),
		with("access-denied", "sign-in-authorize", script{refuses: "access_denied"}),
		groups(fitJust, ""),
		groups(fitNoMore, "sign-in-cookie-size"),
	}
}

// How many groups make login cookies that fit into the one header line of 8 KiB
// that Streamlit's server takes, and that do not. 90 fit, 92 do not; between
// these two verify says that a few bytes decide.
const fitJust, fitNoMore = 82, 98

// groupsOf are as many groups, by made-up IDs that are the same every time.
func groupsOf(n int) []string {
	groups := make([]string, n)
	for i := range groups {
		sum := sha256.Sum256([]byte{byte(i)})
		h := hex.EncodeToString(sum[:16])
		groups[i] = h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
	}
	return groups
}

// entraVariations: Microsoft Entra, which the sandbox stands for.
func entraVariations() []variation {
	entra := func(l layout, name, want string, changes ...string) variation {
		base := []string{`client_id = "` + sandbox.DefaultClientID + `"`, `client_secret = "` + sandbox.DefaultClientSecret + `"`, `server_metadata_url = "@entra@/v2.0/.well-known/openid-configuration"`}
		return l.with("entra/"+name, want, append(base, changes...)...)
	}
	fault := func(name, want string, faults ...string) variation {
		v := entra(unnamed, "fault/"+name, want)
		v.faults = faults
		return v
	}
	person := func(name, want string, faults ...string) variation {
		v := fault(name, want, faults...)
		v.login = true
		return v
	}
	opened := func(v variation, address string, registered ...string) variation {
		v.opened, v.registered = address, registered
		return v
	}
	longer := func(v variation) variation { v.env = []string{"WEBSOCKETS_MAX_LINE_LENGTH=65536"}; return v }
	unknown := func(v variation) variation { v.unproven = true; return v }
	authority := func(name, want, tenant string) variation {
		return entra(unnamed, "tenant/"+name, want, `server_metadata_url = "@sandbox@/`+tenant+`/v2.0/.well-known/openid-configuration"`)
	}
	const https = "https://app.contoso.example"
	all := []variation{
		entra(unnamed, "good", ""), entra(named, "good", ""), entra(byName, "good", ""),
		entra(unnamed, "v1", "", `server_metadata_url = "@entra@/.well-known/openid-configuration"`),
		authority("domain", "", sandbox.DefaultDomain),
		authority("common", "metadata-url-tenant", "common"),
		authority("organizations", "metadata-url-tenant", "organizations"),
		authority("placeholder", "metadata-url-tenant", "{tenant}"),
		authority("your-tenant-id", "metadata-url-tenant", "YOUR_TENANT_ID"),
		authority("unknown", "metadata-tenant", "00000000-1111-4222-8333-444444444444"),
		authority("unknown-domain", "metadata-tenant", "nobody.example"),
		authority("consumers", "client-known", "consumers"),
		entra(unnamed, "client-id/unknown", "client-known", `client_id = "00000000-1111-4222-8333-444444444444"`),
		entra(unnamed, "client-id/no-guid", "client-id-form", `client_id = "streamlit-app"`),
		entra(unnamed, "client-id/tenant", "client-id-form", `client_id = "`+sandbox.DefaultTenant+`"`),
		entra(unnamed, "client-id/capitals", "client-id-form", `client_id = "B1E7C0DE-5A4D-4B0C-9A17-0C2F6E9D8A31"`),
		entra(unnamed, "client-secret/wrong", "client-secret", `client_secret = "aBc8Q~another-secret-of-the-same-form-01"`),
		entra(unnamed, "client-secret/id", "client-secret-form", `client_secret = "`+sandbox.DefaultSecretID+`"`),
		entra(unnamed, "client-secret/post", "", `client_kwargs.token_endpoint_auth_method = "client_secret_post"`),
		unknown(entra(unnamed, "client-secret/none", "client-secret", `client_kwargs.token_endpoint_auth_method = "none"`)),
		entra(unnamed, "prompt/two", "client-kwargs", `client_kwargs.prompt = "consent select_account"`),
		entra(unnamed, "prompt/unknown", "client-kwargs", `client_kwargs.prompt = "unspecified"`),
		entra(named, "prompt/of-version-1", "client-kwargs", `authorize_params.prompt = "admin_consent"`),
		entra(unnamed, "prompt/consent", "", `client_kwargs.prompt = "consent"`),
		entra(unnamed, "scope/graph", "", `client_kwargs.scope = "openid email profile User.Read"`),
		entra(unnamed, "scope/no-openid", "client-kwargs", `client_kwargs.scope = "email profile"`),
		entra(unnamed, "redirect/not-registered", "redirect-uri-path", `redirect_uri = "http://localhost:@port@/callback"`),
		opened(entra(unnamed, "redirect/https", "", `redirect_uri = "`+https+`/oauth2callback"`), https, https+"/oauth2callback"),
		unknown(opened(entra(unnamed, "redirect/https-not-registered", "redirect-uri-registered", `redirect_uri = "`+https+`/oauth2callback"`), https)),
		opened(entra(unnamed, "redirect/https-capital", "redirect-uri-form", `redirect_uri = "https://App.Contoso.example/oauth2callback"`), https, https+"/oauth2callback"),
		opened(entra(unnamed, "redirect/http", "redirect-uri-scheme", `redirect_uri = "http://app.contoso.example/oauth2callback"`), "http://app.contoso.example"),
		unknown(opened(entra(unnamed, "redirect/slash-registered-without", "redirect-uri-registered", `redirect_uri = "`+https+`/oauth2callback/"`), https, https+"/oauth2callback")),
		opened(entra(unnamed, "redirect/127.0.0.1", "", `redirect_uri = "http://127.0.0.1:@port@/oauth2callback"`), "http://127.0.0.1:@port@", "http://127.0.0.1:@port@/oauth2callback"),
		entra(unnamed, "redirect/port-placeholder", "", `redirect_uri = "http://localhost:{port}/oauth2callback"`),
		fault("secret-expired", "client-secret", "secret-expired"),
		fault("app-disabled", "client-enabled", "app-disabled"),
		unknown(fault("spa-platform", "client-platform", "spa-platform")),
		unknown(fault("public-client", "client-platform", "public-client")),
		person("spa-platform-signed-in", "client-platform", "spa-platform"),
		person("public-client-signed-in", "client-platform", "public-client"),
		fault("interrupt-page", "", "interrupt-page"),
		fault("unregistered-50011", "", "unregistered-50011"),
		fault("pkce-advertised", "", "pkce-advertised"),
		fault("metadata-html", "metadata-document", "metadata-html"),
		fault("metadata-redirect", "metadata-redirect", "metadata-redirect"),
		fault("metadata-404", "metadata-reachable", "metadata-404"),
		fault("no-keys", "metadata-jwks", "no-keys"),
		fault("no-email", "", "no-email"),
		fault("big-token", "", "big-token"),
		person("big-token-signed-in", "sign-in-cookie-size", "big-token"),
		longer(person("big-token-longer-lines", "", "big-token")),
		person("consent-declined", "sign-in-authorize", "consent-declined"),
		person("no-id-token", "sign-in-token", "no-id-token"),
		person("wrong-issuer", "sign-in-id-token", "wrong-issuer"),
		person("wrong-audience", "sign-in-id-token", "wrong-audience"),
		person("wrong-nonce", "sign-in-id-token", "wrong-nonce"),
		person("wrong-signature", "sign-in-id-token", "wrong-signature"),
		person("expired-token", "sign-in-id-token", "expired-token"),
		person("future-token", "sign-in-id-token", "future-token"),
	}
	email := entra(unnamed, "claims/email", "")
	email.files["app.py"] += "st.text(@user@.get(\"email\"))\n"
	return append(all, email)
}
