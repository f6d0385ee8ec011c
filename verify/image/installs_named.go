package image

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/project"
)

// Installs says what is wrong with the packages that the project's image installs by
// name, where the file that names what the app needs is not used for it.
func Installs(p *project.Project) (all []findings.Finding) {
	if p.ImageDeps.File == "" {
		return withoutLock(p)
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

var (
	installsFolder = lazy.Regexp{Pattern: `(?m)^[^#\n]*\b(?:uv\s+pip|pip3?)\s+install\b[^\n&;|]*\s["']?\.(?:\[[^\]\s]*\])?["']?\s*(?:$|&|;|\\)`}
	usesLock       = lazy.Regexp{Pattern: `\buv\s+(?:sync|export|run)\b|\b(?:poetry|pdm|pipenv)\b|\s-r\s|--requirement|pylock`}
)

// withoutLock says what is wrong with the packages that the only image gets where pip installs the project's folder:
// it reads what the project asks for, and no lock file.
func withoutLock(p *project.Project) (all []findings.Finding) {
	if p.Deps.Lock == "" || p.DepsErr != nil || len(p.Images) != 1 || !installsFolder.Get().MatchString(p.Images[0].Text) || usesLock.Get().MatchString(p.Images[0].Text) {
		return nil
	}
	at := installsFolder.Get().FindStringIndex(p.Images[0].Text)
	line := 1 + strings.Count(strings.TrimRight(p.Images[0].Text[:at[1]], "\n"), "\n")
	told := deps.Judge(p.Deps)
	for _, problem := range deps.Judge(p.Deps.Unlocked()) {
		same := func(other findings.Finding) bool {
			return other.ID == problem.ID && other.Severity == findings.Error
		}
		if problem.Severity != findings.Error || slices.ContainsFunc(told, same) {
			continue
		}
		if startedOtherwise(p) {
			problem.Severity = findings.Warning
		}
		problem.Message = "the image is made without " + p.Deps.Lock + ", which pip does not read: " + problem.Message
		problem.File, problem.Line, problem.Column = p.Images[0].File, line, 0
		all = append(all, problem)
	}
	return all
}
