package register

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

const consumers = "consumers"

func (r Request) title() string {
	if r.ClientID != "" {
		return "# Request: complete the app registration of " + code(r.Name) + " (client ID " + code(r.ClientID) + ")"
	}
	return "# Request: register the app " + code(r.Name) + " for sign-in"
}

// markdown is the request at Entra, by hand in the portal.
func (r Request) markdown() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s\n", r.title())
	line("What: one app registration in Microsoft Entra%s, so that people can sign in to a Streamlit app.", r.tenant())
	line("Why: the app has to know who somebody is. It asks for the scopes openid, profile and email, and for no other data.\n")
	line("## Values\n")
	line("- Name: %s", code(r.Name))
	line("- Supported account types: %s (signInAudience %s)", r.Audience.choice(), code(r.Audience.SignInAudience()))
	if r.Audience.personal() {
		line("- Manifest: api.requestedAccessTokenVersion is 2")
	}
	line("- Redirect URIs: platform Web (not \"Single-page application\"), letter for letter:")
	for _, uri := range r.RedirectURIs {
		line("  - %s", code(uri))
	}
	line("- Front-channel logout URL: empty. Implicit grant: no box ticked")
	values, proof := r.markdownProof()
	line("%s\n", strings.Join(values, "\n"))
	line("## Steps\n")
	steps := proof
	switch {
	case r.ClientID == "":
		line("1. New registration, with the name, the account types and the first redirect URI: %s", entra.PortalNewRegistration())
		line("2. Authentication: add the other redirect URIs, if there are any")
		if !r.secretless() {
			steps = []string{"Certificates & secrets → New client secret. Copy its Value at once, it is shown once; the Secret ID is not it"}
		}
	default:
		line("1. Authentication: add the redirect URIs, and keep those that are there: %s", entra.PortalAuthentication(r.ClientID))
		if !r.secretless() {
			steps = []string{"If a secret is asked for: Certificates & secrets → New client secret, and keep the old ones: " + entra.PortalCredentials(r.ClientID)}
		}
	}
	for i, step := range steps {
		number := i + 2
		if r.ClientID == "" {
			number++
		}
		line("%d. %s", number, step)
	}
	line("")
	b.WriteString(r.needs() + "\n" + r.handOver() + "\n")
	return b.String()
}

// markdownElsewhere is the request at any other provider.
func (r Request) markdownElsewhere() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s\n", r.title())
	line("What: one web application (a confidential client) at %s, so that people can sign in to a Streamlit app.", r.Provider)
	line("Why: the app has to know who somebody is. It asks for the scopes openid, profile and email, and for no other data.\n")
	line("## Values\n")
	line("- Name: %s", code(r.Name))
	line("- Grant: authorization code. The client shows its secret at the token endpoint (client_secret_basic)")
	line("- Redirect URIs, letter for letter; keep those that are there:")
	for _, uri := range r.RedirectURIs {
		line("  - %s", code(uri))
	}
	line("- Allowed logout URLs, where there is such a list: the same addresses\n")
	if r.Where != "" || r.Console != "" {
		line("## Where\n\n%s\n", strings.TrimSpace(r.Where+" "+r.Console))
	}
	line("## Least permission that is enough\n\nWhoever may register clients, or change this one. The app itself gets no role and no permission.\n")
	b.WriteString(r.handOver() + "\n")
	return b.String()
}

// tenant is where the registration belongs, in words.
func (r Request) tenant() string {
	switch r.Tenant {
	case "":
		return ""
	case consumers:
		return " (in any tenant of yours: people sign in with personal Microsoft accounts)"
	}
	return ", tenant " + code(r.Tenant)
}

// needs is the least that whoever carries it out may do.
func (r Request) needs() string {
	if r.ClientID != "" {
		return `## Least permission that is enough

Owner of this app registration; without that the role Cloud Application Administrator. For a pipeline: Application.ReadWrite.OwnedBy,
with the pipeline's own principal as an owner. The app itself gets no role and no permission.
`
	}
	return `## Least permission that is enough

The role Application Developer, or none where users may register applications; whoever makes it owns it. For a pipeline:
Application.ReadWrite.OwnedBy. The app itself gets no role and no permission. Where people may not consent for themselves,
grant admin consent for openid, profile and email once.
`
}

// handOver is how the answer comes back.
func (r Request) handOver() string {
	if r.secretless() {
		return `## What to hand over, and how

- The client ID (Application ID) is not secret: send it as you like. There is no client secret
- Whoever gets it signs in with the Azure CLI and runs ` + code(r.Command) + `, which finds that nothing is lacking and completes the project
- The app is then started with ` + r.started() + `
`
	}
	return `## What to hand over, and how

- The client ID (Application ID) is not secret: send it as you like
- The client secret's Value: through a password manager or a link that works once; never by mail, chat or in this ticket
- Whoever gets it runs ` + code(r.Command) + `, which asks for the Value and does not show it; then the file or link with it is deleted
`
}
