package verify

import (
	"github.com/authkit-cli/authkit/entra"
)

// Steps that several remedies take.
const (
	verifyAgain  = "run authkit verify again"
	signInOnce   = "run authkit verify --login and sign in once"
	inSignInLogs = "let an administrator look the attempt up under Sign-in logs in https://entra.microsoft.com, with the correlation ID of the error page"
)

func openApp() string { return "Entra: open " + entra.PortalRegistrations() + " and choose the app" }
