package belongs

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
)

// What an app takes from the files around it.
func TestFiles(t *testing.T) {
	files := map[string]string{
		"src/app.py":            "import os, lib.auth as auth, plain\nfrom . import near\nfrom ..tool.deep import thing as other\nfrom pack import (\n    one,\n    two as second,\n)\nst.Page('views/home.py')\nst.switch_page(\"pages/1_A.py\")\n",
		"src/lib/__init__.py":   "", // not named: lib.auth is
		"src/lib/auth.py":       "import hidden\n",
		"src/plain.py":          "",
		"src/near.py":           "",
		"src/hidden.py":         "",
		"src/pack/__init__.py":  "",
		"src/pack/one.py":       "",
		"src/pack/two.py":       "",
		"src/pack/three.py":     "",
		"src/views/home.py":     "",
		"src/views/other.py":    "# import unused\n'import unused'\n",
		"src/pages/1_A.py":      "",
		"src/pages/2_B.py":      "from helpers import x\n",
		"src/unused.py":         "",
		"src/x/helpers.py":      "",
		"src/examples/plain.py": "",
		"src/a/tool/deep.py":    "",
	}
	scans := map[string]pyfile.Scan{}
	for name, source := range files {
		scans[name], _ = pyfile.Read([]byte(source))
	}
	use := func() map[string]bool {
		return Files("src/app.py", slices.Collect(maps.Keys(scans)), noStarters, from(scans))
	}
	got := strings.Join(slices.Sorted(maps.Keys(use())), " ")
	want := "src/a/tool/deep.py src/app.py src/hidden.py src/lib/auth.py src/near.py src/pack/__init__.py src/pack/one.py src/pack/two.py src/pages/1_A.py src/pages/2_B.py src/plain.py src/views/home.py src/x/helpers.py"
	if got != want {
		t.Errorf("used:\n%s\nwant:\n%s", got, want)
	}
	scans["src/app.py"], _ = pyfile.Read([]byte("for f in Path('views').glob('*.py'): st.Page(f)\n"))
	if all := use(); len(all) != len(files) {
		t.Errorf("a star stands for %d of %d files", len(all), len(files))
	}
}

func noStarters([]string) []string { return nil }

// from reads files whose scans are known.
func from(scans map[string]pyfile.Scan) func([]string) []pyfile.Scan {
	return func(files []string) (found []pyfile.Scan) {
		for _, file := range files {
			found = append(found, scans[file])
		}
		return found
	}
}

// What starts the script with secrets of its own belongs to it, with all that it imports.
func TestStarters(t *testing.T) {
	const starts = "from streamlit.starlette import App\nimport keys\napp = App('app.py', secrets=keys.all)\n"
	for source, want := range map[string]bool{
		starts: true,
		"from streamlit.starlette import App\napp = App('other.py', secrets={'auth': {}})\n": false,
		"from streamlit.starlette import App\napp = App('app.py')  # secrets\n":              false,
		"(": false,
	} {
		if got := pyscan.Starts([]byte(source), "app.py"); got != want {
			t.Errorf("%q: %v", source, got)
		}
	}
	scans := map[string]pyfile.Scan{"app.py": {}, "keys.py": {}, "other.py": {}}
	scans["asgi.py"], _ = pyfile.Read([]byte(starts))
	used := Files("app.py", slices.Sorted(maps.Keys(scans)), func(files []string) []string {
		if !slices.Equal(files, []string{"asgi.py", "keys.py", "other.py"}) {
			t.Errorf("asked for %v", files)
		}
		return []string{"asgi.py"}
	}, from(scans))
	if got := slices.Sorted(maps.Keys(used)); !slices.Equal(got, []string{"app.py", "asgi.py", "keys.py"}) {
		t.Errorf("used: %v", got)
	}
}
