package entra

import "strings"

const guidLength = len("00000000-0000-0000-0000-000000000000")

const zeroGUID = "00000000-0000-0000-0000-000000000000"

// IsGUID tells whether text is a GUID in its usual form, without braces.
func IsGUID(text string) bool {
	if len(text) != guidLength {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
		default:
			return false
		}
	}
	return true
}

// LooksLikeSecretID tells whether a client secret is a GUID: then it is the
// Secret ID column of the portal, never the Value. The service does not tell
// the two apart (both are AADSTS7000215).
func LooksLikeSecretID(value string) bool { return IsGUID(strings.TrimSpace(value)) }

// LooksLikeSecretValue tells whether text has today's form of an Entra secret:
// three characters, a digit, "Q~", and 31 to 34 more (docs/facts/entra.md,
// section 5.3). Older secrets look different, so false proves nothing.
func LooksLikeSecretValue(value string) bool {
	if len(value) < 37 || len(value) > 40 || value[4:6] != "Q~" || value[3] < '0' || value[3] > '9' {
		return false
	}
	for i := range len(value) {
		switch c := value[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '~', c == '.', c == '-':
		default:
			return false
		}
	}
	return true
}
