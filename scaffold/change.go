package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/authkit-cli/authkit/secrets"
)

// Change is one file as it is and as it will be.
type Change struct {
	Path    string         // relative to the project, with slashes; of a pipeline it may begin with ..
	Before  secrets.Secret // the whole file as it is; absent when there is none
	After   secrets.Secret // the whole file as it will be
	Mode    fs.FileMode    // of a new file, and of one with secrets; others keep their own
	Created bool           // there is no such file yet
	Secret  bool           // show it through Masked only
	What    string         // what happens, in words without a value

	snapshot secrets.Snapshot
}

// whole hides a file's content until it is written.
func whole(content []byte) secrets.Secret { return secrets.New(string(content)) }

// Plan is what has to be done to a project.
type Plan struct {
	Dir     string
	Changes []Change // in the order they are written; none: everything is there already
	Kept    []Kept   // what was looked at and is fine as it is
	Notes   []Note   // what a person has to know or do; nothing here is done by Apply
	Setup   Setup    // what the project will have
}

// Kept is a file that needs no change.
type Kept struct{ Path, Why string }

// Note is something Apply leaves to a person. Code holds lines to copy.
type Note struct {
	Message, Fix string
	Code         []string
}

// Setup is the sign-in a project has once the plan is applied. It holds no
// secret: a value that is no address or, for ClientID, no GUID is left out.
type Setup struct {
	Provider    string
	MetadataURL string
	ClientID    string
	RedirectURI string
	App         string // the main script, relative to the project; empty: not known
	RunFlags    string // what `streamlit run` needs to listen where RedirectURI points
}

// Apply writes every change, or none: when one cannot be written, those
// already written are put back and the folders made for them removed. A file
// that is no longer what was read is not written over (secrets.ErrChanged).
func (p Plan) Apply() error {
	var undo []func() error
	for _, change := range p.Changes {
		made := missingFolders(filepath.Dir(change.snapshot.Path))
		mode := change.Mode
		if !change.Created && !change.Secret {
			mode = 0
		}
		err := change.snapshot.Replace([]byte(change.After.Reveal()), mode)
		if err != nil {
			removeEmpty(made)
			return errors.Join(fmt.Errorf("write %s: %w", change.Path, err), putBack(undo))
		}
		undo = append(undo, func() error { return change.undo(made) })
	}
	return nil
}

// missingFolders are the folders on the way to one that are not there, the
// innermost first.
func missingFolders(folder string) []string {
	var missing []string
	for {
		if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			return missing
		}
		missing = append(missing, folder)
		folder = filepath.Dir(folder)
	}
}

// removeEmpty removes folders; one that is not empty stays.
func removeEmpty(folders []string) {
	for _, folder := range folders {
		os.Remove(folder)
	}
}

func putBack(undo []func() error) error {
	var failures []error
	for i := len(undo) - 1; i >= 0; i-- {
		failures = append(failures, undo[i]())
	}
	return errors.Join(failures...)
}

// undo puts a written change back.
func (c Change) undo(made []string) error {
	path := c.snapshot.Path
	if c.Created {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("remove %s again: %w", c.Path, err)
		}
		removeEmpty(made)
		return nil
	}
	written, err := secrets.ReadFile(path)
	if err == nil {
		err = written.Replace([]byte(c.Before.Reveal()), 0)
	}
	if err != nil {
		return fmt.Errorf("put %s back: %w", c.Path, err)
	}
	return nil
}
