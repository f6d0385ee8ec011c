package streamlit

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// LoginQuery is the query of the request that /auth/login sends the browser
// away with (docs/facts/streamlit.md, section 3.3). An empty codeChallenge means no PKCE.
func LoginQuery(reg Registration, redirectURI, state, nonce, codeChallenge string) url.Values {
	query := url.Values{
		"response_type": {"code"},
		"client_id":     {reg.ClientID.Text.Reveal()},
		"redirect_uri":  {redirectURI},
		"scope":         {reg.Scope},
		"state":         {state},
		"prompt":        {reg.Prompt},
	}
	if slices.Contains(strings.Fields(reg.Scope), "openid") {
		query.Set("nonce", nonce)
	}
	if codeChallenge != "" {
		query.Set("code_challenge", codeChallenge)
		query.Set("code_challenge_method", "S256")
	}
	for key, values := range reg.Extra {
		query[key] = slices.Clone(values)
	}
	return query
}

// UsesPKCE tells whether Streamlit sends a code challenge (S256): when the
// provider lists the method, or client_kwargs asks for it. ForgetsPKCE does the
// latter only.
func UsesPKCE(reg Registration, codeChallengeMethods []string) bool {
	return reg.ForcePKCE || slices.Contains(codeChallengeMethods, "S256")
}

// SentRedirectURI is what Streamlit since RewritesRedirectURI sends for a
// redirect_uri: with the server's port where it says {port}, and as Python's
// urlparse gives an address back.
func SentRedirectURI(redirectURI string, port int) string {
	text := withoutBreaks.Replace(strings.ReplaceAll(redirectURI, "{port}", strconv.Itoa(port)))
	text = strings.TrimSuffix(strings.TrimSuffix(text, "#"), "?")
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		return strings.ToLower(scheme) + "://" + rest
	}
	return text
}
