package hosts

import (
	"net"
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
)

// NearLocalhost tells whether a host is no other machine but a slip of the
// fingers for this one: loclahost, localhost.8501, 127.0.01. A port that stands
// in it is given back.
func NearLocalhost(host string) (port string, near bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if IsLoopback(host) {
		return "", false
	}
	if after, ok := strings.CutPrefix(host, "localhost"); ok {
		digits := strings.TrimLeft(after, ".-_")
		if len(digits) >= 2 && onlyDigits(digits) {
			return digits, true
		}
	}
	if strings.HasPrefix(host, "127.") && strings.Trim(host, "0123456789.") == "" && net.ParseIP(host) == nil {
		return "", true
	}
	return "", !strings.Contains(host, ".") && spelling.Distance(host, "localhost") <= 2
}

func onlyDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }
