// Package project reads what a person has on the disk: the secrets and settings
// files where Streamlit looks for them, the app's code, what it installs and is
// built from, and what git says. It answers questions about what it read; what
// is right or wrong is decided in package verify. It asks nothing of the network.
package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// Project is all that was read from the disk.
type Project struct {
	Dir            string
	Source         SecretsSource
	Files          []streamlit.SecretsFile // those that exist, in the order Streamlit reads them
	Looked         []string                // where secrets were looked for, as shown to people
	Misplaced      string                  // a file that looks like the secrets and stands where Streamlit does not look, when it finds none
	Unseen         string                  // why what counts as secrets cannot be read from here; empty: it can
	Empty          bool                    // nothing in the folder is of a Streamlit project
	Below          []string                // folders below an empty one that may be meant
	Config         ConfigFiles
	Modes          map[string]fs.FileMode // by SecretsFile.Path
	NotKnown       map[string][]string    // by registration: settings that name what cannot be looked for from here
	SecretsChanged time.Time              // when a file of them was last written; zero: not known
	Auth           streamlit.Auth
	Server         streamlit.ServerConfig
	HeaderLine     int // how long a header line Streamlit's websocket takes; 0: not set
	Deps           deps.Dependencies
	DepsErr        error
	ImageDeps      deps.Dependencies // what the image installs by itself; no file: as Deps
	App            App
	Git            repo.State
	SecretsOnDisk  []SecretsOnDisk
	Leaks          LeakSearch
	Recipes        []Recipe        // files that build or start the app
	Services       []Service       // what compose files start
	Container      *Container      // of the app, as one of them starts it; nil: none, or not known as a whole
	Given          map[string]bool // variables that a service of the compose file surely has a value for, where a script writes the secrets
	Mounted        Mount           // by which a container gets the secrets file that was read; zero: Streamlit finds it without
	Names          Names           // files of a project with images
	Images         []Image         // what the Dockerfiles among them say of the app's start
	Writers        []Writer        // what in the project writes the secrets file
	Notes          []string        // what no finding says
	AuthVariables  []NamedVariable // variables that look as if they should become [auth]
	Unread         []Unread        // such files that could not be read
	Expires        time.Time       // the provider's client secret, as told to init; zero: not told
	ExpiryFile     findings.Place
	ExpiryErr      string // why the date cannot be read
	SettingsErr    string // why nothing of that file can be read
	Run            RunSettings
	Accepted       []Acceptance
	AcceptErr      *BaselineError // the first [[accept]] that cannot be followed

	files    *checkout.Folder // Dir, as long as it is read
	walked   fs.FS            // see walk
	ownFiles bool             // secrets.files is a setting of the person's, not of the project
	broken   []secrets.Secret // what files that are no TOML call secrets
	named    []secrets.Secret // see NamedValues

	severalMounted []string // files that containers get as their secrets, where there are several

	filesInConfig bool // secrets.files stands in a file config.toml

	secretBytes int // read from secrets files so far
}

// LeakSearch is what the search for the app's secrets in git found, or why
// there was none.
type LeakSearch struct {
	repo.Scan
	Done bool
	Not  string // why it was not done; empty: it was not asked for
}

// ConfigFiles is where settings stand, as shown to people.
type ConfigFiles struct {
	Unread       []Unread
	Broken       []string            // files that are no TOML
	Missing      []streamlit.Problem // options that name a file that is not there
	NotKnown     []string            // options that name what cannot be looked for from here
	NotUTF8      []string            // files in another encoding
	XSRFOff      string              // the file that says enableXsrfProtection = false; empty: none
	CookieSecret string              // the file that holds cookieSecret; empty: none
	Auth         string              // the file that holds an [auth], which st.login does not read; empty: none
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

// LoadOptions says what to read. All paths are absolute or relative to the
// process; nothing here is asked of package os.
type LoadOptions struct {
	Dir    string
	Home   string // empty: unknown
	Source SecretsSource
	App    string // --app; empty: found by convention
	Getenv func(string) string
	Now    time.Time

	KnownCheck func(id string) bool // whether there is a check of that name, for [[accept]]; nil: any name will do
	AcceptFrom AcceptFrom

	Git *repo.State // what git says of SecretsFileName, if it was asked a moment ago; nil: it is asked

	Timeout time.Duration // for all that is read, git's answers and the search of its history included; 0: none

	Leaks    bool            // search git's history for values of the secrets
	Searched func(bytes int) // hears how the search goes on, from several goroutines; may be nil
}

// Load reads a project from the disk and asks git about it. An error means the
// project folder itself cannot be read; everything else becomes part of the
// Project, also what there was no time for.
func Load(ctx context.Context, o LoadOptions) (*Project, error) {
	p, err := newProject(ctx, o)
	if err != nil {
		return nil, err
	}
	defer p.files.Close()
	if o.Timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, o.Timeout)
		defer stop()
	}
	// What git is asked does not depend on what is read, so it is asked meanwhile.
	var begun, asked, recipes safego.Group
	var objects *repo.Objects
	if o.Leaks {
		begun.Go(func() { objects = repo.Begin(ctx, p.Dir) })
	}
	asked.Go(func() {
		if o.Git != nil {
			p.Git = *o.Git
			return
		}
		p.Git = repo.Ask(ctx, p.Dir, SecretsFileName)
	})
	p.files.ReadDir(".") //nolint:errcheck // whoever needs it finds that out; now names that are not there need not be asked for
	recipes.Go(func() { p.Recipes, p.Unread = readRecipes(ctx, p.files) })

	p.readApp(ctx, o)
	recipes.Wait()
	p.readWriters(ctx)
	p.readSecrets(ctx, o)
	p.Container = p.readContainer()
	p.Given = p.given()
	p.follow(ctx)
	if others := p.findAnotherApp(ctx, o.App); len(others) > 0 {
		asked.Wait()
		begun.Wait()
		if meant := p.loadMeant(ctx, o, others); meant != nil {
			objects.Stop()
			return meant, nil
		}
	}
	if p.ownAuth() {
		p.Auth = streamlit.Auth{}
	}
	if len(p.Files) == 0 {
		p.readVariables()
	}
	if p.Empty = p.empty(); p.Empty {
		p.Below = p.below(ctx)
	}
	p.readSettings(o.KnownCheck, o.Now)
	p.judgeAccepted(ctx, o)
	tellLeaks := func() {}
	if begun.Wait(); o.Leaks {
		tellLeaks = p.findLeaks(ctx, objects, o.Searched)
	}
	asked.Wait()
	p.askSecretsOnDisk(ctx)
	tellLeaks()
	return p, nil
}

// newProject is a project of which nothing is known but that its folder is there.
func newProject(ctx context.Context, o LoadOptions) (*Project, error) {
	info, err := os.Stat(o.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{o.Dir, "there is no such folder"}
	case err != nil:
		return nil, &Error{o.Dir, "it cannot be read"}
	case !info.IsDir():
		return nil, &Error{o.Dir, "it is not a folder"}
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, &Error{o.Dir, "it cannot be read"}
	}
	files, err := checkout.Open(dir)
	if err != nil {
		return nil, &Error{o.Dir, "it cannot be read"}
	}
	p := &Project{Dir: dir, Source: o.Source, Modes: map[string]fs.FileMode{}, NotKnown: map[string][]string{}, files: files}
	p.walk(ctx)
	p.Run = p.findRun(o.Getenv)
	return p, nil
}

// readApp reads the app's code, what it installs and where it listens.
func (p *Project) readApp(ctx context.Context, o LoadOptions) {
	p.App = readApp(ctx, p.files, p.walked, p.Dir, o.App)
	p.Deps, p.DepsErr = deps.ReadFor(p.files, p.App.Script)
	p.readServer(o)
}

// Error says that the project folder cannot be used.
type Error struct{ Dir, Reason string }

func (e *Error) Error() string { return "cannot read project " + e.Dir + ": " + e.Reason }

// SecretsFileName is where a project keeps its secrets, relative to it.
const SecretsFileName = ".streamlit/secrets.toml"

// lineEnds makes line feeds of carriage returns that stand alone, since
// Streamlit opens the file as text, where they end a line.
func lineEnds(data []byte) []byte {
	data = slices.Clone(data)
	for i, b := range data {
		if b == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			data[i] = '\n'
		}
	}
	return data
}

func (p *Project) addSecrets(shown string, data []byte) {
	file := streamlit.SecretsFile{Path: shown}
	p.secretBytes += len(data)
	data = lineEnds(data)
	if file.Document, file.Err = secrets.Parse(data); file.Err != nil {
		p.broken = append(p.broken, secrets.BrokenSecrets(data)...)
	}
	file.StreamlitErr = file.Err
	if p.Dialect() == pytoml.Toml010 {
		text, err := pytoml.FromFile(data)
		var values map[string]any
		if err == nil {
			values, err = pytoml.Parse(text)
		}
		if errors.Is(err, pytoml.ErrTooLong) {
			err = file.Err // as good as any guess; secrets-dialect says that it is one
		}
		file.StreamlitErr = err
		if file.Err != nil && err == nil {
			file = streamlit.AsPython(file, values)
		}
	} else if file.Err == nil && file.Document.HasBOM() {
		file.StreamlitErr = &pytoml.Error{Line: 1, Kind: "TOMLDecodeError", Reason: "it begins with a byte order mark"}
	}
	p.Files = append(p.Files, file)
}

// Release is what the project gets of Streamlit; zero when that is not known.
func (p *Project) Release() deps.Version {
	if p.DepsErr != nil || !p.Deps.Streamlit.Present() {
		return deps.Version{}
	}
	return p.Deps.Streamlit.Version
}

// Dialect is the parser of the project's Streamlit; the newest one's when its
// release is not known.
func (p *Project) Dialect() pytoml.Dialect {
	if p.Before(streamlit.ReadsTOML10) {
		return pytoml.Toml010
	}
	return pytoml.Tomllib
}

// Authlib is the line of Authlib that reads the project's ID tokens; the newest
// one where a release is not known.
func (p *Project) Authlib() streamlit.Authlib {
	if p.DepsErr != nil {
		return streamlit.Authlib{}
	}
	var authlib, server deps.Version
	if a := p.Deps.Authlib; a.Present() {
		authlib = a.Version
	}
	if s := p.Deps.Streamlit; s.Present() {
		server = s.Version
	}
	return streamlit.AuthlibOf(authlib, server)
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
