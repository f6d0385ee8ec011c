package sandbox

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// throttledRequests is how many requests the fault graph-throttled refuses.
const throttledRequests = 2

// graphSpoiled answers with one of the faults that Graph's address as a whole has.
func (s *Server) graphSpoiled(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case s.faults["graph-hang"]:
		hang(r)
	case s.faults["graph-html"]:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!doctype html><title>Sign in to the network</title><p>This is a portal, not Graph.") //nolint:errcheck
	case s.faults["graph-redirect"] && !r.URL.Query().Has("moved"):
		http.Redirect(w, r, otherName(r)+r.URL.Path+"?moved=1", http.StatusTemporaryRedirect)
	case s.faults["graph-500"]:
		s.refuseGraph(w, r, &graphRefusal{status: http.StatusInternalServerError, code: "generalException", message: "General exception while processing"})
	case s.throttledNow():
		w.Header().Set("Retry-After", "1")
		s.refuseGraph(w, r, &graphRefusal{status: http.StatusTooManyRequests, code: "TooManyRequests", message: "Too many requests."})
	default:
		return false
	}
	return true
}

// otherName is this server under another host name, which a token must not follow to.
func otherName(r *http.Request) string {
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		host, port = r.Host, ""
	}
	other := "localhost"
	if host == other {
		other = "127.0.0.1"
	}
	return strings.TrimSuffix(base(r), r.Host) + strings.TrimSuffix(net.JoinHostPort(other, port), ":")
}

func (s *Server) throttledNow() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.graphTurns++
	return s.faults["graph-throttled"] && s.graphTurns <= throttledRequests
}

// graphForbids tells why a caller may not do what a request asks for.
func (s *Server) graphForbids(q *graphRequest) *graphRefusal {
	form := q.method + " " + q.address.form()
	reading := q.method == http.MethodGet
	if form == "GET me" || form == "GET organization" {
		return nil
	}
	var app *Client
	if q.address.set == "applications" && q.address.key != "" {
		app = s.find(q)
	}
	creates := !reading && (q.address.key == "" || q.upsert && app == nil)
	switch {
	case s.faults["graph-forbidden"], reading && !q.caller.mayRead(), !reading && !q.caller.mayWrite(app):
		return notPrivileged()
	case s.faults["graph-create-forbidden"] && creates:
		return notPrivileged()
	case s.faults["graph-not-owner"] && !reading && !creates:
		return notPrivileged()
	}
	return nil
}

// replicationTime is how long a new app is not known everywhere under the fault
// graph-replication; at Entra it was up to two minutes in 2026.
const replicationTime = 4 * time.Second

// replicating tells whether an app is so new that other servers do not know it.
func (s *Server) replicating(c Client) bool {
	return s.faults["graph-replication"] && !c.Created.IsZero() && s.now().Before(c.Created.Add(replicationTime))
}

// ColleagueRedirectURI is what the colleague of the fault graph-colleague adds.
const ColleagueRedirectURI = "https://colleague.example/oauth2callback"

// colleagueWrites lets somebody else add a redirect URI to an app, once, after
// it was read for the first time: who writes then without reading again loses it.
// The lock is held.
func (s *Server) colleagueWrites(appID string) {
	if !s.faults["graph-colleague"] || s.colleague[appID] {
		return
	}
	s.colleague[appID] = true
	for i := range s.options.Clients {
		if c := &s.options.Clients[i]; c.ID == appID {
			c.WebRedirectURIs = append(slices.Clone(c.WebRedirectURIs), ColleagueRedirectURI)
		}
	}
}

// answerLost tells whether the answer to a write is to get lost, once. The lock
// is held.
func (s *Server) answerLost(q *graphRequest, answer graphAnswer) bool {
	if !s.faults["graph-answer-lost"] || s.lost || q.method == http.MethodGet || answer.refusal != nil {
		return false
	}
	s.lost = true
	return true
}
