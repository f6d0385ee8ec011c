package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// writeOut writes the secrets to the file that --out names.
func (o deployOptions) writeOut(ctx context.Context, env *Env, from source, rendered []byte) error {
	path, _, err := env.typedPath(o.dir, o.out)
	if err != nil {
		return o.notWritten(err)
	}
	if !o.fromEnv && sameFile(path, from.snapshot.Path) {
		return &usageError{message: "--out names the project's own secrets file", hint: "say --in-place to change it"}
	}
	err = keptOutOfGit(ctx, env, path, o.out, "--out")
	var unignored *unignoredError
	if o.gitignore && errors.As(err, &unignored) {
		if err := unignored.ignore(env); err != nil {
			return err
		}
		err = keptOutOfGit(ctx, env, path, o.out, "--out") // another rule may take the line back
	}
	if err != nil {
		return err
	}
	snapshot, err := secrets.ReadFile(path)
	if err == nil {
		env.leftBehind(o.out, path)
		err = snapshot.Replace(rendered, 0o600)
	}
	if err != nil {
		return o.notWritten(err)
	}
	fmt.Fprintf(env.Stderr, "%s written, for your eyes only; keep it out of git\n", o.out)
	return nil
}

func (o deployOptions) notWritten(err error) error {
	hint := "name a file in a folder that can be written to"
	switch {
	case errors.Is(err, secrets.ErrChanged):
		hint = writeHint(err, "run it again")
	case refusedPath(err):
		hint = linkHint
	}
	return withHint(fmt.Errorf("%s was not written: %w", o.out, err), hint)
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// keptOutOfGit refuses a file with secrets that the next commit would take in.
// shown is how the flag names it.
func keptOutOfGit(ctx context.Context, env *Env, path, shown, flag string) error {
	folder := filepath.Dir(path)
	for !isFolder(folder) && folder != filepath.Dir(folder) { // folders that are missing are made later
		folder = filepath.Dir(folder)
	}
	if repositoryAround(folder) == "" {
		return nil
	}
	name, err := filepath.Rel(folder, path)
	if err != nil {
		return withHint(fmt.Errorf("%s was not written: %w", shown, err), "name another file with "+flag)
	}
	asking, cancel := context.WithTimeout(ctx, 10*time.Second) // git waits for a pipe called .gitignore
	defer cancel()
	state := repo.Ask(asking, folder, filepath.ToSlash(name))
	switch {
	case ctx.Err() != nil:
		return errCancelled
	case !state.Available:
		fmt.Fprintf(env.Stderr, "note: git cannot say whether it ignores %s: %s\n", shown, state.Reason)
		return nil
	case state.Repository && state.Tracked:
		return withHint(fmt.Errorf("%s was not written: git tracks it, and it would hold secrets", shown), "name another file with "+flag)
	case state.Repository && !state.Ignored:
		unignored := &unignoredError{shown, state.Root, ignoreLine(state.Root, folder, name)}
		hint := "add this line to .gitignore at the root of the repository: " + unignored.line
		if flag == "--out" {
			hint = "say --gitignore as well, or " + hint
		}
		return withHint(unignored, hint)
	}
	return nil
}

// unignoredError says that the next commit would take a file with secrets in.
type unignoredError struct{ shown, root, line string }

func (e *unignoredError) Error() string {
	return e.shown + " was not written: git does not ignore it, and it would hold secrets"
}

// ignore adds the line to .gitignore at the root of the repository. A link there
// is not followed: git does not follow it either.
func (e *unignoredError) ignore(env *Env) error {
	path := filepath.Join(e.root, ".gitignore")
	byHand := "add this line by hand: " + e.line
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return withHint(errors.New(".gitignore is not a plain file"), byHand)
	}
	snapshot, err := secrets.ReadFile(path)
	if err == nil {
		err = snapshot.Replace(scaffold.WithLine(snapshot.Data(), e.line), 0o644)
	}
	if err != nil {
		return withHint(fmt.Errorf(".gitignore was not changed: %w", err), byHand)
	}
	fmt.Fprintf(env.Stderr, "added to .gitignore: %s\n", e.line)
	return nil
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
