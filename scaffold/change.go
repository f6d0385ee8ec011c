package scaffold

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
)

// Change is one file as it is and as it will be.
type Change struct {
	Path    string         // relative to the project, with slashes; of a pipeline it may begin with ..
	Before  secrets.Secret // the whole file as it is; absent when there is none
	After   secrets.Secret // the whole file as it will be
	Mode    fs.FileMode    // of a new file, and of one with secrets; others keep their own
	Created bool           // there is no such file yet
	Secret  bool           // show it through Masked only, and let nobody else read it
	Hidden  bool           // show it through Masked only; others may read it
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

// noteLinks says which files have other names that Apply does not change.
func (p *Plan) noteLinks() {
	for _, change := range p.Changes {
		if told := secrets.LeftBehind(change.snapshot.Path); told != "" {
			p.Notes = append(p.Notes, Note{
				Message: change.Path + ": " + told,
				Fix:     "when they are meant to stay one file, link them again afterwards (ln -f)",
			})
		}
	}
}

// Note is something Apply leaves to a person. Code holds lines to copy.
type Note struct {
	Message, Fix string
	Code         []string
	Verified     bool // verify says the same of the files
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
// that is no longer what was read is not written over (secrets.ErrChanged), nor
// is one put back that somebody has changed since.
func (p Plan) Apply() error {
	for i, change := range p.Changes {
		mode := change.Mode
		if !change.Created && !change.Secret {
			mode = 0
		}
		err := change.snapshot.Replace([]byte(change.After.Reveal()), mode)
		if err != nil {
			return putBack(p.Changes[:i], fmt.Errorf("%s cannot be written: %w", change.Path, err))
		}
	}
	return nil
}

// Secrets are the values that stand in the secrets file once it is written,
// new ones among them.
func (p Plan) Secrets() []secrets.Secret {
	var all []secrets.Secret
	for _, change := range p.Changes {
		if change.Secret {
			document, _ := secrets.Parse([]byte(change.After.Reveal()))
			all = append(all, document.Secrets()...)
		}
	}
	return all
}

// putBack undoes what was written, the last first, and says why and what came of it.
func putBack(written []Change, because error) error {
	var stays []string
	for _, change := range slices.Backward(written) {
		if err := change.snapshot.Undo([]byte(change.After.Reveal())); err != nil {
			stays = append(stays, fmt.Sprintf("%s stays as it is now: %s", change.Path, err))
		}
	}
	if len(stays) == 0 {
		return fmt.Errorf("nothing was changed: %w", because)
	}
	return fmt.Errorf("%w; %s", because, strings.Join(stays, "; "))
}
