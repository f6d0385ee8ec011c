package image

import (
	"errors"
	"slices"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/authkit-cli/authkit/verify/project"
)

const (
	maxIgnoreFile    = 1 << 16 // bytes
	maxIgnorePattern = 1 << 8  // bytes: Docker's reader takes four times as long for twice as many
)

// Ignores names the file that says what a build does not see, the
// Dockerfile's own or else the folder's, and whether it keeps the secrets out.
func Ignores(p *project.Project, dockerfile string) (file string, ignored bool, err error) {
	r, ok := ignoreFile(p, dockerfile)
	if !ok {
		return ".dockerignore", false, nil
	}
	ignored, err = ignoresSecrets(r.Text)
	return r.Path, ignored, err
}

// ignoreFile is the file that says what a build does not see, if there is one.
func ignoreFile(p *project.Project, dockerfile string) (project.Recipe, bool) {
	names := []string{dockerfile + ".dockerignore", ".dockerignore"}
	if strings.Contains(strings.ToLower(dockerfile), "containerfile") {
		names = []string{".containerignore", ".dockerignore"} // of podman
	}
	for _, name := range names {
		if r, ok := p.Recipe(name); ok {
			return r, true
		}
	}
	return project.Recipe{}, false
}

// ignoresSecrets tells whether a .dockerignore keeps the secrets out. The error
// says why that cannot be told.
func ignoresSecrets(text string) (bool, error) {
	patterns, err := ignorePatterns(text)
	if err != nil {
		return false, err
	}
	return excludes(project.SecretsFileName, patterns)
}

func ignorePatterns(text string) ([]string, error) {
	if len(text) > maxIgnoreFile {
		return nil, errors.New("it is longer than 64 KB")
	}
	patterns, err := ignorefile.ReadAll(strings.NewReader(text))
	if err != nil {
		return nil, errors.New("it cannot be read by Docker")
	}
	return patterns, nil
}

// excludes tells whether patterns, as of COPY --exclude, keep a file out.
func excludes(name string, patterns []string) (bool, error) {
	if slices.ContainsFunc(patterns, func(pattern string) bool { return len(pattern) > maxIgnorePattern }) {
		return false, errors.New("it has a pattern longer than 256 bytes")
	}
	excluded, err := patternmatcher.MatchesOrParentMatches(name, patterns)
	if err != nil {
		return false, errors.New("one of its patterns is refused by Docker")
	}
	return excluded, nil
}
