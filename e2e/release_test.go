//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const goreleaser = "github.com/goreleaser/goreleaser/v2@v2.16.0"

// releaseOf makes a release of a repository whose commit has a tag, and publishes
// nothing. GoReleaser comes from the Go module proxy.
func releaseOf(t *testing.T, dir string) (folder string) {
	t.Helper()
	git(t, dir, "remote", "add", "origin", "https://github.com/authkit-cli/authkit")
	for _, args := range [][]string{{"check"}, {"release", "--clean", "--skip", "publish,announce,docker"}} {
		command := exec.Command("go", append([]string{"run", goreleaser}, args...)...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("goreleaser %v: %v\n%s", args, err, out)
		}
	}
	return filepath.Join(dir, "dist", "release")
}

// What a tag makes, as far as it can be made and tried without a network and a daemon.
func TestRelease(t *testing.T) {
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("it builds GoReleaser and a whole release; AUTHKIT_ALL=1 runs it")
	}
	if runtime.GOOS != "linux" {
		t.Skip("it unpacks and runs what is for Linux")
	}
	source := published(t)
	made := releaseOf(t, source)
	machine := runtime.GOARCH
	version := func(env []string, program string, args ...string) {
		t.Helper()
		if out := does(t, t.TempDir(), env, program, args...); !strings.HasPrefix(out, "authkit v0.0.1 linux/") {
			t.Errorf("%s calls itself %q", program, out)
		}
	}

	t.Run("checksums", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join(made, "checksums.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"linux_amd64.tar.gz", "linux_arm64.tar.gz", "darwin_amd64.tar.gz", "darwin_arm64.tar.gz", "windows_amd64.zip", "windows_arm64.zip",
			"linux_amd64.deb", "linux_arm64.deb", "linux_amd64.rpm", "linux_arm64.rpm", "linux_amd64.apk", "linux_arm64.apk", "linux_amd64.cdx.json", "windows_arm64.cdx.json"} {
			if !strings.Contains(string(text), "  authkit_0.0.1_"+kind+"\n") {
				t.Errorf("there is no authkit_0.0.1_%s in\n%s", kind, text)
			}
		}
		does(t, made, os.Environ(), "sha256sum", "--check", "--quiet", "checksums.txt")
	})
	t.Run("archive", func(t *testing.T) {
		into := t.TempDir()
		does(t, into, os.Environ(), "tar", "-xzf", filepath.Join(made, "authkit_0.0.1_linux_"+machine+".tar.gz"))
		version(environment(t), filepath.Join(into, "authkit"), "--version")
		holds(t, into, "LICENSE", "NOTICES.txt", "README.md", "man/authkit-verify.1", "completions/authkit.bash", "completions/_authkit", "completions/authkit.fish")
	})
	t.Run("deb", func(t *testing.T) {
		into := t.TempDir()
		does(t, into, os.Environ(), "dpkg-deb", "--extract", filepath.Join(made, "authkit_0.0.1_linux_"+machine+".deb"), into)
		version(environment(t), filepath.Join(into, "usr/bin/authkit"), "--version")
		holds(t, into, "usr/share/man/man1/authkit-verify.1", "usr/share/bash-completion/completions/authkit", "usr/share/zsh/vendor-completions/_authkit", "usr/share/doc/authkit/copyright", "usr/share/doc/authkit/NOTICES.txt")
	})
	t.Run("bills of materials", func(t *testing.T) {
		bills, _ := filepath.Glob(filepath.Join(made, "*.cdx.json"))
		if len(bills) != 6 {
			t.Errorf("there are %v", bills)
		}
		judge := `import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
for name in sys.argv[1:]:
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(name).read())
    assert wrong is None, f"{name}: {wrong}"`
		does(t, t.TempDir(), os.Environ(), beside(t, "uv"), append([]string{"run", "--quiet", "--no-project", "--with", "cyclonedx-python-lib[json-validation]==11.12.0", "python", "-c", judge}, bills...)...)
	})
	t.Run("image", func(t *testing.T) { image(t, made, machine) })
	t.Run("manifests", func(t *testing.T) {
		var scoop struct {
			Version      string
			Architecture map[string]struct{ URL, Hash string }
		}
		text, err := os.ReadFile(filepath.Join(made, "scoop", "authkit.json"))
		if err == nil {
			err = json.Unmarshal(text, &scoop)
		}
		if err != nil || scoop.Version != "0.0.1" || len(scoop.Architecture) != 2 || scoop.Architecture["arm64"].Hash == "" {
			t.Errorf("scoop: %v\n%s", err, text)
		}
		winget := filepath.Join(made, "winget", "manifests", "a", "authkit-cli", "authkit", "0.0.1")
		for _, name := range []string{"authkit-cli.authkit.yaml", "authkit-cli.authkit.installer.yaml", "authkit-cli.authkit.locale.en-US.yaml"} {
			if got := at(t, readYAML(t, filepath.Join(winget, name)), "PackageVersion"); got != "0.0.1" {
				t.Errorf("%s is about %v", name, got)
			}
		}
		cask, err := os.ReadFile(filepath.Join(made, "homebrew", "Casks", "authkit.rb"))
		if err != nil || strings.Count(string(cask), "sha256 ") != 4 {
			t.Errorf("homebrew: %v\n%s", err, cask)
		}
	})
	t.Run("the same program as in the wheel", func(t *testing.T) {
		wheel, _ := filepath.Glob(filepath.Join(wheelsOf(t, source, here[machine]), "*.whl"))
		_, packed := inWheel(t, wheel[0], ".data/scripts/authkit")
		built, _ := filepath.Glob(filepath.Join(made, "authkit_linux_"+machine+"_*", "authkit"))
		if data, err := os.ReadFile(built[0]); err != nil || !bytes.Equal(data, packed) {
			t.Errorf("the wheel and the archives hold different programs (%v)", err)
		}
	})
}

func holds(t *testing.T, root string, names ...string) {
	t.Helper()
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(root, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// image follows the Dockerfile, which only copies, into a folder, and runs its
// entry point with that folder as the root.
func image(t *testing.T, made, machine string) {
	root := t.TempDir()
	text, err := os.ReadFile(filepath.Join("..", "packaging", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	built, _ := filepath.Glob(filepath.Join(made, "authkit_linux_"+machine+"_*"))
	if len(built) != 1 {
		t.Fatalf("the program for linux/%s: %v", machine, built)
	}
	entry := ""
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		switch fields[0] {
		case "COPY":
			from := strings.Replace(fields[1], "$TARGETPLATFORM", built[0], 1)
			if !filepath.IsAbs(from) {
				from = filepath.Join(made, "..", "..", from)
			}
			copyFile(t, from, filepath.Join(root, fields[2]))
		case "WORKDIR":
			if err := os.MkdirAll(filepath.Join(root, fields[1]), 0o777); err != nil {
				t.Fatal(err)
			}
		case "ENTRYPOINT":
			entry = strings.Trim(fields[1], `["]`)
		case "FROM":
			if fields[1] != "scratch" {
				t.Errorf("from %s: only what lies here can be tried", fields[1])
			}
		}
	}
	enter := []string{"unshare", "--map-root-user", "chroot", root}
	for command, says := range map[string]string{
		"--version":           "authkit v0.0.1 linux/" + machine,
		"explain AADSTS50011": "redirect URI",
		"verify --offline":    "secrets-found",
	} {
		args := append(append(enter[1:len(enter):len(enter)], entry), strings.Fields(command)...)
		run := exec.Command(enter[0], args...)
		run.Env = []string{"PATH=/usr/bin:/usr/sbin:/bin:/sbin"}
		out, _ := run.CombinedOutput()
		if !strings.Contains(string(out), says) {
			t.Errorf("%s in the image says, without %q:\n%s", command, says, out)
		}
	}
	certificates, err := os.ReadFile(filepath.Join(root, "etc/ssl/certs/ca-certificates.crt"))
	if err != nil || strings.Count(string(certificates), "BEGIN CERTIFICATE") < 50 {
		t.Errorf("certificates: %v", err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, info.Mode())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.Copy(out, in); err == nil {
		err = out.Close()
	}
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", to, err))
	}
}
