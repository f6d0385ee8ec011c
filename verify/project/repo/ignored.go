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
	folders := map[string]bool{}
	for name := range strings.SplitSeq(run(git(ctx, dir, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")).stdout, "\x00") {
		if folder, is := strings.CutSuffix(name, "/"); is {
			folders[folder] = true
		}
	}
	return folders
}
