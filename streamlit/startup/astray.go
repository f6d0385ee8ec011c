package startup

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
)

// IsEditors tells whether a start file is an editor's, which starts the app for its author only.
func (c RunCommand) IsEditors() bool { return strings.Contains(c.File, "devcontainer") }

// Astray are the commands by which hosts and editors start the app and that name a script
// which is not there. What a shell, a folder or a build has a say in is left out.
func Astray(fsys fs.FS, commands []RunCommand) (all []RunCommand) {
	for _, c := range commands {
		host := slices.Contains([]string{"Procfile", "render.yaml", "railway.json", "railway.toml", "nixpacks.toml"}, path.Base(c.File)) || c.IsEditors()
		if !host || c.Script == "" || strings.ContainsAny(c.Script, "$*{}~") || strings.HasPrefix(c.Script, "/") || strings.HasPrefix(c.Script, "..") || checkout.Exists(fsys, c.Path()) {
			continue
		}
		before, _, _ := strings.Cut(c.shell, "streamlit")
		text, whole := read(fsys, c.File)
		if strings.Contains(before, "&&") || strings.ContainsAny(before, ";|") || !whole || strings.Contains(text, "rootDir") || strings.Contains(text, "workspaceFolder") {
			continue
		}
		all = append(all, c)
	}
	return all
}
