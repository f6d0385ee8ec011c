// Package deps tells which versions of Streamlit, Authlib and httpx a project
// gets, from the files that Python's tools read, and whether these work
// together for st.login. It reads files only: nothing is installed or asked.
//
// What works together was measured by installing the releases and signing in;
// which releases exist is a table of the day this was built (e2e/versions).
package deps

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// State says how much is known about a package of the project.
type State uint8

const (
	Unknown State = iota // cannot be told from the files; Package.Reason says why
	Absent               // not asked for by name; another package may still bring it
	Range                // a range without a lock: Version is the newest release inside it
	Pinned               // one version, by a lock file or a pin
	Unfit                // no release satisfies what is asked for: an install fails
)

// Package is what the project gets of one package.
type Package struct {
	Name    string // as people write it: Streamlit, Authlib, httpx
	State   State
	Version Version // with Range and Pinned
	Locked  bool    // Version, or the absence, comes from a lock file
	Extras  []string
	Reason  string // with Unknown and Unfit

	Requirement Requirement // the first requirement that asks for it by name; zero: none does
}

// Present tells whether the project gets a version of the package that is known.
func (p Package) Present() bool { return p.State == Range || p.State == Pinned }

// Dependencies is what a project installs, as far as sign-in depends on it.
type Dependencies struct {
	Style     Style
	File      string // slash path of the dependency file that counts; empty: there is none
	Lock      string // slash path of the lock file that was read; empty: none
	LockErr   error  // why a lock file that is there cannot be read
	Opaque    string // why the list may be incomplete; empty: it is complete
	Refused   bool   // it is incomplete because a file that it names could not be looked at
	Python    Version
	PythonBy  string // the file that names it
	Streamlit Package
	Authlib   Package
	HTTPX     Package
	HTTPX2    Package // what Authlib 1.8 and newer prefers to httpx

	Alone            bool // no other text of the project speaks of installing Streamlit or Authlib; the caller says so
	AlgorithmsListed bool // the metadata of all providers is known to list the algorithms of ID tokens; the caller says so

	manifest manifest
	lock     *lock
	add      string // the command that adds requirements, where a tool's lock file is missing or not looked at
	dir      string
	updated  bool // it is what the next update of the lock file brings
}

// Read reads the dependency files at the top of a project.
func Read(fsys fs.FS) (Dependencies, error) { return ReadFor(fsys, "") }

// ReadFor reads the dependency files next to the app's main script (a slash
// path inside fsys) or, when there are none, in the nearest folder around it that has some. Of
// several files the first counts (for an app that its README starts by Poetry, that one's), in the order Streamlit Community Cloud looks:
// uv.lock, Pipfile, environment.yml, requirements.txt, pyproject.toml, with
// pixi.toml before the last, then setup.cfg and pylock.toml: it knows none of these three. Where none of these is, the only file named like
// requirements-prod.txt or requirements/prod.txt counts, then setup.py, then what the
// Dockerfile or the development container installs by name. What the only Dockerfile installs with pip from files counts
// before any of them, see fromImage. The error says that
// the file that counts cannot be read.
func ReadFor(fsys fs.FS, script string) (Dependencies, error) {
	dirs := []string{path.Dir(path.Clean(script))}
	for dir := dirs[0]; dir != "." && dir != "/"; {
		dir = path.Dir(dir)
		dirs = append(dirs, dir)
	}
	for _, dir := range dirs {
		d, err := readFolder(fsys, dir)
		if err != nil {
			return d, err
		}
		if d.File != "" {
			return fromImage(fsys, d), nil
		}
	}
	for _, dir := range dirs {
		d, err := readOtherRequirements(fsys, dir)
		if err != nil {
			return d, err
		}
		if d.File != "" {
			return fromImage(fsys, d), nil
		}
	}
	for _, dir := range dirs {
		d, err := readFromCode(fsys, dir)
		if err != nil || d.File != "" {
			return d, err
		}
	}
	return resolve(fsys, ".", manifest{}, nil), nil
}

func readFolder(fsys fs.FS, dir string) (Dependencies, error) {
	at := func(name string) string { return path.Join(dir, name) }
	readers := []struct {
		file  string
		read  func(fs.FS, string) (manifest, error)
		locks []tool
	}{
		{"uv.lock", nil, []tool{uv}},
		{"Pipfile", readPipfile, []tool{pipenv}},
		{"environment.yml", readConda, nil},
		{"environment.yaml", readConda, nil},
		{"requirements.txt", readRequirements, nil},
		{"pixi.toml", readPixi, []tool{pixi}},
		{"pyproject.toml", readPyproject, []tool{poetry, pdm, pylock, pixi}},
		{"setup.cfg", readSetupCfg, nil},
	}
	for _, r := range readers {
		if err := checkout.Refused(fsys, at(r.file)); err != nil {
			return Dependencies{File: at(r.file)}, err
		}
		if !checkout.Exists(fsys, at(r.file)) {
			if r.file == "Pipfile" && checkout.Exists(fsys, at("Pipfile.lock")) {
				l := readLock(fsys, dir, ".", pipenv)
				return resolve(fsys, dir, manifest{style: StylePipfile, file: l.file}, l), nil
			}
			continue
		}
		if r.file == "uv.lock" {
			l := readLock(fsys, dir, ".", uv)
			m, err := readPyproject(fsys, at("pyproject.toml"))
			if errors.Is(err, fs.ErrNotExist) {
				m, err = manifest{style: StyleProject, file: l.file}, nil
			}
			return resolve(fsys, dir, m, l), err
		}
		if r.file == "requirements.txt" && startsByPoetry(fsys, dir) {
			continue
		}
		m, err := r.read(fsys, at(r.file))
		if err != nil {
			return resolve(fsys, dir, m, nil), err
		}
		if m.style == StyleNone {
			continue // settings of tools only
		}
		var l *lock
		for _, t := range r.locks {
			if l == nil {
				l = readLock(fsys, dir, ".", t)
			}
		}
		if l == nil && m.style == StyleProject && dir != "." {
			l = readLock(fsys, ".", dir, uv) // of the workspace this folder belongs to
		}
		return resolve(fsys, dir, m, l), nil
	}
	if checkout.Exists(fsys, at(pylock.file)) {
		l := readLock(fsys, dir, ".", pylock)
		return resolve(fsys, dir, manifest{style: StyleRequirements, file: l.file, compiled: true}, l), nil
	}
	return Dependencies{}, nil
}

var poetryStart = lazy.Regexp{Pattern: `\bpoetry\s+run\s+(?:python3?\s+-m\s+)?streamlit\s+run\b`}

// startsByPoetry tells whether a folder has Poetry's lock file, and its README starts the app by Poetry:
// a list of requirements beside that is for others.
func startsByPoetry(fsys fs.FS, dir string) bool {
	if !checkout.Exists(fsys, path.Join(dir, poetry.file)) {
		return false
	}
	text, err := checkout.Read(fsys, path.Join(dir, "README.md"), maxManifest)
	return err == nil && poetryStart.Get().Match(text)
}

// resolve takes together what a folder's files say; nothing is read afterwards.
func resolve(fsys fs.FS, dir string, m manifest, l *lock) Dependencies {
	if m.python.IsZero() {
		var err error
		if m.python, m.pythonBy, err = namedPython(fsys, dir); err != nil {
			m.unsure, m.refused = "the file that names the version of Python "+checkout.Reason(err), true
		}
	}
	return settle(dir, m, l)
}

func settle(dir string, m manifest, l *lock) Dependencies {
	d := Dependencies{
		Style: m.style, File: m.file, Opaque: m.opaque, Refused: m.refused, Python: m.python, PythonBy: cmp.Or(m.pythonBy, m.file),
		manifest: m, lock: l, dir: dir, add: m.addWith,
	}
	if l != nil {
		d.Lock, d.LockErr = l.file, l.err
		if l.err != nil {
			d.Opaque = l.file + " cannot be read"
		}
	}
	d.Streamlit = d.find("Streamlit", "")
	if d.Streamlit.State == Absent && d.File != "" {
		// Community Cloud and many images bring Streamlit themselves, other packages need it.
		if d.Streamlit.State, d.Streamlit.Reason = Unknown, cmp.Or(d.Lock, d.File)+" does not ask for Streamlit"; d.componentNeedsIt() {
			d.Streamlit = d.find("Streamlit", ">=0")
		}
	}
	authlib, httpx := d.Streamlit.brings()
	d.Authlib = d.find("Authlib", authlib)
	d.HTTPX = d.find("httpx", httpx)
	d.HTTPX2 = d.find("httpx2", "")
	return d
}

// namedPython is the minor version of Python in the files that name one.
func namedPython(fsys fs.FS, dir string) (version Version, by string, err error) {
	for _, name := range []string{".python-version", "runtime.txt"} {
		data, err := checkout.Read(fsys, path.Join(dir, name), maxManifest)
		if checkout.Reason(err) != "" {
			return Version{}, "", err
		}
		first, _, _ := strings.Cut(strings.TrimSpace(string(data)), "\n")
		if v := onlyMinor(strings.TrimPrefix(strings.TrimSpace(first), "python-")); !v.IsZero() {
			return v, path.Join(dir, name), nil
		}
	}
	return Version{}, "", nil
}

// find works out what the project gets of one package. brought is the range
// in which Streamlit's own extra brings it; empty: it does not.
func (d *Dependencies) find(name, brought string) Package {
	p := Package{Name: name}
	key := normalName(name)
	var sure, doubtful []Requirement
	reason := ""
	for _, r := range d.manifest.requirements {
		if r.Name != key {
			continue
		}
		if p.Requirement.Name == "" {
			p.Requirement = r
		}
		switch wanted, err := evaluateMarker(r.Marker, d.Python); {
		case r.Group != "":
			doubtful, reason = append(doubtful, r), "it is asked for only by the optional group "+r.Group
		case r.Direct:
			doubtful, reason = append(doubtful, r), "it is installed from an address or a folder"
		case err != nil || wanted == depends:
			doubtful, reason = append(doubtful, r), "which version is asked for depends on the system or the Python version"
		case wanted == always:
			sure = append(sure, r)
			p.Extras = append(p.Extras, r.Extras...)
		}
	}
	// A requirement that counts is a better place to point at than one of a group.
	if len(sure) > 0 {
		p.Requirement = sure[0]
	}
	switch {
	case d.manifest.unsure != "":
		p.State, p.Reason = Unknown, d.manifest.unsure
		return p
	case d.lock != nil && d.lock.err != nil:
		p.State, p.Reason = Unknown, d.lock.file+" cannot be read"
		return p
	case d.lock != nil:
		return d.fromLock(p)
	}
	// A doubtful requirement next to a sure one matters unless it is only an optional group's.
	for _, r := range doubtful {
		if len(sure) == 0 && brought == "" || r.Group == "" {
			p.State, p.Reason = Unknown, reason
			return p
		}
	}
	var wanted Specifier
	switch {
	case brought != "":
		wanted = specifier(brought)
	case len(sure) == 0:
		p.State = Absent
		return p
	}
	for _, r := range sure {
		wanted = wanted.And(r.Specifier)
	}
	return d.fromRange(p, wanted)
}

func (d *Dependencies) fromLock(p Package) Package {
	all := d.lock.packages[normalName(p.Name)]
	var found []locked
	for _, l := range all {
		if !l.optional {
			found = append(found, l)
		}
	}
	p.Locked = true
	switch {
	case len(found) == 0 && len(all) > 0:
		p.State, p.Reason = Unknown, d.lock.file+" holds it for an optional group only"
	case len(found) == 0:
		p.State = Absent
	case slices.ContainsFunc(found, func(l locked) bool {
		return l.version.IsZero() || l.version.Compare(found[0].version) != 0
	}):
		p.State, p.Reason = Unknown, d.lock.file+" holds several versions of it, or none"
	default:
		p.State, p.Version = Pinned, found[0].version
	}
	if p.Requirement.Name == "" && len(all) > 0 {
		p.Requirement = Requirement{Name: normalName(p.Name), File: d.lock.file, Line: all[0].line, Column: all[0].column}
	}
	return p
}

func (d *Dependencies) fromRange(p Package, wanted Specifier) Package {
	key := normalName(p.Name)
	for _, c := range d.manifest.constraints {
		if c.Name == key {
			if holds, err := evaluateMarker(c.Marker, d.Python); err != nil || holds == depends || c.Direct {
				p.State, p.Reason = Unknown, "a constraint on it cannot be decided"
				return p
			} else if holds == always {
				wanted = wanted.And(c.Specifier)
			}
		}
	}
	if v, pinned := wanted.exact(); pinned {
		switch {
		case !wanted.Contains(v):
			p.State, p.Reason = Unfit, "the requirements on it contradict each other"
		case !published(key, v):
			p.State, p.Reason = Unfit, "there is no release "+v.String()
		default:
			p.State, p.Version = Pinned, v
		}
		return p
	}
	if Newest(key).IsZero() {
		p.State, p.Reason = Unknown, "its releases are not listed here"
		return p
	}
	if newest, found := newestInside(key, wanted, d.Python); found {
		p.State, p.Version = Range, newest
		if onlyOne(key, wanted) {
			p.State = Pinned
		}
		return p
	}
	_, elsewhere := newestInside(key, wanted, Version{})
	switch {
	case elsewhere:
		p.State, p.Reason = Unfit, "no release that is asked for installs on Python "+d.Python.String()
	case wanted.wantsPrereleases() || reachesBeyond(key, wanted):
		p.State, p.Reason = Unknown, "its newest releases or pre-releases are not listed here"
	default:
		p.State, p.Reason = Unfit, "no release satisfies what is asked for"
	}
	return p
}

// reachesBeyond tells whether s accepts a version above the newest listed, which
// may have come out after this was built.
func reachesBeyond(name string, s Specifier) bool {
	newest := Newest(name)
	candidates := []Version{newest.next()}
	for c := range s.clauses() {
		candidates = append(candidates, c.version, c.version.next())
	}
	return slices.ContainsFunc(candidates, func(v Version) bool {
		return v.Compare(newest) > 0 && s.Contains(v)
	})
}

// onlyOne: streamlit=1.42.0 in conda's words asks for 1.42.0.*, which is one release.
func onlyOne(name string, s Specifier) bool {
	whole := false
	for c := range s.clauses() {
		whole = whole || c.operator == "==" && c.prefix && c.version.parts >= 3
	}
	found := 0
	for r := range releases(name) {
		if !whole || found > 1 {
			return false
		} else if s.Contains(r.version) {
			found++
		}
	}
	return found == 1
}

// brings is the range in which Streamlit's extras bring Authlib and httpx, by
// the Requires-Dist lines of its releases; empty: they do not. What a lock
// file holds says itself what is brought.
func (p Package) brings() (authlib, httpx string) {
	switch {
	case !p.Present() || p.Locked, !slices.Contains(p.Extras, "auth") && !slices.Contains(p.Extras, "all"):
		return "", ""
	case !p.Version.Before(extraBringsHTTPX):
		return ">=" + oldestAuthlib, ">=" + oldestHTTPX
	case !p.Version.Before(extraBringsAuthlib):
		return ">=" + oldestAuthlib, ""
	}
	return "", ""
}
