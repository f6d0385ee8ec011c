package steps

import (
	"strings"

	"github.com/authkit-cli/authkit/deploy"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// Provider is what the provider has to know about the deployed app.
func Provider(document *secrets.Document, redirectURI string) []Step {
	var steps []Step
	for _, section := range deploy.SignIns(document) {
		name := ""
		if _, named, ok := strings.Cut(section.Section, "."); ok {
			name = " (" + named + ")"
		}
		at := At(section.MetadataURL)
		switch {
		case at.Sandbox:
			steps = append(steps, Step{"The sandbox is for this machine only: for a deployed app, run authkit init with a real provider first" + name, nil})
		case at.Microsoft:
			appID := section.ClientID
			add := Step{"Authentication, platform Web: add this redirect URI and keep the ones that are there" + name, []string{redirectURI, at.link(entra.PortalAuthentication(appID))}}
			steps = append(steps, add, Step{"The same address serves st.logout; nothing else is to be registered for it", nil})
			if line, ok := entra.AzAddRedirectURI(appID, redirectURI); ok {
				steps = append(steps, Step{"Or from a shell, which reads the list first and adds to it:", []string{line}})
			}
			if line, ok := entra.AzAddRedirectURIPowerShell(appID, redirectURI); ok {
				steps = append(steps, Step{"The same for PowerShell:", []string{line}})
			}
		default:
			steps = append(steps,
				Step{"Add this to the allowed redirect (callback) URIs, and keep the ones that are there" + name, []string{redirectURI}},
				Step{"Where there is a list of allowed logout URLs, add the same address: Streamlit returns there after st.logout", nil})
		}
	}
	if len(steps) == 0 {
		steps = append(steps, Step{"Add this redirect URI and keep the ones that are there:", []string{redirectURI}})
	}
	return steps
}
