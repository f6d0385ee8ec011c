package verify

import (
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify/shown"
)

// person lists what st.user will hold. What belongs to the person is masked.
func person(f *Facts, s *SignIn) Person {
	p := Person{Provider: f.Registration.Name, Notes: personNotes(f, s.Claims), CookieBytes: s.Cookies.Header}
	for name, value := range s.Claims {
		p.Claims = append(p.Claims, Claim{Name: entra.Clean(name), Value: shown.Claim(name, value)})
	}
	sort.Slice(p.Claims, func(i, j int) bool { return p.Claims[i].Name < p.Claims[j].Name })
	p.Claims = append([]Claim{{"is_logged_in", "true"}}, p.Claims...)
	if exposed := f.Project.Auth.Exposed; len(exposed) > 0 {
		p.Claims = append(p.Claims, Claim{"tokens", strings.Join(exposed, ", ")})
	}
	return p
}
