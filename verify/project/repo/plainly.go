package repo

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// plainlyIgnored tells whether the rules that stand nearest to a file ignore it
// beyond doubt, so that git need not be asked: the .gitignore of dir names it, as
// init writes it, no line behind that takes a rule back, and no folder between
// has rules of its own. Rules from elsewhere count less than these (gitignore(5)).
// False says nothing: the rules may be cleverer.
func plainlyIgnored(dir, file string) bool {
	for folder := path.Dir(file); folder != "."; folder = path.Dir(folder) {
		at := filepath.Join(dir, filepath.FromSlash(folder))
		info, err := os.Lstat(at)
		if err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
			return false
		}
		if _, err := os.Lstat(filepath.Join(at, ".gitignore")); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	found := false
	for line := range strings.Lines(ownRules(dir)) {
		switch line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"); {
		case line == file || line == "/"+file:
			found = true
		case strings.HasPrefix(line, "!"):
			found = false
		}
	}
	return found
}

// ownRules is the text of a folder's .gitignore; git follows no link there.
func ownRules(dir string) string {
	const most = 1 << 16
	name := filepath.Join(dir, ".gitignore")
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() || info.Size() >= most {
		return ""
	}
	opened, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer opened.Close()
	text, err := io.ReadAll(io.LimitReader(opened, most))
	if err != nil {
		return ""
	}
	return string(text)
}
