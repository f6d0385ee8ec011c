package project

import (
	"context"
	"path"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/verify/project/repo"
)

// worthAsking is how long git may take to say what it ignores: it is asked to save
// time, and may be made to wait for ever, by a pipe in place of .gitignore.
const worthAsking = time.Second

// walk prepares p.walked, which is the project for those who walk through all of
// it. Where it is crowded (checkout.Folder.Walked), git is asked once what it
// ignores: a folder of data may hold more files than all else together.
func (p *Project) walk(ctx context.Context) {
	ignored := sync.OnceValue(func() map[string]bool {
		ctx, stop := context.WithTimeout(ctx, worthAsking)
		defer stop()
		return repo.IgnoredFolders(ctx, p.Dir)
	})
	p.walked = p.files.Walked(func(folder string) bool {
		for ; folder != "."; folder = path.Dir(folder) {
			if ignored()[folder] {
				return true
			}
		}
		return false
	})
}
