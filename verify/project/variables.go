package project

import (
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// NamedVariable is a variable of the environment that a file of the project
// names or sets. Its value is not kept.
type NamedVariable struct {
	Name string
	File string
	Line int
}

// variableFiles name variables for people, beside the recipes.
var variableFiles = []string{".env*", "README*", ".streamlit/.env*", "docs/*.md"}

// authVariable finds a name that looks as if it should become a key of [auth], where
// it is set or listed: ENV NAME value, NAME=value, - name: NAME, `NAME`.
var authVariable = lazy.Regexp{Pattern: "(?m)^[ \\t]*(?:ENV\\s+|ARG\\s+|export\\s+|-\\s*(?:(?:name|key):\\s*)?|\\|\\s*)?[\"'`]?([A-Z0-9_]*(?:CLIENT_ID|CLIENT_SECRET|COOKIE_SECRET|REDIRECT_URI|METADATA_URL)[A-Z0-9_]*)[\"'`]?[ \\t]*(?:[:=|]|$)"}

// readVariables finds the variables that people may take for secrets of Streamlit's.
func (p *Project) readVariables() {
	note := func(file, text string) {
		for _, at := range authVariable.Get().FindAllStringSubmatchIndex(text, -1) {
			if len(p.AuthVariables) >= maxRecipes {
				return
			}
			p.AuthVariables = append(p.AuthVariables, NamedVariable{text[at[2]:at[3]], file, 1 + strings.Count(text[:at[2]], "\n")})
		}
	}
	for _, r := range p.Recipes {
		note(r.Path, r.Text)
	}
	for _, pattern := range variableFiles {
		matches, _ := checkout.Glob(p.files, pattern) // what cannot be read names nothing
		for _, name := range matches[:min(len(matches), 20)] {
			if text, err := readSmall(p.files, name); err == nil && path.Ext(name) != ".py" {
				note(name, text)
			}
		}
	}
}
