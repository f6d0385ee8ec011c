package explain

import (
	"slices"
	"strings"
)

// redirectPages are the pages of providers on a redirect URI they do not list,
// by names that nothing else has.
func redirectPages() map[string]string {
	return map[string]string{
		"keycloak": "keycloak-redirect-uri", "authentik": "authentik-redirect-uri", "authelia": "authelia-redirect-uri",
		"zitadel": "zitadel-redirect-uri", "auth0": "auth0-callback", "cognito": "cognito-redirect", "okta": "okta-redirect-uri",
	}
}

// nameSpeaker puts the page of the provider that a text names in place of the
// one for refusals that nobody signs. A text with two names keeps the latter.
func nameSpeaker(found []recognised, stack string) []recognised {
	speaker := ""
	for name, page := range redirectPages() {
		if strings.Contains(stack, name) {
			if speaker != "" {
				return found
			}
			speaker = page
		}
	}
	page, ok := knownPage(speaker, strings.EqualFold)
	ok = ok && !slices.ContainsFunc(found, func(f recognised) bool { return f.page.Name == speaker })
	for i := range found {
		if ok && found[i].page.Name == "redirect-uri-refused" {
			found[i].page, found[i].rank = page, rankCause
		}
	}
	return found
}
