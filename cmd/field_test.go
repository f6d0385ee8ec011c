package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// toldAtLeast is the share of the tellable cases that verify has to name.
const toldAtLeast = 0.95

// TestField runs the real command on real failures of real users: every case
// in testdata/field is one public report, with the project and the world it
// happened in. verify has to name the cause and the way out that helped, and
// must accuse nothing else. What it cannot name is listed with the reason.
func TestField(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "field", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	told, tellable, quiet, healthy := 0, 0, 0, 0
	var missed []string
	for i, file := range files {
		if testing.Short() && i%4 != 0 {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		c, err := readFieldCase(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.healthy {
			healthy++
		} else {
			tellable++
		}
		if c.missed != "" {
			missed = append(missed, name+": "+c.missed)
		}
		if passed := t.Run(name, func(t *testing.T) { c.check(t, c.run(t)) }); passed && c.missed == "" {
			if c.healthy {
				quiet++
			} else {
				told++
			}
		}
	}
	t.Logf("cases told: %d of %d; left in peace as they should be: %d of %d", told, tellable, quiet, healthy)
	for _, one := range missed {
		t.Logf("missed: %s", one)
	}
	if !testing.Short() && told < int(float64(tellable)*toldAtLeast+0.999) {
		t.Errorf("fewer than %.0f %% of the cases were told", toldAtLeast*100)
	}
}

// fieldReport is what the cases read of a report.
type fieldReport struct {
	Verdict string `json:"verdict"`
	Results []struct {
		ID       string `json:"id"`
		Status   string `json:"status"`
		Reason   string `json:"reason"`
		Findings []struct {
			Severity string `json:"severity"`
			Message  string `json:"message"`
			Fix      string `json:"fix"`
			File     string `json:"file"`
			Code     string `json:"code"`
		} `json:"findings"`
	} `json:"results"`
}

// run puts the project on the disk, the world on loopback, and calls verify.
func (c *fieldCase) run(t *testing.T) fieldReport {
	t.Helper()
	dir := t.TempDir()
	callback := freeRedirectURI(t)
	world := newFieldWorld(t, c, callback)
	for name, text := range c.files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(world.named(text)), 0o600); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour) // a secret in it is not new
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	var out, notes bytes.Buffer
	env := canaryEnv(dir, &out, "", func() {})
	env.Stderr, env.Home, env.Transport = &notes, t.TempDir(), world.transport
	env.OpenBrowser = func(_ context.Context, address string) error {
		background(t, func(ctx context.Context) { world.person(ctx, t, address) })
		return nil
	}
	args := []string{"verify", "--format", "json"}
	for _, arg := range strings.Fields(c.verify) {
		args = append(args, strings.ReplaceAll(arg, "$CALLBACK", callback))
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	code := run(ctx, env, args)
	var report fieldReport
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("exit %d, no report: %v\n%s%s", code, err, out.String(), notes.String())
	}
	if want := map[string]int{"sound": 0, "broken": 1, "undecided": 3}[report.Verdict]; code != want {
		t.Errorf("exit %d with the verdict %s", code, report.Verdict)
	}
	return report
}

// person is a browser with somebody in it.
func (w *fieldWorld) person(ctx context.Context, t *testing.T, address string) {
	visitor := sandbox.Visitor{Client: &http.Client{Transport: w.transport}}
	response, err := visitor.SignIn(ctx, address)
	if err != nil {
		t.Errorf("the person: %v", err)
		return
	}
	io.Copy(io.Discard, response.Body) //nolint:errcheck // the page was shown
	response.Body.Close()
}

// check holds a report against what the case's own resolution says.
func (c *fieldCase) check(t *testing.T, report fieldReport) {
	t.Helper()
	var wrong []string
	for _, want := range c.tells {
		if !want.in(report) {
			wrong = append(wrong, "not told: "+want.String())
		}
	}
	for _, result := range report.Results {
		accused := result.Status == "failed" || c.healthy && result.Status == "warning"
		if accused && !c.expects(result.ID) {
			wrong = append(wrong, "accused: "+result.ID)
		}
	}
	if c.healthy && report.Verdict != "sound" {
		wrong = append(wrong, "the verdict is "+report.Verdict)
	}
	if len(wrong) == 0 {
		return
	}
	var said strings.Builder
	for _, result := range report.Results {
		for _, f := range result.Findings {
			fmt.Fprintf(&said, "  %s %s %s: %s\n    → %s\n", result.ID, f.Severity, f.Code, f.Message, f.Fix)
		}
		if len(result.Findings) == 0 && result.Reason != "" {
			fmt.Fprintf(&said, "  %s %s: %s\n", result.ID, result.Status, result.Reason)
		}
	}
	t.Errorf("%s\nverify said (%s):\n%s", strings.Join(wrong, "\n"), report.Verdict, said.String())
}

func (c *fieldCase) expects(id string) bool {
	return slices.Contains(c.deserved, id) || slices.ContainsFunc(c.tells, func(w fieldTelling) bool { return w.check == id })
}

// in tells whether a report says it: all words in one and the same finding, or
// in the reason of a result without findings.
func (w fieldTelling) in(report fieldReport) bool {
	for _, result := range report.Results {
		if result.ID != w.check {
			continue
		}
		if w.severity != "error" && w.severity != "warning" && result.Status == w.severity && holdsAll(result.Reason, w.message) {
			return true
		}
		for _, f := range result.Findings {
			if f.Severity == w.severity && holdsAll(f.Message+" "+f.Code, w.message) && holdsAll(f.Fix, w.fix) {
				return true
			}
		}
	}
	return false
}

func holdsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
			return false
		}
	}
	return true
}
