package project

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/startup"
)

// Recipe is a file that builds or starts the app: Dockerfile, compose file, entrypoint.
type Recipe struct {
	Path string // slash path relative to the project
	Text string
}

// recipePatterns are the files that commonly build or start a Streamlit app.
var recipePatterns = []string{
	"Dockerfile*", "Containerfile", "*.dockerfile", "docker/*", ".dockerignore", ".containerignore",
	"docker-compose*.y*ml", "compose*.y*ml", "Procfile", "supervisor*.conf", "deploy/supervisor*.conf", "*.service", "deploy/*.service",
	"*.yaml", "*.yml", "k8s/*.y*ml", "kubernetes/*.y*ml", "manifests/*.y*ml", "deploy/*.y*ml", "deployment/*.y*ml",
	"*.sh", "scripts/*.sh", "bin/*.sh", "scripts/*.py", ".devcontainer/*.json",
	".github/workflows/*.y*ml", ".circleci/*.yml", "fly.toml", "railway.toml", "railway.json", "nixpacks.toml",
	"*.tf", "terraform/*.tf", "infra/*.tf", "deploy/*.tf",
}

// maxRecipes bounds how many such files are read, maxRecipeBytes their size in all.
const (
	maxRecipes     = 300
	maxRecipeBytes = 2 << 20
)

// readRecipes reads the files that commonly build or start a Streamlit app, and
// tells which of them could not be read.
func readRecipes(ctx context.Context, files fs.FS) (recipes []Recipe, notRead []Unread) {
	seen := map[string]bool{}
	size, full := 0, false
	read := func(name string) (string, bool) {
		if full {
			return "", false
		}
		if err := late(ctx); err != nil {
			full = true
			notRead = append(notRead, Unread{Path: name, Reason: lateReason})
			return "", false
		}
		if info, err := fs.Stat(files, name); seen[name] || err == nil && info.IsDir() {
			return "", false
		}
		seen[name] = true
		text, err := readSmall(files, name)
		if size += len(text); size > maxRecipeBytes || len(seen) > maxRecipes {
			full = true
			notRead = append(notRead, Unread{name, "is not read: there are too many files that build or start the app, or too large ones", true})
			return "", false
		}
		if missing, is := unread(name, err); is {
			notRead = append(notRead, missing)
		}
		return text, err == nil
	}
	for _, pattern := range recipePatterns {
		matches, err := checkout.Glob(files, pattern)
		if missing, is := unread(path.Dir(pattern), err); is {
			notRead = append(notRead, missing)
		}
		for _, match := range matches {
			if text, ok := read(match); ok {
				recipes = append(recipes, Recipe{match, text})
			}
		}
	}
	for _, name := range startup.StartFiles() { // their texts were looked at when the app was found
		read(name)
	}
	return recipes, notRead
}

// Recipe returns the first recipe with this base name, in any case of letters.
func (p *Project) Recipe(base string) (Recipe, bool) {
	for _, r := range p.Recipes {
		if strings.EqualFold(r.Path, base) {
			return r, true
		}
	}
	return Recipe{}, false
}

// WritesSecrets finds a shell's words that write a secrets file.
var WritesSecrets = lazy.Regexp{Pattern: `(?:>>?|tee(?:\s+-a)?)\s*["']?[^\s"'|;&]*secrets\.toml`}
