package sandbox

import (
	"crypto"
	"fmt"
	"slices"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// The default registration. The secret opens nothing but a sandbox: it is a
// public constant in the form of a real one.
const (
	DefaultPort         = 8765
	DefaultTenant       = "5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4"
	DefaultDomain       = "contoso.example"
	DefaultClientID     = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
	DefaultClientName   = "My Streamlit app"
	DefaultClientSecret = "San8Q~box-only-opens-the-authkit-sandbox"
	DefaultSecretID     = "0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5e"
	DefaultRedirectURI  = "http://localhost:8501/oauth2callback"

	// PersonalClientID is an app for personal accounts only, at /consumers.
	PersonalClientID = "c0a5e7d1-3f2b-4e8a-b6c9-71d4e2f80b95"

	// PipelineClientID is an app that may write registrations by itself, with
	// DefaultClientSecret: az login --service-principal takes it.
	PipelineClientID = "a7c3e9d2-6b1f-4d58-8e07-c4f2910ba6d3"
)

// Audiences as the portal's "Supported account types" has them.
const (
	AzureADMyOrg                       = entra.AzureADMyOrg
	AzureADMultipleOrgs                = entra.AzureADMultipleOrgs
	AzureADandPersonalMicrosoftAccount = entra.AzureADandPersonalMicrosoftAccount
	PersonalMicrosoftAccount           = entra.PersonalMicrosoftAccount
)

// Options is what a sandbox knows.
type Options struct {
	Tenants []Tenant
	Clients []Client
	Users   []User
	Faults  []string                      // names of Faults()
	Issuers map[string][]crypto.PublicKey // keys of issuers that federated credentials name; one on this machine is asked

	Now  func() time.Time                 // nil: the system's clock
	Logf func(format string, args ...any) // one call per request, from several goroutines; nil: no log
}

// check refuses options that would make a sandbox nobody can sign in to.
func (o Options) check() error {
	audiences := []string{"", AzureADMyOrg, AzureADMultipleOrgs, AzureADandPersonalMicrosoftAccount, PersonalMicrosoftAccount}
	for _, c := range o.Clients {
		if c.ID == "" {
			return fmt.Errorf("app %q has no ID", c.Name)
		}
		if !slices.Contains(audiences, c.Audience) {
			return fmt.Errorf("app %s: there is no audience %q", c.ID, c.Audience)
		}
		known := c.Tenant == entra.ConsumersTenant || slices.ContainsFunc(o.Tenants, func(t Tenant) bool { return t.ID == c.Tenant })
		if !known {
			return fmt.Errorf("app %s: there is no tenant %q", c.ID, c.Tenant)
		}
	}
	return nil
}

// Tenant is one directory.
type Tenant struct {
	ID     string // GUID
	Domain string // stands in addresses instead of the ID
	Name   string
}

// name is how Entra's errors call a directory.
func (t Tenant) name() string {
	if t.Name != "" {
		return t.Name
	}
	return t.ID
}

// Client is one app registration.
type Client struct {
	ID, Name           string
	Audience           string // one of the four; empty: AzureADMyOrg
	Tenant             string // GUID of the tenant it lives in
	Secrets            []ClientSecret
	AssertionKeys      []any // public keys; what they sign is taken in a secret's place
	Federated          []entra.FederatedCredential
	WebRedirectURIs    []string
	SPARedirectURIs    []string
	PublicRedirectURIs []string // platform Mobile and desktop
	Disabled           bool

	// What Microsoft Graph says of it beside.
	ObjectID     string // GUID; empty: one is made
	UniqueName   string // the other name it is found by; empty: none
	TokenVersion int    // api.requestedAccessTokenVersion; 0: not set, or 2 where personal accounts take part
	LogoutURL    string
	NoPrincipal  bool      // it has no service principal, so its tenant does not know it
	Consented    bool      // an administrator has consented for everybody
	Owners       []string  // object IDs
	Assigned     []string  // object IDs of people who are assigned to the service principal
	GraphRoles   []string  // what the app itself may do at Graph, for instance Application.ReadWrite.All
	Created      time.Time // zero: long ago

	principalID string // object ID of the service principal
	fallback    *bool  // isFallbackPublicClient
	implicit    implicitGrant
	kept        graphKept

	certificates []graphCertificate
}

// ClientSecret is one entry of "Certificates & secrets".
type ClientSecret struct {
	KeyID   string // the column Secret ID
	Value   string
	Name    string    // the column Description
	Start   time.Time // zero: when the app was registered
	Expires time.Time // zero: never
	Created time.Time // it is answered like a wrong one for some seconds after; zero: long ago
}

// User is somebody who can sign in.
type User struct {
	Name     string
	Username string // preferred_username
	Email    string // empty: the account has no address, so no e-mail claim is sent
	Password string
	ObjectID string
	Tenant   string // GUID; entra.ConsumersTenant for a personal account
	Groups   int    // how many group claims a token carries
}

// Default is a sandbox with one organisation, a web app, an app for personal
// accounts, one for pipelines, and three people.
func Default() Options {
	return Options{
		Tenants: []Tenant{{DefaultTenant, DefaultDomain, "Contoso"}},
		Clients: []Client{
			{
				ID: DefaultClientID, Name: DefaultClientName, Audience: AzureADMyOrg, Tenant: DefaultTenant,
				Secrets:         []ClientSecret{{KeyID: DefaultSecretID, Value: DefaultClientSecret}},
				WebRedirectURIs: []string{DefaultRedirectURI},
			},
			{
				ID: PersonalClientID, Name: "My personal app", Audience: PersonalMicrosoftAccount, Tenant: entra.ConsumersTenant,
				Secrets:         []ClientSecret{{KeyID: "6d0a3a44-51f3-4f0c-a1b5-3c7c52a9e0f1", Value: DefaultClientSecret}},
				WebRedirectURIs: []string{DefaultRedirectURI},
			},
			{
				ID: PipelineClientID, Name: "My pipeline", Audience: AzureADMyOrg, Tenant: DefaultTenant,
				Secrets:    []ClientSecret{{KeyID: "d3b07384-9f1a-4c6e-a2d5-58e0c7b1f946", Value: DefaultClientSecret}},
				GraphRoles: []string{"Application.ReadWrite.All"},
			},
		},
		Users: []User{
			{Name: "Ada Lovelace", Username: "ada@" + DefaultDomain, Email: "ada@" + DefaultDomain, Password: "sandbox", ObjectID: "11e5ada0-0000-4000-8000-000000000001", Tenant: DefaultTenant},
			{Name: "Grace Hopper", Username: "grace@" + DefaultDomain, Password: "sandbox", ObjectID: "11e5ada0-0000-4000-8000-000000000002", Tenant: DefaultTenant},
			{Name: "Charles Babbage", Username: "charles@outlook.example", Email: "charles@outlook.example", Password: "sandbox", ObjectID: "00000000-0000-0000-0000-000000000003", Tenant: entra.ConsumersTenant},
		},
	}
}
