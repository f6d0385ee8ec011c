package dynamic

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/authkit-cli/authkit/secrets"
)

// Management is what RFC 7592 manages a client with. Who has the token can
// change the client, or take it over.
type Management struct {
	Address string
	Token   secrets.Secret
}

// Known tells whether a client can be managed with it.
func (m Management) Known() bool { return m.Address != "" && !m.Token.IsEmpty() }

// Keeper keeps the management token of one client in a file.
type Keeper struct {
	Management
	snapshot secrets.Snapshot
}

// kept is what stands in the file, by the names of RFC 7591, section 3.2.1.
type kept struct {
	ClientID string `json:"client_id"`
	Address  string `json:"registration_client_uri"`
	Token    string `json:"registration_access_token"`
}

// Open reads the file, which need not be there yet.
func Open(path string) (*Keeper, error) {
	snapshot, err := secrets.ReadFile(path)
	if err != nil {
		return nil, err
	}
	k := &Keeper{snapshot: snapshot}
	if len(bytes.TrimSpace(snapshot.Data())) == 0 {
		return k, nil
	}
	var content kept
	if err := json.Unmarshal(snapshot.Data(), &content); err != nil || content.Address == "" || content.Token == "" {
		return nil, errors.New("there is another file of that name, and it is not written over")
	}
	k.Management = Management{content.Address, secrets.New(content.Token)}
	return k, CheckToken(k.Token)
}

// Save keeps the token that counts now. A provider may give out a new one with
// each answer, and then the old one is worth nothing.
func (k *Keeper) Save(client Client) error {
	m := client.Management
	if !m.Known() || m.Address == k.Address && m.Token.Equal(k.Token) {
		return nil
	}
	text, err := json.MarshalIndent(kept{client.ID, m.Address, m.Token.Reveal()}, "", "  ")
	if err == nil {
		err = k.write(append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("the token that manages the client cannot be kept: %w", err)
	}
	k.Management = m
	return nil
}

// Forget empties the file of a client that is gone.
func (k *Keeper) Forget() error {
	if !k.Known() {
		return nil
	}
	k.Management = Management{}
	return k.write(nil)
}

func (k *Keeper) write(text []byte) (err error) {
	if err = k.snapshot.Replace(text, 0o600); err == nil {
		k.snapshot, err = secrets.ReadFile(k.snapshot.Path)
	}
	return err
}
