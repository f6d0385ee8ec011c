package verify

import (
	"github.com/authkit-cli/authkit/verify/project"

	"github.com/authkit-cli/authkit/internal/checkid"
)

// Options says which checks to run and what counts.
type Options struct {
	Version string
	Only    []string // check IDs; empty: all
	Skip    []string
	Strict  bool // warnings and unproven facts count
}

// Selects tells whether a check is to be run.
func (o Options) Selects(id string) bool {
	for _, skipped := range o.Skip {
		if skipped == id {
			return false
		}
	}
	if len(o.Only) == 0 {
		return true
	}
	for _, only := range o.Only {
		if only == id {
			return true
		}
	}
	return false
}

// Run asks every selected check, once for the project or once for each
// registration, and sums the answers up. It is a pure function of the facts.
func Run(g *Gathered, o Options) *Report {
	report := &Report{Schema: SchemaName, Version: o.Version, Requests: g.Requests, Results: []Result{}}
	for _, check := range Checks() {
		if !o.Selects(check.ID) || check.Several && !g.Several {
			continue
		}
		if check.Project {
			report.Results = append(report.Results, check.result(g.Project, ""))
			continue
		}
		for _, f := range g.Providers {
			report.Results = append(report.Results, check.result(f, f.Registration.Name))
		}
		if len(g.Providers) == 0 {
			missing := noSecrets(g.Project.Project)
			report.Results = append(report.Results, Result{ID: check.ID, Level: check.Level, Provider: "default", Status: missing.Status, Reason: missing.Reason, Findings: []Finding{}})
		}
	}
	for _, f := range g.Providers {
		if signIn, ok := f.SignIn.Get(); ok && signIn.Stage == StageDone {
			report.SignIn = append(report.SignIn, person(f, signIn))
		}
		if note := strangersNote(f); note != "" && !g.Several && o.Selects(checkid.RegistrationFound) {
			report.Notes = append(report.Notes, note)
		}
		if note := openNote(f); note != "" && o.Selects(checkid.AppClaims) {
			report.Notes = append(report.Notes, note)
		}
	}
	report.Notes = append(report.Notes, g.Project.Project.Notes...)
	report.accept(g.Project.Project, g.Project.Now)
	report.Scope = scope(report.Results)
	report.Verdict = decide(report.Results, o.Strict)
	return report
}

// result runs one check, unless a fact it rests on is missing.
func (c Check) result(f *Facts, provider string) Result {
	ended, known := Outcome{}, true
	if ownLogin(f.Project) && checkid.OfStLogin(c.ID) {
		ended, known = unproven(ownLoginReason), false
	}
	for _, need := range c.Needs {
		if m := need(f); m != nil {
			ended, known = missing(m), false
			break
		}
	}
	if known {
		ended = c.Run(f)
	}
	if reason := noSignIn(f.Project, c.ID); reason != "" && len(ended.Findings()) > 0 {
		ended = unproven(reason)
	}
	result := Result{
		ID: c.ID, Level: c.Level, Provider: provider, Status: ended.Status(), Confidence: ended.Confidence(),
		Evidence: ended.Evidence(), Reason: ended.Reason(), Findings: ended.Findings(),
	}
	if result.Findings == nil {
		result.Findings = []Finding{}
	}
	return result
}

// noSecrets is the reason for what cannot be judged without secrets; that they
// could not be looked at is secrets-found's to tell, once.
func noSecrets(p *project.Project) *Missing { return &Missing{Skipped, noProviders(p)} }

// noProviders says why there is no registration to judge.
func noProviders(p *project.Project) string {
	switch {
	case p.Empty:
		return "this folder has nothing of a Streamlit app"
	case p.Unseen != "":
		return "the secrets could not be looked at, see secrets-found"
	case secretsLeftOut(p) != "":
		return secretsLeftOut(p)
	case len(p.Files) == 0:
		return "there is no secrets file"
	case unreadable(p):
		return "the secrets file cannot be read"
	}
	return "there is no [auth] section"
}

// unreadable tells whether no file could be read.
func unreadable(p *project.Project) bool {
	for _, f := range p.Files {
		if f.Err == nil || f.NotTOML {
			return false
		}
	}
	return len(p.Files) > 0
}

// secretsLeftOut says why the absence of secrets is no finding here: a CI job
// that was given none, or pull requests from forks. Empty: it is one.
func secretsLeftOut(p *project.Project) string {
	s := p.Source
	switch {
	case p.Unseen != "":
		return p.Unseen
	case len(p.Files) > 0 || s.Require:
		return ""
	case s.Named != "" && s.Absent && s.AllowMissing:
		return s.Named + " is empty or not there, and --allow-missing-secrets says that this is fine"
	case s.Named == "" && s.AllowMissing:
		return "there are no secrets here, and --allow-missing-secrets says that this is fine"
	case s.Named == "" && s.CI:
		return "there are no secrets in this CI job; name them with --secrets-env or --secrets, or demand them with --require-secrets"
	}
	return ""
}

// KnownIDs are the IDs of all checks, for flags that name some.
func KnownIDs() map[string]bool {
	ids := map[string]bool{}
	for _, c := range Checks() {
		ids[c.ID] = true
	}
	return ids
}

// Knows tells whether there is a check of that name.
func Knows(id string) bool { return KnownIDs()[id] }

// UnknownIDs returns those of ids that name no check.
func UnknownIDs(ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	known := KnownIDs()
	var unknown []string
	for _, id := range ids {
		if !known[id] {
			unknown = append(unknown, id)
		}
	}
	return unknown
}

// Gathered is what Gather learned: facts of the project, then of each registration.
type Gathered struct {
	Project   *Facts
	Providers []*Facts
	Requests  []Request
	Several   bool // the project is one of several in this run
	Answered  bool // whatever could be asked without a person was asked, before anybody stopped it
}
