package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/startup"
	"github.com/authkit-cli/authkit/templates"
)

// mainScript is the Streamlit app a project has; an empty path: none found.
type mainScript struct {
	Path  string   // relative, with slashes
	signs bool     // it calls st.login, or may
	reads []string // claims of st.user, each once: those without a default
	stops error    // why Python does not read it

	scans      map[string]pyfile.Scan // of it and of what belongs to it
	scripts    []script               // that a browser can open
	scriptsErr error                  // why they cannot be read
	other      string                 // why it may know who somebody is without st.login
	several    error                  // why it cannot be told which script is the app

	fresh []fresh // names that an app may be written under, the first choice first
}

// fresh is a name in the project that no file has.
type fresh struct {
	name     string
	snapshot secrets.Snapshot
}

// findApp looks for the main script where none is named.
func findApp(files *checkout.Folder, named string) (mainScript, error) {
	path, err := named, error(nil)
	if named == "" {
		commands, more := startup.RunCommands(files)
		path, _, err = startup.MainScript(files, commands, more)
	}
	if reason := checkout.Reason(err); path != "" && reason != "" {
		return mainScript{}, fmt.Errorf("%s %s", path, reason)
	}
	if err != nil || path != "" {
		if path == "" {
			return mainScript{several: err}, nil
		}
		scans, err := startup.Beside(files, path)
		var wrong *pytoken.SyntaxError
		if errors.As(err, &wrong) {
			return mainScript{Path: path, stops: wrong}, nil
		}
		app := mainScript{Path: path, reads: claimsOf(scans), scans: scans}
		app.follow(err)
		if !app.signs || app.other != "" {
			app.scripts, app.scriptsErr = readScripts(files, path)
		}
		return app, nil
	}
	var app mainScript
	for _, name := range []string{"app.py", "streamlit_app.py"} {
		if _, err := files.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			continue // somebody else's file
		}
		snapshot, err := readFile(files, name)
		if err != nil {
			return mainScript{}, err
		}
		app.fresh = append(app.fresh, fresh{name, snapshot})
	}
	return app, nil
}

// follow tells whether the app signs people in, and how. unread is why some of it
// could not be looked at.
func (a *mainScript) follow(unread error) {
	followed := pyapp.Follow(a.Path, a.scans, &held.Value{}, pyapp.Around{})
	a.signs = unread != nil || followed.Dynamic || len(followed.Logins)+len(followed.Foreign) > 0
	for _, name := range slices.Sorted(maps.Keys(a.scans)) {
		if own := a.scans[name].Handwritten; len(own) > 0 {
			a.other = fmt.Sprintf("line %d of %s signs people in by code of its own", own[0].Line, name)
		}
	}
	switch {
	case len(followed.Logins) > 0:
		a.other = ""
	case len(followed.Foreign) > 0:
		from := followed.Foreign[0]
		a.other = fmt.Sprintf("line %d of %s takes %s from %s, which may sign people in", from.Line, from.File, from.Name, from.Module)
	case len(followed.Another) > 0:
		another := followed.Another[0]
		a.other = fmt.Sprintf("line %d of %s %s", another.Line, another.File, another.What)
	case unread != nil:
		a.other = "not all of it could be read"
	case followed.Dynamic:
		a.other = "some of its code is picked by a name that is made at run time, and may sign people in"
	}
}

// claimsOf are the claims that an app reads without a default.
func claimsOf(scans map[string]pyfile.Scan) []string {
	var names []string
	for _, scan := range scans {
		for _, use := range scan.ClaimUses {
			if !use.Safe && !slices.Contains(names, use.Name) {
				names = append(names, use.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// ClaimsRead are the claims of st.user that the app reads without a default, so
// that it stops where one is missing.
func (p *Project) ClaimsRead() []string { return p.app.reads }

// planApp writes an app where there is none. An existing app is its author's:
// when it never calls st.login, a note says what to add.
func (p *Project) planApp(plan *Plan, provider string, gate bool) error {
	if gate && p.app.several != nil {
		return &GateError{p.app.several.Error(), "name the one that is in a Procfile or the README, as streamlit run NAME.py"}
	}
	if p.app.Path != "" {
		plan.Setup.App = p.app.Path
		if gate && (!p.app.signs || p.app.other != "") {
			return p.planGate(plan, provider)
		}
		plan.Kept = append(plan.Kept, Kept{p.app.Path, "your app stays as it is"})
		switch {
		case p.app.stops != nil:
			plan.Notes = append(plan.Notes, Note{
				Message:  p.app.Path + " does not start: Python stops reading it in " + p.app.stops.Error(),
				Fix:      "correct that line, or what stands above it",
				Verified: true,
			})
		case !p.app.signs:
			plan.Notes = append(plan.Notes, Note{
				Message:  p.app.Path + " does not call st.login yet",
				Fix:      "put this at its top, after import streamlit as st, or run authkit init --gate:",
				Code:     gateOf(provider),
				Verified: true,
			})
		}
		return nil
	}
	if len(p.app.fresh) > 0 {
		free := p.app.fresh[0]
		plan.Setup.App = free.name
		plan.change(Change{
			Path: free.name, After: whole(templates.App(provider)), Mode: 0o644,
			What: "an app that signs people in, greets them, and signs them out", snapshot: free.snapshot,
		})
	}
	return nil
}

// gateOf is the least an app needs to ask for a sign-in.
func gateOf(provider string) []string {
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
