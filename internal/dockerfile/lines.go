// Package dockerfile takes Dockerfiles apart: into instructions, and those into what they
// say. What a stage comes to is for its readers: each asks for something else.
package dockerfile

import (
	"iter"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Lines yields the instructions of a Dockerfile with continuations and
// here-documents joined, by the number of their first line.
func Lines(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		var joined strings.Builder
		first := 0
		lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
		for i := 0; i < len(lines); i++ {
			line := lines[i]
			if first == 0 {
				first = i + 1
			}
			trimmed := strings.TrimSpace(line)
			if strings.HasPrefix(trimmed, "#") || trimmed == "" {
				if joined.Len() == 0 {
					first = 0
				}
				continue
			}
			if body, more := strings.CutSuffix(strings.TrimRight(line, " \t"), `\`); more {
				joined.WriteString(body)
				continue
			}
			joined.WriteString(line)
			var heres [][]string
			if takesDocuments.Get().MatchString(joined.String()) {
				heres = hereDocument.Get().FindAllStringSubmatch(joined.String(), -1)
			}
			for _, here := range heres {
				for i++; i < len(lines) && strings.TrimSpace(lines[i]) != here[2]; i++ {
					joined.WriteString("\n" + lines[i])
				}
				if i < len(lines) {
					joined.WriteString("\n" + here[2])
				}
			}
			if !yield(first, joined.String()) {
				return
			}
			joined.Reset()
			first = 0
		}
		if joined.Len() > 0 {
			yield(first, joined.String())
		}
	}
}

var takesDocuments = lazy.Regexp{Pattern: `(?i)^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s`}

var hereDocument = lazy.Regexp{Pattern: `(?:^|[^<])<<-?\s*(["'\\]?)([A-Za-z_][A-Za-z0-9_]*)["']?`}
