// Package kept keeps files with secrets out of git: it refuses one that the next
// commit would take in, and adds the line of .gitignore that keeps it out.
package kept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// Refusal says why a file was not written, and what to do.
type Refusal struct {
	Message, Hint string

	root, line string // of .gitignore: where it lies, and what it lacks; empty: nothing
}

func (r *Refusal) Error() string { return r.Message }

// OutOfGit refuses a file with secrets that the next commit would take in. shown
// is how the flag names it. The note says why git cannot tell.
func OutOfGit(ctx context.Context, path, shown, flag string) (note string, err error) {
	folder := filepath.Dir(path)
	for !isFolder(folder) && folder != filepath.Dir(folder) { // folders that are missing are made later
		folder = filepath.Dir(folder)
	}
	if checkout.RepositoryAround(folder) == "" {
		return "", nil
	}
	name, err := filepath.Rel(folder, path)
	if err != nil {
		return "", &Refusal{Message: shown + " was not written: " + err.Error(), Hint: "name another file with " + flag}
	}
	asking, cancel := context.WithTimeout(ctx, 10*time.Second) // git waits for a pipe called .gitignore
	defer cancel()
	state := repo.Ask(asking, folder, filepath.ToSlash(name))
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case !state.Available:
		return fmt.Sprintf("git cannot say whether it ignores %s: %s", shown, state.Reason), nil
	case state.Repository && state.Tracked:
		return "", &Refusal{Message: shown + " was not written: git tracks it, and it would hold secrets", Hint: "name another file with " + flag}
	case state.Repository && !state.Ignored:
		line := ignoreLine(state.Root, folder, name)
		return "", &Refusal{
			Message: shown + " was not written: git does not ignore it, and it would hold secrets",
			Hint:    "add this line to .gitignore at the root of the repository: " + line,
			root:    state.Root, line: line,
		}
	}
	return "", nil
}

// CanIgnore tells whether a line of .gitignore would keep the file out.
func (r *Refusal) CanIgnore() bool { return r.line != "" }

// Ignore adds that line at the root of the repository, and returns it. A link
// there is not followed: git does not follow it either.
func (r *Refusal) Ignore() (line string, err error) {
	path := filepath.Join(r.root, ".gitignore")
	byHand := "add this line by hand: " + r.line
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return "", &Refusal{Message: ".gitignore is not a plain file", Hint: byHand}
	}
	snapshot, err := secrets.ReadFile(path)
	if err == nil {
		err = snapshot.Replace(scaffold.WithLine(snapshot.Data(), r.line), 0o644)
	}
	if err != nil {
		return "", &Refusal{Message: ".gitignore was not changed: " + err.Error(), Hint: byHand}
	}
	return r.line, nil
}

// AsRefusal returns the refusal that an error is; nil when it is none.
func AsRefusal(err error) *Refusal {
	var refusal *Refusal
	errors.As(err, &refusal)
	return refusal
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// ignoreLine is the line of .gitignore that means one file and nothing else
// (gitignore(5), pattern format).
func ignoreLine(root, folder, name string) string {
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	if below, err := filepath.Rel(root, filepath.Join(folder, name)); err == nil {
		name = below
	}
	return "/" + strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(filepath.ToSlash(name))
}
