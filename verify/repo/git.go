// Package repo asks the real git about a project: whether the secrets file is
// kept out of it, and whether the app's secrets stand in it.
package repo

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
)

// State is what git says about one file of a folder.
type State struct {
	Available    bool     // git is installed and answered
	Reason       string   // why not, in words
	Repository   bool     // the folder lies in a working tree
	Root         string   // of the working tree
	Ignored      bool     // a rule keeps the file out, whether it is tracked or not
	Tracked      bool     // git has the file in its index
	TrackedPaths []string // tracked files of the same name anywhere in the folder, slash paths relative to it
	Shallow      bool     // a part of the history is not here

	files []string // every tracked file, relative to Root
}

// git runs one command. It never asks, never pages, starts no program that the
// repository names, and takes no locks.
func git(ctx context.Context, dir string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "git", append([]string{"-c", "core.fsmonitor=false", "-c", "core.quotePath=false"}, args...)...)
	command.Dir = dir
	command.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat", "GIT_NO_LAZY_FETCH=1")
	return command
}

// Ask asks about file, a slash path relative to dir. Outside a repository
// nothing but Available is set.
func Ask(ctx context.Context, dir, file string) State {
	var s State
	var first, ignored, tracked outcome
	var side sync.WaitGroup
	side.Go(func() {
		first = run(git(ctx, dir, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-toplevel", "--show-prefix"))
	})
	side.Go(func() { ignored = run(git(ctx, dir, "check-ignore", "--quiet", "--no-index", "--", file)) })
	side.Go(func() { tracked = run(git(ctx, dir, "ls-files", "-z", "--full-name", "--", ":/")) })
	side.Wait()
	if errors.Is(first.err, exec.ErrNotFound) {
		s.Reason = "git is not installed, so nobody can tell what it would publish"
		return s
	}
	if first.err != nil {
		if strings.Contains(first.stderr, "dubious ownership") {
			s.Reason = "git refuses this folder because it belongs to another user; allow it with git config --global --add safe.directory FOLDER"
			return s
		}
		s.Available = ctx.Err() == nil
		if !s.Available {
			s.Reason = "git did not answer in time"
		}
		return s // no repository here
	}
	s.Available = true
	lines := strings.Split(strings.ReplaceAll(first.stdout, "\r\n", "\n"), "\n")
	if len(lines) < 3 || lines[0] != "true" {
		return s
	}
	s.Repository, s.Shallow, s.Root = true, lines[1] == "true", lines[2]
	s.Ignored = ignored.err == nil
	s.files = strings.FieldsFunc(tracked.stdout, func(r rune) bool { return r == 0 })
	prefix := ""
	if len(lines) > 3 {
		prefix = lines[3] // of dir below the root, with a slash at the end
	}
	// Every tracked file of that name: a second app in the same folder leaks as well.
	for _, name := range s.files {
		name, below := strings.CutPrefix(name, prefix)
		if below && (name == file || strings.HasSuffix(name, "/"+file)) {
			s.TrackedPaths = append(s.TrackedPaths, name)
			s.Tracked = s.Tracked || name == file
		}
	}
	return s
}

type outcome struct {
	stdout, stderr string
	err            error
}

func run(command *exec.Cmd) outcome {
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	return outcome{out.String(), errs.String(), err}
}
