package cmd

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

// A hideout is a place in a project, outside of the secrets file, from where a
// text comes out in messages.
type hideout struct {
	name  string
	files func(text string) map[string]string // path → content
	init  bool                                // init shows it; otherwise verify does
	named bool                                // text is the value of a variable that the files name
	quiet bool                                // no message of today repeats it
}

func hideouts() []hideout {
	app := "import streamlit as st\nst.login()\n"
	return []hideout{
		{name: "code", files: func(text string) map[string]string {
			return map[string]string{"app.py": fmt.Sprintf("import streamlit as st\nst.login(%q)\n", text)}
		}},
		{name: "base path", files: func(text string) map[string]string {
			return map[string]string{"app.py": app, ".streamlit/config.toml": fmt.Sprintf("[server]\nbaseUrlPath = %q\n", text)}
		}},
		{name: "reason", files: func(text string) map[string]string {
			return map[string]string{
				"app.py": app, "requirements.txt": "streamlit==1.60.0\n",
				".streamlit/authkit.toml": fmt.Sprintf("[[accept]]\ncheck = \"deps-authlib\"\nreason = %q\nuntil = 2030-01-01\n", "it is "+text),
			}
		}},
		{name: "file name", files: func(text string) map[string]string {
			name := strings.NewReplacer("/", "_", "\"", "_", "\\", "_").Replace(text)
			return map[string]string{"app.py": app, "pages/" + name + ".py": "import streamlit as st\nst.login(\"nobody\")\n"}
		}},
		{name: ".gitignore", init: true, files: func(text string) map[string]string {
			return map[string]string{"app.py": app, ".gitignore": text + "\n"}
		}},
		{name: "variable as base path", named: true, files: func(string) map[string]string {
			return map[string]string{"app.py": app, ".streamlit/config.toml": "[server]\nbaseUrlPath = \"env:TOKEN_OF_CI\"\n"}
		}},
		{name: "variable as address", named: true, quiet: true, files: func(string) map[string]string {
			return map[string]string{"app.py": app, ".streamlit/config.toml": "[browser]\nserverAddress = \"env:TOKEN_OF_CI\"\n"}
		}},
	}
}

// disguises are how a secret may have got there.
var disguises = map[string]func(string) string{
	"as it is":    func(s string) string { return s },
	"capitals":    strings.ToUpper,
	"address":     url.QueryEscape,
	"path":        url.PathEscape,
	"html":        html.EscapeString,
	"json":        func(s string) string { text, _ := json.Marshal(s); return string(text[1 : len(text)-1]) },
	"base64":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 url":  func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"basic":       func(s string) string { return base64.StdEncoding.EncodeToString([]byte("client-id:" + s)) },
	"hexadecimal": func(s string) string { return hex.EncodeToString([]byte(s)) },
}

// hidden are the secrets of the project: each another key, and another look.
var hidden = map[string]string{
	"client_secret": "kAnArY7f~3c9e.Q8_-x",
	"cookie_secret": "C0okie&+kAnArY%=<0123456789>#abcdef",
	"db_password":   "kAnArYpw!7",
}

func hideoutProject(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files[".streamlit/secrets.toml"] = fmt.Sprintf(`[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = %q
client_id = %q
client_secret = %q
server_metadata_url = "http://127.0.0.1:9/%s/v2.0/.well-known/openid-configuration"
[connections.db]
db_password = %q
`, hidden["cookie_secret"], sandbox.DefaultClientID, hidden["client_secret"], sandbox.DefaultTenant, hidden["db_password"])
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "init", "-q", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// A secret comes out of no place of a project, in no disguise, in no format, in
// no file and of no command; what comes out stays valid, and says of which check
// it is.
//
// Every place meets every disguise and every secret, and every secret every
// disguise; AUTHKIT_LONG=1 tries all three of them together.
//
// Seen to fail: with w.secret = 0 in the writer's loop, in every place.
func TestLastFilter(t *testing.T) {
	t.Parallel()
	instances, blotted, runs := 0, map[string]int{}, 0
	for at, place := range hideouts() {
		for i, disguise := range slices.Sorted(maps.Keys(disguises)) {
			for j, key := range slices.Sorted(maps.Keys(hidden)) {
				value := hidden[key]
				if testing.Short() && (i%16 != 0 || key != "client_secret") {
					continue
				}
				if !testing.Short() && !thorough() && !place.named && (at+i+j)%len(hidden) != 0 {
					continue
				}
				shown := disguises[disguise](value)
				if place.named && disguise != "as it is" {
					continue
				}
				if place.named {
					runes := []rune(value)
					slices.Reverse(runes)
					shown = string(runes) // known for nothing but that it is named
				}
				outputs := hideoutOutputs(t, place, shown)
				runs++
				for name, out := range outputs {
					instances++
					if bytes.Contains(out, []byte("•••")) || bytes.Contains(out, []byte("***")) {
						blotted[place.name]++
					}
					if view := betrays(t, name, string(out), shown, disguise); view != "" {
						t.Errorf("%s of %s in %s: %s shows it: %q", key, disguise, place.name, name, view)
					}
				}
			}
		}
	}
	for _, place := range hideouts() {
		if blotted[place.name] == 0 && !place.quiet && !testing.Short() {
			t.Errorf("%s: nothing was ever blotted out, so this proves nothing", place.name)
		}
	}
	if instances < 300 && !testing.Short() {
		t.Errorf("only %d instances", instances)
	}
	t.Logf("figures: %d outputs of %d runs (%d places, %d disguises, %d secrets, every format), none shows a secret; blotted out in %v", instances, runs, len(hideouts()), len(disguises), len(hidden), blotted)
}

// hideoutOutputs is everything that comes out of a project.
func hideoutOutputs(t *testing.T, place hideout, text string) map[string][]byte {
	t.Helper()
	dir := hideoutProject(t, place.files(text))
	outputs := map[string][]byte{}
	call := func(name string, args ...string) {
		var out, notes bytes.Buffer
		env := canaryEnv(dir, &out, "", func() {})
		env.Stderr = &notes
		env.Now = func() time.Time { return time.Date(2029, 12, 1, 0, 0, 0, 0, time.UTC) }
		env.Environ = func() []string { return nil }
		env.Getenv = func(name string) string {
			if name == "TOKEN_OF_CI" {
				return text
			}
			return ""
		}
		code := run(t.Context(), env, args)
		if out.Len() == 0 && code != exitUsage {
			t.Errorf("%v said nothing, exit %d: %s", args, code, notes.String())
		}
		outputs[name], outputs[name+" (notes)"] = out.Bytes(), notes.Bytes()
	}
	if place.init {
		call("init", "init", "--dry-run", "--yes")
		call("init anew", "init", "--dry-run", "--yes", "--redirect-uri", "http://localhost:9000/oauth2callback")
		return outputs
	}
	args := []string{"verify", "--offline", "-v"}
	for _, format := range report.Formats() {
		args = append(args, "--output", format+"=report."+format)
	}
	call("verify", args...)
	call("verify json", "verify", "--offline", "--format", "json")
	call("verify all", "verify", "--all", "--offline", "-v")
	call("verify github", "verify", "--offline", "--format", "github")
	if !place.named { // deploy-secrets does not ask for such variables
		call("deploy-secrets", "deploy-secrets", "--url", "https://example.com/"+url.PathEscape(text), "--dry-run")
		call("register", "register", "--provider", "other", "--name", text, "--request", "md")
	}
	for _, format := range report.Formats() {
		written, err := os.ReadFile(filepath.Join(dir, "report."+format))
		if err == nil {
			outputs["report."+format] = written
		}
	}
	return outputs
}

// betrays is what of an output shows the text, in itself or to whoever reads
// its format.
func betrays(t *testing.T, name, out, text, disguise string) string {
	t.Helper()
	core := text
	if strings.HasPrefix(disguise, "bas") { // its ends may hold bits of a neighbour, or be padding
		core = strings.TrimRight(text, "=")
		core = core[len(core)-12 : len(core)-1]
	}
	core = strings.Trim(core, "/")
	views := []string{out, html.UnescapeString(out)}
	for _, read := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
		for word := range strings.FieldsSeq(out) {
			if plain, err := read(word); err == nil {
				views = append(views, plain)
			}
		}
	}
	switch {
	case out == "":
	case strings.HasSuffix(name, "json"), strings.HasSuffix(name, "sarif"), strings.HasSuffix(name, "gitlab"):
		views = append(views, textsOfJSON(t, name, out))
	case strings.HasSuffix(name, "junit"):
		views = append(views, textsOfXML(t, out))
	}
	for _, view := range views {
		if at := strings.Index(strings.ToLower(view), strings.ToLower(core)); at >= 0 {
			return view[max(0, at-60):min(len(view), at+60)]
		}
	}
	return ""
}

// textsOfJSON are the texts of a document, which has to be valid still.
func textsOfJSON(t *testing.T, name, document string) string {
	t.Helper()
	var texts strings.Builder
	var finished verify.Report
	for decoder := json.NewDecoder(strings.NewReader(document)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s is no JSON any more: %v\n%s", name, err, document)
		}
		if text, ok := token.(string); ok {
			texts.WriteString(text + "\n")
		}
	}
	if strings.HasSuffix(name, "json") {
		if err := json.Unmarshal([]byte(document), &finished); err != nil || len(finished.Results) == 0 {
			t.Errorf("%s: %v, %d results", name, err, len(finished.Results))
		}
		for _, result := range finished.Results {
			if !verify.Knows(result.ID) {
				t.Errorf("%s has a result of %q", name, result.ID)
			}
		}
	}
	return texts.String()
}

// textsOfXML are the texts of a document, which has to be valid still.
func textsOfXML(t *testing.T, document string) string {
	t.Helper()
	var texts strings.Builder
	for decoder := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := decoder.Token()
		switch token := token.(type) {
		case xml.CharData:
			texts.Write(token)
		case xml.StartElement:
			fmt.Fprintln(&texts, token.Attr)
		}
		if errors.Is(err, io.EOF) {
			return texts.String()
		}
		if err != nil {
			t.Fatalf("no XML any more: %v\n%s", err, document)
		}
	}
}

// Nothing in the commands writes around the last filter: the process's streams
// are named where the Env is made, reports are written where the filter is put
// in front, and the one output that is for secrets is deploy-secrets'.
func TestNothingGoesAroundTheLastFilter(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range []string{"os.Stdout", "os.Stderr", "report.Write(", "rendered.Write", ".rendered", "fmt.Print"} {
			if strings.Contains(string(text), way) {
				found[way] = append(found[way], name)
			}
		}
	}
	want := map[string][]string{
		"os.Stdout": {"env.go"}, "os.Stderr": {"env.go"}, "report.Write(": {"last_filter.go"},
		"rendered.Write": {"deploy_secrets.go"}, ".rendered": {"deploy_secrets.go", "last_filter.go"},
	}
	if !maps.EqualFunc(found, want, slices.Equal) {
		t.Errorf("found %v, want %v", found, want)
	}
}

// What a person types as a secret is known from then on.
func TestTypedSecretIsKnown(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{true, false} {
		env, who := terminal(t)
		env = env.filtered()
		keys := "hunter2-typed\r"
		if plain {
			keys = "hunter2-typed\n"
		}
		go who.types("Client secret", keys)
		if _, err := env.asks(plain).Secret(t.Context(), ask.Question{Title: "Client secret"}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(env.Stdout, "it is hunter2-typed, %x\n", "hunter2-typed")
		env.flush() //nolint:errcheck // a test's screen takes everything
		if shown := who.screen.String(); strings.Contains(shown, "hunter2") || !strings.Contains(shown, "it is •••, •••\n") {
			t.Errorf("plain %v: %q", plain, shown)
		}
	}
}

// The filter costs an ordinary run nothing that a person would notice.
func TestLastFilterIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	result := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			env := canaryEnv(".", io.Discard, "", func() {}).filtered()
			for _, value := range hidden {
				env.known.Add(secrets.New(value))
			}
			for _, format := range report.Formats() {
				if err := env.fileReport(io.Discard, format, report.Specimen(), report.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	t.Logf("figures: %v for all %d formats of a report, with %d secrets", time.Duration(result.NsPerOp()), len(report.Formats()), len(hidden))
	if took := time.Duration(result.NsPerOp()); took > 200*time.Millisecond {
		t.Errorf("%v", took)
	}
}
