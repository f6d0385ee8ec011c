package repo_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify/project/repo"
)

func TestIgnoredAndTracked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules            string
		track            []string
		ignored, tracked bool
		paths            string
	}{
		"no rule":                {"", nil, false, false, ""},
		"a rule":                 {".streamlit/secrets.toml\n", nil, true, false, ""},
		"by Windows":             {"\ufeff.streamlit/secrets.toml\r\n", nil, true, false, ""},
		"the folder":             {".streamlit/\n", nil, true, false, ""},
		"taken back":             {"*.toml\n!secrets.toml\n", nil, false, false, ""},
		"taken back too late":    {".streamlit/\n!secrets.toml\n", nil, true, false, ""},
		"a path that never fits": {"./.streamlit/secrets.toml\n", nil, false, false, ""},
		"tracked":                {"", []string{file}, false, true, file},
		"tracked in spite of":    {"secrets.toml\n", []string{file}, true, true, file},
		"another app":            {"", []string{"apps/b/" + file}, false, false, "apps/b/" + file},
		"another name":           {"", []string{"x" + file, file + ".example"}, false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepository(t)
			r.write(".gitignore", c.rules)
			r.write(file, "[auth]\n")
			for _, path := range c.track {
				r.write(path, "[auth]\n")
				r.git("add", "-f", path)
			}
			s := r.ask()
			if s.Ignored != c.ignored || s.Tracked != c.tracked || strings.Join(s.TrackedPaths, " ") != c.paths {
				t.Errorf("%+v", s)
			}
		})
	}
}

// The app is a folder of a larger repository; its files are told relative to it.
func TestAppInAFolder(t *testing.T) {
	r := newRepository(t)
	r.write("apps/a/"+file, "")
	r.write("apps/b/"+file, "")
	r.commit("both")
	s := repo.Ask(t.Context(), filepath.Join(r.dir, "apps", "a"), file)
	if !s.Tracked || strings.Join(s.TrackedPaths, " ") != file {
		t.Errorf("%+v", s)
	}
}

// Git publishes the link, not what it leads to.
func TestLinkedFolder(t *testing.T) {
	r := newRepository(t)
	outside := t.TempDir()
	link := filepath.Join(r.dir, ".streamlit")
	if err := os.Symlink(outside, link); err != nil {
		t.Skip("no links here:", err)
	}
	if s := r.ask(); !s.Ignored {
		t.Errorf("outside: %+v", s)
	}
	r.write("config/secrets.toml", "")
	os.Remove(link)
	if err := os.Symlink("config", link); err != nil {
		t.Fatal(err)
	}
	if s := r.ask(); s.Ignored {
		t.Errorf("inside, published: %+v", s)
	}
	r.write(".gitignore", "config/secrets.toml\n")
	if s := r.ask(); !s.Ignored {
		t.Errorf("inside, ignored: %+v", s)
	}
}

func TestNoGit(t *testing.T) {
	r := newRepository(t)
	t.Setenv("PATH", t.TempDir())
	s := repo.Ask(t.Context(), r.dir, file)
	if s.Available || !strings.Contains(s.Reason, "not installed") {
		t.Errorf("%+v", s)
	}
	if scan := repo.Look(t.Context(), r.dir, nil, []repo.Needle{clientSecret}, nil).Leaks(s); scan.Complete {
		t.Errorf("clean without git: %+v", scan)
	}
}

func TestNotARepository(t *testing.T) {
	dir := t.TempDir()
	if s := repo.Ask(t.Context(), dir, file); !s.Available || s.Repository || s.Reason != "" {
		t.Errorf("%+v", s)
	}
	r := newRepository(t)
	if s := repo.Ask(t.Context(), filepath.Join(r.dir, ".git"), file); s.Repository || s.Available == (s.Reason != "") { // older releases refuse to look
		t.Errorf("the inner folder: %+v", s)
	}
	if s := repo.Ask(t.Context(), filepath.Join(dir, "missing"), file); s.Available || s.Reason == "" {
		t.Errorf("no folder: %+v", s)
	}
}

// What git cannot read is not called sound.
func TestDamagedRepository(t *testing.T) {
	t.Parallel()
	for path, text := range map[string]string{".git/index": "nonsense", ".git/config": "[core\n", ".git/HEAD": ""} {
		r := newRepository(t)
		r.write(path, text)
		s := repo.Ask(t.Context(), r.dir, file)
		if path == ".git/HEAD" {
			if s.Repository {
				t.Errorf("%s: %+v", path, s)
			}
			continue
		}
		if s.Available || !strings.HasPrefix(s.Reason, "git cannot read this repository: ") {
			t.Errorf("%s: %+v", path, s)
		}
	}

	r := newRepository(t)
	r.write("data.py", strings.Repeat("data\n", 1000))
	r.commit("data")
	id := r.git("rev-parse", "HEAD:data.py")
	object := filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])
	os.Chmod(object, 0o644)
	if err := os.Truncate(object, 20); err != nil {
		t.Fatal(err)
	}
	if scan := r.scan(); scan.Complete || scan.Incomplete == "" {
		t.Errorf("a damaged object: %+v", scan)
	}
}

func TestClonesThatLackHistory(t *testing.T) {
	t.Parallel()
	origin := newRepository(t)
	origin.write("settings.py", line2)
	origin.commit("leak")
	origin.git("rm", "-q", "settings.py")
	origin.commit("delete")
	origin.git("config", "uploadpack.allowFilter", "true")
	clone := func(args ...string) *repository {
		r := &repository{t, t.TempDir()}
		r.git(append(append([]string{"clone", "-q"}, args...), "file://"+filepath.ToSlash(origin.dir), ".")...)
		return r
	}

	shallow := clone("--depth=1")
	if s := shallow.ask(); !s.Shallow {
		t.Errorf("%+v", s)
	}
	if scan := shallow.scan(); scan.Complete || !strings.Contains(scan.Incomplete, "git fetch --unshallow") {
		t.Errorf("shallow: %+v", scan)
	}
	shallow.write("app.py", line2)
	if scan := shallow.scan(); scan.Complete || len(scan.Leaks) != 1 {
		t.Errorf("shallow, with a leak: %+v", scan)
	}

	partial := clone("--filter=blob:none")
	before := partial.git("count-objects", "-v")
	if scan := partial.scan(); scan.Complete || !strings.Contains(scan.Incomplete, "partial clone") {
		t.Errorf("partial: %+v", scan)
	}
	if after := partial.git("count-objects", "-v"); after != before {
		t.Errorf("the search fetched objects:\n%s\n%s", before, after)
	}

	commit := origin.git("rev-parse", "HEAD~")
	expect(t, clone().scan(), repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit})
	borrowed := clone("--shared")
	expect(t, borrowed.scan(), repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit})
}

func TestWorktree(t *testing.T) {
	r := newRepository(t)
	r.write("settings.py", line2)
	commit := r.commit("leak")
	r.git("rm", "-q", "settings.py")
	r.commit("delete")
	tree := &repository{t, filepath.Join(t.TempDir(), "tree")}
	r.git("worktree", "add", "-q", tree.dir)
	tree.write(file, "")
	tree.git("add", "-f", file)
	if s := tree.ask(); !s.Tracked || s.Shallow {
		t.Errorf("%+v", s)
	}
	if s := r.ask(); s.Tracked {
		t.Errorf("the first working tree: %+v", s)
	}
	expect(t, tree.scan(), repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit})
}

// An app in a submodule belongs to the submodule's repository.
func TestSubmodule(t *testing.T) {
	t.Parallel()
	app := newRepository(t)
	app.write("settings.py", line2)
	commit := app.commit("leak")
	app.git("rm", "-q", "settings.py")
	app.commit("delete")
	whole := newRepository(t)
	whole.git("submodule", "add", "-q", filepath.ToSlash(app.dir), "app")
	whole.write(".gitignore", "secrets.toml\n")
	whole.commit("submodule")

	inner := &repository{t, filepath.Join(whole.dir, "app")}
	if s := inner.ask(); s.Ignored {
		t.Errorf("a rule outside of the submodule counts: %+v", s)
	}
	expect(t, inner.scan(), repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit})
	if scan := whole.scan(); !scan.Complete || len(scan.Leaks) > 0 {
		t.Errorf("around the submodule: %+v", scan)
	}
}

// Inside a hook git's environment names another repository, or another index.
func TestEnvironmentOfAnotherRepository(t *testing.T) {
	r, other := newRepository(t), newRepository(t)
	r.write("settings.py", line2)
	r.commit("leak")
	for name, value := range map[string]string{
		"GIT_DIR": filepath.Join(other.dir, ".git"), "GIT_WORK_TREE": other.dir, "GIT_INDEX_FILE": filepath.Join(other.dir, ".git", "index"),
		"GIT_OBJECT_DIRECTORY": filepath.Join(other.dir, ".git", "objects"), "GIT_COMMON_DIR": filepath.Join(other.dir, ".git"),
		"GIT_PREFIX": "x/", "GIT_LITERAL_PATHSPECS": "1", "GIT_TRACE": "1", "GIT_TRACE2": "1", "GIT_NAMESPACE": "x",
	} {
		t.Setenv(name, value)
	}
	expect(t, r.scan(), repo.Leak{Path: "settings.py", Line: 2, Where: "tracked file"})
}

func TestFolderOfAnotherUser(t *testing.T) {
	r := newRepository(t)
	t.Setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
	s := repo.Ask(t.Context(), r.dir, file)
	if s.Available || !strings.Contains(s.Reason, "safe.directory") {
		t.Errorf("%+v", s)
	}
	// Whoever trusts the folder says so in the settings or in the environment.
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "safe.directory")
	t.Setenv("GIT_CONFIG_VALUE_0", "*")
	r.ask()
}

// A pull request can bring a folder that looks like the inside of a repository,
// with settings of its own.
func TestFolderThatLooksLikeARepository(t *testing.T) {
	r := newRepository(t)
	r.write("app/HEAD", "ref: refs/heads/main\n")
	r.write("app/objects/x", "")
	r.write("app/refs/x", "")
	r.write("app/config", "[core]\nrepositoryformatversion = 0\nbare = false\nworktree = .\n")
	if exec.Command("git", "-C", filepath.Join(r.dir, "app"), "-c", "safe.bareRepository=explicit", "rev-parse").Run() == nil {
		t.Skip("this git knows no safe.bareRepository")
	}
	if s := repo.Ask(t.Context(), filepath.Join(r.dir, "app"), file); s.Available || !strings.Contains(s.Reason, "made to look like") {
		t.Errorf("%+v", s)
	}
}

// No setting, attribute or hook of the repository makes a program run.
func TestRepositoryRunsNoProgram(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the trap is a shell script")
	}
	r := newRepository(t)
	r.write("settings.py", line2)
	r.write("app.py", "import streamlit\n")
	r.commit("leak")
	r.git("tag", "-a", "v1", "-m", secret)
	r.git("rm", "-q", "settings.py")
	// A commit with a signature, which a repository can ask git to check.
	signed := r.feed(strings.Replace(r.git("cat-file", "commit", r.commit("delete")), "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1)+"\n", "hash-object", "-t", "commit", "-w", "--stdin")
	r.git("reset", "-q", "--soft", signed)

	ran := filepath.Join(t.TempDir(), "ran")
	trap := filepath.Join(t.TempDir(), "trap")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho \"$0\" \"$@\" >>'"+ran+"'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	hooks := t.TempDir()
	for _, hook := range []string{"post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman", "query-watchman"} {
		if err := os.Symlink(trap, filepath.Join(hooks, hook)); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand", "core.gitProxy", "core.alternateRefsCommand", "pager.log", "pager.cat-file",
		"pager.ls-files", "pager.rev-parse", "pager.config", "sequence.editor", "gpg.program", "gpg.ssh.program", "gpg.x509.program", "diff.external",
		"diff.trap.command", "diff.trap.textconv", "filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "merge.trap.driver", "credential.helper",
		"uploadpack.packObjectsHook", "remote.origin.uploadpack", "interactive.diffFilter", "trailer.x.command", "trailer.x.cmd",
	} {
		r.git("config", key, trap)
	}
	for _, command := range []string{"log", "cat-file", "ls-files", "rev-parse", "check-ignore", "config", "rev-list", "for-each-ref"} {
		r.git("config", "alias."+command, "!"+trap)
	}
	for key, value := range map[string]string{
		"core.hooksPath": hooks, "log.showSignature": "true", "remote.origin.url": "ext::" + trap + " %S", "remote.origin.promisor": "true",
		"core.repositoryFormatVersion": "1", "extensions.partialClone": "origin", "protocol.ext.allow": "always", "protocol.allow": "always", "core.untrackedCache": "true",
	} {
		r.git("config", key, value)
	}
	r.write(".git/info/attributes", "* filter=trap diff=trap merge=trap\n")
	// An object is missing, so git would like to fetch it.
	id := r.git("rev-parse", "HEAD:app.py")
	if err := os.Remove(filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])); err != nil {
		t.Fatal(err)
	}
	r.write("app.py", "import changed\n")

	if scan := r.scan(); len(scan.Leaks) != 2 || scan.Complete {
		t.Errorf("%+v", scan)
	}
	if what, err := os.ReadFile(ran); err == nil {
		t.Errorf("git ran\n%s", what)
	}

	// The traps are real: git by itself steps into each kind.
	for _, args := range [][]string{{"status"}, {"log", "-1", "--format=%h"}, {"diff"}, {"cat-file", "-p", id}} {
		os.Remove(ran)
		command := exec.Command("git", args...)
		command.Dir = r.dir
		command.Run() //nolint:errcheck // it fails, having run the trap
		if _, err := os.Stat(ran); err != nil {
			t.Errorf("git %v did not step into a trap", args)
		}
	}
}

func TestStopping(t *testing.T) {
	r := newRepository(t)
	full := filepath.Join(r.dir, "large.bin")
	large, err := os.Create(full)
	if err != nil {
		t.Fatal(err)
	}
	if err := large.Truncate(4 << 30); err != nil { // takes seconds to read, and no space
		t.Skip("no such files here:", err)
	}
	large.Close()
	r.git("update-index", "--add", "--cacheinfo", "100644,"+r.feed("x", "hash-object", "-w", "--stdin")+",large.bin")
	var stream strings.Builder
	blobs := 400
	if testing.Short() {
		blobs = 100
	}
	for i := range blobs {
		fmt.Fprintf(&stream, "blob\ndata %d\n%d%s\n", 1<<18+len(fmt.Sprint(i)), i, strings.Repeat("x", 1<<18))
	}
	r.feed(stream.String(), "fast-import", "--quiet")
	state := r.ask()

	for _, after := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond, 100 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		scan := repo.Look(ctx, r.dir, nil, []repo.Needle{clientSecret}, nil).Leaks(state)
		if deadline, _ := ctx.Deadline(); time.Since(deadline) > 500*time.Millisecond {
			t.Errorf("stopped %v after the end", time.Since(deadline))
		}
		if scan.Complete || scan.Incomplete != "the search was stopped" {
			t.Errorf("after %v: %+v", after, scan)
		}
		cancel()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s := repo.Ask(ctx, r.dir, file); s.Available || !strings.HasPrefix(s.Reason, "git did not answer in time (allow more with --timeout 5m") {
		t.Errorf("%+v", s)
	}
}
