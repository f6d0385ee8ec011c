package pyapp

import (
	"maps"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pysession"
	"github.com/authkit-cli/authkit/streamlit/signers"
)

// keeps reads what the app puts into st.session_state, and what of it a newcomer meets.
func (c *code) keeps(scans map[string]pyfile.Scan) {
	c.session = pysession.Session{Named: map[string]bool{}, Sets: map[string][]pysession.Set{}}
	for _, m := range c.modules {
		c.readSession(m)
	}
	s := &c.session
	if len(s.Sets) == 0 || s.Open { // of an open one nobody asks who meets what
		return
	}
	met := follow(c, scans, newcomer).found
	if s.First, s.Open = met.At, met.Dynamic; s.Open {
		return
	}
	if s.Clicked = follow(c, scans, stranger).found.At; !s.Packages {
		s.Sets = c.met(scans, anybody, s.First)
		s.Members = s.Sets
		s.Members = c.met(scans, member, nil)
	}
}

// met leaves out what a visitor never comes to, as a value that is given only behind a test
// that asks for it: round by round it is looked who comes where with what was met. Who comes
// back from the provider has nothing from before.
func (c *code) met(scans map[string]pyfile.Scan, as visitor, first map[Spot]Reach) map[string][]pysession.Set {
	all, sets := c.session.Sets, &c.session.Sets
	if as == member {
		sets = &c.session.Members
	}
	met := map[Spot]bool{}
	notes := func(at map[Spot]Reach) (missed bool) {
		for _, some := range all {
			for _, one := range some {
				met[one.At] = met[one.At] || at[one.At] > Never && !(one.Lost && as == member)
				missed = missed || !met[one.At]
			}
		}
		return missed
	}
	const rounds = 4
	missed, dynamic := notes(first), false
	for i := 0; missed && !dynamic && i < rounds; i++ {
		before := maps.Clone(met)
		*sets = map[string][]pysession.Set{}
		for key, some := range all {
			(*sets)[key] = slices.DeleteFunc(slices.Clone(some), func(one pysession.Set) bool { return !met[one.At] })
		}
		found := follow(c, scans, as).found
		if missed, dynamic = notes(found.At), found.Dynamic; !dynamic && maps.Equal(met, before) {
			return *sets
		}
	}
	return all
}

// readSession adds what a file of the app puts there.
func (c *code) readSession(m *module) {
	s := &c.session
	found := pyread.EntriesOf(m.scan.Tree)
	s.Open = s.Open || m.scan.Tree == nil || found.Open
	maps.Copy(s.Named, found.Named)
	for _, one := range found.Sets {
		s.Loses = s.Loses || one.Lost
		s.Sets[one.Key] = append(s.Sets[one.Key], pysession.Set{At: m.unit.spot(one.Of), Value: one.Value, Lost: one.Lost, Gone: one.Gone, Fills: one.Fills})
	}
	keeps, signs := signers.In(m.scan.Tree, func(module string) bool { return c.file(m, module) != nil })
	s.Packages, s.SignIn = s.Packages || keeps, s.SignIn || signs
}

// file is a module as the knowledge of st.session_state takes it.
func (m *module) file() pysession.File { return pysession.File{Path: m.path, Tree: m.scan.Tree} }
