package undo

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/register/graph"
	"github.com/authkit-cli/authkit/secrets"
)

// folder holds a project's records. Git is told to ignore it: no record holds a
// secret, but each lists addresses of everybody who uses the registration.
const folder = "authkit-undo"

// Keeper writes a record while a run goes on: before each change, so that a run
// that is broken off can be taken back too. A nil one keeps nothing.
type Keeper struct {
	project, name  string // of the folder, and of the record's file in it
	path           string // of the file, links resolved
	record         Record
	file, ignore   secrets.Snapshot // as they were before the run
	written        []byte
	ignored, ready bool
}

// Begin prepares a record in a project's folder. Nothing is written yet.
func Begin(project, tenant, clientID string, now time.Time) *Keeper {
	name := "register-" + now.UTC().Format("20060102-150405") + "-" + strings.ToLower(rand.Text()[:4]) + ".json"
	return &Keeper{
		project: project, name: name,
		record: Record{About: about, When: now.UTC().Format(time.RFC3339), Tenant: tenant, ClientID: clientID},
	}
}

// ProjectOf is the project whose folder a record lies in; empty: it lies elsewhere.
func ProjectOf(path string) string {
	path, err := filepath.Abs(path)
	place := filepath.Dir(path)
	if err != nil || filepath.Base(place) != folder || filepath.Base(filepath.Dir(place)) != ".streamlit" {
		return ""
	}
	return filepath.Dir(filepath.Dir(place))
}

// Command takes back what was changed, for a person whose command line names the
// project's folder so; empty: nothing was changed.
func (k *Keeper) Command(project string) string {
	if k == nil || k.written == nil {
		return ""
	}
	return "authkit register --undo " + quote.Shell(filepath.Join(project, ".streamlit", folder, k.name))
}

// Note keeps what was done.
func (k *Keeper) Note(change func(*Record)) error {
	return k.Try(func(r *Record) error { change(r); return nil }, func() error { return nil })
}

// Try keeps what is about to be done, and then does it. What Entra refuses was not
// done, so it is not kept; of an answer that got lost nobody knows.
func (k *Keeper) Try(change func(*Record) error, do func() error) error {
	if k == nil {
		return do()
	}
	before := k.record
	if err := change(&k.record); err != nil {
		return err
	}
	if err := k.save(); err != nil {
		k.record = before
		return &KeepError{err}
	}
	err := do()
	var refused *graph.Refusal
	if errors.As(err, &refused) && refused.Status/100 == 4 {
		k.record = before
		if failed := k.save(); failed != nil {
			return fmt.Errorf("%w; %s lists it all the same", err, k.name)
		}
	}
	return err
}

// KeepError says that a change was not made, because it could not be taken back.
type KeepError struct{ because error }

func (e *KeepError) Error() string {
	return "what is needed to take a change back cannot be kept in .streamlit/" + folder + ", so nothing was changed: " + e.because.Error()
}

func (k *Keeper) save() error {
	if !k.ready {
		if err := k.prepare(); err != nil {
			return err
		}
	}
	if k.record.empty() {
		return k.drop()
	}
	text, err := json.MarshalIndent(k.record, "", "  ")
	if err != nil {
		return err
	}
	if !k.ignored && !k.ignore.Exists {
		if err := k.ignore.Replace([]byte("*\n"), 0o644); err != nil {
			return err
		}
		k.ignored = true
	}
	now, err := secrets.ReadFile(k.path)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if err := now.Replace(text, 0o600); err != nil {
		return err
	}
	k.written = text
	return nil
}

// prepare finds the place. A link that leads out of the project is refused: a
// stranger's checkout may have one, and a .gitignore beyond it would hide files.
func (k *Keeper) prepare() error {
	files, err := checkout.Open(k.project)
	if err != nil {
		return err
	}
	defer files.Close()
	place, err := files.Path(".streamlit/" + folder)
	if err != nil {
		return errors.New(checkout.Reason(err))
	}
	k.path = filepath.Join(place, k.name)
	if k.file, err = secrets.ReadFile(k.path); err != nil {
		return err
	}
	k.ignore, err = secrets.ReadFile(filepath.Join(place, ".gitignore"))
	k.ready = err == nil
	return err
}

// drop removes what was written of a run that changed nothing after all.
func (k *Keeper) drop() error {
	if k.written == nil {
		return nil
	}
	if err := k.file.Undo(k.written); err != nil {
		return err
	}
	k.written = nil
	if !k.ignored {
		return nil
	}
	k.ignored = false
	return k.ignore.Undo([]byte("*\n"))
}
