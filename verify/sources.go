package verify

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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
	if p.App.Script == "" || p.beforeRelease(streamlit.ScriptFolderSince) {
		return ""
	}
	return p.besideScript()
}

func (p *Project) besideScript() string {
	return filepath.Join(p.Dir, filepath.FromSlash(path.Dir(p.App.Script)))
}

// beforeRelease tells whether the project's Streamlit is known and older.
func (p *Project) beforeRelease(release string) bool {
	return p.DepsErr == nil && p.Deps.Streamlit.Present() && p.Deps.Streamlit.Version.Before(release)
}

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
	p.Server = streamlit.NewServerConfig()
	for _, path := range streamlit.ConfigPaths(o.Home, p.workingDir(), p.scriptDir()) {
		text, ok := readSmall(path)
		if !ok {
			continue
		}
		shown := p.shown(path, o.Home)
		before := p.Server
		switch err := p.Server.ReadFile([]byte(text), getenv); {
		case errors.Is(err, streamlit.ErrConfigEncoding):
			p.Config.NotUTF8 = append(p.Config.NotUTF8, shown)
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
	}
	p.Server.ReadEnvironment(getenv)
	if length, err := strconv.Atoi(getenv(lineVariable)); err == nil {
		p.HeaderLine = length
	}
	p.Server.ReadFlags(p.App.Command.Flags)
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
	NotList  bool     // secrets.files is a text, which Streamlit takes apart letter by letter
	Handed   string   // the app's code hands secrets to Streamlit: where
	NoScript string   // why the app's main script is not known, and so not the folder beside it
}

// FindSecrets tells where Streamlit looks, and reads no secrets.
func FindSecrets(o LoadOptions) (SecretsSearch, error) {
	p, err := newProject(o)
	if err != nil {
		return SecretsSearch{}, err
	}
	p.readApp(o)
	search := SecretsSearch{Paths: p.secretsPaths(o.Home), NotList: p.Server.Files.NotList, Handed: p.handed()}
	if p.App.Script == "" {
		search.NoScript = p.App.Reason
	}
	return search, nil
}

// readSecrets reads what was named, else what Streamlit would read.
func (p *Project) readSecrets(o LoadOptions) {
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
		if !p.readSecretsPath(path, shown) && fromRoot(shown) {
			abroad = shown
		}
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
	p.Auth = streamlit.ResolveAuth(p.Files)
	later := func(problem streamlit.Problem) bool { return problem.Since != "" && p.beforeRelease(problem.Since) }
	p.Auth.Problems = slices.DeleteFunc(p.Auth.Problems, later)
	for i := range p.Auth.Registrations {
		r := &p.Auth.Registrations[i]
		r.Problems = slices.DeleteFunc(r.Problems, later)
	}
}

// readSecretsPath reads one place of Streamlit's search; false: there is nothing.
func (p *Project) readSecretsPath(path, shown string) bool {
	if p.Server.Files.NotList {
		p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: errNotList})
		return true
	}
	if p.Server.Files.IsSet && !strings.HasSuffix(path, ".toml") {
		info, err := os.Stat(path)
		switch {
		case fromRoot(shown): // a stranger's project must not have any folder of this machine read
			return false
		case err == nil && info.IsDir():
			p.Files = append(p.Files, readSecretsFolder(path, shown))
		default:
			p.Files = append(p.Files, streamlit.SecretsFile{Path: shown, Err: errNotTOML})
		}
		return true
	}
	snapshot, err := secrets.ReadFile(path)
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

// misplaced finds a secrets file a little off its place.
func (p *Project) misplaced() string {
	for _, path := range []string{
		filepath.Join(p.Dir, ".streamlit", "secrets.toml"), filepath.Join(p.besideScript(), ".streamlit", "secrets.toml"),
		filepath.Join(p.Dir, "secrets.toml"), filepath.Join(p.Dir, "streamlit", "secrets.toml"),
		filepath.Join(p.Dir, ".streamlit", "secret.toml"), filepath.Join(p.Dir, ".streamlit", "secrets.toml.txt"),
	} {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return p.shown(path, "")
		}
	}
	return ""
}

// handed says where the app's own code hands secrets to Streamlit; empty: nowhere.
func (p *Project) handed() string {
	for _, file := range p.App.Files {
		if len(file.Scan.AppSecrets) > 0 {
			return fmt.Sprintf("%s hands secrets to st.App in line %d", file.Path, file.Scan.AppSecrets[0].Line)
		}
	}
	return ""
}

// unseen says why nobody can tell from here what Streamlit gets as secrets.
// abroad is a place outside of the project that secrets.files names: a file
// that this machine does not have, or a folder.
func (p *Project) unseen(abroad string) string {
	if handed := p.handed(); handed != "" {
		return handed + ", which only the running app can tell"
	}
	if len(p.Files) > 0 {
		return ""
	}
	const name = "; name a copy of it with --secrets FILE"
	if abroad != "" {
		return "secrets.files names " + abroad + ", which cannot be looked into from here" + name
	}
	for _, r := range p.Recipes {
		switch {
		case writesSecrets().MatchString(r.Text):
			return r.Path + " writes the secrets when the app starts" + name
		case mountsSecrets().MatchString(r.Text):
			return r.Path + " mounts the secrets when the app starts" + name
		}
	}
	return ""
}

// Errors of places that secrets.files names.
var (
	errNotList = &sourceError{"secrets.files is a text, and Streamlit takes every letter of it for a path",
		`write it as a list: files = ["…"]`}
	errNotTOML = &sourceError{"it is neither a folder nor a file whose name ends in .toml",
		"name a file that ends in .toml, or a folder with one folder for each secret"}
)

// sourceError says why Streamlit cannot take secrets from a place, and what helps.
type sourceError struct{ words, fix string }

func (e *sourceError) Error() string { return e.words }

// maxSecrets bounds the files of a folder of secrets.
const maxSecrets = 500

// readSecretsFolder reads a folder of secrets as Streamlit does: everything in
// it has to be a folder, and of those the files count.
func readSecretsFolder(dir, shown string) streamlit.SecretsFile {
	fail := func(err error) streamlit.SecretsFile {
		return streamlit.SecretsFile{Path: shown, Folder: true, Err: err}
	}
	folders, err := os.ReadDir(dir)
	if err != nil {
		return fail(err)
	}
	entries := map[string]map[string]string{}
	count := 0
	for _, folder := range folders {
		files, err := os.ReadDir(filepath.Join(dir, folder.Name()))
		if info, statErr := os.Stat(filepath.Join(dir, folder.Name())); statErr == nil && !info.IsDir() {
			return fail(&sourceError{folder.Name() + " in it is not a folder, so Streamlit reads no secrets at all",
				"mount every secret into a folder of its own below " + shown + ", for instance the keys of [auth] as files in " + shown + "/auth"})
		}
		if err != nil {
			return fail(err)
		}
		entries[folder.Name()] = map[string]string{}
		for _, file := range files {
			full := filepath.Join(dir, folder.Name(), file.Name())
			if info, err := os.Stat(full); err == nil && info.IsDir() {
				continue
			}
			if count++; count > maxSecrets {
				return fail(&sourceError{"it holds too many files to be secrets", "name the folder that holds the secrets alone"})
			}
			snapshot, err := secrets.ReadFile(full)
			if err != nil {
				return fail(err)
			}
			data := snapshot.Data()
			if !utf8.Valid(data) {
				return fail(&sourceError{folder.Name() + "/" + file.Name() + " in it is not UTF-8", "save that file as UTF-8"})
			}
			entries[folder.Name()][file.Name()] = string(data)
		}
	}
	file, _ := streamlit.SecretsFolder(shown, entries)
	return file
}

// mountsSecrets finds a place of Streamlit's among the volumes of a container.
var mountsSecrets = lazy.Regexp(`(?m)(?::|(?:target|mountPath|dst|destination)[:=]\s*["']?)/[^\s"':,]*\.streamlit(?:/secrets\.toml)?["']?(?::[a-z]+)?\s*(?:$|,)`)
