package verify

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// carrierShared is used inside networks like a private range (RFC 6598); clouds keep services there.
var carrierShared = netip.MustParsePrefix("100.64.0.0/10")

// inward tells whether a host is named by an address of this machine or of the
// network around it: what an answer from outside has no business to point to.
func inward(host string) bool {
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

// turnsInward tells why an address that the metadata of another host names is
// not asked: a document from the internet could have this machine ask services
// that only its own network reaches, such as a cloud's 169.254.169.254.
func (q *questions) turnsInward(m *Metadata, endpoint *url.URL, name string) error {
	asked, err := url.Parse(m.Asked)
	host := endpoint.Hostname()
	if err != nil || !inward(host) || inward(asked.Hostname()) || slices.Contains(q.network.TokenHosts, strings.ToLower(host)) {
		return nil
	}
	return fmt.Errorf("the metadata of %s names an address inside a network, %s, as %s, and it was not asked; if that host is the provider's, add --token-host %s",
		asked.Hostname(), host, name, host)
}

// isAddress tells whether a host is a number, which belongs to no domain.
func isAddress(host string) bool { return net.ParseIP(host) != nil }
