package paint

import (
	"io"
	"strings"
)

// Links hands on what is written to it, with every address in it a link (OSC 8).
// The address itself stays as it is. An address has to come in one write.
type Links struct{ To io.Writer }

func (l Links) Write(text []byte) (int, error) {
	if _, err := io.WriteString(l.To, link(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

func link(text string) string {
	var out strings.Builder
	for {
		start := strings.Index(text, "http")
		if start < 0 {
			return out.String() + text
		}
		out.WriteString(text[:start])
		address := addressIn(text[start:])
		if address == "" {
			address = "http"
			out.WriteString(address)
		} else {
			out.WriteString("\x1b]8;;" + address + "\x1b\\" + address + "\x1b]8;;\x1b\\")
		}
		text = text[start+len(address):]
	}
}

// addressIn is the address that a text begins with; empty where it is none, or one
// that somebody has to complete first.
func addressIn(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"'<>{}`|\\^", r) })
	rest := ""
	if end >= 0 {
		text, rest = text[:end], text[end:]
	}
	address := strings.TrimRight(text, ".,;:!?)]*")
	_, host, found := strings.Cut(address, "://")
	if !found || host == "" || !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") || strings.HasPrefix(rest, "<") || strings.HasPrefix(rest, "{") {
		return ""
	}
	return address
}

// CanLink tells whether a terminal is known to take links, by what it says of
// itself in the environment. Inside of a multiplexer nobody knows which one it is.
func CanLink(getenv func(string) string) bool {
	kind := getenv("TERM")
	switch {
	case kind == "dumb", strings.HasPrefix(kind, "screen"), strings.HasPrefix(kind, "tmux"), getenv("TMUX") != "", getenv("STY") != "":
		return false
	case strings.Contains(kind, "kitty"), strings.Contains(kind, "alacritty"), strings.Contains(kind, "ghostty"), strings.HasPrefix(kind, "foot"), strings.HasPrefix(kind, "wezterm"):
		return true
	case getenv("WT_SESSION") != "", getenv("KONSOLE_VERSION") != "", getenv("DOMTERM") != "":
		return true
	case len(getenv("VTE_VERSION")) == 4 && getenv("VTE_VERSION") >= "5002", len(getenv("VTE_VERSION")) > 4: // GNOME's; 0.50.1 broke down over them
		return true
	}
	switch getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "mintty":
		return true
	}
	return false
}
