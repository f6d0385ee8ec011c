package deps_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

// seeds are the dependency files of the tables, by name.
func seeds(f *testing.F, name string) {
	for _, test := range judgements() {
		if text, found := test.files[name]; found {
			f.Add([]byte(text))
		}
	}
	f.Add([]byte("\xff\xfe"))
	f.Add([]byte("\xef\xbb\xbf"))
	f.Add([]byte("\x00"))
}

// Whatever a file holds: no panic, places inside the file, fixes that say
// something, and edits that end every error.
func fuzzFile(f *testing.F, name string, others tree) {
	seeds(f, name)
	f.Fuzz(func(t *testing.T, data []byte) {
		files := others.files()
		files[name] = &fstest.MapFile{Data: data}
		d, err := deps.Read(files)
		if err != nil {
			return
		}
		for _, p := range deps.Judge(d) {
			if p.ID == "" || p.Message == "" || p.Fix == "" || !utf8.ValidString(p.Message+p.Fix) {
				t.Errorf("incomplete: %+v", p)
			}
			if lines := bytes.Count(data, []byte("\n")) + 1; p.File == name && (p.Line > lines || p.Line > 0 != (p.Column > 0)) {
				t.Errorf("line %d, column %d of a file with %d lines", p.Line, p.Column, lines)
			}
		}
		requireSufficient(t, withFile(others, name, string(data)))
	})
}

func FuzzRequirements(f *testing.F) {
	f.Add([]byte("streamlit[\\\nauth]\\\n==1.42.0 # x\n-r requirements.txt\n-c ../x\n--index-url https://packages.example\n-e .\n./app.whl\n"))
	f.Add([]byte("streamlit==1.42\rAuthlib"))
	f.Add([]byte("${NAME}\nstreamlit;x\nhttpx @ file:///x ; os_name == 'nt'\n"))
	fuzzFile(f, "requirements.txt", tree{})
}

func FuzzPyproject(f *testing.F) {
	f.Add([]byte("[project]\ndependencies = [\"\"\"\nstreamlit\"\"\", 'authlib', # ]\n\"httpx\\u0020\"]\n[dependency-groups]\na = [{include-group = \"b\"}]\n"))
	f.Add([]byte("project = {dependencies = [\"streamlit\"]}\n"))
	f.Add([]byte("project.dependencies = [\"streamlit\"]\n[tool.poetry.dependencies]\nstreamlit = [{version = \"1\", python = \"3\"}, {version = \"2\"}]\n"))
	f.Add([]byte("[tool.poetry.dependencies]\nstreamlit = {git = \"x\"}\nauthlib = 1\nhttpx = {}\n"))
	f.Add([]byte("[tool.setuptools.dynamic]\ndependencies = {file = [\"pyproject.toml\", \"x\"]}\n[project]\ndynamic = [\"dependencies\"]\n"))
	fuzzFile(f, "pyproject.toml", tree{})
}

func FuzzUVLock(f *testing.F) {
	f.Add([]byte("version = 1\n[[package]]\nname = \"a\"\nsource = {virtual = \".\"}\ndependencies = [{name = \"a\", extra = [\"x\", 1]}, 1]\noptional-dependencies = {x = [{name = \"a\", extra = [\"x\"]}]}\n"))
	fuzzFile(f, "uv.lock", uvProject)
}

func FuzzPoetryLock(f *testing.F) {
	f.Add([]byte("[[package]]\nname = \"streamlit\"\nversion = \"1.58.0\"\noptional = true\ngroups = [\"dev\"]\ncategory = \"dev\"\n[package.dependencies]\nx = \"*\"\n[metadata]\nlock-version = \"2.1\"\n"))
	fuzzFile(f, "poetry.lock", tree{"pyproject.toml": "[tool.poetry.dependencies]\nstreamlit = \"^1.42\"\n"})
}

func FuzzPipfile(f *testing.F) { fuzzFile(f, "Pipfile", tree{}) }

func FuzzPipfileLock(f *testing.F) {
	fuzzFile(f, "Pipfile.lock", tree{"Pipfile": "[packages]\nstreamlit = \"*\"\n"})
}

func FuzzEnvironment(f *testing.F) {
	f.Add([]byte("dependencies:\n- conda-forge::streamlit >=1.42,<2|2.*\n- pip:\n  - -r requirements.txt\n  - 'authlib'\n- \"httpx\"\n -\n"))
	fuzzFile(f, "environment.yml", tree{"requirements.txt": "streamlit\n"})
}

func FuzzSetupCfg(f *testing.F) {
	f.Add([]byte("[options]\ninstall_requires = file: requirements.txt\n[options.extras_require]\nx = streamlit\n  authlib\n"))
	fuzzFile(f, "setup.cfg", tree{})
}

func FuzzSpecifier(f *testing.F) {
	for _, s := range []string{">=1.42,<2", "~=1.42.1", "==1.*", "===x", "!=1!2.0rc1+x"} {
		f.Add(s, "1.42.0")
	}
	f.Fuzz(func(t *testing.T, specifier, version string) {
		s, err := deps.ParseSpecifier(specifier)
		v, errVersion := deps.ParseVersion(version)
		if err == nil && errVersion == nil {
			s.Contains(v)
		}
		if errVersion == nil {
			again, err := deps.ParseVersion(v.String())
			if err != nil || again.Compare(v) != 0 || again.String() != v.String() {
				t.Errorf("%q became %q, and that %q (%v)", version, v, again, err)
			}
		}
	})
}

// A file of the largest size is read in bounded time.
func TestLargeFiles(t *testing.T) {
	most := 1<<20 - 100
	if testing.Short() {
		most /= 8
	}
	fill := func(text string) string { return strings.Repeat(text, most/len(text)) }
	for name, text := range map[string]string{
		"many lines":   fill("streamlit\n"),
		"continued":    fill("streamlit\\\n"),
		"one line":     fill("streamlit,"),
		"comments":     fill("# x "),
		"many digits":  "streamlit==" + fill("1."),
		"many spaces":  "streamlit" + fill(" "),
		"many markers": "streamlit; " + fill("(os_name=='nt') or "),
		"many bounds":  "streamlit" + fill(">=1,"),
	} {
		start := time.Now()
		d := read(t, tree{"requirements.txt": text})
		deps.Judge(d)
		deps.RequiredLines(d)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}
