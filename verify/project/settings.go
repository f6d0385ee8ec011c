package project

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// settingsFileName holds what is not secret and not Streamlit's business.
const settingsFileName = ".streamlit/authkit.toml"

// expiresKey holds the day the provider's client secret ends, as YYYY-MM-DD.
const expiresKey = "secret_expires"

// readSettings reads the day the client secret expires, as told to init, and
// what the project lives with.
func (p *Project) readSettings(known func(id string) bool, now time.Time) {
	snapshot, err := p.snapshot(settingsFileName)
	if err == nil && !snapshot.Exists {
		return
	}
	p.ExpiryFile.File = settingsFileName
	if err != nil {
		p.SettingsErr = settingsFileName + " is not read: " + err.Error()
		return
	}
	document, err := secrets.Parse(snapshot.Data())
	if errors.Is(err, secrets.ErrTooManyKeys) {
		p.SettingsErr = settingsFileName + " is not read: " + err.Error()
		return
	}
	if err != nil {
		p.ExpiryErr = "it is not valid TOML"
		return
	}
	p.readAccepted(document, known, now)
	value, ok := document.Lookup(expiresKey)
	if !ok {
		return
	}
	p.ExpiryFile.Line, p.ExpiryFile.Column = value.Start.Line, value.Start.Column
	p.Expires, err = time.Parse(time.DateOnly, strings.TrimSpace(value.Text.Reveal()))
	if err != nil {
		p.ExpiryErr = expiresKey + " is not a date of the form YYYY-MM-DD"
	}
}

// findLeaks begins to look for this app's secrets in git's objects, as long as
// the time allows, and returns what completes it when git has told what is tracked.
func (p *Project) findLeaks(ctx context.Context, objects *repo.Objects, passed func(bytes int)) (complete func()) {
	needles, left := p.needles()
	if len(needles) == 0 && left == "" {
		objects.Stop()
		return func() {
			if p.Git.Repository {
				p.Leaks.Not = noNeedles
			}
		}
	}
	search := repo.Look(ctx, p.Dir, objects, needles, passed)
	return func() {
		if !p.Git.Repository { // also where git did not answer
			search.Drop()
			return
		}
		p.tellLeaks(search.Leaks(p.Git), left)
	}
}

const noNeedles = "there are no secrets to look for"

// tellLeaks takes over what a search has found. left says what was not looked for.
func (p *Project) tellLeaks(scan repo.Scan, left string) {
	p.Leaks = LeakSearch{Scan: scan, Done: true}
	if left != "" && p.Leaks.Complete {
		p.Leaks.Complete, p.Leaks.Incomplete = false, left
	}
}
