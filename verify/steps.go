package verify

import (
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/provider"
)

// Steps that several remedies take.
const (
	verifyAgain  = "run authkit verify again"
	signInOnce   = "run authkit verify --login and sign in once"
	inSignInLogs = "let an administrator look the attempt up under Sign-in logs in https://entra.microsoft.com, with the correlation ID of the error page"
)

func openApp() string { return "Entra: open " + entra.PortalRegistrations() + " and choose the app" }

// redirectLists says where the providers with a page of their own keep redirect URIs.
func redirectLists() string {
	text := ""
	for _, p := range provider.All() {
		if p.Console != "" {
			text += p.Name + ": " + p.Console + ", " + p.Redirects + "; "
		}
	}
	return text
}

// logoutLists names the lists of addresses that providers allow after a logout.
func logoutLists() string {
	var names []string
	for _, p := range provider.All() {
		if p.Logouts != "" {
			names = append(names, p.Name+": "+p.Logouts)
		}
	}
	return strings.Join(names, "; ")
}
