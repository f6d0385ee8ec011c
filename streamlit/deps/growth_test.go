package deps_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// lockedPackage is a package as uv writes it.
const lockedPackage = `
[[package]]
name = "pkg-N"
version = "1.2.N"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "pkg-0" },
]
sdist = { url = "https://files.pythonhosted.org/packages/aa/bb/pkg-N.tar.gz", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000", size = 12345 }
wheels = [
    { url = "https://files.pythonhosted.org/packages/aa/bb/pkg_N-1-cp311-manylinux.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000", size = 12345 },
    { url = "https://files.pythonhosted.org/packages/aa/bb/pkg_N-1-cp312-manylinux.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000", size = 12345 },
]
`

func TestReadingDependenciesIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	for _, shape := range []struct{ file, front, part, end string }{
		{"uv.lock", "version = 1\n", lockedPackage, ""},
		{"uv.lock", "version = 1\n", "[tN]\na = 1\n", ""},
		{"uv.lock", "version = 1\n[[package]]\nname = \"a\"\n", "[package.tN]\na = 1\n", ""},
		{"Pipfile.lock", "{\"_meta\": {}, \"default\": {\n", "        \"pN\": {\n \"version\": \"==1.0\"},\n", "\"z\": {\"version\": \"==1\"}}}"},
		{"pylock.toml", "lock-version = \"1.0\"\n", "[[packages]]\nname = \"pN\"\nversion = \"1\"\n", ""},
		{"pyproject.toml", "[project]\nname = \"a\"\n", "[tN]\na = 1\n", ""},
		{"pyproject.toml", "[project]\nname = \"a\"\nx = {", "kN = 1, ", "z = 1}\n"},
		{"pyproject.toml", "[project]\nname = \"a\"\nx = [", "{a = 1}, ", "]\n"},
		{"pyproject.toml", "[project]\nname = \"a\"\ndependencies = [", "\"pN\", ", "]\n"},
		{"pyproject.toml", "[", "a.", "a]\nb = 1\n"},
		{"pyproject.toml", "[tool.poetry.dependencies]\n", "pN = \"^1\"\n", ""},
		{"pyproject.toml", "[tool.poetry.dependencies]\np = [", "{version = \"^1\"}, ", "]\n"},
		{"pyproject.toml", "[tool.setuptools.dynamic]\ndependencies = {file = [", "\"requirements.txt\", ", "]}\n"},
		{"pixi.toml", "[dependencies]\n", "pN = \"*\"\n", ""},
		{"pixi.toml", "[dependencies]\np = {", "kN = 1, ", "z = 1}\n"},
		{"pixi.lock", "version: 6\nenvironments:\n  default:\n", "      - conda: https://x/pN-1.0-py.conda\n", ""},
		{"Pipfile", "[packages]\n", "pN = \"*\"\n", ""},
		{"requirements.txt", "", "pN>=1\n", ""},
		{"requirements.txt", "", "pN>=1,", ""},
		{"requirements.txt", "", "pN>=1 \\\n", ""},
		{"requirements.txt", "", "#\n", ""},
		{"requirements.txt", "a", "          ", "b"},
		{"requirements.txt", "", ".\n", ""},
		{"requirements.txt", "", "-r xN\n", ""},
		{"requirements.txt", "", "-r ./requirements.txt\n", ""},
		{"requirements.txt", "", "git+https://x/a.git\n", ""},
		{"environment.yml", "dependencies:\n", "  - pN=1\n", ""},
		{"environment.yml", "dependencies:\n  - pip:\n", "    - pN==1\n", ""},
		{"environment.yml", "dependencies:\n  - pip:\n", "    - -r requirements.txt\n", ""},
		{"setup.cfg", "[options]\ninstall_requires=\n", "    pN==1\n", ""},
	} {
		growth.Linear(t, fmt.Sprintf("%s %.40q", shape.file, shape.part), 1<<8, func(n int) string {
			var text strings.Builder
			for i := range n {
				text.WriteString(strings.ReplaceAll(shape.part, "N", fmt.Sprint(i)))
			}
			return shape.front + text.String() + shape.end
		}, func(text string) {
			files := fstest.MapFS{shape.file: {Data: []byte(text)}}
			if shape.file != "requirements.txt" {
				files["requirements.txt"] = &fstest.MapFile{Data: []byte(strings.Repeat("a\n", 1000))}
			} else {
				files["pyproject.toml"] = &fstest.MapFile{Data: []byte("[project]\nname = \"a\"\n" + strings.Repeat("# a\n", 1000))}
			}
			if shape.file == "Pipfile.lock" {
				files["Pipfile"] = &fstest.MapFile{Data: []byte("[packages]\n")}
			}
			d, _ := deps.Read(files)
			deps.Judge(d)
			deps.RequiredLines(d)
		})
	}
}

// What is left unread is never taken for what the project asks for.
func TestBoundsOfDependencies(t *testing.T) {
	many := func(part string, n int) string {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, part, i)
		}
		return text.String()
	}
	large := &fstest.MapFile{Data: []byte(strings.Repeat("# a\n", 1<<18-1))}
	for name, files := range map[string]fstest.MapFS{
		"packages":        {"requirements.txt": {Data: []byte(many("p%d\n", 2001))}},
		"includes":        {"requirements.txt": {Data: []byte(many("-r %d.txt\n", 60))}},
		"large includes":  {"requirements.txt": {Data: []byte(many("-r %d.txt\n", 5))}, "0.txt": large, "1.txt": large, "2.txt": large, "3.txt": large, "4.txt": large},
		"of setuptools":   {"pyproject.toml": {Data: []byte("[project]\nname = \"a\"\n[tool.setuptools.dynamic]\ndependencies = {file = [" + many("\"%d.txt\", ", 60) + "]}\n")}},
		"conda's":         {"environment.yml": {Data: []byte("dependencies:\n" + many("  - p%d\n", 2001))}},
		"of setup.cfg":    {"setup.cfg": {Data: []byte("[options]\ninstall_requires=\n" + many("    p%d\n", 2001))}},
		"of a lock":       {"uv.lock": {Data: []byte("version = 1\n" + many("[t%d]\na = 1\n", 2001))}},
		"of a large lock": {"uv.lock": {Data: []byte("version = 1\n" + strings.Repeat("# a\n", 6<<20))}},
	} {
		for i := range 60 {
			if file := fmt.Sprintf("%d.txt", i); files[file] == nil {
				files[file] = &fstest.MapFile{}
			}
		}
		d, err := deps.Read(files)
		if err == nil && d.Opaque == "" && d.LockErr == nil {
			t.Errorf("%s: nothing is said", name)
		}
		if p := d.Streamlit; p.State != deps.Unknown {
			t.Errorf("%s: streamlit is %v", name, p.State)
		}
	}
	if _, err := deps.Read(fstest.MapFS{"pyproject.toml": {Data: []byte("[project]\nname = \"a\"\n" + many("[t%d]\na = 1\n", 2001))}}); err == nil || !strings.Contains(err.Error(), "more keys") {
		t.Errorf("pyproject.toml: %v", err)
	}
}
