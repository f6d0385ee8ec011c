package streamlit

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/secrets"
)

// ResolveAuth reads the files in Streamlit's order and says which settings
// count and what is wrong with them (docs/facts/streamlit.md, sections 1 and 2). A
// file that could not be read counts as absent here; its Err is the finding.
// Not judged: what stands in redirect_uri (RedirectRules), the address in
// server_metadata_url, the shape of client_id and client_secret.
func ResolveAuth(files []SecretsFile) Auth {
	var a Auth
	var counts SecretsFile
	var sections []SecretsFile
	for _, f := range files {
		if f.setting("auth").IsSet() {
			sections = append(sections, f)
		}
	}
	if len(sections) == 0 {
		a.Problems = noSection(files)
		return a
	}
	// Streamlit merges files with dict.update: a later [auth] replaces an earlier one whole.
	counts = sections[len(sections)-1]
	a.Section = counts.setting("auth")
	for _, f := range sections[:len(sections)-1] {
		a.Shadowed = append(a.Shadowed, f.setting("auth"))
	}
	if a.Section.Kind != secrets.KindTable {
		a.Problems = []Problem{notASection(a.Section)}
		return a
	}
	t := table{counts, []string{"auth"}, sections[:len(sections)-1]}
	if a.Problems = listOfSections(t); len(a.Problems) > 0 {
		return a
	}
	a.Found = true
	a.RedirectURI = t.get("redirect_uri")
	a.CookieSecret = t.get("cookie_secret")
	a.ExposeTokens = t.get("expose_tokens")
	a.Registrations = registrations(t)
	a.Problems = append(append(a.Problems, deepProviders(t)...), outsideProvider(t)...)
	a.Problems = append(a.Problems, shadowed(sections)...)
	a.Problems = append(a.Problems, sharedKeys(t)...)
	a.Problems = append(a.Problems, judgeCookieSecret(a.CookieSecret)...)
	a.Problems = append(a.Problems, placeholder(a.RedirectURI, "redirect_uri", t)...)
	var problems []Problem
	a.Exposed, problems = exposed(t)
	a.Problems = append(a.Problems, problems...)
	a.Unread, problems = unreadShared(t)
	a.Problems = append(a.Problems, problems...)
	a.Problems = append(a.Problems, emptyProviders(t)...)
	a.Problems = append(a.Problems, providerNames(&a)...)
	return a
}

// table is one table of one file.
type table struct {
	file   SecretsFile
	path   []string
	hidden []SecretsFile // earlier files whose [auth] is replaced by this one
}

func (t table) at(key ...string) []string { return slices.Concat(t.path, key) }
func (t table) get(key ...string) Setting { return t.file.setting(t.at(key...)...) }
func (t table) self() Setting             { return t.file.setting(t.path...) }
func (t table) under(key string) table    { return table{t.file, t.at(key), t.hidden} }
func (t table) top() table                { return table{file: t.file} }
func (t table) header() string            { return header(t.path) }

// keys lists the table's keys in file order.
func (t table) keys() []string {
	if t.file.Document == nil {
		return nil
	}
	return t.file.Document.Keys(t.path...)
}

// settings returns the table's entries; nil when it is none.
func (t table) settings(key string) map[string]Setting {
	if t.get(key).Kind != secrets.KindTable {
		return nil
	}
	sub := t.under(key)
	all := map[string]Setting{}
	for _, k := range sub.keys() {
		all[k] = sub.get(k)
	}
	return all
}

// header is a table's name as it is written in the file.
func header(path []string) string {
	var parts []string
	for _, part := range path {
		parts = append(parts, quoteKey(part))
	}
	return "[" + strings.Join(parts, ".") + "]"
}

// noSection says why there is no [auth] in files that can be read.
func noSection(files []SecretsFile) []Problem {
	var last SecretsFile
	for _, f := range files {
		if f.Document == nil {
			continue
		}
		last = f
		for _, key := range f.Document.Keys() {
			if strings.EqualFold(strings.TrimSpace(key), "auth") {
				return []Problem{Problem{
					ID: checkid.AuthSection, Severity: SeverityError,
					Message: header([]string{key}) + " is not read: Streamlit looks for [auth], in small letters",
					Fix:     "rename the section to [auth], and sections below it to [auth.…]",
				}.At(f.setting(key).keyPlace())}
			}
		}
	}
	if last.Document == nil {
		return nil
	}
	top := table{file: last}
	for _, key := range top.keys() {
		if slices.Contains(sharedNames, key) || slices.Contains(requiredNames, key) {
			return []Problem{Problem{
				ID: checkid.AuthSection, Severity: SeverityError,
				Message: "there is no [auth] section; " + key + " stands outside of it, where Streamlit does not look",
				Fix:     "write a line [auth] above " + key,
			}.At(top.get(key).keyPlace())}
		}
	}
	if p, ok := insteadOfAuth(top); ok {
		return []Problem{p}
	}
	for _, key := range top.keys() {
		if sub := top.under(key); sub.self().Kind == secrets.KindTable && looksLikeProvider(sub) {
			return []Problem{Problem{
				ID: checkid.AuthSection, Severity: SeverityError,
				Message: "there is no [auth] section; Streamlit does not look into " + sub.header(),
				Fix:     "rename " + sub.header() + " to " + header([]string{"auth", key}) + " and add [auth] with redirect_uri and cookie_secret above it, where the code calls st.login(\"" + key + "\"); to [auth] with these two in it, where it calls st.login()",
			}.At(sub.self().keyPlace())}
		}
	}
	return []Problem{{
		ID: checkid.AuthSection, Severity: SeverityError,
		Message: "there is no [auth] section, so st.login has nothing to work with",
		Fix:     "run authkit init, which adds it and leaves the rest of the file alone",
		File:    last.Path,
	}}
}

// notASection is the problem of an auth that is no table.
func notASection(s Setting) Problem {
	p := Problem{ID: checkid.AuthSection, Severity: SeverityError,
		Message: "auth is " + kindWords(s.Kind) + ", not a section",
		Fix:     "write [auth] on a line of its own and the keys below it"}
	if s.Kind == secrets.KindArray {
		p.Message = "[[auth]] is a list of sections, which Streamlit does not read"
		p.Fix = "write [auth] with single brackets"
	}
	return p.At(s.keyPlace())
}

func kindWords(k secrets.Kind) string {
	switch k {
	case secrets.KindString:
		return "a text"
	case secrets.KindInteger, secrets.KindFloat:
		return "a number without quotes"
	case secrets.KindBoolean:
		return "true or false without quotes"
	case secrets.KindTime:
		return "a date without quotes"
	case secrets.KindArray:
		return "a list"
	case secrets.KindTable:
		return "a section"
	}
	return "missing"
}

// shadowed judges an earlier file's [auth] that the last one hides.
func shadowed(sections []SecretsFile) []Problem {
	last := table{file: sections[len(sections)-1], path: []string{"auth"}}
	var problems []Problem
	for _, f := range sections[:len(sections)-1] {
		hidden := table{file: f, path: []string{"auth"}}
		p := Problem{
			ID: checkid.AuthShadowed, Severity: SeverityWarning,
			Message: "[auth] in " + last.file.Path + " replaces this whole section: nothing of it is read",
			Fix:     "keep one of the two: remove [auth] here, or in " + last.file.Path,
		}
		var lost []string
		for _, key := range hidden.keys() {
			if !last.get(key).IsSet() {
				lost = append(lost, key)
			}
		}
		if len(lost) > 0 {
			p.Message = "[auth] in " + last.file.Path + " replaces this whole section, so " + list(lost) + " " + isAre(lost) + " not read"
			p.Fix = "copy " + list(lost) + " into " + last.file.Path + ", or remove [auth] there"
		}
		for _, key := range lost {
			if slices.Contains(requiredNames, key) && len(providerTables(last)) == 0 || key == "redirect_uri" || key == "cookie_secret" {
				p.Severity = SeverityError
			}
		}
		problems = append(problems, p.At(f.setting("auth").keyPlace()))
	}
	return problems
}

// list joins names for a sentence.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func isAre(names []string) string {
	if len(names) == 1 {
		return "is"
	}
	return "are"
}
