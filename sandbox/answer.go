package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const lookUp = "https://login.microsoftonline.com/error?code="

// description is an error's text with its trace, as Entra writes it.
func (s *Server) description(f *failure, trace, correlation, stamp string) string {
	between := " "
	if f.lines {
		between = "\r\n"
	}
	return strings.Join([]string{
		fmt.Sprintf("AADSTS%d: %s", f.code, f.message), "Trace ID: " + trace, "Correlation ID: " + correlation, "Timestamp: " + stamp,
	}, between)
}

func (s *Server) stamp() string { return s.now().UTC().Format("2006-01-02 15:04:05Z") }

// refuse answers with an error as JSON. x-ms-request-id is the trace ID, which
// tells Entra's own answers from those of a proxy.
func (s *Server) refuse(w http.ResponseWriter, f *failure) {
	trace, correlation, stamp := newGUID(), newGUID(), s.stamp()
	body := struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
		Codes       []int  `json:"error_codes"`
		Timestamp   string `json:"timestamp"`
		Trace       string `json:"trace_id"`
		Correlation string `json:"correlation_id"`
		URI         string `json:"error_uri,omitempty"`
	}{f.oauth, s.description(f, trace, correlation, stamp), []int{f.code}, stamp, trace, correlation, ""}
	if f.link {
		body.URI = lookUp + strconv.Itoa(f.code)
	}
	w.Header().Set("x-ms-request-id", trace)
	note(w, "AADSTS%d %s", f.code, f.oauth)
	writeJSON(w, f.status, body)
}

// parameters are what an error sends along to a redirect URI.
func (s *Server) parameters(f *failure, q *request) url.Values {
	values := url.Values{
		"error":             {f.oauth},
		"error_description": {s.description(f, newGUID(), newGUID(), s.stamp())},
	}
	if f.link {
		values.Set("error_uri", lookUp+strconv.Itoa(f.code))
	}
	return withState(values, q)
}

func withState(values url.Values, q *request) url.Values {
	if q.state != "" {
		values.Set("state", q.state)
	}
	return values
}

// sent lists the parameters of an answer to the app in Entra's order.
var sent = []string{"code", "error", "error_subcode", "error_description", "error_uri", "state", "session_state"}

// deliver sends an answer to the redirect URI in the mode that was asked for.
// The caller has made sure that the URI is registered.
func (s *Server) deliver(w http.ResponseWriter, q *request, values url.Values) {
	switch {
	case values.Has("code"):
		note(w, "to the app with a code")
	default:
		number, _, _ := strings.Cut(values.Get("error_description"), ":")
		note(w, "to the app with %s", strings.TrimSpace(values.Get("error")+" "+number))
	}
	if q.mode == "form_post" {
		formPost(w, q.redirectURI, values)
		return
	}
	location := q.redirectURI + "#"
	if q.mode != "fragment" {
		location = withQuery(q.redirectURI)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Location", location+encode(values))
	w.WriteHeader(http.StatusFound)
}

// withQuery is an address that parameters can be added to.
func withQuery(uri string) string {
	if strings.Contains(uri, "?") {
		return uri + "&"
	}
	return uri + "?"
}

// encode writes parameters as Entra does: in its order, with lower-case escapes
// and bare parentheses.
func encode(values url.Values) string {
	var parts []string
	for _, key := range sent {
		if values.Has(key) {
			parts = append(parts, key+"="+escape(values.Get(key)))
		}
	}
	return strings.Join(parts, "&")
}

func escape(text string) string {
	var out strings.Builder
	for i := range len(text) {
		switch b := text[i]; {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', strings.IndexByte("-_.!*()", b) >= 0:
			out.WriteByte(b)
		case b == ' ':
			out.WriteByte('+')
		default:
			fmt.Fprintf(&out, "%%%02x", b)
		}
	}
	return out.String()
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(value) //nolint:errcheck // the client may be gone
}
