// Package steps says what is left for a person to do, at the provider, on the
// platform and in pipelines: each step with the values to copy.
package steps

import (
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/scaffold"
)

// Step is one thing left to do: what, the values to copy, and where.
type Step struct {
	Text   string
	Values []string // one to a line, never wrapped: they are copied
}

// Place is what the steps at a provider depend on.
type Place struct {
	Name      string // what people call it
	Microsoft bool
	consumers bool
	Audience  bool // the portal's "Supported account types" have to fit
	Sandbox   bool
	tenant    string
}

// At is the place that a metadata address is of.
func At(metadataURL string) Place {
	if strings.HasSuffix(metadataURL, "/"+sandbox.DefaultTenant+"/v2.0"+"/.well-known/openid-configuration") {
		return Place{Name: "the sandbox", Sandbox: true}
	}
	authority, microsoft := entra.ParseAuthority(metadataURL)
	if !microsoft {
		return Place{Name: "the provider"}
	}
	return Place{
		Name: "Microsoft Entra", Microsoft: true, tenant: authority.Tenant,
		consumers: authority.Kind == entra.Consumers,
		Audience:  authority.Kind == entra.Consumers || authority.Kind == entra.Organisation,
	}
}

// Register is how to register the app before its IDs can be asked for.
func Register(metadataURL, redirectURI string) []Step {
	at := At(metadataURL)
	if !at.Microsoft {
		return []Step{
			{"Register a web application at the provider (a confidential client, authorization code flow).", nil},
			{"Redirect URI, and allowed logout URL where there is such a list:", []string{redirectURI}},
			{"Copy its client ID and client secret.", nil},
		}
	}
	steps := []Step{{"New registration, in the Entra admin center:", []string{entra.PortalNewRegistration()}}}
	if at.Audience {
		steps = append(steps, Step{"Supported account types: " + accountType(at), nil})
	}
	return append(steps,
		Step{"Redirect URI: platform Web, and exactly this address:", []string{redirectURI}},
		Step{"Certificates & secrets → New client secret. Copy its Value now, it is shown once; the Secret ID is not it.", nil},
	)
}

// Left is what remains once the files are written. Nobody can see from
// here what is done already, so each step says how things have to be.
func Left(setup scaffold.Setup) []Step {
	at := At(setup.MetadataURL)
	switch {
	case at.Sandbox:
		return nil
	case setup.RedirectURI == "":
		return []Step{{"redirect_uri in the secrets file is not an address; authkit verify --offline says more", nil}}
	case !at.Microsoft:
		steps := []Step{
			{"Register this redirect URI, letter for letter:", []string{setup.RedirectURI}},
			{"Where the provider keeps a list of allowed logout URLs, add the same address: Streamlit returns there after st.logout.", nil},
		}
		if accounts := provider.Of(setup.MetadataURL).OpenTo; accounts != "" {
			steps = append(steps, openStep(accounts))
		}
		return steps
	}
	redirect := Step{"Authentication → platform Web (not \"Single-page application\"): this redirect URI, letter for letter", []string{setup.RedirectURI}}
	secret := Step{"Certificates & secrets: client_secret is the Value of a secret, not its Secret ID", nil}
	if entra.IsGUID(setup.ClientID) {
		redirect.Values = append(redirect.Values, at.link(entra.PortalAuthentication(setup.ClientID)))
		secret.Values = append(secret.Values, at.link(entra.PortalCredentials(setup.ClientID)))
	}
	steps := []Step{redirect, {"Authentication → leave \"Front-channel logout URL\" empty. After st.logout Entra sends people back to the redirect URI, which needs no entry of its own.", nil}}
	if at.Audience {
		steps = append(steps, Step{"Supported account types: " + accountTypes(at), nil})
	}
	if at.consumers {
		steps = append(steps, openStep("a personal Microsoft account"))
	}
	return append(steps, secret)
}

// openStep says that signing in is not being let in.
func openStep(accounts string) Step {
	return Step{"Everybody with " + accounts + " can sign in now; whom the app lets in is up to it (ALLOWED in the app.py that init writes)", nil}
}

// link adds what the portal needs for apps that a personal account owns.
func (p Place) link(address string) string {
	if p.consumers && !strings.Contains(address, "isMSAApp") {
		return address + "/isMSAApp~/true"
	}
	return address
}

// accountType is the portal's choice that fits the authority.
func accountType(at Place) string {
	if at.consumers {
		return `"Personal Microsoft accounts only"`
	}
	return `"Accounts in this organizational directory only" (single tenant)`
}

// accountTypes adds what the other choices come to. Streamlit compares a
// token's issuer with the metadata's, so one authority is one set of people.
func accountTypes(at Place) string {
	if at.consumers {
		return accountType(at) + ". It goes with tenant consumers; people of an organisation need their own tenant instead."
	}
	return accountType(at) + ". With a wider choice, still only people of tenant " + at.tenant + " can sign in; personal accounts need tenant consumers."
}
