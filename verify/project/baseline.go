package project

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/secrets"
)

// Acceptance is an [[accept]] of the settings file: findings of one check that
// a team lives with for a reason, until a day.
type Acceptance struct {
	Check    string
	Provider string // empty: whichever
	Reason   string
	Until    time.Time // the last day, in UTC
	Place    findings.Place

	NotCounted string // why it changes nothing in this run; empty: it counts
}

// BaselineError says which [[accept]] cannot be followed. Nothing is accepted
// by guessing.
type BaselineError struct {
	Place   findings.Place
	Reason  string
	Fix     string
	Unknown string // the name that no check has, if that is it
}

func (e *BaselineError) Error() string {
	return fmt.Sprintf("%s:%d: %s", e.Place.File, e.Place.Line, e.Reason)
}

// seen are the checks that find secrets others have seen. They can be lived
// with for 90 days at most: long enough to make new ones.
var seen = []string{checkid.SecretsLeaked, checkid.SecretsTracked}

// latestDay is the last day that an acceptance of a check can have. None is for
// ever: once a year somebody looks whether the reason still holds.
func latestDay(check string, now time.Time) time.Time {
	today := now.UTC().Truncate(24 * time.Hour)
	if slices.Contains(seen, check) {
		return today.AddDate(0, 0, 90)
	}
	return today.AddDate(1, 0, 0)
}

// acceptKeys are what an [[accept]] may hold. A key that is none may be meant
// to narrow it, so it is not passed over.
var acceptKeys = []string{"check", "provider", "reason", "until"}

// isPlainName tells whether a name is one that may be shown: a letter, then
// letters, digits, _ and -, 61 bytes at most.
func isPlainName(name string) bool {
	const letters, others = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "0123456789_-"
	return name != "" && len(name) <= 61 && strings.IndexByte(letters, name[0]) >= 0 && strings.Trim(name, letters+others) == ""
}

// readAccepted reads the [[accept]] tables. known tells whether there is a check of that name.
func (p *Project) readAccepted(document *secrets.Document, known func(id string) bool, now time.Time) {
	value, there := document.Lookup("accept")
	if !there {
		return
	}
	tables, ok := document.Tables("accept")
	if !ok {
		p.AcceptErr = &BaselineError{Place: settingsPlace(value.Key), Reason: "accept is not a list of tables", Fix: "write [[accept]] above each entry"}
		return
	}
	for _, table := range tables {
		a, err := p.readAcceptance(table, known, now)
		if err != nil {
			p.AcceptErr = err
			return
		}
		p.Accepted = append(p.Accepted, a)
	}
}

func (p *Project) readAcceptance(table secrets.Table, known func(id string) bool, now time.Time) (Acceptance, *BaselineError) {
	a, err := acceptanceOf(table)
	refused := func(key, reason, fix string) (Acceptance, *BaselineError) {
		place := a.Place
		if value, found := table.Lookup(key); found {
			place = settingsPlace(value.Key)
		}
		return a, &BaselineError{Place: place, Reason: reason, Fix: fix}
	}
	for _, key := range table.Keys() {
		if !slices.Contains(acceptKeys, key) {
			return refused(key, "this key of [[accept]] means nothing", "it takes "+strings.Join(acceptKeys, ", "))
		}
	}
	last := latestDay(a.Check, now)
	latest := last.Format(time.DateOnly)
	switch {
	case a.Check == "":
		return refused("check", "[[accept]] does not say which check", `write check = "ID"; authkit explain --list shows all`)
	case known != nil && !known(a.Check):
		_, unknown := refused("check", "there is no such check", "authkit explain --list shows all")
		if isPlainName(a.Check) {
			unknown.Reason, unknown.Unknown = fmt.Sprintf("there is no check %q", a.Check), a.Check
		}
		return a, unknown
	case a.Reason == "":
		return refused("reason", "what is accepted of "+a.Check+" has no reason", `write reason = "…", for whoever comes after you`)
	case p.holdsSecret(a.Reason):
		return refused("reason", "the reason holds a secret of this app", "take it out of this file, and make a new one: this file is meant to be committed")
	case acceptText(table, "until") == "":
		return refused("until", "what is accepted of "+a.Check+" has no last day", "write until = YYYY-MM-DD, for instance "+latest)
	case err != nil:
		return refused("until", "until is not a date of the form YYYY-MM-DD", "write for instance until = "+latest)
	case a.Until.After(last) && slices.Contains(seen, a.Check):
		return refused("until", "a secret that others have seen can be accepted for 90 days at most", "write until = "+latest+" or earlier, and make a new secret by then")
	case a.Until.After(last):
		return refused("until", "what is accepted of "+a.Check+" can be accepted for a year at most", "write until = "+latest+" or earlier, and look at it again by then")
	}
	return a, nil
}

// acceptanceOf is what a table says, right or wrong; the error is that of its day.
func acceptanceOf(table secrets.Table) (Acceptance, error) {
	until, err := time.Parse(time.DateOnly, acceptText(table, "until"))
	return Acceptance{
		Check: acceptText(table, "check"), Provider: acceptText(table, "provider"), Reason: entra.Clean(acceptText(table, "reason")),
		Until: until, Place: settingsPlace(table.Start()),
	}, err
}

func acceptText(table secrets.Table, key string) string {
	value, _ := table.Lookup(key)
	if value.Kind != secrets.KindString && value.Kind != secrets.KindTime {
		return ""
	}
	return strings.TrimSpace(value.Text.Reveal())
}

// settingsPlace is a spot in the settings file.
func settingsPlace(at secrets.Position) findings.Place {
	return findings.Place{File: settingsFileName, Line: at.Line, Column: at.Column}
}

// holdsSecret tells whether a text that will be shown has a secret in it.
func (p *Project) holdsSecret(text string) bool {
	needles, _ := p.needles()
	for _, needle := range needles {
		if strings.Contains(text, needle.Value.Reveal()) {
			return true
		}
	}
	return false
}

// ProviderNames are the names of the registrations.
func (p *Project) ProviderNames() []string {
	var names []string
	for _, r := range p.Auth.Registrations {
		names = append(names, r.Name)
	}
	return names
}
