package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/cmd/kept"
	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
)

// typedPath is where a path that the person typed leads. Outside of the project
// in dir (empty: there is none) and of the repository around, it is the person's
// own, links and all. Inside, a link may be a stranger's: one that leads out, or
// into .git, is refused. inside tells which of the two it is.
func (e *Env) typedPath(dir, typed string) (path string, inside bool, err error) {
	path = filepath.Clean(e.path(typed))
	roots := []string{kept.Around(e.path(dir))}
	if dir != "" {
		roots = []string{e.path(dir), roots[0]}
	}
	for _, root := range roots {
		name, below := nameBelow(root, path)
		if !below {
			continue
		}
		folder, err := checkout.Open(root)
		if err != nil {
			return "", true, withoutPath(err)
		}
		defer folder.Close()
		path, err = folder.Path(filepath.ToSlash(name))
		return path, true, withoutPath(err)
	}
	return path, false, nil
}

// linkHint is what to do about a path that is refused.
const linkHint = "remove the link, or name a file outside of the project"

// refusedPath tells whether a path is refused for where it leads.
func refusedPath(err error) bool {
	return errors.Is(err, checkout.ErrOutside) || errors.Is(err, checkout.ErrGit)
}

// leftBehind tells of other names of a file that is about to be replaced.
func (e *Env) leftBehind(shown, path string) {
	if told := secrets.LeftBehind(path); told != "" {
		fmt.Fprintf(e.Stderr, "note: %s: %s\n", shown, told)
	}
}

// nameBelow is the name of a path from root on, when it leads through root. Links
// on the way there are followed; from root on they are for the checkout to judge.
func nameBelow(root, path string) (name string, below bool) {
	top, err := os.Stat(root)
	if err != nil {
		return "", false
	}
	at, rest := partsOf(path)
	for followed := 0; len(rest) > 0 && followed <= maxLinks; {
		name := filepath.Join(rest...)
		if info, err := os.Stat(at); err == nil && os.SameFile(info, top) && filepath.IsLocal(name) {
			return name, true
		}
		next := filepath.Join(at, rest[0])
		rest = rest[1:]
		target, err := os.Readlink(next)
		if err != nil { // no link, or nothing
			at = next
			continue
		}
		followed++
		if !filepath.IsAbs(target) {
			target = at + string(filepath.Separator) + target // not cleaned: .. is meant of the real folder
		}
		var further []string
		at, further = partsOf(target)
		rest = append(further, rest...)
	}
	return "", false
}

// maxLinks is how many links one path may pass through, as on Linux.
const maxLinks = 40

// partsOf is the root of a path and the names below it.
func partsOf(path string) (root string, names []string) {
	volume := filepath.VolumeName(path)
	names = strings.FieldsFunc(path[len(volume):], func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) })
	return volume + string(filepath.Separator), names
}

// withoutPath leaves the path out of an error: whoever prints it names what was typed.
func withoutPath(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
