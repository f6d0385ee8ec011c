// Package fleet looks at many apps in one run: it finds the Streamlit apps below
// a folder that sign people in, verifies them side by side, compares their
// secrets, and lists the last days of these.
package fleet

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit/startup"
	"github.com/authkit-cli/authkit/verify/project"
)

// App is one app of several.
type App struct {
	Name   string // its folder as people are told it: from the working directory, with slashes
	Dir    string // where streamlit run is typed
	Script string // the main script, below Dir; empty: found by convention
}

// Passed is a folder that was passed over, or could not be looked into.
type Passed struct{ Name, Reason string }

// Found is what there is below some folders.
type Found struct {
	Apps    []App
	Skipped []Passed // with the reason; nothing of them counts
	Unseen  []Passed // what could not be looked at: an app may be in there
}

// Below finds the apps below folders. Names are told from the folder start.
func Below(ctx context.Context, start string, roots []string) (Found, error) {
	var all Found
	for _, root := range roots {
		found, err := below(ctx, start, root)
		if err != nil {
			return Found{}, err
		}
		all.add(found)
	}
	return all, nil
}

// add adds what was found elsewhere, each app once.
func (f *Found) add(more Found) {
	f.Skipped, f.Unseen = append(f.Skipped, more.Skipped...), append(f.Unseen, more.Unseen...)
	for _, a := range more.Apps {
		if !slices.Contains(f.Apps, a) {
			f.Apps = append(f.Apps, a)
		}
	}
}

func below(ctx context.Context, start, root string) (Found, error) {
	files, err := checkout.Open(root)
	if err != nil {
		return Found{}, &project.Error{Dir: root, Reason: "it cannot be read as a folder"}
	}
	defer files.Close()
	w := newWalk(ctx, files, root)
	w.folder(".")
	f := finder{ctx: ctx, files: files, root: root, walk: w, apps: map[string]project.App{}, started: map[string]map[string]bool{}, named: map[string]bool{}}
	commands, more := startup.RunCommands(files)
	if more != nil {
		w.unseen = append(w.unseen, Passed{".", more.Error()})
	}
	for _, command := range commands {
		f.named[command.Path()] = true
	}
	f.decide()
	if err := ctx.Err(); err != nil {
		return Found{}, err
	}
	shown := func(name string) string { return Shown(start, filepath.Join(root, filepath.FromSlash(name))) }
	found := Found{Skipped: w.skipped, Unseen: w.unseen}
	for _, passed := range [][]Passed{found.Skipped, found.Unseen} {
		for i := range passed {
			passed[i].Name = shown(passed[i].Name)
		}
	}
	for _, a := range f.found {
		a.Name, a.Dir = shown(a.Name), filepath.Join(root, filepath.FromSlash(a.Dir))
		found.Apps = append(found.Apps, a)
	}
	sort.Slice(found.Apps, func(i, j int) bool { return found.Apps[i].Name < found.Apps[j].Name })
	return found, nil
}

// Shown is a folder as people are told it.
func Shown(start, dir string) string {
	rel, err := filepath.Rel(start, dir)
	if err != nil {
		return filepath.ToSlash(dir)
	}
	return filepath.ToSlash(rel)
}

// finder decides which of the places that were walked through are apps.
type finder struct {
	ctx     context.Context
	files   *checkout.Folder
	root    string
	walk    *walk
	apps    map[string]project.App     // read so far, by folder
	started map[string]map[string]bool // by folder, see starts
	named   map[string]bool            // scripts that files at the root start, from wherever
	found   []App                      // names and folders from the root on
}

// decide takes a folder that holds settings of the sign-in for an app, and of the
// others those whose main script signs people in.
func (f *finder) decide() {
	hosts := map[string]bool{} // folders whose settings serve apps below them
	for _, p := range f.walk.places {
		if p.marked {
			f.add(App{Name: p.name, Dir: p.name})
			continue
		}
		for _, file := range p.signsIn {
			if !f.belongs(p, file) {
				f.newApp(p, file, hosts)
			}
		}
	}
	// Settings at the top of a repository may be for the apps below it alone.
	f.found = slices.DeleteFunc(f.found, func(a App) bool { return hosts[a.Name] && a.Script == "" && f.script(a.Name) == "" })
}

func (f *finder) add(a App) {
	if !slices.ContainsFunc(f.found, func(known App) bool { return known.Name == a.Name }) {
		f.found = append(f.found, a)
	}
}

// belongs tells whether a file is part of an app in a folder above its own, and
// takes that folder for an app if it was not one yet.
func (f *finder) belongs(p *place, file string) bool {
	for folder := path.Dir(p.name); p.name != "."; folder = path.Dir(folder) {
		above := f.walk.of[folder]
		if (above.python || above.marked || folder == path.Dir(p.name) && isUnder(path.Base(p.name))) && f.runs(folder, file) {
			if !above.marked {
				f.add(f.at(above, f.script(folder)))
			}
			return true
		}
		if folder == "." {
			break
		}
	}
	return false
}

// newApp takes a folder for an app if its main script can be told.
func (f *finder) newApp(p *place, file string, hosts map[string]bool) {
	script := f.script(p.name)
	switch {
	case script == "" && f.app(p.name).Reason != "" && !f.app(p.name).None:
		f.walk.skip(p.name, f.app(p.name).Reason)
		return
	case script == "" || !f.runs(p.name, file), !f.looksStarted(p, script):
		f.walk.skip(p.name, path.Base(file)+" signs people in, and which script starts the app cannot be told; to look at it all the same, name the folder")
		return
	}
	a := f.at(p, script)
	if a.Dir != p.name {
		hosts[a.Dir] = true
	}
	f.add(a)
}

// at is an app with the folder where it is started: its own if that has a .streamlit;
// else the nearest one that has settings of the sign-in, which may serve several,
// or a file with the command; else the nearest that says what is installed.
func (f *finder) at(p *place, script string) App {
	full := path.Join(p.name, script)
	signs := []func(folder, rel string) bool{
		func(folder, rel string) bool { return f.walk.of[folder].marked || f.starts(folder)[rel] },
		func(folder, _ string) bool { return f.walk.of[folder].installs },
	}
	for _, sign := range signs {
		for folder := p.name; !p.settings; folder = path.Dir(folder) {
			rel := strings.TrimPrefix(full, folder+"/")
			if sign(folder, rel) {
				if folder == p.name {
					return App{Name: p.name, Dir: p.name}
				}
				return App{Name: p.name, Dir: folder, Script: rel}
			}
			if folder == "." {
				break
			}
		}
	}
	return App{Name: p.name, Dir: p.name}
}

// starts are the scripts that files of a folder start from there. A README's
// commands may be typed anywhere.
func (f *finder) starts(folder string) map[string]bool {
	started, known := f.started[folder]
	if known {
		return started
	}
	started = map[string]bool{}
	if files, err := f.files.Sub(folder); err == nil {
		defer files.Close()
		commands, _ := startup.RunCommands(files) // the app itself says that there are more
		for _, command := range commands {
			if command.Folder == "" && path.Ext(command.File) != ".md" && !strings.HasPrefix(path.Base(command.File), "README") {
				started[path.Clean(command.Script)] = true
			}
		}
	}
	f.started[folder] = started
	return started
}

// looksStarted tells whether a script is one that people start: a library may have
// a single file that imports Streamlit, too.
func (f *finder) looksStarted(p *place, script string) bool {
	usual := slices.Contains([]string{"streamlit_app.py", "app.py", "main.py", "home.py"}, strings.ToLower(path.Base(script)))
	return usual || p.settings || f.named[path.Join(p.name, script)] || f.app(p.name).Command.Script != ""
}

// script is the main script of a folder, unless it is that of a folder below.
func (f *finder) script(folder string) string {
	script := f.app(folder).Script
	if at := path.Dir(script); at != "." && !isUnder(at) {
		return ""
	}
	return script
}

// isUnder tells of the folders that hold the main script of the folder above.
func isUnder(name string) bool { return name == "src" || name == "app" }

// runs tells whether the app of a folder runs a file.
func (f *finder) runs(folder, file string) bool {
	return f.script(folder) != "" && slices.ContainsFunc(f.app(folder).Files, func(a project.AppFile) bool { return path.Join(folder, a.Path) == file })
}

// app reads the app of a folder, once.
func (f *finder) app(folder string) project.App {
	a, known := f.apps[folder]
	if !known {
		a, _ = project.ReadApp(f.ctx, filepath.Join(f.root, filepath.FromSlash(folder))) // what cannot be read runs nothing
		f.apps[folder] = a
	}
	return a
}
