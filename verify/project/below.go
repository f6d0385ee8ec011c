package project

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

// How far is looked for apps below a folder that has none: deep enough for a
// repository of many, and bounded where there is no end to them.
const (
	maxBelowDepth   = 4
	maxBelowEntries = 20_000
	maxBelow        = 10
)

// empty tells whether there is nothing of a Streamlit project in the folder.
func (p *Project) empty() bool {
	return p.App.Script == "" && !p.App.Refused && len(p.Files) == 0 && p.Source.Named == "" && !p.Server.Files.IsSet &&
		p.DepsErr == nil && p.Deps.Style == deps.StyleNone && p.Deps.File == "" && p.Misplaced == "" && p.Unseen == ""
}

// below lists folders below the project's that hold Streamlit's own folder, of
// which one was probably meant.
func (p *Project) below(ctx context.Context) []string {
	var found []string
	entries := 0
	fs.WalkDir(p.files, ".", func(name string, entry fs.DirEntry, err error) error { //nolint:errcheck // what cannot be looked into is passed over: these are hints
		entries++
		switch {
		case ctx.Err() != nil || entries > maxBelowEntries || len(found) == maxBelow:
			return fs.SkipAll
		case err != nil || !entry.IsDir() || name == ".":
			return nil
		case entry.Name() == ".streamlit":
			if at := path.Dir(name); at != "." {
				found = append(found, at)
			}
			return fs.SkipDir
		case strings.Count(name, "/") >= maxBelowDepth || skippedFolder(p.files, name):
			return fs.SkipDir
		}
		return nil
	})
	return found
}
