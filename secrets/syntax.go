package secrets

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// syntaxError turns go-toml's error into a place and our own words. Its text
// stays here: it may quote the file.
func (c *content) syntaxError(err error) error {
	var decode *toml.DecodeError
	if !errors.As(err, &decode) {
		return &SyntaxError{Reason: "it cannot be read"}
	}
	row, column := decode.Position() // the column counts bytes
	row = min(max(row, 1), len(c.lines))
	start := c.lines[row-1]
	end := len(c.text())
	if row < len(c.lines) {
		end = c.lines[row] - 1
	}
	line := string(c.text()[start:end])
	return &SyntaxError{
		Position: c.position(min(start+max(column-1, 0), end)),
		Reason:   reason(line, err.Error()),
	}
}

// reason guesses from a line what its writer did. The words are ours; nothing
// of the line gets into them. The cases are those of field reports and of
// mistakes Streamlit users were seen to make.
func reason(line, parser string) string {
	line = strings.TrimSpace(line)
	key, value, hasValue := strings.Cut(line, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	switch {
	case strings.Contains(parser, " already "):
		return "a key or a section stands twice"
	case strings.Contains(parser, " levels deep"):
		return "lists or sections are nested too deeply"
	case strings.ContainsAny(line, "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"):
		return "there are typographic quotes where straight ones belong"
	case strings.HasPrefix(line, "{"), strings.HasPrefix(line, "}"), strings.HasPrefix(line, `"`) && strings.Contains(line, `":`):
		return "this is JSON, not TOML"
	case strings.HasPrefix(line, "export "):
		return "this is a line for a shell, not TOML"
	case strings.HasPrefix(line, "<<<<<<<"), strings.HasPrefix(line, "======="), strings.HasPrefix(line, ">>>>>>>"):
		return "this is the mark of a merge conflict"
	case strings.HasPrefix(line, "["):
		return headerReason(line)
	case !hasValue && strings.Contains(line, ":"):
		return "there is a colon where TOML has ="
	case !hasValue:
		return "there is neither key = value nor a [section]"
	case key == "":
		return "the name before = is missing"
	case value == "", strings.HasPrefix(value, "#"):
		return "the value after = is missing"
	case strings.ContainsAny(strings.Trim(key, `"'`), " \t"):
		return "the name before = has a blank in it"
	}
	return valueReason(value)
}

func headerReason(line string) string {
	closing := strings.IndexByte(line, ']')
	switch {
	case closing < 0:
		return "the bracket of the section is not closed"
	case strings.TrimLeft(line[closing:], "] \t") != "":
		return "a section stands on a line of its own"
	}
	return "the name of a section is written with letters, digits, - and _"
}

func valueReason(value string) string {
	quote := value[0]
	switch {
	case strings.HasPrefix(value, `"""`), strings.HasPrefix(value, "'''"):
		return "a text in three quotes is not closed, or holds a character it may not"
	case quote == '"', quote == '\'':
		closing := strings.IndexByte(value[1:], quote)
		switch {
		case quote == '"' && strings.Contains(value, `\`):
			return "a backslash in double quotes begins an escape; use single quotes or write it twice"
		case closing < 0:
			return "a quote is opened and not closed"
		case value[1+closing+1:] != "":
			return "something stands behind the closing quote"
		}
		return "the text in quotes holds a character it may not"
	case quote == '{':
		return "the part in braces is not complete"
	case quote == '[':
		return "the list is not complete, or a comma is missing"
	case strings.HasPrefix(strings.ToLower(value), "true"), strings.HasPrefix(strings.ToLower(value), "false"):
		return "true and false are written in small letters and without anything behind them"
	case strings.EqualFold(value, "none"), strings.EqualFold(value, "null"):
		return "TOML has no empty value; leave the line out"
	}
	return "the value has no quotes around it"
}
