package hosts

import (
	"strings"

	"golang.org/x/net/idna"
)

// ASCII is a host, without port and brackets, as browsers write it: in small
// letters, and with xn-- for those outside ASCII (UTS 46). False when no host
// can be named so.
func ASCII(host string) (string, bool) {
	host = strings.ToLower(host)
	if strings.IndexFunc(host, func(r rune) bool { return r >= 0x80 }) >= 0 {
		ascii, err := idna.Lookup.ToASCII(host)
		return ascii, err == nil && ascii != ""
	}
	return host, strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" || IsAddress(host)
}
