// Package watch waits for files to change. It looks at them again and again: what
// a system tells of changes differs by system, and misses files on shared disks.
package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/authkit-cli/authkit/internal/spoken"
)

// Every is how often the files are looked at.
const Every = 500 * time.Millisecond

// Files are some files as they were at one moment.
type Files map[string]string

// Look is how the files at the paths are now. Folders count by what they hold.
func Look(paths []string) Files {
	files := Files{}
	for _, path := range paths {
		files[path] = state(path)
	}
	return files
}

// state is what a file shows of itself without being read; of one that is not
// there nothing.
func state(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.ModTime().UnixNano(), info.Mode(), info.Size())
}

// Next waits until a file is another one, and then until all stand still, since
// editors write in several steps. It returns the paths that changed; none when
// the context ended first.
func (f Files) Next(ctx context.Context, sleep func(context.Context, time.Duration) error) []string {
	paths := make([]string, 0, len(f))
	for path := range f {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for before := f; ; {
		if sleep(ctx, Every) != nil || ctx.Err() != nil {
			return nil
		}
		now := Look(paths)
		if changed := now.differ(f, paths); len(changed) > 0 && len(now.differ(before, paths)) == 0 {
			return changed
		}
		before = now
	}
}

func (f Files) differ(from Files, paths []string) []string {
	var changed []string
	for _, path := range paths {
		if f[path] != from[path] {
			changed = append(changed, path)
		}
	}
	return changed
}

// Since are the paths that were written between two moments: while something else
// was done. A file from the future, as other machines write them, is none of them.
func (f Files) Since(moment, now time.Time) []string {
	var changed []string
	for path := range f {
		if info, err := os.Stat(path); err == nil && !info.ModTime().Before(moment) && !info.ModTime().After(now) {
			changed = append(changed, path)
		}
	}
	slices.Sort(changed)
	return changed
}

// Names are the paths as seen from a folder, the first few of them: folders only
// where no file changed.
func Names(from string, changed []string) string {
	var names []string
	for _, path := range changed {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			continue
		}
		if rel, err := filepath.Rel(from, path); err == nil && filepath.IsLocal(rel) {
			path = rel
		}
		names = append(names, filepath.ToSlash(path))
	}
	if len(names) == 0 {
		return "what stands in a folder"
	}
	return spoken.Few(names)
}
