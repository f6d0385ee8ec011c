package streamlit

import (
	"slices"
	"strings"
)

// Fits tells whether one of the keys can check a signature by one of these
// algorithms (RFC 7518, section 3.1; RFC 8037, section 3.1).
func (s SigningKeys) Fits(algorithms []string) bool {
	prefixes := map[string][]string{"RSA": {"RS", "PS"}, "EC": {"ES"}, "OKP": {"EdDSA", "Ed"}, "oct": {"HS"}}
	return slices.ContainsFunc(s.keys, func(key signingKey) bool {
		return slices.ContainsFunc(algorithms, func(algorithm string) bool {
			return slices.ContainsFunc(prefixes[key.kty], func(prefix string) bool { return strings.HasPrefix(algorithm, prefix) })
		})
	})
}
