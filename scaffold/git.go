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
