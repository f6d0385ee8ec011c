package deps_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// tree is a small project: file names and what they hold.
type tree map[string]string

func (t tree) files() fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range t {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func requirements(lines ...string) tree {
	return tree{"requirements.txt": strings.Join(lines, "\n") + "\n"}
}

func read(t *testing.T, files tree) deps.Dependencies {
	t.Helper()
	d, err := deps.Read(files.files())
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return d
}

// told is what Judge says, one line per problem: severity, ID, place.
func told(problems []deps.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, fmt.Sprintf("%s %s %s:%d:%d", p.Severity, p.ID, p.File, p.Line, p.Column))
	}
	return strings.Join(lines, "\n")
}

var uvProject = tree{"pyproject.toml": "[project]\nname = \"app\"\nversion = \"0\"\ndependencies = [\"streamlit[auth]\"]\n"}

func withFile(t tree, name, text string) tree {
	all := tree{name: text}
	for n, old := range t {
		all[n] = old
	}
	return all
}

const pixiWorkspace = "[workspace]\nchannels = [\"conda-forge\"]\n"

func pylock(packages ...string) string {
	lock := "lock-version = \"1.0\"\n"
	for _, p := range packages {
		name, version, _ := strings.Cut(p, " ")
		lock += fmt.Sprintf("\n[[packages]]\nname = %q\nversion = %q\n", name, version)
	}
	return lock
}

func uvLock(packages ...string) string {
	lock := "version = 1\nrevision = 3\nrequires-python = \">=3.11\"\n"
	for _, p := range packages {
		name, version, _ := strings.Cut(p, " ")
		lock += fmt.Sprintf("\n[[package]]\nname = %q\nversion = %q\nsource = { registry = \"https://packages.example\" }\n", name, version)
	}
	return lock
}

type judgement struct {
	files tree
	want  string // told
	fix   string // of the first problem, in part
}

func judgements() map[string]judgement {
	return map[string]judgement{
		"no dependency file": {files: tree{"app.py": "import streamlit"}},
		"the tutorial's own lines": {
			files: requirements("streamlit>=1.42.0", "Authlib>=1.3.2"),
			want:  "error deps-httpx requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1 in requirements.txt",
		},
		"what a new project asks for": {files: requirements("streamlit[auth]>=1.59.1")},
		"old Streamlit, newest Authlib": {
			files: requirements("streamlit==1.42.0", "Authlib"),
			want:  "error deps-compat requirements.txt:2:1", fix: "write Authlib>=1.3.2,<1.6.0 in requirements.txt in place of line 2",
		},
		"old Streamlit, old Authlib": {files: requirements("streamlit==1.42.0", "Authlib<1.6.0")},
		"the last bad pair":          {files: requirements("streamlit==1.52.1", "Authlib==1.6.6"), want: "error deps-compat requirements.txt:2:1"},
		"the first good pair":        {files: requirements("streamlit==1.52.2", "Authlib==1.6.7")},
		"the last good Authlib":      {files: requirements("streamlit==1.52.1", "Authlib==1.5.2")},
		"unsigned tokens": {
			files: requirements("streamlit==1.50.0", "Authlib==1.6.5"),
			want:  "warning deps-compat requirements.txt:2:1", fix: "write streamlit[auth]>=1.59.1 in requirements.txt in place of line 1",
		},
		"unsigned tokens, Authlib can move": {
			files: requirements("streamlit==1.52.2", "Authlib==1.6.6"),
			want:  "warning deps-compat requirements.txt:2:1", fix: "write Authlib>=1.6.7 in requirements.txt in place of line 2",
		},
		"unsigned tokens, an old Python": {
			files: withFile(requirements("streamlit==1.50.0", "Authlib<1.6.6"), ".python-version", "3.9"),
			want:  "warning deps-compat requirements.txt:2:1", fix: "Authlib>=1.3.2,<1.6.0",
		},
		"no unsigned tokens with httpx": {files: requirements("streamlit==1.57.0", "Authlib==1.6.5", "httpx"), want: "warning deps-compat requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1"},
		"the extra brings the newest Authlib": {
			files: requirements("streamlit[auth]==1.50.0"),
			want:  "error deps-compat requirements.txt:1:1", fix: "write Authlib>=1.3.2,<1.6.0 in requirements.txt, then",
		},
		"the extra with a bounded Authlib":   {files: requirements("streamlit[auth]==1.50.0", "authlib<1.6.0")},
		"the extra with a constraint":        {files: withFile(requirements("streamlit[auth]==1.50.0", "-c pins.txt"), "pins.txt", "authlib==1.5.2")},
		"the extra before there was one":     {files: requirements("streamlit[auth]==1.47.0"), want: "error deps-authlib requirements.txt:1:1", fix: "write Authlib>=1.3.2,<1.6.0"},
		"Streamlit alone":                    {files: requirements("streamlit"), want: "error deps-authlib requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1 in requirements.txt in place of line 1"},
		"Streamlit 1.56 alone":               {files: requirements("streamlit==1.56.0"), want: "error deps-authlib requirements.txt:1:1", fix: "write Authlib>=1.6.7 in"},
		"Streamlit 1.56 needs no httpx":      {files: requirements("streamlit==1.56.0", "authlib")},
		"no st.login yet":                    {files: requirements("streamlit<1.42", "authlib"), want: "error deps-streamlit requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1"},
		"a pin without st.login":             {files: requirements("# app", "  streamlit==1.41.1"), want: "error deps-streamlit requirements.txt:2:3"},
		"1.57.0 without httpx":               {files: requirements("streamlit==1.57.0", "Authlib==1.6.9"), want: "warning deps-compat requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1"},
		"1.57.0 with httpx":                  {files: requirements("streamlit==1.57.0", "Authlib==1.6.9", "httpx"), want: "warning deps-compat requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1"},
		"1.57.0, and Authlib wants a cookie": {files: requirements("streamlit==1.57.0", "Authlib==1.6.11", "httpx"), want: "warning deps-compat requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1"},
		"1.58.0 with everything pinned":      {files: requirements("streamlit==1.58.0", "Authlib==1.7.2", "httpx==0.28.1")},
		"1.59.0's extra lacks httpx":         {files: requirements("streamlit[auth]==1.59.0"), want: "error deps-httpx requirements.txt:1:1", fix: "write httpx>=0.24.1 in"},
		"1.59.1's extra has it":              {files: requirements("streamlit[auth]==1.59.1")},
		"all is an extra too":                {files: requirements("streamlit[all]==1.59.1")},
		"a pin above keeps its pin":          {files: requirements("streamlit==1.60.0"), want: "error deps-authlib requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1", fix: "write streamlit[auth]==1.60.0"},
		"an upper bound stays":               {files: requirements("streamlit[charts]>=1.42,<2"), want: "error deps-authlib requirements.txt:1:1\nerror deps-httpx requirements.txt:1:1", fix: "write streamlit[auth,charts]>=1.59.1,<2"},
		"Authlib is too old":                 {files: requirements("streamlit==1.60.0", "Authlib==1.3.1", "httpx"), want: "error deps-authlib requirements.txt:2:1", fix: "write Authlib>=1.3.2 in requirements.txt in place of line 2"},
		"Authlib is a pre-release":           {files: requirements("streamlit==1.60.0", "Authlib==1.7.0rc1", "httpx"), want: "error deps-authlib requirements.txt:2:1"},
		"Authlib may be brought":             {files: requirements("streamlit", "weaviate-client")},
		"httpx may be brought":               {files: requirements("streamlit", "Authlib", "nobodys-package")},
		"httpx is brought":                   {files: requirements("streamlit", "Authlib", "openai")},
		"a mistyped name":                    {files: tree{"requirments.txt": "streamlit[auth]==1.67.0\n"}, want: "warning deps-streamlit requirments.txt:0:0", fix: "rename it to requirements.txt"},
		"a mistyped name that is used":       {files: tree{"requirments.txt": "streamlit[auth]==1.67.0\n", "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirments.txt\n"}},
		"gtts brings none":                   {files: requirements("streamlit", "Authlib", "gtts"), want: "error deps-httpx requirements.txt:1:1", fix: "write streamlit[auth]>=1.59.1"},
		"what brings httpx on no system":     {files: requirements("streamlit", "Authlib", `openai; python_version < "3.8"`), want: "error deps-httpx requirements.txt:1:1"},
		"httpx may be brought by an extra":   {files: requirements("streamlit", "Authlib", "pandas[all]")},
		"httpx is brought by none of these":  {files: requirements("streamlit", "Authlib", "pandas", "msal"), want: "error deps-httpx requirements.txt:1:1"},
		"httpx2 does for new Authlib":        {files: requirements("streamlit==1.67.0", "Authlib==1.9.9", "httpx2")},
		"httpx2 does not for older Authlib":  {files: requirements("streamlit==1.67.0", "Authlib==1.7.2", "httpx2"), want: "error deps-httpx requirements.txt:1:1"},
		"no such release":                    {files: requirements("streamlit==1.42.9", "Authlib"), want: "error deps-streamlit requirements.txt:1:1"},
		"a release of tomorrow":              {files: requirements("streamlit[auth]==1.99.0")},
		"a range of tomorrow":                {files: requirements("streamlit[auth]>=1.99")},
		"contradicting lines":                {files: requirements("streamlit==1.60.0", "streamlit==1.61.0"), want: "error deps-streamlit requirements.txt:1:1"},
		"Python 3.9 by its own file": {
			files: withFile(requirements("streamlit", "authlib"), ".python-version", "3.9.18\n"),
			want:  "error deps-compat requirements.txt:2:1", fix: "write Authlib>=1.3.2,<1.6.0",
		},
		"Python 3.8 has no st.login": {
			files: withFile(requirements("streamlit", "authlib"), "runtime.txt", "python-3.8.18"),
			want:  "error deps-streamlit requirements.txt:1:1", fix: "use Python 3.11 or newer, and write streamlit[auth]>=1.59.1",
		},
		"Python 3.10 gets an older Streamlit": {files: withFile(requirements("streamlit[auth]>=1.66"), ".python-version", "3.10"), want: "error deps-streamlit requirements.txt:1:1"},
		"a marker that is never true":         {files: requirements(`streamlit==1.30; python_version < "3.9"`, `streamlit[auth]>=1.60; python_version >= "3.9"`)},
		"a marker that depends":               {files: requirements(`streamlit==1.30; sys_platform == "win32"`, "streamlit[auth]>=1.20")},
		"hashes and continued lines":          {files: requirements(`streamlit==1.60.0 \`, "    --hash=sha256:00", `Authlib==1.7.2 \`, "    --hash=sha256:00"), want: "error deps-httpx requirements.txt:1:1", fix: "in the file that requirements.txt is made from"},
		"a compiled list is complete":         {files: requirements("# This file was autogenerated by uv via the following command:", "streamlit==1.60.0", "authlib==1.7.2", "somepackage==1"), want: "error deps-httpx requirements.txt:2:1"},
		"CRLF, a mark, comments":              {files: tree{"requirements.txt": "\ufeffstreamlit==1.42.0  # app\r\nAuthlib # newest\r\n"}, want: "error deps-compat requirements.txt:2:1"},
		"included lines":                      {files: tree{"requirements.txt": "-r more/base.txt\nauthlib\n", "more/base.txt": "\nstreamlit==1.42.0\n"}, want: "error deps-compat requirements.txt:2:1"},
		"an include that includes itself":     {files: tree{"requirements.txt": "-r requirements.txt\nstreamlit==1.41\n"}, want: "error deps-streamlit requirements.txt:2:1"},
		"an include that is not there":        {files: requirements("-r gone.txt", "streamlit==1.60.0")},
		"one equals sign":                     {files: requirements("streamlit[auth]", "Authlib=1.3.2"), want: "error deps-authlib requirements.txt:2:1", fix: "write Authlib>=1.3.2 in requirements.txt in place of line 2"},
		"no operator":                         {files: requirements("streamlit 1.60.0"), want: "error deps-streamlit requirements.txt:1:1"},
		"UTF-16 from PowerShell":              {files: tree{"requirements.txt": utf16("streamlit==1.60.0\r\nAuthlib==1.7.2\r\nhttpx==0.28.1\r\n", true)}, want: "warning deps-streamlit requirements.txt:0:0", fix: "Set-Content -Encoding ascii requirements.txt"},
		"UTF-16 is read all the same":         {files: tree{"requirements.txt": utf16("streamlit==1.42.0\r\nAuthlib\r\n", true)}, want: "warning deps-streamlit requirements.txt:0:0\nerror deps-compat requirements.txt:0:0"},
		"UTF-16 without a mark":               {files: tree{"requirements.txt": utf16("streamlit[auth]\n", false)}, want: "error deps-streamlit requirements.txt:0:0"},
		"Windows characters":                  {files: tree{"requirements.txt": "streamlit[auth] # caf\xe9\n"}, want: "warning deps-streamlit requirements.txt:0:0"},
		"Streamlit from a repository":         {files: requirements("streamlit @ git+https://git.example/streamlit.git", "authlib")},
		"Streamlit is not asked for":          {files: requirements("pandas")},

		"PEP 621": {
			files: tree{"pyproject.toml": "[project]\nname = \"app\"\ndependencies = [\n  \"streamlit==1.42.0\",\n  \"Authlib\",\n]\n"},
			want:  "error deps-compat pyproject.toml:5:3", fix: `write "Authlib>=1.3.2,<1.6.0" under dependencies in pyproject.toml in place of line 5`,
		},
		"Authlib in an optional extra only": {files: tree{"pyproject.toml": "[project]\nname = \"app\"\ndependencies = [\"streamlit==1.56.0\"]\n[project.optional-dependencies]\nlogin = [\"Authlib\"]\n"}},
		"settings of tools only":            {files: tree{"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}},
		"requirements before pyproject":     {files: withFile(requirements("streamlit<1.42"), "pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\"streamlit[auth]\"]\n"), want: "error deps-streamlit requirements.txt:1:1"},
		"Poetry": {
			files: tree{"pyproject.toml": "[tool.poetry.dependencies]\npython = \"^3.11\"\nstreamlit = \"~1.42\"\nAuthlib = {version = \"^1.3\"}\n"},
			want:  "error deps-compat pyproject.toml:4:11", fix: `run poetry add "Authlib>=1.3.2,<1.6.0"`,
		},
		"Poetry with the extra": {files: tree{"pyproject.toml": "[tool.poetry.dependencies]\nstreamlit = {version = \"^1.59.1\", extras = [\"auth\"]}\n"}},
		"a table of its own":    {files: tree{"pyproject.toml": "[tool.poetry.dependencies.streamlit]\nversion = \"^1.59.1\"\nextras = [\"auth\"]\n"}},
		"Poetry's group":        {files: tree{"pyproject.toml": "[tool.poetry.dependencies]\nstreamlit = \"1.56.0\"\n[tool.poetry.group.web.dependencies]\nauthlib = \"*\"\n"}},
		"pdm's lock": {
			files: withFile(uvProject, "pdm.lock", "[metadata]\ngroups = [\"default\"]\n\n[[package]]\nname = \"streamlit\"\nversion = \"1.58.0\"\ngroups = [\"default\"]\n\n[[package]]\nname = \"authlib\"\nversion = \"1.7.2\"\ngroups = [\"default\"]\n"),
			want:  "error deps-httpx pyproject.toml:4:17", fix: `run pdm add "httpx>=0.24.1"`,
		},
		"Pipfile": {
			files: tree{"Pipfile": "[packages]\nstreamlit = \"==1.52.0\"\nauthlib = \"*\"\n\n[requires]\npython_version = \"3.12\"\n"},
			want:  "error deps-compat Pipfile:3:11", fix: `run pipenv install "Authlib>=1.3.2,<1.6.0"`,
		},
		"Pipfile.lock decides": {
			files: tree{"Pipfile": "[packages]\nstreamlit = \"*\"\nauthlib = \"*\"\n", "Pipfile.lock": `{"_meta": {}, "default": {"streamlit": {"version": "==1.56.0"}, "authlib": {"version": "==1.6.9"}}, "develop": {}}`},
			want:  "warning deps-httpx Pipfile:2:13",
		},
		"conda": {
			files: tree{"environment.yml": "name: app\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - streamlit=1.60\n  - authlib\n"},
			want:  "error deps-httpx environment.yml:6:5", fix: `write "- httpx>=0.24.1" under dependencies in environment.yml`,
		},
		"conda's pip list": {
			files: tree{"environment.yml": "dependencies:\n  - python=3.12\n  - pip\n  - pip:\n    - streamlit[auth]==1.41.0\n"},
			want:  "error deps-streamlit environment.yml:5:7", fix: `"- streamlit[auth]>=1.59.1" under pip`,
		},
		"conda in a form that is not read": {files: tree{"environment.yml": "dependencies: [streamlit=1.30]\n"}},
		"setup.cfg": {
			files: tree{"setup.cfg": "[metadata]\nname = app\n[options]\ninstall_requires =\n    streamlit==1.42.0\n    Authlib\n"},
			want:  "error deps-compat setup.cfg:6:5", fix: "under install_requires in setup.cfg",
		},
		"the only file of that kind": {files: tree{"requirements/prod.txt": "streamlit==1.41\n", "requirements/dev.txt": "pytest\n"}, want: "error deps-streamlit requirements/prod.txt:1:1"},
		"which of them counts":       {files: tree{"requirements-a.txt": "streamlit==1.41\n", "requirements-b.txt": "streamlit\n"}},

		"a lock beats a range": {files: withFile(uvProject, "uv.lock", uvLock("streamlit 1.60.0", "authlib 1.7.2", "httpx 0.28.1"))},
		"a lock without httpx": {
			files: withFile(uvProject, "uv.lock", uvLock("streamlit 1.58.0", "authlib 1.7.2")),
			want:  "error deps-httpx pyproject.toml:4:17", fix: `run uv add "httpx>=0.24.1"`,
		},
		"a lock with a bad pair": {
			files: withFile(uvProject, "uv.lock", uvLock("streamlit 1.50.0", "authlib 1.9.9")),
			want:  "error deps-compat uv.lock:11:1", fix: `run uv add "Authlib>=1.3.2,<1.6.0"`,
		},
		"the next update breaks": {
			files: tree{
				"pyproject.toml": "[project]\nname = \"app\"\nversion = \"0\"\ndependencies = [\"streamlit==1.50.0\", \"authlib\"]\n",
				"uv.lock":        uvLock("streamlit 1.50.0", "authlib 1.5.2"),
			},
			want: "warning deps-compat pyproject.toml:4:38", fix: `run uv add "Authlib>=1.3.2,<1.6.0"`,
		},
		"a pylock.toml beside the project": {
			files: withFile(uvProject, "pylock.toml", pylock("streamlit 1.50.0", "authlib 1.9.9")),
			want:  "error deps-compat pylock.toml:8:1", fix: `write "Authlib>=1.3.2,<1.6.0" under dependencies in pyproject.toml, then make pylock.toml again`,
		},
		"pixi": {
			files: tree{"pixi.toml": pixiWorkspace + "[dependencies]\npython = \"3.12.*\"\nstreamlit = \">=1.60\"\nauthlib = \">=1.6.7\"\nhttpx = \"*\"\n"},
		},
		"pixi, conda's Streamlit brings no Authlib": {
			files: tree{"pixi.toml": pixiWorkspace + "[dependencies]\nstreamlit = { version = \"1.67.*\", channel = \"conda-forge\" }\nhttpx = \"*\"\n"},
			want:  "error deps-authlib pixi.toml:4:13", fix: `run pixi add "authlib>=1.3.2"`,
		},
		"pixi, too old": {
			files: tree{"pixi.toml": pixiWorkspace + "[dependencies]\nstreamlit = \">=1.30,<1.40\"\n"},
			want:  "error deps-streamlit pixi.toml:4:13", fix: `run pixi add "streamlit>=1.59.1"`,
		},
		"pixi, by pip": {
			files: tree{"pixi.toml": pixiWorkspace + "[pypi-dependencies]\nstreamlit = { version = \"==1.67.0\", extras = [\"auth\"] }\n"},
		},
		"pixi, by pip, without the extra": {
			files: tree{"pixi.toml": pixiWorkspace + "[pypi-dependencies]\nstreamlit = \"==1.67.0\"\n"},
			want:  "error deps-authlib pixi.toml:4:13\nerror deps-httpx pixi.toml:4:13", fix: `run pixi add --pypi "streamlit[auth]==1.67.0"`,
		},
		"pixi, Authlib in a feature of the usual environment": {
			files: tree{"pixi.toml": pixiWorkspace + "[dependencies]\nstreamlit = \">=1.60\"\nhttpx = \"*\"\n[feature.in.dependencies]\nauthlib = \"*\"\n[environments]\ndefault = [\"in\"]\n"},
		},
		"pixi, Authlib in another environment": {
			files: tree{"pixi.toml": pixiWorkspace + "[dependencies]\nstreamlit = \">=1.60\"\nhttpx = \"*\"\n[feature.in.dependencies]\nauthlib = \"*\"\n"},
		},
		"pixi in pyproject.toml": {
			files: tree{"pyproject.toml": "[project]\nname = \"a\"\nversion = \"0\"\n[tool.pixi.pypi-dependencies]\nstreamlit = \"==1.42.0\"\nhttpx = \"*\"\nauthlib = \"==1.7.0\"\n"},
			want:  "error deps-compat pyproject.toml:7:11", fix: "run pixi add --pypi \"authlib",
		},
		"pixi.lock counts": {
			files: tree{
				"pixi.toml": pixiWorkspace + "[dependencies]\nstreamlit = \"*\"\n",
				"pixi.lock": "version: 6\nenvironments:\n  default:\n    packages:\n      linux-64:\n      - conda: https://conda.anaconda.org/conda-forge/noarch/streamlit-1.66.0-pyhd8ed1ab_0.conda\n" +
					"      - pypi: https://files.example/aa/authlib-1.6.12-py2.py3-none-any.whl\n      - pypi: https://files.example/bb/httpx-0.28.1.tar.gz\n  dev:\n    packages:\n      linux-64:\n" +
					"      - conda: https://conda.anaconda.org/conda-forge/noarch/streamlit-1.40.0-pyhd8ed1ab_0.conda\npackages:\n- conda: x\n",
			},
			want: "warning deps-authlib pixi.toml:4:13\nwarning deps-httpx pixi.toml:4:13", fix: "run pixi add",
		},
		"pixi.lock, too old": {
			files: tree{
				"pixi.toml": pixiWorkspace + "[dependencies]\nstreamlit = \"*\"\n",
				"pixi.lock": "version: 6\nenvironments:\n  default:\n    packages:\n      linux-64:\n      - conda: https://conda.anaconda.org/conda-forge/noarch/streamlit-1.40.0-pyhd8ed1ab_0.conda\n",
			},
			want: "error deps-streamlit pixi.toml:4:13\nwarning deps-authlib pixi.toml:4:13\nwarning deps-httpx pixi.toml:4:13", fix: `run pixi add "streamlit>=1.59.1"`,
		},
		"a pylock.toml alone": {
			files: tree{"pylock.toml": pylock("streamlit 1.58.0", "authlib 1.7.2")},
			want:  "error deps-httpx pylock.toml:4:1", fix: `write httpx>=0.24.1 in the file that pylock.toml is made from, then make it again`,
		},
		"a sound pylock.toml":        {files: tree{"pylock.toml": pylock("streamlit 1.60.0", "authlib 1.7.2", "httpx 0.28.1")}},
		"a lock that cannot be read": {files: withFile(uvProject, "uv.lock", "<<<<<<< HEAD\nversion = 1\n")},
		"only an extra of the lock holds httpx": {
			files: withFile(uvProject, "uv.lock", `version = 1

[[package]]
name = "app"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "streamlit", extra = ["auth"] }]

[package.dev-dependencies]
dev = [{ name = "jupyterlab" }]

[[package]]
name = "streamlit"
version = "1.58.0"

[package.optional-dependencies]
auth = [{ name = "authlib" }]

[[package]]
name = "authlib"
version = "1.7.2"

[[package]]
name = "jupyterlab"
version = "4.0"
dependencies = [{ name = "httpx" }]

[[package]]
name = "httpx"
version = "0.28.1"
`),
		},
	}
}

func TestJudge(t *testing.T) {
	for name, test := range judgements() {
		t.Run(name, func(t *testing.T) {
			problems := deps.Judge(read(t, test.files))
			if got := told(problems); got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s\nall: %+v", got, test.want, problems)
			}
			if test.fix != "" && (len(problems) == 0 || !strings.Contains(problems[0].Fix, test.fix)) {
				t.Errorf("the fix should say %q: %+v", test.fix, problems)
			}
		})
	}
}

func utf16(text string, mark bool) string {
	var b strings.Builder
	if mark {
		b.WriteString("\xff\xfe")
	}
	for _, c := range []byte(text) {
		b.WriteByte(c)
		b.WriteByte(0)
	}
	return b.String()
}

// What brings an HTTP client speaks for httpx, if it is sure to be installed in a
// version that does and Authlib takes what it brings.
func TestBroughtAlong(t *testing.T) {
	tests := map[string]struct {
		files tree
		by    string // what it rests on; empty: nobody can tell
	}{
		"today's release":            {requirements("streamlit", "Authlib", "openai"), "openai brings httpx or httpx2, and Authlib "},
		"from a version on":          {requirements("streamlit", "Authlib", "openai>=1.30"), "openai brings"},
		"through what it needs":      {requirements("streamlit", "Authlib", "langchain"), "langchain brings"},
		"beside others":              {requirements("streamlit", "Authlib", "nobodys-package", "openai"), "openai brings"},
		"an extra only adds":         {requirements("streamlit", "Authlib", "openai[realtime]"), "openai brings"},
		"a range that was looked at": {requirements("streamlit", "Authlib", "openai>=2.50,<4"), "openai brings"},
		"a pin that was looked at":   {requirements("streamlit==1.67.0", "Authlib==1.7.2", "openai==2.54.0"), "openai 2.54.0 brings httpx"},
		"Poetry":                     {tree{"pyproject.toml": "[tool.poetry.dependencies]\nstreamlit = \"*\"\nauthlib = \"*\"\nopenai = \"*\"\n"}, "openai brings"},

		"a pin that is older":          {requirements("streamlit", "Authlib", "openai==0.20.0"), ""},
		"an end that is older":         {requirements("streamlit", "Authlib", "openai<1"), ""},
		"a constraint that is older":   {withFile(requirements("streamlit", "Authlib", "openai", "-c pins.txt"), "pins.txt", "openai==0.20.0"), ""},
		"a pin of what needs another":  {requirements("streamlit", "Authlib", "langchain==0.1.0"), ""},
		"Authlib takes only httpx":     {requirements("streamlit==1.67.0", "Authlib==1.7.2", "groq"), ""},
		"a marker that depends":        {requirements("streamlit", "Authlib", `openai; sys_platform == "win32"`), ""},
		"an optional group":            {tree{"pyproject.toml": "[project]\nname = \"x\"\ndependencies = [\"streamlit\", \"Authlib\", \"nobodys-package\"]\n[dependency-groups]\nai = [\"openai\"]\n"}, ""},
		"a repository":                 {requirements("streamlit", "Authlib", "openai @ git+https://git.example/openai.git"), ""},
		"conda's own":                  {tree{"environment.yml": "dependencies:\n  - python=3.12\n  - streamlit\n  - authlib\n  - openai\n"}, ""},
		"an extra of what brings none": {requirements("streamlit", "Authlib", "gtts[tests]"), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := read(t, test.files)
			for _, p := range deps.Judge(d) {
				if p.ID == "deps-httpx" {
					t.Errorf("is judged: %+v", p)
				}
			}
			by, open := deps.By(d, "deps-httpx"), deps.Unproven(d, "deps-httpx")
			if !strings.HasPrefix(by, test.by) || (by == "") != (test.by == "") || (open == "") != (by != "") {
				t.Errorf("rests on %q, open %q, want %q", by, open, test.by)
			}
		})
	}
}

// What stays open has a reason, and what is decided has none.
func TestUnproven(t *testing.T) {
	tests := map[string]struct {
		files tree
		open  string // the IDs that are open
	}{
		"no file":                  {tree{}, "deps-streamlit deps-authlib deps-httpx deps-compat"},
		"sound":                    {requirements("streamlit[auth]==1.60.0"), ""},
		"broken":                   {requirements("streamlit==1.60.0"), ""},
		"another may bring httpx":  {requirements("streamlit==1.60.0", "Authlib", "nobodys-package"), "deps-httpx"},
		"another brings Authlib":   {requirements("streamlit==1.60.0", "fastmcp"), "deps-authlib deps-httpx"},
		"an old pair may be":       {requirements("streamlit==1.50.0", "fastmcp"), "deps-authlib deps-compat"},
		"not asked for":            {requirements("pandas"), "deps-streamlit deps-authlib deps-httpx deps-compat"},
		"not readable in part":     {requirements("streamlit==1.60.0", "-r https://files.example/r.txt"), "deps-authlib deps-httpx"},
		"a lock cannot be read":    {withFile(uvProject, "uv.lock", "["), "deps-streamlit deps-authlib deps-httpx deps-compat"},
		"only a group asks for it": {tree{"pyproject.toml": "[project]\nname=\"x\"\ndependencies=[\"streamlit==1.56.0\"]\n[dependency-groups]\nweb=[\"Authlib\"]\n"}, "deps-authlib deps-compat"},
		"Poetry's own group": {tree{
			"pyproject.toml": "[tool.poetry.dependencies]\nstreamlit = \"^1.42\"\nauthlib = \"*\"\n",
			"poetry.lock":    "[[package]]\nname = \"streamlit\"\nversion = \"1.58.0\"\ngroups = [\"main\"]\n\n[[package]]\nname = \"authlib\"\nversion = \"1.7.2\"\ngroups = [\"dev\", \"main\"]\n\n[[package]]\nname = \"httpx\"\nversion = \"0.28.1\"\ngroups = [\"dev\"]\n\n[metadata]\nlock-version = \"2.1\"\n",
		}, "deps-httpx"},
		"several files": {tree{"requirements-a.txt": "", "requirements-b.txt": ""}, "deps-streamlit deps-authlib deps-httpx deps-compat"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := read(t, test.files)
			var open []string
			for _, id := range []string{checkid.DepsStreamlit, checkid.DepsAuthlib, checkid.DepsHTTPX, checkid.DepsCompat} {
				if deps.Unproven(d, id) != "" {
					open = append(open, id)
				}
			}
			if got := strings.Join(open, " "); got != test.open {
				t.Errorf("open: %q, want %q", got, test.open)
			}
		})
	}
}

// A member of a workspace is locked by the workspace, for its own needs.
func TestReadForWorkspace(t *testing.T) {
	files := tree{
		"web/pyproject.toml": "[project]\nname = \"web\"\ndependencies = [\"streamlit[auth]\"]\n",
		"uv.lock": "version = 1\n\n[[package]]\nname = \"web\"\nsource = { editable = \"web\" }\ndependencies = [{ name = \"streamlit\" }]\n" +
			"\n[[package]]\nname = \"job\"\nsource = { editable = \"job\" }\ndependencies = [{ name = \"authlib\" }]\n" +
			"\n[[package]]\nname = \"streamlit\"\nversion = \"1.56.0\"\n\n[[package]]\nname = \"authlib\"\nversion = \"1.7.2\"\n",
	}
	d, err := deps.ReadFor(files.files(), "web/app.py")
	if err != nil {
		t.Fatal(err)
	}
	if d.Lock != "uv.lock" || d.Streamlit.Version.String() != "1.56.0" || d.Authlib.State != deps.Unknown {
		t.Errorf("%s: Streamlit %s, Authlib %v", d.Lock, d.Streamlit.Version, d.Authlib.State)
	}
}

// An app's own folder comes before the project's.
func TestReadForScript(t *testing.T) {
	files := tree{"requirements.txt": "streamlit==1.41.0\n", "web/requirements.txt": "streamlit[auth]==1.60.0\n"}
	for script, want := range map[string]string{"web/app.py": "web/requirements.txt", "app.py": "requirements.txt", "": "requirements.txt", "gone/app.py": "requirements.txt", "../app.py": "requirements.txt"} {
		d, err := deps.ReadFor(files.files(), script)
		if err != nil || d.File != want {
			t.Errorf("%s: %s, %v; want %s", script, d.File, err, want)
		}
	}
}

func TestReadSaysWhatCannotBeRead(t *testing.T) {
	for name, files := range map[string]tree{
		"too large":  {"requirements.txt": strings.Repeat("#", 1<<20+1)},
		"not TOML":   {"pyproject.toml": "[project\n"},
		"no Pipfile": {"Pipfile": "[[["},
	} {
		if _, err := deps.Read(files.files()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
