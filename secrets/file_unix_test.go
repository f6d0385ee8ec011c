//go:build unix

package secrets

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

func TestReplaceModes(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	for _, c := range []struct{ old, asked, want fs.FileMode }{
		{0, 0, 0o600},         // a new file
		{0, 0o600, 0o600},     //
		{0, 0o644, 0o640},     // as the umask leaves it
		{0o600, 0, 0o600},     // an old one keeps its bits,
		{0o644, 0, 0o644},     // also where the umask would take some
		{0o444, 0, 0o444},     //
		{0o777, 0, 0o777},     //
		{0o644, 0o600, 0o600}, // unless it is asked for others
		{0o600, 0o644, 0o644},
	} {
		path := filepath.Join(t.TempDir(), "f")
		if c.old != 0 {
			write(t, path, "old", c.old)
		}
		if err := snapshot(t, path).Replace([]byte("new"), c.asked); err != nil {
			t.Errorf("%v asked for %v: %v", c.old, c.asked, err)
			continue
		}
		if got := mode(t, path); got != c.want {
			t.Errorf("%v asked for %v becomes %v", c.old, c.asked, got)
		}
		holds(t, path, "new")
	}
}

func TestReplaceFollowsLinks(t *testing.T) {
	root := t.TempDir()
	target, link := filepath.Join(root, "real", "f"), filepath.Join(root, "link")
	if err := os.MkdirAll(filepath.Join(root, "real"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, target, "old", 0o640)
	for from, to := range map[string]string{link: filepath.Join("real", "f"), link + "2": link, filepath.Join(root, "folder"): "real"} {
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{link, link + "2", filepath.Join(root, "folder", "f")} {
		s := snapshot(t, path)
		if err := s.Replace([]byte(path), 0); err != nil {
			t.Fatal(err)
		}
		holds(t, target, path)
		if mode(t, target) != 0o640 {
			t.Errorf("the mode is %v", mode(t, target))
		}
	}
	for _, path := range []string{link, link + "2", filepath.Join(root, "folder")} {
		if mode(t, path)&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", path)
		}
	}
	names(t, root, "real", "link", "link2", "folder")

	// A new file in a folder that is a link.
	if err := snapshot(t, filepath.Join(root, "folder", "new")).Replace([]byte("n"), 0); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(root, "real", "new"), "n", "f")
}

func TestLinksThatLeadNowhere(t *testing.T) {
	folder := t.TempDir()
	dangling, circle := filepath.Join(folder, "dangling"), filepath.Join(folder, "circle")
	if err := errors.Join(os.Symlink("gone", dangling), os.Symlink("circle", circle)); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(dangling); !errors.Is(err, ErrDangles) {
		t.Errorf("%v", err)
	}
	if err := (Snapshot{Path: dangling}).Replace(nil, 0); !errors.Is(err, ErrDangles) {
		t.Errorf("%v", err)
	}
	if _, err := ReadFile(circle); err == nil || err.Error() != "its links lead in a circle" {
		t.Errorf("%v", err)
	}
	names(t, folder, "dangling", "circle")
}

func TestSpecialFilesAreRefused(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, link, "/dev/null", "/dev/zero"} {
		done := make(chan error, 2)
		go func() {
			_, err := ReadFile(path)
			done <- err
			done <- Snapshot{Path: path}.Replace([]byte("x"), 0)
		}()
		for range 2 {
			select {
			case err := <-done:
				if !errors.Is(err, ErrSpecial) {
					t.Errorf("%s: %v", path, err)
				}
			case <-time.After(5 * time.Second):
				t.Fatalf("%s keeps us waiting", path)
			}
		}
	}
	// The pipe that takes a file's place between looking and opening.
	if _, _, err := read(pipe); !errors.Is(err, ErrSpecial) {
		t.Errorf("a pipe is read: %v", err)
	}
	names(t, folder, "pipe", "link")
}

func TestPathThroughAFile(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "f"), "x", 0o600)
	if _, err := ReadFile(filepath.Join(folder, "f", "g")); err == nil || err.Error() != "a part of its path is a file, not a folder" {
		t.Errorf("%v", err)
	}
}

// The tests below need another process: one that may less than root, one
// whose disk is full, one that is killed. It is this test binary again.
const taskVariable = "AUTHKIT_TEST_TASK"

func TestMain(m *testing.M) {
	if task := os.Getenv(taskVariable); task != "" {
		if err := runTask(task, os.Args[1]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func another(task, path string) *exec.Cmd {
	command := exec.Command(os.Args[0], path)
	command.Env = append(os.Environ(), taskVariable+"="+task)
	return command
}

const nobody = 65534

func runTask(task, path string) error {
	if os.Geteuid() == 0 && (task == "forbidden" || task == "stranger") {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return err
		}
	}
	switch task {
	case "forbidden":
		return forbidden(path)
	case "stranger":
		return stranger(path)
	case "full":
		return fullDisk(path)
	case "loop":
		for number := 0; ; number++ {
			s, err := ReadFile(path)
			if err == nil {
				err = s.Replace([]byte(generation(number)), 0)
			}
			if err != nil {
				return err
			}
			fmt.Println(number)
		}
	}
	return errors.New("no such task")
}

func run(t *testing.T, task, path string) {
	t.Helper()
	if out, err := another(task, path).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestForbidden(t *testing.T) {
	root := t.TempDir()
	if err := os.Chmod(filepath.Dir(root), 0o755); err != nil { // nobody has to get there
		t.Fatal(err)
	}
	for _, folder := range []string{"readonly", "closed", "unreadable"} {
		if err := os.Mkdir(filepath.Join(root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(root, folder, "f"), "old", 0o644)
	}
	if err := errors.Join(
		os.Chmod(filepath.Join(root, "readonly"), 0o555), os.Chmod(filepath.Join(root, "closed"), 0o600), os.Chmod(filepath.Join(root, "unreadable", "f"), 0),
		os.Chmod(root, 0o555),
	); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		os.Chmod(root, 0o755)
		os.Chmod(filepath.Join(root, "readonly"), 0o755)
		os.Chmod(filepath.Join(root, "closed"), 0o755)
	})
	run(t, "forbidden", root)
	holds(t, filepath.Join(root, "readonly", "f"), "old")
	names(t, root, "readonly", "closed", "unreadable")
}

// forbidden runs as somebody who may not.
func forbidden(root string) error {
	want := func(err error, words string) error {
		if !errors.Is(err, fs.ErrPermission) || err.Error() != words {
			return fmt.Errorf("%q is not %q", err, words)
		}
		return nil
	}
	_, closed := ReadFile(filepath.Join(root, "closed", "f"))
	_, unreadable := ReadFile(filepath.Join(root, "unreadable", "f"))
	s, err := ReadFile(filepath.Join(root, "readonly", "f"))
	if err != nil {
		return err
	}
	below, err := ReadFile(filepath.Join(root, "new", "f"))
	if err != nil {
		return err
	}
	const reading, writing = "you may not read it", "you may not write it, or not into its folder"
	return errors.Join(
		want(closed, reading), want(unreadable, reading),
		want(s.Replace([]byte("new"), 0), writing),
		want(Snapshot{Path: filepath.Join(root, "readonly", "new")}.Replace([]byte("new"), 0), writing),
		want(below.Replace([]byte("new"), 0), writing),
	)
}

func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, "old", 0o644)
	run(t, "full", path)
	holds(t, path, "old")
}

// fullDisk limits how large a file may get, which fails like a full disk:
// in the middle of writing.
func fullDisk(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4096, Max: 4096}); err != nil {
		return err
	}
	s, err := ReadFile(path)
	if err != nil {
		return err
	}
	err = s.Replace([]byte(strings.Repeat("x", 100_000)), 0)
	if !errors.Is(err, syscall.EFBIG) || strings.Contains(err.Error(), "/") {
		return fmt.Errorf("the error is %v", err)
	}
	if err := (Snapshot{Path: path + "2"}).Replace([]byte(strings.Repeat("x", 100_000)), 0); !errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("for a new file it is %v", err)
	}
	return nil
}

// generation is a content that a part of it, or a mixture, is not.
func generation(number int) string {
	line := fmt.Sprintf("generation %d\n", number)
	return strings.Repeat(line, 1+300_000/len(line))
}

// TestInterrupted kills a process that does nothing but replace a file. The
// file must be whole afterwards.
func TestInterrupted(t *testing.T) {
	for round := range 8 {
		path := filepath.Join(t.TempDir(), "f")
		write(t, path, generation(0), 0o600)
		command := another("loop", path)
		out, err := command.StdoutPipe()
		if err == nil {
			err = command.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "0\n" {
			t.Fatalf("the file is not being replaced: %q %v", line, err)
		}
		time.Sleep(time.Duration(round) * 1300 * time.Microsecond)
		command.Process.Kill()
		command.Wait() //nolint:errcheck // it was killed
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(data), "\n")
		var number int
		if _, err := fmt.Sscanf(first, "generation %d", &number); err != nil || string(data) != generation(number) {
			t.Errorf("the file holds %d bytes that begin with %q", len(data), first)
		}
		if mode(t, path) != 0o600 {
			t.Errorf("its mode is %v", mode(t, path))
		}
		left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range left {
			if mode(t, name) != 0o600 {
				t.Errorf("what is left behind has the mode %v", mode(t, name))
			}
		}
	}
}

// TestReplaceKeepsTheOwner: root changes somebody's file and it stays theirs;
// nobody else may take a file over by changing it.
func TestReplaceKeepsTheOwner(t *testing.T) {
	folder := t.TempDir()
	if os.Geteuid() != 0 { // who cannot give files away finds one of root's
		root, err := os.Stat("/")
		if err != nil {
			t.Fatal(err)
		}
		temp, err := os.Create(filepath.Join(folder, "f"))
		if err != nil {
			t.Fatal(err)
		}
		defer temp.Close()
		if err := keepOwner(temp, root); !errors.Is(err, ErrOwner) {
			t.Errorf("%v", err)
		}
		return
	}
	path := filepath.Join(folder, "f")
	write(t, path, "old", 0o644)
	if err := errors.Join(os.Chown(path, 1234, 4321), os.Chmod(folder, 0o777), os.Chmod(filepath.Dir(folder), 0o755)); err != nil {
		t.Fatal(err)
	}
	run(t, "stranger", path)
	holds(t, path, "old")
	if err := snapshot(t, path).Replace([]byte("new"), 0); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "new")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if stat := info.Sys().(*syscall.Stat_t); stat.Uid != 1234 || stat.Gid != 4321 || info.Mode() != 0o644 {
		t.Errorf("it belongs to %d:%d with mode %v", stat.Uid, stat.Gid, info.Mode())
	}
}

// stranger may write into the folder, but the file is another's.
func stranger(path string) error {
	s, err := ReadFile(path)
	if err != nil {
		return err
	}
	if err := s.Replace([]byte("taken"), 0); !errors.Is(err, ErrOwner) {
		return fmt.Errorf("the error is %v", err)
	}
	return nil
}
