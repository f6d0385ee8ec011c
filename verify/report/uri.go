package report

import "net/url"

// uriPath is a relative path as a URI reference (RFC 3986, section 4.2).
func uriPath(path string) string { return (&url.URL{Path: path}).EscapedPath() }
