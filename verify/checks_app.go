package verify

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/consent"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/reached"
	"github.com/authkit-cli/authkit/verify/image"
	"github.com/authkit-cli/authkit/verify/meant"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

func needApp(f *Facts) *Missing {
	if len(f.Project.App.Files) == 0 {
		reason := f.Project.App.Reason
		if reason == "" {
			reason = "no Streamlit app was found"
		}
		if f.Project.App.Refused {
			return &Missing{Undecided, reason}
		}
		return &Missing{Unproven, reason}
	}
	return nil
}

func needStreamlit(f *Facts) *Missing {
	if f.Project.DepsErr != nil || !f.Project.Deps.Streamlit.Present() {
		return &Missing{Unproven, "the project's version of Streamlit is not known"}
	}
	return nil
}

func appProvider(f *Facts) Outcome {
	var names []string
	for _, r := range f.Project.Auth.Registrations {
		names = append(names, r.Name)
	}
	var surely, perhaps []Finding
	reason, works := "", false
	for _, call := range f.Project.App.Followed.Logins {
		name := call.Provider
		if !call.Named {
			name = "default"
		}
		missing := Finding{
			Severity: SeverityError, File: call.File, Line: call.Line, Column: call.Column,
			Message: missingSection(name), Fix: meant.LoginFix(name, names),
		}
		switch {
		case call.Reach == pyapp.Never || call.Wrong != "":
		case !call.Known:
			works = true
			reason = cmp.Or(reason, fmt.Sprintf("which provider st.login is called with in line %d of %s cannot be told from the code", call.Line, call.File))
		case slices.Contains(names, name):
			works = true
		case call.Reach == pyapp.Surely:
			surely = append(surely, missing)
		default:
			perhaps = append(perhaps, missing)
			reason = fmt.Sprintf("%s; line %d of %s is under a condition that cannot be followed from the code", missing.Message, call.Line, call.File)
		}
	}
	if len(surely) == 0 && !works {
		surely = perhaps // whichever is taken, it fails
	}
	switch {
	case len(surely) > 0:
		if why, fix := f.Project.App.Followed.NoSection(); why != "" && surely[0].Message == missingSection("default") {
			surely[0].Message, surely[0].Fix = surely[0].Message+why, fix
		}
		return found(outcome.Proved, surely[0], surely[1:]...)
	case reason != "":
		return unproven(reason)
	case !works:
		return whole(skipped("no call of st.login names a provider"), f.Project.App.Unread)
	}
	return whole(passed(outcome.Proof(f.inCode("every st.login call names a section that is there"))), f.Project.App.Unread)
}

func missingSection(name string) string {
	switch name {
	case "":
		return "st.login is called with an empty name, which no provider has"
	case "default":
		return "st.login() is called without a name, but there is no provider without one"
	}
	return fmt.Sprintf("st.login(%q) is called, but there is no section [auth.%s]", entra.Clean(name), entra.Clean(name))
}

func appAPI(f *Facts) Outcome {
	gets := f.Project.Deps.Streamlit.Version
	followed := f.Project.App.Followed
	findings, reason := wrongCalls(followed), ""
	for _, fault := range followed.Faults {
		severity := map[bool]Severity{true: SeverityWarning, false: SeverityError}[fault.Mild]
		findings = append(findings, Finding{Severity: severity, File: fault.File, Line: fault.Line, Column: fault.Column, Message: fault.Message, Fix: fault.Fix})
	}
	if m := needStreamlit(f); m != nil && len(findings) > 0 {
		return found(outcome.Proved, findings[0], findings[1:]...)
	} else if m != nil {
		if use := f.Project.App.OlderUser(); use.Line > 0 {
			return undecided(fmt.Sprintf("st.experimental_user (line %d of %s) is gone since Streamlit 1.54, and which release the project gets is not known", use.Line, use.File))
		}
		return missing(m)
	}
	// add accuses a use that fails, unless something in the code sees to it.
	add := func(file string, at pytoken.Position, message, fix string) bool {
		reach, guarded := followed.Reach(file, at)
		switch {
		case reach == pyapp.Never || guarded:
			return false
		case reach < pyapp.Surely:
			reason = fmt.Sprintf("%s; line %d of %s uses it under a condition that cannot be followed from the code", message, at.Line, file)
			return false
		}
		findings = slices.DeleteFunc(findings, func(one Finding) bool { return one.File == file && one.Line == at.Line && one.Column == at.Column }) // it says less
		findings = append(findings, Finding{Severity: SeverityError, File: file, Line: at.Line, Column: at.Column, Message: message, Fix: fix})
		return true
	}
	for _, file := range f.Project.App.Files {
		for _, use := range file.Scan.ExperimentalUser {
			if why, fix := streamlit.Lacks("experimental_user", gets); why != "" {
				add(file.Path, use, why, fix)
			}
		}
		for _, use := range file.Scan.UserUses {
			if why, fix := streamlit.Lacks("user", gets); why != "" && add(file.Path, use, why, fix) {
				break
			}
		}
		for i, use := range slices.Concat(file.Scan.ClaimUses, file.Scan.UserCalls) {
			if message, fix, wrong := streamlit.MisusesUser(use.Name, i >= len(file.Scan.ClaimUses)); wrong && !use.Safe {
				add(file.Path, pytoken.Position{Line: use.Line, Column: use.Column}, message, fix)
			}
		}
		for _, place := range file.Scan.AppExposes {
			if gets.Before(streamlit.SeesTokensOfApp) {
				findings = append(findings, Finding{
					Severity: SeverityWarning, File: file.Path, Line: place.Line, Column: place.Column,
					Message: "Streamlit before 1.60 does not see expose_tokens in the secrets of st.App, so st.user.tokens stays empty; the project gets " + gets.String(),
					Fix:     "ask for streamlit[auth]>=" + streamlit.SeesTokensOfApp + " in the project's requirements, or write [auth] into .streamlit/secrets.toml",
				})
			}
		}
		for _, call := range file.Scan.LoginCalls {
			why, fix := streamlit.Lacks("login", gets)
			if why != "" && f.Project.App.OlderUser().Line > 0 {
				fix += ", and write st.user instead of st.experimental_user, which newer releases do not have"
			}
			if why != "" && add(file.Path, pytoken.Position{Line: call.Line, Column: call.Column}, why, fix) {
				break
			}
		}
	}
	for _, use := range followed.Names {
		message, fix, wrong := names.Judge(use.Use, gets)
		if at := (pytoken.Position{Line: use.Line, Column: use.Column}); wrong && add(use.File, at, message, fix) && !use.Always {
			findings[len(findings)-1].Severity = SeverityWarning // at a click, when people are signed in
		}
	}
	if len(findings) == 0 && reason != "" {
		return unproven(reason)
	}
	return whole(searched(outcome.Proof(f.inCode("Streamlit "+gets.String()+" has every name that is taken from it, and from st.sidebar and other containers where it is sure that they are")), findings...), f.Project.App.Unread)
}

// wrongCalls are those of st.login that Python or Streamlit refuse in every release.
func wrongCalls(followed pyapp.Followed) []Finding {
	var findings []Finding
	for _, call := range followed.Logins {
		if call.Wrong == "" || call.Reach == pyapp.Never {
			continue
		}
		finding := Finding{Severity: SeverityError, File: call.File, Line: call.Line, Column: call.Column, Message: "st.login takes one argument, the name of the provider, and this call fails", Fix: `write st.login("NAME") with nothing else; what goes to the provider besides stands in client_kwargs`}
		if call.Wrong == reached.WrongArgs {
			finding.Message, finding.Fix = "args takes a list or a tuple, and a text alone is taken for one argument a letter", `write args=["NAME"]`
		}
		if call.Reach < pyapp.Surely && !followed.Lone(call) {
			finding.Severity = SeverityWarning
		}
		findings = append(findings, finding)
	}
	return findings
}

func appCallback(f *Facts) Outcome {
	var findings []Finding
	uses := len(f.Project.App.Followed.Logins) > 0
	for _, file := range f.Project.App.Files {
		base := strings.TrimSuffix(path.Base(file.Path), ".py")
		if strings.HasSuffix(strings.TrimLeft(base, "0123456789_- "), "oauth2callback") && strings.Contains("/"+file.Path, "/pages/") {
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path,
				Message: "this page is never shown: Streamlit answers /oauth2callback itself",
				Fix:     "delete " + file.Path + "; st.login needs no page of its own",
			})
		}
	}
	file, own, is := handwritten(f.Project.App, uses)
	ownKeys := !f.Project.Auth.RedirectURI.IsSet() && !f.Project.Auth.CookieSecret.IsSet()
	meant := slices.ContainsFunc(f.Project.App.Files, func(other project.AppFile) bool {
		return (!uses || other.Path == file) && consent.Meant(other.Scan, ownKeys)
	}) || uses && consent.ComesBack(f.Project.App.Followed, file)
	if is && !own.Framed && len(findings) == 0 && !meant {
		beside := map[bool]string{true: " beside", false: " instead of"}[uses]
		return unproven(own.What + beside + " st.login: Streamlit answers /oauth2callback itself, and the code does not show whether this sign-in comes back to another path")
	}
	if is {
		fix := "remove it and use st.login, which does the whole sign-in; or let it come back to an address whose path is not /oauth2callback"
		message := own.What + " beside st.login: the provider's answer goes to Streamlit's own callback and never reaches this code"
		switch {
		case own.Framed:
			message = own.What + ": inside a frame, as Streamlit Community Cloud shows every app in, providers refuse to show their page"
			fix = "use st.login, which leaves the frame for the sign-in"
		case !uses && f.Project.Auth.ReturnsElsewhere():
			message = own.What + " instead of st.login, with the section that st.login reads"
			fix = "use st.login, which does the whole sign-in; or give that section another name than auth"
		case !uses:
			message = own.What + " instead of st.login: Streamlit answers /oauth2callback itself, and what an address holds behind # never reaches Python"
			fix = "use st.login, which does the whole sign-in; or keep this code with a redirect URI whose path is not /oauth2callback and with response_type=code"
		}
		findings = append(findings, Finding{Severity: SeverityWarning, File: file, Line: own.Line, Column: own.Column, Message: message, Fix: fix})
	}
	return whole(searched(outcome.Sign(f.inCode("no page at the callback and no sign-in of its own beside st.login")), findings...), f.Project.App.Unread)
}

// handwritten is the most telling sign of a sign-in by code of the app's own.
// Beside st.login a consent for an API is none.
func handwritten(a project.App, uses bool) (file string, first pyscan.Handwritten, is bool) {
	for _, f := range a.Files {
		for _, own := range f.Scan.Handwritten {
			if uses && !own.Framed && (consent.OnlyAPI(f.Scan) || consent.Elsewhere(a.Followed, f.Path)) {
				continue
			}
			if !is || own.Framed && !first.Framed {
				file, first, is = f.Path, own, true
			}
		}
	}
	reads := slices.ContainsFunc(a.Files, func(f project.AppFile) bool { return f.Scan.ReadsCode })
	for _, f := range a.Files {
		if own, exchanges := consent.Exchanged(f.Scan); exchanges && reads && !is && !(uses && (consent.OnlyAPI(f.Scan) || consent.OtherService(f.Scan) || consent.Elsewhere(a.Followed, f.Path))) {
			file, first, is = f.Path, own, true
		}
	}
	return file, first, is
}

// unasked finds claims that the app reads and that a provider which is known to
// keep to the standard is not asked for.
func unasked(p *project.Project) []Finding {
	var findings []Finding
	for _, r := range p.Auth.Registrations {
		address := r.MetadataURL.Text.Reveal()
		_, microsoft := entra.ParseAuthority(address)
		if microsoft || provider.Of(address).Name == "" || !r.ClientKwargs["scope"].IsSet() {
			continue
		}
		for _, file := range p.App.Files {
			told := map[string]bool{}
			for _, use := range file.Scan.ClaimUses {
				scope := streamlit.ScopeOf(use.Name)
				if use.Safe || told[use.Name] || scope == "" || slices.Contains(strings.Fields(r.Scope), scope) {
					continue
				}
				told[use.Name] = true
				findings = append(findings, Finding{
					Severity: SeverityWarning, File: file.Path, Line: use.Line, Column: use.Column,
					Message: fmt.Sprintf("st.user.%s comes with the scope %s, which client_kwargs does not ask for; without it the app stops with an error", use.Name, scope),
					Fix:     "add " + scope + " to scope in client_kwargs of [" + section(r) + "]",
				})
			}
		}
	}
	return findings
}

func section(r streamlit.Registration) string {
	if r.Name == "default" {
		return "auth"
	}
	return "auth." + entra.Clean(r.Name)
}

func appClaims(f *Facts) Outcome {
	findings := unasked(f.Project)
	if len(findings) > 0 {
		return found(outcome.Inferred, findings[0], findings[1:]...)
	}
	var addresses []string
	for _, r := range f.Project.Auth.Registrations {
		addresses = append(addresses, r.MetadataURL.Text.Reveal())
	}
	claims, told, open := meant.ClaimsOf(addresses), map[string]bool{}, ""
	for _, file := range f.Project.App.Files {
		for _, use := range file.Scan.ClaimUses {
			if message, fix := meant.ManyGroups(use.Name, claims, f.Project.Before(streamlit.SplitsCookies)); message != "" && len(findings) == 0 {
				findings = append(findings, Finding{Severity: SeverityWarning, File: file.Path, Line: use.Line, Column: use.Column, Message: message, Fix: fix})
			}
			if use.Safe || streamlit.AlwaysInUser(use.Name) {
				continue
			}
			when, isLeft, known := claims.LeftOut(use.Name)
			if open = cmp.Or(open, map[bool]string{false: use.Name}[known]); !isLeft || told[file.Path+use.Name] {
				continue
			}
			told[file.Path+use.Name] = true
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path, Line: use.Line, Column: use.Column,
				Message: fmt.Sprintf("st.user.%s is sent by %s %s; without it the app stops with an error", use.Name, claims.Sender, when),
				Fix:     fmt.Sprintf("write st.user.get(%q) and handle None; %s is always there", use.Name, claims.Always),
			})
		}
	}
	if len(findings) == 0 && open != "" {
		return f.untilSignIn("that this provider sends " + entra.Clean(open) + " is promised nowhere, and the app reads st.user." + entra.Clean(open) + " without a default")
	}
	return whole(searched(outcome.Sign(f.inCode("every claim that is read without a default is one that "+claims.Sender+" always sends")), findings...), f.Project.App.Unread)
}

func needDependencies(f *Facts) *Missing {
	d := f.Project.Deps
	switch {
	case f.Project.DepsErr != nil:
		if reason := checkout.Reason(f.Project.DepsErr); reason != "" && !checkout.Bound(f.Project.DepsErr) {
			return &Missing{Undecided, cmp.Or(d.File, "the file of requirements") + " " + reason}
		}
		return &Missing{Unproven, "the project's requirements cannot be read: " + entra.Clean(f.Project.DepsErr.Error())}
	case d.Style == deps.StyleNone && d.File == "":
		return &Missing{Unproven, "the project names no requirements (requirements.txt, pyproject.toml, …)"}
	}
	return nil
}

// listsAlgorithms tells whether every provider is one whose metadata is known to
// list the algorithms of ID tokens (docs/facts/providers.md, section 2).
func listsAlgorithms(p *project.Project) bool {
	return len(p.Auth.Registrations) > 0 && !slices.ContainsFunc(p.Auth.Registrations, func(r streamlit.Registration) bool {
		address := r.MetadataURL.Text.Reveal()
		_, microsoft := entra.ParseAuthority(address)
		return !microsoft && !slices.Contains([]string{"Google", "Auth0", "Okta"}, provider.Of(address).Name)
	})
}

func dependencies(id string) func(*Facts) Outcome {
	return func(f *Facts) Outcome {
		var findings []Finding
		installed := f.Project.Deps
		installed.AlgorithmsListed = listsAlgorithms(f.Project)
		for _, p := range append(deps.Judge(installed), image.Installs(f.Project)...) {
			if p.ID == id {
				findings = append(findings, p)
			}
		}
		reason := deps.Unproven(installed, id)
		switch {
		case len(findings) > 0:
		case f.Project.Deps.Refused: // what it pins may contradict the rest, and then nothing is installed
			return undecided(entra.Clean(cmp.Or(f.Project.Deps.Opaque, reason)))
		case reason != "":
			return unproven(entra.Clean(reason))
		}
		return searched(outcome.Sign(f.versions(deps.By(installed, id))), findings...)
	}
}
