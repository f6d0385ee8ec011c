package scaffold

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

// gateIn plans the sign-in for an app and applies it.
func gateIn(t *testing.T, provider string, files map[string]string) (plan Plan, dir string, err error) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	project, err := Read(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	plan, err = project.Plan(Answers{
		Provider: provider, MetadataURL: "https://id.example.com/.well-known/openid-configuration", ClientID: "app", ClientSecret: secrets.New("not-a-real-secret"), Gate: true,
	})
	if err == nil {
		err = plan.Apply()
	}
	return plan, dir, err
}

// Where the lines go, byte for byte. That people see nothing before them is asked
// of Streamlit itself, in e2e/gate_test.go.
func TestGatePlaces(t *testing.T) {
	const gate = "if not st.user.is_logged_in:\n    st.button(\"Sign in\", on_click=st.login)\n    st.stop()\n"
	for before, after := range map[string]string{
		"import streamlit as st\nst.write(1)\n":                                                "import streamlit as st\n\n" + gate + "\nst.write(1)\n",
		"import streamlit as st\n\nst.set_page_config()  # wide\n\n# pay\nst.write(1)":         "import streamlit as st\n\nst.set_page_config()  # wide\n\n" + gate + "\n# pay\nst.write(1)",
		"import streamlit as st":                                                               "import streamlit as st\n\n" + gate,
		"\ufeffimport streamlit as ui\r\nui.write(1)\r\n":                                      strings.ReplaceAll("\ufeffimport streamlit as ui\n\n"+strings.ReplaceAll(gate, "st.", "ui.")+"\nui.write(1)\n", "\n", "\r\n"),
		"\"\"\"Pay.\"\"\"\nfrom streamlit import write\nwrite(1)\n":                            "\"\"\"Pay.\"\"\"\nfrom streamlit import write\n\nimport streamlit as st\n\n" + gate + "\nwrite(1)\n",
		"#!/bin/python\n# coding: latin-1\nimport streamlit as st; st.write('\xe4')\n":         "#!/bin/python\n# coding: latin-1\n\nimport streamlit as _st\n\n" + strings.ReplaceAll(gate, "st.", "_st.") + "\nimport streamlit as st; st.write('\xe4')\n",
		"import streamlit as st\ndef main():\n\tst.set_page_config()\n\tst.write(1)\nmain()\n": "import streamlit as st\ndef main():\n\tst.set_page_config()\n\n\tif not st.user.is_logged_in:\n\t\tst.button(\"Sign in\", on_click=st.login)\n\t\tst.stop()\n\n\tst.write(1)\nmain()\n",
		"import streamlit as st\rst.write(1)\r":                                                strings.ReplaceAll("import streamlit as st\n\n"+gate+"\nst.write(1)\n", "\n", "\r"),
		"import streamlit as st\nst.title('x')\nst.set_page_config()\n":                        "import streamlit as st\n\n" + gate + "\nst.title('x')\nst.set_page_config()\n",
	} {
		_, dir, err := gateIn(t, "", map[string]string{"app.py": before})
		if err != nil {
			t.Errorf("%q: %v", before, err)
			continue
		}
		got, err := os.ReadFile(filepath.Join(dir, "app.py"))
		if err != nil || string(got) != after {
			t.Errorf("%q\n  becomes %q\n  want    %q", before, got, after)
		}
	}
}

// A provider with a name is called by it.
func TestGateNamesTheProvider(t *testing.T) {
	_, dir, err := gateIn(t, "microsoft", map[string]string{"app.py": "import streamlit as st\nst.write(1)\n"})
	got, _ := os.ReadFile(filepath.Join(dir, "app.py"))
	if err != nil || !strings.Contains(string(got), `on_click=st.login, args=["microsoft"])`) {
		t.Errorf("%v\n%s", err, got)
	}
}

// Whoever signs people in, or may, is left alone; what cannot be read is refused
// with its line. Nothing is written then.
func TestGateRefuses(t *testing.T) {
	const shows = "import streamlit as st\nst.write(1)\n"
	for want, files := range map[string]map[string]string{
		"Python stops reading app.py in line 2":                 {"app.py": "import streamlit as st\nst.write((1\n"},
		"Python stops reading pages/more.py in line 3":          {"app.py": shows, "pages/more.py": "import streamlit as st\nif True:\nst.write(1)\n"},
		"several scripts here may be the app: one.py, two.py":   {"one.py": shows, "two.py": shows},
		"app.py stays as it is: some of its code is picked":     {"app.py": shows + "exec(open('x').read())\n"},
		"app.py stays as it is: line 2 of app.py takes gate":    {"app.py": "import streamlit as st\nfrom company_auth import gate\nst.write(1)\n"},
		"app.py stays as it is: line 2 of app.py calls sign_in": {"app.py": "import streamlit as st\nclient.sign_in_with_password()\nst.write(1)\n"},
	} {
		plan, dir, err := gateIn(t, "", files)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q, want %q (%d changes)", err, want, len(plan.Changes))
		}
		if _, err := os.Stat(filepath.Join(dir, ".streamlit")); err == nil {
			t.Errorf("%s: something was written", want)
		}
	}
}

// An app that signs people in stays byte for byte, in the first run and in the next.
func TestGateLeavesASignInAlone(t *testing.T) {
	const app = "import streamlit as st\nst.title('Pay')\nif not st.user.is_logged_in:\n    st.login()\nst.write(1)\n"
	plan, dir, err := gateIn(t, "", map[string]string{"app.py": app, "pages/open.py": "import streamlit as st\nst.write(2)\n"})
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range plan.Changes {
		if strings.HasSuffix(change.Path, ".py") {
			t.Errorf("%s changes", change.Path)
		}
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "app.py")); string(got) != app {
		t.Errorf("%s", got)
	}
}

// Each page gets it that shows something.
func TestGateCoversPages(t *testing.T) {
	const shows = "import streamlit as st\nst.write(1)\n"
	plan, dir, err := gateIn(t, "", map[string]string{"app.py": shows, "pages/a.py": shows, "pages/b.py": "from streamlit import write\nwrite(1)\n", "pages/__init__.py": "", "pages/empty.py": ""})
	if err != nil || len(plan.Notes) > 1 { // requirements.txt has one
		t.Fatalf("%v %v", err, plan.Notes)
	}
	for name, want := range map[string]int{"app.py": 1, "pages/a.py": 1, "pages/b.py": 1, "pages/__init__.py": 0, "pages/empty.py": 0} {
		if got, _ := os.ReadFile(filepath.Join(dir, name)); strings.Count(string(got), "is_logged_in") != want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}
