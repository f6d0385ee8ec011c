package image

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify/project"
)

// Given says what keeps the secrets from the container that a compose file starts: a
// mount beside the place where Streamlit looks, or variables instead of a file. It is
// silent where they may come some other way.
func Given(p *project.Project) []findings.Finding {
	c := p.Container
	if c == nil || !c.Secrets.Known || c.Secrets.There || !p.Auth.Found {
		return nil
	}
	_, ignored, err := Ignores(p, c.Dockerfile.Path)
	if baked, cannot := Secrets(c.Dockerfile.Text, ignored); err != nil || cannot != nil || len(baked) > 0 {
		return nil
	}
	m, file := c.Secrets.Mount, c.Service.File
	mount := "./" + project.SecretsFileName + ":" + c.Look() + ":ro"
	one := findings.Finding{Severity: findings.Error, ID: checkid.SecretsFound, File: file, Line: m.Line}
	switch {
	case c.Secrets.Absent && len(p.Files) > 0:
		one.Severity = findings.Warning // it may lie where the container runs
		one.Message = fmt.Sprintf("%s mounts %s as the secrets, and there is no such file here: Docker makes an empty folder of that name, and the app does not find them", file, m.Source)
		one.Fix = "write " + mount + " in its place, or put the file there"
	case m.Source != "":
		one.Message = fmt.Sprintf("%s mounts %s at %s, where Streamlit does not look: in that container it looks for %s", file, m.Source, m.Target, spoken.List(c.Looks))
		one.Fix = "write " + mount + " under volumes of the service " + c.Service.Name
	case len(c.Variables) > 0:
		v := c.Variables[0]
		one.Line = v.Line
		one.Message = fmt.Sprintf("%s gives the app %s and no secrets file: Streamlit makes no secret of a variable, so st.login finds no [auth] in that container", file, v.Name)
		one.Fix = "write " + mount + " under volumes of the service " + c.Service.Name + ", or write the file before Streamlit starts: authkit deploy-secrets --from-env"
	default:
		return nil
	}
	return []findings.Finding{one}
}

// Published tells of a redirect_uri on this machine whose port leads nowhere, since the
// compose file publishes the app, with these secrets, at others only.
func Published(p *project.Project) []findings.Finding {
	c := p.Container
	if c == nil || !c.Secrets.There || len(c.Ports) == 0 {
		return nil
	}
	u, err := url.Parse(p.Auth.RedirectURI.Text.Reveal())
	if err != nil || u.Scheme != "http" || u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
		return nil
	}
	port := 80
	if u.Port() != "" {
		port, _ = strconv.Atoi(u.Port()) // url.Parse takes digits only
	}
	if slices.Contains(c.Ports, port) {
		return nil
	}
	var ports []string
	for _, one := range c.Ports {
		ports = append(ports, strconv.Itoa(one))
	}
	return []findings.Finding{{
		Severity: findings.Error, ID: checkid.RedirectURIPort,
		Message: fmt.Sprintf("redirect_uri sends people to port %d, and %s publishes the app, which gets these secrets, at port %s only (line %d)", port, c.Service.File, spoken.List(ports), c.PortsLine),
		Fix:     fmt.Sprintf("write \"%d:%d\" under ports in %s, or the port that people open in redirect_uri, and register it so at the provider", port, p.Server.Port, c.Service.File),
	}}
}
