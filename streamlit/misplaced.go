package streamlit

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/secrets"
)

// Keys and sections of st.login that stand where Streamlit does not look.

// ours tells whether a key is one of st.login's.
func ours(key string) bool {
	return slices.Contains(sharedNames, key) || slices.Contains(providerNamesRead, key)
}

// onlyOurs are keys that no other library's section has; a client_id or a
// client_secret may be anybody's.
var onlyOurs = []string{"redirect_uri", "cookie_secret", "server_metadata_url"}

// swallows tells whether keys of st.login stand in a section that is another
// one's: it holds one that is nobody else's, and keys of its own before it.
func swallows(t table) bool {
	return t.self().Kind == secrets.KindTable && slices.ContainsFunc(onlyOurs, func(key string) bool { return t.get(key).IsSet() })
}

// mostSections bounds the work: more of them, no person writes beside [auth].
const mostSections = 64

// beside lists the sections beside [auth], and those one level below them.
func beside(top table) []table {
	var all []table
	for _, key := range top.keys() {
		if one := top.under(key); len(all) < mostSections && key != "auth" && one.self().Kind == secrets.KindTable {
			all = append(all, one)
			for _, inner := range one.keys() {
				if two := one.under(inner); two.self().Kind == secrets.KindTable {
					all = append(all, two)
				}
			}
		}
	}
	return all
}

// insteadOfAuth says where the keys of [auth] went in a file that has no [auth].
func insteadOfAuth(top table) (Problem, bool) {
	problem := func(at Setting, message, fix string) (Problem, bool) {
		return Problem{ID: checkid.AuthSection, Severity: SeverityError, Message: message, Fix: fix}.At(at.keyPlace()), true
	}
	for _, t := range beside(top) {
		if len(t.path) == 2 && t.path[1] == "auth" {
			return problem(t.self(), t.header()+" is not read: Streamlit looks for [auth]", "rename "+t.header()+" to [auth], and sections below it to [auth.…]")
		}
		if len(t.path) > 1 || !t.get("redirect_uri").IsSet() && !t.get("cookie_secret").IsSet() {
			continue
		}
		keys := t.keys()
		first := slices.IndexFunc(keys, ours)
		switch {
		case first == 0 && !slices.ContainsFunc(keys, func(key string) bool { return !ours(key) && t.get(key).Kind != secrets.KindTable }):
			return problem(t.self(), "there is no [auth] section; Streamlit does not look into "+t.header(), "rename "+t.header()+" to [auth], and sections below it to [auth.…]")
		case !slices.ContainsFunc(keys[first:], func(key string) bool { return !ours(key) }):
			return problem(t.get(keys[first]), "there is no [auth] section; "+keys[first]+" stands in "+t.header()+", where Streamlit does not look", "write a line [auth] above "+keys[first])
		}
	}
	return Problem{}, false
}

// elsewhere says that a key of st.login that is missing in t stands in a section
// where it is not read: one that holds no provider, above which t's own ends.
func (t table) elsewhere(key string) (table, bool) {
	for _, name := range paramTables {
		if sub := t.under(name); sub.get(key).IsSet() {
			return sub, true
		}
	}
	for _, other := range beside(t.top()) {
		if other.get(key).IsSet() && (slices.Contains(onlyOurs, key) || swallows(other) && !other.get("client_id").IsSet()) {
			return other, true
		}
	}
	return table{}, false
}

// outside finds a provider's section that stands beside [auth] instead of below
// it, where [auth] has none. A section of another library may look like one, so
// it has to have an address of metadata.
func outside(t table) (at table, name string, ok bool) {
	if _, deep := tooDeep(t); !bare(t) || len(deep) > 0 {
		return table{}, "", false
	}
	top := t.top()
	for _, key := range top.keys() {
		sub := top.under(key)
		if key != "auth" && looksLikeProvider(sub) && sub.get("server_metadata_url").IsSet() && sub.get("client_id").IsSet() {
			return sub, strings.TrimPrefix(key, "auth."), true
		}
	}
	return table{}, "", false
}

// bare tells whether [auth] has no provider: neither keys of one nor a section of one.
func bare(t table) bool {
	return len(providerTables(t)) == 0 && !t.get("default").IsSet() && !slices.ContainsFunc(requiredNames, func(key string) bool { return t.get(key).IsSet() })
}

// listOfSections finds [[auth.NAME]], which st.login does not take for a provider.
func listOfSections(t table) []Problem {
	if !bare(t) {
		return nil
	}
	for _, key := range t.keys() {
		s := t.get(key)
		if _, texts := t.file.Document.Strings(t.at(key)...); s.Kind == secrets.KindArray && !texts && !ours(key) {
			return []Problem{Problem{
				ID: checkid.AuthSection, Severity: SeverityError,
				Message: "[" + header(t.at(key)) + "] is a list of sections, which st.login does not read",
				Fix:     "write " + header(t.at(key)) + " with single brackets",
			}.At(s.keyPlace())}
		}
	}
	return nil
}

// outsideProvider tells of a provider's section that stands beside [auth].
func outsideProvider(t table) []Problem {
	at, name, ok := outside(t)
	if !ok {
		return nil
	}
	right := header([]string{"auth", name})
	p := Problem{
		ID: checkid.AuthSection, Severity: SeverityError,
		Message: at.header() + " is not read: Streamlit looks for a provider's section right below [auth]",
		Fix:     "rename " + at.header() + " to " + right,
	}
	if at.path[0] != name {
		p.Fix = "write " + right + ", without the quotes"
	}
	return []Problem{p.At(at.self().keyPlace())}
}
