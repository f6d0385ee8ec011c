package secrets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile puts data in a file's place in one step, as Snapshot.Replace does,
// whatever stood there: for what is made anew at every run, such as reports. A
// new file gets mode as the umask leaves it; one that is there keeps its own. A
// link stays a link. Its folder has to be there.
func WriteFile(path string, data []byte, mode fs.FileMode) error {
	target, err := filepath.EvalSymlinks(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(path); err == nil {
			return ErrDangles
		}
		return plainly(put(path, data, mode, false, func() error { return nil }), mayNotWrite)
	case err != nil:
		return plainly(err, mayNotWrite)
	}
	ordinary := func() error { return mayReplace(target) }
	if err := ordinary(); err != nil {
		return plainly(err, mayNotWrite)
	}
	return plainly(put(target, data, 0, true, ordinary), mayNotWrite)
}

// mayReplace refuses what is no ordinary file: a folder, a pipe, a device.
func mayReplace(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return ErrFolder
	case !info.Mode().IsRegular():
		return ErrSpecial
	}
	return nil
}

// LeftBehind says how many other names (hard links) a file has: when it is
// replaced, they keep the old text. Empty when it has none.
func LeftBehind(path string) string {
	switch others := hardLinks(path) - 1; {
	case others < 1:
		return ""
	case others == 1:
		return "1 other name of this file (a hard link) keeps the old text"
	default:
		return fmt.Sprintf("%d other names of this file (hard links) keep the old text", others)
	}
}
