// Package verify finds out whether a Streamlit app's sign-in works, and why
// not. Package project reads the disk, package probe asks the network, and both
// hand over Facts; here rules decide on them, as functions of nothing else, and
// Run sums up. Package report prints. It does no input or output of its own.
package verify

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify/grounds"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

// Check is one question about a sign-in, with its documentation. Explain
// pages, SARIF rules and CHECKS.md are made from it.
type Check struct {
	ID       string
	Level    Level
	Project  bool     // asked once per project instead of once per registration
	Several  bool     // asked where several apps are looked at in one run, and not of one alone
	Question string   // one line, ends with a question mark
	Why      string   // what goes wrong for the user when the answer is no
	Fix      string   // the general remedy; findings carry the exact one
	Steps    []string // the remedy in full, where it takes more than a line
	OK       string   // the evidence that makes it ok
	Broken   string   // what breaks it; what is neither is unproven, or undecided where no answer came
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

// The words for how a check ends. An OK needs evidence; package outcome keeps it so.

func passed(e outcome.Evidence) Outcome { return outcome.Passed(e) }
func skipped(reason string) Outcome     { return outcome.NotAsked(reason) }
func unproven(reason string) Outcome    { return outcome.NotProven(reason) }
func undecided(reason string) Outcome   { return outcome.NotDecided(reason) }

func missing(m *Missing) Outcome {
	switch m.Status {
	case Unproven:
		return unproven(m.Reason)
	case Undecided:
		return undecided(m.Reason)
	}
	return skipped(m.Reason)
}

// found is the outcome of findings, of which there is one at least.
//
//go:noinline
func found(c outcome.Confidence, first Finding, more ...Finding) Outcome {
	return outcome.Found(c, first, more...)
}

// searched is the outcome of a search for faults: e is what was looked through.
func searched(e outcome.Evidence, findings ...Finding) Outcome {
	return outcome.Searched(e, findings...)
}

// Checks is the registry, in the order of the report.
func Checks() []Check {
	all := slices.Concat(secretsFileChecks(), sharedChecks(), projectChecks(), metadataChecks(), credentialChecks(), registrationChecks(), signInChecks(), deployedChecks())
	known := grounds.All()
	for i := range all {
		all[i].Owner = cmp.Or(all[i].Owner, entra.OwnerDeveloper)
		all[i].OK, all[i].Broken = known[all[i].ID].OK, known[all[i].ID].Broken
	}
	return all
}

// whole holds an answer back that finds no error as long as a file it rests on was not
// read. A warning tells more than that not all was read.
func whole(o Outcome, unread ...[]project.Unread) Outcome {
	warns := o.Status() == Warning
	if o.Status() != OK && o.Status() != Skipped && !warns {
		return o
	}
	for _, files := range unread {
		for _, file := range files {
			reason := file.Path + " " + file.Reason
			if !file.Bound {
				return undecided(reason)
			}
			if !warns {
				o = unproven(reason)
			}
		}
	}
	return o
}
