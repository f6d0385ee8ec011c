package verify

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/outcome"
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
	var findings []Finding
	for _, file := range f.Project.App.Files {
		for _, call := range file.Scan.LoginCalls {
			name := call.Provider
			if !call.Named {
				name = "default"
			}
			if !call.Known || slices.Contains(names, name) {
				continue
			}
			findings = append(findings, Finding{
				Severity: SeverityError, File: file.Path, Line: call.Line, Column: call.Column,
				Message: missingSection(name), Fix: loginFix(name, names),
			})
		}
	}
	return whole(searched(outcome.Proof(f.inCode("every st.login call names a section that is there")), findings...), f.Project.App.Unread)
}

func missingSection(name string) string {
	switch name {
	case "":
		return "st.login is called with an empty name, which no provider has"
	case "default":
		return "st.login() is called without a name, but there is no provider without one"
	}
	return fmt.Sprintf("st.login(%q) is called, but there is no section [auth.%s]", shortName(name), shortName(name))
}

// shortName is a name of the app's code as it may be shown.
func shortName(name string) string { return entra.Clean(name) }

func loginFix(name string, names []string) string {
	for _, other := range names {
		if strings.EqualFold(other, name) {
			return "write the name as the section does: st.login(\"" + shortName(other) + "\")"
		}
	}
	if name != "" && len(names) == 1 && names[0] == "default" {
		return "write st.login() without a name, or rename [auth]'s provider keys into a section [auth." + shortName(name) + "]"
	}
	var calls []string
	for _, other := range names {
		if other == "default" {
			calls = append(calls, "st.login()")
			continue
		}
		calls = append(calls, "st.login(\""+shortName(other)+"\")")
	}
	if name == "" {
		return "call " + strings.Join(calls, " or ")
	}
	return "call " + strings.Join(calls, " or ") + ", or add the section with authkit init --provider NAME"
}

func appAPI(f *Facts) Outcome {
	gets := f.Project.Deps.Streamlit.Version
	var findings []Finding
	add := func(file string, line, column int, message, fix string) {
		findings = append(findings, Finding{Severity: SeverityError, File: file, Line: line, Column: column, Message: message, Fix: fix})
	}
	for _, file := range f.Project.App.Files {
		for _, use := range file.Scan.ExperimentalUser {
			if !gets.Before(streamlit.DropsExperimental) {
				add(file.Path, use.Line, use.Column, "st.experimental_user is gone since Streamlit 1.54; the project gets "+gets.String(), "write st.user instead of st.experimental_user")
			}
		}
		for _, use := range file.Scan.UserUses {
			if gets.Before(streamlit.HasUser) {
				add(file.Path, use.Line, use.Column, "st.user came with Streamlit 1.45; the project gets "+gets.String(), "ask for "+deps.Recommended+" in the project's requirements")
				break
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
			if gets.Before(streamlit.HasLogin) {
				add(file.Path, call.Line, call.Column, "st.login came with Streamlit 1.42; the project gets "+gets.String(), "ask for "+deps.Recommended+" in the project's requirements")
				break
			}
		}
	}
	return whole(searched(outcome.Proof(f.inCode("Streamlit "+gets.String()+" has every function that is called")), findings...), f.Project.App.Unread)
}

func appCallback(f *Facts) Outcome {
	var findings []Finding
	uses := false
	for _, file := range f.Project.App.Files {
		uses = uses || len(file.Scan.LoginCalls) > 0
	}
	for _, file := range f.Project.App.Files {
		base := strings.TrimSuffix(path.Base(file.Path), ".py")
		if strings.HasSuffix(strings.TrimLeft(base, "0123456789_- "), "oauth2callback") && strings.Contains("/"+file.Path, "/pages/") {
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path,
				Message: "this page is never shown: Streamlit answers /oauth2callback itself",
				Fix:     "delete " + file.Path + "; st.login needs no page of its own",
			})
		}
		for _, own := range file.Scan.Handwritten {
			fix := "remove it and use st.login, which does the whole sign-in"
			message := own.What + " beside st.login: the provider's answer goes to Streamlit's own callback and never reaches this code"
			switch {
			case own.Framed:
				message = own.What + ": inside a frame, as Streamlit Community Cloud shows every app in, providers refuse to show their page"
				fix = "use st.login, which leaves the frame for the sign-in"
			case !uses:
				continue // an app with a login of its own and without st.login is not ours to judge
			}
			findings = append(findings, Finding{Severity: SeverityWarning, File: file.Path, Line: own.Line, Column: own.Column, Message: message, Fix: fix})
		}
	}
	return whole(searched(outcome.Sign(f.inCode("no page at the callback and no sign-in of its own beside st.login")), findings...), f.Project.App.Unread)
}

// oftenLeft are claims that Entra leaves out of ID tokens for Streamlit's own
// scope "openid email profile" (docs/facts/entra.md, section 4).
var oftenLeft = map[string]string{
	"email":          "only when the account has an address",
	"given_name":     "only as an optional claim",
	"family_name":    "only as an optional claim",
	"upn":            "only as an optional claim",
	"unique_name":    "never in tokens of version 2.0",
	"groups":         "only when the app registration says so, and not for members of many groups",
	"roles":          "only for people with an app role",
	"picture":        "never",
	"locale":         "never",
	"nickname":       "never",
	"email_verified": "only as an optional claim",
	"hd":             "never; it is a claim of Google's",
	"idp":            "only for guests",
}

// leftOut tells when Entra sends a claim, unless it always does. Tokens of the
// addresses without /v2.0 have other names in them.
func leftOut(claim string, v1 bool) (when string, _ bool) {
	if v1 {
		switch claim {
		case "unique_name":
			return "", false
		case "preferred_username":
			return "never in tokens of version 1.0", true
		case "upn":
			return "only for members of the tenant, not for guests", true
		}
	}
	when, left := oftenLeft[claim]
	return when, left
}

func appClaims(f *Facts) Outcome {
	var v1, v2 bool
	for _, r := range f.Project.Auth.Registrations {
		if authority, ok := entra.ParseAuthority(r.MetadataURL.Text.Reveal()); ok {
			v1, v2 = v1 || authority.V1, v2 || !authority.V1
		}
	}
	always := "preferred_username"
	older := v1 && !v2
	if older {
		always = "unique_name"
	}
	var findings []Finding
	told := map[string]bool{}
	for _, file := range f.Project.App.Files {
		for _, use := range file.Scan.ClaimUses {
			if use.Safe || addedByStreamlit(use.Name) {
				continue
			}
			if !v1 && !v2 {
				return unproven("which claims this provider sends is known only of Entra, and the app reads st.user." + entra.Clean(use.Name) + " without a default; run authkit verify --login")
			}
			when, isLeft := leftOut(use.Name, older)
			if !isLeft || told[file.Path+use.Name] {
				continue
			}
			told[file.Path+use.Name] = true
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path, Line: use.Line, Column: use.Column,
				Message: fmt.Sprintf("st.user.%s is sent by Entra %s; without it the app stops with an error", use.Name, when),
				Fix:     fmt.Sprintf("write st.user.get(%q) and handle None; %s is always there", use.Name, always),
			})
		}
	}
	return whole(searched(outcome.Sign(f.inCode("every claim that is read without a default is one that Entra always sends")), findings...), f.Project.App.Unread)
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

func dependencies(id string) func(*Facts) Outcome {
	return func(f *Facts) Outcome {
		var findings []Finding
		for _, p := range deps.Judge(f.Project.Deps) {
			if p.ID == id {
				findings = append(findings, p)
			}
		}
		reason := deps.Unproven(f.Project.Deps, id)
		switch {
		case len(findings) > 0:
		case f.Project.Deps.Refused: // what it pins may contradict the rest, and then nothing is installed
			return undecided(entra.Clean(cmp.Or(f.Project.Deps.Opaque, reason)))
		case reason != "":
			return unproven(entra.Clean(reason))
		}
		return searched(outcome.Sign(f.versions()), findings...)
	}
}
