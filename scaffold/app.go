package scaffold

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/templates"
)

// mainScript is the Streamlit app a project has; an empty path: none found.
type mainScript struct {
	Path string // relative, with slashes
	Scan pyapp.Scan
}

func findApp(dir string) mainScript {
	path, err := pyapp.MainScript(os.DirFS(dir))
	if err != nil || path == "" {
		return mainScript{}
	}
	source, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return mainScript{Path: path}
	}
	scan, _ := pyapp.Read(source)
	return mainScript{path, scan}
}

// planApp writes an app where there is none. An existing app is its author's:
// when it never calls st.login, a note says what to add.
func (p *Project) planApp(plan *Plan, provider string) error {
	if p.app.Path != "" {
		plan.Setup.App = p.app.Path
		plan.Kept = append(plan.Kept, Kept{p.app.Path, "your app stays as it is"})
		if len(p.app.Scan.LoginCalls) == 0 {
			plan.Notes = append(plan.Notes, Note{
				Message: p.app.Path + " does not call st.login yet",
				Fix:     "put this at its top, after import streamlit as st:",
				Code:    gate(provider),
			})
		}
		return nil
	}
	for _, name := range []string{"app.py", "streamlit_app.py"} {
		if _, err := os.Lstat(filepath.Join(p.Dir, name)); !errors.Is(err, fs.ErrNotExist) {
			continue // somebody else's file
		}
		snapshot, err := readFile(p.Dir, name)
		if err != nil {
			return err
		}
		plan.Setup.App = name
		plan.change(Change{
			Path: name, After: whole(templates.App(provider)), Mode: 0o644,
			What: "an app that signs people in, greets them, and signs them out", snapshot: snapshot,
		})
		return nil
	}
	return nil
}

// gate is the least an app needs to ask for a sign-in.
func gate(provider string) []string {
	lines := []string{
		"if not st.user.is_logged_in:",
		`    st.button("Sign in", on_click=st.login)`,
		"    st.stop()",
	}
	if provider != "" {
		lines[1] = `    st.button("Sign in", on_click=st.login, args=["` + provider + `"])`
	}
	return lines
}
