package streamlit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/secrets"
)

var (
	sharedNames   = []string{"redirect_uri", "cookie_secret", "expose_tokens"}
	requiredNames = []string{"client_id", "client_secret", "server_metadata_url"}
	// What Authlib asks a provider's section for (OAUTH_CLIENT_PARAMS, 1.3.2 to 1.9.9).
	providerNamesRead = []string{
		"client_id", "client_secret", "server_metadata_url", "client_kwargs",
		"authorize_url", "authorize_params", "access_token_url", "access_token_params",
		"refresh_token_url", "refresh_token_params", "request_token_url", "request_token_params", "api_base_url",
	}
	// Tables below [auth] that are no providers.
	paramTables = []string{"client_kwargs", "authorize_params", "access_token_params", "request_token_params", "refresh_token_params"}
)

// sharedKeys judges redirect_uri and cookie_secret: there, and a text.
func sharedKeys(t table) []Problem {
	var problems []Problem
	for _, key := range []string{"redirect_uri", "cookie_secret"} {
		s := t.get(key)
		switch {
		case !s.IsSet():
			problems = append(problems, missingKey(t, key))
		case s.Kind != secrets.KindString:
			fix := "put the value of " + key + " in quotes"
			if s.Kind == secrets.KindArray || s.Kind == secrets.KindTable {
				fix = "give " + key + " one value in quotes"
			}
			problems = append(problems, Problem{
				ID: checkid.AuthKeys, Severity: SeverityError,
				Message: key + " is " + kindWords(s.Kind) + "; Streamlit needs a text and stops at the login",
				Fix:     fix,
			}.At(s.place()))
		case key == "redirect_uri" && s.Text.IsEmpty():
			problems = append(problems, emptyKey(t, key))
		}
	}
	return problems
}

func emptyKey(t table, key string) Problem {
	return Problem{
		ID: checkid.AuthKeys, Severity: SeverityError,
		Message: key + " in " + t.header() + " is empty",
		Fix:     fillIn.Get()[key],
	}.At(t.get(key).place())
}

// fillIn says where the value of a required key comes from.
var fillIn = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"redirect_uri":        "set redirect_uri to the address at which people open the app, with /oauth2callback at its end; authkit init writes that of this machine",
		"cookie_secret":       "run authkit init, which writes a random cookie_secret",
		"client_id":           "copy the client ID from the app's registration at the provider",
		"client_secret":       "create a client secret at the provider and copy its value",
		"server_metadata_url": "set server_metadata_url to the provider's address that ends in /.well-known/openid-configuration",
	}
}}

// missingKey says that a required key is not there, and where it went instead.
func missingKey(t table, key string) Problem {
	p := Problem{
		ID: checkid.AuthKeys, Severity: SeverityError,
		Message: key + " is missing in " + t.header(),
		Fix:     fillIn.Get()[key],
	}.At(t.self().keyPlace())
	if key == "server_metadata_url" && t.get("authorize_url").IsSet() {
		p.Message += ", and authorize_url does not stand in for it: the keys and the issuer are only in the metadata"
	}
	for _, other := range t.keys() {
		if other != key && stands(other, key) && !slices.Contains(providerNamesRead, other) && !slices.Contains(sharedNames, other) {
			p.Message += "; " + quoteKey(other) + " is not a key Streamlit knows"
			p.Fix = "rename " + quoteKey(other) + " to " + key
			return p.At(t.get(other).keyPlace())
		}
	}
	for _, f := range t.hidden {
		if f.setting(t.at(key)...).IsSet() {
			p.Message += "; the one in " + f.Path + " is not read, because this section replaces the one there"
			p.Fix = "copy the line " + key + " from " + f.Path + " into " + t.header()
			return p
		}
	}
	if slices.Contains(sharedNames, key) {
		for _, name := range t.keys() {
			if sub := t.under(name); sub.self().Kind == secrets.KindTable && sub.get(key).IsSet() {
				p.Message += "; the one in " + sub.header() + " is not read"
				p.Fix = "move " + key + " from " + sub.header() + " to [auth]"
				return p.At(sub.get(key).keyPlace())
			}
		}
	} else if len(t.path) > 1 {
		if auth := (table{file: t.file, path: t.path[:1]}); auth.get(key).IsSet() {
			p.Message += "; a named provider inherits nothing from [auth]"
			p.Fix = "move the line " + key + " from [auth] into " + t.header()
			if len(providerTables(auth)) > 1 {
				p.Fix = "copy the line " + key + " from [auth] into " + t.header()
			}
			return p
		}
	}
	if at, ok := t.elsewhere(key); ok {
		p.Message += "; the one in " + at.header() + " is not read"
		p.Fix = "move the line " + key + " from " + at.header() + " to " + t.header()
		return p.At(at.get(key).keyPlace())
	}
	if top := t.top(); top.get(key).IsSet() && top.get(key).Kind != secrets.KindTable {
		p.Message += "; the one above the first section is not read"
		p.Fix = "move the line " + key + " below " + t.header()
		return p.At(top.get(key).keyPlace())
	}
	return p
}

// stands tells whether a key seems to be meant as another one: other case,
// other separators, a common other name, or a slip of the fingers.
func stands(written, meant string) bool {
	w, m := plainKey(written), plainKey(meant)
	if w == m || slices.Contains(otherNames.Get()[meant], w) {
		return true
	}
	return len(m) >= 8 && len(w) <= len(m)+8 && spelling.Distance(w, m) <= 2 // a letter that is no ASCII may take four bytes
}

func plainKey(key string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_ .", r) || unseen(r) {
			return -1
		}
		return r
	}, strings.ToLower(key))
}

// unseen tells whether a letter cannot be told from nothing or from a blank.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) || r != ' ' && unicode.Is(unicode.Zs, r)
}

// otherNames holds names that other libraries and providers use for the same
// thing, without separators.
var otherNames = lazy.Value[map[string][]string]{Make: func() map[string][]string {
	return map[string][]string{
		"redirect_uri":        {"redirecturl", "redirecturis", "redirecturls", "redirect", "callbackurl", "callbackuri", "callback"},
		"cookie_secret":       {"cookiekey", "cookie", "secretcookie", "sessionsecret", "cookiepassword"},
		"client_id":           {"appid", "applicationid", "oauthclientid"},
		"client_secret":       {"appsecret", "secretvalue", "clientsecretvalue", "clientkey", "oauthclientsecret"},
		"server_metadata_url": {"metadataurl", "metadatauri", "servermetadatauri", "discoveryurl", "discoveryuri", "openidconfiguration", "openidconfigurl", "wellknownurl", "wellknown", "servermetadata", "metadata", "oidcdiscoveryurl", "discovery", "authority"},
		"client_kwargs":       {"clientargs", "kwargs", "clientkwarg"},
		"authorize_params":    {"authorizeparameters", "authorizationparams", "authparams", "extraparams"},
		"expose_tokens":       {"exposetoken"},
	}
}}

const bareKeyLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

// quoteKey shows a key in a sentence; keys are not secret, but may hold anything.
func quoteKey(key string) string {
	if strings.Trim(key, bareKeyLetters) == "" && key != "" {
		return key
	}
	return `"` + printable(key, 60) + `"`
}

// printable drops control characters and cuts at limit runes.
func printable(text string, limit int) string {
	var out []rune
	for _, r := range text {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			continue
		}
		if len(out) >= limit {
			return string(out) + "…"
		}
		if unseen(r) { // or two names that are shown alike differ
			out = append(out, []rune(fmt.Sprintf("\\u%04x", r))...)
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// exposed judges expose_tokens and says which tokens st.user will hold.
func exposed(t table) ([]string, []Problem) {
	s := t.get("expose_tokens")
	var names []string
	switch s.Kind {
	case secrets.KindMissing:
		return nil, nil
	case secrets.KindString:
		names = []string{s.Text.Reveal()}
	case secrets.KindArray:
		values, allText := t.file.Document.Strings(t.at("expose_tokens")...)
		for _, v := range values {
			names = append(names, v.Reveal())
		}
		if !allText {
			names = []string{""}
		}
	default:
		return nil, []Problem{Problem{
			ID: checkid.ExposeTokens, Severity: SeverityWarning,
			Message: "expose_tokens is " + kindWords(s.Kind) + ", so Streamlit exposes no token",
			Fix:     `write expose_tokens = ["id"], ["access"] or ["id", "access"], or remove the line`,
		}.At(s.place())}
	}
	for _, name := range names {
		if name != "id" && name != "access" {
			return nil, []Problem{Problem{
				ID: checkid.ExposeTokens, Severity: SeverityError,
				Message: `expose_tokens may hold "id" and "access" only; anything else stops the app`,
				Fix:     `write expose_tokens = ["id"], ["access"] or ["id", "access"], or remove the line`,
				Since:   ChecksExposeTokens,
			}.At(s.place())}
		}
	}
	return names, nil
}
