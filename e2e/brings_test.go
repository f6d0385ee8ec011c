//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// brought are how many packages of each list are asked about: an index is no
// catalogue to go through.
const brought = 8

// What the table says of packages drawn from it is what pip would install with
// them today. One that pip has no wheels of here is drawn anew.
func TestBrings(t *testing.T) {
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("asks the index; set AUTHKIT_ALL=1")
	}
	text, err := os.ReadFile("../streamlit/deps/brings.txt")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		kind, names, _ := strings.Cut(line, " ")
		for name := range strings.FieldsSeq(names) {
			name, _, _ = strings.Cut(name, "=")
			name, extras, _ := strings.Cut(strings.TrimSuffix(name, "]"), "[")
			lists[kind] = append(lists[kind], name)
			for extra := range strings.SplitSeq(extras, ",") {
				if extra != "" {
					lists["none, with an extra"] = append(lists["none, with an extra"], name+"["+extra+"]")
				}
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 57))
	for _, kind := range []string{"none", "none, with an extra", "client", "httpx2"} {
		agreed, asked := 0, 0
		for _, at := range random.Perm(len(lists[kind])) {
			if asked == brought {
				break
			}
			name := lists[kind][at]
			installed, ok := wouldInstall(t, name)
			if !ok {
				t.Logf("%s: pip cannot install it here", name)
				continue
			}
			asked++
			client := slices.Contains(installed, "httpx") || slices.Contains(installed, "httpx2")
			t.Logf("%s: %d packages, with a client: %v", name, len(installed), client)
			if client != (kind == "client" || kind == "httpx2") || kind == "httpx2" && slices.Contains(installed, "httpx") {
				t.Errorf("%s is in the list %s, and pip would install %v with it", name, kind, installed)
				continue
			}
			agreed++
		}
		t.Logf("figures: what packages bring: pip agrees with %d of %d of the list %s", agreed, asked, kind)
	}
}

// wouldInstall are the names of what pip would install with a package.
func wouldInstall(t *testing.T, name string) ([]string, bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute) // some are looked for without end
	defer stop()
	pip := exec.CommandContext(ctx, need(t, "PYTHON"), "-m", "pip", "install", "--dry-run", "--ignore-installed", "--only-binary", ":all:", "--quiet", "--report", "-", name)
	out, err := pip.Output()
	if err != nil {
		return nil, false
	}
	var report struct {
		Install []struct {
			Metadata struct{ Name string }
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var names []string
	for _, one := range report.Install {
		names = append(names, strings.ToLower(one.Metadata.Name))
	}
	return names, true
}
