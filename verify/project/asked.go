package project

import (
	"path/filepath"
	"slices"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit"
)

// Asked are the paths of which a change can change what the project is: what was
// looked for in it, the places outside of it where Streamlit looks, and what git
// keeps of which files it tracks and ignores.
func (p *Project) Asked(home string) []string {
	paths := slices.Concat(p.files.Asked(), p.secretsPaths(home), streamlit.ConfigPaths(home, p.workingDir(), p.scriptDir()))
	if root := checkout.RepositoryAround(p.Dir); root != "" {
		for _, name := range []string{".git/index", ".git/HEAD", ".git/info/exclude", ".gitignore"} {
			paths = append(paths, filepath.Join(root, filepath.FromSlash(name)))
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}
