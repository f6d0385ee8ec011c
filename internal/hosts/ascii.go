package hosts

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// ASCII is a host, without port and brackets, as browsers write it: in small
// letters, and with xn-- for those outside ASCII (UTS 46). False when no host
// can be named so.
func ASCII(host string) (string, bool) {
	host = strings.ToLower(host)
	if outsideASCII(host) {
		return mapped(host)
	}
	return host, strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" || IsAddress(host)
}

// mapped is a host as a client of net/http dials it, which has golang.org/x/net/idna inside: a second copy of
// that and of its tables is larger than many a room of this program. Nothing is dialed.
func mapped(host string) (named string, is bool) {
	if strings.ContainsAny(host, ":/@[]?#%\\ ") {
		return "", false
	}
	dial := func(_ context.Context, _, address string) (net.Conn, error) {
		named = strings.TrimSuffix(address, ":80")
		return nil, errors.ErrUnsupported
	}
	request := &http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: host}, Header: http.Header{}}
	if answer, err := (&http.Transport{DialContext: dial}).RoundTrip(request); err == nil {
		answer.Body.Close()
	}
	return named, named != "" && !outsideASCII(named)
}

func outsideASCII(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}
