package sandbox

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

const style = `:root{color-scheme:light dark;--line:#888;--accent:#0067b8;--on:#fff;--wrong:#b3261e}
@media(prefers-color-scheme:dark){:root{--accent:#5eb1ec;--on:#000;--wrong:#ff9a90}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{width:min(28rem,100vw);padding:1.5rem;overflow-wrap:anywhere}h1{font-size:1.5rem;line-height:1.25;margin:.6rem 0 .3rem}.note{font-size:.875rem;opacity:.75;margin:0 0 1.2rem}
button,input{font:inherit;width:100%;padding:.65rem .9rem;border:1px solid var(--line);border-radius:.5rem;background:Canvas;color:CanvasText}
button{display:block;text-align:left;margin:.5rem 0;cursor:pointer}button small{display:block;opacity:.75}input{margin:.25rem 0 .6rem}
button:hover,button:focus-visible,input:focus-visible{border-color:var(--accent);outline:2px solid var(--accent);outline-offset:1px}
.primary{background:var(--accent);color:var(--on);border-color:var(--accent);text-align:center}.plain{border-color:transparent;text-align:center}
details{margin-top:1rem}summary{cursor:pointer;padding:.3rem 0}.wrong{color:var(--wrong);font-weight:600}
.badge{display:inline-block;font-size:.75rem;letter-spacing:.04em;border:1px solid var(--line);border-radius:1rem;padding:.1rem .6rem}`

// pageHead begins a page with what Microsoft's own pages carry: the PageID and $Config.
func pageHead(w http.ResponseWriter, title, pageID string, config map[string]any) *strings.Builder {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address carries the request
	var out strings.Builder
	fmt.Fprintf(&out, `<!doctype html><html dir="ltr" lang="en"><head><meta charset="utf-8"><title>%s</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="PageID" content="%s" />`, html.EscapeString(title), pageID)
	if config != nil {
		config["pgid"] = pageID
		config["correlationId"], config["sessionId"] = newGUID(), newGUID()
		encoded, _ := json.Marshal(config) // escapes <, > and &
		fmt.Fprintf(&out, "\n<script type=\"text/javascript\">//<![CDATA[\n$Config=%s;\n//]]></script>\n", encoded)
	}
	fmt.Fprintf(&out, `<style>%s</style></head><body><main><span class="badge">authkit sandbox</span>`, style)
	return &out
}

func pageEnd(w http.ResponseWriter, out *strings.Builder) {
	out.WriteString("</main></body></html>\n")
	io.WriteString(w, out.String()) //nolint:errcheck // the browser may be gone
}

// signInPage lists the people who can sign in. Like Entra's healthy page it
// carries the number 50058, which is no error there.
func (s *Server) signInPage(w http.ResponseWriter, q *request, ticket, login, problem string) {
	note(w, "sign-in page")
	action := "/" + q.tenant.ID + "/login"
	config := map[string]any{"urlPost": action, "arrValErrs": []string{"50058"}, "sErrorCode": "50058", "iHttpErrorStatus": 200}
	if q.registered() {
		config["urlCancel"] = withQuery(q.redirectURI) + encode(withState(url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}}, q))
	}
	out := pageHead(w, "Sign in to your account", "ConvergedSignIn", config)
	fmt.Fprintf(out, `<h1>Sign in</h1><p class="note">to %s. This stands in for Microsoft Entra; nothing leaves this machine.</p>`, html.EscapeString(q.client.Name))
	if problem != "" {
		fmt.Fprintf(out, `<p class="wrong" role="alert">%s</p>`, html.EscapeString(problem))
	}
	form := func(id string) {
		fmt.Fprintf(out, `<form method="post" action="%s" id="%s"><input type="hidden" name="ticket" value="%s">`, html.EscapeString(action), id, ticket)
	}
	form("accounts")
	for _, user := range s.options.Users {
		if admitted(q, user) {
			fmt.Fprintf(out, `<button name="user" value="%s"><b>%s</b><small>%s</small></button>`, html.EscapeString(user.ObjectID), html.EscapeString(user.Name), html.EscapeString(user.Username))
		}
	}
	open := ""
	if problem != "" || login != "" {
		open = " open"
	}
	fmt.Fprintf(out, `</form><details%s><summary>Use a password</summary>`, open)
	form("password")
	fmt.Fprintf(out, `<label>Account<input type="text" name="login" value="%s" autocomplete="username"></label><label>Password<input type="password" name="passwd" autocomplete="current-password"></label><button class="primary">Sign in</button></form></details>`, html.EscapeString(login))
	form("leave")
	out.WriteString(`<button class="plain" name="cancel" value="1">Cancel</button></form>`)
	pageEnd(w, out)
}

// errorPage shows an error to the person, with HTTP 200 as Entra does.
func (s *Server) errorPage(w http.ResponseWriter, f *failure) {
	note(w, "page AADSTS%d", f.code)
	message := html.EscapeString(fmt.Sprintf("AADSTS%d: %s", f.code, f.message))
	out := pageHead(w, "Sign in to your account", "ConvergedError", map[string]any{
		"strMainMessage": "Sorry, but we\u2019re having trouble signing you in.", "strAdditionalMessage": "",
		"strServiceExceptionMessage": message, "iErrorCode": f.code, "sErrorCode": strconv.Itoa(f.code), "country": "US",
	})
	fmt.Fprintf(out, `<h1>Sorry, but we’re having trouble signing you in.</h1><p>%s</p>`, message)
	if _, known := entra.Lookup(strconv.Itoa(f.code)); known {
		fmt.Fprintf(out, `<p class="note">What it means and what fixes it: authkit explain AADSTS%d</p>`, f.code)
	}
	pageEnd(w, out)
}

// livePage is an error of the service for personal accounts, which has no numbers.
func livePage(w http.ResponseWriter, oauthError, message string) {
	note(w, "page %s", oauthError)
	out := pageHead(w, "Sign in to your Microsoft account", "i5030", nil)
	fmt.Fprintf(out, `<h1>We're unable to complete your request</h1><p>%s: %s</p>`, html.EscapeString(oauthError), html.EscapeString(message))
	pageEnd(w, out)
}

// interruptPage is the script page that judges nothing (docs/facts/entra.md, section 2.1).
func interruptPage(w http.ResponseWriter, r *http.Request) {
	note(w, "page in between")
	again := *r.URL
	query := r.Form
	query.Set("sso_reload", "true")
	again.RawQuery = query.Encode()
	out := pageHead(w, "Redirecting", "BssoInterrupt", map[string]any{"urlPost": again.RequestURI(), "sErrorCode": "50058"})
	fmt.Fprintf(out, `<p>Redirecting</p><script>location.replace($Config.urlPost)</script><noscript><a href="%s">Go on</a></noscript>`, html.EscapeString(again.RequestURI()))
	pageEnd(w, out)
}

// formPost is a page that posts an answer to the app.
func formPost(w http.ResponseWriter, action string, values url.Values) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	var out strings.Builder
	fmt.Fprintf(&out, `<html><head><title>Working...</title></head><body><form method="POST" name="hiddenform" action="%s">`, html.EscapeString(action))
	for _, key := range sent {
		if values.Has(key) {
			fmt.Fprintf(&out, `<input type="hidden" name="%s" value="%s" />`, key, escapeAttribute(values.Get(key)))
		}
	}
	out.WriteString(`<noscript><p>Script is disabled. Click Submit to continue.</p><input type="submit" value="Submit" /></noscript></form><script language="javascript">document.forms[0].submit();</script></body></html>`)
	io.WriteString(w, out.String()) //nolint:errcheck // the browser may be gone
}

// escapeAttribute keeps line ends, which a browser would make one character of.
func escapeAttribute(text string) string {
	return strings.NewReplacer("\r", "&#xD;", "\n", "&#xA;").Replace(html.EscapeString(text))
}

// logout ends the session that the sandbox does not keep, and sends the person
// back where the app asks for it and a registration allows it.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == entra.NotEntra {
		s.errorPage(w, noSuchTenant(tenant))
		return
	}
	query := r.URL.Query()
	if uri := query.Get("post_logout_redirect_uri"); uri != "" && s.mayReturn(query.Get("client_id"), uri) {
		note(w, "back to the app")
		if state := query.Get("state"); state != "" {
			uri = withQuery(uri) + encode(url.Values{"state": {state}})
		}
		w.Header().Set("Location", uri)
		w.WriteHeader(http.StatusFound)
		return
	}
	note(w, "signed-out page")
	out := pageHead(w, "Sign out", "SignOut", nil)
	out.WriteString(`<h1>You signed out of your account</h1><p>It's a good idea to close all browser windows.</p>`)
	pageEnd(w, out)
}

// mayReturn tells whether an app, or any when none is named, has registered an
// address to return to.
func (s *Server) mayReturn(clientID, uri string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.options.Clients {
		if (clientID == "" || strings.EqualFold(c.ID, clientID)) && c.platform(uri) != "" {
			return true
		}
	}
	return false
}

// home says what this is.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	out := pageHead(w, "authkit sandbox", "Home", nil)
	out.WriteString(`<h1>A stand-in for Microsoft Entra</h1><p>It runs on this machine only, for developing and testing sign-in. To point a project here: authkit init --sandbox</p><ul>`)
	for _, t := range s.options.Tenants {
		address := base(r) + "/" + t.ID + "/v2.0/.well-known/openid-configuration"
		fmt.Fprintf(out, `<li>%s: <a href="%s">%s</a></li>`, html.EscapeString(t.Name), html.EscapeString(address), html.EscapeString(address))
	}
	out.WriteString("</ul>")
	pageEnd(w, out)
}
