package deps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
)

// Severity of a Problem: an Error when the install or every sign-in fails, a
// Warning when it works today and is known to break.
type Severity = findings.Severity

const (
	Error   = findings.Error
	Warning = findings.Warning
)

// Problem is something in the dependency files that sign-in will not survive,
// with one fix that works.
type Problem = findings.Finding

// answer is what one question comes to: a problem, a reason why nobody can
// tell from the files, or neither, which is well.
type answer struct {
	problem *Problem
	lines   []string // the requirements that solve the problem
	open    string
	by      string // what it rests on, where no package of that name is asked for
}

// Judge returns what is wrong with the versions a project gets. Where files
// leave a question open there is no problem (see Unproven), and without any
// dependency file there is none at all.
func Judge(d Dependencies) []Problem {
	problems := slices.Clone(d.manifest.problems)
	if len(problems) == 0 {
		problems = d.noPackage()
	}
	for _, id := range []string{checkid.DepsStreamlit, checkid.DepsAuthlib, checkid.DepsCompat, checkid.DepsHTTPX} {
		// A line that cannot be read is the cause; what follows from it is not told twice.
		if a := d.ask(id); a.problem != nil && !slices.ContainsFunc(problems, func(p Problem) bool { return p.ID == id }) {
			problems = append(problems, *a.problem)
		}
	}
	return append(problems, d.upgradeProblems(problems)...)
}

// Unproven is why the dependency files cannot answer the question behind a
// check ID (deps-streamlit, deps-authlib, deps-httpx, deps-compat); empty: they
// can, and Judge says how.
func Unproven(d Dependencies, id string) string { return d.ask(id).open }

// By is what the answer to the question behind a check ID rests on besides the
// versions of the packages themselves; empty: nothing.
func By(d Dependencies, id string) string { return d.ask(id).by }

func (d Dependencies) ask(id string) answer {
	if d.File == "" {
		return answer{open: "there is no dependency file"}
	}
	switch id {
	case checkid.DepsStreamlit:
		return d.askStreamlit()
	case checkid.DepsAuthlib:
		return d.askAuthlib()
	case checkid.DepsHTTPX:
		return d.askHTTPX()
	case checkid.DepsCompat:
		return d.askCompat()
	}
	return answer{}
}

func (d Dependencies) askStreamlit() answer {
	s := d.Streamlit
	switch {
	case s.State == Unfit:
		return d.wrong(checkid.DepsStreamlit, s, d.forPython(), "Streamlit cannot be installed: %s", s.Reason)
	case !s.Present():
		return answer{open: s.Reason}
	case s.Version.Before(loginCame):
		return d.wrong(checkid.DepsStreamlit, s, d.forPython(), "%s has no st.login, which came with %s", d.gets(s), loginCame)
	}
	return answer{}
}

// usable tells why nothing more can be said: sign-in depends on Streamlit's version first.
func (d Dependencies) usable() (reason string, ok bool) {
	switch s := d.Streamlit; {
	case !s.Present() && s.Reason != "":
		return s.Reason, false
	case !s.Present() || s.Version.Before(loginCame):
		return "the version of Streamlit has no st.login", false
	}
	return "", true
}

// AsksForNeither tells whether the list, which holds all that is asked for, asks for
// neither Streamlit nor Authlib, nor for what may bring one.
func (d Dependencies) AsksForNeither() bool {
	return d.Style == StyleRequirements && d.Opaque == "" && d.Streamlit.State == Unknown && d.Streamlit.Requirement.Name == "" &&
		d.Authlib.State == Absent && d.Authlib.Requirement.Name == "" && d.mayBring(bringsAuthlib) == ""
}

func (d Dependencies) askAuthlib() answer {
	if d.Alone && d.AsksForNeither() {
		return d.wrong(checkid.DepsAuthlib, d.Streamlit, []string{Recommended}, "%s asks for neither Streamlit nor Authlib: where Streamlit is there all the same, as on Community Cloud, st.login still lacks Authlib", d.File)
	}
	if reason, ok := d.usable(); !ok {
		return answer{open: reason}
	}
	a := d.Authlib
	switch {
	case a.State == Unfit:
		return d.wrong(checkid.DepsAuthlib, a, d.authlibLine(), "Authlib cannot be installed: %s", a.Reason)
	case a.State == Unknown:
		return answer{open: a.Reason}
	case a.State == Absent:
		if reason := d.mayBring(bringsAuthlib); reason != "" {
			return answer{open: reason}
		}
		return d.wrong(checkid.DepsAuthlib, d.Streamlit, d.authLines(), "st.login needs Authlib, which %s", d.notAsked())
	case a.Version.Before(oldestAuthlib):
		return d.wrong(checkid.DepsAuthlib, a, d.authlibLine(), "%s is too old: st.login needs Authlib %s or newer", d.gets(a), oldestAuthlib)
	case a.Version.IsPrerelease():
		return d.wrong(checkid.DepsAuthlib, a, d.authlibLine(), "%s is a pre-release, and st.login stops at its version number", d.gets(a))
	}
	return answer{}
}

func (d Dependencies) askCompat() answer {
	if reason, ok := d.usable(); !ok {
		return answer{open: reason}
	}
	s, a := d.Streamlit, d.Authlib
	oldest, below, some := tried.Get().authlib(s.Version)
	every := some && below.IsZero() && oldest.Compare(version(oldestAuthlib)) <= 0
	switch {
	case every && !a.Present():
		return answer{}
	case a.State == Unknown:
		return answer{open: a.Reason}
	case !a.Present():
		// deps-authlib says so; what another package brings is not known.
		return answer{open: d.mayBring(bringsAuthlib)}
	case a.Version.Before(oldestAuthlib):
		return answer{} // deps-authlib says so
	}
	switch end, known := tried.Get().ends(s.Version, a.Version, true); {
	case !known:
		return answer{open: fmt.Sprintf("Streamlit %s and Authlib %s were not tried together", s.Version, a.Version)}
	case !end.signsIn:
		lines, ways := d.authlibLine(), []string(nil)
		if some {
			ways = append(ways, lines[0])
		} else {
			lines = d.forPython()
		}
		if from, below, found := tried.Get().streamlit(a.Version); found && below.IsZero() && s.Version.Compare(from) < 0 {
			ways = append(ways, "Streamlit "+from.String()+" or newer")
		}
		message := fmt.Sprintf("Streamlit %s does not work with %s: %s", s.Version, d.gets(a), end.words())
		if len(ways) > 0 {
			message += "; it takes " + strings.Join(ways, ", or ")
		}
		return d.wrong(checkid.DepsCompat, pointAt(a, s), lines, "%s", message)
	case takesUnsigned(s.Version, a.Version) && !d.AlgorithmsListed:
		lines := d.authlibLine()
		if newer := d.forPython(); !below.IsZero() && len(newer) > 0 {
			lines = newer
		}
		answer := d.wrong(checkid.DepsCompat, pointAt(a, s), lines, "Streamlit %s with %s accepts ID tokens that nobody signed (alg none) when the provider's metadata lists no algorithms for them",
			s.Version, d.gets(a))
		answer.problem.Severity = Warning // what the metadata lists is not known here
		return answer
	case !s.Version.Before(stateInMarkedMemory) && s.Version.Before(stateInCookie):
		restart := ""
		if !a.Version.Before(authlibMarksCookie) {
			restart = " or runs in several copies, which then answer with error 500"
		}
		answer := d.wrong(checkid.DepsCompat, s, d.forPython(),
			"%s logs people out when the browser closes (its cookie has no Max-Age), leaves out PKCE, which providers may demand, and forgets a sign-in that was begun when the app restarts%s", d.gets(s), restart)
		answer.problem.Severity = Warning
		return answer
	}
	return answer{}
}

func (d Dependencies) askHTTPX() answer {
	if reason, ok := d.usable(); !ok {
		return answer{open: reason}
	}
	end, needed := tried.Get().withoutHTTPX(d.Streamlit.Version, d.Authlib.Version)
	if !needed {
		return answer{}
	}
	h := d.HTTPX
	switch {
	case h.Present():
		return answer{}
	case h.State == Unfit:
		return d.wrong(checkid.DepsHTTPX, h, []string{wantedHTTPX}, "httpx cannot be installed: %s", h.Reason)
	case h.State == Unknown:
		return answer{open: h.Reason}
	case d.HTTPX2.Present() || d.HTTPX2.State == Unknown:
		if d.Authlib.Present() && !d.Authlib.Version.Before(authlibTakesHTTPX2) {
			return answer{}
		}
	}
	if !d.complete() {
		if by := d.clientBy(); by != "" {
			return answer{by: by}
		}
	}
	if reason := d.mayBring(d.bringsHTTPX); reason != "" {
		return answer{open: reason}
	}
	if h.Requirement.Name != "" { // its marker is true nowhere
		return d.wrong(checkid.DepsHTTPX, h, d.httpxLines(), "%s needs httpx for a sign-in, and the marker of its line is true for no Python that the app may run on; %s", d.gets(d.Streamlit), end.words())
	}
	return d.wrong(checkid.DepsHTTPX, d.Streamlit, d.httpxLines(), "%s needs httpx for a sign-in, which %s; %s", d.gets(d.Streamlit), d.notAsked(), end.words())
}

// complete: a lock file, and a list that a tool made, hold all that comes along.
func (d Dependencies) complete() bool {
	return d.lock != nil || d.manifest.compiled && d.Opaque == ""
}

// mayBring is why a package that is not asked for may be there all the same;
// empty: it is not. brings tells whether a requirement may bring it, and on what that depends.
func (d Dependencies) mayBring(brings func(Requirement) (may bool, depends string)) string {
	switch {
	case d.complete():
		return ""
	case d.Opaque != "":
		return d.Opaque
	}
	for _, r := range d.manifest.requirements {
		if holds, err := evaluateMarker(r.Marker, d.Python); err == nil && holds == never {
			continue
		}
		if may, depends := brings(r); may && r.Group == "" {
			return "another package, " + r.Name + ", may bring it" + depends
		}
	}
	return ""
}

func (d Dependencies) bringsHTTPX(r Requirement) (bool, string) {
	switch {
	case r.Name == "streamlit":
		return slices.ContainsFunc(r.Extras, func(extra string) bool { return !slices.Contains(plainExtras, extra) }), ""
	case r.Name == "authlib", r.Name == "httpx2":
		return false, ""
	}
	found := brings(r.Name)
	if found.kind == "client" && len(r.Extras) == 0 && d.bringsNone(found, r.Name) {
		return false, ""
	} else if found.kind == "client" {
		if d.Authlib.Present() && d.Authlib.Version.Before(authlibTakesHTTPX2) && len(r.Extras) == 0 && bringsHTTPX2Alone(r.Name) && d.wanted(r.Name).endless() {
			return false, ""
		}
		return true, ": that depends on its version and on Authlib's"
	}
	return found.kind != "none" || slices.ContainsFunc(r.Extras, found.mayWith), ""
}

// gets names a version as what it is: fixed, or today's.
func (d Dependencies) gets(p Package) string {
	if p.State == Range && !d.updated {
		return fmt.Sprintf("%s %s (what an install gets today)", p.Name, p.Version)
	}
	return p.Name + " " + p.Version.String()
}

func (d Dependencies) notAsked() string {
	if d.Lock != "" {
		return d.Lock + " does not hold"
	}
	return d.File + " does not ask for"
}

// pointAt is the first of the packages that a line of a file asks for.
func pointAt(packages ...Package) Package {
	for _, p := range packages {
		if p.Requirement.File != "" {
			return p
		}
	}
	return packages[0]
}

// wrong is an error at the place of p, with the fix of writing lines.
func (d Dependencies) wrong(id string, p Package, lines []string, format string, args ...any) answer {
	problem := Problem{
		ID: id, Severity: Error, Message: fmt.Sprintf(format, args...), Fix: d.fix(lines),
		File: p.Requirement.File, Line: p.Requirement.Line, Column: p.Requirement.Column,
	}
	if problem.File == "" {
		problem.File = d.File
	}
	return answer{problem: &problem, lines: lines}
}

// Unlocked is the same without its lock file, as who installs the project in another way gets it.
func (d Dependencies) Unlocked() Dependencies {
	later := settle(d.dir, d.manifest, nil)
	if later.AlgorithmsListed = d.AlgorithmsListed; d.lock != nil {
		later.add = d.lock.add
	}
	return later
}

// upgradeProblems warns of what comes with the next update of a lock file:
// errors of the same files without the lock, where there is none of that kind now.
func (d Dependencies) upgradeProblems(now []Problem) []Problem {
	if d.lock == nil || d.lock.err != nil {
		return nil
	}
	later := d.Unlocked()
	later.updated = true
	var problems []Problem
	for _, id := range []string{checkid.DepsStreamlit, checkid.DepsAuthlib, checkid.DepsCompat, checkid.DepsHTTPX} {
		a := later.ask(id)
		known := slices.ContainsFunc(now, func(p Problem) bool { return p.ID == id })
		if a.problem == nil || a.problem.Severity != Error || known {
			continue
		}
		a.problem.Severity = Warning
		a.problem.Message = "works as locked, but not after the next update of " + d.Lock + ": " + a.problem.Message
		problems = append(problems, *a.problem)
	}
	return problems
}
