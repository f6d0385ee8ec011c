// Package startup finds how an app is started: its main script, and the commands
// that the files of a project hold.
package startup

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
)

// ErrTooMany says that not all that may tell the main script was looked at.
var ErrTooMany = errors.New("not all that may tell which script is the app was looked at")

// ErrSeveral says that more than one script may be the app.
var ErrSeveral = errors.New("several scripts here may be the app")

// maxRead bounds every file that is looked at, in bytes.
const maxRead = 1 << 20

// manyStarts bounds how many files of each pattern are read for a command,
// startBytes the size of all; manyFiles how many folders, and scripts in each, are
// looked at where no usual name is there.
const (
	manyStarts = 300
	startBytes = 8 << 20
	manyFiles  = 50
)

// tooMany is an ErrTooMany that says what there is too much of.
type tooMany string

func (e tooMany) Error() string        { return string(e) + ", and " + ErrTooMany.Error() }
func (e tooMany) Is(target error) bool { return target == ErrTooMany }

// usualNames are tried when nothing says how the app is started.
var usualNames = []string{"streamlit_app.py", "app.py", "main.py", "Home.py", "home.py", "src/app.py", "app/app.py", "src/streamlit_app.py", "app/main.py", "src/main.py"}

// MainScript finds the app's main script: what one of its RunCommands names, else one of
// the usual names that imports streamlit, else the only script that does, but for
// those that it imports, else what a launcher starts or the only script below that is
// made to be started. Empty
// when there is none; ErrSeveral or ErrTooMany when it cannot be told. A script of a usual name
// that may not be read is returned with that error, where there is no other. by is what
// told of it, behind the word found; empty: its name or a command.
func MainScript(fsys fs.FS, commands []RunCommand, more error) (script, by string, err error) {
	for _, c := range commands {
		if c.Script != "" && checkout.Exists(fsys, c.Path()) && !(c.IsEditors() && isNoApp(fsys, c.Path())) {
			return c.Path(), "", nil
		}
	}
	if more != nil {
		return "", "", more
	}
	for _, file := range usualNames {
		if importsStreamlit(fsys, file) {
			if started := startedBy(fsys, file); started != "" {
				return started, byLauncher(file), nil
			}
			return file, "", nil
		}
	}
	found, err := candidates(fsys)
	if err != nil {
		return "", "", err
	}
	if len(found) != 1 || startedBy(fsys, found[0]) != "" {
		switch started, launcher := launched(fsys); {
		case len(started) == 1:
			return started[0], byLauncher(launcher), nil
		case len(started) > 1 && len(found) == 0:
			return "", "", severalError(started)
		}
	}
	if file, err := usualAround(fsys, found); file != "" || err != nil {
		return file, "", err
	}
	if len(found) == 0 {
		if found = onlyScripts(fsys); len(found) == 1 {
			by = "as the only script here that is made to be started and that no other file imports or names"
		} else if len(found) == 0 {
			found = asideScripts(fsys)
		}
	}
	switch len(found) {
	case 0:
		for _, file := range usualNames {
			if err := checkout.Refused(fsys, file); err != nil {
				return file, "", err
			}
		}
		return "", "", nil
	case 1:
		return found[0], by, nil
	}
	if signs := signing(fsys, found); len(signs) == 1 {
		return signs[0], "as the only one of several scripts here that calls st.login", nil
	}
	if shown := showing(fsys, found); len(shown) == 1 {
		return shown[0], "as the only one of several scripts here that shows something outside of its functions", nil
	}
	return "", "", severalError(found)
}

// isNoApp tells whether a script imports neither streamlit nor a file of the project: an
// editor's file may still name what the app was called once.
func isNoApp(fsys fs.FS, script string) bool {
	text, err := checkout.Read(fsys, script, maxRead)
	scan, wrong := pyfile.Read(text)
	if err != nil || wrong != nil || scan.ImportsStreamlit || len(scan.Scripts) > 0 {
		return false
	}
	return !slices.ContainsFunc(scan.Imports, func(module string) bool {
		top, _, _ := strings.Cut(module, "/")
		return slices.ContainsFunc([]string{path.Dir(script), "."}, func(folder string) bool {
			return checkout.Exists(fsys, path.Join(folder, top)+".py") || isFolder(fsys, path.Join(folder, top))
		})
	})
}

// signing are those of some scripts that call st.login themselves; none: one of them may, or there are too many.
func signing(fsys fs.FS, scripts []string) (found []string) {
	for _, file := range scripts[:min(len(scripts), manyFiles)] {
		text, err := checkout.Read(fsys, file, maxRead)
		scan, wrong := pyfile.Read(text)
		if err != nil || wrong != nil || len(scripts) > manyFiles {
			return nil
		}
		if len(scan.LoginCalls) > 0 {
			found = append(found, file)
		}
	}
	return found
}

// showing are those of some scripts that no other of them imports, and that settle the page or show
// something outside of their functions.
func showing(fsys fs.FS, scripts []string) []string {
	return slices.DeleteFunc(importers(fsys, scripts), func(file string) bool {
		text, is := read(fsys, file)
		return is && !madeToStart(fsys, file, text) && !usesAtTop.Get().MatchString(text)
	})
}

func byLauncher(file string) string { return "by " + file + ", which starts it" }

// candidates are scripts that import streamlit: at the project's top, else in its folders.
func candidates(fsys fs.FS) (found []string, err error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if !entry.IsDir() && path.Ext(entry.Name()) == ".py" && !slices.Contains([]string{"setup.py", "conftest.py"}, entry.Name()) && importsStreamlit(fsys, entry.Name()) {
			found = append(found, entry.Name())
		}
	}
	if len(found) == 0 {
		if found, err = belowScripts(fsys, entries, func(folder string) bool { return !slices.Contains(otherFolders, folder) }); err != nil {
			return nil, err
		}
	}
	if main := importers(fsys, found); len(main) == 1 {
		found = main
	}
	return found, nil
}

// importers are the scripts that no other of them imports or names as a page, nor a page beside them: a module is not started.
func importers(fsys fs.FS, scripts []string) []string {
	if len(scripts) < 2 || len(scripts) > manyFiles {
		return scripts
	}
	imported := map[string]bool{}
	note := func(file, folder string) {
		text, err := checkout.Read(fsys, file, maxRead)
		if err != nil {
			return
		}
		scan, _ := pyfile.Read(text)
		for _, module := range scan.Imports {
			imported[path.Join(folder, module)+".py"] = true
		}
		for _, page := range scan.Scripts {
			if named := path.Join(folder, page); named != file {
				imported[named] = true
			}
		}
	}
	for _, file := range scripts {
		note(file, path.Dir(file))
	}
	for _, folder := range pageFolders {
		pages, _ := checkout.Glob(fsys, path.Join(path.Dir(scripts[0]), folder, "*.py"))
		for _, page := range pages[:min(len(pages), manyFiles)] {
			note(page, path.Dir(scripts[0]))
		}
	}
	return slices.DeleteFunc(slices.Clone(scripts), func(file string) bool { return imported[file] })
}

// otherFolders hold code beside the app.
var otherFolders = []string{"examples", "example", "samples", "sample", "demo", "demos", "docs", "doc", "tests", "test", "scripts", "tools", "notebooks", "node_modules", "venv", "env", "build", "dist", "site-packages"}

// belowScripts are scripts in the folders of a project whose top holds none: of
// a usual name, or the only one beside a folder of pages.
func belowScripts(fsys fs.FS, entries []fs.DirEntry, in func(folder string) bool) (found []string, err error) {
	folders := 0
	for _, entry := range entries {
		folder := entry.Name()
		if !entry.IsDir() || folder[0] == '.' || !in(folder) {
			continue
		}
		scripts, _ := checkout.Glob(fsys, folder+"/*.py")
		if len(scripts) == 0 {
			continue
		}
		if folders++; folders > manyFiles {
			return nil, tooMany(fmt.Sprintf("more than %d folders here hold scripts", manyFiles))
		}
		if len(scripts) > manyFiles {
			return nil, tooMany(fmt.Sprintf("%s holds more than %d scripts", folder, manyFiles))
		}
		scripts = slices.DeleteFunc(scripts, func(file string) bool {
			text, err := checkout.Read(fsys, file, maxRead)
			return err != nil || !importLine.Get().Match(text)
		})
		usual := slices.IndexFunc(scripts, func(file string) bool { return slices.Contains(usualNames, path.Base(file)) })
		switch {
		case usual >= 0:
			found = append(found, scripts[usual])
		case len(scripts) == 1 && isFolder(fsys, folder+"/pages"):
			found = append(found, scripts[0])
		}
	}
	return found, nil
}

// asideScripts are those of a usual name in folders that mostly hold tools: looked at where there is no other.
func asideScripts(fsys fs.FS) (found []string) {
	if entries, err := fs.ReadDir(fsys, "."); err == nil && isProject(fsys) {
		found, _ = belowScripts(fsys, entries, func(folder string) bool { return folder == "scripts" || folder == "tools" }) //nolint:errcheck // too many are none
	}
	return found
}

func isFolder(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

type severalError []string

func (e severalError) Error() string {
	shown := []string(e)
	if len(shown) > 4 {
		shown = append(shown[:4:4], "and "+strconv.Itoa(len(e)-4)+" more")
	}
	return ErrSeveral.Error() + ": " + strings.Join(shown, ", ")
}
func (e severalError) Is(target error) bool { return target == ErrSeveral }

// importsStreamlit tells whether a file imports streamlit. One that is too large
// to be looked at may.
func importsStreamlit(fsys fs.FS, file string) bool {
	text, err := checkout.Read(fsys, file, maxRead)
	if err != nil || !bytes.Contains(text, []byte("streamlit")) {
		return checkout.Bound(err)
	}
	found, err := pyscan.ImportsStreamlit(text)
	if err != nil {
		return importLine.Get().Match(text) // it is the app, and does not start
	}
	return found
}

// usualAround is the script of a usual name that shows nothing itself and has all of the
// scripts that do brought in by its imports; empty: there is none.
func usualAround(fsys fs.FS, scripts []string) (string, error) {
	for _, file := range usualNames {
		if !checkout.Exists(fsys, file) || isNoApp(fsys, file) {
			continue
		}
		scans, err := Beside(fsys, file)
		if scans == nil && bringsByLine(fsys, file) {
			return file, nil // it is the app, and does not start
		}
		if scans == nil || !slices.ContainsFunc(slices.Collect(maps.Values(scans)), func(scan pyfile.Scan) bool { return scan.ImportsStreamlit }) {
			continue
		}
		if !slices.ContainsFunc(scripts, func(script string) bool { _, brought := scans[script]; return !brought }) {
			return file, nil
		}
		if err != nil {
			return "", tooMany(file + " brings in more than is read here")
		}
	}
	return "", nil
}

var fromLine = lazy.Regexp{Pattern: `(?m)^(?:from|import)[ \t]+([A-Za-z_]\w*)`}

// bringsByLine tells whether a file that is no Python imports one beside it that imports
// streamlit.
func bringsByLine(fsys fs.FS, file string) bool {
	text, err := checkout.Read(fsys, file, maxRead)
	if err != nil {
		return false
	}
	modules := fromLine.Get().FindAllSubmatch(text, manyFiles)
	return slices.ContainsFunc(modules, func(found [][]byte) bool {
		return importsStreamlit(fsys, path.Join(path.Dir(file), string(found[1])+".py"))
	})
}

var importLine = lazy.Regexp{Pattern: `(?m)^\s*(?:import|from)\s+streamlit\b`}

// read returns an ordinary file's text.
func read(fsys fs.FS, file string) (string, bool) {
	data, err := checkout.Read(fsys, file, maxRead)
	return string(data), err == nil
}
