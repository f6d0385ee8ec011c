package image

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/verify/project"
)

// Judge follows the secrets file through the stages of each Dockerfile: what an earlier stage has
// counts only when the last one takes it over. unknown is why one of them cannot be judged.
func Judge(p *project.Project) (all []findings.Finding, unknown string) {
	outside := false
	for _, r := range p.Recipes {
		if !project.IsDockerfile(r.Path) {
			continue
		}
		ignoreFile, ignored, err := Ignores(p, r.Path)
		if err != nil {
			unknown = ignoreFile + " cannot be judged: " + err.Error()
			continue
		}
		secrets, err := Secrets(r.Text, ignored)
		if err != nil {
			unknown = r.Path + " cannot be judged: " + err.Error()
			continue
		}
		for _, baked := range secrets {
			all = append(all, findings.Finding{
				Severity: findings.Error, File: r.Path, Line: baked.Line,
				Message: "this line " + baked.What,
				Fix:     baked.Fix(ignoreFile),
			})
		}
		outside = outside || len(secrets) == 0
	}
	if outside && len(all) == 0 && unknown == "" && len(p.Writers) == 0 {
		all = onHeroku(p)
	}
	return all, unknown
}

var releases = lazy.Regexp{Pattern: `(?m)^[^#\n]*\bheroku\s+container:(?:release|push)\b`}

// onHeroku warns of an image without secrets, which nothing writes when it starts: Heroku gives a container variables
// and no files (docs/facts/platforms.md, section 4.5).
func onHeroku(p *project.Project) []findings.Finding {
	for _, r := range p.Recipes {
		at := releases.Get().FindStringIndex(r.Text)
		if at == nil {
			continue
		}
		return []findings.Finding{{
			Severity: findings.Warning, File: r.Path, Line: 1 + strings.Count(r.Text[:at[1]], "\n"),
			Message: "this line has Heroku run the image, which the secrets stay outside of: Heroku gives it variables and no files, so st.user is empty there and st.login fails",
			Fix:     "set the values as variables of the Heroku app, and make the file when the container starts with authkit deploy-secrets --from-env --out .streamlit/secrets.toml",
		}}
	}
	return nil
}
