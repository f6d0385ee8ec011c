package verify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/verify/project"
)

// over tells whether the last day has passed.
func over(a project.Acceptance, now time.Time) bool { return !now.Before(a.Until.AddDate(0, 0, 1)) }

// covers tells whether a result is one that the entry speaks of.
func covers(a project.Acceptance, r Result) bool {
	return r.ID == a.Check && (a.Provider == "" || a.Provider == r.Provider)
}

// accept marks what the project lives with, and says which entries are over
// or needed no more.
func (r *Report) accept(p *project.Project, now time.Time) {
	for _, a := range p.Accepted {
		found, asked := 0, false
		for i := range r.Results {
			result := &r.Results[i]
			if !covers(a, *result) {
				continue
			}
			asked = asked || result.Status == OK || len(result.Findings) > 0
			found += len(result.Findings)
			if a.NotCounted == "" && !over(a, now) {
				result.Findings = accepted(result.Findings, a)
			}
		}
		if note := acceptanceNote(a, p, r, found, asked, now); note != "" {
			r.Notes = append(r.Notes, fmt.Sprintf("%s:%d: %s", a.Place.File, a.Place.Line, note))
		}
	}
}

// accepted are findings with a reason why they do not count; one that has a
// reason already keeps it.
func accepted(findings []Finding, a project.Acceptance) []Finding {
	marked := slices.Clone(findings)
	for i := range marked {
		if marked[i].Accepted == "" {
			marked[i].Accepted, marked[i].AcceptedUntil = a.Reason, a.Until.Format(time.DateOnly)
		}
	}
	return marked
}

// note is what a person should know about an entry; empty: it does its work,
// or nobody can tell.
func acceptanceNote(a project.Acceptance, p *project.Project, r *Report, found int, asked bool, now time.Time) string {
	switch {
	case found > 0 && over(a, now):
		return "what is accepted of " + a.Check + " counts again, the last day was " + a.Until.Format(time.DateOnly) + ": fix it, or give the entry another day"
	case found > 0 && a.NotCounted != "":
		return "what is accepted of " + a.Check + " does not count: " + a.NotCounted
	case found > 0:
		return ""
	case asked:
		return a.Check + " finds nothing to accept: delete the entry"
	case a.Provider == "":
		return ""
	}
	for _, result := range r.Results {
		if result.ID == a.Check && result.Provider == "" {
			return a.Check + " is asked of the whole project: take provider out of the entry"
		}
	}
	names := p.ProviderNames()
	if len(names) == 0 || slices.Contains(names, a.Provider) {
		return ""
	}
	return "the secrets do not have the provider of this entry, they have " + strings.Join(names, ", ")
}
