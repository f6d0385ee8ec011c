package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The tests that hold a protection fail when it is taken out of the source.
// AUTHKIT_LONG=1 takes out each in turn; otherwise only what is to be taken out
// and the tests' names are looked for, so that the list keeps up with the code.
func TestProtectionsAreSeen(t *testing.T) {
	seen := 0
	for _, m := range mutations {
		t.Run(strings.ReplaceAll(m.protects, " ", "-"), func(t *testing.T) {
			source, err := os.ReadFile(filepath.FromSlash(m.file))
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(source), m.with); n != 1 {
				t.Fatalf("%s has %q %d times", m.file, m.with, n)
			}
			for _, name := range m.tests {
				if !hasTest(t, m.folder, name) {
					t.Errorf("there is no %s in %s", name, m.folder)
				}
			}
			if os.Getenv("AUTHKIT_LONG") == "" || t.Failed() {
				return
			}
			out, code := testWithout(t, m, strings.Replace(string(source), m.with, m.out, 1))
			switch {
			case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
				t.Fatalf("what is left does not compile:\n%s", out)
			case code == 0:
				t.Fatalf("nobody sees that it is gone: %v pass", m.tests)
			case !strings.Contains(out, "--- FAIL") && !strings.Contains(out, "panic: "):
				t.Fatalf("no test failed:\n%s", out)
			}
			seen++
		})
	}
	t.Logf("figures: %d protections listed, %d taken out and seen to be missing", len(mutations), seen)
}

func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}

// testWithout runs a mutation's tests with another text in the place of its file.
func testWithout(t *testing.T, m mutation, text string) (out string, code int) {
	t.Helper()
	dir := t.TempDir()
	file, err := filepath.Abs(filepath.FromSlash(m.file))
	if err != nil {
		t.Fatal(err)
	}
	changed, overlay := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for path, data := range map[string][]byte{changed: []byte(text), overlay: replace} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, name := range m.tests {
		names = append(names, regexp.QuoteMeta(name))
	}
	command := exec.Command("go", "test", "-count=1", "-timeout=5m", "-run", "^("+strings.Join(names, "|")+")$", m.folder)
	// By GOFLAGS, since some tests build the program.
	command.Env = append(os.Environ(), "AUTHKIT_LONG=", "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+overlay))
	said, _ := command.CombinedOutput()
	return string(said), command.ProcessState.ExitCode()
}
