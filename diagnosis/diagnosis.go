package diagnosis

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// SchemaName names the JSON form of Diagnosis.
const SchemaName = "authkit.info/1"

// Diagnosis is all of it.
type Diagnosis struct {
	Schema    string        `json:"schema"`
	Machine   Machine       `json:"machine"`
	Installed []Environment `json:"installed"` // Python environments that were found
	Wanted    Wanted        `json:"wanted"`    // what the project's own files ask for
	Secrets   []SecretsFile `json:"secrets"`
	Providers []Provider    `json:"providers"`
	Verdict   string        `json:"verdict"` // of the level files
	Checks    []Check       `json:"checks"`  // those that are neither ok nor skipped
	OK        int           `json:"ok"`      // how many checks are
}

// Machine is where authkit runs.
type Machine struct {
	Authkit  string `json:"authkit"`
	System   string `json:"system"` // GOOS/GOARCH
	Terminal string `json:"terminal"`
	CI       bool   `json:"ci"`
	Git      string `json:"git"`
}

// Environment is a place where Python packages lie.
type Environment struct {
	Where    string            `json:"where"` // in words: no path
	Python   string            `json:"python,omitempty"`
	Packages map[string]string `json:"packages"` // by name: streamlit, authlib, httpx
}

// Wanted is what the project's dependency files ask for.
type Wanted struct {
	File      string `json:"file,omitempty"` // the name alone
	Lock      string `json:"lock,omitempty"`
	Python    string `json:"python,omitempty"`
	Streamlit string `json:"streamlit"`
	Authlib   string `json:"authlib"`
	HTTPX     string `json:"httpx"`
}

// SecretsFile is one that Streamlit reads: names of keys, and nothing they hold.
type SecretsFile struct {
	Path     string    `json:"path"`
	Unread   bool      `json:"unread,omitempty"`
	Sections []Section `json:"sections"`
	Others   int       `json:"other_sections"` // that are not of the sign-in
}

// Section is [auth], or a table below it.
type Section struct {
	Name   string   `json:"name"`
	Keys   []string `json:"keys"`
	Others int      `json:"other_keys"` // whose names are the app's own
}

// Provider is one registration, by kind.
type Provider struct {
	Section string `json:"section"`
	Kind    string `json:"kind"`
}

// Check is a check that did not end well, by its ID.
type Check struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// Of takes out of a project and its report what may be shown to everybody.
func Of(m Machine, installed []Environment, p *project.Project, report *verify.Report, home string) Diagnosis {
	d := Diagnosis{
		Schema: SchemaName, Machine: m, Installed: installed, Wanted: wanted(p.Deps), Verdict: string(report.Verdict),
		Secrets: []SecretsFile{}, Providers: []Provider{}, Checks: []Check{},
	}
	for _, file := range p.Files {
		d.Secrets = append(d.Secrets, secretsFile(file, home))
	}
	for _, r := range p.Auth.Registrations {
		d.Providers = append(d.Providers, Provider{sectionName(r.Table), kind(p.MetadataURL(r))})
	}
	for _, result := range report.Results {
		switch result.Status {
		case verify.OK:
			d.OK++
		case verify.Skipped:
		default:
			if check := (Check{result.ID, string(result.Status)}); !slices.Contains(d.Checks, check) {
				d.Checks = append(d.Checks, check)
			}
		}
	}
	return d
}

// kind is whose address it is; the host itself is not told.
func kind(address string) string {
	if a, ok := entra.ParseAuthority(address); ok {
		return "Microsoft Entra, " + a.Kind.String()
	}
	return cmp.Or(provider.Of(address).Name, "another provider")
}

func secretsFile(f streamlit.SecretsFile, home string) SecretsFile {
	shown := SecretsFile{Path: place(f.Path, home), Sections: []Section{}}
	if f.Document == nil || f.NotTOML {
		shown.Unread = true
		return shown
	}
	for _, name := range f.Document.Keys() {
		if name != "auth" {
			shown.Others++
			continue
		}
		shown.Sections = append(shown.Sections, section(f.Document, "auth"))
		for _, below := range f.Document.Keys("auth") {
			if value, _ := f.Document.Lookup("auth", below); value.Kind == secrets.KindTable {
				shown.Sections = append(shown.Sections, section(f.Document, "auth", below))
			}
		}
	}
	return shown
}

func section(d *secrets.Document, table ...string) Section {
	s := Section{Name: sectionName(table), Keys: []string{}}
	for _, key := range d.Keys(table...) {
		value, _ := d.Lookup(append(slices.Clone(table), key)...)
		switch {
		case streamlit.IsKnownKey(key):
			s.Keys = append(s.Keys, key)
		case len(table) == 1 && value.Kind == secrets.KindTable: // a section of its own
		default:
			s.Others++
		}
	}
	return s
}

// sectionName shows a name that everybody may have given, and hides one that may
// be a company's.
func sectionName(table []string) string {
	if len(table) < 2 {
		return "[auth]"
	}
	name := strings.ToLower(table[1])
	known := streamlit.IsKnownKey(table[1]) || slices.Contains([]string{"default", "microsoft", "entra", "azure", "azuread"}, name) ||
		slices.ContainsFunc(provider.All(), func(p provider.Provider) bool { return strings.ToLower(p.Name) == name })
	if !known {
		return "[auth.•••]"
	}
	return "[auth." + name + "]"
}

// place is where a file lies, without the names of folders outside the project.
func place(file, home string) string {
	const usual = ".streamlit/secrets.toml"
	switch slashed := filepath.ToSlash(file); {
	case slashed == usual:
		return usual
	case home != "" && slashed == path.Join(filepath.ToSlash(home), usual):
		return "~/" + usual
	case strings.HasSuffix(slashed, "/"+usual):
		return "•••/" + usual
	}
	return "•••"
}

var plainVersion = lazy.Regexp{Pattern: `^[0-9]{1,6}(\.[0-9]{1,6}){0,5}((a|b|rc)[0-9]{1,4})?(\.post[0-9]{1,4})?(\.dev[0-9]{1,9})?$`}

// version is a version that is one, without its local part, which its owner
// chose: the text may be a stranger's.
func version(text string) string {
	text, _, _ = strings.Cut(text, "+")
	if plainVersion.Get().MatchString(text) {
		return text
	}
	return ""
}

func wanted(d deps.Dependencies) Wanted {
	name := func(file string) string { // requirements.txt is everybody's name, acme-prod.txt is not
		base := path.Base(file)
		if file == "" || slices.Contains([]string{"requirements.txt", "pyproject.toml", "Pipfile", "Pipfile.lock", "environment.yml", "setup.cfg", "pixi.toml", "uv.lock", "poetry.lock", "pdm.lock", "pixi.lock", "Dockerfile"}, base) {
			return strings.TrimSuffix(base, ".")
		}
		return "•••"
	}
	return Wanted{File: name(d.File), Lock: name(d.Lock), Python: version(d.Python.String()), Streamlit: asked(d.Streamlit), Authlib: asked(d.Authlib), HTTPX: asked(d.HTTPX)}
}

func asked(p deps.Package) string {
	if !p.Present() {
		return "not known"
	}
	how := "newest that fits"
	if p.Locked {
		how = "locked"
	} else if p.State == deps.Pinned {
		how = "pinned"
	}
	return strings.TrimSpace(version(p.Version.String()) + " (" + how + ")")
}
