package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/authkit-cli/authkit"

// floors says which folders of ours a folder may import. Imports go one way.
var floors = map[string][]string{
	"":                     {"cmd"},
	"cmd":                  {"cmd/answer", "cmd/ask", "cmd/browser", "cmd/page", "cmd/complete", "cmd/filter", "cmd/given", "cmd/quiet", "explain", "scaffold", "deploy", "verify", "verify/project", "verify/project/repo", "verify/probe", "verify/report", "register", "register/azcli", "register/converge", "register/dynamic", "register/graph", "sandbox", "entra", "provider", "streamlit", "secrets", "diagnosis", "fleet", "fleet/expiry", "register/credential", "register/undo", "cmd/progress", "cmd/kept", "cmd/watch", "cmd/pasted", "cmd/steps", "fix", "relay/assertion", "relay/session", "relay/source"},
	"cmd/answer":           {"entra", "secrets"},
	"cmd/ask":              {"cmd/filter", "secrets"},
	"cmd/browser":          {},
	"cmd/progress":         {},
	"cmd/watch":            {},
	"cmd/steps":            {"deploy", "entra", "provider", "sandbox", "scaffold", "secrets"},
	"cmd/pasted":           {"cmd/page", "entra", "explain"},
	"fix":                  {"scaffold", "verify", "verify/project"},
	"cmd/complete":         {"deploy", "fleet/expiry", "sandbox", "scaffold", "verify", "verify/report"},
	"cmd/page":             {"entra", "explain"},
	"internal/paint":       {},
	"cmd/filter":           {"entra", "secrets"},
	"cmd/kept":             {"scaffold", "verify/project/repo", "secrets"},
	"cmd/given":            {},
	"cmd/quiet":            {"cmd/quiet/pathless"},
	"cmd/quiet/pathless":   {},
	"fleet":                {"verify", "verify/project", "verify/project/repo", "verify/probe", "streamlit", "streamlit/pyapp", "streamlit/pyfile", "streamlit/startup", "entra", "secrets"},
	"fleet/expiry":         {"fleet", "verify", "verify/project", "entra"},
	"explain":              {"entra", "platform", "provider", "streamlit", "verify"},
	"scaffold":             {"templates", "verify/project/repo", "streamlit", "streamlit/deps", "streamlit/pyapp", "streamlit/pyfile", "streamlit/startup", "entra", "secrets", "streamlit/held", "streamlit/pytoken"},
	"deploy":               {"entra", "platform", "secrets"},
	"diagnosis":            {"verify", "verify/project", "streamlit", "streamlit/deps", "entra", "provider", "secrets"},
	"register":             {"register/credential", "entra", "provider", "secrets"},
	"register/dynamic":     {"entra", "provider", "secrets"},
	"register/converge":    {"register/credential", "register/graph", "register/undo", "entra", "secrets"},
	"register/credential":  {"entra", "secrets"},
	"register/undo":        {"register/graph", "entra", "secrets"},
	"verify/probe":         {"verify", "verify/observed", "register/azcli", "register/graph", "verify/project", "platform", "streamlit", "entra", "provider", "secrets"},
	"verify":               {"verify/outcome", "verify/nosecrets", "verify/observed", "verify/grounds", "verify/meant", "verify/shown", "verify/image", "verify/project", "verify/script", "streamlit", "streamlit/deps", "streamlit/names", "streamlit/pyapp", "streamlit/pyscan", "streamlit/reached", "streamlit/pytoml", "entra", "platform", "provider", "secrets", "streamlit/consent", "streamlit/signers", "streamlit/pytoken", "relay/assertion"},
	"verify/project":       {"verify/project/repo", "verify/shell", "streamlit", "streamlit/deps", "streamlit/names", "streamlit/pyapp", "streamlit/reached", "streamlit/pytaken", "streamlit/pyopens", "streamlit/pyfile", "streamlit/pyscan", "streamlit/startup", "streamlit/pywrites", "streamlit/pytoml", "entra", "secrets", "streamlit/held", "streamlit/belongs", "streamlit/pytoken"},
	"verify/project/repo":  {"secrets"},
	"verify/shell":         {},
	"verify/outcome":       {},
	"verify/grounds":       {},
	"verify/meant":         {"entra", "provider", "streamlit/deps"},
	"verify/shown":         {"entra"},
	"verify/observed":      {"platform"},
	"verify/nosecrets":     {"verify/project", "verify/outcome", "relay/assertion", "entra"},
	"verify/image":         {"verify/project", "streamlit/deps"},
	"verify/script":        {"verify/project", "streamlit", "streamlit/pytoml", "secrets"},
	"verify/report":        {"verify", "verify/project", "entra"},
	"register/azcli":       {"entra", "secrets"},
	"register/graph":       {"register/azcli", "entra", "secrets"},
	"relay":                {"explain", "entra", "secrets", "verify/probe"},
	"relay/assertion":      {"entra"},
	"relay/child":          {},
	"relay/rendered":       {"streamlit", "streamlit/pytoml", "secrets"},
	"relay/session":        {"relay", "relay/assertion", "relay/child", "relay/rendered", "relay/source", "verify/probe", "streamlit", "entra", "secrets"},
	"relay/source":         {"relay", "relay/assertion", "verify/probe", "streamlit", "entra", "secrets"},
	"sandbox":              {"entra"},
	"streamlit":            {"provider", "streamlit/deps", "secrets"},
	"streamlit/deps":       {},
	"streamlit/pywrites":   {"streamlit/pytoken"},
	"streamlit/names":      {"streamlit/deps"},
	"streamlit/reached":    {"streamlit/held", "streamlit/names", "streamlit/pytoken"},
	"streamlit/pytree":     {"streamlit/held", "streamlit/pytoken"},
	"streamlit/pyvalue":    {"streamlit/pyread", "streamlit/names", "streamlit/pytree", "streamlit/held", "streamlit/reached", "secrets"},
	"streamlit/pyclass":    {"streamlit/names", "streamlit/pyfile", "streamlit/pytree", "streamlit/reached"},
	"streamlit/pyread":     {"streamlit/held", "streamlit/names", "streamlit/pyscan", "streamlit/pytree", "streamlit/reached", "streamlit/pytoken"},
	"streamlit/pyscope":    {"streamlit/names", "streamlit/pyread", "streamlit/pytree", "streamlit/reached"},
	"streamlit/pysession":  {"streamlit/pyread", "streamlit/pytree", "streamlit/reached"},
	"streamlit/pytaken":    {"streamlit/names", "streamlit/pyclass", "streamlit/pyfile", "streamlit/pyread", "streamlit/pytree", "streamlit/pyscan", "streamlit/reached"},
	"streamlit/pyswitch":   {"streamlit/held", "streamlit/pyfile", "streamlit/pytree", "streamlit/reached"},
	"streamlit/pyopens":    {"streamlit/pyread", "streamlit/pyfile", "streamlit/pytoken", "streamlit/pytree"},
	"streamlit/pyapp":      {"streamlit/menu", "streamlit/pysession", "streamlit/pyswitch", "streamlit/pyscope", "streamlit/pyvalue", "streamlit/pytaken", "streamlit/pyclass", "streamlit/pyread", "streamlit/pyfile", "streamlit/pytree", "streamlit/held", "streamlit/names", "streamlit/pyscan", "streamlit/reached", "streamlit/signers", "secrets", "streamlit/pytoken"},
	"streamlit/pyfile":     {"streamlit/names", "streamlit/pyscan", "streamlit/pytoken", "streamlit/pytree"},
	"streamlit/pyscan":     {"streamlit/names", "streamlit/signers", "streamlit/pytoken"},
	"streamlit/pytoken":    {},
	"streamlit/signers":    {"streamlit/pytree"},
	"streamlit/consent":    {"streamlit/pyfile", "streamlit/pyscan", "streamlit/reached"},
	"streamlit/held":       {"secrets"},
	"streamlit/menu":       {},
	"streamlit/belongs":    {"streamlit/pyfile"},
	"internal/dockerfile":  {},
	"internal/endings":     {},
	"internal/pieces":      {},
	"streamlit/startup":    {"streamlit/pyapp", "streamlit/pytaken", "streamlit/pyfile", "streamlit/pyscan"},
	"streamlit/pytoml":     {},
	"entra":                {},
	"platform":             {},
	"provider":             {},
	"secrets":              {},
	"templates":            {},
	"internal/boundedtoml": {},
	"internal/places":      {},
	"internal/spoken":      {},
	"internal/safego":      {},
	"internal/checkid":     {},
	"internal/checkout":    {},
	"internal/findings":    {"secrets"},
	"internal/growth":      {},
	"internal/cookies":     {"internal/hosts"},
	"internal/hosts":       {},
	"internal/quote":       {},
	"internal/lazy":        {},
	"internal/manual":      {"cmd"},
	"internal/notices":     {},
	"internal/site":        {"deploy", "entra", "explain", "provider", "secrets", "verify"},
	"internal/own":         {},
	"internal/shelltree":   {},
	"internal/spelling":    {},
	"internal/words":       {},
	"internal/crashpoint":  {},
	"internal/figures":     {},
	"internal/inmemory":    {},
	"internal/written":     {},
}

// forbidden are imports that would cost what a folder is for.
var forbidden = []struct {
	folders, imports []string
	why              string
}{
	{[]string{"secrets", "streamlit", "streamlit/deps", "streamlit/pyapp", "streamlit/pyfile", "streamlit/pytree", "streamlit/pyscan", "streamlit/reached", "streamlit/pytoken", "streamlit/pytoml", "entra", "platform", "provider", "templates", "scaffold", "deploy", "register", "explain", "verify/shell", "verify/project", "verify/project/repo"}, []string{"net/http"}, "it makes no network call"},
	{[]string{"verify"}, []string{"net", "os", "os/exec"}, "it decides on facts and does nothing"},
	{[]string{"verify/probe"}, []string{"os", "os/exec"}, "it asks the network and nothing else"},
	{[]string{"streamlit", "streamlit/pyapp", "streamlit/pyfile", "streamlit/pytree", "streamlit/pyscan", "streamlit/reached", "streamlit/pytoken", "streamlit/pytoml", "entra", "platform", "provider", "deploy", "register", "explain", "verify/report", "verify/shell", "sandbox", "templates"}, []string{"os"}, "it reads no disk and no environment"},
}

// nobody may link these: they cost megabytes or answer for somebody else.
var nobody = []string{"text/template", "html/template", "github.com/coreos/go-oidc/v3/oidc"}

type folder struct {
	ImportPath string
	Imports    []string
}

func folders(t *testing.T, args ...string) []folder {
	t.Helper()
	out, err := exec.Command("go", append(append([]string{"list"}, args...), "./...")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []folder
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var f folder
		err := decoder.Decode(&f)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
}

func TestFloors(t *testing.T) {
	for _, f := range folders(t, "-json=ImportPath,Imports") {
		name := strings.TrimPrefix(strings.TrimPrefix(f.ImportPath, module), "/")
		allowed, known := floors[name]
		if !known {
			t.Errorf("%s has no floor: say in floors who may import it and whom it may import", name)
		}
		for _, imported := range f.Imports {
			if ours, ok := strings.CutPrefix(imported, module+"/"); ok && !strings.HasPrefix(ours, "internal/") && !slices.Contains(allowed, ours) {
				t.Errorf("%s may not import %s", f.ImportPath, ours)
			}
			if slices.Contains(nobody, imported) {
				t.Errorf("%s imports %s", f.ImportPath, imported)
			}
			for _, rule := range forbidden {
				if slices.Contains(rule.folders, name) && slices.Contains(rule.imports, imported) {
					t.Errorf("%s imports %s, but %s", name, imported, rule.why)
				}
			}
		}
	}
}

// The end-to-end tests hold what authkit knows against what others really do:
// they ask the packages of knowledge, and run the commands as the program they are.
func TestEndToEndFloor(t *testing.T) {
	for _, f := range folders(t, "-C", "e2e", "-tags", "e2e", "-test", "-json=ImportPath,Imports") {
		for _, imported := range f.Imports {
			ours, ok := strings.CutPrefix(imported, module+"/")
			ours, _, _ = strings.Cut(ours, " ")
			if ok && !slices.Contains([]string{"e2e", "entra", "sandbox", "secrets", "streamlit", "streamlit/deps", "streamlit/pyapp", "streamlit/pytoml", "verify", "verify/project"}, ours) {
				t.Errorf("%s may not import %s", f.ImportPath, ours)
			}
		}
	}
}

// Only the prompt knows huh.
func TestOnlyImporters(t *testing.T) {
	owners := map[string][]string{
		"github.com/charmbracelet/huh":       {"cmd/ask/wizard.go", "cmd/ask/form.go"},
		"github.com/charmbracelet/bubbletea": {"cmd/ask/form.go"},
	}
	for _, path := range productFiles(t) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			if files, owned := owners[imported]; owned && !slices.Contains(files, path) {
				t.Errorf("%s imports %s, which belongs to %v", path, imported, files)
			}
		}
	}
}

// A project may be a stranger's: its files are read by internal/checkout, which
// leaves no way out. os.DirFS follows every link.
func TestProjectsAreReadByCheckout(t *testing.T) {
	out, err := exec.Command("git", "grep", "-n", "--untracked", "os[.]DirFS(", "--", "*.go", ":!*_test.go").Output()
	if len(out) > 0 {
		t.Errorf("use internal/checkout:\n%s", out)
	}
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatal(err)
	}
}

// Rules may name HTTP's status codes, and use nothing else of net/http.
func TestRulesAskNothing(t *testing.T) {
	files, err := filepath.Glob("verify/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	named := 0
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, _ := selector.X.(*ast.Ident); of != nil && of.Name == "http" {
				named++
				if !strings.HasPrefix(selector.Sel.Name, "Status") {
					t.Errorf("%s uses http.%s", path, selector.Sel.Name)
				}
			}
			return true
		})
	}
	if named == 0 {
		t.Error("no rule names a status: this proves nothing")
	}
}
