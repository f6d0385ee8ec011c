package pyapp

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// condition is a test that a value stands under; else: in its other branch.
type condition struct {
	test *expression
	not  bool
}

// given is where a name gets a value in a file.
type given struct {
	at    pytoken.Position
	under []condition
	in    *statement // the innermost function; nil: none
	again bool       // it may run several times, or not at all: in a loop, a match
}

// assignments are all values that names get in a file.
func assignments(tree []*statement) map[*expression]given {
	found := map[*expression]given{}
	var read func(body []*statement, under given)
	read = func(body []*statement, under given) {
		for _, s := range body {
			inside := under
			switch s.kind {
			case assignStatement:
				inside.at = s.place.Position()
				found[s.parts[0]] = inside
			case ifStatement:
				other := under
				inside.under = append(slices.Clip(under.under), condition{s.parts[0], false})
				other.under = append(slices.Clip(under.under), condition{s.parts[0], true})
				read(s.body, inside)
				read(s.other, other)
				continue
			case whileStatement, forStatement, matchStatement, tryStatement:
				inside.again = true
			case functionStatement:
				inside = given{in: s}
			case classStatement:
				inside = given{again: true}
			}
			for _, inner := range [][]*statement{s.body, s.clauses, s.other, s.final} {
				read(inner, inside)
			}
		}
	}
	read(tree, given{})
	return found
}

// latest are those of the values of a name that it may have in a place: what surely
// comes later there takes away what came before. how is how surely those behind the
// first are given; unknown where all are kept.
func (f *follower) latest(m *module, bindings []binding, at *expression, steps int) (kept []binding, how truth) {
	if len(bindings) < 2 || len(bindings) > maxSteps || steps > maxSteps {
		return bindings, unknown
	}
	all := m.assignments()
	place, in := at.place.Position(), around(m.scan.tree, at.place.Position())
	bindings = slices.Clone(bindings)
	for _, b := range bindings {
		if g, known := all[cmp.Or(b.value, b.packed)]; !known || g.again || b.in != bindings[0].in {
			return bindings, unknown
		}
	}
	how = yes
	for _, b := range bindings {
		g := all[cmp.Or(b.value, b.packed)]
		if g.in == in && !before(g.at, place) {
			continue
		}
		is := yes
		for _, c := range g.under {
			t := f.truth(b.in, m, c.test, steps+1)
			if c.not {
				t = t.not()
			}
			is = both(is, t)
		}
		switch is {
		case yes:
			kept, how = []binding{b}, yes
		case no:
		default:
			kept, how = append(kept, b), both(how, is)
		}
	}
	if len(kept) == 0 {
		return bindings, unknown
	}
	return kept, how
}

func (m *module) assignments() map[*expression]given {
	if m.given == nil {
		m.given = assignments(m.scan.tree)
	}
	return m.given
}
