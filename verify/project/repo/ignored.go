package repo

import (
	"context"
	"strings"
)

// IgnoredFolders are the folders below dir, as slash paths relative to it, of
// which git ignores everything that stands in them; nil where git cannot say.
func IgnoredFolders(ctx context.Context, dir string) map[string]bool {
	if nowhereNear(dir) {
		return nil
	}
	answer := run(git(ctx, dir, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"))
	if answer.err != nil {
		return nil // half an answer may end in the middle of a name
	}
	folders := map[string]bool{}
	for name := range strings.SplitSeq(answer.stdout, "\x00") {
		if folder, is := strings.CutSuffix(name, "/"); is {
			folders[folder] = true
		}
	}
	return folders
}

// Ignores tells whether git ignores a file of a folder, a slash path from there, or does not say.
func Ignores(ctx context.Context, dir, file string) bool {
	return hasRepository(dir) && checkIgnore(ctx, dir, file).code() != 1 // 1 is the answer no
}
