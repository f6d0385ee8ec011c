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
	names := []string{dockerfile + ".dockerignore", ".dockerignore"}
	if strings.Contains(strings.ToLower(dockerfile), "containerfile") {
		names = []string{".containerignore", ".dockerignore"} // of podman
	}
	for _, name := range names {
		if r, ok := p.Recipe(name); ok {
			ignored, err := ignoresSecrets(r.Text)
			return r.Path, ignored, err
		}
	}
	return ".dockerignore", false, nil
}

// ignoresSecrets tells whether a .dockerignore keeps the secrets out. The error
// says why that cannot be told.
func ignoresSecrets(text string) (bool, error) {
	if len(text) > maxIgnoreFile {
		return false, errors.New("it is longer than 64 KB")
	}
	patterns, err := ignorefile.ReadAll(strings.NewReader(text))
	if err != nil {
		return false, errors.New("it cannot be read by Docker")
	}
	return excludesSecrets(patterns)
}

// excludesSecrets is ignoresSecrets for the patterns of COPY --exclude.
func excludesSecrets(patterns []string) (bool, error) {
	if slices.ContainsFunc(patterns, func(pattern string) bool { return len(pattern) > maxIgnorePattern }) {
		return false, errors.New("it has a pattern longer than 256 bytes")
	}
	excluded, err := patternmatcher.MatchesOrParentMatches(project.SecretsFileName, patterns)
	if err != nil {
		return false, errors.New("one of its patterns is refused by Docker")
	}
	return excluded, nil
}
