package cmd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/authkit-cli/authkit/verify"
)

// Healthy projects in many styles, each a file of testdata/healthy: verify has
// nothing to say against them. Above its files a project may note
//
//	dir: FOLDER    the project is this folder of the repository
//	warns: ID…     exactly these checks warn
//	open: ID…      of the checks that otherwise have to be ok, these stay open
//	crlf: yes      every file has Windows' line ends
//
// Files under ~ are the person's own.
func TestHealthyProjects(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "healthy", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	const atLeast = 240
	if len(files) < atLeast {
		t.Fatalf("%d projects, want %d", len(files), atLeast)
	}
	t.Logf("figures: healthy projects: %d", len(files))
	for i, file := range files {
		if testing.Short() && i%8 != 0 {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			project, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			newHealthyProject(t, project).verify(t)
		})
	}
}

// decided are checks that have to say ok, lest a project be healthy because it
// was not looked at.
var decided = []string{"secrets-found", "auth-section", "auth-keys", "redirect-uri-path", "app-provider", "deps-streamlit", "deps-authlib"}

type healthyProject struct {
	root, home, dir string
	warns, open     []string
}

func newHealthyProject(t *testing.T, project *txtar.Archive) healthyProject {
	t.Helper()
	p := healthyProject{root: t.TempDir(), home: t.TempDir()}
	crlf := false
	for line := range strings.Lines(string(project.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case strings.HasPrefix(line, "#"):
		case key == "dir":
			p.dir = value
		case key == "warns":
			p.warns = strings.Fields(value)
		case key == "open":
			p.open = strings.Fields(value)
		case key == "crlf":
			crlf = true
		default:
			t.Fatalf("a note that means nothing: %q", line)
		}
	}
	for _, file := range project.Files {
		path := filepath.Join(p.root, filepath.FromSlash(file.Name))
		if below, ok := strings.CutPrefix(file.Name, "~/"); ok {
			path = filepath.Join(p.home, filepath.FromSlash(below))
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		data := file.Data
		if crlf {
			data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", "all"}} {
		git := exec.Command("git", args...)
		git.Dir = p.root
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return p
}

func (p healthyProject) verify(t *testing.T) {
	t.Helper()
	var out, notes bytes.Buffer
	env := &Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &notes, Width: 80, WorkingDir: filepath.Join(p.root, filepath.FromSlash(p.dir)), Home: p.home,
		Getenv: func(string) string { return "" }, Now: time.Now, Transport: &http.Transport{DialContext: onlyLoopback},
	}
	code := run(t.Context(), env, []string{"verify", "--offline", "--format", "json"})
	var report verify.Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("exit %d: %v\n%s", code, err, notes.String())
	}
	unseen := slices.Contains(p.open, "secrets-found") // nothing is sound whose secrets nobody saw
	if want := map[bool]int{false: exitSound, true: exitUndecided}[unseen]; code != want {
		t.Errorf("exit %d", code)
	}
	var warned []string
	for _, r := range report.Results {
		for _, f := range r.Findings {
			t.Logf("%s %s: %s (%s:%d) → %s", f.Severity, r.ID, f.Message, f.File, f.Line, f.Fix)
		}
		switch {
		case r.Status == verify.Warning:
			if !slices.Contains(warned, r.ID) {
				warned = append(warned, r.ID)
			}
		case unseen && r.ID == "secrets-found" && r.Status == verify.Undecided:
		case r.Status == verify.Failed || r.Status == verify.Undecided:
			t.Errorf("%s is %s %s", r.ID, r.Status, r.Reason)
		case slices.Contains(decided, r.ID) && (r.Status == verify.OK) == slices.Contains(p.open, r.ID):
			t.Errorf("%s is %s: %s", r.ID, r.Status, r.Reason)
		}
	}
	if !slices.Equal(warned, p.warns) {
		t.Errorf("warnings of %v, want %v", warned, p.warns)
	}
}
