package project

import (
	"fmt"
	"os/exec"
	"slices"
	"testing"
)

// A crowded folder that git ignores is not walked, and a module that the app
// imports from it is read all the same.
func TestIgnoredFoldersAreNotWalked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ignore string
		want   []string
	}{
		{"data/\n", []string{"app.py", "data/login.py"}},
		{"*.csv\n", []string{"app.py", "data/login.py"}},
	} {
		names := map[string]string{"app.py": "import streamlit as st\nimport data.login\n", "data/login.py": "import streamlit as st\nst.login()\n", ".gitignore": c.ignore}
		for i := range 700 {
			names[fmt.Sprintf("data/%d.csv", i)] = ""
			names[fmt.Sprintf("data/unused%d.py", i)] = ""
		}
		dir := files(t, names)
		if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		p := load(t, dir, 0)
		var read []string
		for _, file := range p.App.Files {
			read = append(read, file.Path)
		}
		if !slices.Equal(read, c.want) {
			t.Errorf("%q: read %v", c.ignore, read)
		}
		if ignored := c.ignore == "data/\n"; ignored != (len(p.App.unlisted) == 1) || ignored && len(p.App.Unread) > 0 {
			t.Errorf("%q: not listed %v, not read %v", c.ignore, p.App.unlisted, p.App.Unread)
		}
	}
}
