// Package nosecrets says what stands in for secrets that are not where Streamlit looks.
package nosecrets

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/verify/project"
)

var mountedSecrets = lazy.Regexp{Pattern: `(?m)^\s*-?\s*mountPath:\s*["']?(/[A-Za-z0-9._/-]*secret[A-Za-z0-9._/-]*)|^\s*-\s*["']?[^\s:"']+:(/[A-Za-z0-9._/-]*secret[A-Za-z0-9._/-]*)`}

// Expected adds to the finding that there is no secrets file what people expect
// to stand in for one: variables, a folder mounted elsewhere, the viewer's name
// that Community Cloud gave before 1.42.
func Expected(p *project.Project, f findings.Finding) findings.Finding {
	if p.Config.Auth != "" {
		f.File = p.Config.Auth
		f.Message += "; [auth] stands in " + p.Config.Auth + ", which st.login does not read"
		f.Fix = "move [auth] with all that is below it from " + p.Config.Auth + " to " + project.SecretsFileName
		return f
	}
	if p.App.CountsOnUser() {
		f.Message += "; without [auth] in one st.user holds nothing, neither is_logged_in nor email, since Streamlit 1.42 not on Community Cloud either"
	}
	if file, mounted := secretsMount(p); mounted != "" {
		f.Message += "; " + file + " mounts " + mounted + ", where it does not look"
		f.Fix = "mount the file at .streamlit/secrets.toml of the app's working directory, or name it in .streamlit/config.toml: [secrets] files = [\"" + mounted + "\"]; on this machine run authkit init"
	}
	const before = "; where only variables can be set, write the file before Streamlit starts: authkit deploy-secrets --from-env --out " + project.SecretsFileName
	if file, line := putsInto(p); file != "" {
		f.Message += fmt.Sprintf("; what line %d of %s would put into st.secrets does not get there: nothing can be put into it", line, file)
		f.Fix += before
	} else if len(p.AuthVariables) > 0 {
		v := p.AuthVariables[0]
		f.Message += fmt.Sprintf("; environment variables are not read by st.login, and Streamlit makes no secret of one: not of %s either (%s, line %d)", v.Name, v.File, v.Line)
		f.Fix += before
	}
	return f
}

// putsInto is where the app would put something into st.secrets.
func putsInto(p *project.Project) (file string, line int) {
	for _, f := range p.App.Files {
		if len(f.Scan.PutsSecrets) > 0 {
			return f.Path, f.Scan.PutsSecrets[0].Line
		}
	}
	return "", 0
}

// Nothing says what is not in the folder, and where it may be.
func Nothing(p *project.Project) string {
	reason := "nothing was checked here: this folder has no Streamlit app, no secrets and no requirements"
	if len(p.Below) == 0 {
		return reason + "; name the project's folder with --dir, or set one up with authkit init"
	}
	return reason + "; below it " + strings.Join(p.Below, ", ") + " may be meant: authkit verify --dir " + quote.Shell(p.Below[0])
}

// secretsMount is a place outside .streamlit that a container file mounts secrets at.
func secretsMount(p *project.Project) (file, place string) {
	for _, r := range p.Recipes {
		for _, found := range mountedSecrets.Get().FindAllStringSubmatch(r.Text, -1) {
			if place := found[1] + found[2]; !strings.Contains(place, ".streamlit") {
				return r.Path, place
			}
		}
	}
	return "", ""
}
