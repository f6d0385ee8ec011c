package sandbox

import (
	"slices"
	"strings"
)

// A deleted registration is kept, and can be restored. Its service principal has
// to be restored, or made, apart (docs/facts/entra.md, section 5.4).

func (s *Server) deleteApplication(q *graphRequest) graphAnswer {
	c := s.find(q)
	if c == nil {
		return graphRefused(noSuchResource(q.address.value))
	}
	id := c.ID
	s.deleted = append(s.deleted, *c)
	s.options.Clients = slices.DeleteFunc(slices.Clone(s.options.Clients), func(one Client) bool { return one.ID == id })
	return graphDone()
}

// findDeleted is the place of a deleted app among those of a caller's directory; -1
// when there is none.
func (s *Server) findDeleted(q *graphRequest) int {
	return slices.IndexFunc(s.deleted, func(c Client) bool {
		return strings.EqualFold(c.ObjectID, q.address.value) && s.directory(c) == q.caller.directory()
	})
}

func (s *Server) listDeleted(q *graphRequest) graphAnswer {
	if q.address.value != "microsoft.graph.application" {
		return graphRefused(noSuchResource(q.address.value))
	}
	var found []any
	for _, c := range s.deleted {
		if s.directory(c) == q.caller.directory() {
			found = append(found, s.onGraph(c))
		}
	}
	return q.list("directory/deletedItems", found)
}

func (s *Server) restoreDeleted(q *graphRequest) graphAnswer {
	at := s.findDeleted(q)
	if at < 0 {
		return graphRefused(noSuchResource(q.address.value))
	}
	c := s.deleted[at]
	c.NoPrincipal = true
	s.deleted = slices.Delete(slices.Clone(s.deleted), at, at+1)
	s.options.Clients = append(slices.Clone(s.options.Clients), c)
	return graphFound(s.entity(q, c))
}
