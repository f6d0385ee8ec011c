// Package verify finds out whether a Streamlit app's sign-in works, and why
// not. Package project reads the disk, package probe asks the network, and both
// hand over Facts; here rules decide on them, as functions of nothing else, and
// Run sums up. Package report prints. It does no input or output of its own.
package verify

import (
	"net/http"
	"strconv"

	"github.com/authkit-cli/authkit/verify/project"
)

// Check is one question about a sign-in, with its documentation. Explain
// pages, SARIF rules and CHECKS.md are made from it.
type Check struct {
	ID       string
	Level    Level
	Project  bool     // asked once per project instead of once per registration
	Question string   // one line, ends with a question mark
	Why      string   // what goes wrong for the user when the answer is no
	Fix      string   // the general remedy; findings carry the exact one
	Steps    []string // the remedy in full, where it takes more than a line
	Owner    string   // who can take it: entra.OwnerDeveloper, …, or "provider"
	Needs    []Need   // facts without which the check is not asked
	Run      func(*Facts) Outcome
}

// Need tells why a fact that a check rests on is missing, or nil when it is there.
type Need func(*Facts) *Missing

// Missing is the reason there is no fact: one dead network is one reason, not five findings.
type Missing struct {
	Status Status // Skipped, Unproven or Undecided
	Reason string
}

// Fact is a value that had to be asked for, or the reason there is none.
// The zero Fact is "not asked".
type Fact[T any] struct {
	value   T
	known   bool
	missing Missing
}

// Known is a fact.
func Known[T any](value T) Fact[T] { return Fact[T]{value: value, known: true} }

// NotKnown is the reason there is no fact.
func NotKnown[T any](status Status, reason string) Fact[T] {
	return Fact[T]{missing: Missing{status, reason}}
}

// Get returns the value and whether there is one.
func (f Fact[T]) Get() (T, bool) { return f.value, f.known }

// Asked tells whether the fact was asked for at all.
func (f Fact[T]) Asked() bool { return f.known || f.missing.Status != "" }

// Missing returns why there is no value, or nil when there is one.
func (f Fact[T]) Missing() *Missing {
	switch {
	case f.known:
		return nil
	case !f.Asked():
		return &Missing{Skipped, "not asked"}
	}
	return &f.missing
}

// Outcome is what a check says. The helpers below make the valid ones.
type Outcome struct {
	Status     Status
	Confidence Confidence
	Reason     string
	Findings   []Finding
}

func passed(c Confidence) Outcome     { return Outcome{Status: OK, Confidence: c} }
func skipped(reason string) Outcome   { return Outcome{Status: Skipped, Reason: reason} }
func unproven(reason string) Outcome  { return Outcome{Status: Unproven, Reason: reason} }
func undecided(reason string) Outcome { return Outcome{Status: Undecided, Reason: reason} }
func missing(m *Missing) Outcome      { return Outcome{Status: m.Status, Reason: m.Reason} }

// found is the outcome of findings: failed when one is an error, a warning
// when all are warnings, passed when there are none.
func found(c Confidence, findings ...Finding) Outcome {
	outcome := passed(c)
	outcome.Findings = findings
	for _, f := range findings {
		if f.Severity == SeverityError {
			outcome.Status = Failed
			return outcome
		}
		outcome.Status = Warning
	}
	return outcome
}

// Checks is the registry, in the order of the report.
func Checks() []Check {
	var all []Check
	for _, group := range [][]Check{
		secretsFileChecks(), projectChecks(), metadataChecks(), credentialChecks(), signInChecks(), deployedChecks(),
	} {
		all = append(all, group...)
	}
	guides := guides()
	for i, c := range all {
		all[i] = guided(c, guides[c.ID])
	}
	return all
}

// whole holds an answer back that finds nothing wrong as long as a file it
// rests on was not read.
func whole(o Outcome, unread ...[]project.Unread) Outcome {
	if o.Status != OK && o.Status != Skipped {
		return o
	}
	for _, files := range unread {
		for _, file := range files {
			reason := file.Path + " " + file.Reason
			if !file.Bound {
				return undecided(reason)
			}
			o = unproven(reason)
		}
	}
	return o
}

// StatusText is an HTTP status as people know it.
func StatusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return "HTTP " + strconv.Itoa(status) + " " + text
	}
	return "HTTP " + strconv.Itoa(status)
}
