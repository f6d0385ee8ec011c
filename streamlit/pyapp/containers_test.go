package pyapp

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// What releases of Streamlit say to calls below st.sidebar, containers and
// st.column_config, as e2e/versions/below.py has asked them.
func TestBelowContainers(t *testing.T) {
	asked := 0
	for line := range strings.Lines(readText(t, "testdata/below.txt")) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		release, err := deps.ParseVersion(words[0])
		if err != nil {
			t.Fatalf("%q is no release", words[0])
		}
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + words[2] + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		got := "ok"
		for _, use := range Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, &held.Value{}, Around{}).Names {
			if message, fix, wrong := names.Judge(use.Use, release); wrong {
				got = "wrong"
				t.Logf("%s → %s", message, fix)
			}
		}
		if asked++; got != words[1] {
			t.Errorf("%s: %s is %s, want %s", words[0], words[2], got, words[1])
		}
	}
	if asked < 200 {
		t.Errorf("%d calls", asked)
	}
}

// What may be something else than a container is not judged.
func TestNoContainers(t *testing.T) {
	for _, source := range []string{
		"c = st.container()\nc = make()\nc.buton()", "def show(c):\n    c.buton()\nc = st.container()\nshow(c)", "c, d = make()\nc.buton()", "st.sidebar.buton", "st.sidebar.buton = print\nst.sidebar.buton()",
		"if hasattr(st.sidebar, 'grid'):\n    st.sidebar.buton()", "try:\n    st.sidebar.buton()\nexcept Exception:\n    pass", "from streamlit.delta_generator import DeltaGenerator\nDeltaGenerator.buton = print\nst.sidebar.buton()",
		"row = st.columns(2)\nrow = make()\nrow[0].metrik('a', 1)", "row = st.columns(2)\nrow.metrik()", "row = st.columns(2)\nrow[i].metrik()", "s = st.status('x')\ns.update(label='y')", "import other as st\nst.sidebar.buton()",
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + source + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, &held.Value{}, Around{}).Names {
			release, _ := deps.ParseVersion("1.67.0")
			if message, _, wrong := names.Judge(use.Use, release); wrong {
				t.Errorf("%q: %s", source, message)
			}
		}
	}
}
