package cmd

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// aCommand is a line of a code block that runs authkit.
var aCommand = regexp.MustCompile(`(?m)^\s*(?:[$>] )?authkit ([a-z][^\n#|<>]*)`)

var quoted = regexp.MustCompile(`'[^']*'|"[^"]*"`)

// Every command that the documentation shows is one: the command is there, and
// takes these flags. What comes behind them is not looked at.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	files := []string{filepath.Join("..", "README.md"), filepath.Join("..", "CONTRIBUTING.md"), filepath.Join("..", "SECURITY.md")}
	err := filepath.WalkDir(filepath.Join("..", "docs"), func(file string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(file) == ".md" {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range aCommand.FindAllStringSubmatch(codeBlocks(string(text)), -1) {
			shown++
			args := strings.Fields(quoted.ReplaceAllString(found[1], "quoted"))
			root := newRootCommand(canaryEnv(t.TempDir(), &bytes.Buffer{}, "", func() {}))
			command, rest, err := root.Find(args)
			if err != nil || command == root {
				t.Errorf("%s shows %q: there is no such command", file, found[0])
				continue
			}
			err = command.ParseFlags(rest)
			if err != nil && err != pflag.ErrHelp {
				t.Errorf("%s shows %q: %v", file, strings.TrimSpace(found[0]), err)
			}
		}
	}
	if shown < 40 {
		t.Errorf("only %d commands were found in %d files", shown, len(files))
	}
}

// codeBlocks are the lines of a document between fences.
func codeBlocks(text string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			inside = !inside
		case inside:
			b.WriteString(line)
		}
	}
	return b.String()
}
