package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every command has its page, lines that belong apart stay apart, and the list
// that Homebrew wants names each page.
func TestPages(t *testing.T) {
	dir := t.TempDir()
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "man", "authkit-verify.1"))
	if err != nil || !strings.Contains(string(page), ".EX\n[[accept]]\ncheck = ") {
		t.Errorf("the page of verify: %v\n%.1500s", err, page)
	}
	config, err := os.ReadFile(filepath.Join("..", "..", ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	pages, _ := filepath.Glob(filepath.Join(dir, "man", "*.1"))
	for _, name := range pages {
		name = filepath.Base(name)
		if !strings.HasPrefix(name, "authkit-completion") && !strings.Contains(string(config), "man/"+name) {
			t.Errorf(".goreleaser.yaml does not give %s to Homebrew", name)
		}
	}
	if len(pages) < 10 {
		t.Errorf("there are only %d pages", len(pages))
	}
	for _, name := range []string{"authkit.bash", "_authkit", "authkit.fish"} {
		if text, err := os.ReadFile(filepath.Join(dir, "completions", name)); err != nil || !strings.Contains(string(text), "__complete") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
