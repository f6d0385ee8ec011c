package scaffold

import (
	"bytes"
	"strings"
)

const ignoreFile = ".gitignore"

// ignoreLine keeps the secrets file of this folder out of git, and only that:
// with a slash inside, git anchors a pattern at the folder of its file.
const ignoreLine = secretsFile

// planIgnore adds the line to .gitignore where git needs it. Outside a
// repository the file gets the line all the same, since `git init` and `git
// add .` tend to come later, in that order.
func (p *Project) planIgnore(plan *Plan) {
	switch {
	case p.git.Repository && p.git.Ignored:
		plan.Kept = append(plan.Kept, Kept{ignoreFile, "git ignores " + secretsFile + " already"})
	case !p.git.Repository && hasIgnoreLine(p.ignore.Data()):
		plan.Kept = append(plan.Kept, Kept{ignoreFile, "has a line for " + secretsFile + " already"})
	default:
		plan.change(Change{
			Path: ignoreFile, After: whole(WithLine(p.ignore.Data(), ignoreLine)), Mode: 0o644,
			What: "keeps " + secretsFile + " out of git", snapshot: p.ignore.Snapshot,
		})
	}
	if p.git.Tracked {
		plan.Notes = append(plan.Notes, Note{
			Message:  secretsFile + " is already tracked by git, so .gitignore does not keep it out",
			Verified: true,
			Fix:      "run: git rm --cached " + secretsFile + " and commit; what was pushed before is known to others, so make a new client secret at the provider",
		})
	}
}

// hasIgnoreLine is for folders git cannot judge: it knows the plain ways to
// write the line, and takes anything cleverer for absent. One line too many
// does no harm.
func hasIgnoreLine(data []byte) bool {
	found := false
	for line := range strings.Lines(string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))) {
		line = strings.TrimRight(line, " \r\n")
		switch strings.TrimPrefix(strings.TrimPrefix(line, "**/"), "/") {
		case ".streamlit/secrets.toml", "secrets.toml", ".streamlit", ".streamlit/", ".streamlit/*", "*.toml", "*":
			found = true
		}
		if strings.HasPrefix(line, "!") {
			found = false // it may take the rule back: our line goes after it
		}
	}
	return found
}

// WithLine adds one line at the end, in the file's own kind of line break,
// and leaves every other byte as it was.
func WithLine(data []byte, line string) []byte {
	end := "\n"
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] == '\r' {
		end = "\r\n"
	}
	out := bytes.Clone(data)
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, end...)
	}
	return append(out, line+end...)
}
