package entra

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/own"
)

// readEntries reads a group of entries. Each begins with a line that is its code, has a line for each of
// its members, "name: value", and ends with an empty line; the group begins with what it is about, behind #.
// A name that is none panics: the text is part of the program.
func readEntries(group string) (all []Entry) {
	for _, text := range strings.Split(strings.TrimSpace(group), "\n\n")[1:] {
		code, members, _ := strings.Cut(text, "\n")
		e := Entry{Code: code}
		for line := range strings.SplitSeq(members, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			e.set(name, value)
		}
		all = append(all, e)
	}
	return all
}

// set gives a member of an entry its value as it is written.
func (e *Entry) set(name, value string) {
	switch name {
	case "cause":
		e.Cause = value
	case "meaning":
		e.Meaning = value
	case "fix":
		e.Fix = value
	case "step":
		e.Steps = append(e.Steps, value)
	case "owner":
		e.Owner = value
	case "stages":
		e.Stages = strings.Fields(value)
	case "seen":
		for _, way := range strings.Fields(value) {
			e.Seen |= map[string]Seen{"page": SeenOnPage, "app": SeenByApp, "answer": SeenInAnswer}[way]
		}
	case "oauth-error":
		e.OAuthError = value
	case "source":
		e.Source = value
	case "passes":
		e.Passes = true
	default:
		panic(e.Code + " has no " + name)
	}
}

// Phrases that the entries share with the rest.
const (
	openApp           = "open " + linkRegistrations + " and choose the app"
	runVerify         = "run authkit verify"
	runLogin          = "run authkit verify --login and sign in once"
	linkRegistrations = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"
	externalMetadata  = "https://<name>.ciamlogin.com/<tenant-ID>/v2.0/.well-known/openid-configuration"
)

// shared puts phrases that several entries have in place of their names in braces.
var shared = lazy.Replacer{Pairs: []string{
	"{openApp}", openApp,
	"{openEntApp}", "open Enterprise applications in https://entra.microsoft.com and choose the app",
	"{openB2C}", "open https://portal.azure.com, switch to the directory of the B2C tenant, and open Azure AD B2C",
	"{runLogin}", runLogin,
	"{askAdmin}", "ask the administrator of the tenant to look the attempt up under Sign-in logs in https://entra.microsoft.com, with the correlation ID of the error page",
	"{notTheProject}", " Nothing in secrets.toml is wrong and verify cannot see it: it depends on the person.",
	"{notStreamlit}", " Streamlit's own sign-in never does this, so look for code or a tool beside st.login that uses the same app registration.",
	"{consumersMetadata}", "https://login.microsoftonline.com/consumers/v2.0/.well-known/openid-configuration",
	"{externalMetadata}", externalMetadata,
	"{externalStep}", "in an external tenant: write server_metadata_url = \"" + externalMetadata + "\", with the name and Directory (tenant) ID of its Overview page",
	"{microsoftsList}", microsoftsList,
	"{customersList}", customersList,
	"{own.ClientID}", own.ClientID,
	"{own.RedirectURI}", own.RedirectURI,
	"{own.RedirectURIBrief}", own.RedirectURIBrief,
}}
