package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/authkit-cli/authkit/cmd/kept"
	"github.com/authkit-cli/authkit/secrets"
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
	if err := o.gitIgnored(ctx, env, path); err != nil {
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
	note, err := kept.OutOfGit(ctx, path, shown, flag)
	if note != "" {
		env.tell("note: ", note)
	}
	return err
}

// gitIgnored is keptOutOfGit for --out, which may add what .gitignore lacks.
func (o deployOptions) gitIgnored(ctx context.Context, env *Env, path string) error {
	err := keptOutOfGit(ctx, env, path, o.out, "--out")
	refusal := kept.AsRefusal(err)
	if refusal == nil || !refusal.CanIgnore() {
		return err
	}
	if !o.gitignore {
		return withHint(refusal, "say --gitignore as well, or "+refusal.Hint)
	}
	line, err := refusal.Ignore()
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stderr, "added to .gitignore: %s\n", line)
	return keptOutOfGit(ctx, env, path, o.out, "--out") // another rule may take the line back
}
