package secrets

import (
	"strings"
	"unicode/utf8"
)

// Quote writes a value as a TOML string on one line that TOML 1.0 and Python's
// toml 0.10.2, which Streamlit uses, read alike (facts: streamlit, section
// 7.5). ErrUnwritable when there is no such spelling.
func Quote(value string) (string, error) {
	if !utf8.ValidString(value) {
		return "", ErrUnwritable
	}
	literal := true // a literal string has no escapes at all
	for _, r := range value {
		switch {
		case r == '\t':
		case r == '\n', r == '\r', r == '\'':
			literal = false
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r == '\u2028', r == '\u2029', r == '\ufeff':
			return "", ErrUnwritable
		}
	}
	if strings.HasPrefix(value, `"`) || strings.Contains(value, `\`) {
		// toml 0.10.2 misreads a basic string that begins with an escaped quote.
		if literal && !strings.HasSuffix(value, `\`) {
			return "'" + value + "'", nil
		}
		if strings.HasPrefix(value, `"`) {
			return "", ErrUnwritable
		}
	}
	return `"` + escaper.Replace(value) + `"`, nil
}

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

const bareKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

// quoteKey writes a key, bare where that is possible.
func quoteKey(key string) (string, error) {
	if key != "" && strings.Trim(key, bareKey) == "" {
		return key, nil
	}
	if strings.ContainsAny(key, "\\\"\n\r") {
		return "", ErrUnwritable // toml 0.10.2 does not decode escapes in keys
	}
	return Quote(key)
}

func quoteKeys(path []string) (string, error) {
	parts := make([]string, len(path))
	for i, key := range path {
		var err error
		if parts[i], err = quoteKey(key); err != nil {
			return "", err
		}
	}
	return strings.Join(parts, "."), nil
}
