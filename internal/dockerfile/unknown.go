package dockerfile

import (
	"slices"
	"strings"
)

var instructions = []string{"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}

// Unknown is the first line that no builder takes, since it begins with no instruction, and
// the instruction above it; is: there is one. What a file with an escape or a syntax of its
// own says is not judged.
func Unknown(text string) (above, wrong Instruction, is bool) {
	for line := range strings.Lines(text) {
		directive := strings.ToLower(strings.ReplaceAll(line, " ", ""))
		if strings.HasPrefix(directive, "#escape=") || strings.HasPrefix(directive, "#syntax=") && !strings.Contains(directive, "docker/dockerfile") {
			return above, wrong, false
		}
	}
	for one := range Instructions(strings.TrimPrefix(text, "\ufeff")) {
		if !slices.Contains(instructions, one.Name) {
			return above, one, true
		}
		above = one
	}
	return above, wrong, false
}
