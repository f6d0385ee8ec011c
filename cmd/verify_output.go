package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

// write prints the report, then writes the files that were asked for: a file
// that cannot be written takes nothing from the screen.
func (o verifyOptions) write(env *Env, finished *verify.Report, shown bool) error {
	if !shown {
		if err := o.print(env, finished); err != nil {
			return err
		}
	}
	for _, output := range o.outputs {
		format, file, _ := strings.Cut(output, "=")
		if err := o.writeReport(env, file, format, finished); err != nil {
			hint := "name a file in a folder that exists and can be written to"
			if refusedPath(err) {
				hint = linkHint
			}
			return withHint(fmt.Errorf("cannot write the report %s: %w", file, err), hint)
		}
	}
	return nil
}

// print writes the report to stdout, in the format that was asked for.
func (o verifyOptions) print(env *Env, r *verify.Report) error {
	err := env.printReport(o.format, r, report.Options{
		Colour: env.colour(), Width: env.Width, Verbose: o.verbose, Folder: o.folder(env),
		Next: !o.asking && o.secretsFile == "" && o.secretsEnv == "" && !o.watch && !given.InCI(env.Getenv),
	})
	if err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	return nil
}

// folder is the project's, from the working directory: in CI that is where the
// repository lies. Empty when it is the same, or cannot be told.
func (o verifyOptions) folder(env *Env) string {
	rel, err := filepath.Rel(env.WorkingDir, env.path(o.dir))
	if err != nil || rel == "." {
		return ""
	}
	return filepath.ToSlash(rel)
}

// writeReport puts a whole report in the file's place or leaves it as it is.
func (o verifyOptions) writeReport(env *Env, file, format string, finished *verify.Report) error {
	path, inside, err := env.typedPath(o.dir, file)
	for _, dir := range o.around {
		if err == nil {
			_, _, err = env.typedPath(dir, file)
		}
	}
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := env.fileReport(&text, format, finished, report.Options{Width: 100, Folder: o.folder(env)}); err != nil {
		return err
	}
	if !inside && isStream(path) {
		return writeStream(path, text.Bytes())
	}
	env.leftBehind(file, path)
	return secrets.WriteFile(path, text.Bytes(), 0o644)
}

// isStream tells whether a path is nothing to put another file in the place of:
// a pipe, a device, or /dev/stdout wherever that leads.
func isStream(path string) bool {
	for _, folder := range []string{"/dev/std", "/dev/fd/", "/proc/"} {
		if strings.HasPrefix(path, folder) {
			return true
		}
	}
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

func writeStream(path string, text []byte) error {
	stream, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = stream.Write(text)
		err = errors.Join(err, stream.Close())
	}
	return withoutPath(err)
}
