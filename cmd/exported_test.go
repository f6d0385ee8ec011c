package cmd

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/authkit-cli/authkit/deploy"
	"github.com/authkit-cli/authkit/diagnosis"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/fleet"
	"github.com/authkit-cli/authkit/fleet/expiry"
	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/cookies"
	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/paint"
	"github.com/authkit-cli/authkit/internal/pieces"
	"github.com/authkit-cli/authkit/internal/places"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/platform"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/register"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/register/converge"
	"github.com/authkit-cli/authkit/register/credential"
	"github.com/authkit-cli/authkit/register/dynamic"
	"github.com/authkit-cli/authkit/register/graph"
	"github.com/authkit-cli/authkit/register/undo"
	"github.com/authkit-cli/authkit/relay"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/relay/child"
	"github.com/authkit-cli/authkit/relay/session"
	proofs "github.com/authkit-cli/authkit/relay/source"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/menu"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyopens"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pyscope"
	"github.com/authkit-cli/authkit/streamlit/pysession"
	"github.com/authkit-cli/authkit/streamlit/pytaken"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/pyvalue"
	"github.com/authkit-cli/authkit/streamlit/reached"
	"github.com/authkit-cli/authkit/streamlit/startup"
	"github.com/authkit-cli/authkit/templates"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/grounds"
	"github.com/authkit-cli/authkit/verify/image"
	"github.com/authkit-cli/authkit/verify/meant"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/project/repo"
	"github.com/authkit-cli/authkit/verify/report"
	"github.com/authkit-cli/authkit/verify/script"
	"github.com/authkit-cli/authkit/verify/shell"
)

// exportedTypes are all exported structs of authkit's packages; the test below
// finds the one that is missing here.
var exportedTypes = []reflect.Type{
	reflect.TypeFor[menu.Menu](), reflect.TypeFor[menu.Page](), reflect.TypeFor[menu.Text](), reflect.TypeFor[pyscope.Scope[int, int]](), reflect.TypeFor[pyscope.Binding[int, int]](), reflect.TypeFor[pyscope.Origin](), reflect.TypeFor[pyscope.Holding](), reflect.TypeFor[pysession.Session](), reflect.TypeFor[pysession.Set](), reflect.TypeFor[pysession.File](),
	reflect.TypeFor[names.Parameter](), reflect.TypeFor[pyclass.Class](), reflect.TypeFor[pyclass.Field](), reflect.TypeFor[pyclass.Member](), reflect.TypeFor[pyclass.Set](), reflect.TypeFor[pyread.Entries](), reflect.TypeFor[pyread.EntrySet](), reflect.TypeFor[pyread.Passed](),
	reflect.TypeFor[pytaken.Files](), reflect.TypeFor[pytaken.Import](), reflect.TypeFor[dockerfile.Copied](), reflect.TypeFor[pytaken.Lost](), reflect.TypeFor[reached.Around](), reflect.TypeFor[pyvalue.Value](), reflect.TypeFor[pyvalue.Function](), reflect.TypeFor[pyvalue.Field](), reflect.TypeFor[pyvalue.Memory[int]](), reflect.TypeFor[reached.Return](), reflect.TypeFor[reached.Uncalled](),
	reflect.TypeFor[assertion.Expected](), reflect.TypeFor[assertion.Token](), reflect.TypeFor[child.Command](), reflect.TypeFor[relay.App](), reflect.TypeFor[relay.Shown](), reflect.TypeFor[relay.Options](), reflect.TypeFor[relay.Relay](),
	reflect.TypeFor[session.Options](), reflect.TypeFor[proofs.World](), reflect.TypeFor[proofs.Source](), reflect.TypeFor[probe.TokenEndpoint](), reflect.TypeFor[project.RunSettings](),
	reflect.TypeFor[deploy.Address](), reflect.TypeFor[deploy.AddressError](), reflect.TypeFor[deploy.MissingError](),
	reflect.TypeFor[deploy.Target](), reflect.TypeFor[deploy.Given](), reflect.TypeFor[deploy.Run](),
	reflect.TypeFor[diagnosis.Diagnosis](), reflect.TypeFor[diagnosis.Machine](), reflect.TypeFor[diagnosis.Environment](), reflect.TypeFor[diagnosis.Wanted](),
	reflect.TypeFor[diagnosis.SecretsFile](), reflect.TypeFor[diagnosis.Section](), reflect.TypeFor[diagnosis.Provider](), reflect.TypeFor[diagnosis.Check](), reflect.TypeFor[deploy.Step](),
	reflect.TypeFor[entra.ErrorAnswer](), reflect.TypeFor[entra.Authority](), reflect.TypeFor[entra.Entry](), reflect.TypeFor[entra.Mention](), reflect.TypeFor[entra.PageTitle](),
	reflect.TypeFor[explain.Page](), reflect.TypeFor[explain.Topic](), reflect.TypeFor[explain.Own](), reflect.TypeFor[explain.Client](),
	reflect.TypeFor[fleet.App](), reflect.TypeFor[expiry.Entry](), reflect.TypeFor[expiry.List](), reflect.TypeFor[fleet.Passed](), reflect.TypeFor[fleet.Found](), reflect.TypeFor[fleet.Loaded](), reflect.TypeFor[project.Loaded](), reflect.TypeFor[verify.App](),
	reflect.TypeFor[provider.Provider](), reflect.TypeFor[provider.Form](), reflect.TypeFor[provider.Refusal](), reflect.TypeFor[provider.Unusable](),
	reflect.TypeFor[register.Request](), reflect.TypeFor[register.Proof](), reflect.TypeFor[dynamic.Client](), reflect.TypeFor[dynamic.Management](), reflect.TypeFor[dynamic.Provider](),
	reflect.TypeFor[dynamic.Refusal](), reflect.TypeFor[dynamic.Keeper](), reflect.TypeFor[register.GoogleClient](), reflect.TypeFor[dynamic.SilenceError](), reflect.TypeFor[dynamic.Wanted](), reflect.TypeFor[dynamic.Wire](),
	reflect.TypeFor[sandbox.Fault](), reflect.TypeFor[sandbox.Options](), reflect.TypeFor[sandbox.Tenant](),
	reflect.TypeFor[sandbox.Client](), reflect.TypeFor[sandbox.ClientSecret](), reflect.TypeFor[sandbox.User](),
	reflect.TypeFor[sandbox.Server](), reflect.TypeFor[sandbox.Visitor](), reflect.TypeFor[sandbox.Authority](),
	reflect.TypeFor[scaffold.Answers](), reflect.TypeFor[scaffold.Change](), reflect.TypeFor[scaffold.Plan](), reflect.TypeFor[scaffold.Fixes](),
	reflect.TypeFor[scaffold.Kept](), reflect.TypeFor[scaffold.Note](), reflect.TypeFor[scaffold.Setup](),
	reflect.TypeFor[scaffold.Existing](), reflect.TypeFor[scaffold.Project](), reflect.TypeFor[scaffold.GateError](),
	reflect.TypeFor[secrets.Position](), reflect.TypeFor[secrets.Value](), reflect.TypeFor[secrets.Document](),
	reflect.TypeFor[secrets.SyntaxError](), reflect.TypeFor[secrets.EncodingError](), reflect.TypeFor[secrets.Snapshot](),
	reflect.TypeFor[secrets.Secret](), reflect.TypeFor[secrets.Table](),
	reflect.TypeFor[streamlit.Auth](), reflect.TypeFor[streamlit.LoginCookies](), reflect.TypeFor[streamlit.Authlib](),
	reflect.TypeFor[streamlit.SigningKeys](), reflect.TypeFor[streamlit.Registration](), reflect.TypeFor[streamlit.Unread](), reflect.TypeFor[streamlit.AssertionClaims](),
	reflect.TypeFor[streamlit.IDTokenRules](), reflect.TypeFor[streamlit.TokenProblem](), reflect.TypeFor[streamlit.RedirectRules](),
	reflect.TypeFor[streamlit.ServerConfig](), reflect.TypeFor[streamlit.Option](), reflect.TypeFor[streamlit.FileList](), reflect.TypeFor[streamlit.Setting](),
	reflect.TypeFor[streamlit.SecretsFile](), reflect.TypeFor[findings.Edit](), reflect.TypeFor[lazy.Regexp](), reflect.TypeFor[paint.Links](), reflect.TypeFor[lazy.Replacer](), reflect.TypeFor[lazy.Value[string]](), reflect.TypeFor[lazy.Archive](),
	reflect.TypeFor[lazy.Table](),
	reflect.TypeFor[deps.Package](), reflect.TypeFor[deps.Dependencies](), reflect.TypeFor[deps.Edit](),
	reflect.TypeFor[deps.Requirement](), reflect.TypeFor[deps.Specifier](), reflect.TypeFor[deps.Version](),
	reflect.TypeFor[startup.RunCommand](), reflect.TypeFor[pyfile.Scan](), reflect.TypeFor[pyscan.Scan](), reflect.TypeFor[pyscan.Found](), reflect.TypeFor[reached.Answer](), reflect.TypeFor[reached.Halt](), reflect.TypeFor[reached.Switch](), reflect.TypeFor[reached.Failing](), reflect.TypeFor[pyopens.Opened](), reflect.TypeFor[pyscan.LoginCall](), reflect.TypeFor[pyscan.ClaimUse](),
	reflect.TypeFor[pyscan.Handwritten](), reflect.TypeFor[pytree.Expression](), reflect.TypeFor[pytree.Rare](), reflect.TypeFor[pytree.Refusal](), reflect.TypeFor[pytree.Statement](), reflect.TypeFor[pytree.Named](), reflect.TypeFor[pytree.Compound](), reflect.TypeFor[reached.Fault](), reflect.TypeFor[held.Missing](), reflect.TypeFor[pytoken.Position](), reflect.TypeFor[pyapp.Spot](), reflect.TypeFor[pyapp.Login](), reflect.TypeFor[pyapp.Followed](),
	reflect.TypeFor[startup.Image](), reflect.TypeFor[startup.Words](), reflect.TypeFor[project.Container](), reflect.TypeFor[project.Handed](),
	reflect.TypeFor[names.Use](), reflect.TypeFor[names.Argument](), reflect.TypeFor[pyapp.NameUse](), reflect.TypeFor[pyapp.Foreign](), reflect.TypeFor[pyapp.Another](), reflect.TypeFor[pyapp.Page](), reflect.TypeFor[held.Value](), reflect.TypeFor[pytoken.SyntaxError](),
	reflect.TypeFor[pytoml.Difference](), reflect.TypeFor[pytoml.Error](),
	reflect.TypeFor[templates.Pipeline](),
	reflect.TypeFor[project.App](), reflect.TypeFor[project.AppFile](), reflect.TypeFor[project.Acceptance](),
	reflect.TypeFor[project.BaselineError](), reflect.TypeFor[verify.Check](), reflect.TypeFor[verify.Missing](),
	reflect.TypeFor[verify.Outcome](), reflect.TypeFor[outcome.Evidence](), reflect.TypeFor[image.Baked](), reflect.TypeFor[meant.Claims](), reflect.TypeFor[dockerfile.Variable](), reflect.TypeFor[dockerfile.Instruction](), reflect.TypeFor[dockerfile.Stages](), reflect.TypeFor[verify.Facts](), reflect.TypeFor[verify.Metadata](), reflect.TypeFor[verify.KeySet](),
	reflect.TypeFor[verify.ProviderAnswer](), reflect.TypeFor[verify.ClientProbe](), reflect.TypeFor[verify.SecretProbe](),
	reflect.TypeFor[verify.SecretTry](), reflect.TypeFor[verify.RedirectProbe](), reflect.TypeFor[verify.AuthorizeAnswer](),
	reflect.TypeFor[verify.SignIn](), reflect.TypeFor[probe.Ask](), reflect.TypeFor[probe.Answers](), reflect.TypeFor[verify.Gathered](), reflect.TypeFor[probe.Network](),
	reflect.TypeFor[verify.Deployed](), reflect.TypeFor[verify.Reply](), reflect.TypeFor[platform.Platform](), reflect.TypeFor[platform.Answer](), reflect.TypeFor[project.Project](), reflect.TypeFor[project.ConfigFiles](),
	reflect.TypeFor[verify.LogoutProbe](), reflect.TypeFor[project.SecretsOnDisk](), reflect.TypeFor[project.SecretsSource](),
	reflect.TypeFor[project.SecretsSearch](), reflect.TypeFor[findings.Place](), reflect.TypeFor[findings.Finding](), reflect.TypeFor[project.LoadOptions](),
	reflect.TypeFor[project.Error](), reflect.TypeFor[project.Recipe](), reflect.TypeFor[project.Unread](), reflect.TypeFor[project.SourceError](), reflect.TypeFor[project.LeakSearch](), reflect.TypeFor[checkout.Folder](), reflect.TypeFor[places.Text](), reflect.TypeFor[pieces.Text](), reflect.TypeFor[cookies.Jar](),
	reflect.TypeFor[verify.Result](), reflect.TypeFor[verify.Request](), reflect.TypeFor[verify.Report](), reflect.TypeFor[verify.Person](), reflect.TypeFor[probe.InwardError](),
	reflect.TypeFor[verify.Claim](), reflect.TypeFor[verify.Options](), reflect.TypeFor[probe.Login](),
	reflect.TypeFor[verify.Fact[*verify.Metadata]](),
	reflect.TypeFor[repo.State](), reflect.TypeFor[repo.Needle](), reflect.TypeFor[repo.Leak](), reflect.TypeFor[repo.Scan](), reflect.TypeFor[repo.Target](), reflect.TypeFor[repo.Search](), reflect.TypeFor[repo.Objects](), reflect.TypeFor[lazy.Shape](),
	reflect.TypeFor[written.Document](), reflect.TypeFor[written.Line](), reflect.TypeFor[written.Value](), reflect.TypeFor[shell.Script](), reflect.TypeFor[shell.Run](), reflect.TypeFor[shell.Source](), reflect.TypeFor[shell.Options](),
	reflect.TypeFor[script.Reader](), reflect.TypeFor[script.Filled](), reflect.TypeFor[pytoken.Newer](), reflect.TypeFor[pytoken.Token](), reflect.TypeFor[pytoken.Packed](), reflect.TypeFor[pytoken.Place](), reflect.TypeFor[pytoken.Tokens](), reflect.TypeFor[pytoken.Word](),
	reflect.TypeFor[project.Writer](), reflect.TypeFor[project.Image](), reflect.TypeFor[project.Service](), reflect.TypeFor[project.Words](), reflect.TypeFor[project.Mount](), reflect.TypeFor[project.Names](), reflect.TypeFor[project.Import](), reflect.TypeFor[project.NamedVariable](),
	reflect.TypeFor[report.Options](),
	reflect.TypeFor[entra.Application](), reflect.TypeFor[entra.RedirectURIs](), reflect.TypeFor[entra.ClientSecret](), reflect.TypeFor[entra.Principal](),
	reflect.TypeFor[azcli.Session](), reflect.TypeFor[azcli.Problem](), reflect.TypeFor[graph.Client](), reflect.TypeFor[graph.Sender](), reflect.TypeFor[probe.Guard](), reflect.TypeFor[graph.Refusal](),
	reflect.TypeFor[converge.Wanted](), reflect.TypeFor[converge.Changes](), reflect.TypeFor[converge.Told](), reflect.TypeFor[converge.MisplacedError](),
	reflect.TypeFor[converge.Registrar](), reflect.TypeFor[converge.LostError](), reflect.TypeFor[verify.GraphRegistration](), reflect.TypeFor[grounds.Ground](),
	reflect.TypeFor[entra.Certificate](), reflect.TypeFor[entra.FederatedCredential](), reflect.TypeFor[deploy.SignIn](),
	reflect.TypeFor[credential.Certificate](), reflect.TypeFor[undo.Record](), reflect.TypeFor[undo.Field](), reflect.TypeFor[undo.FederatedChange](), reflect.TypeFor[undo.Keeper](), reflect.TypeFor[undo.KeepError](),
	reflect.TypeFor[undo.Plan](), reflect.TypeFor[undo.Use](),
	reflect.TypeFor[safego.Panic](), reflect.TypeFor[safego.Work](), reflect.TypeFor[safego.Group](),
}

// Every exported type, filled with canaries wherever it has room for a secret,
// keeps them from fmt, encoding/json and log/slog, as a value and behind a pointer.
//
// Seen to fail: with Secret.value a string instead of a pointer to one, which
// fmt reaches in the unexported fields of enclosing types.
func TestExportedTypesPrintNoSecret(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secrets.toml")
	if err := os.WriteFile(file, []byte("canary = \""+canary+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	snapshot, err := secrets.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	document, err := secrets.Parse(snapshot.Data())
	if err != nil {
		t.Fatal(err)
	}
	canaries := map[reflect.Type]reflect.Value{
		reflect.TypeFor[secrets.Secret](): reflect.ValueOf(secrets.New(canary)), reflect.TypeFor[*secrets.Document](): reflect.ValueOf(document),
		reflect.TypeFor[secrets.Document](): reflect.ValueOf(*document), reflect.TypeFor[secrets.Snapshot](): reflect.ValueOf(snapshot),
	}
	holders, prints := 0, 0
	for _, kind := range exportedTypes {
		value := reflect.New(kind)
		placed := fillCanaries(value.Elem(), canaries, 8)
		if placed > 0 {
			holders++
		}
		for form, thing := range map[string]any{"value": value.Elem().Interface(), "pointer": value.Interface(), "list": []any{value.Elem().Interface()}} {
			for how, shown := range everyPrint(thing) {
				prints++
				if at, disguise := findCanary(shown); at >= 0 {
					t.Errorf("%s of the %s of %v shows it%s: %q", how, form, kind, disguise, shown[max(0, at-80):min(len(shown), at+30)])
				}
			}
		}
	}
	if holders < 15 {
		t.Errorf("only %d types were found to hold secrets", holders)
	}
	t.Logf("figures: %d exported types, %d of them with room for secrets, %d prints without a canary", len(exportedTypes), holders, prints)
}

// fillCanaries puts a canary wherever value has room for one, through
// unexported fields too, and counts them.
func fillCanaries(value reflect.Value, canaries map[reflect.Type]reflect.Value, depth int) int {
	if canary, ok := canaries[value.Type()]; ok {
		value.Set(canary)
		return 1
	}
	if depth == 0 {
		return 0
	}
	placed := 0
	switch value.Kind() {
	case reflect.Struct:
		if !strings.HasPrefix(value.Type().PkgPath(), "github.com/authkit-cli/authkit/") {
			return 0
		}
		for i := range value.NumField() {
			field := value.Field(i)
			placed += fillCanaries(reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem(), canaries, depth-1)
		}
	case reflect.Pointer:
		target := reflect.New(value.Type().Elem())
		if placed = fillCanaries(target.Elem(), canaries, depth-1); placed > 0 {
			value.Set(target)
		}
	case reflect.Slice:
		list := reflect.MakeSlice(value.Type(), 1, 1)
		if placed = fillCanaries(list.Index(0), canaries, depth-1); placed > 0 {
			value.Set(list)
		}
	case reflect.Map:
		element := reflect.New(value.Type().Elem()).Elem()
		if placed = fillCanaries(element, canaries, depth-1); placed > 0 {
			value.Set(reflect.MakeMap(value.Type()))
			value.SetMapIndex(reflect.Zero(value.Type().Key()), element)
		}
	}
	return placed
}

// The list above is complete.
func TestExportedTypesAreListed(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, kind := range exportedTypes {
		name, _, _ := strings.Cut(kind.Name(), "[")
		listed[strings.TrimPrefix(kind.PkgPath(), "github.com/authkit-cli/authkit/")+"."+name] = true
	}
	found := 0
	err := filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != ".." && (strings.HasPrefix(entry.Name(), ".") || slices.Contains([]string{"e2e", "cmd", "testdata", "dist"}, entry.Name())) {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, _ := filepath.Rel("..", filepath.Dir(path))
		ast.Inspect(file, func(node ast.Node) bool {
			spec, ok := node.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if _, isStruct := spec.Type.(*ast.StructType); isStruct && spec.Name.IsExported() && file.Name.Name != "main" {
				found++
				if name := filepath.ToSlash(folder) + "." + spec.Name.Name; !listed[name] {
					t.Errorf("%s is not in exportedTypes", name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < len(exportedTypes) {
		t.Errorf("%d types listed, %d found", len(exportedTypes), found)
	}
}
