package project

import (
	"context"
	"path"
	"sync"

	"github.com/authkit-cli/authkit/verify/project/repo"
)

// walk prepares p.walked, which is the project for those who walk through all of
// it. Where it is crowded (checkout.Folder.Walked), git is asked once what it
// ignores: a folder of data may hold more files than all else together.
func (p *Project) walk(ctx context.Context) {
	ignored := sync.OnceValue(func() map[string]bool { return repo.IgnoredFolders(ctx, p.Dir) })
	p.walked = p.files.Walked(func(folder string) bool {
		for ; folder != "."; folder = path.Dir(folder) {
			if ignored()[folder] {
				return true
			}
		}
		return false
	})
}
