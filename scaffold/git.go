package scaffold

import (
	"context"
	"os/exec"
	"strings"
	"time"
)

// gitState is what the real git says about one file. Its rules (nested files,
// info/exclude, core.excludesFile, negations) are its own: no imitation gets
// all of them right.
type gitState struct {
	Repository bool   // the folder lies in a working tree, and git answered
	Up, Below  string // from the folder to the tree's root, and back; empty at the root
	Ignored    bool   // a rule keeps an untracked file out
	Tracked    bool   // git has the file already: no rule helps any more
}

// askGit asks about path, relative to dir with slashes. Without git, outside a
// repository, or when git refuses the folder, Repository is false.
func askGit(ctx context.Context, dir, path string) gitState {
	out, err := git(ctx, dir, "rev-parse", "--is-inside-work-tree", "--show-cdup", "--show-prefix")
	answers := append(strings.Split(out, "\n"), "", "")
	if err != nil || answers[0] != "true" {
		return gitState{}
	}
	// --no-index judges by the rules alone; otherwise a tracked file counts as not ignored.
	_, ignored := git(ctx, dir, "check-ignore", "--quiet", "--no-index", "--", path)
	_, tracked := git(ctx, dir, "ls-files", "--error-unmatch", "--", path)
	return gitState{
		Repository: true, Ignored: ignored == nil, Tracked: tracked == nil,
		Up: strings.TrimSuffix(answers[1], "/"), Below: strings.TrimSuffix(answers[2], "/"),
	}
}

// gitTime is how long git may take for one answer. A pipe in place of .gitignore
// would be waited for.
const gitTime = 10 * time.Second

func git(ctx context.Context, dir string, args ...string) (string, error) {
	// A file system monitor is a program the repository names: nothing to start for three questions.
	ctx, stop := context.WithTimeout(ctx, gitTime)
	defer stop()
	command := exec.CommandContext(ctx, "git", append([]string{"-c", "core.fsmonitor=false"}, args...)...)
	command.Dir = dir
	out, err := command.Output()
	return string(out), err
}
