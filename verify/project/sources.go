package project

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
)

// workingDir is where streamlit run is typed: in the project, or in the folder
// that the command which starts the app changes into.
func (p *Project) workingDir() string {
	return filepath.Join(p.Dir, filepath.FromSlash(p.App.Command.Folder))
}

// scriptDir is the main script's folder; empty where Streamlit does not look there.
func (p *Project) scriptDir() string {
	if p.App.Script == "" || p.Before(streamlit.LooksBesideScript) {
		return ""
	}
	return p.besideScript()
}

func (p *Project) besideScript() string {
	return filepath.Join(p.Dir, filepath.FromSlash(path.Dir(p.App.Script)))
}

// Before tells whether the project's Streamlit is known and older.
func (p *Project) Before(release string) bool {
	return p.DepsErr == nil && p.Deps.Streamlit.Present() && p.Deps.Streamlit.Version.Before(release)
}

// LineVariable raises how long a header line the package websockets takes,
// which answers for Streamlit's server where the page talks to the app.
const LineVariable = "WEBSOCKETS_MAX_LINE_LENGTH"

// readServer reads what decides where the app listens: the files config.toml,
// the environment, then the flags of the command that starts it. The person's
// own environment beats what the files that start the app set.
func (p *Project) readServer(o LoadOptions) {
	getenv := func(name string) string {
		if o.Getenv != nil {
			if value := o.Getenv(name); value != "" {
				return value
			}
		}
		return p.App.Variables[name]
	}
	named := func(name string) string {
		value := getenv(name)
		if o.Getenv != nil && value == o.Getenv(name) {
			p.named = append(p.named, secrets.New(value))
		}
		return value
	}
	p.Server = streamlit.NewServerConfig()
	for _, path := range streamlit.ConfigPaths(o.Home, p.workingDir(), p.scriptDir()) {
		shown := p.shown(path, o.Home)
		snapshot, inside, err := p.read(path)
		if err != nil {
			p.Config.Unread = append(p.Config.Unread, Unread{Path: shown, Reason: "is not read: " + err.Error(), Bound: Bound(err)})
		}
		if err != nil || !snapshot.Exists {
			continue
		}
		before := p.Server
		if document, err := secrets.Parse(lineEnds(snapshot.Data())); err == nil && len(document.Keys("auth")) > 0 && p.Config.Auth == "" {
			p.Config.Auth = shown
		}
		switch err := p.Server.ReadFile(shown, snapshot.Data(), named); {
		case errors.Is(err, streamlit.ErrConfigEncoding):
			p.Config.NotUTF8 = append(p.Config.NotUTF8, shown)
		case errors.Is(err, boundedtoml.ErrTooMany):
			p.Config.Unread = append(p.Config.Unread, Unread{shown, "is not read: " + boundedtoml.ErrTooMany.Error(), true})
		case err != nil:
			p.Config.Broken = append(p.Config.Broken, shown)
		}
		switch {
		case !p.Server.XSRFOff:
			p.Config.XSRFOff = ""
		case !before.XSRFOff:
			p.Config.XSRFOff = shown
		}
		if !p.Server.CookieSecret.Equal(before.CookieSecret) {
			p.Config.CookieSecret = shown
		}
		if !slices.Equal(p.Server.Files.Paths, before.Files.Paths) {
			p.ownFiles = !inside
		}
	}
	p.filesInConfig = p.Server.Files.IsSet
	p.Server.ReadEnvironment(getenv)
	if o.Getenv != nil && o.Getenv("STREAMLIT_SECRETS_FILES") != "" {
		p.ownFiles = true
	}
	if length, err := strconv.Atoi(getenv(LineVariable)); err == nil {
		p.HeaderLine = length
	}
	file := p.App.Command.File
	if strings.HasPrefix(filepath.Base(file), "README") {
		file = ""
	}
	if p.Server.ReadFlags(p.App.Command.Flags, file); len(p.App.Command.Flags["secrets.files"]) > 0 {
		p.ownFiles = false
	}
}

// read reads a file by its path, and tells whether it lies inside the project:
// what does is read as a stranger's.
func (p *Project) read(path string) (snapshot secrets.Snapshot, inside bool, err error) {
	if rel, err := filepath.Rel(p.Dir, path); err == nil && filepath.IsLocal(rel) {
		snapshot, err = p.snapshot(filepath.ToSlash(rel))
		return snapshot, true, err
	}
	snapshot, err = secrets.ReadFile(path)
	return snapshot, false, err
}

// snapshot reads a file of the project.
func (p *Project) snapshot(name string) (secrets.Snapshot, error) {
	path, err := p.files.Path(name)
	if err != nil {
		return secrets.Snapshot{}, notRead(err)
	}
	return secrets.ReadFile(path)
}

// notRead leaves the path out of an error: whoever prints it has named the file.
func notRead(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// secretsPaths are the places where Streamlit looks for secrets, a later one
// before an earlier one.
func (p *Project) secretsPaths(home string) []string {
	if !p.Server.Files.IsSet {
		return streamlit.SecretsPaths(home, p.workingDir(), p.scriptDir())
	}
	var paths []string
	for _, path := range p.Server.Files.Paths {
		if !fromRoot(path) {
			path = filepath.Join(p.workingDir(), path)
		}
		paths = append(paths, path)
	}
	return paths
}

// SecretsSearch is where Streamlit looks for a project's secrets.
type SecretsSearch struct {
	Paths    []string // from the system's root; a later [auth] hides an earlier one
	NotRead  []string // places outside of the project that the project names, which are not looked into
	NotList  bool     // secrets.files is a text, which Streamlit takes apart letter by letter
	Handed   string   // the app's code hands secrets to Streamlit: where
	Script   string   // the app's main script
	NoScript string   // why it is not known, and so not the folder beside it
	Run      RunSettings
}

// FindSecrets tells where Streamlit looks, and reads no secrets.
func FindSecrets(ctx context.Context, o LoadOptions) (SecretsSearch, error) {
	p, err := newProject(ctx, o)
	if err != nil {
		return SecretsSearch{}, err
	}
	defer p.files.Close()
	p.readApp(ctx, o)
	search := SecretsSearch{NotList: p.Server.Files.NotList, Handed: p.handed(), Script: p.App.Script, Run: p.Run}
	for _, path := range p.secretsPaths(o.Home) {
		if err := p.refused(path); err != nil {
			search.NotRead = append(search.NotRead, p.shown(path, o.Home))
			continue
		}
		search.Paths = append(search.Paths, path)
	}
	if p.App.Script == "" {
		search.NoScript = p.App.Reason
	}
	return search, nil
}

// maxPlaces bounds how many places that secrets.files names are looked into,
// maxPlacesBytes what stands in all of them.
const (
	maxPlaces      = 50
	maxPlacesBytes = 4 << 20
)

// readSecrets reads what was named, else what Streamlit would read.
func (p *Project) readSecrets(ctx context.Context, o LoadOptions) {
	if o.Source.Named != "" {
		if o.Source.Err != nil || o.Source.Absent {
			return
		}
		p.addSecrets(o.Source.Named, []byte(o.Source.Data.Reveal()))
		p.resolveAuth()
		return
	}
	abroad := ""
	for _, path := range p.secretsPaths(o.Home) {
		shown := p.shown(path, o.Home)
		p.Looked = append(p.Looked, shown)
		if len(p.Looked) > maxPlaces || p.secretBytes > maxPlacesBytes {
			p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: errManyPlaces})
			break
		}
		if err := late(ctx); err != nil {
			p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: err})
			continue
		}
		if !p.readSecretsPath(ctx, path, shown) && fromRoot(shown) {
			abroad = shown
		}
	}
	if len(p.Files) == 0 {
		p.readMounted(ctx)
	}
	p.resolveAuth()
	if len(p.Files) == 0 {
		p.Misplaced = p.misplaced()
	}
	if p.Unseen = p.unseen(abroad); p.Unseen != "" {
		p.Auth = streamlit.Auth{}
	}
}

// fromRoot tells whether a path starts at the root of a disk. On Windows one
// without a drive does as well, as in projects that run in a container.
func fromRoot(path string) bool {
	return filepath.IsAbs(path) || path != "" && os.IsPathSeparator(path[0])
}

// resolveAuth reads [auth] as the project's release of Streamlit does.
func (p *Project) resolveAuth() {
	for i := range p.Files {
		p.Files[i].ByRun = p.Run.Replaces()
	}
	p.Auth = streamlit.ResolveAuth(p.Files)
	authlib := p.Authlib()
	other := func(problem streamlit.Problem) bool {
		return problem.UntilAuthlib != "" && !authlib.Before(problem.UntilAuthlib) || problem.Since != "" && p.Before(problem.Since) || problem.Until != "" && !p.Before(problem.Until)
	}
	p.Auth.Problems = slices.DeleteFunc(p.Auth.Problems, other)
	for i := range p.Auth.Registrations {
		r := &p.Auth.Registrations[i]
		missing, unknown := p.namedByClient(*r)
		r.Problems = append(slices.DeleteFunc(r.Problems, other), missing...)
		if len(unknown) > 0 {
			p.NotKnown[r.Name] = unknown
		}
	}
	p.Config.Missing, p.Config.NotKnown = p.Server.NamedElsewhere(p.Release(), p.lookFor)
}

// readSecretsPath reads one place of Streamlit's search; false: there is nothing.
func (p *Project) readSecretsPath(ctx context.Context, path, shown string) bool {
	if p.Server.Files.NotList {
		p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: errNotList})
		return true
	}
	if err := p.refused(path); err != nil {
		if _, gone := os.Lstat(path); errors.Is(gone, fs.ErrNotExist) {
			return false
		}
		p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: err})
		return true
	}
	if p.Server.Files.IsSet && !strings.HasSuffix(path, ".toml") {
		name, inside := p.inside(path)
		info, err := fs.Stat(p.files, name)
		switch {
		case !inside: // a folder of this machine, whoever named it
			return false
		case err == nil && info.IsDir():
			p.secretBytes += maxRead // which it may hold
			p.Files = append(p.Files, readSecretsFolder(ctx, p.files, name, shown))
		default:
			p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: errNotTOML})
		}
		return true
	}
	snapshot, _, err := p.read(path)
	switch {
	case err != nil:
		p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: err})
	case snapshot.Exists:
		p.Modes[shown] = snapshot.Mode
		if snapshot.Changed.After(p.SecretsChanged) {
			p.SecretsChanged = snapshot.Changed
		}
		p.addSecrets(shown, snapshot.Data())
	default:
		return false
	}
	return true
}

// inside is a path's name in the project, if it lies there.
func (p *Project) inside(path string) (name string, inside bool) {
	rel, err := filepath.Rel(p.Dir, path)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

// refused says why a place for secrets is not looked into: the project names
// it, and it lies outside of the project or is a link that leads there. What
// the person's own settings name may lie anywhere.
func (p *Project) refused(path string) error {
	name, inside := p.inside(path)
	switch {
	case inside:
		if err := checkout.Refused(p.files, name); !errors.Is(err, checkout.ErrNotRegular) {
			return notRead(err)
		}
	case p.Server.Files.IsSet && !p.ownFiles:
		return checkout.ErrOutside
	}
	return nil
}

// misplaced finds a secrets file a little off its place.
// elsewhere finds the secrets file of some folder of the project.
// handed says where the app's own code hands secrets to Streamlit; empty: nowhere.
// unseen says why nobody can tell from here what Streamlit gets as secrets.
// abroad is a place outside of the project that secrets.files names: a file
// that this machine does not have, or a folder.
// writtenElsewhere says which file of the project writes the secrets, so that
// they are not here.
// Errors of places that secrets.files names.
var (
	errNotList = &SourceError{words: "secrets.files is a text, and Streamlit takes every letter of it for a path",
		Fix: `write it as a list: files = ["…"]`}
	errNotTOML = &SourceError{words: "it is neither a folder nor a file whose name ends in .toml",
		Fix: "name a file that ends in .toml, or a folder with one folder for each secret"}
	errManyPlaces = &SourceError{words: "secrets.files names too many files, or too large ones",
		Fix: "name the files that hold the secrets alone", bound: true}
	errManySecrets = &SourceError{words: "it holds more than 500 files",
		Fix: "name the folder that holds the secrets alone", bound: true}
	errLargeSecrets = &SourceError{words: "it holds more than 1 MiB",
		Fix: "name the folder that holds the secrets alone", bound: true}
)

// SourceError says why Streamlit cannot take secrets from a place, and what helps.
type SourceError struct {
	words, Fix string
	bound      bool // Streamlit can, but it is more than is read here
}

func (e *SourceError) Error() string { return e.words }

// linkError says which file in a folder of secrets is not read.
type linkError struct {
	name  string
	cause error
}

func (e *linkError) Error() string { return e.name + " in it: " + e.cause.Error() }
func (e *linkError) Unwrap() error { return e.cause }

// maxSecrets bounds the files of a folder of secrets.
const maxSecrets = 500 // as errManySecrets says

// readSecretsFolder reads a folder of secrets as Streamlit does: everything in
// it has to be a folder, and of those the files count. Links may lead to places
// inside the folder, as Kubernetes makes them, and nowhere else.
func readSecretsFolder(ctx context.Context, project *checkout.Folder, name, shown string) streamlit.SecretsFile {
	fail := func(err error) streamlit.SecretsFile {
		return streamlit.SecretsFile{Path: shown, Folder: true, Err: err}
	}
	dir, err := project.Sub(name)
	if err != nil {
		return fail(notRead(err))
	}
	defer dir.Close()
	folders, err := fs.ReadDir(dir, ".")
	if err != nil {
		return fail(notRead(err))
	}
	entries := map[string]map[string]string{}
	count, size := 0, 0
	for _, folder := range folders {
		info, err := dir.Stat(folder.Name())
		if err != nil {
			return fail(&linkError{folder.Name(), notRead(err)})
		}
		if !info.IsDir() {
			return fail(&SourceError{words: folder.Name() + " in it is not a folder, so Streamlit reads no secrets at all",
				Fix: "mount every secret into a folder of its own below " + shown + ", for instance the keys of [auth] as files in " + shown + "/auth"})
		}
		files, err := fs.ReadDir(dir, folder.Name())
		if err != nil {
			return fail(notRead(err))
		}
		entries[folder.Name()] = map[string]string{}
		for _, file := range files {
			full := folder.Name() + "/" + file.Name()
			if info, err := dir.Stat(full); err == nil && info.IsDir() {
				continue
			}
			if err := late(ctx); err != nil {
				return fail(err)
			}
			if count++; count > maxSecrets {
				return fail(errManySecrets)
			}
			data, err := checkout.Read(dir, full, maxRead)
			if err != nil {
				return fail(&linkError{full, notRead(err)})
			}
			if size += len(data); size > maxRead {
				return fail(errLargeSecrets)
			}
			if !utf8.Valid(data) {
				return fail(&SourceError{words: full + " in it is not UTF-8", Fix: "save that file as UTF-8"})
			}
			entries[folder.Name()][file.Name()] = string(data)
		}
	}
	file, _ := streamlit.SecretsFolder(shown, entries)
	return file
}

// mountsSecrets finds a place of Streamlit's among the volumes of a container.
var mountsSecrets = lazy.Regexp{Pattern: `(?m)(?::|(?:target|mountPath|dst|destination)[:=]\s*["']?)/[^\s"':,]*\.streamlit(?:/secrets\.toml)?["']?(?::[a-z]+)?\s*(?:$|,)`}

// MetadataURL is the address Streamlit asks for the metadata: before 1.57 its
// HTTP client took no notice of blanks in front.
func (p *Project) MetadataURL(r streamlit.Registration) string {
	address := r.MetadataURL.Text.Reveal()
	if p.Before(streamlit.OnStarlette) {
		return strings.TrimLeftFunc(address, unicode.IsSpace)
	}
	return address
}
