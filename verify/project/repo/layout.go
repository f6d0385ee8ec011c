package repo

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// layoutTold reads where a repository is out of what git tells of its set-up
// (GIT_TRACE_SETUP), which any command tells by the way: asking for it alone takes
// another process. False where it does not stand there, or where git has written
// a name in another way than it is.
func layoutTold(trace string) (State, bool) {
	told := map[string]string{}
	for line := range strings.Lines(trace) {
		if _, said, ok := strings.Cut(line, " setup: "); ok {
			name, value, _ := strings.Cut(strings.TrimRight(said, "\r\n"), ": ")
			told[name] = value
		}
	}
	for _, name := range []string{"git_common_dir", "worktree", "cwd", "prefix"} {
		if told[name] == "" || strings.Contains(told[name], "\\") {
			return State{}, false
		}
	}
	s := State{Available: true, Repository: true, Root: told["worktree"], prefix: told["prefix"]}
	if s.prefix == "(null)" {
		s.prefix = ""
	}
	common := told["git_common_dir"]
	if !filepath.IsAbs(common) {
		common = filepath.Join(told["cwd"], common)
	}
	s.objects = filepath.Join(common, "objects")
	_, err := os.Lstat(filepath.Join(common, "shallow"))
	s.Shallow = err == nil
	return s, true
}

// askLayout asks git for the same.
func askLayout(ctx context.Context, dir string) (State, bool) {
	answer := run(git(ctx, dir, "rev-parse", "--show-toplevel", "--show-prefix", "--is-shallow-repository", "--git-path", "objects"))
	lines := strings.Split(strings.ReplaceAll(answer.stdout, "\r\n", "\n"), "\n")
	if answer.err != nil || len(lines) < 4 {
		return State{}, false
	}
	s := State{Available: true, Repository: true, Root: lines[0], prefix: lines[1], Shallow: lines[2] == "true", objects: lines[3]}
	if !filepath.IsAbs(s.objects) {
		from, err := filepath.EvalSymlinks(dir) // git says it from where the folder really is
		if err != nil {
			return State{}, false
		}
		s.objects = filepath.Join(from, s.objects)
	}
	return s, true
}
