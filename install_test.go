package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The name authkit on PyPI is somebody else's. Who is told of our package is told
// that, and nobody is told to install the other.
func TestTheOtherPackageIsNamed(t *testing.T) {
	files, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md", "*.yml", "*.yaml", "templates").Output()
	if err != nil {
		t.Fatal("not a git clone: ", err)
	}
	told := 0
	for name := range strings.SplitSeq(strings.TrimRight(string(files), "\x00"), "\x00") {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // deleted, and not committed yet
		}
		for _, wrong := range []string{"pip install authkit", "pipx install authkit", "uvx authkit", "uv tool install authkit", "uv add authkit"} {
			if strings.Contains(string(text), wrong) {
				t.Errorf("%s says %q, which is somebody else's package", name, wrong)
			}
		}
		if strings.Contains(string(text), "install streamlit-authkit") || strings.Contains(string(text), "uvx streamlit-authkit") {
			told++
			if !strings.Contains(string(text), "somebody else's") {
				t.Errorf("%s tells how to install streamlit-authkit, and not that authkit on PyPI is somebody else's", name)
			}
		}
	}
	if told < 2 {
		t.Errorf("only %d texts tell how to install it", told)
	}
}
