// Command manual writes the man pages and the completions of authkit into the
// folder that its argument names. A release packs them; the program itself does
// not link what makes them.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra/doc"

	"github.com/authkit-cli/authkit/cmd"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/manual DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "manual: %v\n", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	pages := filepath.Join(dir, "man")
	completions := filepath.Join(dir, "completions")
	for _, folder := range []string{pages, completions} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	root := cmd.Tree()
	root.InitDefaultCompletionCmd()
	for _, c := range append(root.Commands(), root) {
		c.Long = keepLines(c.Long)
	}
	if err := doc.GenManTree(root, &doc.GenManHeader{Title: "AUTHKIT", Section: "1", Source: "authkit", Manual: "authkit"}, pages); err != nil {
		return err
	}
	if err := root.GenBashCompletionFileV2(filepath.Join(completions, "authkit.bash"), true); err != nil {
		return err
	}
	if err := root.GenZshCompletionFile(filepath.Join(completions, "_authkit")); err != nil {
		return err
	}
	return root.GenFishCompletionFile(filepath.Join(completions, "authkit.fish"), true)
}

// keepLines makes indented lines what they are meant as: lines that stay apart.
// The pages are made by way of Markdown, which wants more blanks for that.
func keepLines(text string) string {
	var b strings.Builder
	kept := false
	for line := range strings.Lines(text) {
		if keep := strings.HasPrefix(line, "  "); keep != kept {
			b.WriteString("\n")
			kept = keep
		}
		if kept {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	return b.String()
}
