// Package repo asks the real git about a project: whether the secrets file is
// kept out of it, and whether the app's secrets stand in it. The project may be
// a stranger's pull request, so nothing that the repository names is ever run.
package repo

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/internal/safego"
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

	files   []string // every tracked file, relative to Root
	prefix  string   // of the folder below Root, with a slash at the end
	objects string   // the folder of git's objects
}

// safe are the settings that keep git from starting what a repository names, or
// from taking a folder of the project that looks like a bare repository for one.
var safe = []string{
	"core.fsmonitor=false", "core.hooksPath=" + os.DevNull, "core.untrackedCache=false",
	"log.showSignature=false", "protocol.allow=never", "safe.bareRepository=explicit",
	"core.quotePath=false", "log.showRoot=true", "log.diffMerges=separate",
}

// misleading are variables that point git at another repository than the one
// around the folder, as inside a hook, or change what an answer looks like.
// Settings that come by GIT_CONFIG_COUNT stay: they are the user's own.
var misleading = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE",
	"GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
	"GIT_REPLACE_REF_BASE", "GIT_CONFIG", "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_ATTR_SOURCE", "GIT_INTERNAL_SUPER_PREFIX",
	"GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
}

// git prepares one command. It never asks, never pages, never goes to the
// network, starts no program that the repository names, and takes no locks.
func git(ctx context.Context, dir string, args ...string) *exec.Cmd {
	all := []string{"--no-pager"}
	for _, setting := range safe {
		all = append(all, "-c", setting)
	}
	command := exec.CommandContext(ctx, "git", append(all, args...)...)
	command.Dir = dir
	command.WaitDelay = time.Second
	command.Env = append(slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(entry), "=")
		return slices.Contains(misleading, name) || strings.HasPrefix(name, "GIT_TRACE")
	}), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_REPLACE_OBJECTS=1")
	return command
}

// Ask asks about file, a slash path relative to dir. Outside a repository
// nothing but Available is set.
func Ask(ctx context.Context, dir, file string) State {
	if nowhereNear(dir) {
		return State{Available: true}
	}
	var ignored, tracked outcome
	var side safego.Group
	side.Go(func() {
		list := git(ctx, dir, "ls-files", "-z", "--full-name", "--", ":/")
		list.Env = append(list.Env, "GIT_TRACE_SETUP=1")
		tracked = run(list)
	})
	side.Go(func() {
		if !plainlyIgnored(dir, file) {
			ignored = checkIgnore(ctx, dir, file)
		}
	})
	side.Wait()
	switch {
	case strings.Contains(tracked.stderr, "not a git repository") && hasRepository(dir):
		return State{Reason: "there is a .git that git does not take for a repository, damaged or unreadable; git status, typed in this folder, says more"}
	case strings.Contains(tracked.stderr, "not a git repository"), strings.Contains(tracked.stderr, "must be run in a work tree"):
		return State{Available: true} // none, or its inner folder
	case errors.Is(tracked.err, exec.ErrNotFound) && !hasRepository(dir):
		return State{Available: true} // there is nothing to ask git about
	case tracked.err != nil:
		return State{Reason: tracked.reason(ctx)}
	}
	s, known := layoutTold(tracked.stderr)
	if !known {
		if s, known = askLayout(ctx, dir); !known {
			return State{Reason: "git answered in an unknown way"}
		}
	}
	s.files = strings.FieldsFunc(tracked.stdout, func(r rune) bool { return r == 0 })
	return s.of(ctx, dir, file, ignored)
}

// Below is the folder that was asked about, as a slash path below Root; empty at
// the root, and outside a repository.
func (s State) Below() string { return strings.TrimSuffix(s.prefix, "/") }

// Up is the way back from there to Root, ../.. or empty.
func (s State) Up() string {
	return strings.TrimSuffix(strings.Repeat("../", strings.Count(s.prefix, "/")), "/")
}

// Also asks about another file of the same folder.
func (s State) Also(ctx context.Context, dir, file string) State {
	if !s.Repository {
		return s
	}
	s.Ignored, s.Tracked, s.TrackedPaths = false, false, nil
	return s.of(ctx, dir, file, checkIgnore(ctx, dir, file))
}

// of is the state with what git says of one file.
func (s State) of(ctx context.Context, dir, file string, ignored outcome) State {
	if strings.Contains(ignored.stderr, "beyond a symbolic link") {
		ignored = checkIgnoreBehindLink(ctx, dir, s.Root, file)
	}
	if ignored.err != nil && ignored.code() != 1 { // 1 is the answer no
		return State{Reason: ignored.reason(ctx)}
	}
	s.Ignored = ignored.err == nil
	return s.tracks(file)
}

// tracks is the state with what git's index has of one file.
func (s State) tracks(file string) State {
	// Every tracked file of that name: a second app in the same folder leaks as well.
	for _, name := range s.files {
		name, below := strings.CutPrefix(name, s.prefix)
		if below && (name == file || strings.HasSuffix(name, "/"+file)) {
			s.TrackedPaths = append(s.TrackedPaths, name)
			s.Tracked = s.Tracked || name == file
		}
	}
	return s
}

func checkIgnore(ctx context.Context, dir, file string) outcome {
	return run(git(ctx, dir, "check-ignore", "--quiet", "--no-index", "--", file))
}

// checkIgnoreBehindLink asks about the file that stands behind a linked folder:
// git publishes the link alone, so what is outside of the repository is kept out.
func checkIgnoreBehindLink(ctx context.Context, dir, root, file string) outcome {
	folder, err := filepath.EvalSymlinks(filepath.Join(dir, filepath.FromSlash(filepath.Dir(file))))
	if err != nil {
		return outcome{}
	}
	root, err = filepath.EvalSymlinks(root)
	if err != nil {
		return outcome{err: err}
	}
	if inside, err := filepath.Rel(root, folder); err != nil || !filepath.IsLocal(inside) {
		return outcome{}
	}
	return checkIgnore(ctx, folder, filepath.Base(file))
}

type outcome struct {
	stdout, stderr string
	err            error
}

func run(command *exec.Cmd) outcome {
	out, errs := answer{most: maxAnswer}, answer{most: maxComplaints}
	command.Stdout, command.Stderr = &out, &errs
	err := command.Run()
	return outcome{out.text.String(), errs.text.String(), cmp.Or(out.failed, err)}
}

// maxAnswer and maxComplaints bound what git says, in bytes: the names of
// 200,000 files, and some of its errors.
const (
	maxAnswer     = 16 << 20
	maxComplaints = 1 << 16
)

// answer keeps what git says, up to a bound. More of it is not kept, and is an error.
type answer struct {
	text   strings.Builder
	most   int
	failed error
}

var errLongAnswer = errors.New("git's answer is too long")

// ReadFrom reads in small pieces at first: most answers are a line or none.
func (a *answer) ReadFrom(r io.Reader) (int64, error) {
	var all int64
	for piece := make([]byte, 512); ; {
		n, err := r.Read(piece)
		all += int64(n)
		a.Write(piece[:n]) //nolint:errcheck // it never fails
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		if n == len(piece) && n < 1<<15 {
			piece = make([]byte, 4*n)
		}
	}
}

func (a *answer) Write(p []byte) (int, error) {
	if a.text.Len()+len(p) > a.most {
		a.failed = errLongAnswer
		return len(p), nil // git is not stopped: it ends as it would
	}
	return a.text.Write(p)
}

// nowhereNear tells whether git, asked in a folder, can only say that there is no
// repository: nothing of one, or that looks like the inside of one, stands in the
// folder or above it.
func nowhereNear(dir string) bool {
	dir, err := filepath.EvalSymlinks(dir) // git looks from where the folder really is
	if err != nil {
		return false
	}
	for folder := range upwards(dir) {
		for _, name := range []string{".git", "HEAD"} {
			if _, err := os.Lstat(filepath.Join(folder, name)); !errors.Is(err, fs.ErrNotExist) {
				return false
			}
		}
	}
	return true
}

// upwards are a folder and those above it.
func upwards(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for yield(dir) && filepath.Dir(dir) != dir {
			dir = filepath.Dir(dir)
		}
	}
}

// hasRepository tells whether a folder or one above it looks like a working
// tree of git, also where git itself cannot be asked.
func hasRepository(dir string) bool {
	for folder := range upwards(dir) {
		if isTop(folder) {
			return true
		}
	}
	return false
}

// isTop tells whether a folder looks like the top of a working tree.
func isTop(folder string) bool {
	_, err := os.Lstat(filepath.Join(folder, ".git"))
	return !errors.Is(err, fs.ErrNotExist)
}

// refusedFolder is the folder that git names as somebody else's.
func refusedFolder(complaint string) string {
	_, rest, _ := strings.Cut(complaint, "at '")
	folder, _, found := strings.Cut(rest, "'")
	if !found {
		return "FOLDER"
	}
	return folder
}

// code is what git ended with, or -1 if it did not end by itself.
func (o outcome) code() int {
	var exit *exec.ExitError
	if errors.As(o.err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// reason says in words why there is no answer.
func (o outcome) reason(ctx context.Context) string {
	var exit *exec.ExitError
	switch {
	case errors.Is(o.err, exec.ErrNotFound):
		return "git is not installed, so it cannot be told what it would publish; install git, then run authkit verify again"
	case ctx.Err() != nil:
		return "git did not answer in time (allow more with --timeout 5m; a pipe in place of .gitignore, .git/info/exclude or core.excludesFile makes it wait for ever)"
	case errors.Is(o.err, errLongAnswer):
		return "this repository has more files than are looked at"
	case strings.Contains(o.stderr, "dubious ownership") || strings.Contains(o.stderr, "is owned by someone else"):
		return "git refuses this folder because it belongs to another user; allow it: git config --global --add safe.directory " + quote.Shell(refusedFolder(o.stderr))
	case strings.Contains(o.stderr, "safe.bareRepository"):
		return "this folder is made to look like the inside of a git repository"
	case !errors.As(o.err, &exit):
		return "git could not be started"
	}
	for line := range strings.Lines(o.stderr) {
		if said, ok := strings.CutPrefix(line, "fatal: "); ok {
			return "git cannot read this repository: " + strings.TrimSpace(said)
		}
	}
	return "git cannot read this repository"
}
