//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The documentation renders without a warning, every link between its pages
// leads somewhere, and its search knows what people look for.
func TestDocs(t *testing.T) {
	build := exec.CommandContext(t.Context(), filepath.Join("..", "docs", "build"))
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("docs/build: %v\n%s", err, out)
	}
	site := filepath.Join("..", ".cache", "docs", "site")
	text, err := os.ReadFile(filepath.Join(site, "search", "search_index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index struct {
		Docs []struct{ Location, Title string }
	}
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, page := range index.Docs {
		found[page.Location] = page.Title
	}
	for place, title := range map[string]string{
		"codes/aadsts50011/":     "AADSTS50011",
		"checks/client-secret/":  "client-secret",
		"messages/login-loop/":   "login-loop",
		"providers/google/":      "Google",
		"deploy/kubernetes/":     "kubernetes",
		"tutorials/localhost/":   "Localhost in five minutes",
		"project/security/":      "",
		"facts/entra/":           "",
		"tutorials/broke/":       "It broke",
		"checks/":                "Checks",
		"codes/":                 "Codes of Microsoft Entra",
		"tutorials/expiry/":      "The secret expires",
		"tutorials/sandbox/":     "Without a registration",
		"tutorials/deploy/":      "From localhost to the deployed app",
		"tutorials/fleet/":       "Thirty apps",
		"tutorials/ci/":          "In CI",
		"providers/entra/":       "Microsoft Entra",
		"deploy/":                "Deploy",
		"messages/":              "Messages",
		"facts/":                 "Facts",
		"project/contributing/":  "Contributing",
		"project/changelog/":     "Changelog",
		"project/live/":          "",
		"project/first-contact/": "",
	} {
		got, ok := found[place]
		if !ok || title != "" && !strings.Contains(got, title) {
			t.Errorf("the search does not find %s (%q, want %q)", place, got, title)
		}
	}
	pages, err := filepath.Glob(filepath.Join(site, "codes", "*", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "authkit explain") {
			t.Errorf("%s does not say how to look it up offline", page)
		}
	}
	t.Logf("figures: %d places of the documentation are found by its search, %d pages of codes", len(found), len(pages))
}
