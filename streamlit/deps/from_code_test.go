package deps

import (
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/checkid"
)

func TestReadFromCode(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		streamlit        string // the version that it gets; empty: none is known
		line             int
		judged           string // the check that finds fault
	}{
		{"pinned in an image", "Dockerfile", "FROM python:3.12\nRUN pip install streamlit==1.45.1 authlib==1.6.6\n", "1.45.1", 2, checkid.DepsCompat},
		{"over lines", "Dockerfile", "FROM python\nRUN apt-get update && pip install --no-cache-dir \\\n    \"streamlit[auth]==1.60.0\" \\\n    'pandas>=2'\n", "1.60.0", 3, ""},
		{"uv in an image", "Containerfile", "RUN uv pip install --system streamlit==1.58.0 Authlib==1.7.2\n", "1.58.0", 1, checkid.DepsHTTPX},
		{"another file beside it", "Dockerfile", "RUN pip install -r requirements.txt streamlit==1.45.1\n", "1.45.1", 1, ""},
		{"no Streamlit", "Dockerfile", "RUN pip install poetry==1.8\n", "", 0, ""},
		{"a comment", "Dockerfile", "# RUN pip install streamlit==1.45.1 authlib==1.6.6\n", "", 0, ""},
		{"setup.py", "setup.py", "from setuptools import setup\nsetup(\n    name='x',\n    install_requires=[\n        'streamlit==1.45.1',  # the app's\n        # 'pandas',\n        \"Authlib==1.6.6\",\n    ],\n)\n", "1.45.1", 5, checkid.DepsCompat},
		{"setup.py with extras", "setup.py", "setup(install_requires=['streamlit[auth]==1.60.0', 'x[a,b]>1'])\n", "1.60.0", 1, ""},
		{"setup.py in code", "setup.py", "setup(install_requires=open('r').readlines())\n", "", 0, ""},
	} {
		d, err := Read(fstest.MapFS{c.file: {Data: []byte(c.text)}})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := d.Streamlit; c.streamlit == "" && got.Present() || c.streamlit != "" && (!got.Present() || got.Version.String() != c.streamlit || got.Requirement.Line != c.line || got.Requirement.File != c.file) {
			t.Errorf("%s: %+v", c.name, got)
		}
		found := ""
		for _, p := range Judge(d) {
			found = p.ID
			if p.Fix == "" {
				t.Errorf("%s: %+v", c.name, p)
			}
		}
		if found != c.judged {
			t.Errorf("%s: %q is told, want %q (%s)", c.name, found, c.judged, d.Opaque)
		}
	}
}

// What a development container installs counts where all that its file says is understood.
func TestDevelopmentContainers(t *testing.T) {
	const image = "\"image\": \"mcr.microsoft.com/devcontainers/python:3.12\",\n"
	for said, judged := range map[string]bool{
		image + `"updateContentCommand": "[ -f packages.txt ] && sudo apt update && sudo xargs apt install -y <packages.txt; [ -f requirements.txt ] && pip3 install --user -r requirements.txt; pip3 install --user streamlit; echo 'Packages installed and Requirements met'"`: true,
		"// a comment\n" + image + `"postCreateCommand": ["pip", "install", "streamlit"]`:                                true,
		image + "\"postCreateCommand\":\n \"python -m pip install streamlit\"":                                           true,
		image + `"postCreateCommand": {"deps": "pip install streamlit", "more": "echo done"}`:                            true,
		image + `"postCreateCommand": "pip install 'streamlit[auth]'"`:                                                   false,
		image + `"onCreateCommand": "pip install streamlit", "postCreateCommand": {"deps": "pip install authlib httpx"}`: false,
		image + `"postCreateCommand": "pip install streamlit && bash .devcontainer/setup.sh"`:                            false,
		image + `"onCreateCommand": "pip install streamlit", "postCreateCommand": "poetry install"`:                      false,
		image + `"onCreateCommand": "pip install streamlit", "postCreateCommand": "make"`:                                false,
		image + `"onCreateCommand": "pip install streamlit", "features": {"ghcr.io/a/b": {}}`:                            false,
		`"build": {"dockerfile": "Dockerfile"}, "postCreateCommand": "pip install streamlit"`:                            false,
		`"image": "ghcr.io/acme/app:1", "postCreateCommand": "pip install streamlit"`:                                    false,
		image + `"postCreateCommand": "pip install ruff"`:                                                                false,
		image + `"postCreateCommand": "pip install streamlit",`:                                                          false, // no JSON
	} {
		d, err := Read(fstest.MapFS{".devcontainer/devcontainer.json": {Data: []byte("{\n" + said + "\n}\n")}})
		if err != nil {
			t.Fatal(err)
		}
		errors := false
		for _, p := range Judge(d) {
			errors = errors || p.Fix != ""
		}
		if errors != judged {
			t.Errorf("%v for %s: %+v, %s", errors, said, Judge(d), d.Opaque)
		}
	}
}
