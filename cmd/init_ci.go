package cmd

import (
	"slices"

	"github.com/authkit-cli/authkit/cmd/steps"
)

// pipelines lists what only a person can do at the CI systems.
func (s *initScreen) pipelines(names []string) {
	for _, name := range names {
		where, left := steps.Pipeline(name)
		s.title("Left to do " + where)
		s.steps(left)
	}
}

// eachOnce leaves out what was said before.
func eachOnce(names []string) []string {
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
