//go:build e2e

package e2e

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// here are the wheels for this machine's kind of Linux.
var here = map[string]string{
	"amd64": "manylinux2014_x86_64.manylinux_2_17_x86_64",
	"arm64": "manylinux2014_aarch64.manylinux_2_17_aarch64",
}

// wheelsOf builds the wheels of a repository.
func wheelsOf(t *testing.T, dir string, platforms ...string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	command := exec.Command(filepath.Join(dir, "packaging", "wheels"), platforms...)
	command.Env = append(os.Environ(), "UV="+beside(t, "uv"), "WHEELS="+folder)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("wheels: %v\n%s", err, out)
	}
	return folder
}

// theWheel is a folder with the wheel that this machine installs, of what lies here
// as release 0.0.1. It is built once.
func theWheel(t *testing.T) (folder string) {
	t.Helper()
	platform := here[runtime.GOARCH]
	if runtime.GOOS != "linux" || platform == "" {
		t.Skip("it installs the wheel for Linux")
	}
	wheelOnce.Do(func() {
		made, err := filepath.Glob(filepath.Join(wheelsOf(t, published(t), platform), "*.whl"))
		if err != nil || len(made) != 1 {
			t.Fatalf("the wheels are %v, %v", made, err)
		}
		kept, err := os.MkdirTemp("", "authkit-wheel-")
		if err != nil {
			t.Fatal(err)
		}
		copyFile(t, made[0], filepath.Join(kept, filepath.Base(made[0])))
		wheelFolder = kept
	})
	if wheelFolder == "" {
		t.Fatal("there is no wheel, see the test that was to build it")
	}
	return wheelFolder
}

var (
	wheelOnce   sync.Once
	wheelFolder string
)

// beside is a program that lies with the judge's Python.
func beside(t *testing.T, name string) string {
	t.Helper()
	return absolute(t, filepath.Join(filepath.Dir(need(t, "PYTHON")), name))
}

// does runs a program that has to succeed, and returns what it says.
func does(t *testing.T, dir string, env []string, program string, args ...string) string {
	t.Helper()
	command := exec.Command(program, args...)
	command.Dir, command.Env = dir, env
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", filepath.Base(program), args, err, out)
	}
	return string(out)
}

// A Python person installs the wheel and signs in at their app: no Go, a home that
// is empty.
func TestWheel(t *testing.T) {
	index := theWheel(t)
	venv, work := filepath.Join(t.TempDir(), "venv"), t.TempDir()
	python := filepath.Join(venv, "bin", "python")
	env := []string{"PATH=" + filepath.Join(venv, "bin"), "HOME=" + t.TempDir(), "LANG=C.UTF-8", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_NO_COMPILE=1", "PYTHONDONTWRITEBYTECODE=1"}
	does(t, work, env, need(t, "PYTHON"), "-m", "venv", venv)
	before := filesBelow(t, venv)

	does(t, work, env, python, "-m", "pip", "install", "--no-index", "--find-links", index, "streamlit-authkit")
	does(t, work, env, python, "-m", "pip", "check")
	wheel, _ := filepath.Glob(filepath.Join(index, "*.whl"))
	inspect(t, wheel[0])
	version := does(t, work, env, filepath.Join(venv, "bin", "authkit"), "--version")
	if !strings.HasPrefix(version, "authkit v0.0.1 linux/") || !strings.Contains(version, "(commit ") {
		t.Errorf("the program calls itself %q", version)
	}
	for _, command := range [][]string{{"authkit", "version"}, {"streamlit-authkit", "--version"}, {"python", "-m", "streamlit_authkit", "version"}} {
		if got := does(t, work, env, filepath.Join(venv, "bin", command[0]), command[1:]...); got != version {
			t.Errorf("%v says %q, and authkit --version %q", command, got, version)
		}
	}
	if out := does(t, work, env, filepath.Join(venv, "bin", "streamlit-authkit"), "demo"); !strings.Contains(out, "st.user after a sign-in") {
		t.Errorf("demo says:\n%s", out)
	}
	wrong := exec.Command(filepath.Join(venv, "bin", "streamlit-authkit"), "verify", "--frobnicate")
	if wrong.Run(); wrong.ProcessState.ExitCode() != 2 {
		t.Errorf("the exit code of the program, 2, became %d", wrong.ProcessState.ExitCode())
	}

	// The first sign-in of somebody who has the wheel and nothing else.
	dir, port := sandboxProjectOf(t, env, filepath.Join(venv, "bin", "authkit"))
	app := streamlit(t, dir, port)
	b := newBrowser(t)
	b.open("http://localhost:" + port)
	b.click("Sign in")
	b.click("Ada Lovelace")
	b.text("Hello, Ada Lovelace!")
	app.kill()
	if out := does(t, dir, env, filepath.Join(venv, "bin", "authkit"), "verify", "--no-login"); !strings.Contains(out, "sound") {
		t.Errorf("verify after the sign-in says:\n%s", out)
	}

	does(t, work, env, python, "-m", "pip", "uninstall", "--yes", "streamlit-authkit")
	if left := slices.DeleteFunc(filesBelow(t, venv), func(name string) bool { return slices.Contains(before, name) }); len(left) > 0 {
		t.Errorf("uninstalling leaves %v", left)
	}

	// As uvx does it, from a folder in place of the index. Its launchers need the system's realpath.
	tool := append(env, "PATH=/usr/bin:/bin", "UV_CACHE_DIR="+t.TempDir(), "UV_PYTHON="+absolute(t, need(t, "PYTHON")))
	if got := does(t, work, tool, beside(t, "uv"), "tool", "run", "--quiet", "--offline", "--no-index", "--find-links", index, "streamlit-authkit", "version"); got != version {
		t.Errorf("uv tool run says %q, and authkit --version %q", got, version)
	}
}

func filesBelow(t *testing.T, root string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Every platform has its wheel, two builds are the same, and nothing beside it is disturbed.
func TestWheels(t *testing.T) {
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("it builds for eight platforms, twice; AUTHKIT_ALL=1 runs it")
	}
	source, elsewhere := published(t), filepath.Join(t.TempDir(), "another", "folder")
	git(t, source, "clone", "--quiet", source, elsewhere)
	index, again := wheelsOf(t, source), wheelsOf(t, elsewhere)
	names, _ := filepath.Glob(filepath.Join(index, "*.whl"))
	if len(names) != 8 {
		t.Fatalf("there are %d wheels: %v", len(names), names)
	}
	for _, name := range names {
		first, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		second, err := os.ReadFile(filepath.Join(again, filepath.Base(name)))
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: two builds differ (%v)", filepath.Base(name), err)
		}
		inspect(t, name)
	}

	work, env := t.TempDir(), append(os.Environ(), "PIP_DISABLE_PIP_VERSION_CHECK=1")
	does(t, work, env, beside(t, "uv"), append([]string{"tool", "run", "twine@7.0.0", "check", "--strict"}, names...)...)
	for _, platform := range []string{
		"manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_17_aarch64", "manylinux2014_aarch64", "musllinux_1_1_x86_64", "musllinux_1_1_aarch64",
		"macosx_12_0_x86_64", "macosx_12_0_arm64", "macosx_15_0_arm64", "win_amd64", "win_arm64",
	} {
		t.Run(platform, func(t *testing.T) {
			into := t.TempDir()
			does(t, work, env, need(t, "PYTHON"), "-m", "pip", "download", "--quiet", "--platform", platform, "--only-binary", ":all:", "--no-deps", "--no-index", "--find-links", index, "--dest", into, "streamlit-authkit==0.0.1")
			if got := filesBelow(t, into); len(got) != 1 {
				t.Errorf("it gets %v", got)
			}
		})
	}

	// In one requirements.txt with Streamlit, the rest resolves as without it.
	requirements := func(text string) []string {
		file := filepath.Join(t.TempDir(), "requirements.in")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return strings.Split(does(t, work, env, beside(t, "uv"), "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--find-links", index, file), "\n")
	}
	alone, together := requirements("streamlit[auth]==1.67.0\n"), requirements("streamlit[auth]==1.67.0\nstreamlit-authkit\n")
	together = slices.DeleteFunc(together, func(line string) bool { return line == "streamlit-authkit==0.0.1" })
	if !slices.Equal(alone, together) {
		t.Errorf("beside Streamlit it changes %v to %v", alone, together)
	}
}

// inspect looks into a wheel: the program and how it is linked, the licence, the bill of materials.
func inspect(t *testing.T, name string) {
	t.Helper()
	program := ".data/scripts/authkit"
	if strings.Contains(name, "-win_") {
		program += ".exe"
	}
	file, data := inWheel(t, name, program)
	if file.Mode().Perm() != 0o755 {
		t.Errorf("%s: the program's mode is %v", filepath.Base(name), file.Mode())
	}
	if strings.Contains(name, "linux") {
		linked, err := elf.NewFile(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if libraries, _ := linked.ImportedLibraries(); len(libraries) > 0 {
			t.Errorf("%s needs %v of the system", filepath.Base(name), libraries)
		}
	}
	inWheel(t, name, ".dist-info/licenses/LICENSE")
	if _, notices := inWheel(t, name, "streamlit_authkit/NOTICES.txt"); !bytes.Contains(notices, []byte("github.com/spf13/cobra v")) {
		t.Errorf("%s: the notices do not name cobra", filepath.Base(name))
	}
	var bill struct {
		BomFormat  string
		Components []struct{ Purl string }
	}
	if _, data := inWheel(t, name, ".dist-info/sboms/authkit.cdx.json"); json.Unmarshal(data, &bill) != nil || bill.BomFormat != "CycloneDX" {
		t.Errorf("%s: the bill of materials is not CycloneDX", filepath.Base(name))
	}
	if !slices.ContainsFunc(bill.Components, func(c struct{ Purl string }) bool {
		return strings.HasPrefix(c.Purl, "pkg:golang/github.com/spf13/cobra@")
	}) {
		t.Errorf("%s: the bill of materials does not name cobra", filepath.Base(name))
	}
}

// inWheel is the file of a wheel whose name ends so.
func inWheel(t *testing.T, name, suffix string) (*zip.File, []byte) {
	t.Helper()
	wheel, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer wheel.Close()
	for _, file := range wheel.File {
		if !strings.HasSuffix(file.Name, suffix) {
			continue
		}
		opened, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer opened.Close()
		data, err := io.ReadAll(opened)
		if err != nil {
			t.Fatal(err)
		}
		return file, data
	}
	t.Fatalf("%s has no %s", filepath.Base(name), suffix)
	return nil, nil
}
