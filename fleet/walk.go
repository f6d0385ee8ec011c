package fleet

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// The bounds of a walk. What git ignores is asked to save time, and may never be
// answered: a pipe in place of .gitignore makes git wait for ever.
const (
	maxEntries = 500_000
	maxPython  = 1 << 20
	gitTime    = 5 * time.Second
)

// installers are files that say what is installed.
var installers = []string{"requirements.txt", "pyproject.toml", "Pipfile", "environment.yml", "uv.lock", "setup.cfg", "pixi.toml"}

// place is a folder that has something of an app.
type place struct {
	name     string   // a slash path from the root of the walk
	marked   bool     // its .streamlit holds secrets with an [auth], or settings of authkit's
	settings bool     // it has a .streamlit
	python   bool     // it has scripts
	installs bool     // it says what is installed
	signsIn  []string // those that call st.login, from the root of the walk
}

// walk goes through all folders below a root, but for links, environments, hidden
// folders and what git ignores.
type walk struct {
	ctx     context.Context
	files   *checkout.Folder
	ignored map[string]bool
	places  []*place          // each behind the one above it
	of      map[string]*place // all folders that were looked at
	skipped []Passed
	unseen  []Passed
	entries int
	full    bool
}

func newWalk(ctx context.Context, files *checkout.Folder, root string) *walk {
	asked, stop := context.WithTimeout(ctx, gitTime)
	defer stop()
	return &walk{ctx: ctx, files: files, ignored: repo.IgnoredFolders(asked, root), of: map[string]*place{}}
}

func (w *walk) skip(name, reason string) {
	if passed := (Passed{name, reason}); !slices.Contains(w.skipped, passed) {
		w.skipped = append(w.skipped, passed)
	}
}

// folder looks at one folder and those below it.
func (w *walk) folder(name string) {
	if w.full || w.ctx.Err() != nil {
		return
	}
	entries, err := w.files.ReadDir(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		w.unseen = append(w.unseen, Passed{name, "this folder " + checkout.Reason(err)})
	}
	if w.entries += len(entries); w.entries > maxEntries {
		w.full = true
		w.unseen = append(w.unseen, Passed{name, "more names than are looked at: verify the folders below one by one"})
		return
	}
	if name != "." && isEnvironment(entries) {
		w.skip(name, "a virtual environment")
		return
	}
	here := &place{name: name}
	w.of[name] = here
	var below []string
	for _, entry := range entries {
		full := path.Join(name, entry.Name())
		switch {
		case entry.Name() == ".streamlit":
			here.settings, here.marked = true, w.marks(full)
		case entry.Type()&fs.ModeSymlink != 0:
			w.link(full)
		case entry.IsDir():
			below = append(below, full)
		case slices.Contains(installers, entry.Name()):
			here.installs = true
		case path.Ext(full) == ".py" && entry.Type().IsRegular():
			here.python = true
			if w.signsIn(full) {
				here.signsIn = append(here.signsIn, full)
			}
		}
	}
	if here.settings || here.python {
		w.places = append(w.places, here)
	}
	for _, folder := range below {
		switch base := path.Base(folder); {
		case w.ignored[folder]:
			w.skip(folder, "git ignores it")
		case base == ".git":
		case base[0] == '.':
			w.skip(folder, "hidden")
		case project.IsOthers(base):
			w.skip(folder, "by its name, no app of yours is in there")
		default:
			w.folder(folder)
		}
	}
}

func isEnvironment(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "pyvenv.cfg" || e.Name() == "conda-meta" })
}

// link tells of a link to a folder: it is not followed. One that stays inside leads
// to what is walked through anyway.
func (w *walk) link(name string) {
	info, err := w.files.Stat(name)
	switch {
	case err == nil && info.IsDir():
		w.skip(name, "a link, which is not followed")
	case errors.Is(err, checkout.ErrOutside) && path.Ext(name) == "":
		w.skip(name, "a link that leads out, which is not followed")
	}
}

// marks tells whether a .streamlit is that of an app that signs people in: its
// secrets have an [auth], or cannot be read, or authkit has settings there.
func (w *walk) marks(folder string) bool {
	if checkout.Exists(w.files, path.Join(folder, "authkit.toml")) {
		return true
	}
	data, err := checkout.Read(w.files, path.Join(folder, "secrets.toml"), maxPython)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	document, err := secrets.Parse(data)
	return err != nil || slices.Contains(document.Keys(), "auth")
}

// signsIn tells whether a script calls st.login.
func (w *walk) signsIn(name string) bool {
	text, err := checkout.Read(w.files, name, maxPython)
	if err != nil || !bytes.Contains(text, []byte("streamlit")) || !bytes.Contains(text, []byte("login")) {
		return false
	}
	scan, err := pyfile.Read(text)
	return err != nil || len(scan.LoginCalls) > 0
}
