package meant

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// LoginFix is what to write where st.login is called with the name of no provider. names are those that
// there are; default is the one without a name.
func LoginFix(name string, names []string) string {
	var calls []string
	for _, other := range names {
		switch {
		case strings.EqualFold(other, name):
			return "write the name as the section does: st.login(\"" + entra.Clean(other) + "\")"
		case other == "default":
			calls = append(calls, "st.login()")
		default:
			calls = append(calls, "st.login(\""+entra.Clean(other)+"\")")
		}
	}
	switch {
	case IsLabel(name) && len(names) > 0:
		arguments := ""
		if names[0] != "default" {
			arguments = ", args=[\"" + entra.Clean(names[0]) + "\"]"
		}
		return "write st.button(\"" + entra.Clean(name) + "\", on_click=st.login" + arguments + "): what st.login is called with is no label"
	case name != "" && len(names) == 1 && names[0] == "default":
		return "write st.login() without a name, or rename [auth]'s provider keys into a section [auth." + entra.Clean(name) + "]"
	case name == "":
		return "call " + strings.Join(calls, " or ")
	}
	return "call " + strings.Join(calls, " or ") + ", or add the section with authkit init --provider NAME"
}

// NoProvider is what to write where st.login is called with a label, and there is no provider at all.
func NoProvider(file string, line int, name string) string {
	return fmt.Sprintf("in line %d of %s write st.button(%q) in place of st.login: what that is called with is the name of a provider; where people are to sign in with one, run authkit init", line, file, entra.Clean(name))
}

// labels are what people write on the button of a sign-in, and no provider is called.
var labels = []string{"login", "log-in", "signin", "sign-in", "anmelden", "einloggen", "entrar", "connexion", "accedi", "inloggen", "登录", "登入", "ログイン", "로그인", "вход", "войти"}

// IsLabel tells whether the name that st.login is called with reads as the label of a button.
func IsLabel(name string) bool {
	return strings.Contains(strings.TrimSpace(name), " ") || slices.Contains(labels, strings.ToLower(strings.TrimSpace(name)))
}
