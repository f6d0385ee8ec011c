package sandbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// graphApplication is an app registration on Graph's wire.
type graphApplication struct {
	Context        string  `json:"@odata.context,omitempty"`
	ID             string  `json:"id"`
	DeletedAt      *string `json:"deletedDateTime"`
	AppID          string  `json:"appId"`
	CreatedAt      *string `json:"createdDateTime"`
	DisplayName    string  `json:"displayName"`
	UniqueName     *string `json:"uniqueName"`
	Publisher      *string `json:"publisherDomain"`
	Audience       string  `json:"signInAudience"`
	FallbackPublic *bool   `json:"isFallbackPublicClient"`
	API            struct {
		TokenVersion        *int              `json:"requestedAccessTokenVersion"`
		MappedClaims        *bool             `json:"acceptMappedClaims"`
		KnownClients        []json.RawMessage `json:"knownClientApplications"`
		Scopes              []json.RawMessage `json:"oauth2PermissionScopes"`
		PreAuthorizedClient []json.RawMessage `json:"preAuthorizedApplications"`
	} `json:"api"`
	Web struct {
		HomePage     *string  `json:"homePageUrl"`
		Logout       *string  `json:"logoutUrl"`
		RedirectURIs []string `json:"redirectUris"`
		Implicit     struct {
			AccessToken bool `json:"enableAccessTokenIssuance"`
			IDToken     bool `json:"enableIdTokenIssuance"`
		} `json:"implicitGrantSettings"`
		Settings []json.RawMessage `json:"redirectUriSettings"`
	} `json:"web"`
	SPA struct {
		RedirectURIs []string `json:"redirectUris"`
	} `json:"spa"`
	Public struct {
		RedirectURIs []string `json:"redirectUris"`
	} `json:"publicClient"`
	Passwords []graphPassword    `json:"passwordCredentials"`
	Keys      []graphCertificate `json:"keyCredentials"`
	graphKept
}

// graphKept are the members that Graph stores and hands back, and that neither
// the sign-in page nor the token endpoint of the sandbox looks at.
type graphKept struct {
	OptionalClaims   json.RawMessage   `json:"optionalClaims"`
	Resources        []json.RawMessage `json:"requiredResourceAccess"`
	GroupClaims      *string           `json:"groupMembershipClaims"`
	IdentifierURIs   []string          `json:"identifierUris"`
	AppRoles         []json.RawMessage `json:"appRoles"`
	AddIns           []json.RawMessage `json:"addIns"`
	Tags             []string          `json:"tags"`
	Notes            *string           `json:"notes"`
	Description      *string           `json:"description"`
	Info             json.RawMessage   `json:"info"`
	Management       *string           `json:"serviceManagementReference"`
	DeviceOnly       *bool             `json:"isDeviceOnlyAuthSupported"`
	TokenEncryption  *string           `json:"tokenEncryptionKeyId"`
	Template         *string           `json:"applicationTemplateId"`
	DisabledByPolicy *string           `json:"disabledByMicrosoftStatus"`
}

// graphPassword is a client secret on Graph's wire.
type graphPassword struct {
	CustomKey *string `json:"customKeyIdentifier"`
	Name      *string `json:"displayName"`
	End       *string `json:"endDateTime"`
	Hint      *string `json:"hint"`
	KeyID     string  `json:"keyId"`
	Text      *string `json:"secretText"` // of a new one only
	Start     *string `json:"startDateTime"`
}

// onGraph is an app as Graph shows it; nothing in it is shared with the store.
func (s *Server) onGraph(c Client) graphApplication {
	a := graphApplication{
		ID: c.ObjectID, AppID: c.ID, CreatedAt: graphDay(c.Created), DisplayName: c.Name,
		Audience: cmp.Or(c.Audience, AzureADMyOrg), FallbackPublic: c.fallback, graphKept: c.kept,
	}
	if c.UniqueName != "" {
		a.UniqueName = &c.UniqueName
	}
	if t, _ := s.tenant(s.directory(c)); t.Domain != "" {
		a.Publisher = &t.Domain
	}
	if c.TokenVersion != 0 {
		a.API.TokenVersion = &c.TokenVersion
	}
	if c.LogoutURL != "" {
		a.Web.Logout = &c.LogoutURL
	}
	a.API.KnownClients, a.API.Scopes, a.API.PreAuthorizedClient = []json.RawMessage{}, []json.RawMessage{}, []json.RawMessage{}
	a.Web.Settings = []json.RawMessage{}
	a.Web.Implicit = c.implicit
	a.Web.RedirectURIs, a.SPA.RedirectURIs, a.Public.RedirectURIs = copied(c.WebRedirectURIs), copied(c.SPARedirectURIs), copied(c.PublicRedirectURIs)
	a.Passwords, a.Keys = []graphPassword{}, withoutKeys(c.certificates)
	for _, secret := range c.Secrets {
		a.Passwords = append(a.Passwords, secret.onGraph())
	}
	return a
}

// implicitGrant is what the check marks of the implicit flow say.
type implicitGrant = struct {
	AccessToken bool `json:"enableAccessTokenIssuance"`
	IDToken     bool `json:"enableIdTokenIssuance"`
}

// copied is a list of one's own, which JSON shows as [] when it is empty.
func copied(list []string) []string { return append([]string{}, list...) }

// never is how Graph writes the end of a secret that has none.
func never() time.Time { return time.Date(2299, 12, 31, 0, 0, 0, 0, time.UTC) }

// onGraph is a secret without its text.
func (secret ClientSecret) onGraph() graphPassword {
	end := secret.Expires
	if end.IsZero() {
		end = never()
	}
	hint := secret.Value[:min(3, len(secret.Value))]
	p := graphPassword{KeyID: secret.KeyID, Hint: &hint, End: graphDay(end), Start: graphDay(secret.Start)}
	if secret.Name != "" {
		p.Name = &secret.Name
	}
	return p
}

// directory is the tenant in which an app can be administered: its own, and for
// one that belongs to no organisation the first.
func (s *Server) directory(c Client) string {
	if c.Tenant == entra.ConsumersTenant && len(s.options.Tenants) > 0 {
		return s.options.Tenants[0].ID
	}
	return c.Tenant
}

// visible lists the places of a caller's apps in the store.
func (s *Server) visible(q *graphRequest) []int {
	var places []int
	for i, c := range s.options.Clients {
		if s.directory(c) == q.caller.directory() {
			places = append(places, i)
		}
	}
	return places
}

// find is the app that an address names; nil when there is none.
func (s *Server) find(q *graphRequest) *Client {
	for _, i := range s.visible(q) {
		c := &s.options.Clients[i]
		if values, known := c.keys()[q.address.key]; known && values[0] != "" && strings.EqualFold(values[0], q.address.value) {
			return c
		}
	}
	return nil
}

// keys are the members of an app by which it is asked for.
func (c Client) keys() map[string][]string {
	return map[string][]string{
		"id": {c.ObjectID}, "appId": {c.ID}, "displayName": {c.Name}, "uniqueName": {c.UniqueName},
		"signInAudience": {cmp.Or(c.Audience, AzureADMyOrg)}, "identifierUris": c.kept.IdentifierURIs,
	}
}

func (s *Server) listApplications(q *graphRequest) graphAnswer {
	clauses, ok := readFilter(q.query.Get("$filter"))
	if !ok {
		return graphRefused(unsupportedFilter("$filter"))
	}
	var found []any
	for _, i := range s.visible(q) {
		c := s.options.Clients[i]
		fit, why := fits(clauses, c.keys())
		if why != nil {
			return graphRefused(why)
		}
		if fit {
			found = append(found, s.onGraph(c))
		}
	}
	if len(found) == 1 {
		defer s.colleagueWrites(found[0].(graphApplication).AppID)
	}
	return q.list("applications", found)
}

func (s *Server) readApplication(q *graphRequest) graphAnswer {
	c := s.find(q)
	if c == nil || !slices.Contains([]string{"id", "appId", "uniqueName"}, q.address.key) {
		return graphRefused(noSuchResource(q.address.value))
	}
	defer s.colleagueWrites(c.ID)
	answer := s.entity(q, *c)
	if containsFold(strings.Split(q.query.Get("$select"), ","), "keyCredentials") {
		answer.Keys = append([]graphCertificate{}, c.certificates...)
	}
	return graphFound(answer)
}

// entity is one app as the answer to a request.
func (s *Server) entity(q *graphRequest, c Client) graphApplication {
	a := s.onGraph(c)
	a.Context = q.context("applications/$entity")
	return a
}

func (s *Server) listOwners(q *graphRequest) graphAnswer {
	c := s.find(q)
	if c == nil {
		return graphRefused(noSuchResource(q.address.value))
	}
	var owners []any
	for _, user := range s.options.Users {
		if s.owns(user, *c, q.caller) {
			owners = append(owners, userOnGraph(user))
		}
	}
	return q.list("directoryObjects", owners)
}
