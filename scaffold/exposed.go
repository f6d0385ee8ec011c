package scaffold

import (
	"context"
	"time"

	"github.com/authkit-cli/authkit/verify/project/repo"
)

// gitTime is how long git may take for its answers. A pipe in place of
// .gitignore would be waited for.
const gitTime = 10 * time.Second

func askGit(ctx context.Context, dir string) repo.State {
	ctx, stop := context.WithTimeout(ctx, gitTime)
	defer stop()
	return repo.Ask(ctx, dir, secretsFile)
}

// Git is what git says of the project and its secrets file.
func (p *Project) Git() repo.State { return p.git }

// StillExposed asks git once more, after a plan was applied that changed
// something: a rule in a deeper .gitignore can take the line of ours back.
func (p *Project) StillExposed(ctx context.Context, applied Plan) []Note {
	if len(applied.Changes) > 0 {
		ctx, stop := context.WithTimeout(ctx, gitTime)
		defer stop()
		p.git = p.git.Also(ctx, p.Dir, secretsFile)
	}
	if !p.git.Repository || p.git.Ignored {
		return nil
	}
	return []Note{{
		Message: "git still does not ignore " + secretsFile + ": another rule brings it back",
		Fix:     "look for a line that begins with ! in the .gitignore files of this folder and of .streamlit, and remove it",
	}}
}
