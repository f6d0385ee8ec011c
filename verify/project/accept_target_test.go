package project

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// merging is a checkout whose origin/main has the given entries; getenv says
// that it is a pull request to there.
func merging(t *testing.T, entries string) (dir string, getenv func(string) string) {
	t.Helper()
	dir = t.TempDir()
	git := func(args ...string) {
		t.Helper()
		command := exec.Command("git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.com"}, args...)...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	if err := os.Mkdir(filepath.Join(dir, ".streamlit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "authkit.toml"), []byte(entries), 0o644); err != nil {
		t.Fatal(err)
	}
	git("add", "-A")
	git("commit", "-q", "-m", "base")
	git("update-ref", "refs/remotes/origin/main", "HEAD")
	return dir, func(name string) string { return map[string]string{"GITHUB_BASE_REF": "main"}[name] }
}

func push(string) string { return "" }

// What a pull request accepts of exposed secrets has to be accepted where it is
// to be merged; the flags say otherwise.
func TestAcceptedOnTheTarget(t *testing.T) {
	t.Parallel()
	leak := acceptance("secrets-leaked", "2026-08-01")
	of := strings.Replace(leak, "[[accept]]\n", "[[accept]]\nprovider = \"google\"\n", 1)
	library := acceptance("deps-authlib", "2026-08-01")
	const notThere, notTold = "main does not have the same entry", "it cannot be told whether main has the same entry (this clone does not have main): clone all branches"
	for _, c := range []struct {
		name, base, here string
		from             AcceptFrom
		not              string // how the reason begins; empty: the entry counts
	}{
		{"its own", "", leak, AcceptMerged, notThere},
		{"merged before", leak, leak, AcceptMerged, ""},
		{"another reason", strings.Replace(leak, "we know", "it is old", 1), leak, AcceptMerged, ""},
		{"among others", library + of + leak, leak, AcceptMerged, ""},
		{"a shorter time", acceptance("secrets-leaked", "2026-08-02"), leak, AcceptMerged, ""},
		{"a longer time", acceptance("secrets-leaked", "2026-07-31"), leak, AcceptMerged, notThere},
		{"another check", acceptance("secrets-tracked", "2026-08-01"), leak, AcceptMerged, notThere},
		{"more providers", of, leak, AcceptMerged, notThere},
		{"another provider", leak, of, AcceptMerged, notThere},
		{"a day that is none", strings.Replace(leak, "2026-08-01", `"ever"`, 1), leak, AcceptMerged, notThere},
		{"a file that is none", "[[accept", leak, AcceptMerged, notThere},
		{"tracked", "", acceptance("secrets-tracked", "2026-08-01"), AcceptMerged, notThere},
		{"not ignored", "", acceptance("secrets-ignored", "2026-08-01"), AcceptMerged, notThere},
		{"in an image", "", acceptance("secrets-image", "2026-08-01"), AcceptMerged, notThere},
		{"nothing exposed", "", library, AcceptMerged, ""},
		{"the workflow's word", "", leak, AcceptHere, ""},
		{"nothing new", "", library, AcceptNothingNew, notThere},
		{"nothing new, and it is not", library, library, AcceptNothingNew, ""},
	} {
		dir, pull := merging(t, c.base)
		p := baseline(t, c.here, today)
		p.Dir = dir
		p.judgeAccepted(t.Context(), LoadOptions{Getenv: pull, AcceptFrom: c.from})
		if got := p.Accepted[0].NotCounted; !strings.HasPrefix(got, c.not) || (got == "") != (c.not == "") {
			t.Errorf("%s: %q, want %q", c.name, got, c.not)
		}

		// A push has been merged: its file counts, unless nobody wants any.
		p = baseline(t, c.here, today)
		p.Dir = dir
		p.judgeAccepted(t.Context(), LoadOptions{Getenv: push, AcceptFrom: c.from})
		if got := p.Accepted[0].NotCounted; (got != "") != (c.from == AcceptNothingNew) {
			t.Errorf("%s, pushed: %q", c.name, got)
		}
	}

	dir, pull := merging(t, leak)
	if err := os.Remove(filepath.Join(dir, ".git", "refs", "remotes", "origin", "main")); err != nil {
		t.Fatal(err)
	}
	p := baseline(t, leak, today)
	p.Dir = dir
	p.judgeAccepted(t.Context(), LoadOptions{Getenv: pull})
	if got := p.Accepted[0].NotCounted; !strings.HasPrefix(got, notTold) {
		t.Errorf("a clone without the branch: %q", got)
	}
}
