package scaffold

import "context"

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
