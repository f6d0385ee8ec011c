package report

import (
	"slices"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/verify"
)

// next is the command that leads on from a report; empty where there is none, or
// where the findings say what to do.
func next(r *verify.Report, counted []located, o Options) string {
	here := ""
	if o.Folder != "" {
		here = " --dir " + quote.Shell(o.Folder)
	}
	edits := slices.ContainsFunc(counted, func(f located) bool {
		return isLocal(f.File) && (f.Edit != nil || f.ID == checkid.SecretsIgnored)
	})
	switch {
	case len(r.Apps) > 0:
		return ""
	case edits:
		return "authkit verify --fix" + here + " writes the fixes that are exact edits, after a diff"
	case r.Verdict != verify.Sound:
		return ""
	case r.Scope == verify.ScopeFiles:
		return "authkit verify" + here + " asks the provider as well"
	case r.Scope == verify.ScopeProvider:
		return "authkit verify --login" + here + " signs in once, which proves the rest"
	case r.Scope == verify.ScopeSignIn:
		return "authkit deploy-secrets --url URL" + here + " renders the secrets for the deployed app"
	}
	return ""
}
