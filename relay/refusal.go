package relay

import (
	"cmp"
	"net/http"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify/probe"
)

// refusal says in one line why a code was not redeemed: the code, the cause, what
// to do. Empty: it was redeemed.
func refusal(to probe.TokenEndpoint, status int, body []byte) string {
	answer, refused := entra.ParseTokenError(status, body)
	if !refused && status == http.StatusOK {
		return ""
	}
	if !refused {
		return "nobody can sign in: " + to.URL.Host + " answered " + spoken.Status(status) + " to the token request; try again later, and look whether authkit verify agrees"
	}
	if entry, ok := answer.Entry(); ok && to.Microsoft {
		return "the sign-in was refused: " + entry.Code + ": " + entry.Cause + "; " + entry.Fix
	}
	said := cmp.Or(answer.Code, answer.OAuthError)
	if answer.Description != "" {
		said += " (" + answer.Description + ")"
	}
	if pages := explain.Recognise(answer.OAuthError + ": " + answer.Description); len(pages) > 0 {
		return "the sign-in was refused: " + said + ": " + pages[0].About + "; " + pages[0].Fix
	}
	return "the sign-in was refused: " + said + "; run authkit explain " + cmp.Or(answer.Code, answer.OAuthError)
}
