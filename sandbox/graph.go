package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// graphRequest is one request to Microsoft Graph v1.0 whose token is right.
type graphRequest struct {
	method  string
	address graphAddress
	query   url.Values
	body    []byte
	upsert  bool // Prefer: create-if-missing
	caller  *grant
	base    string // of this server, as the client names it
}

// graphAnswer is what comes back: a body, nothing, or a refusal.
type graphAnswer struct {
	status  int
	body    any
	refusal *graphRefusal
}

func graphFound(body any) graphAnswer            { return graphAnswer{status: http.StatusOK, body: body} }
func graphMade(body any) graphAnswer             { return graphAnswer{status: http.StatusCreated, body: body} }
func graphDone() graphAnswer                     { return graphAnswer{status: http.StatusNoContent} }
func graphRefused(why *graphRefusal) graphAnswer { return graphAnswer{refusal: why} }

const mostGraphBody = 1 << 20 // bytes of a request that are read

// graph answers as Microsoft Graph v1.0 does about app registrations: those
// that the sign-in page and the token endpoint go by.
func (s *Server) graph(w http.ResponseWriter, r *http.Request) {
	if s.graphSpoiled(w, r) {
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, mostGraphBody))
	if err != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	q := &graphRequest{
		method: r.Method, address: readGraphAddress(r.URL.Path), query: r.URL.Query(), body: body, base: base(r),
		upsert: strings.Contains(r.Header.Get("Prefer"), "create-if-missing"),
	}
	s.mu.Lock()
	caller, why := s.bearer(r, graphAudience)
	answer := graphRefused(why)
	if why == nil {
		q.caller = caller
		answer = s.answerGraph(q)
	}
	lost := s.answerLost(q, answer)
	s.mu.Unlock()
	switch {
	case lost:
		panic(http.ErrAbortHandler)
	case answer.refusal != nil:
		s.refuseGraph(w, r, answer.refusal)
	case answer.body == nil:
		w.WriteHeader(answer.status)
	default:
		w.Header().Set("OData-Version", "4.0")
		writeJSON(w, answer.status, selected(answer.body, q.query.Get("$select")))
	}
}

// answerGraph finds who answers; the lock is held.
func (s *Server) answerGraph(q *graphRequest) graphAnswer {
	if why := s.graphForbids(q); why != nil {
		return graphRefused(why)
	}
	if rest, federated := strings.CutPrefix(q.address.action, "federatedIdentityCredentials"); federated && q.address.set == "applications" {
		return s.answerFederated(q, unquoted(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(rest, "(name="), "/"), ")")))
	}
	switch q.method + " " + q.address.form() {
	case "GET applications":
		return s.listApplications(q)
	case "GET applications/*":
		return s.readApplication(q)
	case "POST applications":
		return s.createApplication(q, "")
	case "PATCH applications/*":
		return s.updateApplication(q)
	case "DELETE applications/*":
		return s.deleteApplication(q)
	case "POST applications/*/addPassword":
		return s.addPassword(q)
	case "POST applications/*/removePassword":
		return s.removePassword(q)
	case "GET applications/*/owners":
		return s.listOwners(q)
	case "GET servicePrincipals":
		return s.listPrincipals(q)
	case "GET servicePrincipals/*":
		return s.readPrincipal(q)
	case "POST servicePrincipals":
		return s.createPrincipal(q)
	case "DELETE servicePrincipals/*":
		return s.deletePrincipal(q)
	case "GET servicePrincipals/*/appRoleAssignedTo":
		return s.listAssigned(q)
	case "GET directory/deletedItems/*":
		return s.listDeleted(q)
	case "POST directory/deletedItems/*/restore":
		return s.restoreDeleted(q)
	case "GET oauth2PermissionGrants":
		return s.listConsents(q)
	case "GET policies/*":
		return s.readPolicy(q)
	case "GET me":
		return s.readMe(q)
	case "GET organization":
		return s.readOrganization(q)
	}
	return graphRefused(unknownSegment(q.address.set))
}

// refuseGraph answers with an error in Graph's form.
func (s *Server) refuseGraph(w http.ResponseWriter, r *http.Request, why *graphRefusal) {
	type inner struct {
		Date            string `json:"date"`
		RequestID       string `json:"request-id"`
		ClientRequestID string `json:"client-request-id"`
	}
	type report struct {
		Code    string        `json:"code"`
		Message string        `json:"message"`
		Details []graphDetail `json:"details,omitempty"`
		Inner   inner         `json:"innerError"`
	}
	request := newGUID()
	asked := r.Header.Get("client-request-id")
	if asked == "" {
		asked = request
	}
	w.Header().Set("request-id", request)
	w.Header().Set("client-request-id", asked)
	if why.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="", authorization_uri="`+base(r)+`/common/oauth2/authorize", client_id="`+graphID+`"`)
	}
	note(w, "%s", why.code)
	writeJSON(w, why.status, map[string]report{"error": {why.code, why.message, why.details, inner{s.now().UTC().Format("2006-01-02T15:04:05"), request, asked}}})
}

// selected leaves the members of an entity, or of each one of a list, that
// $select names; without it all.
func selected(body any, names string) any {
	if names == "" {
		return body
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return body
	}
	var entity map[string]any
	if json.Unmarshal(encoded, &entity) != nil {
		return body
	}
	prune := func(members map[string]any) {
		for name := range members {
			if !strings.HasPrefix(name, "@odata.") && !containsFold(strings.Split(names, ","), name) {
				delete(members, name)
			}
		}
	}
	list, isList := entity["value"].([]any)
	if !isList {
		prune(entity)
		return entity
	}
	for _, one := range list {
		if members, ok := one.(map[string]any); ok {
			prune(members)
		}
	}
	return entity
}

func containsFold(list []string, name string) bool {
	for _, one := range list {
		if strings.EqualFold(strings.TrimSpace(one), name) {
			return true
		}
	}
	return false
}

// graphList is a collection of Graph's.
type graphList struct {
	Context string `json:"@odata.context"`
	Value   []any  `json:"value"`
}

func (q *graphRequest) list(of string, values []any) graphAnswer {
	if values == nil {
		values = []any{}
	}
	return graphFound(graphList{q.context(of), values})
}

func (q *graphRequest) context(of string) string { return q.base + "/v1.0/$metadata#" + of }

// graphTime is a moment in Graph's form.
func graphTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// graphDay is graphTime, or nothing.
func graphDay(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := graphTime(t)
	return &text
}
