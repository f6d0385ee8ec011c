package repo

import (
	"context"
	"regexp"
)

// Version is which git answers, or why none does.
func Version(ctx context.Context, dir string) string {
	o := run(git(ctx, dir, "version"))
	if found := regexp.MustCompile(`^git version ([0-9][0-9A-Za-z. ()-]{0,40})`).FindStringSubmatch(o.stdout); found != nil {
		return found[1]
	}
	return "none answers"
}
