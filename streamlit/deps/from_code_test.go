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
		{"a development container", ".devcontainer/devcontainer.json", "{\n  \"updateContentCommand\": \"[ -f requirements.txt ] && pip3 install --user -r requirements.txt; pip3 install --user streamlit==1.45.1; echo done\"\n}\n", "1.45.1", 2, checkid.DepsAuthlib},
		{"a development container without Streamlit", ".devcontainer/devcontainer.json", "{\n  \"postCreateCommand\": \"pip install ruff\"\n}\n", "", 0, ""},
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
