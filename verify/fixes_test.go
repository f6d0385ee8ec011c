package verify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
)

// A rule for all checks: the value that a fix tells people to write is accused
// by no check. The tests below do what the fixes say, one alone and one after
// the other, and ask again.

// roundsOfFixes is how often all fixes of a report may have to be made.
const roundsOfFixes = 5

// fixable is a project in which fixes can be made.
type fixable interface {
	report(t *testing.T) *verify.Report
	edited(t *testing.T, edit *findings.Edit) fixable // a copy with the edit made
	place(key []string) (file string, line int)       // of a key's value
}

// namedValue finds what the words of a fix name.
var namedValue = regexp.MustCompile(`(redirect_uri|server_metadata_url|client_id|serverAddress|baseUrlPath|client_assertion_type|token_endpoint_auth_method|prompt) = "([^"<]+)"`)

// editsOf are the edits a report proposes, by check; of one key all have to
// be the same, in the words and in the field.
func editsOf(t *testing.T, name string, r *verify.Report) map[string]*findings.Edit {
	t.Helper()
	edits, byKey := map[string]*findings.Edit{}, map[string]string{}
	for _, result := range r.Results {
		for _, f := range result.Findings {
			if f.Edit == nil {
				continue
			}
			key, value := strings.Join(f.Edit.Key, "."), f.Edit.Value.Reveal()
			if first, ok := byKey[key]; ok && first != value {
				t.Errorf("%s: %s is to become %q and %q (%s)", name, key, first, value, result.ID)
			}
			byKey[key] = value
			edits[result.ID+" "+key] = f.Edit
			for _, words := range namedValue.FindAllStringSubmatch(f.Fix, -1) {
				if words[1] == f.Edit.Key[len(f.Edit.Key)-1] && words[2] != value {
					t.Errorf("%s: %s says %q and means %q", name, result.ID, words[2], value)
				}
			}
		}
	}
	return edits
}

var (
	namedPort    = regexp.MustCompile(`or set (?:server\.)?port = (\d+)`)
	namedAddress = regexp.MustCompile(`or set serverAddress = "([^"]+)"`)
	namedHere    = regexp.MustCompile(`or on this machine redirect_uri = "([^"]+)"`)
)

// otherWays are the edits that fixes of redirect_uri name besides their own.
func otherWays(r *verify.Report) []*findings.Edit {
	var edits []*findings.Edit
	for _, result := range r.Results {
		for _, f := range result.Findings {
			for pattern, key := range map[*regexp.Regexp][]string{namedPort: {"server", "port"}, namedAddress: {"browser", "serverAddress"}, namedHere: {"auth", "redirect_uri"}} {
				if value := pattern.FindStringSubmatch(f.Fix); value != nil && strings.HasPrefix(result.ID, "redirect-uri-") {
					edits = append(edits, &findings.Edit{Key: key, Value: secrets.New(value[1])})
				}
			}
		}
	}
	return edits
}

// accused are the checks of the files that accuse a key: those whose fix
// writes it, and those without an edit that point at its value.
func accused(p fixable, r *verify.Report, key []string, errorsOnly bool) []string {
	file, line := p.place(key)
	var by []string
	for _, result := range r.Results {
		for _, f := range result.Findings {
			about := f.Edit != nil && slices.Equal(f.Edit.Key, key) || f.Edit == nil && line > 0 && f.File == file && f.Line == line
			if about && result.Level == verify.LevelFiles && (f.Severity == verify.SeverityError || !errorsOnly) {
				by = append(by, result.ID+": "+f.Message+" → "+f.Fix)
			}
		}
	}
	return by
}

// holdFixes holds the fixes of one project against the rule, and counts them.
func holdFixes(t *testing.T, name string, p fixable) (fixes, rounds int) {
	t.Helper()
	report := p.report(t)
	edits := editsOf(t, name, report)
	for id, edit := range edits {
		fixed := p.edited(t, edit)
		if fixed == nil {
			continue
		}
		fixes++
		if by := accused(fixed, fixed.report(t), edit.Key, false); len(by) > 0 {
			t.Errorf("%s: %s writes %s = %q, and that is accused by %q", name, id, strings.Join(edit.Key, "."), edit.Value.Reveal(), by)
		}
	}
	redirectURI := []string{"auth", "redirect_uri"}
	for _, edit := range otherWays(report) {
		fixed := p.edited(t, edit)
		if fixed == nil {
			continue
		}
		fixes++
		if by := accused(fixed, fixed.report(t), redirectURI, false); len(by) > 0 {
			t.Errorf("%s: the other way %s = %q leaves redirect_uri accused by %q", name, strings.Join(edit.Key, "."), edit.Value.Reveal(), by)
		}
	}
	var keys [][]string
	for len(edits) > 0 && rounds < roundsOfFixes {
		for _, edit := range edits {
			fixed := p.edited(t, edit)
			if fixed == nil {
				return fixes, rounds
			}
			p, keys = fixed, append(keys, edit.Key)
		}
		rounds++
		report = p.report(t)
		edits = editsOf(t, name, report)
	}
	if len(edits) > 0 {
		t.Errorf("%s: after %d rounds of fixes there are still more: %v", name, rounds, edits)
	}
	for _, key := range keys {
		if by := accused(p, report, key, true); len(by) > 0 {
			t.Errorf("%s: after all fixes %s is still accused: %q", name, strings.Join(key, "."), by)
		}
	}
	return fixes, rounds
}

// onDisk is an example's project.
type onDisk struct {
	example
	trial
}

func (d onDisk) report(t *testing.T) *verify.Report { return d.ask(t, d.trial).report }

func (d onDisk) edited(t *testing.T, edit *findings.Edit) fixable {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(d.dir)); err != nil {
		t.Fatal(err)
	}
	for _, file := range fileOf(edit, copied) {
		text, err := os.ReadFile(file)
		if err != nil && !inConfig(edit) {
			continue
		}
		changed, ok := editText(text, edit)
		if !ok {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		d.dir = copied
		return d
	}
	return nil // its secrets do not stand in a file
}

// fileOf are the files in which an edit may have its place.
func fileOf(edit *findings.Edit, dir string) []string {
	if inConfig(edit) {
		return []string{filepath.Join(dir, ".streamlit", "config.toml")}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", ".streamlit", "secrets.toml"))
	return append([]string{filepath.Join(dir, ".streamlit", "secrets.toml")}, files...)
}

var portLine = regexp.MustCompile(`(?m)^port = .*$`)

// editText makes an edit in a file; false when the key is not there.
func editText(text []byte, edit *findings.Edit) ([]byte, bool) {
	if strings.Join(edit.Key, ".") == "server.port" { // a number
		if line := portLine.FindIndex(text); line != nil {
			return slices.Concat(text[:line[0]], []byte("port = "+edit.Value.Reveal()), text[line[1]:]), true
		}
	}
	document, err := secrets.Parse(text)
	if err != nil {
		return nil, false
	}
	change := document.With
	_, there := document.Lookup(edit.Key...)
	_, provider := document.Lookup(edit.Key[:min(2, len(edit.Key))]...)
	if inConfig(edit) || !there && provider && len(edit.Key) > 2 { // a line that is missing in the provider's section
		change = document.Set
	}
	changed, err := change(edit.Value, edit.Key...)
	if err != nil {
		return nil, false
	}
	return changed.Bytes(), true
}

func (d onDisk) place(key []string) (string, int) {
	text, err := os.ReadFile(filepath.Join(d.dir, ".streamlit", "secrets.toml"))
	if err != nil {
		return "", 0
	}
	return lineOf(text, key)
}

func lineOf(text []byte, key []string) (string, int) {
	document, err := secrets.Parse(text)
	if err != nil {
		return "", 0
	}
	value, ok := document.Lookup(key...)
	if !ok {
		return "", 0
	}
	return ".streamlit/secrets.toml", value.Start.Line
}

// The fixes of every example pass every check.
func TestFixesOfExamples(t *testing.T) {
	t.Parallel()
	projects, fixes, most := 0, 0, 0
	for i, e := range examples() {
		if e.source.Named != "" || testing.Short() && i%32 != 0 {
			continue // nothing of what is named can be edited
		}
		e.login = false
		p := onDisk{e, e.set(t)}
		n, rounds := holdFixes(t, fmt.Sprintf("example %d %s/%s", i, e.check, e.says), p)
		if n > 0 {
			projects++
		}
		fixes, most = fixes+n, max(most, rounds)
	}
	t.Logf("figures: %d fixes in %d examples made and asked again; the most rounds: %d", fixes, projects, most)
	if fixes < 40 && !testing.Short() {
		t.Errorf("only %d fixes were held against the rule", fixes)
	}
}

// The same of the projects of the field's reports, whose files stand in cmd.
func TestFixesOfFieldCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "cmd", "testdata", "field", "*.txtar"))
	if err != nil || len(files) < 50 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	projects, fixes := 0, 0
	for i, file := range files {
		if testing.Short() && i%16 != 0 {
			continue
		}
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for _, f := range archive.Files {
			path := filepath.Join(dir, filepath.FromSlash(f.Name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		n, _ := holdFixes(t, filepath.Base(file), onDisk{example{}, trial{dir: dir}})
		if n > 0 {
			projects++
		}
		fixes += n
	}
	t.Logf("figures: %d field cases, %d fixes in %d of them made and asked again", len(files), fixes, projects)
	if fixes == 0 && !testing.Short() {
		t.Error("no fix was held against the rule")
	}
}

// Values that had several fixes, each wrong alone, and those that are right.
func TestOneFixPerKey(t *testing.T) {
	const google = "https://accounts.google.com/.well-known/openid-configuration"
	for _, c := range []struct{ written, config, want string }{
		{"http://LOCALHOST:8599/callback", "", "http://localhost:8501/oauth2callback"},
		{"http://LOCALHOST:8599/callback", "[server]\nport = 8599\n", "http://localhost:8599/oauth2callback"},
		{"http://LOCALHOST:8599/callback", "[server]\nport = 9000\nbaseUrlPath = \"/tools/\"\nsslCertFile = \"cert.pem\"\nsslKeyFile = \"key.pem\"\n", "https://localhost:9000/tools/oauth2callback"},
		{"https://http://localhost:8501/oauth2callback", "", "http://localhost:8501/oauth2callback"},
		{"http://localhost.9000/callback", "[server]\nport = 9000\n", "http://localhost:9000/oauth2callback"},
		{"loclahost:{port}", "", "http://localhost:{port}/oauth2callback"},
		{" HTTP://ada@App.Bücher.example.:80/OAuth2Callback/?from=corp#top", "", "https://app.xn--bcher-kva.example/oauth2callback"},
		{"http://[::]:8501/oauth2%63allback", "", "http://localhost:8501/oauth2callback"},
	} {
		p := inMemory{config: []byte(c.config), secrets: []byte(strings.NewReplacer("http://localhost:8501/oauth2callback", c.written, "METADATA", google).Replace(base))}
		found := 0
		for _, result := range p.report(t).Results {
			for _, f := range result.Findings {
				if !strings.HasPrefix(result.ID, "redirect-uri-") {
					continue
				}
				found++
				if !strings.HasPrefix(f.Fix, `write redirect_uri = "`+c.want+`"`) {
					t.Errorf("%s: %s says %q", c.written, result.ID, f.Fix)
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: nothing is accused", c.written)
		}
	}
}

// The one right metadata address, where it can be told.
func TestOneMetadataAddress(t *testing.T) {
	const sso, entraAddress = "https://sso.example.de/.well-known/openid-configuration", "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"
	for written, want := range map[string]string{
		"https://https://sso.example.de/.well-known/openid-configuration": sso,
		"https://http://sso.example.de/.well-known/openid-configuration":  sso,
		"https:///sso.example.de/.well-known/openid-configuration":        sso,
		"https//sso.example.de/.well-known/openid-configuration":          sso,
		"https://https//sso.example.de/.well-known/openid-configuration":  sso,
		"sso.example.de/.well-known/openid-configuration":                 sso,
		"https://ada:pw@sso.example.de/.well-known/openid-configuration":  sso,
		"http://sso.example.de/.well-known/openid-configuration":          sso,
		" " + sso + " ": sso,
		"https://https://localhost:8080/.well-known/openid-configuration":                "http://localhost:8080/.well-known/openid-configuration",
		strings.Replace(entraAddress, "https://", "https:///", 1):                        entraAddress,
		strings.Replace(entraAddress, "https://", "http://https://", 1):                  entraAddress,
		" " + strings.Replace(entraAddress, "/v2.0/.well-known", "", 1):                  entraAddress,
		"https://https://sso.example.de/":                                                "",
		"https://https://{domain}/.well-known/openid-configuration":                      "",
		"https://https://github.com/.well-known/openid-configuration":                    "",
		"https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration": "",
	} {
		p := inMemory{secrets: []byte(strings.NewReplacer("METADATA", written).Replace(base))}
		found := 0
		for _, result := range p.report(t).Results {
			for _, f := range result.Findings {
				if !strings.HasPrefix(result.ID, "metadata-url-") {
					continue
				}
				found++
				if says := strings.HasPrefix(f.Fix, `write server_metadata_url = "`+want+`"`); says != (want != "") || (f.Edit != nil) != (want != "") {
					t.Errorf("%s: %s says %q", written, result.ID, f.Fix)
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: nothing is accused", written)
		}
	}
}

// inConfig tells whether an edit is one of config.toml.
func inConfig(edit *findings.Edit) bool {
	return slices.Contains([]string{"server", "browser"}, edit.Key[0])
}
