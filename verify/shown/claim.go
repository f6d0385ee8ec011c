// Package shown says how a value that belongs to a person is shown.
package shown

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// openClaims are shown as they are: they say something of the app and the
// provider, nothing of the person.
var openClaims = []string{"iss", "aud", "azp", "exp", "iat", "nbf", "auth_time", "ver", "tid", "idp", "acr", "amr", "email_verified"}

// Claim is a claim of an ID token as it may be shown: what belongs to the person is masked.
func Claim(name string, value any) string {
	switch v := value.(type) {
	case string:
		if slices.Contains(openClaims, name) {
			return entra.Clean(v)
		}
		return masked(v)
	case []any:
		if slices.Contains(openClaims, name) && len(v) < 5 {
			return entra.Clean(fmt.Sprint(v...))
		}
		return fmt.Sprintf("%d entries", len(v))
	case map[string]any:
		return fmt.Sprintf("%d entries", len(v))
	case json.Number:
		return entra.Clean(v.String())
	case float64:
		return fmt.Sprintf("%.0f", v)
	case bool:
		return fmt.Sprint(v)
	case nil:
		return "null"
	}
	return "…"
}

// masked keeps enough to recognise one's own value: its first character, and
// the domain of an e-mail address.
func masked(text string) string {
	runes := []rune(entra.Clean(text))
	if len(runes) == 0 {
		return ""
	}
	first := string(runes[:1]) + "•••"
	if at := strings.LastIndexByte(string(runes), '@'); at > 0 {
		return first + string(runes)[at:]
	}
	return first
}
