package secrets

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

// syntaxError turns go-toml's error into a place and our own words. Its text
// stays here: it may quote the file.
func (c *content) syntaxError(err error) error {
	if errors.Is(err, boundedtoml.ErrTooMany) {
		return ErrTooManyKeys
	}
	var decode *toml.DecodeError
	if !errors.As(err, &decode) {
		return &SyntaxError{Reason: "it cannot be read"}
	}
	row, column := decode.Position() // the column counts bytes
	row = min(max(row, 1), len(c.lines))
	start, end := c.lines[row-1], len(c.text())
	if row < len(c.lines) {
		end = c.lines[row] - 1
	}
	at := min(start+max(column-1, 0), end)
	return &SyntaxError{
		Position: c.position(at),
		Reason:   reason(string(c.text()[start:end]), at-start, err.Error()),
	}
}

// reason guesses from a line, the offset where reading stopped and the
// parser's words what the writer of the line did. The words are ours; nothing
// of the line gets into them. The cases are the mistakes Streamlit users were
// seen to make.
func reason(line string, at int, parser string) string {
	stopped, _ := utf8.DecodeRuneInString(line[at:])
	loneReturn := stopped == '\r' && at+1 < len(line)
	line = strings.TrimSpace(line)
	key, value, hasValue := strings.Cut(line, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	switch {
	case strings.Contains(parser, " already "), strings.Contains(parser, " should be a"):
		return "a key or a section stands twice"
	case strings.Contains(parser, "not terminated by"):
		return "a text in three quotes is not closed"
	case strings.Contains(parser, " levels deep"):
		return "lists or sections are nested too deeply"
	case strings.ContainsAny(line, "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"):
		return "there are typographic quotes where straight ones belong"
	case isInvisible(stopped):
		return "an invisible character stands here, as text copied from web pages has: delete it"
	case loneReturn:
		return "a line ends with a carriage return alone: save the file with line ends LF or CRLF"
	case strings.HasPrefix(line, "{"), strings.HasPrefix(line, "}"), strings.HasPrefix(line, `"`) && strings.Contains(line, `":`):
		return "this is JSON, not TOML"
	case strings.HasPrefix(line, "export "):
		return "this is a line for a shell, not TOML"
	case strings.HasPrefix(line, "<<<<<<<"), strings.HasPrefix(line, "======="), strings.HasPrefix(line, ">>>>>>>"):
		return "this is the mark of a merge conflict"
	case strings.HasPrefix(line, "//"), strings.HasPrefix(line, ";"), strings.HasPrefix(line, "--"):
		return "a comment begins with #"
	case strings.Contains(parser, "array value"), strings.Contains(parser, "array is incomplete"):
		return "the list is not closed, or a comma is missing"
	case strings.HasPrefix(line, "["):
		return headerReason(line)
	case strings.Contains(parser, "inline table"):
		return "the part in braces is not closed, or a comma is missing"
	case !hasValue && strings.Contains(line, ":"), hasValue && strings.HasPrefix(value, "{") && stopped == ':':
		return "there is a colon where TOML has ="
	case loneKey(line) != "":
		return loneKey(line) + " has no value"
	case !hasValue:
		return "there is neither key = value nor a [section]"
	}
	if why := keyReason(key, stopped); why != "" {
		return why
	}
	return valueReason(value)
}

// loneKey is the key of [auth] that a line holds and nothing else. Any other
// word may be a secret on a line of its own, and is not repeated.
func loneKey(line string) string {
	for _, key := range []string{"redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url", "client_kwargs"} {
		if line == key {
			return key
		}
	}
	return ""
}

// isInvisible tells blanks that are none for TOML: no-break space, zero-width
// characters, a byte order mark in the middle.
func isInvisible(r rune) bool {
	switch r {
	case '\u00a0', '\u2007', '\u202f', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		return true
	}
	return false
}

func headerReason(line string) string {
	inside, behind, closed := strings.Cut(strings.TrimLeft(line, "["), "]")
	switch {
	case !closed:
		return "the bracket of the section is not closed"
	case strings.HasPrefix(line, "[[") != strings.HasPrefix(behind, "]"):
		return "the section has more brackets on one side than on the other"
	case strings.TrimSpace(inside) == "":
		return "the section has no name"
	case strings.Trim(behind, "] \t") != "":
		return "a section stands on a line of its own"
	}
	return "the name of a section is written with letters a to z, digits, - and _"
}

func keyReason(key string, stopped rune) string {
	bare := strings.Trim(key, `"'`)
	switch {
	case key == "":
		return "the name before = is missing"
	case strings.Count(key, `"`) == 1, strings.Count(key, "'") == 1:
		return "a quote is opened and not closed"
	case bare == key && strings.ContainsAny(key, " \t"):
		return "the name before = has a blank in it"
	case bare == key && stopped >= utf8.RuneSelf && strings.ContainsRune(key, stopped):
		return "the name before = is written with letters a to z, digits, - and _"
	}
	return ""
}

func valueReason(value string) string {
	lower := strings.ToLower(value)
	switch {
	case value == "", value[0] == '#':
		return "the value after = is missing"
	case value[0] == '=':
		return "there is more than one ="
	case value[0] == '"', value[0] == '\'':
		return quotedReason(value)
	case value[0] == '{':
		return "the part in braces is not complete"
	case value[0] == '[':
		return "the list is not complete"
	case strings.HasPrefix(lower, "true"), strings.HasPrefix(lower, "false"):
		return "true and false are written in small letters, with nothing behind them"
	case lower == "none", lower == "null", lower == "nil":
		return "TOML has no empty value: leave the line out"
	case strings.HasSuffix(value, ","):
		return "there is a comma behind the value: take it away"
	}
	return "the value has no quotes around it"
}

func quotedReason(value string) string {
	quote := value[:1]
	inside, behind, closed := strings.Cut(value[1:], quote)
	switch {
	case quote == `"` && strings.Contains(value, `\`):
		return "a backslash in double quotes begins an escape: use single quotes, or write it twice"
	case !closed:
		return "a quote is opened and not closed"
	case strings.TrimSpace(behind) == ",":
		return "there is a comma behind the value: take it away"
	case strings.HasPrefix(value, `"""`), strings.HasPrefix(value, "'''"), inside != "" && behind == "":
		return "the text in quotes holds a character it may not"
	}
	return "something stands behind the closing quote"
}
