package reached

import (
	"fmt"

	"github.com/authkit-cli/authkit/internal/spoken"
)

// SignsOut tells of st.logout that runs without a click for all who are signed in.
func SignsOut(at Spot) Fault {
	return Fault{
		Spot: at, Message: "st.logout is called here in every run of people who are signed in, so nobody stays signed in",
		Fix: `call it when somebody asks for it only: st.button("Sign out", on_click=st.logout)`,
	}
}

// Crowded tells of sign-ins at several providers that one run calls without a click.
func Crowded(logins []Login) Fault {
	var others []string
	for _, other := range logins[1:] {
		others = append(others, fmt.Sprintf("line %d of %s", other.Line, other.File))
	}
	name := logins[0].Provider
	return Fault{
		Spot: logins[0].Spot, Mild: true,
		Message: fmt.Sprintf("st.login(%q) runs here without a click, and so does st.login in %s: the browser goes to the last of them, and nobody can choose", name, spoken.List(others)),
		Fix:     fmt.Sprintf("put each behind a button of its own: st.button(%q, on_click=st.login, args=[%q])", "Sign in with "+name, name),
	}
}
