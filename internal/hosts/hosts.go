// Package hosts decides what an address is and what of it may be shown: each
// question once, so that two rooms cannot answer it differently.
package hosts

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// IsLoopback tells whether a host, without port and brackets, is this machine:
// localhost in any case of letters, or an address of the loopback range.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// IsAddress tells whether a host is a number, which belongs to no domain.
func IsAddress(host string) bool { return net.ParseIP(host) != nil }

// carrierShared is used inside networks like a private range (RFC 6598); clouds keep services there.
var carrierShared = netip.MustParsePrefix("100.64.0.0/10")

// IsInward tells whether a host is named by an address of this machine or of
// the network around it: what an answer from outside has no business to point to.
func IsInward(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".internal") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		// Some systems read 2130706433 and 0x7f.1 as addresses; no name ends in a number.
		last := host[strings.LastIndexByte(host, '.')+1:]
		return last != "" && strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x")
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() || ip.IsMulticast() || carrierShared.Contains(ip)
}

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
