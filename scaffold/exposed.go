package scaffold

import "context"

// StillExposed asks git once more, after Apply: a rule in a deeper .gitignore
// can take the line of ours back.
func (p *Project) StillExposed(ctx context.Context) []Note {
	now := askGit(ctx, p.Dir, secretsFile)
	if !now.Repository || now.Ignored {
		return nil
	}
	return []Note{{
		Message: "git still does not ignore " + secretsFile + ": another rule brings it back",
		Fix:     "look for a line that begins with ! in the .gitignore files of this folder and of .streamlit, and remove it",
	}}
}
