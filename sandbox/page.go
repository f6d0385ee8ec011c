package sandbox

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

const style = `:root{color-scheme:light dark;--line:#8884;--accent:#0067b8}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{width:min(27rem,100vw);padding:2rem}h1{font-size:1.5rem;margin:.2rem 0 .3rem}.note{font-size:.85rem;opacity:.7;margin:0 0 1.2rem}
button{font:inherit;display:block;width:100%;text-align:left;padding:.7rem .9rem;margin:.5rem 0;border:1px solid var(--line);border-radius:.5rem;background:Canvas;color:CanvasText;cursor:pointer}
button:hover,button:focus-visible{border-color:var(--accent);outline:2px solid var(--accent);outline-offset:1px}button small{display:block;opacity:.7;overflow-wrap:anywhere}
input[type=text],input[type=password]{font:inherit;width:100%;padding:.55rem .7rem;border:1px solid var(--line);border-radius:.5rem;background:Canvas;color:CanvasText;margin:.25rem 0 .6rem}
.primary{background:var(--accent);color:#fff;border-color:var(--accent);text-align:center}.plain{border:0;text-align:center;opacity:.8}
details{margin-top:1rem}summary{cursor:pointer}.wrong{color:#c62828;font-weight:600}@media(prefers-color-scheme:dark){.wrong{color:#ff8a80}:root{--accent:#4aa3e0}.primary{color:#000}}
.badge{display:inline-block;font-size:.75rem;letter-spacing:.04em;border:1px solid var(--line);border-radius:1rem;padding:.1rem .6rem;opacity:.8}code{overflow-wrap:anywhere}`

// head begins a page with what Microsoft's own pages carry: the PageID and $Config.
func head(w http.ResponseWriter, title, pageID string, config map[string]any) *strings.Builder {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'")
	var out strings.Builder
	fmt.Fprintf(&out, `<!doctype html><html dir="ltr" lang="en"><head><meta charset="utf-8"><title>%s</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="PageID" content="%s" />`, html.EscapeString(title), pageID)
	if config != nil {
		encoded, _ := json.Marshal(config) // escapes <, > and &
		fmt.Fprintf(&out, "\n<script type=\"text/javascript\">//<![CDATA[\n$Config=%s;\n//]]></script>\n", encoded)
	}
	fmt.Fprintf(&out, "<style>%s</style></head><body><main>", style)
	return &out
}

func finish(w http.ResponseWriter, status int, out *strings.Builder) {
	out.WriteString("</main></body></html>\n")
	w.WriteHeader(status)
	io.WriteString(w, out.String()) //nolint:errcheck // the browser may be gone
}

// signInPage lists the people who can sign in. Like Entra's healthy page it
// carries the number 50058, which is no error there.
func (s *Server) signInPage(w http.ResponseWriter, q *request, ticket, login, problem string) {
	cancel := q.redirectURI + "?" + encode(url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}, "state": {q.state}})
	out := head(w, "Sign in to your account", "ConvergedSignIn", map[string]any{
		"urlPost": "/" + q.tenant.ID + "/login", "arrValErrs": []string{"50058"}, "sErrorCode": "50058", "urlCancel": cancel,
		"correlationId": newGUID(), "sessionId": newGUID(), "pgid": "ConvergedSignIn", "iHttpErrorStatus": 200,
	})
	fmt.Fprintf(out, `<span class="badge">authkit sandbox</span><h1>Sign in</h1><p class="note">to %s. This stands in for Microsoft Entra; nothing leaves this machine.</p>`, html.EscapeString(q.client.Name))
	if problem != "" {
		fmt.Fprintf(out, `<p class="wrong" role="alert">%s</p>`, html.EscapeString(problem))
	}
	fmt.Fprintf(out, `<form method="post" action="/%s/login" id="accounts"><input type="hidden" name="ticket" value="%s">`, html.EscapeString(q.tenant.ID), ticket)
	for _, user := range s.options.Users {
		if !s.admitted(q, user) {
			continue
		}
		fmt.Fprintf(out, `<button name="user" value="%s"><b>%s</b><small>%s</small></button>`, html.EscapeString(user.ObjectID), html.EscapeString(user.Name), html.EscapeString(user.Username))
	}
	fmt.Fprintf(out, `</form><details%s><summary>Use a password</summary><form method="post" action="/%s/login"><input type="hidden" name="ticket" value="%s">`, openWhen(problem != "" || login != ""), html.EscapeString(q.tenant.ID), ticket)
	fmt.Fprintf(out, `<label>Account<input type="text" name="login" value="%s" autocomplete="username"></label><label>Password<input type="password" name="passwd" autocomplete="current-password"></label><button class="primary">Sign in</button></form></details>`, html.EscapeString(login))
	fmt.Fprintf(out, `<form method="post" action="/%s/login"><input type="hidden" name="ticket" value="%s"><button class="plain" name="cancel" value="1">Cancel</button></form>`, html.EscapeString(q.tenant.ID), ticket)
	finish(w, http.StatusOK, out)
}

func openWhen(open bool) string {
	if open {
		return " open"
	}
	return ""
}

// errorPage shows an error to the person, with HTTP 200 as Entra does.
func (s *Server) errorPage(w http.ResponseWriter, f failure) {
	correlation, session := newGUID(), newGUID()
	message := fmt.Sprintf("AADSTS%d: %s", f.code, f.message)
	s.options.Logf("  page AADSTS%d", f.code)
	out := head(w, "Sign in to your account", "ConvergedError", map[string]any{
		"strMainMessage": "Sorry, but we\u2019re having trouble signing you in.", "strAdditionalMessage": "", "strServiceExceptionMessage": html.EscapeString(message),
		"iErrorCode": f.code, "sErrorCode": fmt.Sprint(f.code), "correlationId": correlation, "sessionId": session, "pgid": "ConvergedError", "country": "US",
	})
	fmt.Fprintf(out, `<span class="badge">authkit sandbox</span><h1>Sorry, but we’re having trouble signing you in.</h1><p>%s</p><p class="note">authkit explain AADSTS%d says what it means and how to mend it.</p>`, html.EscapeString(message), f.code)
	finish(w, http.StatusOK, out)
}

// livePage is an error of the service for personal accounts, which has no numbers.
func (s *Server) livePage(w http.ResponseWriter, oauthError, message string) {
	s.options.Logf("  page %s", oauthError)
	out := head(w, "Something went wrong", "i5030", nil)
	fmt.Fprintf(out, `<span class="badge">authkit sandbox</span><h1>We're unable to complete your request</h1><p>%s: %s</p>`, html.EscapeString(oauthError), html.EscapeString(message))
	finish(w, http.StatusOK, out)
}

// interruptPage is the script page that judges nothing.
func (s *Server) interruptPage(w http.ResponseWriter, r *http.Request) {
	again := *r.URL
	query := again.Query()
	query.Set("sso_reload", "true")
	again.RawQuery = query.Encode()
	out := head(w, "Redirecting", "BssoInterrupt", map[string]any{"pgid": "BssoInterrupt", "urlPost": again.RequestURI(), "sErrorCode": "50058", "correlationId": newGUID(), "sessionId": newGUID()})
	fmt.Fprintf(out, `<p>Redirecting</p><script>location.replace($Config.urlPost)</script><noscript><a href="%s">Go on</a></noscript>`, html.EscapeString(again.RequestURI()))
	finish(w, http.StatusOK, out)
}

// formPost is a page that posts an answer to the app.
func (s *Server) formPost(w http.ResponseWriter, action string, values url.Values) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	var out strings.Builder
	fmt.Fprintf(&out, `<html><head><title>Working...</title></head><body><form method="POST" name="hiddenform" action="%s">`, html.EscapeString(action))
	for _, key := range []string{"code", "error", "error_subcode", "error_description", "error_uri", "state", "session_state"} {
		if values.Has(key) {
			fmt.Fprintf(&out, `<input type="hidden" name="%s" value="%s" />`, key, html.EscapeString(values.Get(key)))
		}
	}
	out.WriteString(`<noscript><p>Script is disabled. Click Submit to continue.</p><input type="submit" value="Submit" /></noscript></form><script language="javascript">document.forms[0].submit();</script></body></html>`)
	io.WriteString(w, out.String()) //nolint:errcheck // the browser may be gone
}

// logout ends the session that the sandbox does not keep, and sends the person
// back where the app asks for it and the registration allows it.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == entra.NotEntra {
		s.errorPage(w, unknownTenant(tenant.ID))
		return
	}
	uri := r.URL.Query().Get("post_logout_redirect_uri")
	client, known := s.client(r.URL.Query().Get("client_id"))
	if uri != "" && known && (&request{client: client, redirectURI: uri}).registered() {
		http.Redirect(w, r, uri, http.StatusFound)
		return
	}
	out := head(w, "Sign out", "SignOut", nil)
	out.WriteString(`<span class="badge">authkit sandbox</span><h1>You signed out of your account</h1><p>It's a good idea to close all browser windows.</p>`)
	finish(w, http.StatusOK, out)
}

// home says what this is.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	out := head(w, "authkit sandbox", "Home", nil)
	out.WriteString(`<span class="badge">authkit sandbox</span><h1>A stand-in for Microsoft Entra</h1><p>It runs on this machine only, for developing and testing sign-in.</p><ul>`)
	for _, t := range s.options.Tenants {
		address := base(r) + "/" + t.ID + "/v2.0/.well-known/openid-configuration"
		fmt.Fprintf(out, `<li>%s: <a href="%s"><code>%s</code></a></li>`, html.EscapeString(t.Name), html.EscapeString(address), html.EscapeString(address))
	}
	out.WriteString("</ul>")
	finish(w, http.StatusOK, out)
}
