package verify

import (
	"encoding/json"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// dockerLines yields the instructions of a Dockerfile with continuations and
// here-documents joined, by the number of their first line.
func dockerLines(text string) func(yield func(int, string) bool) {
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
				joined.WriteString(body + " ")
				continue
			}
			joined.WriteString(line)
			for _, here := range hereDocument().FindAllStringSubmatch(joined.String(), -1) {
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

var hereDocument = lazy.Regexp(`<<-?\s*(["'\\]?)([A-Za-z_][A-Za-z0-9_]*)["']?`)

// copyArguments is what COPY and ADD say.
type copyArguments struct {
	from    string // another stage, or an image
	parents bool   // folders above a source are kept
	exclude []string
	sources []string
	target  string
}

func parseCopy(arguments string) copyArguments {
	var c copyArguments
	arguments, _, _ = strings.Cut(arguments, "\n") // a here-document
	var words []string
	rest := strings.TrimSpace(arguments)
	for strings.HasPrefix(rest, "--") {
		flag, more, _ := strings.Cut(rest, " ")
		rest = strings.TrimSpace(more)
		name, value, _ := strings.Cut(flag, "=")
		switch name {
		case "--from":
			c.from = value
		case "--parents":
			c.parents = value != "false"
		case "--exclude":
			c.exclude = append(c.exclude, value)
		}
	}
	if !strings.HasPrefix(rest, "[") || json.Unmarshal([]byte(rest), &words) != nil {
		words = strings.Fields(rest)
	}
	for i, word := range words {
		words[i] = strings.Trim(word, `"'`)
	}
	if len(words) >= 2 {
		c.sources, c.target = words[:len(words)-1], words[len(words)-1]
	}
	return c
}
