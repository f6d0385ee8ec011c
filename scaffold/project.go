package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/authkit-cli/authkit/secrets"
)

const (
	secretsFile  = ".streamlit/secrets.toml"
	settingsFile = ".streamlit/authkit.toml"
)

// Project is a Streamlit project as it stood when it was read. Plans are made
// from it; Apply refuses files that changed since.
type Project struct {
	Dir string

	secrets, settings, ignore snapshotFile
	git                       gitState
	app                       mainScript
	requirements              requirements
	server                    server
}

// snapshotFile is one file of the project that a plan may change.
type snapshotFile struct {
	secrets.Snapshot
	Document *secrets.Document // of a TOML file; a missing file has an empty one
}

// Read reads what init may touch. It fails when the folder is not there, when
// a file in the way cannot be read, and when an existing TOML file is broken:
// nothing can be added to such a file without guessing.
func Read(ctx context.Context, dir string) (*Project, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s", dir)
	case err != nil:
		return nil, fmt.Errorf("the folder %s cannot be read", dir)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is not a folder", dir)
	}
	p := &Project{Dir: dir}
	if info, err := os.Stat(filepath.Join(dir, ".streamlit")); err == nil && !info.IsDir() {
		return nil, fmt.Errorf(".streamlit is a file, and Streamlit needs a folder of that name")
	}
	if p.secrets, err = readTOML(dir, secretsFile); err != nil {
		return nil, err
	}
	if p.settings, err = readTOML(dir, settingsFile); err != nil {
		return nil, err
	}
	if p.ignore.Snapshot, err = readFile(dir, ignoreFile); err != nil {
		return nil, err
	}
	p.git = askGit(ctx, dir, secretsFile)
	p.app = findApp(dir)
	p.server = readServer(dir)
	if p.requirements, err = readRequirements(dir); err != nil {
		return nil, err
	}
	return p, ctx.Err()
}

// readFile reads a file of the project; path is relative, with slashes.
func readFile(dir, path string) (secrets.Snapshot, error) {
	snapshot, err := secrets.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return secrets.Snapshot{}, fmt.Errorf("read %s: %w", path, err)
	}
	return snapshot, nil
}

func readTOML(dir, path string) (snapshotFile, error) {
	snapshot, err := readFile(dir, path)
	if err != nil {
		return snapshotFile{}, err
	}
	document, err := secrets.Parse(snapshot.Data())
	if err != nil {
		return snapshotFile{}, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	return snapshotFile{snapshot, document}, nil
}
