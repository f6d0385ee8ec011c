package verify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/signers"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

// gate is what an app needs to sign people in, with a provider that there is.
func gate(f *Facts) string {
	arguments := "on_click=st.login"
	if name := namedOnly(f); name != "" {
		arguments += fmt.Sprintf(", args=[%q]", name)
	}
	return "put this at the top of the main script, behind import streamlit as st: if not st.user.is_logged_in: st.button(\"Sign in\", " + arguments + "); st.stop()"
}

// namedOnly is the first provider of the secrets where st.login() without a name finds none; empty: it finds one, or there is none.
func namedOnly(f *Facts) string {
	if all := f.Project.Auth.Registrations; len(all) > 0 && !slices.ContainsFunc(all, func(r streamlit.Registration) bool { return r.Name == "default" }) {
		return entra.Clean(all[0].Name)
	}
	return ""
}

// signInCall is a call of st.login that finds a provider.
func signInCall(f *Facts) string {
	if name := namedOnly(f); name != "" {
		return fmt.Sprintf("st.login(%q)", name)
	}
	return "st.login()"
}

func appLogin(f *Facts) Outcome {
	a := f.Project.App
	var findings []Finding
	for _, file := range slices.Sorted(maps.Keys(a.Broken)) {
		findings = append(findings, broken(file, a))
	}
	switch {
	case len(findings) > 0:
		return found(outcome.Proved, findings[0], findings[1:]...)
	case len(a.Files) == 0:
		return undecided(cmp.Or(a.Reason, "no Streamlit app was found here; name its main script with --app FILE"))
	}
	for _, again := range a.Followed.Again {
		return found(outcome.Proved, Finding{
			Severity: SeverityError, File: again.File, Line: again.Line, Column: again.Column,
			Message: "st.login is called here in every run, also for people who are signed in: the browser is sent to the provider again and again",
			Fix:     "call it under if not st.user.is_logged_in only, and read the person from st.user: st.login returns nothing",
		})
	}
	var perhaps, never, wrong *pyapp.Login
	for _, login := range a.Followed.Offered {
		switch {
		case login.Wrong != "" && login.Reach > pyapp.Never:
			wrong = &login
		case login.Called > pyapp.Perhaps && !a.Followed.TurnedOff, login.Caught && login.Known && slices.ContainsFunc(f.Project.Auth.Registrations, func(r streamlit.Registration) bool { return r.Name == cmp.Or(login.Provider, "default") }):
			if why := a.Followed.Halts(a.Script).Why(); why != "" {
				return unproven(why)
			}
			return passed(outcome.Proof(fmt.Sprintf("line %d of %s calls st.login", login.Line, login.File) + login.When() + a.FoundBy))
		case login.Reach == pyapp.Perhaps && perhaps == nil:
			perhaps = &login
		case login.Reach == pyapp.Never && never == nil:
			never = &login
		}
	}
	if len(a.Unread) > 0 {
		missing := a.Unread[0]
		reason := missing.Path + " " + missing.Reason + ", and no other file is sure to call st.login"
		if !missing.Bound {
			return undecided(reason)
		}
		return unproven(reason)
	}
	_, _, own := handwritten(a, false)
	switch {
	case wrong != nil && perhaps == nil:
		return unproven(fmt.Sprintf("the call of st.login in line %d of %s fails as it stands, which app-api tells of", wrong.Line, wrong.File))
	case a.Followed.Unsure(perhaps) != "":
		return unproven(a.Followed.Unsure(perhaps))
	case own:
		return undecided(ownLoginReason)
	case len(a.Followed.Foreign) > 0:
		other := a.Followed.Foreign[0]
		if name := signers.Package(other.Module); name != "" {
			return undecided(fmt.Sprintf("line %d of %s signs people in with %s, not with st.login: its sign-in was not checked", other.Line, other.File, name))
		}
		if !f.Project.Means() {
			return undecided(fmt.Sprintf("nothing in the app calls st.login, but line %d of %s takes %s from %s, which is not part of this project and may sign people in", other.Line, other.File, other.Name, other.Module))
		}
		return unproven(fmt.Sprintf("line %d of %s takes %s from %s, which is not part of this project and may sign people in", other.Line, other.File, other.Name, other.Module))
	case f.Project.AnotherSignIn() != nil:
		other := f.Project.AnotherSignIn()
		return undecided(fmt.Sprintf("nothing in the app calls st.login, but line %d of %s %s: its sign-in was not checked", other.Line, other.File, entra.Clean(other.What)))
	case a.Followed.Dynamic:
		return unproven("some of the app's code is picked by a name that is made at run time, and what can be followed does not call st.login")
	case len(a.Followed.Logins) > 0 && never != nil:
		why, fix := a.Followed.Because(*never, signInCall(f), "call the function it stands in, or "+gate(f))
		message := "st.login stands in code that nobody who is not signed in comes to" + why + ", so nobody can sign in"
		return found(outcome.Proved, Finding{Severity: SeverityError, File: never.File, Line: never.Line, Column: never.Column, Message: message, Fix: fix})
	}
	if !f.Project.Means() {
		return undecided("nothing in the app calls st.login, and nothing here is meant for it; authkit init --gate adds the sign-in")
	}
	return found(outcome.Proved, Finding{
		Severity: SeverityError, File: a.Script,
		Message: "nothing in the app calls st.login, so nobody can sign in", Fix: "run authkit init --gate, or " + gate(f),
	})
}

// broken tells of a file that Python refuses.
func broken(file string, a project.App) Finding {
	wrong := a.Broken[file]
	finding := Finding{
		Severity: SeverityWarning, File: file, Line: wrong.Line, Column: wrong.Column,
		Message: "Python stops reading this file here: " + wrong.What, Fix: fmt.Sprintf("correct line %d of %s, or what stands above it", wrong.Line, file),
	}
	if wrong.Minor > 0 {
		finding.Fix = fmt.Sprintf("ask for Python 3.%d or newer in %s", wrong.Minor, a.PythonBy)
	}
	signs := len(a.Followed.Logins) > 0 || slices.ContainsFunc(a.Files, func(f project.AppFile) bool { return a.Broken[f.Path] != nil && f.Scan.Mentions })
	switch page := slices.ContainsFunc(a.Followed.Pages, func(p pyapp.Page) bool { return p.File == file }); {
	case file == a.Script:
		finding.Severity, finding.Message = SeverityError, "the app does not start: Python stops reading it here: "+wrong.What
	case signs && !a.Followed.Offers() && a.Followed.Vain.File == "" && (!page || len(a.Broken) == 1):
		finding.Severity, finding.Message = SeverityError, finding.Message+", so nobody comes to the sign-in"
	}
	return finding
}

const ownLoginReason = "this app signs people in by code of its own, not with st.login: its sign-in was not checked"

// ownLogin tells whether an app signs people in by hand, and never with st.login.
func ownLogin(p *project.Project) bool {
	_, _, is := handwritten(p.App, false)
	return is && len(p.App.Followed.Logins) == 0 && len(p.App.Unread) == 0
}

// noSignIn says why nothing is demanded for a sign-in: no code asks for one, which
// app-login tells of. Empty: something is.
func noSignIn(p *project.Project, id string) string {
	a := p.App
	keeps := len(p.Files) == 0 && p.Source.Named == "" && (id == checkid.SecretsImage || id == checkid.SecretsIgnored)
	demands := keeps || slices.Contains([]string{checkid.SecretsFound, checkid.AuthSection, checkid.DepsStreamlit, checkid.DepsAuthlib, checkid.DepsHTTPX, checkid.DepsCompat}, id) && !p.Source.Require && p.Source.Named == ""
	switch {
	case demands && len(a.Files) > 0 && len(a.Followed.Logins) == 0 && len(a.Unread)+len(a.Broken) == 0 && !a.CountsOnUser():
		return "the app calls st.login nowhere that can be followed, so what a sign-in needs is not asked for"
	case a.None && !p.Auth.Found && (keeps || demands && (len(p.Files) == 0 || id != checkid.SecretsFound)):
		return "no Streamlit app was found here; authkit init writes one"
	}
	return ""
}

func appPages(f *Facts) Outcome {
	a := f.Project.App
	if len(a.Followed.Logins) == 0 {
		return skipped("the app does not use st.login")
	}
	gated := slices.ContainsFunc(a.Followed.Pages, func(p pyapp.Page) bool { return p.Closed })
	var findings []Finding
	reason, evidence := "", ""
	for _, page := range a.Followed.Pages {
		closed := page.Closed || page.Asks && page.Shows == pyapp.Never
		switch {
		case page.After.File != "" && !page.Doubt:
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: page.After.File, Line: page.After.Line, Column: page.After.Column,
				Message: fmt.Sprintf("people who are not signed in come past this test: what %s shows in line %d is shown to everybody", page.Shown.File, page.Shown.Line),
				Fix:     "end the block under the test with st.stop()",
			})
		case closed:
			evidence = cmp.Or(evidence, page.ClosedBy())
		case page.Shows == pyapp.Surely && !page.Asks && !page.Sign && !page.Doubt && gated && !page.Public():
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: page.File, Line: page.Shown.Line,
				Message: "anybody can open the page " + page.File + page.Until() + ": it does not ask who is signed in, and the sign-in of another file does not guard it",
				Fix:     "put the sign-in at its top too, and end it with st.stop()",
			})
		case page.Shows > pyapp.Never:
			reason = cmp.Or(reason, fmt.Sprintf("%s shows something (line %d) for which no sign-in is surely asked; whether that is meant cannot be told from the code", page.File, page.Shown.Line))
		}
	}
	switch {
	case len(findings) > 0:
		return found(outcome.Inferred, findings[0], findings[1:]...)
	case reason != "":
		return unproven(reason)
	case evidence == "":
		return whole(unproven("no page was seen that asks who is signed in"), a.Unread)
	}
	return whole(passed(outcome.Sign(evidence)), a.Unread)
}
