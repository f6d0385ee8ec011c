package report

import (
	"fmt"

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
	edits := 0
	for _, f := range counted {
		if f.Edit != nil && isLocal(f.File) {
			edits++
		}
	}
	switch {
	case len(r.Apps) > 0:
		return ""
	case edits > 0:
		return fmt.Sprintf("authkit verify --fix%s makes %d of these fixes, after showing them", here, edits)
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
