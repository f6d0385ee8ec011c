package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit/belongs"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/startup"
)

// App is the main script and what it and its pages call.
type App struct {
	Script    string    // slash path relative to the project; empty: not found
	FoundBy   string    // what told of it, behind other evidence; empty: its name or a command
	Reason    string    // why there is none
	MayServe  bool      // its main script may start a server of its own
	Refused   bool      // it is there, but could not be looked at
	None      bool      // nothing here looks like one
	Files     []AppFile // the main script first, then the pages
	Followed  pyapp.Followed
	Unread    []Unread                        // pages and modules of the app
	Broken    map[string]*pytoken.SyntaxError // files of the app, the main script among them, that Python refuses
	PythonBy  string                          // the file that names the version of Python that does
	Command   startup.RunCommand
	Astray    []startup.RunCommand // of the hosts, whose script is not there
	Variables map[string]string    // STREAMLIT_… and the like, as the files that start the app set them

	unlisted []string // folders whose files are not known, see unlisted.go
	above    int      // names of modules that were looked for above the main script
}

// AppFile is one Python file of the app.
type AppFile struct {
	Path string
	Scan pyfile.Scan
}

// CountsOnUser tells whether some file of the app reads st.user, by whichever name, and
// catches nothing where there is none.
func (a App) CountsOnUser() bool {
	if slices.ContainsFunc(a.Followed.Another, func(other pyapp.Another) bool { return other.Host }) {
		return false
	}
	for _, file := range a.Files {
		for _, use := range slices.Concat(file.Scan.UserUses, file.Scan.ExperimentalUser) {
			if _, guarded := a.Followed.Reach(file.Path, use); !guarded {
				return true
			}
		}
	}
	return false
}

// OlderUser is where the app surely reads st.experimental_user; no line: nowhere.
func (a App) OlderUser() pyapp.Spot {
	for _, file := range a.Files {
		for _, use := range file.Scan.ExperimentalUser {
			if reach, guarded := a.Followed.Reach(file.Path, use); reach == pyapp.Surely && !guarded {
				return pyapp.Spot{File: file.Path, Position: use}
			}
		}
	}
	return pyapp.Spot{}
}

// maxNames bounds how many Python files are looked at for what belongs to the app.
const maxNames = 20_000

// readApp finds the main script (named by the person, else by convention) and
// reads it, the pages Streamlit finds by itself, and the modules that lie beside it.
// What walked does not list is read where the app names it.
func readApp(ctx context.Context, root, walked fs.FS, dir, named string) App {
	commands, more := startup.RunCommands(root)
	app := findApp(root, dir, named, commands, more)
	if app.Script == "" {
		return app
	}
	if app.Command, more = commandOfApp(root, app.Script, commands, more); more != nil {
		app.Unread = append(app.Unread, Unread{"the app", "may be started in a way that was not seen: " + more.Error(), true})
	}
	app.Variables, app.Astray = startup.Variables(root, app.Command), startup.Astray(root, commands)
	if text, err := readSmall(root, app.Script); err == nil {
		app.MayServe = slices.ContainsFunc(mayServe, func(word string) bool { return strings.Contains(text, word) })
	}
	files, links, folders := app.list(ctx, walked)
	files = append(files, app.hiddenPages(root)...)
	if !app.readFiles(ctx, root, files) {
		return app
	}
	app.linked(root, links)
	app.Unread = append(app.Unread, folders...)
	if late(ctx) != nil {
		app.Unread = append(app.Unread, Unread{Path: "the app", Reason: lateReason})
	}
	return app
}

// findApp finds the main script, or why there is none.
func findApp(root fs.FS, dir, named string, commands []startup.RunCommand, more error) (app App) {
	if named != "" {
		rel, err := filepath.Rel(dir, named)
		if err != nil || !filepath.IsLocal(rel) {
			return App{Reason: "the script named with --app lies outside of the project that --dir names"}
		}
		app.Script = filepath.ToSlash(rel)
		if _, err := fs.Stat(root, app.Script); errors.Is(err, fs.ErrNotExist) {
			return App{Reason: "the script named with --app is not there"}
		}
	} else if script := composedScript(root, commands); script != "" {
		app.Script = script
	} else {
		script, by, err := startup.MainScript(root, commands, more)
		switch {
		case script != "" && checkout.Reason(err) != "":
			return App{Reason: fmt.Sprintf("%s %s; an app is read only inside of the project", script, checkout.Reason(err)), Refused: true}
		case err != nil:
			return App{Reason: err.Error() + "; name the main script with --app FILE"}
		case script == "":
			return App{Reason: "no Streamlit app was found here; name its main script with --app FILE", None: true}
		}
		app.Script = script
		if by != "" {
			app.FoundBy = "; " + script + " was found " + by
		}
	}
	return app
}

// HasNone tells that no app was found in a folder; what lies there is not read.
func HasNone(ctx context.Context, dir string) (bool, error) {
	p, err := newProject(ctx, LoadOptions{Dir: dir})
	if err != nil {
		return false, err
	}
	defer p.files.Close()
	commands, more := startup.RunCommands(p.files)
	return findApp(p.files, p.Dir, "", commands, more).None, nil
}

// ReadApp reads the app of a folder alone: its main script, and what that runs.
func ReadApp(ctx context.Context, dir string) (App, error) {
	p, err := newProject(ctx, LoadOptions{Dir: dir})
	if err != nil {
		return App{}, err
	}
	defer p.files.Close()
	return readApp(ctx, p.files, p.walked, p.Dir, ""), nil
}

// readFiles reads those of the files that the app runs: examples, tools and other
// apps are left out. false: the main script cannot be read, so nothing can be said.
func (a *App) readFiles(ctx context.Context, root fs.FS, files []string) bool {
	r := newAppReader(ctx, root)
	r.read([]string{a.Script})
	if missing, is := r.unread[a.Script]; is {
		if r.broken[a.Script] != nil {
			a.Broken, a.Reason = r.broken, a.Script+" "+missing.Reason
		} else {
			*a = App{Reason: "the main script " + a.Script + " " + missing.Reason, Refused: !missing.Bound}
		}
		return false
	}
	starters := func(files []string) []string { return r.starters(a.Script, files) }
	belong := belongs.Files(a.Script, files, starters, r.read)
	known := map[string]bool{}
	for _, file := range files {
		known[file] = true
	}
	more := a.notListed(root, known, belong, r.scans)
	for rounds := 1; len(more) > 0; rounds++ {
		if rounds > maxRounds {
			a.Unread = append(a.Unread, Unread{"the app", fmt.Sprintf("has modules in folders that are not listed, more than %d behind each other", maxRounds), true})
			break
		}
		files = append(files, more...)
		belong = belongs.Files(a.Script, files, starters, r.read)
		more = a.notListed(root, known, belong, r.scans)
	}
	if a.above > maxAbove {
		a.Unread = append(a.Unread, Unread{"the app", "imports more modules than are looked for above its main script", true})
	}
	if !r.take(a.Script, belong) {
		a.Unread = append(a.Unread, Unread{"the app", "takes streamlit through more files than are followed", true})
	}
	a.Unread = append(a.Unread, a.hidden(belong, r.scans)...)
	for _, file := range files {
		missing, is := r.unread[file]
		if is && belong[file] {
			a.Unread = append(a.Unread, missing)
		}
		if (!is || r.broken[file] != nil) && belong[file] {
			a.Files = append(a.Files, AppFile{file, r.scans[file]})
		}
	}
	a.Broken = r.broken
	return true
}

// follow walks through the files that belong to the app, as it runs with its secrets.
func (p *Project) follow(ctx context.Context) {
	a := &p.App
	if len(a.Files) == 0 {
		return
	}
	p.refuseNewer()
	scans := map[string]pyfile.Scan{}
	for _, file := range a.Files {
		scans[file.Path] = file.Scan
	}
	a.Followed = pyapp.Follow(a.Script, scans, p.held(), pyapp.Around{Absent: p.absent(belongs.Named(a.Script, scans)), Lost: p.lost(scans), Fails: p.failing(ctx, scans), Partial: len(a.Unread) > 0, Gone: func() bool { return ctx.Err() != nil }})
}

// absent are those of some files that surely are not there. What belongs to another
// repository (.gitmodules) may come later.
func (p *Project) absent(files []string) []string {
	if checkout.Exists(p.files, ".gitmodules") {
		return nil
	}
	return slices.DeleteFunc(files, func(file string) bool {
		_, err := fs.Stat(p.files, file)
		return !errors.Is(err, fs.ErrNotExist)
	})
}

// list lists the main script, the Python files beside it and below it that may
// belong to the app: pages and modules, but no environments and no tests.
func (a *App) list(ctx context.Context, root fs.FS) (files, links []string, notRead []Unread) {
	script := a.Script
	files = []string{script}
	top := path.Dir(script)
	err := fs.WalkDir(root, top, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case late(ctx) != nil:
			return late(ctx)
		case errors.Is(err, checkout.ErrIgnored):
			a.unlisted = append(a.unlisted, name)
			return nil
		case err != nil:
			if missing, is := unread(name, err); is {
				notRead = append(notRead, missing)
			}
			return nil
		case entry.IsDir() && name != top && skippedFolder(root, name):
			return fs.SkipDir
		case entry.Type()&fs.ModeSymlink != 0 && path.Ext(name) != ".py":
			links = append(links, name)
		case !entry.IsDir() && path.Ext(name) == ".py" && name != script:
			if len(files) >= maxNames {
				notRead = append(notRead, Unread{"the app", fmt.Sprintf("has more than %d Python files beside it, and not all of them were looked at", maxNames), true})
				return fs.SkipAll
			}
			files = append(files, name)
		}
		return nil
	})
	if missing, is := unread(top, err); is {
		notRead = append(notRead, missing)
	}
	return files, links, notRead
}

// linked tells of the folders behind links that the app takes modules or pages
// from: they are not walked, so nothing is known of what stands in them.
func (a *App) linked(root fs.FS, links []string) {
	for _, link := range links {
		inside := strings.TrimPrefix(link, path.Dir(a.Script)+"/")
		named := func(name string) bool { return name == inside || strings.HasPrefix(name, inside+"/") }
		if !slices.ContainsFunc(a.Files, func(f AppFile) bool {
			return slices.ContainsFunc(f.Scan.Imports, named) || slices.ContainsFunc(f.Scan.Scripts, named)
		}) {
			continue
		}
		if missing, is := unread(link, checkout.Refused(root, link)); is {
			a.Unread = append(a.Unread, missing)
		} else {
			a.Unread = append(a.Unread, Unread{link, "is a link to a folder, whose files are not read", true})
		}
	}
}

var foldersOfOthers = []string{"node_modules", "site-packages", "__pycache__", "venv", "env", "tests", "test", "build", "dist"}

// IsOthers tells of a folder's name that people keep other code than their app's there.
func IsOthers(base string) bool { return slices.Contains(foldersOfOthers, base) }

// skippedFolder tells whether a folder holds somebody else's code.
func skippedFolder(root fs.FS, name string) bool {
	base := path.Base(name)
	if base[0] == '.' || IsOthers(base) {
		return true
	}
	_, err := fs.Stat(root, path.Join(name, "pyvenv.cfg"))
	return err == nil
}
