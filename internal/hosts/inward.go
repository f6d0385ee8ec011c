package hosts

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// IsInward tells whether a host is named by an address of this machine or of
// the network around it: what an answer from outside has no business to point
// to. The name is judged as a client dials it: mapped by IDNA, so that neither
// fullwidth digits nor other dots hide a number. A name that cannot be mapped
// reaches nobody outside, and counts as inward.
func IsInward(host string) bool {
	if host == "" {
		return false
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(host, "."))
	if err == nil {
		return isInward(address)
	}
	if outsideASCII(host) {
		is := false
		if host, is = mapped(host); !is {
			return true
		}
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".internal") {
		return true
	}
	if address, err := netip.ParseAddr(host); err == nil {
		return isInward(address)
	}
	// Some systems read 2130706433 and 0x7f.1 as addresses; no name ends in a number.
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == ""
}

// IsInsideName tells whether a name can be resolved inside one network only: it
// has one label, or ends in one that was set aside for that.
func IsInsideName(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	_, _, dotted := strings.Cut(host, ".")
	top := host[strings.LastIndexByte(host, '.')+1:]
	return !dotted || slices.Contains([]string{"local", "internal", "lan", "home", "corp", "intranet", "private", "localdomain", "test", "invalid"}, top)
}

// isInward tells whether an address is none of the public internet.
func isInward(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(specialPurpose.Get(), func(prefix netip.Prefix) bool { return prefix.Contains(address) })
}

// specialPurpose are the ranges of IANA's special-purpose address registries
// (RFC 6890 and its updates) that no provider on the internet answers from,
// with multicast, site-local (RFC 3879), and those that carry an IPv4 address
// inside, which may be one of them: NAT64, 6to4, Teredo, IPv4-compatible.
var specialPurpose = lazy.Value[[]netip.Prefix]{Make: func() []netip.Prefix {
	return prefixes(
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
		"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
	)
}}

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}
