package pyscan

// oldHeaders is the module that gave an app the headers of its requests before
// st.context did.
const oldHeaders = "websocket_headers"

// headers finds where a file reads the headers of its own requests.
func (s *scanner) headers(i int) {
	switch {
	case s.is(i, "headers") && s.is(i-1, ".") && s.is(i-2, "context"):
		s.scan.ReadsHeaders = true
	case s.is(i, oldHeaders) && s.at(i).Imported:
		s.scan.ReadsHeaders = true
	}
}
