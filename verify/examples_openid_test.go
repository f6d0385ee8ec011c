package verify_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

const (
	exampleClient = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
	exampleURI    = "http://localhost:8501/oauth2callback"
	otherProvider = `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys"`
)

// openIDExamples are answers that providers were seen to give, each by the
// product that gives it (docs/facts/providers.md, section 4).
func openIDExamples() []example {
	signIn := answer(http.StatusOK, "<form>Sign in</form>")
	secret := checksSecret(sandboxSecret, "client_secret_basic")
	betterAuth := openID{authorize: unlessPrompt("login", goesTo("/api/auth/error?error=unsupported_prompt_select_account")), token: answer(400, `{"error":"invalid_grant"}`)}.serve
	zitadel := openID{authorize: answer(400, "unable to retrieve client by id"), token: answer(400, `{"error":"invalid_grant"}`)}.serve
	spring := openID{authorize: refusesEverybody("unauthorized_client"), token: secret}.serve
	dex := at("/auth/local", answer(400, "Unregistered redirect_uri"), openID{authorize: goesTo("/auth/local"), token: secret}.serve)
	canaille := func(registered bool) http.HandlerFunc {
		return openID{token: secret, authorize: func(w http.ResponseWriter, r *http.Request) {
			query := r.URL.Query()
			switch {
			case query.Get("prompt") != "none":
				signIn(w, r)
			case query.Get("client_id") != exampleClient:
				answer(404, "<h1>404</h1>")(w, r)
			case !registered || query.Get("redirect_uri") != exampleURI:
				answer(400, "<h1>400</h1>")(w, r)
			default:
				refusesEverybody("login_required")(w, r)
			}
		}}.serve
	}
	django := func(registered bool) http.HandlerFunc {
		return openID{token: secret, authorize: func(w http.ResponseWriter, r *http.Request) {
			query := r.URL.Query()
			switch {
			case query.Get("prompt") != "none":
				signIn(w, r)
			case query.Get("client_id") != exampleClient:
				answer(400, "<h1>Error: invalid_request</h1> Invalid client_id parameter value.")(w, r)
			case !registered || query.Get("redirect_uri") != exampleURI:
				answer(400, "<h1>Error: invalid_request</h1> Mismatching redirect URI.")(w, r)
			default:
				answer(500, "<h1>Server Error (500)</h1>")(w, r)
			}
		}}.serve
	}
	google := func(refusal string) http.HandlerFunc {
		packed := base64.RawURLEncoding.EncodeToString([]byte("\n\x15" + refusal + "\x12\x9c\x01You can't sign in to this app."))
		token := secret
		if strings.HasSuffix(refusal, "d_client") && refusal != "disabled_client" {
			token = answer(401, `{"error":"invalid_client","error_description":"Unauthorized"}`)
		}
		return openID{token: token, authorize: func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Query().Get("redirect_uri"), ".invalid") {
				goesTo("/signin/oauth/error?authError="+base64.RawURLEncoding.EncodeToString([]byte("\n\x0finvalid_request\x12\x02no")))(w, r)
				return
			}
			goesTo("/signin/oauth/error?authError="+packed)(w, r)
		}}.serve
	}
	public := openID{token: func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		if _, _, basic := r.BasicAuth(); basic || r.PostForm.Get("client_secret") != "" || r.PostForm.Get("client_id") != exampleClient {
			answer(401, `{"error":"invalid_client"}`)(w, r)
			return
		}
		answer(400, `{"error":"invalid_grant"}`)(w, r)
	}}.serve
	const percent = "right%2Bsecret-0123456789"
	decodes := func(post bool) http.HandlerFunc {
		return openID{token: func(w http.ResponseWriter, r *http.Request) {
			r.ParseForm()
			_, shown, _ := r.BasicAuth()
			shown, err := url.QueryUnescape(shown)
			if err == nil && shown == percent || post && r.PostForm.Get("client_secret") == percent {
				answer(400, `{"error":"invalid_grant"}`)(w, r)
				return
			}
			answer(401, `{"error":"invalid_client"}`)(w, r)
		}}.serve
	}
	return []example{
		{check: "client-enabled", status: failed, says: `prompt = "login"`, handler: betterAuth},
		{check: "client-known", status: failed, says: "does not know this client ID", handler: zitadel},
		{check: "client-enabled", status: failed, says: "with a code (unauthorized_client)", handler: spring},
		{check: "redirect-uri-registered", status: failed, says: "not registered", line: 3, handler: dex},
		{check: "redirect-uri-registered", status: failed, says: "not registered", line: 3, handler: canaille(false)},
		{check: "redirect-uri-registered", status: ok, handler: canaille(true)},
		{check: "redirect-uri-registered", status: failed, says: "not registered", line: 3, handler: django(false)},
		{check: "redirect-uri-registered", status: unproven, handler: django(true)},
		{check: "client-enabled", status: unproven, handler: django(true)},
		{check: "client-secret", status: ok, handler: django(true)},
		{check: "redirect-uri-registered", status: failed, says: "not registered", handler: google("redirect_uri_mismatch")},
		{check: "client-known", status: failed, says: "does not know", handler: google("invalid_client")},
		{check: "client-known", status: failed, says: "was deleted", handler: google("deleted_client")},
		{check: "client-enabled", status: failed, says: "switched off", handler: google("disabled_client")},
		{check: "client-known", status: failed, says: "does not know", handler: openID{token: answer(401, `{"error":"invalid_client","error_description":"The OAuth client was not found."}`)}.serve},
		{check: "client-secret", status: skipped, says: "client-known", handler: openID{token: answer(401, `{"error":"invalid_client","error_description":"The OAuth client was not found."}`)}.serve},
		{check: "client-secret", status: failed, says: "client_secret", handler: openID{token: answer(401, `{"error":"invalid_client","error_description":"Client authentication failed (e.g., unknown client, no client authentication included)"}`)}.serve},
		{check: "metadata-client-auth", status: failed, says: `token_endpoint_auth_method = "none"`, handler: public},
		{check: "client-secret", status: skipped, says: "metadata-client-auth", handler: public},
		{check: "client-secret", status: ok, edit: []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { token_endpoint_auth_method = \"none\" }\n"}, handler: public},
		{check: "client-secret", status: failed, says: "the provider decodes it", edit: []string{sandboxSecret, percent}, handler: decodes(false)},
		{check: "metadata-client-auth", status: failed, says: `token_endpoint_auth_method = "client_secret_post"`, edit: []string{sandboxSecret, percent}, handler: decodes(true)},
		{check: "client-secret", status: unproven, says: "never asks", handler: openID{token: answer(500, "later"), authorize: signIn}.serve},

		// A sign-in page whose address repeats the request: a nonce may spell bad or error.
		{check: "client-enabled", status: unproven, handler: at("/login", signIn, openID{token: secret, authorize: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login?next="+url.QueryEscape("/authorize?nonce=0bad error&"+r.URL.RawQuery), http.StatusFound)
		}}.serve)},
		{check: "client-enabled", status: failed, says: "HTTP 404", handler: openID{token: secret, authorize: http.NotFound}.serve},
		{check: "client-enabled", status: unproven, handler: openID{token: secret, authorize: answer(403, "<title>Blocked</title>")}.serve},
		{check: "client-enabled", status: unproven, says: "does not list the prompt", edit: []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { prompt = \"please\" }\n"}, handler: openID{document: otherProvider + `,"prompt_values_supported":["login"]}`, authorize: onlySilent(refusesLogin("login_required", "")), token: secret}.serve},

		{check: "metadata-redirect", status: failed, says: "/.well-known/openid-configuration", url: "AT/", handler: leadsTo("/login", signIn)},
		{check: "metadata-redirect", status: failed, says: "leads to a page", url: "AT/nowhere/.well-known/openid-configuration", handler: leadsTo("/login", signIn)},
		{check: "metadata-document", status: failed, says: "/.well-known/openid-configuration", url: "AT/realms/tools/", handler: at("/realms/tools/", answer(200, `{"realm":"tools"}`), openID{}.serve)},
	}
}

// metadataRows are documents as proxies and containers make them.
func metadataRows() []example {
	public := []string{"http://localhost:8501/", "https://board.example.com/"}
	endpoint := func(address string) http.HandlerFunc {
		return openID{document: strings.Replace(otherProvider, "AT/authorize", address, 1) + "}"}.serve
	}
	key := func(more string) string {
		return `{"keys":[{"kty":"RSA","kid":"1",` + more + `"n":"uLkEVvYoWNmyDoDK5R5yDChHhKXN3jcZ3YDuxBz-1HRPsRJoQ-BIIx8sRpf8MH5jUzHPNGhdAgmW2XW6rkcNGUTS5cbEbgMbRDXqsJNQ3B6DlqHgMHhV_4dwhE6XaxJv2GQ","e":"AQAB"}]}`
	}
	rows := []example{
		{check: "metadata-document", status: failed, says: "each person's own machine", edit: public, handler: endpoint("https://localhost:8443/auth")},
		{check: "metadata-document", status: ok, handler: endpoint("https://keycloak/auth")},
		{check: "metadata-document", status: ok, edit: public, handler: endpoint("https://login.example.org/auth")},
		{check: "metadata-issuer", status: warning, says: "names no issuer", handler: openID{document: strings.Replace(otherProvider, `"issuer":"AT",`, "", 1) + "}"}.serve},
		{check: "metadata-issuer", status: warning, says: "another host as issuer, sso.internal", handler: openID{document: strings.Replace(otherProvider, `"issuer":"AT"`, `"issuer":"https://sso.internal/realms/tools"`, 1) + "}"}.serve},
		{check: "metadata-issuer", status: warning, says: "is no address", handler: openID{document: strings.Replace(otherProvider, `"issuer":"AT"`, `"issuer":"nowhere"`, 1) + "}"}.serve},
		{check: "metadata-issuer", status: unproven, says: "does not stand below the issuer", handler: openID{}.serve},
		{check: "metadata-issuer", status: ok, handler: openID{document: strings.Replace(otherProvider, `"issuer":"AT"`, `"issuer":"AT/`+sandbox.DefaultTenant+`/v2.0"`, 1) + "}"}.serve},
		{check: "metadata-jwks", status: failed, says: "none of the signing keys", handler: openID{keys: key(`"use":"enc",`)}.serve},
		{check: "metadata-jwks", status: failed, says: "none of the signing keys", handler: openID{keys: key(`"alg":"RSA-OAEP",`)}.serve},
		{check: "metadata-jwks", status: unproven, says: "PS256 too", handler: openID{keys: key("")}.serve},
	}
	rows = append(rows,
		example{check: "clock-skew", status: failed, says: "1 day ahead of the provider's", today: time.Now().Add(24 * time.Hour)},
		example{check: "clock-skew", status: failed, says: "2 hours ahead of the provider's", today: time.Now().Add(2 * time.Hour)},
		example{check: "clock-skew", status: warning, says: "differs from the provider's by 2 hours", today: time.Now().Add(2 * time.Hour), handler: openID{}.serve},
		example{check: "sign-in-id-token", status: failed, says: "raise the lifetime of ID tokens", faults: []string{"expired-token"}, login: true},
	)
	for _, inside := range []string{"https://keycloak/auth", "https://keycloak.login.svc.cluster.local/auth", "https://10.0.3.7/auth", "https://host.docker.internal/auth"} {
		rows = append(rows, example{check: "metadata-document", status: warning, says: "inside one network", edit: public, handler: endpoint(inside)})
	}
	return rows
}

// unlessPrompt answers one prompt with a sign-in page, and all else otherwise.
func unlessPrompt(prompt string, other http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("prompt") == prompt {
			fmt.Fprint(w, "<form>Sign in</form>")
			return
		}
		other(w, r)
	}
}

// goesTo leads everybody to an address.
func goesTo(address string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, address, http.StatusFound) }
}

// refusesEverybody sends an error to whatever address a request names.
func refusesEverybody(code string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		http.Redirect(w, r, query.Get("redirect_uri")+"?"+url.Values{"error": {code}, "state": {query.Get("state")}}.Encode(), http.StatusFound)
	}
}

// at answers one path, and leaves the others to a provider.
func at(path string, page, provider http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			page(w, r)
			return
		}
		provider(w, r)
	}
}

// leadsTo is a provider that sends whoever asks for anything else to a page.
func leadsTo(path string, page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/.well-known/openid-configuration", "/authorize", "/token", "/keys":
			openID{}.serve(w, r)
		case path:
			page(w, r)
		default:
			http.Redirect(w, r, path, http.StatusFound)
		}
	}
}
