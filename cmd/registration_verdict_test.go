package cmd

import (
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/sandbox"
)

const guestTenant = "7c1de2aa-30b5-4f6e-9d8b-64c0a8f7b215" // another organisation

// personalOnly is what nobody knows of an app for personal accounts without a sign-in.
const personalOnly = "client-secret unproven, " + unsure

// registrationVerdict is an app registered in some way, a project that uses it,
// and what verify has to say.
type registrationVerdict struct {
	name     string
	register func(*sandbox.Client)
	project  assembly
	faultVerdict
}

func registrationVerdicts() []registrationVerdict {
	audience := func(name string) func(*sandbox.Client) { return func(c *sandbox.Client) { c.Audience = name } }
	personal := func(c *sandbox.Client) {
		c.Audience, c.Tenant = sandbox.PersonalMicrosoftAccount, entra.ConsumersTenant
	}
	consumers := assembly{tenant: "consumers"}
	byGUID := assembly{tenant: entra.ConsumersTenant}
	elsewhere := assembly{tenant: guestTenant}
	domain := assembly{tenant: sandbox.DefaultDomain}
	return []registrationVerdict{
		{"Web", func(*sandbox.Client) {}, assembly{}, healthy},
		{"Web, by domain", func(*sandbox.Client) {}, domain, healthy},
		{"Web, version 1", func(*sandbox.Client) {}, assembly{v1: true}, healthy},
		{"Web, shown in the request body", func(*sandbox.Client) {}, assembly{more: "client_kwargs = { token_endpoint_auth_method = \"client_secret_post\" }\n"}, healthy},
		{"an assertion instead of a secret", asserting, asserts(registeredKey(), time.Hour), healthy},
		{"an assertion that another key signed", asserting, asserts(strangersKey(), time.Hour), faultVerdict{"client-secret failed, " + unsure, "client-secret failed, " + unsure + ", sign-in-token failed", "AADSTS700027"}},
		{"an assertion that has expired", asserting, asserts(registeredKey(), -time.Hour), faultVerdict{"client-secret failed, client-secret-form failed, " + unsure, "client-secret failed, client-secret-form failed, " + unsure + ", sign-in-token failed", "AADSTS700024"}},
		{"single-page application", onlySPA, assembly{}, faultVerdict{unsure, "client-platform failed, sign-in-token failed", "AADSTS9002327"}},
		{"mobile and desktop", onlyPublic, assembly{}, faultVerdict{unsure, "client-platform failed, sign-in-token failed", "AADSTS700025"}},
		{"multi-tenant", audience(sandbox.AzureADMultipleOrgs), assembly{}, healthy},
		{"multi-tenant at another tenant", audience(sandbox.AzureADMultipleOrgs), elsewhere, healthy},
		{"organisations and personal", audience(sandbox.AzureADandPersonalMicrosoftAccount), assembly{}, healthy},
		{"organisations and personal, at consumers", audience(sandbox.AzureADandPersonalMicrosoftAccount), consumers, faultVerdict{personalOnly, "", "personal accounts"}},
		{"personal only", personal, consumers, faultVerdict{personalOnly, "", "personal accounts"}},
		{"personal only, by GUID", personal, byGUID, faultVerdict{personalOnly, "", "personal accounts"}},
		{"personal only, at a tenant", personal, assembly{}, faultVerdict{"client-audience failed", "client-audience failed, " + nobodyCame, "AADSTS9002346"}},
		{"one organisation, at consumers", func(*sandbox.Client) {}, consumers, faultVerdict{"client-known failed", "client-known failed, " + nobodyCame, "personal accounts"}},
		{"one organisation, at another tenant", func(*sandbox.Client) {}, elsewhere, faultVerdict{"client-known failed", "client-known failed, " + nobodyCame, "AADSTS700016"}},
		{"personal, mobile and desktop", func(c *sandbox.Client) { personal(c); onlyPublic(c) }, consumers, faultVerdict{personalOnly, "client-platform failed, client-secret unproven, sign-in-token failed", "AADSTS90023"}},
		{"disabled", func(c *sandbox.Client) { c.Disabled = true }, assembly{}, faultVerdict{"client-enabled failed", "client-enabled failed, " + nobodyCame, "AADSTS7000112"}},
		{"expired secret", expiring(-time.Hour), assembly{}, faultVerdict{"client-secret failed, " + unsure, "client-secret failed, " + unsure + ", sign-in-token failed", "AADSTS7000222"}},
		{"expired secret beside a good one", func(c *sandbox.Client) {
			c.Secrets = append([]sandbox.ClientSecret{{Value: "Old8Q~" + strings.Repeat("x", 34), Expires: time.Now().Add(-time.Hour)}}, c.Secrets...)
		}, assembly{}, healthy},
		{"fresh secret", func(c *sandbox.Client) { c.Secrets[0].Created = time.Now() }, assembly{timeout: "30s", args: []string{"--retry"}}, healthy},
		{"no secret at all", func(c *sandbox.Client) { c.Secrets = nil }, assembly{timeout: "30s"}, faultVerdict{"client-secret failed, " + unsure, "client-secret failed, " + unsure + ", sign-in-token failed", "AADSTS7000215"}},
		{"wrong secret", func(*sandbox.Client) {}, assembly{secret: "Abc8Q~" + strings.Repeat("y", 34), timeout: "30s"}, faultVerdict{"client-secret failed, " + unsure, "client-secret failed, " + unsure + ", sign-in-token failed", "AADSTS7000215"}},
		{"Secret ID", func(*sandbox.Client) {}, assembly{secret: sandbox.DefaultSecretID}, faultVerdict{"client-secret failed, client-secret-form failed, " + unsure, "client-secret failed, client-secret-form failed, " + unsure + ", sign-in-token failed", "Secret ID"}},
		{"unknown app", func(c *sandbox.Client) { c.ID = "f00dbabe-1111-4222-8333-444455556666" }, assembly{}, faultVerdict{"client-known failed", "client-known failed, " + nobodyCame, "AADSTS700016"}},
		{"unregistered redirect URI", func(c *sandbox.Client) { c.WebRedirectURIs = []string{"https://other.example/oauth2callback"} }, assembly{},
			faultVerdict{"redirect-uri-registered unproven, " + unsure, "redirect-uri-registered unproven, " + unsure + ", " + nobodyCame, "never that it is not"}},
		{"unregistered redirect URI, personal", func(c *sandbox.Client) {
			personal(c)
			c.WebRedirectURIs = []string{"https://other.example/oauth2callback"}
		}, consumers,
			faultVerdict{"client-secret unproven, redirect-uri-registered failed, " + unsure, "client-secret unproven, redirect-uri-registered failed, " + unsure + ", " + nobodyCame, "not registered"}},
		{"no such tenant", func(*sandbox.Client) {}, assembly{tenant: "5a4d6b0c-0000-4c57-8f0a-2b7e61c0d3f4"}, faultVerdict{"metadata-tenant failed", "metadata-tenant failed", "AADSTS90002"}},
	}
}

func onlySPA(c *sandbox.Client)    { c.SPARedirectURIs, c.WebRedirectURIs = c.WebRedirectURIs, nil }
func onlyPublic(c *sandbox.Client) { c.PublicRedirectURIs, c.WebRedirectURIs = c.WebRedirectURIs, nil }

func expiring(in time.Duration) func(*sandbox.Client) {
	return func(c *sandbox.Client) { c.Secrets[0].Expires = time.Now().Add(in) }
}

// Every kind of registration has one verdict, without a sign-in and with one.
func TestEveryRegistrationHasItsVerdict(t *testing.T) {
	for _, c := range registrationVerdicts() {
		for _, args := range []string{"--no-login", "--login"} {
			t.Run(c.name+" "+args, func(t *testing.T) {
				t.Parallel()
				clock := newTestClock()
				options := sandbox.Default()
				options.Now = clock.now
				options.Tenants = append(options.Tenants, sandbox.Tenant{ID: guestTenant, Name: "Fabrikam"})
				options.Users = append(options.Users, sandbox.User{Name: "Gast", Username: "gast@fabrikam.example", Password: "sandbox", ObjectID: "11e5ada0-0000-4000-8000-000000000009", Tenant: guestTenant})
				c.register(&options.Clients[0])
				server, err := sandbox.New(options)
				if err != nil {
					t.Fatal(err)
				}
				noted := c.signedIn
				if args == "--no-login" {
					noted = c.unattended
				}
				project := c.project
				project.provider, project.clock, project.args, project.wait = server, clock, append(project.args, args), signInWait(noted)
				v := project.judge(t)
				v.wants(t, noted)
				if noted != unsure && noted != "" && !strings.Contains(v.screen, c.says) && (args == "--login" || noted != personalOnly) {
					t.Errorf("it does not say %q:\n%s", c.says, v)
				}
			})
		}
	}
}
