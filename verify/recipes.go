package verify

import (
	"os"
	"path/filepath"
	"strings"
)

// Recipe is a file that builds or starts the app: Dockerfile, compose file, entrypoint.
type Recipe struct {
	Path string // slash path relative to the project
	Text string
}

// maxRead bounds every file of the project that is read as a whole, in bytes.
const maxRead = 1 << 20

// recipePatterns are the files that commonly build or start a Streamlit app.
var recipePatterns = []string{
	"Dockerfile*", "Containerfile", "*.dockerfile", "docker/*", ".dockerignore", ".containerignore",
	"docker-compose*.y*ml", "compose*.y*ml", "Procfile",
	"*.yaml", "*.yml", "k8s/*.y*ml", "kubernetes/*.y*ml", "manifests/*.y*ml", "deploy/*.y*ml", "deployment/*.y*ml",
	"*.sh", "scripts/*.sh", "bin/*.sh", "scripts/*.py", ".devcontainer/*.json",
}

// readRecipes reads the files that commonly build or start a Streamlit app.
func readRecipes(dir string) []Recipe {
	var recipes []Recipe
	seen := map[string]bool{}
	for _, pattern := range recipePatterns {
		matches, _ := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		for _, match := range matches {
			rel, err := filepath.Rel(dir, match)
			if err != nil || seen[rel] {
				continue
			}
			seen[rel] = true
			if text, ok := readSmall(match); ok {
				recipes = append(recipes, Recipe{filepath.ToSlash(rel), text})
			}
		}
	}
	return recipes
}

// readSmall returns a regular file's text, or false when there is none or it is too large.
func readSmall(path string) (string, bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxRead {
		return "", false
	}
	data, err := os.ReadFile(path)
	return string(data), err == nil
}

// recipe returns the first recipe with this base name, in any case of letters.
func (p *Project) recipe(base string) (Recipe, bool) {
	for _, r := range p.Recipes {
		if strings.EqualFold(r.Path, base) {
			return r, true
		}
	}
	return Recipe{}, false
}
