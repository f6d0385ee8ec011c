package project

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// crowded is a project of a repository with more names than are listed unasked.
func crowded(t *testing.T, ignore string, texts map[string]string) string {
	t.Helper()
	names := map[string]string{".gitignore": ignore}
	for i := range 1100 {
		names[fmt.Sprintf("data/%d.csv", i)] = ""
		names[fmt.Sprintf("data/unused%d.py", i)] = ""
	}
	for name, text := range texts {
		names[name] = text
	}
	dir := files(t, names)
	if out, err := exec.Command("git", "-C", dir, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	return dir
}

// Folders that git ignores are not walked where a project is crowded. What the app
// takes from them is read all the same: modules, pages, scripts that it names.
func TestIgnoredFoldersAreNotWalked(t *testing.T) {
	t.Parallel()
	const login = "import streamlit as st\nst.login()\n"
	for name, c := range map[string]struct {
		ignore   string
		texts    map[string]string
		want     []string
		unlisted int
		says     string
	}{
		"a module": {"data/\n", map[string]string{"app.py": "import data.login\n" + login, "data/login.py": login}, []string{"app.py", "data/login.py"}, 1, ""},
		"a module beside a module": {"data/\n", map[string]string{"app.py": "import data.login\n" + login, "data/login.py": "from .more import go\n", "data/more.py": login},
			[]string{"app.py", "data/login.py", "data/more.py"}, 1, ""},
		"nothing is ignored": {"*.csv\n", map[string]string{"app.py": "import data.login\n" + login, "data/login.py": login}, []string{"app.py", "data/login.py"}, 0, ""},
		"pages":              {"pages/\n", map[string]string{"app.py": login, "pages/1.py": login}, []string{"app.py", "pages/1.py"}, 1, ""},
		"a script by its name": {"views/\n", map[string]string{"app.py": "import streamlit as st\nst.navigation([st.Page(\"views/a.py\")]).run()\n", "views/a.py": login},
			[]string{"app.py", "views/a.py"}, 1, ""},
		"a script that is named when it runs": {"data/\n", map[string]string{"app.py": "import streamlit as st\nst.navigation([st.Page(f\"data/{st.query_params['p']}.py\")]).run()\n"},
			[]string{"app.py"}, 1, "data is ignored by git and was not looked into"},
		"one that cannot lie there": {"data/\n", map[string]string{"app.py": "import streamlit as st\nst.navigation([st.Page(f\"views/{st.query_params['p']}.py\")]).run()\n", "views/a.py": login},
			[]string{"app.py", "views/a.py"}, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := load(t, crowded(t, c.ignore, c.texts), 0)
			var read []string
			for _, file := range p.App.Files {
				read = append(read, file.Path)
			}
			if !slices.Equal(read, c.want) {
				t.Errorf("read %v, want %v", read, c.want)
			}
			if len(p.App.unlisted) != c.unlisted {
				t.Errorf("not listed: %v", p.App.unlisted)
			}
			if said := said(p); c.says == "" && len(p.App.Unread) > 0 || !strings.Contains(said, c.says) {
				t.Errorf("it says %q", said)
			}
		})
	}
}
