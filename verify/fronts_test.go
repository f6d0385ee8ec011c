package verify_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/platform"
)

// front is somebody who answers before the app does, as docs/facts/platforms.md
// has it.
type front struct {
	name string // as verify says it
	with string // which of its answers
	http.HandlerFunc
}

// page answers every path alike.
func page(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fill := strings.NewReplacer("HOST", r.Host, "PATH", r.URL.Path, "HERE", url.QueryEscape("https://"+r.Host+r.URL.RequestURI()))
		for i := 0; i < len(headers); i += 2 {
			w.Header().Add(headers[i], fill.Replace(headers[i+1]))
		}
		w.WriteHeader(status)
		w.Write([]byte(fill.Replace(body)))
	}
}

// sent is a redirect of every path.
func sent(status int, to string, headers ...string) http.HandlerFunc {
	return page(status, `<a href="x">Found</a>`, append([]string{"Location", to}, headers...)...)
}

const entraAuthorize = "/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/oauth2/v2.0/authorize?response_type=code+id_token&client_id=9e5a1c7d-1111-4b0c-9a17-0c2f6e9d8a31&scope=openid+profile+email&response_mode=form_post&nonce=x&state=redir%3D%252F&redirect_uri="

// fronts are answers of platforms and proxies, made up after what is documented
// or was reported; none of them was recorded here but oauth2-proxy's (e2e).
func fronts() []front {
	return []front{
		{"Easy Auth", "302 to login.windows.net", sent(302, "https://login.windows.net"+entraAuthorize+"https%3A%2F%2FHOST%2F.auth%2Flogin%2Faad%2Fcallback", "x-ms-middleware-request-id", "b15996c1-2217-4219-8683-f33086584ce8")},
		{"Easy Auth", "302 to login.microsoftonline.com", sent(302, "https://login.microsoftonline.com"+entraAuthorize+"https%3A%2F%2FHOST%2F.auth%2Flogin%2Faad%2Fcallback")},
		{"Easy Auth", "302 to its own route", sent(302, "/.auth/login/aad?post_login_redirect_uri=HERE")},
		{"Easy Auth", "302 to another provider", sent(302, "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=x&redirect_uri=https%3A%2F%2FHOST%2F.auth%2Flogin%2Fgoogle%2Fcallback&scope=openid&state=x")},
		{"Easy Auth", "401 with Bearer", page(401, "You do not have permission to view this directory or page.", "WWW-Authenticate", `Bearer realm="HOST" authorization_uri="https://login.windows.net/5a4d6b0c/oauth2/authorize" resource_id="x"`)},
		{"Easy Auth", "401 of Container Apps", page(401, "", "WWW-Authenticate", `Bearer realm="HOST"`, "x-ms-middleware-request-id", "a2e2bf7d-458b-4197-a9ce-fae82666d986")},
		{"Identity-Aware Proxy", "302", sent(302, "https://accounts.google.com/o/oauth2/v2/auth?client_id=721.apps.googleusercontent.com&response_type=code&scope=openid+email&redirect_uri=https://iap.googleapis.com/v1/oauth/clientIds/721.apps.googleusercontent.com:handleRedirect&state=x", "X-Goog-IAP-Generated-Response", "true", "Set-Cookie", "GCP_IAP_XSRF_NONCE_abc=1; Path=/")},
		{"Identity-Aware Proxy", "401", page(401, "Invalid IAP credentials: empty token", "X-Goog-IAP-Generated-Response", "true")},
		{"Identity-Aware Proxy", "302 with Identity Platform", sent(302, "https://login.example.com/?apiKey=x&mode=login&redirect_uri=https://iap.googleapis.com/v1beta1/gcip/resources/A49:handleRedirect&state=x")},
		{"Cloud Run", "403", page(403, "<html><head>\n<title>403 Forbidden</title>\n</head>\n<body text=#000000 bgcolor=#ffffff>\n<h1>Error: Forbidden</h1>\n<h2>Your client does not have permission to get URL <code>PATH</code> from this server.</h2>\n<h2></h2>\n</body></html>", "Server", "Google Frontend")},
		{"Cloudflare Access", "302", sent(302, "https://team.cloudflareaccess.com/cdn-cgi/access/login/HOST?kid=9cfd&meta=x&redirect_url=%2F", "WWW-Authenticate", `Cloudflare-Access resource_metadata="https://HOST/.well-known/cloudflare-access-protected-resource/"`, "Server", "cloudflare", "CF-RAY", "1")},
		{"Cloudflare Access", "403", page(403, "Forbidden", "WWW-Authenticate", "Cloudflare-Access", "Server", "cloudflare", "CF-RAY", "1")},
		{"Application Load Balancer", "302", sent(302, "https://login.example.com/authorize?client_id=alb&redirect_uri=https%3A%2F%2FHOST%2Foauth2%2Fidpresponse&response_type=code&scope=openid&state=x", "Set-Cookie", "AWSALBAuthNonce=okt2e445; Path=/", "Server", "awselb/2.0")},
		{"Application Load Balancer", "302 to Cognito", sent(302, "https://team.auth.eu-central-1.amazoncognito.com/oauth2/authorize?client_id=alb&redirect_uri=https%3A%2F%2FHOST%2Foauth2%2Fidpresponse&response_type=code&scope=openid&state=x")},
		{"oauth2-proxy", "302 to its sign-in page", sent(302, "/oauth2/sign_in?rd=HERE")},
		{"oauth2-proxy", "302 to its start", sent(302, "https://auth.example.com/oauth2/start?rd=HERE")},
		{"oauth2-proxy", "302 to the provider", sent(302, "https://login.example.com/authorize?client_id=proxy&redirect_uri=https%3A%2F%2FHOST%2Foauth2%2Fcallback&response_type=code&scope=openid&state=x", "Set-Cookie", "_oauth2_proxy_csrf=x; Path=/")},
		{"oauth2-proxy", "403 with its page", page(403, `<html><title>Sign In</title><form method="GET" action="/oauth2/start"><input type="hidden" name="rd" value="PATH"></form><p>Secured with <a href="https://github.com/oauth2-proxy/oauth2-proxy#oauth2_proxy">OAuth2 Proxy</a></p></html>`)},
		{"Authelia", "302", sent(302, "https://auth.example.com/?rd=HERE&rm=GET", "Set-Cookie", "authelia_session=x; Path=/; Domain=example.com")},
		{"Authelia", "302 without its cookie", sent(302, "https://auth.example.com/?rd=HERE&rm=GET")},
		{"Authelia", "401 with Basic", page(401, "401 Unauthorized", "WWW-Authenticate", `Basic realm="Authelia"`)},
		{"authentik", "302 to its start", sent(302, "/outpost.goauthentik.io/start?rd=HERE")},
		{"authentik", "302 to its server", sent(302, "https://sso.example.com/application/o/authorize/?client_id=x&redirect_uri=https%3A%2F%2FHOST%2Foutpost.goauthentik.io%2Fcallback%3FX-authentik-auth-callback%3Dtrue&response_type=code&scope=openid&state=x", "Set-Cookie", "authentik_proxy_abc=x; Path=/")},
		{"Pomerium", "302", sent(302, "https://authenticate.example.com/.pomerium/sign_in?pomerium_redirect_uri=HERE&pomerium_signature=x", "x-pomerium-intercepted-response", "true", "Server", "envoy")},
		{"Pomerium", "hosted", sent(302, "https://authenticate.pomerium.app/oauth2/authorize?pomerium_redirect_uri=HERE")},
		{"traefik-forward-auth", "307", sent(307, "https://accounts.google.com/o/oauth2/auth?client_id=x&redirect_uri=https%3A%2F%2FHOST%2F_oauth&response_type=code&scope=openid&state=x", "Set-Cookie", "_forward_auth_csrf_123456=x; Path=/")},
		{"mod_auth_openidc", "302", sent(302, "https://login.example.com/authorize?client_id=apache&redirect_uri=https%3A%2F%2FHOST%2Fredirect_uri&response_type=code&scope=openid&state=x", "Set-Cookie", "mod_auth_openidc_state_wL=x; Path=/")},
		{"Community Cloud", "303", sent(303, "https://share.streamlit.io/-/auth/app?redirect_uri=HERE")},
		{"Vercel", "401", page(401, `<html><head><title>Authentication Required</title></head><body>vercel.com/sso-api</body></html>`, "Set-Cookie", "_vercel_sso_nonce=abc; Path=/", "Server", "Vercel", "X-Vercel-Id", "x")},
		{"Hugging Face", "404", page(404, `<!doctype html><title>404 – Hugging Face</title><h1>404</h1><p>Sorry, we can't find the page you are looking for.</p>`)},
		{"Codespaces", "401", page(401, "", "WWW-Authenticate", "tunnel", "x-served-by", "tunnels-prod-rel-uks1-v3-cluster")},
		{"Codespaces", "302", sent(302, "https://github.com/codespaces/auth/fluffy-space-8501?cid=x&port=8501&rd=HERE")},
		{"dev tunnel", "302 to Entra", sent(302, "https://global.rel.tunnels.api.visualstudio.com/auth/aad?pb=x")},
		{"Databricks", "302", sent(302, "https://work.cloud.databricks.com/oidc/oauth2/v2.0/authorize?client_id=x&redirect_uri=https%3A%2F%2Fapp-1.aws.databricksapps.com%2F.auth%2Fcallback&response_type=code&scope=openid&state=x")},
		{"Posit Connect", "302", sent(302, "/__login__?url=HERE")},
		{"ngrok", "interstitial", page(200, "<!DOCTYPE html><title>You are about to visit</title>", "Ngrok-Error-Code", "ERR_NGROK_6024")},
		{"ngrok", "offline", page(404, "The endpoint is offline. ERR_NGROK_3200", "Ngrok-Error-Code", "ERR_NGROK_3200")},
		{"ngrok", "its OAuth", sent(302, "https://idp.ngrok.com/oauth2?x=1")},
		{"Cloudflare", "challenge", page(403, "<title>Just a moment...</title>", "cf-mitigated", "challenge", "Server", "cloudflare", "CF-RAY", "1")},
		{"Cloudflare", "block page", page(403, "<title>Attention Required! | Cloudflare</title><p>Sorry, you have been blocked</p>", "Server", "cloudflare", "CF-RAY", "1")},
		{"Cloudflare", "tunnel without a connector", page(530, "error code: 1033", "Server", "cloudflare", "CF-RAY", "1")},
		{"Akamai", "403", page(403, "<H1>Access Denied</H1>\nYou don't have permission to access \"http://HOST/\" on this server.<P>\nReference #18.5\n<P>https://errors.edgesuite.net/18.5", "Server", "AkamaiGHost")},
		{"AWS WAF", "challenge", page(202, "", "x-amzn-waf-action", "challenge", "Server", "awselb/2.0")},
		{"AWS WAF", "captcha", page(405, "", "x-amzn-waf-action", "captcha")},
		{"CloudFront", "block page", page(403, "<TITLE>ERROR: The request could not be satisfied</TITLE><H1>403 ERROR</H1>Request blocked. Generated by cloudfront (CloudFront)", "Server", "CloudFront", "X-Cache", "Error from cloudfront")},
		{"Azure Front Door", "block page", page(403, "<h2>The request is blocked.</h2>", "X-Azure-Ref", "20230926T171412Z-81c9")},
		{"parked", "GoDaddy", page(200, `<!DOCTYPE html><html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>`)},
		{"parked", "Sedo", page(200, `<html><head><title>example.com</title></head><body><script src="https://img.sedoparking.com/templates/x.js"></script></body></html>`)},
		{"user name and password", "Basic", page(401, "401 Authorization Required", "WWW-Authenticate", `Basic realm="Restricted"`)},
		{"Windows", "Negotiate", page(401, "Access is denied.", "WWW-Authenticate", "Negotiate", "WWW-Authenticate", "NTLM")},
		{"App Service", "stopped", page(403, "<title>Web App - Unavailable</title><h1>Error 403 - This web app is stopped.</h1>")},
		{"Railway", "no app", page(404, `{"status":"error","code":404,"message":"Application not found"}`, "X-Railway-Fallback", "true", "Server", "railway-hikari")},
		{"Render", "no server", page(404, "Not Found\n", "x-render-routing", "no-server")},
		{"Heroku", "no app", page(404, `<iframe src="//www.herokucdn.com/error-pages/no-such-app.html"></iframe>`)},
		{"sleep", "page of a sleeping app", page(200, "<h1>Zzzz</h1>This app has gone to sleep due to inactivity. <button>Yes, get this app back up!</button>")},
		{"F5 BIG-IP", "302", sent(302, "/my.policy", "Server", "BigIP", "Set-Cookie", "MRHSession=x; path=/; secure")},
		{"Lambda@Edge", "307", sent(307, "https://team.auth.eu-west-1.amazoncognito.com/oauth2/authorize?redirect_uri=https%3A%2F%2FHOST%2Fparseauth&response_type=code&client_id=x&state=x&scope=openid")},
		{"application proxy", "302", sent(302, "https://login.microsoftonline.com"+entraAuthorize+"https%3A%2F%2Fboard-acme.msappproxy.net%2F")},
		{"JupyterHub", "302", sent(302, "/hub/login?next=HERE")},
		{"Cloud Workstations", "302", sent(302, "https://ssh.cloud.google.com/devshell/gateway/oauth?state=x&authuser=0")},
		{"SAML", "302", sent(302, "https://idp.example.com/saml2/sso?SAMLRequest=fZ&RelayState=x")},
		{"CAS", "302", sent(302, "https://sso.example.edu/cas/login?service=HERE")},
		{"App Service has no app", "404", page(404, "<h1>404 Web Site not found.</h1>")},
		{"suspended", "302", sent(302, "https://HOST/cgi-sys/suspendedpage.cgi")},
		{"ingress", "404", page(404, "default backend - 404")},
		{"Vouch Proxy", "302", sent(302, "https://vouch.example.com/login?url=HERE&vouch-failcount=&X-Vouch-Token=&error=")},
		{"Netlify", "401", page(401, "<title>Login</title><form><input type=password>", "Server", "Netlify")},
		{"Imperva", "page", page(200, `<html><iframe src="/_Incapsula_Resource?SWUDNSAI=31"></iframe></html>`)},
		{"Render wakes", "429", page(429, "", "x-render-routing", "hibernate-rate-limited")},
		{"Cloudflare does not reach", "521", page(521, "<title>521: Web server is down</title>", "Server", "cloudflare")},
		{"ngrok does not reach", "502", page(502, "ERR_NGROK_8012", "Ngrok-Error-Code", "ERR_NGROK_8012")},
		{"", "maintenance", page(503, "<h1>We'll be back soon</h1>", "Retry-After", "3600")},
		{"", "login page of a stranger", page(200, `<!doctype html><title>Sign in</title><form action="/login"><input type="password" name="p"></form>`)},
		{"", "redirect to a stranger's login", sent(302, "https://sso.example.com/login?service=HERE")},
		{"", "redirect to a stranger's authorize", sent(302, "https://sso.example.com/authorize?client_id=x&redirect_uri=https%3A%2F%2FHOST%2Fcb&response_type=code&scope=openid&state=x")},
		{"", "redirect of every path to the start page", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }},
		{"", "redirect loop", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.RequestURI(), http.StatusFound)
		}},
		{"", "another host", sent(301, "https://www.example.com/")},
		{"", "ok to everything", page(200, "ok")},
	}
}

// Every platform is tried.
func TestEveryPlatformHasAnAnswer(t *testing.T) {
	tried := map[string]bool{}
	for _, f := range fronts() {
		recorder := httptest.NewRecorder()
		f.HandlerFunc(recorder, httptest.NewRequest("GET", "https://app.example.com/authkit-nobody", nil))
		a := platform.Answer{Status: recorder.Code, Header: recorder.Header().Values, Body: recorder.Body.String()}
		if location, err := recorder.Result().Location(); err == nil {
			a.SentTo = location
		}
		of := platform.Of(a)
		if of.Known() != (f.name != "") || !strings.Contains(of.Name, f.name) {
			t.Errorf("%s, %s is taken for %q", f.name, f.with, of.Name)
		}
		tried[of.Name] = true
	}
	for _, p := range platform.All() {
		if !tried[p.Name] {
			t.Errorf("no answer of %s is tried", p.Name)
		}
	}
}
