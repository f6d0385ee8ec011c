package script

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/verify/project"
)

// Unbuilt says where no image can be built from the Dockerfile that writes a document: a line
// of it begins with no instruction, as the second one of a list in brackets.
func Unbuilt(p *project.Project, w project.Writer) []findings.Finding {
	for _, r := range p.Recipes {
		if r.Path != w.Path || !project.IsDockerfile(r.Path) {
			continue
		}
		above, wrong, is := dockerfile.Unknown(r.Text)
		if !is {
			return nil
		}
		fix := "begin the line with RUN, or end the one above it with a backslash"
		if (above.Name == "CMD" || above.Name == "ENTRYPOINT") && (strings.HasPrefix(above.Arguments, "[") || strings.Contains(above.Arguments, "<<")) {
			fix = "put the commands into a file start.sh beside " + r.Path + `, and write COPY start.sh /start.sh and ` + above.Name + ` ["sh", "/start.sh"]`
		}
		return []findings.Finding{{
			Severity: findings.Error, File: r.Path, Line: wrong.Line,
			Message: "docker build ends here: the line begins with no instruction of a Dockerfile, so there is no image, and nothing writes the secrets",
			Fix:     fix,
		}}
	}
	return nil
}
