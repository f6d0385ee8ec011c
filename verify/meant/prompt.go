package meant

import (
	"slices"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/provider"
)

// RefusedPrompt says that the provider with this metadata address takes no such prompt,
// which stands there in the secrets, or nowhere, and then it is Streamlit's own. It names
// a value that the provider takes, and Entra's code. Empty: it takes it, or nothing is known.
func RefusedPrompt(prompt, there, address string) (message, instead, code string) {
	at, microsoft := entra.ParseAuthority(address)
	if microsoft {
		known := slices.Contains([]entra.Kind{entra.Organisation, entra.Organizations, entra.Common}, at.Kind)
		if there == "" || !known || !entra.RefusesPrompt(prompt, at.V1) {
			return "", "", ""
		}
		return "prompt in " + there + " is none of the values that Entra takes: login, none, consent, select_account or create, one alone", "select_account", entra.UnsupportedPrompt
	}
	p := provider.Of(address)
	switch {
	case len(p.Prompts) == 0 || slices.Contains(p.Prompts, prompt):
		return "", "", ""
	case there == "":
		message = p.Name + " refuses the prompt that Streamlit sends when client_kwargs has none, " + prompt
	default:
		message = p.Name + " refuses the prompt in " + there
	}
	return message + ": people come back without a sign-in", p.Prompts[0], ""
}
