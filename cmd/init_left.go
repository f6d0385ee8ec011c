package cmd

import (
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/scaffold"
)

// step is one thing left to do: what, the values to copy, and where.
type step struct {
	text   string
	values []string // one to a line, never wrapped: they are copied
}

// place is what the steps at a provider depend on.
type place struct {
	name      string // what people call it
	microsoft bool
	consumers bool
	audience  bool // the portal's "Supported account types" have to fit
	sandbox   bool
	tenant    string
}

func placeOf(metadataURL string) place {
	if strings.HasSuffix(metadataURL, "/"+sandbox.DefaultTenant+"/v2.0"+wellKnown) {
		return place{name: "the sandbox", sandbox: true}
	}
	authority, microsoft := entra.ParseAuthority(metadataURL)
	if !microsoft {
		return place{name: "the provider"}
	}
	return place{
		name: "Microsoft Entra", microsoft: true, tenant: authority.Tenant,
		consumers: authority.Kind == entra.Consumers,
		audience:  authority.Kind == entra.Consumers || authority.Kind == entra.Organisation,
	}
}

// registerSteps is how to register the app before its IDs can be asked for.
func registerSteps(metadataURL, redirectURI string) []step {
	at := placeOf(metadataURL)
	if !at.microsoft {
		return []step{
			{"Register a web application at the provider (a confidential client, authorization code flow).", nil},
			{"Redirect URI, and allowed logout URL where there is such a list:", []string{redirectURI}},
			{"Copy its client ID and client secret.", nil},
		}
	}
	steps := []step{{"New registration, in the Entra admin center:", []string{entra.PortalNewRegistration()}}}
	if at.audience {
		steps = append(steps, step{"Supported account types: " + accountType(at), nil})
	}
	return append(steps,
		step{"Redirect URI: platform Web, and exactly this address:", []string{redirectURI}},
		step{"Certificates & secrets → New client secret. Copy its Value now, it is shown once; the Secret ID is not it.", nil},
	)
}

// leftSteps is what remains once the files are written. Nobody can see from
// here what is done already, so each step says how things have to be.
func leftSteps(setup scaffold.Setup) []step {
	at := placeOf(setup.MetadataURL)
	switch {
	case at.sandbox:
		return nil
	case setup.RedirectURI == "":
		return []step{{"redirect_uri in the secrets file is not an address; authkit verify --offline says more", nil}}
	case !at.microsoft:
		steps := []step{
			{"Register this redirect URI, letter for letter:", []string{setup.RedirectURI}},
			{"Where the provider keeps a list of allowed logout URLs, add the same address: Streamlit returns there after st.logout.", nil},
		}
		if accounts := provider.Of(setup.MetadataURL).OpenTo; accounts != "" {
			steps = append(steps, openStep(accounts))
		}
		return steps
	}
	redirect := step{"Authentication → platform Web (not \"Single-page application\"): this redirect URI, letter for letter", []string{setup.RedirectURI}}
	secret := step{"Certificates & secrets: client_secret is the Value of a secret, not its Secret ID", nil}
	if entra.IsGUID(setup.ClientID) {
		redirect.values = append(redirect.values, at.link(entra.PortalAuthentication(setup.ClientID)))
		secret.values = append(secret.values, at.link(entra.PortalCredentials(setup.ClientID)))
	}
	steps := []step{redirect, {"Authentication → leave \"Front-channel logout URL\" empty. After st.logout Entra sends people back to the redirect URI, which needs no entry of its own.", nil}}
	if at.audience {
		steps = append(steps, step{"Supported account types: " + accountTypes(at), nil})
	}
	if at.consumers {
		steps = append(steps, openStep("a personal Microsoft account"))
	}
	return append(steps, secret)
}

// openStep says that signing in is not being let in.
func openStep(accounts string) step {
	return step{"Everybody with " + accounts + " can sign in now; whom the app lets in is up to it (ALLOWED in the app.py that init writes)", nil}
}

// link adds what the portal needs for apps that a personal account owns.
func (p place) link(address string) string {
	if p.consumers && !strings.Contains(address, "isMSAApp") {
		return address + "/isMSAApp~/true"
	}
	return address
}

// accountType is the portal's choice that fits the authority.
func accountType(at place) string {
	if at.consumers {
		return `"Personal Microsoft accounts only"`
	}
	return `"Accounts in this organizational directory only" (single tenant)`
}

// accountTypes adds what the other choices come to. Streamlit compares a
// token's issuer with the metadata's, so one authority is one set of people.
func accountTypes(at place) string {
	if at.consumers {
		return accountType(at) + ". It goes with tenant consumers; people of an organisation need their own tenant instead."
	}
	return accountType(at) + ". With a wider choice, still only people of tenant " + at.tenant + " can sign in; personal accounts need tenant consumers."
}
