// Package verify finds out whether a Streamlit app's sign-in works, and why
// not. Everything is read first (Load from the disk, Gather from the network),
// then decided by pure functions (Checks), and printed last (verify/report).
package verify

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
)

// Project is all that was read from the disk.
type Project struct {
	Dir        string
	Source     SecretsSource
	Files      []streamlit.SecretsFile // those that exist, in the order Streamlit reads them
	Looked     []string                // where secrets were looked for, as shown to people
	Unseen     string                  // a source of secrets that cannot be read from here, in words; empty: none
	Modes      map[string]fs.FileMode  // by SecretsFile.Path
	Auth       streamlit.Auth
	Server     streamlit.ServerConfig
	Deps       deps.Dependencies
	DepsErr    error
	App        App
	Git        Git
	Recipes    []Recipe  // files that build or start the app
	Expires    time.Time // the provider's client secret, as told to init; zero: not told
	ExpiryFile Place
	ExpiryErr  string // why the date cannot be read
}

// SecretsSource says where the secrets came from and what their absence means.
type SecretsSource struct {
	Named        string         // how the person named it: "--secrets FILE", "--secrets-env NAME"; empty: Streamlit's own search
	Data         secrets.Secret // the bytes, when Named
	Err          error          // why a named source could not be read
	Absent       bool           // a named source is empty or not there
	AllowMissing bool           // --allow-missing-secrets
	Require      bool           // --require-secrets
	CI           bool           // the environment variable CI is set
}

// Place is a spot in a file of the project.
type Place struct {
	File         string
	Line, Column int
}

// App is the main script and what it calls.
type App struct {
	Script string    // slash path relative to the project; empty: not found
	Reason string    // why there is none
	Files  []AppFile // the main script first, then the pages
	Flags  streamlit.ServerConfig
}

// AppFile is one Python file of the app.
type AppFile struct {
	Path string
	Scan pyapp.Scan
}

// Recipe is a file that builds or starts the app: Dockerfile, compose file, entrypoint.
type Recipe struct {
	Path string
	Text string
}

// LoadOptions says what to read. All paths are absolute or relative to the
// process; nothing here is asked of package os.
type LoadOptions struct {
	Dir    string
	Home   string // empty: unknown
	Source SecretsSource
	App    string // --app; empty: found by convention
	Getenv func(string) string
	Leaks  bool // search git's history for values of the secrets
}

// Load reads a project from the disk and asks git about it. An error means the
// project folder itself cannot be read; everything else becomes part of the Project.
func Load(ctx context.Context, o LoadOptions) (*Project, error) {
	info, err := os.Stat(o.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &ProjectError{o.Dir, "there is no such folder"}
	case err != nil:
		return nil, &ProjectError{o.Dir, "it cannot be read"}
	case !info.IsDir():
		return nil, &ProjectError{o.Dir, "it is not a folder"}
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, &ProjectError{o.Dir, "it cannot be read"}
	}
	p := &Project{Dir: dir, Source: o.Source, Modes: map[string]fs.FileMode{}}

	var side sync.WaitGroup
	side.Go(func() { p.Git = askGit(ctx, dir, secretsFileName) })
	side.Go(func() { p.Deps, p.DepsErr = deps.Read(os.DirFS(dir)) })
	side.Go(func() { p.Recipes = readRecipes(dir) })

	p.App = readApp(dir, o.App)
	p.Server = readServer(dir, o.Getenv, p.App.Flags)
	p.readSecrets(o)
	p.readSettings()
	side.Wait()
	if o.Leaks {
		p.Git.Leaks = findLeaks(ctx, dir, p.Auth, p.Git)
	}
	return p, nil
}

// ProjectError says that the project folder cannot be used.
type ProjectError struct{ Dir, Reason string }

func (e *ProjectError) Error() string { return "cannot read project " + e.Dir + ": " + e.Reason }

// secretsFileName is where a project keeps its secrets, relative to it.
const secretsFileName = ".streamlit/secrets.toml"

func (p *Project) readSecrets(o LoadOptions) {
	if o.Source.Named != "" {
		if o.Source.Err != nil || o.Source.Absent {
			return
		}
		p.addSecrets(o.Source.Named, []byte(o.Source.Data.Reveal()))
		p.Auth = streamlit.ResolveAuth(p.Files)
		return
	}
	script := p.Dir
	if p.App.Script != "" {
		script = filepath.Join(p.Dir, filepath.FromSlash(filepath.Dir(p.App.Script)))
	}
	for _, path := range streamlit.SecretsPaths(o.Home, p.Dir, script) {
		shown := p.shown(path, o.Home)
		p.Looked = append(p.Looked, shown)
		snapshot, err := secrets.ReadFile(path)
		switch {
		case err != nil:
			p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: err})
		case snapshot.Exists:
			p.Modes[shown] = snapshot.Mode
			p.addSecrets(shown, snapshot.Data())
		}
	}
	p.Auth = streamlit.ResolveAuth(p.Files)
}

func (p *Project) addSecrets(shown string, data []byte) {
	file := streamlit.SecretsFile{Path: shown}
	file.Document, file.Err = secrets.Parse(data)
	text, err := pytoml.FromFile(data)
	if err == nil {
		_, err = pytoml.Parse(text)
	}
	file.StreamlitErr = err
	p.Files = append(p.Files, file)
}

// shown is a path as people are told it: relative inside the project, with ~ inside the home folder.
func (p *Project) shown(path, home string) string {
	if rel, err := filepath.Rel(p.Dir, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	if home != "" {
		if rel, err := filepath.Rel(home, path); err == nil && filepath.IsLocal(rel) {
			return "~/" + filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(path)
}

// maxRead bounds every file of the project that is read as a whole.
const maxRead = 1 << 20

// readSmall returns a regular file's text, or false when there is none or it is too large.
func readSmall(path string) (string, bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxRead {
		return "", false
	}
	data, err := os.ReadFile(path)
	return string(data), err == nil
}

func readServer(dir string, getenv func(string) string, flags streamlit.ServerConfig) streamlit.ServerConfig {
	config, _ := readSmall(filepath.Join(dir, ".streamlit", "config.toml"))
	server := streamlit.ReadServerConfig([]byte(config), getenv)
	return server.With(flags)
}

// readRecipes reads the files that commonly build or start a Streamlit app.
func readRecipes(dir string) []Recipe {
	var recipes []Recipe
	for _, pattern := range []string{"Dockerfile*", "Containerfile", "*.dockerfile", "docker-compose*.y*ml", "compose*.y*ml", "Procfile", "entrypoint*.sh", "start*.sh", "run*.sh", "startup*.sh", ".dockerignore", "docker/*", "scripts/*.sh", "scripts/*.py", "deploy/*.y*ml", "k8s/*.y*ml", "*.yaml", "*.yml", "web.config", "nginx*.conf"} {
		matches, _ := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		for _, match := range matches {
			rel, err := filepath.Rel(dir, match)
			if err != nil || seen(recipes, filepath.ToSlash(rel)) {
				continue
			}
			if text, ok := readSmall(match); ok {
				recipes = append(recipes, Recipe{filepath.ToSlash(rel), text})
			}
		}
	}
	return recipes
}

func seen(recipes []Recipe, path string) bool {
	for _, r := range recipes {
		if strings.EqualFold(r.Path, path) {
			return true
		}
	}
	return false
}
