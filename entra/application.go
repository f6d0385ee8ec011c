package entra

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// Application is an app registration, as Microsoft Graph shows it (v1.0,
// resource type application). What nothing here reads is left out.
type Application struct {
	ID             string `json:"id"`    // of the object; addresses of Graph take it
	AppID          string `json:"appId"` // the client ID
	DisplayName    string `json:"displayName"`
	UniqueName     string `json:"uniqueName"`
	SignInAudience string `json:"signInAudience"` // one of the four audiences below
	API            struct {
		RequestedAccessTokenVersion int   `json:"requestedAccessTokenVersion"` // 0: not set, which means 1
		Scopes                      []any `json:"oauth2PermissionScopes,omitempty"`
	} `json:"api"`
	Web                   RedirectURIs   `json:"web"`
	SPA                   RedirectURIs   `json:"spa"`
	PublicClient          RedirectURIs   `json:"publicClient"`
	PasswordCredentials   []ClientSecret `json:"passwordCredentials"`
	KeyCredentials        []Certificate  `json:"keyCredentials"`
	IdentifierURIs        []string       `json:"identifierUris,omitempty"`
	GroupMembershipClaims string         `json:"groupMembershipClaims"`
	AppRoles              []struct {
		Enabled bool `json:"isEnabled"`
	} `json:"appRoles"`
	// OptionalClaims are lists of claims, by the kind of token: idToken,
	// accessToken, saml2Token. Each is kept whole, since a change replaces all.
	OptionalClaims map[string][]map[string]any `json:"optionalClaims"`
}

// RedirectURIs are those of one platform.
type RedirectURIs struct {
	RedirectURIs []string `json:"redirectUris"`
}

// ClientSecret is an entry of "Certificates & secrets", without its value.
type ClientSecret struct {
	KeyID       string    `json:"keyId"` // the column Secret ID
	DisplayName string    `json:"displayName"`
	Hint        string    `json:"hint"` // the first three characters; empty for some old ones
	End         time.Time `json:"endDateTime"`
}

// InPortal names an entry for people who look for it in the portal.
func (s ClientSecret) InPortal() string {
	text := "Secret ID " + Clean(s.KeyID)
	if s.DisplayName != "" {
		text = Clean(s.DisplayName) + ", " + text
	}
	if s.End.Year() < 2200 { // Graph's way to say never is the year 2299
		text += ", until " + s.End.UTC().Format(time.DateOnly)
	}
	return text
}

// Certificate is the public half of a key whose assertions are taken in a
// secret's place, as the registration lists it.
type Certificate struct {
	KeyID       string    `json:"keyId"`
	DisplayName string    `json:"displayName"`
	End         time.Time `json:"endDateTime"`
}

// FederatedCredential says whose tokens are taken in a secret's place: those of
// an issuer about a subject, for an audience. All three are compared letter by
// letter (docs/facts/entra.md, section 5.7).
type FederatedCredential struct {
	ID          string   `json:"id,omitempty"`
	Name        string   `json:"name"`
	Issuer      string   `json:"issuer"`
	Subject     string   `json:"subject"`
	Audiences   []string `json:"audiences"`
	Description string   `json:"description,omitempty"`
}

// Principal is the service principal of an app in one tenant, which the portal
// lists under Enterprise applications.
type Principal struct {
	ID           string `json:"id"`
	Enabled      bool   `json:"accountEnabled"`
	AssignedOnly bool   `json:"appRoleAssignmentRequired"` // nobody but those who are assigned to it may sign in
	OwnerTenant  string `json:"appOwnerOrganizationId"`    // GUID of the tenant with the registration
}

// Audiences, as Graph names the portal's "Supported account types".
const (
	AzureADMyOrg                       = "AzureADMyOrg"
	AzureADMultipleOrgs                = "AzureADMultipleOrgs"
	AzureADandPersonalMicrosoftAccount = "AzureADandPersonalMicrosoftAccount"
	PersonalMicrosoftAccount           = "PersonalMicrosoftAccount"
)

// AudienceChoice is an audience as the portal calls it; an unknown one is itself, cleaned.
func AudienceChoice(audience string) string {
	switch audience {
	case PersonalMicrosoftAccount:
		return "Personal Microsoft accounts only"
	case AzureADandPersonalMicrosoftAccount:
		return "Accounts in any organizational directory and personal Microsoft accounts"
	case AzureADMultipleOrgs:
		return "Accounts in any organizational directory (multitenant)"
	case AzureADMyOrg:
		return "Accounts in this organizational directory only (single tenant)"
	}
	return Clean(audience)
}

// TakesPersonal tells whether personal accounts may sign in.
func (a *Application) TakesPersonal() bool {
	return a.SignInAudience == AzureADandPersonalMicrosoftAccount || a.SignInAudience == PersonalMicrosoftAccount
}

// Platform is where a redirect URI is registered.
type Platform string

// The platforms, as the portal names them.
const (
	NoPlatform    Platform = ""
	Web           Platform = "Web"
	SinglePage    Platform = "Single-page application"
	MobileDesktop Platform = "Mobile and desktop applications"
)

// PlatformOf tells under which platform a redirect URI is registered;
// NoPlatform when it is not.
func (a *Application) PlatformOf(uri string) Platform {
	for _, of := range []struct {
		platform Platform
		list     RedirectURIs
	}{{Web, a.Web}, {SinglePage, a.SPA}, {MobileDesktop, a.PublicClient}} {
		if slices.ContainsFunc(of.list.RedirectURIs, func(one string) bool { return SameRedirectURI(one, uri) }) {
			return of.platform
		}
	}
	return NoPlatform
}

// SameRedirectURI tells whether Entra takes an address for one that is
// registered: letter by letter, except that the port of localhost does not
// count, and that an address without a path gets one (docs/facts/entra.md, section 5.1).
func SameRedirectURI(registered, asked string) bool {
	if registered == asked {
		return true
	}
	a, err := url.Parse(registered)
	b, err2 := url.Parse(asked)
	if err != nil || err2 != nil || a.Scheme != b.Scheme || a.RawQuery != b.RawQuery || a.Fragment != b.Fragment || a.User != nil || b.User != nil {
		return false
	}
	path := func(u *url.URL) string {
		if u.Path == "" {
			return "/"
		}
		return u.EscapedPath()
	}
	sameHost := strings.EqualFold(a.Host, b.Host) || a.Hostname() == "localhost" && strings.EqualFold(b.Hostname(), "localhost")
	return sameHost && path(a) == path(b)
}

// SecretsLike are the entries that a client secret may be, told by its first
// characters. certain is false when an entry has no hint, so that none of the
// others need be it.
func (a *Application) SecretsLike(secret string) (like []ClientSecret, certain bool) {
	certain = true
	for _, entry := range a.PasswordCredentials {
		switch {
		case entry.Hint == "":
			certain = false
		case strings.HasPrefix(secret, entry.Hint):
			like = append(like, entry)
		}
	}
	return like, certain
}

// Sends tells whether the registration has a claim sent in ID tokens that Entra
// otherwise leaves out. Whether a person has a value for it is another question.
func (a *Application) Sends(claim string) bool {
	for _, optional := range a.OptionalClaims["idToken"] {
		if optional["name"] == claim {
			return true
		}
	}
	switch claim {
	case "groups":
		return a.GroupMembershipClaims != "" && a.GroupMembershipClaims != "None"
	case "roles":
		for _, role := range a.AppRoles {
			if role.Enabled {
				return true
			}
		}
	}
	return false
}
