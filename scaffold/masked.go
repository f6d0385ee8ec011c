package scaffold

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/templates"
)

// mask stands where a value or a line is not shown.
const mask = "•••"

// Masked is the change as it may be shown: before and after, line for line.
//
// Of a file with secrets (config.toml may hold a cookie secret) only what is known to be harmless is let through: table
// headers, key names, the scheme, host and path of the two addresses, client
// IDs that are GUIDs, server.port, and our own comments. Every other line is masked whole,
// since a comment or a wrong key can hold a secret too. Of other files the
// user:password of an address is masked.
func (c Change) Masked() (before, after string) {
	if !c.Secret && !c.Hidden {
		return maskUserinfo(c.Before.Reveal()), maskUserinfo(c.After.Reveal())
	}
	was := []byte(c.Before.Reveal())
	old, _ := secrets.Parse(was)
	return maskSecrets(was, nil), maskSecrets([]byte(c.After.Reveal()), old)
}

var userinfo = lazy.Regexp{Pattern: `://[^/\s@]+@`}

func maskUserinfo(text string) string { return userinfo.Get().ReplaceAllString(text, "://"+mask+"@") }

// maskSecrets shows a secrets file. A masked value that old has differently is
// marked, or the difference would be masked with it.
func maskSecrets(data []byte, old *secrets.Document) string {
	lines := strings.SplitAfter(string(data), "\n")
	shown := make([]string, len(lines))
	ours := strings.Split(string(templates.Secrets()), "\n")
	for i, line := range lines {
		text := strings.TrimRight(line, "\r\n")
		switch {
		case strings.TrimSpace(text) == "", slices.Contains(ours, text):
			shown[i] = text
		default:
			shown[i] = mask
		}
	}
	document, err := secrets.Parse(data)
	if err == nil {
		(&masking{document, old, lines, shown}).table()
	}
	out := strings.Join(shown, "\n")
	return out
}

// masking uncovers the lines of one document that may be seen.
type masking struct {
	document, old *secrets.Document
	lines, shown  []string
}

func (m *masking) table(path ...string) {
	for _, key := range m.document.Keys(path...) {
		full := append(slices.Clone(path), key)
		value, found := m.document.Lookup(full...)
		if !found {
			continue
		}
		if value.Kind == secrets.KindTable {
			m.header(value, full)
			m.table(full...)
			continue
		}
		m.scalar(key, full, value)
	}
}

// header shows [a.b], unless the line is something else: an inline table, a
// dotted key, or a header with a comment behind it.
func (m *masking) header(value secrets.Value, path []string) {
	line, ok := m.line(value.Key.Line)
	if header := "[" + strings.Join(path, ".") + "]"; ok && strings.TrimSpace(line) == header {
		m.shown[value.Key.Line-1] = header
	}
}

// scalar shows `key = …` for a plain key that begins its line.
func (m *masking) scalar(key string, path []string, value secrets.Value) {
	line, ok := m.line(value.Key.Line)
	if !ok || value.Key.Line != value.Start.Line || !strings.HasPrefix(strings.TrimSpace(line), key) {
		return
	}
	text := mask
	if visible, ok := harmless(path, value); ok {
		text = visible
	} else if m.old != nil {
		if before, found := m.old.Lookup(path...); found && !before.Text.Equal(value.Text) {
			text = mask + " (changed)"
		}
	}
	if value.Kind == secrets.KindString {
		text = `"` + text + `"`
	}
	m.shown[value.Key.Line-1] = key + " = " + text
}

func (m *masking) line(number int) (string, bool) {
	if number < 1 || number > len(m.lines) {
		return "", false
	}
	return m.lines[number-1], true
}

// harmless is what may be seen of a value, by the keys it stands under.
func harmless(path []string, value secrets.Value) (string, bool) {
	key := path[len(path)-1]
	if value.Kind == secrets.KindInteger && slices.Equal(path, []string{"server", "port"}) {
		return value.Text.Reveal(), true
	}
	if value.Kind != secrets.KindString {
		return "", false
	}
	text := value.Text.Reveal()
	switch key {
	case "client_id":
		return text, entra.IsGUID(text)
	case "redirect_uri", "server_metadata_url":
		return address(text)
	}
	return "", false
}

// address is the scheme, host and path of a URL that is plainly one.
func address(text string) (string, bool) {
	shown := hosts.ShownText(text)
	if strings.Contains(text, "?") {
		shown += "?" + mask
	}
	return shown, strings.HasPrefix(shown, "https://") || strings.HasPrefix(shown, "http://")
}
