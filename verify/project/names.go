package project

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Names are the files of a project, as far as they are known: what git ignores and
// what environments hold is not looked into.
type Names struct {
	files   map[string]bool // true: a folder
	open    []string        // folders that are not known
	partial bool
	Imports map[string][]Import // of the app's files, in lines of their own without a blank in front
}

// Import is a module that a file imports whatever happens.
type Import struct {
	Line   int
	Module string // with slashes for its dots
}

// Has tells whether a file or folder is there, and whether that is known.
func (n Names) Has(name string) (is, folder, known bool) {
	if folder, is = n.files[name]; is || name == "." {
		return true, folder || name == ".", true
	}
	for _, open := range n.open {
		if name == open || strings.HasPrefix(name, open+"/") {
			return false, false, false
		}
	}
	return false, false, n.files != nil && !n.partial
}

// Len is how many there are.
func (n Names) Len() int { return len(n.files) }

// Match are the files and folders that a pattern with stars finds.
func (n Names) Match(pattern string) (found []string) {
	for name := range n.files {
		if ok, _ := path.Match(pattern, name); ok {
			found = append(found, name)
		}
	}
	return found
}

var topImport = lazy.Regexp{Pattern: `^(?:from\s+([A-Za-z_][\w.]*)\s+import\b|import\s+([A-Za-z_][\w.]*))`}

// readNames walks through a project that has images.
func (p *Project) readNames(ctx context.Context) {
	n := Names{files: map[string]bool{}, Imports: map[string][]Import{}}
	err := fs.WalkDir(p.walked, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case late(ctx) != nil || len(n.files) >= maxNames:
			n.partial = true
			return fs.SkipAll
		case err != nil:
			n.open = append(n.open, name)
		case name == ".":
		case entry.Type()&fs.ModeSymlink != 0, entry.IsDir() && (entry.Name() == ".git" || skippedFolder(p.files, name) && entry.Name() != ".streamlit"):
			n.open = append(n.open, name)
			if entry.IsDir() {
				return fs.SkipDir
			}
		default:
			n.files[name] = entry.IsDir()
		}
		return nil
	})
	n.partial = n.partial || err != nil
	for _, file := range p.App.Files[:min(len(p.App.Files), maxPython)] {
		text, err := readSmall(p.files, file.Path)
		if err != nil {
			continue
		}
		number := 0
		for line := range strings.Lines(text) {
			number++
			if m := topImport.Get().FindStringSubmatch(line); m != nil {
				n.Imports[file.Path] = append(n.Imports[file.Path], Import{number, strings.ReplaceAll(m[1]+m[2], ".", "/")})
			}
		}
	}
	p.Names = n
}

// imageDeps reads what the only Dockerfile installs by name, where another file tells
// what the app needs: the image does not have what only that one asks for.
func (p *Project) imageDeps() {
	if len(p.Images) != 1 || p.DepsErr != nil || p.Deps.File == "" || p.Deps.File == p.Images[0].File {
		return
	}
	p.ImageDeps = deps.ReadImage(p.files, p.Images[0].File)
}

// mayServe finds what an app may start a server of its own with.
var mayServe = []string{
	"subprocess", "bootstrap", "os.system", "os.exec", "os.spawn", "os.popen", "Popen", "stcli", "import cli", "streamlit.cli", "streamlit.web", "sys.argv", "runtime", "uvicorn", "App(", "runpy",
}
