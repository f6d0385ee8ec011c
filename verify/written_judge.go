package verify

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/script"
)

// judgeDerived reads a document as Streamlit reads the secrets file, with a
// likely value in the place of each one that is not known. What is wrong then is
// wrong whatever the values are.
func judgeDerived(f *Facts, w project.Writer, d written.Document) []Finding {
	if !mayLogIn(f.Project) {
		return nil
	}
	text, whole := script.AsTOML(d)
	if !holdsAuth(d) {
		return withoutAuth(f, w, d, whole)
	}
	filled := script.Fill(text, func(text, _ string) bool {
		facts := derived(f, w.Path, text)
		return facts != nil && len(addressFindings(facts)) == 0 && len(problemsOf(facts)) == 0
	})
	facts := derived(f, w.Path, filled.Text)
	if facts == nil {
		return nil
	}
	var findings []Finding
	add := func(found Finding) {
		found = replaced(w.Path, d, found)
		if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Line == found.Line && f.Message == found.Message }) {
			findings = append(findings, found)
		}
	}
	for _, problem := range together(problemsOf(facts), d) {
		switch {
		case problem.ID == checkid.AuthPlaceholder && filled.Unknown[problem.Line]:
		case slices.Contains(valueChecks, problem.ID) && filled.Unknown[problem.Line]:
		case !whole && (problem.ID == checkid.AuthKeys || problem.ID == checkid.AuthSection):
		default:
			add(problem)
		}
	}
	for _, one := range addressFindings(facts) {
		if !filled.Unknown[one.Line] {
			add(one)
		}
	}
	if whole && len(findings) == 0 && len(f.Project.App.Unread) == 0 && !strings.Contains(text, "[auth.0") {
		for _, call := range appProvider(facts).Findings() {
			if call.Severity == SeverityError {
				add(Finding{
					Severity: SeverityError, Line: max(facts.Project.Auth.Section.Position.Line, 1),
					Message: call.Message + " (" + call.File + "), as it is written here", Fix: call.Fix,
				})
				break
			}
		}
	}
	return findings
}

// mayLogIn tells whether the app calls st.login, as far as it could be read.
func mayLogIn(p *project.Project) bool {
	if len(p.App.Files) == 0 || len(p.App.Unread) > 0 {
		return true
	}
	return slices.ContainsFunc(p.App.Files, func(file project.AppFile) bool { return len(file.Scan.LoginCalls) > 0 })
}

// plainlyMissing finds a key that is missing, with nothing else to say of it.
var plainlyMissing = lazy.Regexp{Pattern: `^(\w+) is missing in (\[[^;]*\])$`}

// together makes one finding of the keys that one section lacks.
func together(problems []Finding, d written.Document) []Finding {
	var all []Finding
	at := map[string]int{}
	keys := map[string][]string{}
	for _, problem := range problems {
		problem = elsewhere(problem, d)
		found := plainlyMissing.Get().FindStringSubmatch(problem.Message)
		if found == nil {
			all = append(all, problem)
			continue
		}
		section := found[2]
		if slices.Contains(keys[section], found[1]) {
			continue
		}
		keys[section] = append(keys[section], found[1])
		if i, told := at[section]; told {
			all[i].Message = spoken.List(keys[section]) + " are missing in " + section
			all[i].Fix = "write " + spoken.List(keys[section]) + " in " + section + " as well"
			continue
		}
		at[section] = len(all)
		problem.Fix = addLine(found[1], section)
		all = append(all, problem)
	}
	return all
}

// addLine is the line that a section lacks.
func addLine(key, section string) string {
	value := "${" + strings.ToUpper(key) + "}"
	if key == "server_metadata_url" && strings.Contains(section, "google") {
		value = "https://accounts.google.com/.well-known/openid-configuration"
	}
	return "write a line " + key + " = \"" + value + "\" in " + section + " as well"
}

// valueChecks are those that look at what a key holds.
var valueChecks = []string{
	checkid.CookieSecret, checkid.RedirectURIForm, checkid.RedirectURIPath, checkid.RedirectURIScheme, checkid.RedirectURIPort,
	checkid.ClientIDForm, checkid.ClientSecretForm, checkid.MetadataURLForm, checkid.MetadataURLTenant,
	checkid.ClientKwargs, checkid.ExposeTokens,
}

// holdsAuth tells whether a document has something of [auth].
func holdsAuth(d written.Document) bool {
	return slices.ContainsFunc(d.Lines, func(line written.Line) bool {
		trimmed := strings.TrimSpace(line.Text)
		return strings.HasPrefix(trimmed, "[auth]") || strings.HasPrefix(trimmed, "[auth.") || strings.HasPrefix(trimmed, "auth.") || strings.HasPrefix(trimmed, "auth =") || strings.HasPrefix(trimmed, `["auth"`)
	})
}

// withoutAuth tells of a file that the app gets as its secrets and that holds
// nothing for st.login.
func withoutAuth(f *Facts, w project.Writer, d written.Document, whole bool) []Finding {
	p := f.Project
	calls := slices.ContainsFunc(p.App.Files, func(file project.AppFile) bool { return len(file.Scan.LoginCalls) > 0 })
	others := slices.ContainsFunc(p.Writers, func(other project.Writer) bool {
		return !other.Judged() || slices.ContainsFunc(other.Documents, func(d written.Document) bool { return !d.Known || holdsAuth(d) })
	})
	if !whole || !calls || others || p.Auth.Found || len(d.Lines) == 0 || w.Stage != project.AtStart && w.Stage != project.InImage {
		return nil
	}
	return []Finding{{
		Severity: SeverityWarning, File: w.Path, Line: d.Lines[0].Number,
		Message: "the secrets.toml that is written here has no [auth], which st.login needs",
		Fix:     "write [auth] with redirect_uri, cookie_secret, client_id, client_secret and server_metadata_url as well" + script.OrFromEnv,
	}}
}

// derived is the facts with a document in the place of the project's secrets;
// nil: it cannot be read.
func derived(f *Facts, file, text string) *Facts {
	document, err := secrets.Parse([]byte(text))
	if err != nil {
		return nil
	}
	p := *f.Project
	p.Files = []streamlit.SecretsFile{{Path: file, Document: document}}
	p.Auth = streamlit.ResolveAuth(p.Files)
	later := func(problem streamlit.Problem) bool { return problem.Since != "" && p.Before(problem.Since) }
	p.Auth.Problems = slices.DeleteFunc(p.Auth.Problems, later)
	facts := *f
	facts.Project, facts.Registration = &p, nil
	return &facts
}

// problemsOf are those of [auth] and of its providers.
func problemsOf(f *Facts) []Finding {
	all := slices.Clone(f.Project.Auth.Problems)
	for _, r := range f.Project.Auth.Registrations {
		for _, problem := range r.Problems {
			if problem.Since == "" || !f.Project.Before(problem.Since) {
				all = append(all, problem)
			}
		}
	}
	return all
}

// addressFindings are what is wrong with redirect_uri and the metadata addresses.
func addressFindings(f *Facts) []Finding {
	var all []Finding
	for i := range f.Project.Auth.Registrations {
		facts := *f
		facts.Registration = &f.Project.Auth.Registrations[i]
		if authority, ok := entra.ParseAuthority(facts.Registration.MetadataURL.Text.Reveal()); ok {
			facts.Authority, facts.Microsoft = authority, true
		}
		if needRedirectURI(&facts) == nil {
			for _, id := range []string{checkid.RedirectURIForm, checkid.RedirectURIPath, checkid.RedirectURIScheme} {
				all = append(all, redirectURI(id)(&facts).Findings()...)
			}
		}
		if needKey("server_metadata_url")(&facts) == nil {
			all = append(all, metadataURLForm(&facts).Findings()...)
			all = append(all, metadataURLTenant(&facts).Findings()...)
		}
	}
	return all
}

// elsewhere adds to a key that is missing where the script wrote it instead.
func elsewhere(problem Finding, d written.Document) Finding {
	key, missing := strings.CutSuffix(strings.SplitN(problem.Message, " in [", 2)[0], " is missing")
	if !missing || strings.Contains(problem.Message, ";") {
		return problem
	}
	for i, line := range d.Lines {
		name, _, found := strings.Cut(strings.TrimSpace(line.Text), "=")
		if name = strings.TrimSpace(name); found && name != key && strings.HasSuffix(strings.ToLower(name), key) && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz_0123456789") == "" {
			_, section, _ := strings.Cut(problem.Message, " in ")
			problem.Message += "; " + name + " is not that key, and counts in " + section + " only"
			problem.Fix = "write the line as " + key + " = … below " + section
			problem.Line = i + 1
			return problem
		}
	}
	return problem
}

// replaced puts a finding on a document at the line of the script that writes it.
func replaced(recipe string, d written.Document, f Finding) Finding {
	line := d.Lines[min(max(f.Line, 1), len(d.Lines))-1]
	f.File, f.Line, f.Column, f.ID, f.Edit = recipe, line.Number, 0, "", nil
	if line.File != "" {
		f.File = line.File
	}
	f.Message = "in the secrets.toml that is written here, " + f.Message
	if before, _, found := strings.Cut(f.Fix, "authkit init"); found {
		switch {
		case strings.Contains(f.Message, "cookie_secret"):
			f.Fix = script.RandomCookieSecret(recipe)
		case strings.Contains(f.Message, "redirect_uri"):
			f.Fix = "write redirect_uri in [auth]: the address at which people open the app, with /oauth2callback at its end"
		default:
			f.Fix = strings.TrimRight(before, " ;:,") + " write [auth] in front of its keys"
		}
	}
	f.Fix += script.Or(recipe)
	return f
}
