package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/authkit-cli/authkit/register/dynamic"
	"github.com/authkit-cli/authkit/secrets"
)

// managementFile is where the token that manages a client is kept.
type managementFile struct {
	dynamic.Management
	shown    string // as it was named
	snapshot secrets.Snapshot
}

// managed is what stands in the file, by the names of RFC 7591, section 3.2.1.
type managed struct {
	ClientID string `json:"client_id"`
	Address  string `json:"registration_client_uri"`
	Token    string `json:"registration_access_token"`
}

// readManagement reads the file of --management-token-file, which need not be
// there yet; nil without the flag.
func (o registerOptions) readManagement(ctx context.Context, env *Env) (*managementFile, error) {
	if !o.given("management-token-file") {
		return nil, nil
	}
	const flag = "--management-token-file"
	path := env.path(o.management)
	if err := keptOutOfGit(ctx, env, path, o.management, flag); err != nil {
		return nil, err
	}
	snapshot, err := secrets.ReadFile(path)
	if err != nil {
		return nil, usagef(flag+": %v", err)
	}
	f := &managementFile{shown: o.management, snapshot: snapshot}
	if len(bytes.TrimSpace(snapshot.Data())) == 0 {
		return f, nil
	}
	var content managed
	if err := json.Unmarshal(snapshot.Data(), &content); err != nil || content.Address == "" || content.Token == "" {
		return nil, usagef(flag + ": there is another file of that name, and it is not written over")
	}
	f.Management = dynamic.Management{Address: content.Address, Token: secrets.New(content.Token)}
	env.known.Add(f.Token)
	if err := dynamic.CheckToken(f.Token); err != nil {
		return nil, usagef(flag+": %v", err)
	}
	return f, nil
}

// save keeps the token that counts now. A provider may give out a new one with
// each answer, and then the old one is worth nothing.
func (f *managementFile) save(client dynamic.Client) error {
	m := client.Management
	if !m.Known() || m.Address == f.Address && m.Token.Equal(f.Token) {
		return nil
	}
	text, err := json.MarshalIndent(managed{client.ID, m.Address, m.Token.Reveal()}, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", f.shown, err)
	}
	text = append(text, '\n')
	if err := f.snapshot.Replace(text, 0o600); err != nil {
		return withHint(fmt.Errorf("%s cannot be written, and the token that manages the client is lost: %w", f.shown, err), writeHint(err, "add redirect URIs in the provider's console"))
	}
	f.Management = m
	if f.snapshot, err = secrets.ReadFile(f.snapshot.Path); err != nil {
		return fmt.Errorf("%s cannot be read again: %w", f.shown, err)
	}
	return nil
}

// forget empties the file of a client that is gone.
func (f *managementFile) forget() {
	if f.Known() {
		f.snapshot.Replace(nil, 0o600) //nolint:errcheck // the next run is told that the token is none
	}
}
