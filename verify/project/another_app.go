package project

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/startup"
)

// loadMeant reads the project again with the one app in it that signs people in, where the one
// that was found does not; nil: there is no such app. The secrets have [auth], so some app asks for it.
func (p *Project) loadMeant(ctx context.Context, o LoadOptions, others []string) *Project {
	script := startup.StartOf(p.files, others)
	if script == "" || script == p.App.Script {
		return nil
	}
	git := p.Git
	o.App, o.Git = filepath.Join(p.Dir, filepath.FromSlash(script)), &git
	meant, err := Load(ctx, o)
	if err != nil || len(meant.App.Followed.Logins) == 0 {
		return nil
	}
	only, unless := "the only app here that signs people in", "another one"
	if p.App.Script != "" {
		only, unless = only+": "+p.App.Script+" does not", "that one"
	}
	meant.App.FoundBy = "; " + script + " was found as " + only
	meant.Notes = append(meant.Notes, script+" was checked, "+only+"; if "+unless+" is meant, name it with --app")
	return meant
}

// findAnotherApp notes a script that calls st.login and does not belong to the app, where
// nothing that does calls it: it may be the one that is meant. Whoever named the app means that.
// The others are all such scripts, where the app has no other sign-in.
func (p *Project) findAnotherApp(ctx context.Context, named string) (others []string) {
	if named != "" || p.App.Refused || p.App.Script != "" && len(p.App.Files) == 0 || len(p.App.Followed.Logins) > 0 || !p.Auth.Found {
		return nil
	}
	alone := len(p.App.Followed.Another) == 0
	own, looked := map[string]bool{}, 0
	for _, file := range p.App.Files {
		own[file.Path] = true
	}
	fs.WalkDir(p.walked, ".", func(name string, entry fs.DirEntry, err error) error { //nolint:errcheck // what cannot be looked at accuses nobody
		switch {
		case late(ctx) != nil:
			return fs.SkipAll
		case looked >= maxPython:
			p.App.Unread = append(p.App.Unread, Unread{"the project", fmt.Sprintf("has more than %d Python files, and not all of them were asked whether they sign people in", maxPython), true})
			return fs.SkipAll
		case err != nil:
			return nil
		case entry.IsDir() && name != "." && skippedFolder(p.files, name):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".py" || own[name]:
			return nil
		}
		looked++
		text, err := readSmall(p.files, name)
		if err != nil || !strings.Contains(text, "st.login") {
			return nil
		}
		number := 0
		for line := range strings.Lines(text) {
			if number++; strings.Contains(line, "st.login") && !strings.HasPrefix(strings.TrimSpace(line), "#") {
				if others = append(others, name); len(others) > 1 {
					return nil
				}
				if p.App.Script == "" {
					return nil
				}
				p.App.Followed.Another = append(p.App.Followed.Another, pyapp.Another{
					Spot: pyapp.Spot{File: name, Position: pytoken.Position{Line: number}},
					What: fmt.Sprintf("does, which is no part of %s; if another app is meant, name its main script with --app FILE", p.App.Script),
				})
				return nil
			}
		}
		return nil
	})
	if a := p.App; !alone || late(ctx) != nil || a.Followed.Dynamic || len(a.Unread)+len(a.Broken) > 0 || a.CountsOnUser() {
		return nil // they may be parts of it
	}
	return others
}
