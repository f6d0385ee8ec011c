package dockerfile

import (
	"encoding/json"
	"strings"
)

// Copied is what COPY and ADD say.
type Copied struct {
	From    string // another stage, or an image
	Parents bool   // folders above a source are kept
	Exclude []string
	Sources []string
	Target  string
}

// Copy reads the arguments of COPY or ADD, in either form. One that has no target has no sources.
func Copy(arguments string) Copied {
	var c Copied
	arguments, _, _ = strings.Cut(arguments, "\n") // a here-document
	var words []string
	rest := strings.TrimSpace(arguments)
	for strings.HasPrefix(rest, "--") {
		flag, more, _ := strings.Cut(rest, " ")
		rest = strings.TrimSpace(more)
		name, value, _ := strings.Cut(flag, "=")
		switch name {
		case "--from":
			c.From = value
		case "--parents":
			c.Parents = value != "false"
		case "--exclude":
			c.Exclude = append(c.Exclude, value)
		}
	}
	if !strings.HasPrefix(rest, "[") || json.Unmarshal([]byte(rest), &words) != nil {
		words = strings.Fields(rest)
	}
	for i, word := range words {
		words[i] = strings.Trim(word, `"'`)
	}
	if len(words) >= 2 {
		c.Sources, c.Target = words[:len(words)-1], words[len(words)-1]
	}
	return c
}
