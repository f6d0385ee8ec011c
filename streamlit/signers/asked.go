package signers

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// codes are parts of the labels of fields for a code that somebody was sent to sign in, keys of those for
// what some service knows an app by.
var (
	codes = []string{"login code", "sign-in code", "verification code", "one-time", "otp", "passcode", "access code", "6-digit"}
	keys  = []string{"api", "key", "token", "secret"}
)

// Asked is what a field asks for by which the app itself may know somebody: "a password" or "a code";
// empty: neither. A key of some service is typed into a field for passwords too, and its label says so.
func Asked(call *pytree.Expression) (what string) {
	if call.Parts[0].Value != "text_input" {
		return ""
	}
	for i, argument := range call.Parts {
		text := strings.ToLower(argument.Value)
		has := func(words []string) bool {
			return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
		}
		switch {
		case i == 0 || argument.Kind != pytree.TextExpression:
		case call.Keyword(i) == "type" && text == "password":
			what = "a password"
		case has(keys):
			return ""
		case has(codes) && what == "":
			what = "a code"
		}
	}
	return what
}
