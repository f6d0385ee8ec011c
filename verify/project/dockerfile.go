package project

import (
	"path"
	"strings"
)

// IsDockerfile tells whether a file of this name is read by docker build.
func IsDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	if strings.HasSuffix(base, ".dockerignore") {
		return false
	}
	return strings.HasPrefix(base, "dockerfile") || strings.HasPrefix(base, "containerfile") || strings.HasSuffix(base, ".dockerfile")
}
