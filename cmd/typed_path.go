package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
)

// typedPath is where a path that the person typed leads. Outside of the project
// in dir (empty: there is none) and of the repository around, it is the person's
// own, links and all. Inside, a link may be a stranger's: one that leads out, or
// into .git, is refused. inside tells which of the two it is.
func (e *Env) typedPath(dir, typed string) (path string, inside bool, err error) {
	path = filepath.Clean(e.path(typed))
	roots := []string{checkout.RepositoryAround(e.path(dir))}
	if dir != "" {
		roots = []string{e.path(dir), roots[0]}
	}
	for _, root := range roots {
		name, below := checkout.NameBelow(root, path)
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

// withoutPath leaves the path out of an error: whoever prints it names what was typed.
func withoutPath(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
