package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

const (
	secretsFile  = ".streamlit/secrets.toml"
	settingsFile = ".streamlit/authkit.toml"
	configFile   = ".streamlit/config.toml"
)

// Project is a Streamlit project as it stood when it was read. Plans are made
// from it; Apply refuses files that changed since.
type Project struct {
	Dir string

	secrets, settings, ignore snapshotFile
	config                    secrets.Snapshot
	configErr                 error // why it cannot be read, and so not changed
	git                       repo.State
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
func Read(ctx context.Context, dir string) (*Project, error) { return ReadFor(ctx, dir, "") }

// ReadFor is Read of a project whose main script the person named; empty: nobody did. A
// script that lies elsewhere or is not there is an error.
func ReadFor(ctx context.Context, dir, named string) (*Project, error) {
	script := ""
	if named != "" {
		rel, err := filepath.Rel(dir, named)
		if err != nil || !filepath.IsLocal(rel) {
			return nil, errors.New("the script named with --app lies outside of the project")
		}
		if info, err := os.Stat(named); err != nil || info.IsDir() {
			return nil, fmt.Errorf("there is no script %s", filepath.ToSlash(rel))
		}
		script = filepath.ToSlash(rel)
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s", dir)
	case err != nil:
		return nil, fmt.Errorf("the folder %s cannot be read", dir)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is not a folder", dir)
	}
	files, err := checkout.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("the folder %s cannot be read", dir)
	}
	defer files.Close()
	p := &Project{Dir: dir}
	var asked safego.Group
	asked.Go(func() { p.git = askGit(ctx, dir) })
	defer asked.Wait()
	if info, err := files.Stat(".streamlit"); err == nil && !info.IsDir() {
		return nil, fmt.Errorf(".streamlit is a file, and Streamlit needs a folder of that name")
	}
	if p.secrets, err = readTOML(files, secretsFile); err != nil {
		return nil, err
	}
	if p.settings, err = readTOML(files, settingsFile); err != nil {
		return nil, err
	}
	if p.ignore.Snapshot, err = readFile(files, ignoreFile); err != nil {
		return nil, err
	}
	if p.app, err = findApp(files, script); err != nil {
		return nil, err
	}
	p.config, p.configErr = readFile(files, configFile)
	p.server = readServer(files)
	if p.requirements, err = readRequirements(files); err != nil {
		return nil, err
	}
	return p, ctx.Err()
}

// readFile reads a file of the project; path is relative, with slashes. A link
// that leads out of the project is refused: what is read may be written too.
func readFile(files *checkout.Folder, name string) (secrets.Snapshot, error) {
	real, err := files.Path(name)
	if err != nil {
		return secrets.Snapshot{}, fmt.Errorf("%s %s", name, checkout.Reason(err))
	}
	snapshot, err := secrets.ReadFile(real)
	if err != nil {
		return secrets.Snapshot{}, fmt.Errorf("read %s: %w", name, err)
	}
	return snapshot, nil
}

func readTOML(files *checkout.Folder, path string) (snapshotFile, error) {
	snapshot, err := readFile(files, path)
	if err != nil {
		return snapshotFile{}, err
	}
	document, err := secrets.Parse(snapshot.Data())
	if err != nil {
		return snapshotFile{}, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	return snapshotFile{snapshot, document}, nil
}
