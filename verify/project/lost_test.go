package project

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A module that lies above the main script is not found, unless something in the project may have
// Python look there.
func TestLostModules(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		lost       bool
	}{
		"nothing":                       {"notes.txt", "nothing\n", true},
		"a plain start":                 {"README.md", "pip install -r requirements.txt\nstreamlit run src/app.py\n", true},
		"a tool that changes its paths": {"tools/load.py", "import sys\nsys.path.insert(0, '.')\n", true},
		"a project that is not built":   {"pyproject.toml", "[project]\nname = \"a\"\nversion = \"1\"\n", true},
		"an image of the whole":         {"Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt .\nCOPY . .\nCMD [\"streamlit\", \"run\", \"src/app.py\"]\n", true},
		"an image of folders":           {"Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY src/ ./src/\nCOPY --chown=1 .streamlit .streamlit\nCMD streamlit run src/app.py\n", true},
		"an image with other folders":   {"Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY src/ ./\nCOPY src ./src\nCMD streamlit run app.py\n", false},
		"python -m":                     {"README.md", "    python -m streamlit run src/app.py\n", false},
		"python -m in brackets":         {"Dockerfile", "FROM python:3.12\nCOPY . .\nCMD [\"python\", \"-m\", \"streamlit\", \"run\", \"src/app.py\"]\n", false},
		"python -m of an editor":        {".vscode/launch.json", "{\"module\": \"streamlit\"}\n", false},
		"a variable":                    {".env.example", "PYTHONPATH=.\n", false},
		"a variable of a unit":          {"deploy/app.service", "Environment=PYTHONPATH=/srv/app\n", false},
		"Heroku":                        {"Procfile", "web: streamlit run src/app.py --server.port $PORT\n", false},
		"a launcher":                    {"run.py", "from streamlit.web import cli as stcli\nstcli.main()\n", false},
		"an own path":                   {"src/paths.py", "import sys\nsys.path.append('..')\n", false},
		"a build":                       {"pyproject.toml", "[project]\nname = \"a\"\n\n[build-system]\nrequires = [\"hatchling\"]\n", false},
		"poetry":                        {"pyproject.toml", "[tool.poetry]\nname = \"a\"\n", false},
		"a package of uv":               {"pyproject.toml", "[project]\nname = \"a\"\n\n[tool.uv]\npackage = true\n", false},
		"a setup script":                {"setup.py", "from setuptools import setup\nsetup()\n", false},
		"an own requirement":            {"requirements-dev.txt", "-e .\n", false},
		"a folder as a requirement":     {"requirements-dev.txt", "pytest\n./src\n", false},
		"an installation":               {"README.md", "    pip install -e .\n", false},
		"another installation":          {"Makefile", "install:\n\tuv pip install --no-deps .\n", false},
		"conda":                         {"environment.yml", "dependencies:\n  - pip:\n    - -e .\n", false},
		"another repository":            {".gitmodules", "[submodule \"x\"]\n", false},
	} {
		dir := t.TempDir()
		for file, text := range map[string]string{
			"src/app.py": "import paths\nfrom src.gate import need\nneed()\n", "src/gate.py": "import streamlit as st\n\n\ndef need():\n    st.login()\n", "src/paths.py": "", c.file: c.text,
		} {
			at := filepath.Join(dir, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		app, err := Load(context.Background(), LoadOptions{Dir: dir, App: filepath.Join(dir, "src", "app.py")})
		if err != nil {
			t.Fatal(err)
		}
		told := len(app.App.Followed.Faults) == 1 && strings.Contains(app.App.Followed.Faults[0].Message, "finds no module src.gate")
		if told != c.lost || !c.lost && len(app.App.Followed.Faults) > 0 {
			t.Errorf("%s: %v", name, app.App.Followed.Faults)
		}
	}
}
