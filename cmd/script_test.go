package cmd

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/authkit-cli/authkit/internal/inmemory"
)

// TestMain lets the test binary be authkit too: scripts run the real command
// line in a process of its own. Tests that run side by side mostly wait here, for
// processes, disks and providers that do not answer, so there are more of them at
// once than there are processors.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	testscript.Main(lightly{m}, map[string]func(){
		"authkit": func() {
			faultyProcess()
			os.Exit(Main(os.Args[1:]))
		},
	})
}

// lightly runs the tests with little work beside what they prove: their files are
// in memory, and garbage is collected less often. Not in the processes that are
// authkit.
type lightly struct{ *testing.M }

func (l lightly) Run() int {
	debug.SetGCPercent(400)
	inmemory.Use()
	dir, err := os.MkdirTemp("", "authkit-cmd-") // also for what is built once, and goes at the end
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	os.Setenv("TMPDIR", dir)
	if err := os.Chmod(dir, 0o755); err != nil { // tests that are somebody else come here too
		panic(err)
	}
	return l.M.Run()
}

// thorough tells whether tests try all that they have (make test-all). Otherwise
// they try a share that meets every kind at least once.
func thorough() bool { return os.Getenv("AUTHKIT_LONG") != "" }

// TestScripts runs the user stories in testdata/script.
//
// Beyond testscript's own commands there are
//
//	exits CODE PROGRAM ARGS…  runs a program and wants exactly this exit code
//	tree DIR                  prints path, mode and hash of every file, to compare
//	mode OCTAL FILE           wants these permission bits
//	nogit                     takes git off the PATH for the rest of the script
//	soon FILE…                puts the day $SOON, which is ahead, where a file says SOON
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, ".home")
			e.Setenv("HOME", home)
			e.Setenv("USERPROFILE", home)
			e.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			e.Setenv("SOON", time.Now().UTC().AddDate(0, 0, 30).Format(time.DateOnly))
			e.Setenv("GIT_CEILING_DIRECTORIES", e.WorkDir)
			for _, dir := range []string{filepath.Dir(e.WorkDir), e.WorkDir} { // AUTHKIT_TEST=stranger comes here too
				if err := os.Chmod(dir, 0o755); err != nil {
					return err
				}
			}
			return os.Mkdir(home, 0o755)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": scriptExits, "tree": scriptTree, "mode": scriptMode, "nogit": scriptNoGit, "soon": scriptSoon,
		},
	})
}

func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func scriptTree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tree DIR")
	}
	root := ts.MkAbs(args[0])
	out := ts.Stdout()
	ts.Check(filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".git" {
			return fs.SkipDir
		}
		name, _ := filepath.Rel(root, path)
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			fmt.Fprintf(out, "%s %s\n", info.Mode(), filepath.ToSlash(name))
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s %s %x\n", info.Mode(), filepath.ToSlash(name), sha256.Sum256(data))
		return nil
	}))
}

func scriptMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if filepath.Separator == '\\' {
		return // Windows keeps no such bits
	}
	if got := info.Mode().Perm(); got != fs.FileMode(want) {
		ts.Fatalf("%s has mode %o, want %o", args[1], got, want)
	}
}

func scriptNoGit(ts *testscript.TestScript, neg bool, args []string) {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if fileExists(filepath.Join(dir, "authkit")) || fileExists(filepath.Join(dir, "authkit.exe")) {
			ts.Setenv("PATH", dir)
			return
		}
	}
	ts.Fatalf("authkit is not on the PATH")
}

func scriptSoon(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: soon FILE…")
	}
	for _, file := range args {
		text := strings.ReplaceAll(ts.ReadFile(file), "SOON", ts.Getenv("SOON"))
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o644))
	}
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
