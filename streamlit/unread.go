package streamlit

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/secrets"
)

// ignoredNames are keys other libraries read and Streamlit does not, with what
// to do instead. A section may also hold keys of the app's own; those are not
// in this list and nobody is told off for them.
var ignoredNames = lazy.Value[map[string]struct{ reason, works string }]{Make: func() map[string]struct{ reason, works string } {
	return map[string]struct{ reason, works string }{
		"issuer":                     {"it comes from the provider's metadata", ""},
		"jwks_uri":                   {"it comes from the provider's metadata", ""},
		"userinfo_endpoint":          {"Streamlit takes the user from the ID token only", ""},
		"userinfo_url":               {"Streamlit takes the user from the ID token only", ""},
		"authorization_endpoint":     {"it comes from the provider's metadata", "authorize_url"},
		"authorization_url":          {"it comes from the provider's metadata", "authorize_url"},
		"token_endpoint":             {"it comes from the provider's metadata", "access_token_url"},
		"token_url":                  {"it comes from the provider's metadata", "access_token_url"},
		"end_session_endpoint":       {"it comes from the provider's metadata", ""},
		"logout_url":                 {"Streamlit asks the provider's metadata for it", ""},
		"token_endpoint_auth_method": {"it stands in the wrong place", "client_kwargs"},
		"code_challenge_method":      {"it stands in the wrong place", "client_kwargs"},
		"pkce":                       {"Streamlit uses PKCE by itself where the provider offers it", ""},
		"scope":                      {"it stands in the wrong place", "client_kwargs"},
		"scopes":                     {"Streamlit calls it scope", "client_kwargs"},
		"prompt":                     {"it stands in the wrong place", "client_kwargs"},
		"login_hint":                 {"it stands in the wrong place", "client_kwargs"},
		"response_mode":              {"it stands in the wrong place", "client_kwargs"},
		"response_type":              {"Streamlit always uses code", ""},
		"grant_type":                 {"Streamlit always uses authorization_code", ""},
		"tenant":                     {"the tenant is part of server_metadata_url", ""},
		"tenant_id":                  {"the tenant is part of server_metadata_url", ""},
		"cookie_name":                {"Streamlit chooses the name itself", ""},
		"cookie_expiry_days":         {"Streamlit's login always lasts 30 days", ""},
		"cookie_max_age":             {"Streamlit's login always lasts 30 days", ""},
		"post_logout_redirect_uri":   {"Streamlit uses redirect_uri after the logout", ""},
		"logout_redirect_uri":        {"Streamlit uses redirect_uri after the logout", ""},
		"nonce":                      {"Streamlit makes a new one each time", ""},
		"state":                      {"Streamlit makes a new one each time", ""},
		"client_assertion":           {"it stands in the wrong place", "access_token_params"},
		"client_assertion_type":      {"it stands in the wrong place", "access_token_params"},
		"client_certificate":         {"Streamlit signs nothing with it; it sends an assertion that stands ready in access_token_params", ""},
		"private_key":                {"Streamlit signs nothing with it; it sends an assertion that stands ready in access_token_params", ""},
	}
}}

// unreadShared lists what Streamlit passes over in [auth] as a whole. Keys that
// belong to the default provider are its own business (unreadByProvider).
func unreadShared(t table) ([]Unread, []Problem) {
	var unread []Unread
	var problems []Problem
	named := providerTables(t)
	ownDefault := t.get("default").Kind == secrets.KindTable
	if ownDefault || !hasDefault(t, named) {
		u, p := unreadKeys(t, nil)
		unread, problems = append(unread, u...), append(problems, p...)
		var leftover []string
		for _, key := range append(slices.Clone(requiredNames), "client_kwargs") {
			s := t.get(key)
			if !s.IsSet() {
				continue
			}
			if !slices.ContainsFunc(named, func(name string) bool { return slices.Contains(requiredNames, key) && !t.under(name).get(key).IsSet() }) {
				leftover = append(leftover, key) // missingKey tells of the others
			}
			where := "the provider's own section"
			if ownDefault {
				where = "[auth.default]"
			}
			unread = append(unread, Unread{Setting: s, Path: "auth." + key, Reason: "a named provider inherits nothing from [auth]", Works: where})
		}
		if len(leftover) > 0 {
			p := Problem{
				ID: checkid.ProviderKeys, Severity: SeverityWarning,
				Message: list(leftover) + " in [auth] " + isAre(leftover) + " not used: a named provider inherits nothing from [auth]",
				Fix:     "move " + list(leftover) + " into the provider's section, or remove it",
			}
			if ownDefault {
				p.Message = list(leftover) + " in [auth] " + isAre(leftover) + " not used, because there is a section [auth.default]"
				p.Fix = "keep " + list(leftover) + " in one place: [auth.default]"
			}
			problems = append(problems, p.At(t.get(leftover[0]).keyPlace()))
		}
	}
	return unread, problems
}

// unreadByProvider lists what Streamlit passes over in a provider's table and
// in its client_kwargs.
func unreadByProvider(t table, synthesised bool) ([]Unread, []Problem) {
	read := providerNamesRead
	if synthesised {
		read = append(slices.Clone(requiredNames), "client_kwargs")
	}
	unread, problems := unreadKeys(t, read)
	u, p := unreadKwargs(t, synthesised)
	return append(unread, u...), append(problems, p...)
}

// unreadKeys goes through a table's keys. In [auth] itself read holds what the
// default provider takes from it; nil when there is none.
func unreadKeys(t table, read []string) ([]Unread, []Problem) {
	shared := len(t.path) == 1
	var unread []Unread
	var problems []Problem
	for _, key := range t.keys() {
		s := t.get(key)
		if slices.Contains(read, key) || shared && (slices.Contains(sharedNames, key) || s.Kind == secrets.KindTable && !slices.Contains(paramTables, key)) {
			continue
		}
		if read == nil && (slices.Contains(requiredNames, key) || key == "client_kwargs") {
			continue // told once for all of them, in unreadShared
		}
		reason, works, told := whyUnread(t, key, shared)
		unread = append(unread, Unread{Setting: s, Path: strings.Join(t.at(key), "."), Reason: reason, Works: works})
		if !told || s.isFalse() {
			continue
		}
		p := Problem{
			ID: checkid.ProviderKeys, Severity: SeverityWarning,
			Message: quoteKey(key) + " in " + t.header() + " has no effect: " + reason,
			Fix:     "remove the line",
		}
		if works != "" {
			p.Fix = "move it to " + works
			if slices.Contains(providerNamesRead, works) || slices.Contains(sharedNames, works) {
				p.Fix = "rename it to " + works
			}
		}
		problems = append(problems, p.At(s.keyPlace()))
	}
	return unread, problems
}

// whyUnread says why a key has no effect and where it would have one. told is
// false for keys that may well be the app's own.
func whyUnread(t table, key string, shared bool) (reason, works string, told bool) {
	kwargs := header(t.at("client_kwargs"))
	switch {
	case !shared && slices.Contains(sharedNames, key): // of a key that is missing there, missingKey tells
		return "Streamlit reads it in [auth] only", "[auth]", key == "expose_tokens" || (table{file: t.file, path: t.path[:1]}).get(key).IsSet()
	case shared && slices.Contains(providerNamesRead, key):
		return "Streamlit reads it in a provider's section only", "[auth.default], together with client_id, client_secret and server_metadata_url", true
	}
	if known, ok := ignoredNames.Get()[strings.ToLower(key)]; ok {
		works = known.works
		if works == "access_token_params" {
			return known.reason, readTokenParams(t), true
		}
		if rest, in := strings.CutPrefix(works, "client_kwargs"); in {
			works = kwargs + rest
		} else if shared && works != "" && !slices.Contains(requiredNames, works) {
			works = ""
		}
		return known.reason, works, true
	}
	if slices.Contains(loginParams, key) && len(key) > 4 {
		if shared {
			return "Streamlit does not send it", "[auth.default.authorize_params], with the rest of the provider in [auth.default]", true
		}
		return "Streamlit does not send it from here", header(t.at("authorize_params")), true
	}
	for _, meant := range append(slices.Clone(providerNamesRead), sharedNames...) {
		if !stands(key, meant) {
			continue
		}
		slip := spelling.Distance(plainKey(key), plainKey(meant)) <= 2
		switch {
		case t.get(meant).IsSet():
			return "the key is called " + meant, "", slip // another name beside the right key may be the app's own
		case slices.Contains(requiredNames, meant), meant == "redirect_uri", meant == "cookie_secret":
			return "the key is called " + meant, meant, false // missingKey tells
		}
		return "the key is called " + meant, meant, slip
	}
	return "Streamlit does not know it", "", false
}
