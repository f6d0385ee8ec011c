package secrets

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// secretName are keys whose values are secrets in most people's files; others,
// such as token_uri and public_key, are not.
var secretName = lazy.Shapes{{Holds: []string{"pass", "pwd", "secret", "token", "key", "string"}, Whole: []string{`(?s:.*[_-])?(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|account[_-]?key|storage[_-]?key|connection[_-]?string)`}}}

// IsSecretName tells whether a key says that its value is a secret.
func IsSecretName(key string) bool {
	return key == "client_secret" || key == "cookie_secret" || secretName.Match(key)
}

// maxDepth is how deep tables are looked into for secrets.
const maxDepth = 8

// Secrets are the texts of a file whose keys say that they are secrets.
func (d *Document) Secrets() []Secret {
	if d == nil {
		return nil
	}
	return d.secretsIn(nil)
}

func (d *Document) secretsIn(table []string) []Secret {
	var all []Secret
	for _, key := range d.Keys(table...) {
		at := append(table[:len(table):len(table)], key)
		switch value, found := d.Lookup(at...); {
		case !found, len(at) > maxDepth:
		case value.Kind == KindTable:
			all = append(all, d.secretsIn(at)...)
		case value.Kind == KindString && IsSecretName(key) && !isAddress(value.Text.Reveal()):
			all = append(all, value.Text)
		}
	}
	return all
}

// isAddress tells a token's issuer, and the like, from a token.
func isAddress(text string) bool {
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}

var assigned = lazy.Regexp{Pattern: `(?m)^[\t ]*["']?([A-Za-z0-9_-]+)["']?[\t ]*=[\t ]*(\S[^\r\n]*)`}

// BrokenSecrets are the texts behind such keys in a file that is no TOML: what
// stands behind the equals sign, and what of it stands in quotes or in front of
// a comment.
func BrokenSecrets(data []byte) []Secret {
	var all []Secret
	for _, line := range assigned.Get().FindAllSubmatch(data, -1) {
		if !IsSecretName(string(line[1])) {
			continue
		}
		value := strings.TrimSpace(string(line[2]))
		all = append(all, New(strings.Trim(value, `"'`)))
		if quote := value[0]; quote == '"' || quote == '\'' {
			if inside, _, closed := strings.Cut(value[1:], string(quote)); closed {
				all = append(all, New(inside))
			}
		}
		if before, _, commented := strings.Cut(value, "#"); commented {
			all = append(all, New(strings.Trim(strings.TrimSpace(before), `"'`)))
		}
	}
	return all
}
