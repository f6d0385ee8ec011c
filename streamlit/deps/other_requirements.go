package deps

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spelling"
)

// Files that are named like a requirements file and install an app; those of
// developers' tools are not looked at.
var (
	requirementsName = lazy.Regexp{Pattern: `^(?:requirements[-_.].*|.*[-_.]requirements)\.txt$`}
	developersName   = lazy.Regexp{Pattern: `(?i)(?:^|[-_.])(dev|develop|development|test|tests|testing|doc|docs|lint|ci|build|optional)(?:[-_.]|$)`}
)

// isMisnamed tells of a mistyped requirements.txt. Files of other names are not meant to be one.
func isMisnamed(name string) bool {
	return name != usualRequirements && spelling.Distance(strings.ToLower(name), usualRequirements) <= 2
}

const usualRequirements = "requirements.txt"

func misnamed(file string) Problem {
	return Problem{
		ID: checkid.DepsStreamlit, Severity: Warning, File: file,
		Message: file + " is not named requirements.txt, nothing here installs from it, and hosts install from no other name",
		Fix:     "rename it to " + path.Join(path.Dir(file), usualRequirements),
	}
}

// installers are files that may install from a requirements file of any name.
var installers = []string{"*ockerfile*", "*.md", "README*", "Makefile", "justfile", "Procfile", "*.sh", "*.ps1", "*.bat", "*.y*ml", "*.toml", "*.json", ".devcontainer/*.json", ".github/workflows/*.y*ml", "scripts/*.sh", "docker/*", "deploy/*"}

// isInstalledFrom tells whether some file of the project names a requirements file, as those do that
// install from it.
func isInstalledFrom(fsys fs.FS, file string) bool {
	return slices.ContainsFunc(installers, func(pattern string) bool {
		files, err := checkout.Glob(fsys, pattern)
		return err != nil || slices.ContainsFunc(files[:min(len(files), maxInstallers)], func(name string) bool {
			text, err := checkout.Read(fsys, name, maxManifest)
			return err == nil && strings.Contains(string(text), path.Base(file))
		})
	})
}

// maxInstallers bounds the files of one form that are looked at.
const maxInstallers = 50

// readOtherRequirements reads the one file like requirements-prod.txt or
// requirements/prod.txt of a folder. Of several nobody can tell which counts.
func readOtherRequirements(fsys fs.FS, dir string) (Dependencies, error) {
	var files []string
	look := func(dir string, any bool) error {
		entries, err := fs.ReadDir(fsys, dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, e := range entries {
			name := e.Name()
			if e.Type().IsRegular() && path.Ext(name) == ".txt" && !developersName.Get().MatchString(name) && (any || requirementsName.Get().MatchString(name) || isMisnamed(name)) {
				files = append(files, path.Join(dir, name))
			}
		}
		return nil
	}
	if err := errors.Join(look(dir, false), look(path.Join(dir, "requirements"), true)); err != nil {
		return Dependencies{File: path.Join(dir, "requirements")}, err
	}
	switch len(files) {
	case 0:
		return Dependencies{}, nil
	case 1:
		m, err := readRequirements(fsys, files[0])
		if isMisnamed(path.Base(files[0])) && !isInstalledFrom(fsys, files[0]) {
			m.problems = append(m.problems, misnamed(files[0]))
		}
		return resolve(fsys, dir, m, nil), err
	}
	m := manifest{style: StyleRequirements, file: files[0], unsure: "there are several requirements files, and which one counts is not known"}
	return resolve(fsys, dir, m, nil), nil
}
