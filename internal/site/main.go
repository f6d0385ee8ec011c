// Command site writes the sources of the documentation's pages into a folder: what
// people wrote in docs/site and docs/facts, and a page for each check, code,
// message, provider and deploy target, from the same values as authkit explain and
// deploy-secrets. It is run from the top of the repository by docs/build.
package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/site FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// repository is where files that are no page of the site are shown.
const repository = "https://github.com/authkit-cli/authkit/blob/main/"

// pages are the texts of the site by their place in it, with slashes.
type pages map[string]string

// write makes the folder hold the site's sources and nothing else.
func write(folder string) error {
	all, err := written()
	if err != nil {
		return err
	}
	examples, err := os.ReadFile("CHECKS.md")
	if err != nil {
		return err
	}
	all.addChecks(string(examples))
	all.addCodes()
	all.addMessages()
	all.addProviders()
	if err := all.addTargets(); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	for name, text := range all {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fileName is the name of a thing's page, fit for every file system.
func fileName(name string) string {
	return strings.NewReplacer(" ", "-", ":", "-", "/", "-").Replace(strings.ToLower(name)) + ".md"
}

var address = regexp.MustCompile(`https?://[^\s<>]*[^\s<>.,;:)]`)

// escaped is a text in which Markdown and HTML see nothing of theirs, and whose
// addresses are links.
func escaped(text string) string {
	plain := strings.NewReplacer("\\", "\\\\", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "|", "\\|")
	var b strings.Builder
	at := 0
	for _, found := range address.FindAllStringIndex(text, -1) {
		b.WriteString(plain.Replace(text[at:found[0]]))
		b.WriteString(shownAddress(text[found[0]:found[1]]))
		at = found[1]
	}
	b.WriteString(plain.Replace(text[at:]))
	return b.String()
}

// shownAddress is a link where somebody answers, and code where the address is a
// form to fill in or a machine of one's own.
func shownAddress(found string) string {
	u, err := url.Parse(found)
	if err != nil || u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") || strings.ToUpper(u.Host) == u.Host || strings.HasSuffix(u.Hostname(), ".example") {
		return "`" + found + "`"
	}
	return "<" + found + ">"
}
