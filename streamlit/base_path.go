package streamlit

import (
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
)

// meantBase is the path that server.baseUrlPath is meant to be: without slashes
// and blanks around it, the host of a whole address, and dots.
func meantBase(text string) string {
	text = strings.TrimSpace(text)
	if u, err := url.Parse(text); err == nil && strings.Contains(text, "://") {
		text = u.Path
	}
	return strings.Join(slices.DeleteFunc(strings.Split(strings.Trim(text, "/"), "/"), func(part string) bool { return part == "." || part == ".." }), "/")
}

// plainBase tells whether browsers can open the app below server.baseUrlPath.
func plainBase(s Setting, _ table) bool {
	text := s.Text.Reveal()
	return s.Kind != secrets.KindString || meantBase(text) == strings.Trim(text, "/")
}

// noSocket tells whether server.address is no Unix socket.
func noSocket(s Setting, _ table) bool {
	return s.Kind != secrets.KindString || !strings.HasPrefix(s.Text.Reveal(), "unix://")
}
