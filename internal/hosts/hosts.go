// Package hosts decides what an address is and what of it may be shown: each
// question once, so that two rooms cannot answer it differently.
package hosts

import (
	"net"
	"net/url"
	"strings"
)

// IsLoopback tells whether a host, without port and brackets, is this machine:
// localhost in any case of letters, or an address of the loopback range.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// StaysHere tells whether what is sent to a host does not leave this machine: it is this one, or a name
// below localhost (RFC 6761, section 6.3). What else is asked of localhost, by providers and in
// cookies, holds for localhost alone.
func StaysHere(host string) bool {
	return IsLoopback(host) || strings.HasSuffix(strings.ToLower(host), ".localhost")
}

// IsAddress tells whether a host is a number, which belongs to no domain.
func IsAddress(host string) bool { return net.ParseIP(host) != nil }

// Shown is scheme, host and path of an address: a query, a fragment and a user
// name may hold secrets.
func Shown(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// ShownText is Shown of a text; empty when it is no address.
func ShownText(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return ""
	}
	return Shown(u)
}

// Origin is scheme and host of an address, empty when it is none.
func Origin(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Same compares scheme, host with port, and path.
func Same(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Host, b.Host) && a.Path == b.Path
}
