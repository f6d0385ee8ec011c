package project

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit"
)

// readMounted reads the file of the project that a container gets as its secrets, where
// there is exactly one: several are several deployments, and nobody knows which is meant.
func (p *Project) readMounted(ctx context.Context) {
	var found []Mount
	for _, m := range slices.Concat(p.serviceMounts(), devcontainerMounts(p.Recipes)) {
		if checkout.Exists(p.files, m.Source) && !slices.ContainsFunc(found, func(other Mount) bool { return other.Source == m.Source }) {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
	case 1:
		m := found[0]
		p.Looked = append(p.Looked, m.Source)
		if p.readSecretsPath(ctx, filepath.Join(p.Dir, filepath.FromSlash(m.Source)), m.Source) {
			p.Mounted = m
		}
	default:
		for _, m := range found {
			p.severalMounted = append(p.severalMounted, m.Source+" ("+m.File+")")
		}
	}
}

// MountedBy says, behind the name of a secrets file, which container gets it as that;
// empty: Streamlit finds it where it is.
func (p *Project) MountedBy(file string) string {
	if p.Mounted.Source != file || file == "" {
		return ""
	}
	return ", which " + p.Mounted.File + " mounts at " + p.Mounted.Target
}

// serviceMounts are the files that compose files mount where Streamlit looks.
func (p *Project) serviceMounts() (found []Mount) {
	for _, s := range p.Services {
		looks := p.looksIn(s)
		for _, m := range s.Mounts {
			if m.Source == "" || !strings.HasPrefix(m.Target, "/") {
				continue
			}
			for _, place := range looks {
				if rest, is := strings.CutPrefix(place, path.Clean(m.Target)); is && (rest == "" || rest[0] == '/') && strings.HasSuffix(place, ".toml") {
					if rest != "" && m.Source == "." && path.Clean(rest) == "/"+SecretsFileName {
						continue // the project itself, which was looked into
					}
					m.Source = path.Join(m.Source, rest)
					found = append(found, m)
					break
				}
			}
		}
	}
	return found
}

// looksIn are the places in a service's container where Streamlit looks for secrets, as
// far as they are known.
func (p *Project) looksIn(s Service) (places []string) {
	var image Image
	switch at := slices.IndexFunc(p.Images, func(i Image) bool { return i.File == s.Dockerfile }); {
	case at >= 0:
		image = p.Images[at]
	case !s.Builds && len(p.Images) == 1:
		image = p.Images[0]
	}
	workdir := image.Workdir
	if strings.HasPrefix(s.Workdir, "/") {
		workdir = path.Clean(s.Workdir)
	}
	if p.Server.Files.IsSet {
		for _, place := range p.Server.Files.Paths {
			if place = filepath.ToSlash(place); !strings.HasPrefix(place, "/") && workdir != "" {
				place = path.Join(workdir, place)
			}
			places = append(places, path.Clean(place))
		}
		return places
	}
	if image.Home != "" {
		places = append(places, path.Join(image.Home, SecretsFileName))
	}
	if workdir != "" {
		places = append(places, path.Join(workdir, p.App.Command.Folder, SecretsFileName))
		if p.App.Script != "" && !p.Before(streamlit.LooksBesideScript) {
			places = append(places, path.Join(workdir, path.Dir(p.App.Script), SecretsFileName))
		}
	}
	return places
}

// A mount of a dev container: its source in the project, its target where the project
// or its user's home folder is.
var devcontainerMount = lazy.Regexp{Pattern: `source"?\s*[=:]\s*"?\$\{localWorkspaceFolder\}/([^,"]+)"?\s*,\s*"?target"?\s*[=:]\s*"?(?:\$\{containerWorkspaceFolder\}|/workspaces?(?:/[^/,"]+)?|/home/vscode|/root)/\.streamlit/secrets\.toml\b`}

func devcontainerMounts(recipes []Recipe) (found []Mount) {
	for _, r := range recipes {
		if !strings.Contains(r.Path, "devcontainer") {
			continue
		}
		for _, m := range devcontainerMount.Get().FindAllStringSubmatchIndex(r.Text, -1) {
			source := path.Clean(r.Text[m[2]:m[3]])
			if !strings.HasPrefix(source, "..") {
				found = append(found, Mount{File: r.Path, Line: 1 + strings.Count(r.Text[:m[0]], "\n"), Source: source, Target: SecretsFileName})
			}
		}
	}
	return found
}
