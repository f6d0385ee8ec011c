//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // keeps the module that carries the official schema

	"github.com/authkit-cli/authkit/sandbox"
)

// reports are projects whose reports differ in shape: sound, broken in many
// ways, undecided, without secrets, unreadable; and several, the folder of them all.
func reportProjects(t *testing.T) map[string]string {
	t.Helper()
	options := sandbox.Default()
	options.Logf = func(string, ...any) {}
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	t.Cleanup(provider.Close)
	root := t.TempDir()
	projects := map[string]string{"several": root}
	for name, edit := range map[string]func(text string) string{
		"sound":     func(text string) string { return text },
		"broken":    func(text string) string { return strings.ReplaceAll(text, "oauth2callback", "callback é") + "x = 1\n" },
		"secret":    func(text string) string { return strings.ReplaceAll(text, sandbox.DefaultClientSecret, "wrong~") },
		"undecided": func(text string) string { return strings.ReplaceAll(text, provider.URL, "http://127.0.0.1:1") },
		"unread":    func(string) string { return "[auth\n" },
		"missing":   func(string) string { return "" },
	} {
		dir := filepath.Join(root, name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		authkitRun(t, dir, 0, "init", "--sandbox", "--sandbox-url", provider.URL, "--yes")
		file := filepath.Join(dir, ".streamlit", "secrets.toml")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if edited := edit(string(text)); edited == "" {
			err = os.Remove(file)
		} else {
			err = os.WriteFile(file, []byte(edited), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		projects[name] = dir
	}
	return projects
}

// verified is what verify says of such a project.
func verified(t *testing.T, name, dir string, flags ...string) []byte {
	t.Helper()
	args := append([]string{"verify"}, flags...)
	if name == "several" {
		args = append(args, "--all")
	}
	return authkitRun(t, dir, -1, args...)
}

func authkitRun(t *testing.T, dir string, want int, args ...string) []byte {
	t.Helper()
	command := exec.Command(binary(t), args...)
	command.Dir, command.Env = dir, environment(t)
	out, err := command.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := command.ProcessState.ExitCode(); want >= 0 && got != want {
		t.Fatalf("authkit %s: exit %d, want %d\n%s", strings.Join(args, " "), got, want, out)
	}
	return out
}

// The JSON report keeps to the schema that is published with it.
func TestReportKeepsItsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "verify", "report", "authkit.report-1.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, dir := range reportProjects(t) {
		for _, flags := range [][]string{{"--no-login"}, {"--offline"}, {"--no-login", "--strict"}, {"--no-login", "--url", "http://127.0.0.1:1"}} {
			if name == "several" && slices.Contains(flags, "--url") {
				continue // it is for one
			}
			out := verified(t, name, dir, append([]string{"--format", "json"}, flags...)...)
			if err := schema.Validate(decoded(t, out)); err != nil {
				t.Errorf("%s %v: %v", name, flags, err)
			}
		}
	}
	if schema.Validate(decoded(t, []byte(`{"schema":"authkit.report/1","version":"1","verdict":"sound","results":[{"id":"x","level":"files","status":"ok","confidence":"proved","findings":[],"line_of_the_file":"secret"}]}`))) == nil {
		t.Error("the schema takes a member that the contract does not have")
	}
}

// SARIF is valid by the official schema, has no null, and every result has
// what code scanning needs: a rule, a place and a fingerprint.
func TestSARIFIsValid(t *testing.T) {
	schema := officialSARIF(t)
	results := 0
	for name, dir := range reportProjects(t) {
		out := verified(t, name, dir, "--no-login", "--format", "sarif")
		if err := schema.Validate(decoded(t, out)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if holdsNull(decoded(t, out)) {
			t.Errorf("%s: a null stands in it", name)
		}
		var log struct {
			Runs []struct {
				Tool struct {
					Driver struct{ Rules []struct{ ID string } }
				}
				Results []struct {
					RuleID              string
					RuleIndex           int
					Locations           []any
					PartialFingerprints map[string]string
				}
			}
		}
		if err := json.Unmarshal(out, &log); err != nil {
			t.Fatal(err)
		}
		prints := map[string]bool{}
		for _, result := range log.Runs[0].Results {
			results++
			if log.Runs[0].Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID || len(result.Locations) == 0 {
				t.Errorf("%s: %s has no rule or no place", name, result.RuleID)
			}
			for _, print := range result.PartialFingerprints {
				if prints[print] {
					t.Errorf("%s: two results share the fingerprint %s", name, print)
				}
				prints[print] = true
			}
		}
		if again := verified(t, name, dir, "--no-login", "--format", "sarif"); !bytes.Equal(again, out) {
			t.Errorf("%s: the same project gives another log", name)
		}
	}
	if results < 4 {
		t.Errorf("only %d results", results)
	}
}

// officialSARIF is the schema of OASIS, as a module carries it that loosens
// arrays to null; that is taken back.
func officialSARIF(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "pkg", "report", "v210", "sarif", "schema.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(source), "const schema = `")
	text, _, closed := strings.Cut(text, "`")
	if !found || !closed {
		t.Fatal("the module has no schema any more")
	}
	text = strings.ReplaceAll(text, `[ "array", "null" ]`, `"array"`)
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("https://sarif.example/schema.json", decoded(t, []byte(text))); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("https://sarif.example/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// JUnit's counts are those of its cases, and GitLab gets every member it demands.
func TestJUnitAndGitLab(t *testing.T) {
	for name, dir := range reportProjects(t) {
		var suites struct {
			Suites []struct {
				Tests    string `xml:"tests,attr"`
				Failures string `xml:"failures,attr"`
				Cases    []struct {
					Name    string    `xml:"name,attr"`
					Class   string    `xml:"classname,attr"`
					Failure *struct{} `xml:"failure"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		out := verified(t, name, dir, "--no-login", "--format", "junit")
		if err := xml.Unmarshal(out, &suites); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, suite := range suites.Suites {
			failures := 0
			for _, c := range suite.Cases {
				if c.Failure != nil {
					failures++
				}
				if c.Name == "" || c.Class == "" {
					t.Errorf("%s: a case has no name", name)
				}
			}
			if strconv.Itoa(len(suite.Cases)) != suite.Tests || strconv.Itoa(failures) != suite.Failures {
				t.Errorf("%s: %d cases and %d failures, it says %s and %s", name, len(suite.Cases), failures, suite.Tests, suite.Failures)
			}
		}
		var issues []struct {
			Description string
			CheckName   string `json:"check_name"`
			Fingerprint string
			Severity    string
			Location    struct {
				Path  string
				Lines struct{ Begin int }
			}
		}
		if err := json.Unmarshal(verified(t, name, dir, "--no-login", "--format", "gitlab"), &issues); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, issue := range issues {
			if issue.Description == "" || issue.CheckName == "" || issue.Fingerprint == "" || issue.Location.Path == "" || issue.Location.Lines.Begin < 1 ||
				!strings.Contains("info minor major critical blocker", issue.Severity) {
				t.Errorf("%s: GitLab would not take %+v", name, issue)
			}
		}
	}
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return value
}

func holdsNull(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case []any:
		return slices.ContainsFunc(value, holdsNull)
	case map[string]any:
		for _, member := range value {
			if holdsNull(member) {
				return true
			}
		}
	}
	return false
}
