package verify

import (
	"github.com/authkit-cli/authkit/verify/image"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

func needDockerfile(f *Facts) *Missing {
	for _, r := range f.Project.Recipes {
		if project.IsDockerfile(r.Path) {
			return nil
		}
	}
	if len(f.Project.Unread) > 0 {
		return nil
	}
	return &Missing{Skipped, "there is no Dockerfile"}
}

// secretsImage follows the secrets file through the stages of each Dockerfile:
// what an earlier stage has counts only when the last one takes it over.
func secretsImage(f *Facts) Outcome {
	if !f.Project.KeepsSecretsAt(project.SecretsFileName) {
		return skipped("the secrets are kept elsewhere in this project")
	}
	var findings []Finding
	unknown := ""
	for _, r := range f.Project.Recipes {
		if !project.IsDockerfile(r.Path) {
			continue
		}
		ignoreFile, ignored, err := image.Ignores(f.Project, r.Path)
		if err != nil {
			unknown = ignoreFile + " cannot be judged: " + err.Error()
			continue
		}
		secrets, err := image.Secrets(r.Text, ignored)
		if err != nil {
			unknown = r.Path + " cannot be judged: " + err.Error()
			continue
		}
		for _, baked := range secrets {
			findings = append(findings, Finding{
				Severity: SeverityError, File: r.Path, Line: baked.Line,
				Message: "this line " + baked.What,
				Fix:     baked.Fix(ignoreFile),
			})
		}
	}
	if len(findings) == 0 && unknown != "" {
		return unproven(unknown)
	}
	return whole(searched(outcome.Proof("no instruction of the last stage brings the secrets file in"), findings...), f.Project.Unread)
}
