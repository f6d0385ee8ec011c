// Package undo keeps what one run changed at an app registration, so that it can
// be taken back: that, and nothing that somebody else has changed since.
package undo

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// Record is what one run changed. It holds no secret: IDs, names and addresses.
type Record struct {
	About      string            `json:"about"`
	When       string            `json:"when"`
	Tenant     string            `json:"tenant"`
	ClientID   string            `json:"client_id,omitempty"`   // of a new registration not before Entra has told it
	UniqueName string            `json:"unique_name,omitempty"` // of a registration that the run made
	Principal  string            `json:"service_principal_made,omitempty"`
	Fields     []Field           `json:"fields,omitempty"`
	Secrets    []string          `json:"secrets_added,omitempty"`      // key IDs
	Keys       []string          `json:"certificates_added,omitempty"` // key IDs
	Federated  []FederatedChange `json:"federated,omitempty"`
}

// about is the first line of a record, for whoever opens it.
const about = "what authkit changed at an app registration; authkit register --undo FILE takes it back"

// Untold stands for the service principal until Entra has told its ID.
const Untold = "untold"

// Field is a member of the registration that was written. A value that is no
// list is one of at most one item.
type Field struct {
	Name   string   `json:"field"`
	Before []string `json:"before"`
	After  []string `json:"after"`
}

// FederatedChange is a federated credential that was made, or changed.
type FederatedChange struct {
	Before *entra.FederatedCredential `json:"before,omitempty"`
	After  entra.FederatedCredential  `json:"after"`
}

// made tells whether the run made the registration.
func (r *Record) made() bool { return r.UniqueName != "" }

// empty tells whether there is nothing to take back.
func (r *Record) empty() bool {
	return !r.made() && r.Principal == "" && len(r.Fields)+len(r.Secrets)+len(r.Keys)+len(r.Federated) == 0
}

// Written notes the members that a change writes: before is the registration as it
// is, content what goes to Graph, which leaves alone what that does not name.
func (r *Record) Written(before *entra.Application, content map[string]any) error {
	text, err := json.Marshal(before)
	if err != nil {
		return err
	}
	change, err := json.Marshal(content)
	if err != nil {
		return err
	}
	after := new(entra.Application)
	if err := json.Unmarshal(text, after); err != nil {
		return err
	}
	if err := json.Unmarshal(change, after); err != nil {
		return err
	}
	for _, name := range fieldNames {
		if was, is := valueOf(before, name), valueOf(after, name); !slices.Equal(was, is) {
			r.Fields = append(r.Fields, Field{name, was, is})
		}
	}
	return nil
}

// Note notes a federated credential that is made, or changed: before is nil for a
// new one, whose ID is told only once it is there.
func (r *Record) Note(before *entra.FederatedCredential, after entra.FederatedCredential) {
	for i, change := range r.Federated {
		if change.Before == nil && before == nil && change.After.Name == after.Name {
			r.Federated = slices.Clone(r.Federated)
			r.Federated[i].After = after
			return
		}
	}
	r.Federated = append(slices.Clip(r.Federated), FederatedChange{before, after})
}

// of tells whether a change is about a credential.
func (f FederatedChange) of(now entra.FederatedCredential) bool {
	return f.After.ID == now.ID || f.After.ID == "" && f.After.Name == now.Name
}

// Read reads a record. What it names goes into addresses, so nothing but IDs is taken.
func Read(path string) (*Record, error) {
	snapshot, err := secrets.ReadFile(path)
	switch {
	case err != nil:
		return nil, err
	case !snapshot.Exists:
		return nil, errors.New("there is no such file")
	}
	r := new(Record)
	if json.Unmarshal(snapshot.Data(), r) != nil || r.About != about {
		return nil, errors.New("it is not what authkit register keeps of a run")
	}
	ids := append(slices.Concat(r.Secrets, r.Keys), r.Tenant)
	optional := []string{r.ClientID, strings.TrimPrefix(r.Principal, Untold)}
	for _, change := range r.Federated {
		optional = append(optional, change.After.ID)
	}
	ids = append(ids, slices.DeleteFunc(optional, func(id string) bool { return id == "" })...)
	for _, id := range ids {
		if !entra.IsGUID(id) {
			return nil, fmt.Errorf("it names %q where an ID belongs", entra.Clean(id))
		}
	}
	if r.made() && !isUniqueName(r.UniqueName) {
		return nil, errors.New("unique_name is none that authkit gives")
	}
	if r.ClientID == "" && !r.made() {
		return nil, errors.New("it names no app registration")
	}
	return r, nil
}

// isUniqueName tells whether a registration's other name is of the kind that
// authkit gives.
func isUniqueName(name string) bool {
	rest, ours := strings.CutPrefix(name, "authkit-")
	return ours && rest != "" && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
