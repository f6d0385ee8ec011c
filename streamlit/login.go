package streamlit

import "net/url"

// LoginQuery is the query of the request that /auth/login sends the browser
// away with. An empty codeChallenge means no PKCE.
func LoginQuery(reg Registration, redirectURI, state, nonce, codeChallenge string) url.Values {
	return nil
}

// UsesPKCE tells whether Streamlit sends a code challenge (S256).
func UsesPKCE(reg Registration, codeChallengeMethods []string) bool { return false }

// ExpandPort puts the server's port where redirect_uri says {port} (since 1.53).
func ExpandPort(redirectURI string, port int) string { return redirectURI }
