package scaffold

import (
	"bytes"
	"errors"
	"maps"
	"path"
	"slices"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// script is one file of an app that a browser can open.
type script struct {
	path     string
	snapshot secrets.Snapshot
}

// readScripts reads the main script and the pages beside it, which st.navigation
// does not guard before somebody has come to it (docs/facts/streamlit.md, section 3.1).
func readScripts(files *checkout.Folder, main string) ([]script, error) {
	names := []string{main}
	pages, _ := checkout.Glob(files, path.Join(path.Dir(main), "pages")+"/*.py")
	for _, page := range pages {
		if name := path.Base(page); name != "__init__.py" && name[0] != '.' {
			names = append(names, page)
		}
	}
	var all []script
	for _, name := range names {
		snapshot, err := readFile(files, name)
		if err != nil {
			return nil, err
		}
		if name == main || len(bytes.TrimSpace(snapshot.Data())) > 0 {
			all = append(all, script{name, snapshot})
		}
	}
	return all, nil
}

// GateError says why no sign-in was put into an app, and what to do.
type GateError struct{ Why, Fix string }

func (e *GateError) Error() string { return e.Why }

const byHand = "leave --gate out; authkit explain app-login shows what to add by hand"

// LacksGate tells whether the project has an app of which it is certain that it
// signs nobody in.
func (p *Project) LacksGate() bool {
	return p.app.Path != "" && !p.app.signs && p.app.stops == nil && p.app.other == ""
}

// Gate is what Plan would do to an app that signs nobody in.
func (p *Project) Gate(provider string) (Plan, error) {
	plan := Plan{Dir: p.Dir}
	err := p.planGate(&plan, provider)
	return plan, err
}

// planGate puts the sign-in into an app that has none.
func (p *Project) planGate(plan *Plan, provider string) error {
	switch {
	case p.app.stops != nil:
		return unreadable(p.app.Path, p.app.stops)
	case p.app.scriptsErr != nil:
		return p.app.scriptsErr
	}
	for _, s := range p.app.scripts {
		if _, err := pyfile.Read(s.snapshot.Data()); err != nil {
			return unreadable(s.path, err)
		}
	}
	if p.app.other != "" {
		return &GateError{p.app.Path + " stays as it is: " + p.app.other, byHand}
	}
	gated, err := p.app.gate(provider)
	if err != nil {
		return err
	}
	for _, change := range gated.changes {
		plan.change(change)
	}
	for _, name := range gated.open {
		plan.Notes = append(plan.Notes, Note{
			Message: name + " is still open to everybody: no place was found in it that everybody comes by before it shows something",
			Fix:     "put this at its top, after import streamlit as st:",
			Code:    gateOf(provider),
		})
	}
	return nil
}

// gated is an app with a sign-in in front of all it shows.
type gated struct {
	changes []Change
	open    []string // scripts that have none, and show something to everybody
}

// gate puts the sign-in into the main script and into each of its pages.
func (a mainScript) gate(provider string) (gated, error) {
	scans := maps.Clone(a.scans)
	choices := map[string][]edition{}
	for _, s := range a.scripts {
		source := s.snapshot.Data()
		tokens, err := pytoken.Tokenize(source)
		if err != nil {
			return gated{}, unreadable(s.path, err)
		}
		for _, place := range places(tokens) {
			text := withGate(source, place, provider)
			if scan, err := pyfile.Read(text); err == nil {
				choices[s.path] = append(choices[s.path], edition{text, scan})
			}
		}
	}
	return a.choose(choices, scans)
}

// edition is a script with the sign-in at one of the places for it.
type edition struct {
	text []byte
	scan pyfile.Scan
}

// choose takes for each script the first edition that shows nothing to people who
// are not signed in.
func (a mainScript) choose(choices map[string][]edition, scans map[string]pyfile.Scan) (gated, error) {
	for {
		for name, editions := range choices {
			if len(editions) > 0 {
				scans[name] = editions[0].scan
			}
		}
		pages := pyapp.Strictly(a.Path, scans)
		again := false
		var open []string
		for _, s := range a.scripts {
			if closed(pages, s.path) {
				continue
			}
			if len(choices[s.path]) > 0 {
				choices[s.path] = choices[s.path][1:]
				again = again || len(choices[s.path]) > 0
			}
			if len(choices[s.path]) == 0 {
				open = append(open, s.path)
				delete(scans, s.path)
			}
		}
		switch {
		case slices.Contains(open, a.Path):
			return gated{}, &GateError{"no place was found in " + a.Path + " that everybody comes by before it shows something", byHand}
		case !again:
			return a.gated(choices, open), nil
		}
	}
}

func (a mainScript) gated(choices map[string][]edition, open []string) gated {
	g := gated{open: open}
	for _, s := range a.scripts {
		if len(choices[s.path]) > 0 {
			g.changes = append(g.changes, Change{
				Path: s.path, After: whole(choices[s.path][0].text), Mode: 0o644,
				What: "asks for the sign-in before it shows anything", snapshot: s.snapshot,
			})
		}
	}
	return g
}

// closed tells whether a script offers the sign-in and ends there.
func closed(pages []pyapp.Page, name string) bool {
	for _, page := range pages {
		if page.File == name {
			return page.Closed && page.Sign && page.Shows == pyapp.Never
		}
	}
	return false
}

func unreadable(name string, err error) error {
	var syntax *pytoken.SyntaxError
	if errors.As(err, &syntax) {
		return &GateError{"Python stops reading " + name + " in " + syntax.Error(), "correct that line, or what stands above it"}
	}
	return &GateError{name + " is too large to be changed", byHand}
}
