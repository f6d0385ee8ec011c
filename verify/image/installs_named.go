package image

import (
	"slices"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/project"
)

// Installs says what is wrong with the packages that the project's image installs by
// name, where the file that names what the app needs is not used for it.
func Installs(p *project.Project) (all []findings.Finding) {
	if p.ImageDeps.File == "" {
		return nil
	}
	told := deps.Judge(p.Deps)
	for _, problem := range deps.Judge(p.ImageDeps) {
		same := func(other findings.Finding) bool { return other.ID == problem.ID }
		if problem.Severity != findings.Error || slices.ContainsFunc(told, same) {
			continue
		}
		if startedOtherwise(p) {
			problem.Severity = findings.Warning
		}
		problem.Message = "the image installs other packages than " + p.Deps.File + " names: " + problem.Message
		all = append(all, problem)
	}
	return all
}
