package verify

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// exposeTokens judges expose_tokens, and whether it covers what the app reads.
func exposeTokens(f *Facts) Outcome {
	findings := findingsOf(f.Project.Auth.Problems, checkid.ExposeTokens)
	if len(findings) == 0 {
		findings = unexposed(f)
	}
	return searched(outcome.Proof(f.onAuth(checkid.ExposeTokens)), findings...)
}

// unexposed are readings of st.user.tokens that end the app once somebody is
// signed in. What a test or a try stands around is left alone.
func unexposed(f *Facts) []Finding {
	exposed := f.Project.Auth.Exposed
	for _, file := range f.Project.App.Files {
		for _, use := range file.Scan.TokenUses {
			finding := Finding{Severity: SeverityError, File: file.Path, Line: use.Line, Column: use.Column}
			switch known := use.Name == "id" || use.Name == "access"; {
			case use.Safe:
				continue
			case f.Project.Before(streamlit.ChecksExposeTokens):
				finding.Message = "the app reads st.user.tokens, which the project's Streamlit does not have: the app ends after the sign-in"
				finding.Fix = "move to " + deps.Recommended + " and set expose_tokens in [auth], or remove the line"
			case !known:
				finding.Message = "the app reads a token of st.user.tokens that is neither id nor access: the app ends after the sign-in"
				finding.Fix = "read st.user.tokens.id or st.user.tokens.access, and name it in expose_tokens"
			case slices.Contains(exposed, use.Name):
				continue
			default:
				names := append(slices.Clone(exposed), use.Name)
				slices.Sort(names)
				finding.Message = "the app reads st.user.tokens." + use.Name + ", which expose_tokens does not name: the app ends after the sign-in"
				finding.Fix = "write expose_tokens = [\"" + strings.Join(names, "\", \"") + "\"] in [auth]"
			}
			return []Finding{finding}
		}
	}
	return nil
}
