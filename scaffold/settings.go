package scaffold

import (
	"fmt"
	"time"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/templates"
)

// expiresKey holds the day the provider's client secret ends, as YYYY-MM-DD.
const expiresKey = "secret_expires"

// planSettings keeps what is not secret and not Streamlit's business.
func (p *Project) planSettings(plan *Plan, a Answers) error {
	if a.Expires.IsZero() {
		return nil
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
