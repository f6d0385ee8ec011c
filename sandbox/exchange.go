package sandbox

import (
	"fmt"
	"net/http"
)

// exchange is one answer on its way out; it remembers what the log line says.
type exchange struct {
	http.ResponseWriter
	status int
	note   string
}

func (e *exchange) WriteHeader(status int) {
	if e.status == 0 {
		e.status = status
	}
	e.ResponseWriter.WriteHeader(status)
}

func (e *exchange) Write(data []byte) (int, error) {
	if e.status == 0 {
		e.status = http.StatusOK
	}
	return e.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController through.
func (e *exchange) Unwrap() http.ResponseWriter { return e.ResponseWriter }

// note adds a word to the log line of an answer. Nothing that a client sent
// belongs there.
func note(w http.ResponseWriter, format string, args ...any) {
	if e, ok := w.(*exchange); ok {
		e.note = " " + fmt.Sprintf(format, args...)
	}
}

// log writes one line: method, path without query, status, what it was.
func (s *Server) log(r *http.Request, e *exchange) {
	status := "no answer"
	if e.status != 0 {
		status = fmt.Sprint(e.status)
	}
	s.options.Logf("%s %s %s%s", r.Method, r.URL.EscapedPath(), status, e.note)
}
