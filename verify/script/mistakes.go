// Package script says what is wrong with the text that a script writes to
// secrets.toml: in the shell's own traps, as TOML, and where a variable is not set.
package script

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
)

// OrFromEnv is the other way out of every mistake here.
const OrFromEnv = ", or use authkit deploy-secrets --from-env --out .streamlit/secrets.toml"

// Or is OrFromEnv where the app's start writes the secrets. Terraform runs elsewhere.
func Or(recipe string) string {
	if strings.HasSuffix(recipe, ".tf") {
		return ""
	}
	return OrFromEnv
}

// RandomCookieSecret says how a script comes by a cookie secret that nobody guesses.
func RandomCookieSecret(recipe string) string {
	const value = "openssl rand -hex 32 prints a value for it"
	if strings.HasSuffix(recipe, ".tf") {
		return "write cookie_secret = \"${var.cookie_secret}\" in [auth], and declare that variable with sensitive = true: " + value
	}
	return "write cookie_secret = \"${COOKIE_SECRET}\" in [auth], and give the app that variable: " + value
}

// textKeys are the keys of [auth] whose values are texts.
const textKeys = `client_id|client_secret|cookie_secret|redirect_uri|server_metadata_url`

var (
	bareText    = lazy.Regexp{Pattern: `^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*` + "\ue000"}
	bareWord    = lazy.Regexp{Pattern: `^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*[A-Za-z]`}
	textKey     = lazy.Regexp{Pattern: `^\s*(` + textKeys + `)\s*=`}
	nameForText = lazy.Regexp{Pattern: `^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*["']?\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*[^}]*\})["']?\s*$`}
)

// Reader is what reads secrets.toml: the newest one's reader and an old one's
// when the project's release is not known.
type Reader struct {
	Certain bool
	Dialect pytoml.Dialect
}

// Mistakes says what is wrong with the text of a document that a script writes,
// each mistake once.
func Mistakes(recipe string, d written.Document, by Reader) []findings.Finding {
	var found []findings.Finding
	type mistake struct {
		line    int
		message string
	}
	told := map[mistake]bool{}
	add := func(line int, message, fix string) {
		if m := (mistake{line, message}); !told[m] {
			told[m] = true
			found = append(found, findings.Finding{Severity: findings.Error, File: recipe, Line: line, Message: message, Fix: fix})
		}
	}
	if d.Unclosed > 0 {
		add(d.Unclosed, "the end mark does not stand at the start of its line, so the rest of the script goes into secrets.toml", "move the end mark to the start of its line"+OrFromEnv)
		return found
	}
	if !d.Known {
		return nil
	}
	for _, line := range d.Lines {
		plain := strings.TrimRight(line.Text, "\n")
		switch {
		case nameForText.Get().MatchString(plain) && line.Quoted:
			add(line.From, "the end mark is quoted, so the variables' names are written instead of their values", "write the end mark without quotes"+OrFromEnv)
		case nameForText.Get().MatchString(plain):
			add(line.Number, "the variable's name is written instead of its value: nothing is put in between single quotes", `write the line in double quotes, with \" inside`+OrFromEnv)
		case bareText.Get().MatchString(plain), bareWord.Get().MatchString(plain):
			add(line.Number, "a value is written without quotes, which is not TOML", `put quotes around the variable that stay: client_secret = "${CLIENT_SECRET}" in a here-document, \"$CLIENT_SECRET\" in echo`+OrFromEnv)
		}
	}
	if len(found) > 0 {
		return found
	}
	text, whole := AsTOML(d)
	values, wrong := by.read(text)
	if wrong > 0 {
		line := d.Lines[min(wrong, len(d.Lines))-1]
		if strings.Contains(line.Text, `\n`) {
			add(line.Number, `echo writes \n as it stands in bash, so everything is on one line, which is no TOML`, "write the lines with a here-document"+OrFromEnv)
		} else {
			add(line.Number, fmt.Sprintf("what is written to secrets.toml is not TOML from its line %d on", wrong), "write the line as key = \"value\""+OrFromEnv)
		}
		return found
	}
	if _, there := values["auth"]; whole && !there {
		for i, line := range d.Lines {
			if header := strings.TrimLeft(strings.ToLower(line.Text), " \t[\"'"); strings.HasPrefix(strings.TrimSpace(line.Text), "[") && !strings.HasPrefix(header, "auth") {
				break // a key of another section, a service account's client_id for instance
			}
			if key := textKey.Get().FindStringSubmatch(line.Text); key != nil {
				fix := "write [auth] in front of it"
				if i == 0 {
					fix = "write >> instead of > if [auth] stands in the file already, or [auth] in front of it"
				}
				add(line.Number, key[1]+" is written to a file without [auth], so Streamlit does not see it", fix+OrFromEnv)
				break
			}
		}
	}
	return found
}

// AsTOML is a document's text with its marks where a value may stand, and
// whether that is all of the file.
func AsTOML(d written.Document) (text string, whole bool) {
	var out strings.Builder
	whole = !d.Appended
	for _, line := range d.Lines {
		plain := strings.TrimRight(line.Text, "\n")
		if _, only := written.Only(strings.TrimSpace(plain)); only {
			plain, whole = "", false // a variable that holds lines of its own
		}
		out.WriteString(withNumbers(plain) + "\n")
	}
	return out.String(), whole
}

// withNumbers takes a variable outside of quotes for a number, which is read
// in every place where a name, a number or true may stand.
func withNumbers(line string) string {
	var out strings.Builder
	quote, inside, was := rune(0), false, false
	for _, c := range line {
		switch {
		case quote == 0 && c == '\ue000':
			if !was {
				out.WriteByte('0')
			}
			inside, was = true, true
			continue
		case inside:
			inside = c != '\ue001'
			continue
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
		was = false
		out.WriteRune(c)
	}
	return out.String()
}

// read reads a text as the project's Streamlit does; when its release is
// not known, a mistake is what neither of its readers takes. line is 0 when
// there is none.
func (by Reader) read(text string) (values map[string]any, line int) {
	values, old := pytoml.Parse(text)
	document, newer := secrets.Parse([]byte(text))
	if newer == nil && values == nil {
		values = map[string]any{}
		if len(document.Keys("auth")) > 0 {
			values["auth"] = true
		}
	}
	var wrong *pytoml.Error
	if e, ok := old.(*pytoml.Error); ok {
		wrong = e
	}
	var at int
	if s, ok := newer.(*secrets.SyntaxError); ok {
		at = s.Position.Line
	}
	switch {
	case by.Certain && by.Dialect == pytoml.Toml010 && wrong != nil:
		return values, max(at, wrong.Line, 1)
	case by.Certain && by.Dialect == pytoml.Tomllib && newer != nil, newer != nil && wrong != nil:
		return values, max(at, 1)
	}
	return values, 0
}
