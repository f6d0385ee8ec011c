package startup

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// A launcher is a Python file that starts Streamlit with a script: by the command line
// or by what Streamlit itself is started with.

var (
	startsStreamlit = lazy.Regexp{Pattern: `["']streamlit["'][^\n]*\n?[^\n]*["']run["']|["'](?:python[\d.]* -m )?streamlit run\b|\bbootstrap\.run\(|\bmain_run\(|\b_main_run\(`}
	startsNow       = lazy.Regexp{Pattern: `\bbootstrap\.run\(|main_run\(|\b(?:st_?cli|streamlit_cli|cli)\.main\(|\.main\(\s*\[|\bmain\(|subprocess\.|\bPopen\(|\bos\.(?:exec|spawn|system|popen)|\bcheck_call\(|\brun_module\(`}
	showsItself     = lazy.Regexp{Pattern: `(?m)^\s*import streamlit as st\b`} // it may be the app
	scriptWord      = lazy.Regexp{Pattern: `["'](?:streamlit run )?([\w./\\-]+\.py)\b[^"'\n]*["']`}
	pathWord        = lazy.Regexp{Pattern: `["']([A-Za-z_][\w.-]*)["']`}
	moduleFile      = lazy.Regexp{Pattern: `\b(\w+)\.__file__`}
	takesModule     = lazy.Regexp{Pattern: `(?m)^\s*(?:from\s+([\w.]+)\s+)?import\s+([\w.]+)(?:\s+as\s+(\w+))?\s*(?:#.*)?$`}
	consoleScript   = lazy.Regexp{Pattern: `(?:^|[\n"'])\s*[\w.-]+["']?\s*=\s*["']?([A-Za-z_][\w.]*):\w+`}
	moduleCommand   = lazy.Regexp{Pattern: `\bpython[\d.]*["']?[\s,]+["']?-m["']?[\s,]+["']?([A-Za-z_][\w.]*)`}
)

// startedBy is the script that a launcher starts, if there is exactly one that it can be.
func startedBy(fsys fs.FS, launcher string) string {
	text, ok := read(fsys, launcher)
	if !ok || !mayStart(text) || showsItself.Get().MatchString(text) || !strings.Contains(text, "streamlit") || !startsStreamlit.Get().MatchString(text) || !startsNow.Get().MatchString(text) {
		return ""
	}
	var folders []string // where the script may lie, as the launcher puts its path together
	for folder := path.Dir(launcher); ; folder = path.Dir(folder) {
		if folders = append(folders, folder); folder == "." || len(folders) > 8 {
			break
		}
	}
	around := slices.Clone(folders)
	for _, m := range pathWord.Get().FindAllStringSubmatch(text, manyFiles) {
		for _, folder := range around {
			if at := path.Join(folder, strings.ReplaceAll(m[1], ".", "/")); isFolder(fsys, at) && !slices.Contains(folders, at) {
				folders = append(folders, at)
			}
		}
	}
	var found []string
	add := func(file string) {
		if file != launcher && !slices.Contains(found, file) && checkout.Exists(fsys, file) {
			found = append(found, file)
		}
	}
	for _, m := range scriptWord.Get().FindAllStringSubmatch(text, manyFiles) {
		before := len(found)
		for _, folder := range folders {
			if add(path.Join(folder, strings.ReplaceAll(m[1], `\`, "/"))); len(found) > before {
				break
			}
		}
	}
	for _, m := range moduleFile.Get().FindAllStringSubmatch(text, manyFiles) {
		add(moduleOf(fsys, launcher, text, m[1]))
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// mayStart tells whether a text holds what startsStreamlit looks for, without a pattern:
// nearly no main script does.
func mayStart(text string) bool {
	return slices.ContainsFunc([]string{`"streamlit"`, "'streamlit'", "streamlit run", "bootstrap.run(", "main_run("}, func(part string) bool { return strings.Contains(text, part) })
}

// moduleOf is the file of a module that a launcher imports under a name.
func moduleOf(fsys fs.FS, launcher, text, name string) string {
	for _, m := range takesModule.Get().FindAllStringSubmatch(text, manyFiles) {
		taken := m[2]
		if m[3] != "" {
			taken = m[3]
		}
		if taken != name {
			continue
		}
		from, module := strings.TrimLeft(m[1], "."), strings.ReplaceAll(m[2], ".", "/")+".py"
		for _, folder := range []string{path.Dir(launcher), ".", "src"} {
			if at := path.Join(folder, strings.ReplaceAll(from, ".", "/"), module); checkout.Exists(fsys, at) {
				return at
			}
		}
	}
	return ""
}

// launched are the scripts that something in the project starts which is neither a shell's
// line nor a file of a usual name, and what starts the first of them.
func launched(fsys fs.FS) (scripts []string, by string) {
	var names []string
	for _, file := range []string{"pyproject.toml", "setup.cfg", "setup.py"} {
		text, _ := read(fsys, file)
		if at := strings.Index(text, "scripts"); at >= 0 {
			for _, m := range consoleScript.Get().FindAllStringSubmatch(text[at:], manyFiles) {
				names = append(names, m[1])
			}
		}
	}
	files, _ := commandFiles(fsys) // MainScript looked whether there are more
	for _, file := range files {
		text, _ := read(fsys, file)
		for _, m := range moduleCommand.Get().FindAllStringSubmatch(text, manyFiles) {
			names = append(names, m[1], m[1]+".__main__")
		}
	}
	files = nil
	for _, name := range names {
		module := strings.ReplaceAll(name, ".", "/") + ".py"
		files = append(files, module, "src/"+module, strings.TrimSuffix(module, ".py")+"/__init__.py")
	}
	walkPython(fsys, func(file string) {
		if (path.Base(file) == "__main__.py" || path.Dir(file) == ".") && len(files) < maxProject {
			files = append(files, file)
		}
	})
	for _, file := range files {
		started := startedBy(fsys, file)
		if started == "" || slices.Contains(scripts, started) {
			continue
		}
		if len(scripts) == 0 {
			by = file
		}
		scripts = append(scripts, started)
	}
	return scripts, by
}

// maxWalked bounds how many files are walked past.
const maxWalked = 20_000

// walkPython hands over the Python files of a project, without those of environments,
// examples and tests. false: there are too many.
func walkPython(fsys fs.FS, each func(file string)) bool {
	seen := 0
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if seen++; seen > maxWalked {
			return fs.ErrInvalid
		}
		switch {
		case err != nil:
			return fs.SkipDir
		case name == ".":
		case entry.IsDir() && (entry.Name()[0] == '.' || slices.Contains(otherFolders, entry.Name()) || entry.Name() == "__pycache__" || checkout.Exists(fsys, name+"/pyvenv.cfg") || strings.Count(name, "/") > 8):
			return fs.SkipDir
		case !entry.IsDir() && path.Ext(name) == ".py":
			each(name)
		}
		return nil
	})
	return err == nil
}
