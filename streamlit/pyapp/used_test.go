package pyapp

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// What an app takes from the files around it.
func TestUsed(t *testing.T) {
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
	scans := map[string]Scan{}
	for name, source := range files {
		scans[name], _ = Read([]byte(source))
	}
	use := func() map[string]bool {
		return Used("src/app.py", slices.Collect(maps.Keys(scans)), func(string) bool { return true }, func(file string) Scan { return scans[file] })
	}
	got := strings.Join(slices.Sorted(maps.Keys(use())), " ")
	want := "src/a/tool/deep.py src/app.py src/hidden.py src/lib/auth.py src/near.py src/pack/__init__.py src/pack/one.py src/pack/two.py src/pages/1_A.py src/pages/2_B.py src/plain.py src/views/home.py src/x/helpers.py"
	if got != want {
		t.Errorf("used:\n%s\nwant:\n%s", got, want)
	}
	scans["src/app.py"], _ = Read([]byte("for f in Path('views').glob('*.py'): st.Page(f)\n"))
	if all := use(); len(all) != len(files) {
		t.Errorf("a star stands for %d of %d files", len(all), len(files))
	}
}
