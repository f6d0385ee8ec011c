package cmd

import (
	"context"

	"github.com/authkit-cli/authkit/register/azcli"
)

// azureCLI is the session of the person's Azure CLI, whose token nothing may show.
func (e *Env) azureCLI(ctx context.Context, tenant string) (*azcli.Session, error) {
	session, err := azcli.SignedIn(ctx, tenant)
	if session != nil {
		e.known.Add(session.Token)
	}
	return session, err
}
