package scaffold

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/templates"
)

// expiresKey holds the day the provider's client secret ends, as YYYY-MM-DD.
const expiresKey = "secret_expires"

// planSettings keeps what is not secret and not Streamlit's business.
func (p *Project) planSettings(plan *Plan, a Answers) error {
	if a.Expires.IsZero() {
		return p.forgetExpiry(plan, a)
	}
	edit := edit{document: p.settings.Document}
	if !p.settings.Exists {
		document, err := secrets.Parse(templates.Settings())
		if err != nil {
			return fmt.Errorf("template: %w", err)
		}
		edit.document = document
	}
	edit.set(secrets.New(a.Expires.Format(time.DateOnly)), expiresKey)
	if edit.err != nil {
		return fmt.Errorf("%s: %w", settingsFile, edit.err)
	}
	plan.change(Change{
		Path: settingsFile, After: whole(edit.document.Bytes()), Mode: 0o644,
		What: "remembers when the client secret expires; safe to commit", snapshot: p.settings.Snapshot,
	})
	return nil
}

// forgetExpiry takes the noted day away when the secret is another one now: it
// was that of the old one.
func (p *Project) forgetExpiry(plan *Plan, a Answers) error {
	noted, found := p.settings.Document.Lookup(expiresKey)
	old := p.Existing(a.Provider).ClientSecret
	if !found || noted.Key.Line == 0 || a.ClientSecret.IsEmpty() || old.IsEmpty() || a.ClientSecret.Equal(old) {
		return nil
	}
	lines := bytes.SplitAfter(p.settings.Document.Bytes(), []byte("\n"))
	without, err := secrets.Parse(bytes.Join(slices.Delete(lines, noted.Key.Line-1, noted.Key.Line), nil))
	if err != nil {
		return fmt.Errorf("%s: %w", settingsFile, err)
	}
	plan.change(Change{
		Path: settingsFile, After: whole(without.Bytes()), Mode: 0o644,
		What: "forgets the last day of the old client secret", snapshot: p.settings.Snapshot,
	})
	plan.Notes = append(plan.Notes, Note{
		Message: "nobody knows when the new client secret ends, so verify cannot warn ahead",
		Fix:     "note its last day with authkit init --secret-expires YYYY-MM-DD",
	})
	return nil
}
