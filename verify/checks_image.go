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

// secretsImage asks what of the secrets file gets into each image.
func secretsImage(f *Facts) Outcome {
	if !f.Project.KeepsSecretsAt(project.SecretsFileName) {
		return skipped("the secrets are kept elsewhere in this project")
	}
	findings, unknown := image.Judge(f.Project)
	if len(findings) == 0 && unknown != "" {
		return unproven(unknown)
	}
	return whole(searched(outcome.Proof("no instruction of the last stage brings the secrets file in"), findings...), f.Project.Unread)
}
