package image

import (
	"encoding/json"
	"strings"
)

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
