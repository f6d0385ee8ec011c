package streamlit

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// kwargsRead are the entries of client_kwargs that have an effect on a login, or
// that a login does not suffer from.
func kwargsRead() []string {
	var names []string
	for _, who := range []string{"query", "client", "client-async", "httpx"} {
		names = append(names, named(clientRows.Get(), who, deps.Version{})...)
	}
	names = append(names, "response_type", "grant_type", "token_updater")
	return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(neverRead, name) })
}

// kwargsTwice are arguments Streamlit and Authlib pass themselves; Python refuses them twice.
func kwargsTwice() []string { return named(clientRows.Get(), "twice", deps.Version{}) }

// httpxOnly are options of the HTTP client of today that the one before had not.
func httpxOnly() []string {
	before := append(named(clientRows.Get(), "requests", deps.Version{}), named(clientRows.Get(), "client-sync", deps.Version{})...)
	return slices.DeleteFunc(named(clientRows.Get(), "httpx", deps.Version{}), func(name string) bool { return slices.Contains(before, name) })
}

// neverRead are arguments of the client that the login sets anew, or does not come to.
var neverRead = []string{"redirect_uri", "state", "token"}

var (
	// Parameters of a login request that providers know and Authlib does not
	// take from client_kwargs.
	loginParams = []string{
		"audience", "resource", "acr_values", "domain_hint", "hd", "max_age", "ui_locales", "claims", "claims_locales", "display", "id_token_hint",
		"access_type", "include_granted_scopes", "approval_prompt", "enable_granular_consent", "organization", "invitation", "connection", "screen_hint",
		"kc_idp_hint", "kc_locale", "idp", "idphint", "idp_hint", "identity_provider", "idp_identifier", "identity_provider_hint", "provider_hint", "whr", "amr", "login_ticket", "lang", "locale", "sso_reload", "sessionToken", "p", "slice", "request", "request_uri", "registration", "authorization_details",
	}
)

// judgeKwargs judges the entries of client_kwargs and what authorize_params do
// to the same request.
func judgeKwargs(t table, r *Registration) []Problem {
	var problems []Problem
	kwargs := t.under("client_kwargs")
	add := func(s Setting, severity Severity, message, fix string) {
		problems = append(problems, Problem{ID: checkid.ClientKwargs, Severity: severity, Message: message, Fix: fix}.At(s.place()))
	}
	// where finds the line that decides a parameter: authorize_params override client_kwargs.
	where := func(key string) Setting {
		if s := r.AuthorizeParams[key]; s.IsSet() {
			return s
		}
		return r.ClientKwargs[key]
	}

	if scope := where("scope"); scope.IsSet() {
		switch {
		case scope.Kind != secrets.KindString && scope.Kind != secrets.KindArray:
			add(scope, SeverityError, "scope is "+kindWords(scope.Kind)+"; Streamlit needs a text", `write scope = "openid email profile"`)
		case !slices.Contains(strings.Fields(r.Scope), "openid"):
			add(scope, SeverityError, "scope lacks openid, so the provider sends no user and nobody is ever logged in", `write openid first, for instance scope = "openid email profile"`)
		}
	}
	if mode := where("response_mode"); mode.IsSet() {
		switch mode.Text.Reveal() {
		case "form_post":
			add(mode, SeverityError, "response_mode form_post makes the provider answer in a way that Streamlit refuses (405)", "remove the line response_mode")
		case "fragment":
			add(mode, SeverityError, "response_mode fragment hides the provider's answer from Streamlit", "remove the line response_mode")
		}
	}
	if kind := where("response_type"); kind.IsSet() && kind.Text.Reveal() != "code" {
		add(kind, SeverityError, "response_type must be code; with anything else the provider sends Streamlit no code to log in with", "remove the line response_type")
	}
	if where("prompt").Text.Reveal() == "none" {
		add(where("prompt"), SeverityWarning, "prompt none forbids the provider to show its sign-in page: people who are not signed in there get an error", "remove the line prompt, or write select_account")
	}
	if method := r.ClientKwargs["token_endpoint_auth_method"]; method.IsSet() {
		switch {
		case method.Kind != secrets.KindString, !slices.Contains([]string{"client_secret_basic", "client_secret_post", "none"}, method.Text.Reveal()):
			add(method, SeverityError, "token_endpoint_auth_method is none of the three that Streamlit has; the login breaks off after the sign-in",
				r.rightMethod(t))
		case method.Text.Reveal() == "none" && LooksRandom(r.ClientSecret.Text.Reveal()) && !provesOtherwise(t):
			// A public client has no secret, and Streamlit wants the key all the same.
			add(method, SeverityWarning, "token_endpoint_auth_method none keeps the client secret from being sent, and there is one",
				`remove the line token_endpoint_auth_method, or for a public client write client_secret = "unused"`)
		}
	}
	if method := r.ClientKwargs["code_challenge_method"]; method.IsSet() && !method.isFalse() && method.Text.Reveal() != "S256" {
		add(method, SeverityWarning, "code_challenge_method has one value that works: S256", `write code_challenge_method = "S256", or remove the line`)
	}
	for _, key := range []string{"nonce", "state"} {
		if s := r.AuthorizeParams[key]; s.IsSet() {
			add(s, SeverityWarning, key+" is written down, so it is the same for everybody and no longer protects the login", "remove the line "+key+"; Streamlit makes a new one each time")
		}
	}
	if s := r.AuthorizeParams["client_id"]; s.IsSet() {
		add(s, SeverityError, "client_id in authorize_params is given twice and the login fails", "remove the line client_id below "+header(t.at("authorize_params")))
	}
	if s := r.AuthorizeParams["redirect_uri"]; s.IsSet() {
		add(s, SeverityWarning, "redirect_uri in authorize_params overrides the one in [auth] in the browser only", "remove it here and set redirect_uri in [auth]")
	}
	for _, key := range kwargs.keys() {
		if required := slices.Contains(requiredNames, key); slices.Contains(kwargsTwice(), key) && (!required || t.get(key).IsSet()) { // auth-keys tells of one that is nowhere else
			add(kwargs.get(key), SeverityError, key+" in client_kwargs is given twice and the login fails", "move "+key+" out of "+kwargs.header())
		}
	}
	return append(problems, judgeClientValues(t)...)
}

// unreadKwargs lists entries of client_kwargs that go nowhere.
func unreadKwargs(t table, synthesised bool) ([]Unread, []Problem) {
	var unread []Unread
	var problems []Problem
	kwargs := t.under("client_kwargs")
	if len(kwargs.keys()) == 0 {
		return nil, nil
	}
	params := header(t.at("authorize_params"))
	if synthesised {
		params = "[auth.default.authorize_params]"
	}
	read := kwargsRead()
	for _, key := range kwargs.keys() {
		s := kwargs.get(key)
		if slices.Contains(requiredNames, key) && !t.get(key).IsSet() {
			continue // auth-keys tells of one that is nowhere else
		}
		if slices.Contains(httpxOnly(), key) {
			problems = append(problems, Problem{
				ID: checkid.ClientKwargs, Severity: SeverityWarning,
				Message: key + " in client_kwargs has no effect before Streamlit 1.57, whose HTTP client is another one",
				Fix:     "move to " + deps.Recommended + ", or remove the line",
				Until:   OnStarlette,
			}.At(s.keyPlace()))
		}
		if slices.Contains(read, key) || slices.Contains(kwargsTwice(), key) {
			continue
		}
		u := Unread{Setting: s, Path: strings.Join(kwargs.at(key), "."), Reason: "Streamlit never sends it"}
		p := Problem{ID: checkid.ClientKwargs, Severity: SeverityWarning, Message: quoteKey(key) + " in client_kwargs has no effect: it is never sent to the provider"}
		switch better := closest(key, read); {
		case strings.HasPrefix(key, "client_assertion"):
			u.Works = readTokenParams(t)
			p.Fix = "move " + key + " to " + u.Works
		case slices.Contains(loginParams, key):
			u.Works = params
			p.Fix = "move " + key + " to a section " + params
			if synthesised {
				p.Fix = "rename [auth.client_kwargs] and the keys client_id, client_secret, server_metadata_url to a section [auth.default], and move " + key + " to " + params
			}
		case slices.Contains(named(clientRows.Get(), "requests", deps.Version{}), key): // requests, before 1.57, takes it
			p.Since, p.Fix = OnStarlette, "remove the line"
			if key != "proxies" {
				break
			}
			u.Works = "proxy"
			p.Fix = "write proxy = with one address: Streamlit 1.57 and newer use another HTTP client"
		case better != "":
			u.Works = better
			p.Fix = "rename it to " + better
		default:
			p.Fix = "remove the line, or move it to " + params + " if the provider asks for it at the login"
			u.Works = params
		}
		unread = append(unread, u)
		problems = append(problems, p.At(s.keyPlace()))
	}
	return unread, problems
}

// closest is the known name a key was probably meant as.
func closest(key string, known []string) string {
	for _, name := range known {
		if plainKey(key) == plainKey(name) || len(name) >= 5 && spelling.Distance(plainKey(key), plainKey(name)) <= 1 || len(name) >= 10 && spelling.Distance(plainKey(key), plainKey(name)) <= 2 {
			return name
		}
	}
	return ""
}
