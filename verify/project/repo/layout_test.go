package repo

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What git tells of its set-up by the way is what it says when it is asked.
func TestLayoutIsTold(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	do := func(dir string, args ...string) {
		t.Helper()
		command := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"}, args...)...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	made := func(name string) string {
		dir := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Join(dir, "apps", "ä b"), 0o755); err != nil {
			t.Fatal(err)
		}
		do(dir, "init", "-q")
		for _, file := range []string{"app.py", "apps/ä b/app.py"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte("import streamlit\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		do(dir, "add", ".")
		do(dir, "commit", "-qm", "one")
		do(dir, "commit", "-qm", "two", "--allow-empty")
		return dir
	}
	plain := made("plain")
	folders := []string{plain, filepath.Join(plain, "apps", "ä b"), made("with blanks, and ünlike letters")}
	do(top, "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(plain), "shallow")
	do(plain, "worktree", "add", "-q", "../beside")
	around := made("around")
	do(around, "submodule", "--quiet", "add", "file://"+filepath.ToSlash(plain), "inside")
	folders = append(folders, filepath.Join(top, "shallow"), filepath.Join(top, "beside"), filepath.Join(around, "inside", "apps"))
	moved := made("moved")
	do(moved, "config", "core.worktree", filepath.ToSlash(moved)+"/apps")
	folders = append(folders, filepath.Join(moved, "apps"))
	if runtime.GOOS != "windows" {
		folders = append(folders, made("a \"quoted\" 'name'"), made(`a back\slash`), made("a line\nend"))
		link := filepath.Join(top, "link")
		if err := os.Symlink(filepath.Join(plain, "apps"), link); err != nil {
			t.Fatal(err)
		}
		folders = append(folders, link)
	}
	told := 0
	for _, dir := range folders {
		list := git(t.Context(), dir, "ls-files")
		list.Env = append(list.Env, "GIT_TRACE_SETUP=1")
		got, known := layoutTold(run(list).stderr)
		want, asked := askLayout(t.Context(), dir)
		if !asked {
			t.Fatalf("%q: git does not answer", dir)
		}
		if !known {
			if !strings.ContainsAny(dir, "\\\n") || runtime.GOOS == "windows" {
				t.Errorf("%q: it is not told", dir)
			}
			continue
		}
		told++
		if got.Root != want.Root || got.prefix != want.prefix || got.Shallow != want.Shallow || !sameFile(t, got.objects, want.objects) {
			t.Errorf("%q: told\n%+v\nasked\n%+v", dir, got, want)
		}
	}
	if t.Logf("%d folders, %d of them told by the way", len(folders), told); told < 7 {
		t.Errorf("only %d were told", told)
	}
}

func sameFile(t *testing.T, a, b string) bool {
	t.Helper()
	one, err := os.Stat(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.Stat(b)
	if err != nil {
		t.Fatal(err)
	}
	return os.SameFile(one, other)
}
