package register

import (
	"errors"
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// Audience says whose accounts a registration at Entra takes.
type Audience string

// The audiences, by the words of --audience.
const (
	Tenant   Audience = "tenant"   // one organisation
	Personal Audience = "personal" // personal Microsoft accounts
	Both     Audience = "both"     // any organisation, and personal accounts
	Multi    Audience = "multi"    // any organisation
)

// Audiences lists them.
func Audiences() []Audience { return []Audience{Tenant, Personal, Both, Multi} }

// ParseAudience reads the word of --audience.
func ParseAudience(word string) (Audience, error) {
	var words []string
	for _, a := range Audiences() {
		if string(a) == word {
			return a, nil
		}
		words = append(words, string(a))
	}
	return "", fmt.Errorf("there is no audience %q: take one of %s", word, strings.Join(words, ", "))
}

// AudienceOf is the narrowest audience that an authority can sign in.
func AudienceOf(kind entra.Kind) Audience {
	if kind == entra.Consumers {
		return Personal
	}
	return Tenant
}

// Fits tells why nobody could sign in at an authority with this audience.
func (a Audience) Fits(kind entra.Kind) error {
	switch {
	case kind == entra.Consumers && (a == Tenant || a == Multi):
		return errors.New("server_metadata_url has the tenant consumers, where personal accounts sign in: take personal, or both")
	case kind == entra.Organisation && a == Personal:
		return errors.New("server_metadata_url has the tenant of an organisation, whose people could not sign in then: take tenant, or both")
	}
	return nil
}

// SignInAudience is the audience as Graph calls it.
func (a Audience) SignInAudience() string {
	switch a {
	case Personal:
		return "PersonalMicrosoftAccount"
	case Both:
		return "AzureADandPersonalMicrosoftAccount"
	case Multi:
		return "AzureADMultipleOrgs"
	}
	return "AzureADMyOrg"
}

// choice is the audience as the portal calls it.
func (a Audience) choice() string { return entra.AudienceChoice(a.SignInAudience()) }

// personal tells whether personal accounts take part; then the access tokens
// have to be of version 2, or Graph refuses the audience.
func (a Audience) personal() bool { return a == Personal || a == Both }
