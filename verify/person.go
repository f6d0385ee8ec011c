package verify

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// openClaims are shown as they are: they say something of the app and the
// provider, nothing of the person.
var openClaims = []string{"iss", "aud", "azp", "exp", "iat", "nbf", "auth_time", "ver", "tid", "idp", "acr", "amr", "email_verified"}

// person lists what st.user will hold. What belongs to the person is masked.
func person(f *Facts, s *SignIn) Person {
	p := Person{Provider: f.Registration.Name, Notes: personNotes(f, s.Claims), CookieBytes: s.Cookies.Header}
	for name, value := range s.Claims {
		p.Claims = append(p.Claims, Claim{Name: entra.Clean(name), Value: shownClaim(name, value)})
	}
	sort.Slice(p.Claims, func(i, j int) bool { return p.Claims[i].Name < p.Claims[j].Name })
	p.Claims = append([]Claim{{"is_logged_in", "true"}}, p.Claims...)
	if exposed := f.Project.Auth.Exposed; len(exposed) > 0 {
		p.Claims = append(p.Claims, Claim{"tokens", strings.Join(exposed, ", ")})
	}
	return p
}

func shownClaim(name string, value any) string {
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
