package deps

import (
	_ "embed" // the table
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// What packages often asked for beside Streamlit bring along, by their own metadata
// (docs/facts/streamlit.md, section 5). e2e/versions/brings.py writes the table.
// Beside a package that is not in it, a missing httpx proves nothing.
//
//go:embed brings.txt.gz
var bringsPacked string

var bringsTable = lazy.Table{Packed: &bringsPacked}

// broughtBy is what the table says of a package.
type broughtBy struct {
	kind         string   // "none": it brings neither httpx nor httpx2, not even through what it needs itself; "client": it surely brings one in today's release; or nothing
	extras       []string // those of "none" that may bring one
	since, httpx string   // all releases from since on need a client themselves, and up to httpx it is httpx; empty: only the newest one was looked at
	first, last  string   // releases before these that bring none; empty: none is known
}

// wholeExtras begin the names of extras that the table has not: those that stand for others, and those for
// who works on a package.
var wholeExtras = []string{"all", "full", "complete", "everything", "dev", "test", "doc", "lint", "ci", "bench", "example", "build", "release", "typing", "mypy"}

// mayWith tells whether a package that brings no client may do so with an extra. Of one that its newest
// release has not, installers say so and go on.
func (b broughtBy) mayWith(extra string) bool {
	return slices.Contains(b.extras, extra) || isWhole(extra)
}

func isWhole(extra string) bool {
	return slices.ContainsFunc(wholeExtras, func(whole string) bool { return strings.HasPrefix(extra, whole) })
}

func brings(name string) (found broughtBy) {
	before, behind, is := bringsTable.Find(name)
	if !is {
		return found
	}
	found.kind, _, _ = strings.Cut(before, " ")
	more, _, _ := strings.Cut(behind, " ")
	if releases, is := strings.CutPrefix(more, "="); is {
		later, earlier, _ := strings.Cut(releases, "<")
		found.since, found.httpx, _ = strings.Cut(later, "-")
		found.first, found.last, _ = strings.Cut(earlier, "-")
	} else if extras, is := strings.CutPrefix(more, "["); is {
		found.extras = strings.Split(strings.TrimSuffix(extras, "]"), ",")
	}
	return found
}

// bringsHTTPX2Alone tells of a package that its newest release brings httpx2, and not httpx.
func bringsHTTPX2Alone(name string) bool {
	return slices.Contains(bringsList("httpx2"), name)
}

// bringsList are the words of one list of the table.
func bringsList(kind string) (words []string) {
	for row := range strings.Lines(bringsTable.Rows()) {
		if list, is := strings.CutPrefix(row, kind+" "); is {
			words = append(words, strings.Fields(list)...)
		}
	}
	return words
}

// bringsAuthlib tells whether a package, or an extra that is asked for, may bring Authlib along.
func bringsAuthlib(r Requirement) (may bool, depends string) {
	for _, word := range bringsList("authlib") {
		if name, extras, of := strings.Cut(strings.TrimSuffix(word, "]"), "["); name == r.Name {
			return !of || slices.ContainsFunc(r.Extras, func(extra string) bool {
				return isWhole(extra) || slices.Contains(strings.Split(extras, ","), extra)
			}), ""
		}
	}
	return false, ""
}

// clientBy says which package that is asked for surely brings an HTTP client
// that the project's Authlib takes; empty: none is known to.
func (d Dependencies) clientBy() string {
	for _, r := range d.manifest.requirements {
		holds, err := evaluateMarker(r.Marker, d.Python)
		if err != nil || holds != always || r.Group != "" || r.Direct || r.form == formConda { // conda's packages have needs of their own
			continue
		}
		if said := d.byClient(r.Name); said != "" {
			return said
		}
	}
	return ""
}

func (d Dependencies) byClient(name string) string {
	found := brings(name)
	if found.kind != "client" {
		return ""
	}
	since, httpx := found.since, found.httpx
	wanted := d.wanted(name)
	if v, pinned := wanted.exact(); pinned && httpx != "" && !v.Before(since) && v.Compare(version(httpx)) <= 0 {
		return name + " " + v.String() + " brings httpx"
	}
	fits := wanted.endless() || since != "" && wanted.notBelow(version(since))
	if !fits || !d.Authlib.Present() || d.Authlib.Version.Before(authlibTakesHTTPX2) {
		return ""
	}
	return name + " brings httpx or httpx2, and Authlib " + d.Authlib.Version.String() + " takes either"
}

// bringsNone tells whether the release that is asked for surely brings no client, where newer ones do.
func (d Dependencies) bringsNone(found broughtBy, name string) bool {
	v, pinned := d.wanted(name).exact()
	return pinned && found.last != "" && !v.Before(found.first) && v.Compare(version(found.last)) <= 0
}

// wanted is all that lines and constraints say of a package's versions.
func (d Dependencies) wanted(name string) Specifier {
	var all Specifier
	for _, list := range [][]Requirement{d.manifest.requirements, d.manifest.constraints} {
		for _, r := range list {
			if r.Name == name {
				all = all.And(r.Specifier)
			}
		}
	}
	return all
}
