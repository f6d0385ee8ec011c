package project

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/streamlit/pywrites"
	"github.com/authkit-cli/authkit/verify/shell"
)

// Stage says when a file of the project runs.
type Stage int

// Stages of an app's life. The first one counts where a script runs in several.
const (
	AtStart    Stage = iota // each time that the app starts
	InPipeline              // when it is deployed
	InImage                 // when its image is built
	ByHand                  // when somebody runs it
)

// Writer is a part of a file of the project that writes the secrets file.
type Writer struct {
	Path      string
	Stage     Stage
	Documents []written.Document
	Cause     string // why what it writes cannot be told; empty: it can
	Streamlit int    // the line that starts Streamlit as well; 0: it does not
	Folder    string // the folder that it starts Streamlit in
	HandsOver bool   // it ends in the command that it was given: exec "$@"
	Bash      bool   // its first line asks for that shell
	Anew      bool   // it may take away or empty a file first
}

// takesAway finds what a script empties or removes files with.
var takesAway = lazy.Regexp{Pattern: `\brm\b|unlink|remove\(|truncate|\bmv\b`}

var asksForBash = lazy.Regexp{Pattern: `^#!.*bash`}

// Judged tells whether something is known of what it writes.
func (w Writer) Judged() bool {
	return slices.ContainsFunc(w.Documents, func(d written.Document) bool {
		return d.Known && slices.ContainsFunc(d.Lines, func(line written.Line) bool { return strings.ContainsAny(written.Shown(line.Text), "=[") })
	})
}

// part is one script of a file: all of it, a command, a step of a pipeline.
type part struct {
	file  string
	text  string
	line  int
	stage Stage
	own   bool // the file is a script, which something else runs
	shell.Dialect

	script shell.Script
	err    error
}

const secretsBase = "secrets.toml"

// mayWrite is said of scripts past the bounds.
const mayWrite = "may write " + secretsBase + ": there are too many of them to be looked at, or too large ones"

// readWriters finds what writes the secrets file, and reads it as far as that goes.
func (p *Project) readWriters(ctx context.Context) {
	p.Services = readServices(p.Recipes)
	for _, r := range p.Recipes {
		if IsDockerfile(r.Path) {
			p.Images = append(p.Images, imageOf(r))
		}
	}
	python := p.pythonWriters(ctx)
	below := p.deeper(ctx)
	for _, r := range below {
		if IsDockerfile(r.Path) {
			p.Images = append(p.Images, imageOf(r))
		}
	}
	if len(p.Images) > 0 || len(p.Services) > 0 {
		p.readNames(ctx)
		p.imageDeps()
	}
	recipes := slices.Concat(p.Recipes, below)
	mentions := func(r Recipe) bool { return strings.Contains(r.Text, secretsBase) }
	if len(python) == 0 && !slices.ContainsFunc(recipes, mentions) {
		return
	}
	parts := partsOf(recipes)
	for i := range parts {
		if late(ctx) != nil {
			return
		}
		parts[i].read(p.beside(parts[i].file))
	}
	parts = append(parts, imageScripts(parts)...)
	settle(parts)
	for _, one := range parts {
		p.addWriter(one)
	}
	for _, r := range python {
		p.addPython(r.Path, r.Text, 1, p.stageOf(r.Path, parts))
	}
	for _, r := range recipes {
		known := slices.ContainsFunc(p.Writers, func(w Writer) bool { return w.Path == r.Path })
		if !known && !strings.HasSuffix(r.Path, ".py") && (WritesSecrets.Get().MatchString(uncommented(r.Text)) || terraformName.Get().MatchString(r.Text)) {
			p.Writers = append(p.Writers, Writer{Path: r.Path, Cause: "the way it does so is not known here"})
		}
	}
}

// maxDeeper bounds how many folders are looked into for scripts and Dockerfiles.
const maxDeeper = 300

// deeper are the scripts and Dockerfiles in the project's folders, which are not
// taken for recipes: what a build in there would see is not known.
func (p *Project) deeper(ctx context.Context) (found []Recipe) {
	entries, err := fs.ReadDir(p.files, ".")
	if err != nil {
		return nil
	}
	known := map[string]bool{}
	for _, r := range p.Recipes {
		known[r.Path] = true
	}
	folders, size := 0, 0
	full := false
	defer func() {
		if full {
			p.Unread = append(p.Unread, Unread{"a script in a folder here", mayWrite, true})
		}
	}()
	for _, entry := range entries {
		if !entry.IsDir() || late(ctx) != nil || skippedFolder(p.files, entry.Name()) {
			continue
		}
		if folders++; folders > maxDeeper {
			full = true
			break
		}
		for _, pattern := range []string{"*.sh", "Dockerfile*"} {
			matches, _ := checkout.Glob(p.walked, entry.Name()+"/"+pattern) // not a recipe: nothing else rests on it
			for _, name := range matches {
				if known[name] {
					continue
				}
				if size > maxRecipeBytes || len(found) >= maxRecipes {
					full = true
					continue
				}
				text, err := readSmall(p.files, name)
				if size += len(text); err == nil {
					found = append(found, Recipe{name, text})
				}
			}
		}
	}
	return found
}

// uncommented is a text without the lines that are comments.
func uncommented(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// isWanted tells which files that scripts write are looked at.
func isWanted(name string) bool {
	return path.Base(name) == secretsBase || strings.HasSuffix(name, ".sh") || strings.HasSuffix(name, "entrypoint")
}

func isSecretsFile(name string) bool { return path.Base(name) == secretsBase }

// read reads a part's script.
func (p *part) read(beside func(string) (string, bool)) {
	p.script, p.err = shell.Read(p.text, shell.Options{First: p.line, Dialect: p.Dialect, Wanted: isWanted, Read: beside})
}

// beside reads files that lie beside a script, or where the app is started.
func (p *Project) beside(file string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		name = strings.TrimPrefix(path.Clean(name), "/app/")
		if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "..") || isSecretsFile(name) {
			return "", false
		}
		for _, folder := range []string{".", path.Dir(file)} {
			if text, err := readSmall(p.files, path.Join(folder, name)); err == nil {
				return text, true
			}
		}
		return "", false
	}
}

// addWriter notes what a part writes.
func (p *Project) addWriter(one part) {
	w := Writer{Path: one.file, Stage: one.stage, Streamlit: one.script.Streamlit, Folder: one.script.Folder, HandsOver: one.script.HandsOver, Bash: asksForBash.Get().MatchString(one.text), Anew: takesAway.Get().MatchString(one.text)}
	if one.err != nil {
		if strings.Contains(one.text, secretsBase) && WritesSecrets.Get().MatchString(uncommented(one.text)) {
			w.Cause = one.err.Error()
			p.Writers = append(p.Writers, w)
		}
		return
	}
	for _, d := range one.script.Documents {
		if isSecretsFile(d.Path) {
			w.Documents = append(w.Documents, d)
		}
	}
	for _, source := range one.script.Python {
		if strings.Contains(source.Text, secretsBase) {
			p.addPython(one.file, source.Text, source.Line, one.stage)
		}
	}
	if len(w.Documents) > 0 {
		p.Writers = append(p.Writers, w)
	}
}

var pythonWrites = lazy.Regexp{Pattern: `["'](?:w|a|x)[bt+]*["']|write_text|write_bytes|toml\.dump|tomli_w|shutil\.|\bcopy2?\(|copyfile\(|os\.(?:rename|replace|symlink|link)\(`}

// namesSecrets is a text that is the path of the secrets file, or the end of one, and no sentence about it.
var namesSecrets = lazy.Regexp{Pattern: `["'](?:[^"'\s` + "`" + `]*[/\\}])?secrets\.toml["']`}

// addPython notes what a Python script writes.
func (p *Project) addPython(file, text string, line int, stage Stage) {
	documents, err := pywrites.Writes([]byte(text), path.Dir(file), isSecretsFile)
	for i := range documents {
		for j := range documents[i].Lines {
			documents[i].Lines[j].Number += line - 1
			documents[i].Lines[j].From += line - 1
		}
	}
	w := Writer{Path: file, Stage: stage, Documents: documents, Anew: takesAway.Get().MatchString(text)}
	switch {
	case err != nil:
		w.Cause = "it is not Python that can be read"
	case len(documents) == 0 && (stage == ByHand || !pythonWrites.Get().MatchString(text) || !namesSecrets.Get().MatchString(text)):
		return
	case len(documents) == 0:
		w.Cause = "what Python puts together there is not followed"
	}
	p.Writers = append(p.Writers, w)
}

// pythonFolders are where scripts lie that make a project's files.
var pythonFolders = []string{"*.py", "scripts/*.py", "bin/*.py", "tools/*.py", "docker/*.py", "deploy/*.py", "deployment/*.py"}

// pythonCommand is a Python file, or a module, that a recipe runs.
var pythonCommand = lazy.Regexp{Pattern: `\bpython[\d.]*["']?[\s,]+(?:["']?-[uBEIOs]+["']?[\s,]+)*(?:["']?-m["']?[\s,]+["']?([A-Za-z_][\w.]*)|["']?(?:/app/|\./)?([\w][\w./-]*\.py)\b)`}

// startedPython are the Python files of the project that recipes run, wherever they lie.
func (p *Project) startedPython() (found []string) {
	script := path.Dir(p.App.Script)
	for _, r := range p.Recipes {
		for _, m := range pythonCommand.Get().FindAllStringSubmatch(r.Text, maxRecipes) {
			files := []string{m[2]}
			if m[1] != "" {
				module := strings.ReplaceAll(m[1], ".", "/")
				files = []string{module + ".py", module + "/__main__.py"}
			}
			for _, folder := range []string{".", "src", script, path.Dir(script)} {
				for _, file := range files {
					if at := path.Join(folder, file); checkout.Exists(p.files, at) {
						found = append(found, at)
					}
				}
			}
		}
	}
	return found
}

// maxPython bounds how many of them are looked at, maxPythonBytes their size in all.
const (
	maxPython      = 1000
	maxPythonBytes = 8 << 20
)

// pythonWriters are the Python files that name the secrets file and write some file.
func (p *Project) pythonWriters(ctx context.Context) (found []Recipe) {
	var names []string
	for _, file := range p.App.Files {
		names = append(names, file.Path)
	}
	for _, pattern := range pythonFolders {
		matches, _ := checkout.Glob(p.files, pattern) // a folder that cannot be read is told of by the recipes
		names = append(names, matches...)
	}
	names = append(names, p.startedPython()...)
	size := 0
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] || late(ctx) != nil {
			continue
		}
		if len(seen) >= maxPython || size > maxPythonBytes {
			p.Unread = append(p.Unread, Unread{"a Python file here", mayWrite, true})
			break
		}
		seen[name] = true
		text, err := readSmall(p.files, name)
		size += len(text)
		if err == nil && strings.Contains(text, secretsBase) && pythonWrites.Get().MatchString(text) {
			found = append(found, Recipe{name, text})
		}
	}
	return found
}
