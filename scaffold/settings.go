package scaffold

import (
	"bytes"
	"cmp"
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
	if a.Expires.IsZero() && a.UniqueName == "" && a.KeyID == "" && a.Assertion == "" {
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
	if !a.Expires.IsZero() {
		edit.set(secrets.New(a.Expires.Format(time.DateOnly)), expiresKey)
	}
	noted := registrationTable(a.Provider)
	edit.set(secrets.New(a.UniqueName), append(slices.Clone(noted), uniqueNameKey)...)
	edit.set(secrets.New(a.KeyID), append(slices.Clone(noted), keyIDKey)...)
	edit.set(secrets.New(a.OldKeyID), append(slices.Clone(noted), oldKeyIDKey)...)
	edit.set(secrets.New(a.Assertion), "run", "assertion")
	edit.set(secrets.New(a.Issuer), "run", "issuer")
	edit.set(secrets.New(a.Subject), "run", "subject")
	edit.set(secrets.New(a.Audience), "run", "audience")
	if edit.err != nil {
		return fmt.Errorf("%s: %w", settingsFile, edit.err)
	}
	plan.change(Change{
		Path: settingsFile, After: whole(edit.document.Bytes()), Mode: 0o644,
		What: "remembers " + a.remembered() + "; safe to commit", snapshot: p.settings.Snapshot,
	})
	return nil
}

// What authkit register notes of the app registration behind a provider's name.
const (
	uniqueNameKey = "unique_name"
	keyIDKey      = "key_id"
	oldKeyIDKey   = "old_key_id"
)

func registrationTable(provider string) []string {
	return []string{"registration", cmp.Or(provider, "default")}
}

// remembered says what the settings file is written for.
func (a Answers) remembered() string {
	switch {
	case a.Assertion != "":
		return "the app registration, and what authkit run shows it"
	case a.UniqueName != "" || a.KeyID != "":
		return "the app registration and when its client secret expires"
	}
	return "when the client secret expires"
}

// Registered is what authkit register and rotate noted of a sign-in; empty: nothing.
func (p *Project) Registered(provider string) Answers {
	noted := registrationTable(provider)
	return Answers{
		Provider:   provider,
		UniqueName: text(p.settings.Document, noted, uniqueNameKey).Reveal(),
		KeyID:      text(p.settings.Document, noted, keyIDKey).Reveal(),
		OldKeyID:   text(p.settings.Document, noted, oldKeyIDKey).Reveal(),
	}
}

// PlanRotated forgets the client secret that was replaced.
func (p *Project) PlanRotated(provider string) (Plan, error) {
	plan := Plan{Dir: p.Dir}
	_, err := p.dropSetting(&plan, "forgets the client secret that was replaced", append(registrationTable(provider), oldKeyIDKey)...)
	return plan, err
}

// dropSetting takes the line of a setting away; false when there is none.
func (p *Project) dropSetting(plan *Plan, what string, path ...string) (bool, error) {
	noted, found := p.settings.Document.Lookup(path...)
	if !found || noted.Key.Line == 0 {
		return false, nil
	}
	lines := bytes.SplitAfter(p.settings.Document.Bytes(), []byte("\n"))
	without, err := secrets.Parse(bytes.Join(slices.Delete(lines, noted.Key.Line-1, noted.Key.Line), nil))
	if err != nil {
		return false, fmt.Errorf("%s: %w", settingsFile, err)
	}
	plan.change(Change{Path: settingsFile, After: whole(without.Bytes()), Mode: 0o644, What: what, snapshot: p.settings.Snapshot})
	return true, nil
}

// PlanNote is Plan for the settings file alone.
func (p *Project) PlanNote(a Answers) (Plan, error) {
	plan := Plan{Dir: p.Dir}
	err := p.planSettings(&plan, a)
	return plan, err
}

// forgetExpiry takes the noted day away when the secret is another one now: it
// was that of the old one.
func (p *Project) forgetExpiry(plan *Plan, a Answers) error {
	old := p.Existing(a.Provider).ClientSecret
	if a.ClientSecret.IsEmpty() || old.IsEmpty() || a.ClientSecret.Equal(old) {
		return nil
	}
	if dropped, err := p.dropSetting(plan, "forgets the last day of the old client secret", expiresKey); err != nil || !dropped {
		return err
	}
	plan.Notes = append(plan.Notes, Note{
		Message: "nobody knows when the new client secret ends, so verify cannot warn ahead",
		Fix:     "note its last day with authkit init --secret-expires YYYY-MM-DD",
	})
	return nil
}
