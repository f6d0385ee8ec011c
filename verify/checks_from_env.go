package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

var anyVariable = lazy.Regexp(`\$\{?[A-Za-z_]`)

func needSecretsScript(f *Facts) *Missing {
	if len(f.Project.Writers)+len(f.Project.Unread) > 0 {
		return nil
	}
	return &Missing{Skipped, "no script here writes secrets.toml"}
}

// secretsFromEnv reads what scripts write as Streamlit would.
func secretsFromEnv(f *Facts) Outcome {
	var findings []Finding
	unknown := ""
	for _, w := range f.Project.Writers {
		found := judgeWriter(f, w)
		findings = append(findings, found...)
		if len(found) == 0 && unknown == "" {
			unknown = whyUnknown(w)
		}
	}
	findings = slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.File == b.File && a.Line == b.Line && a.Message == b.Message
	})
	if len(findings) == 0 && unknown != "" {
		return unproven(unknown)
	}
	return whole(searched(outcome.Sign("what "+writersNamed(f.Project)+" writes was read as Streamlit would read it, with variables as values that are not known"), findings...), f.Project.Unread)
}

// writersNamed are the files that write the secrets.
func writersNamed(p *project.Project) string {
	var files []string
	for _, w := range p.Writers {
		if !slices.Contains(files, w.Path) {
			files = append(files, w.Path)
		}
	}
	return named(files)
}

// judgeWriter says what is wrong with what one part of a file writes.
func judgeWriter(f *Facts, w project.Writer) []Finding {
	var findings []Finding
	for _, d := range w.Documents {
		if !judgeable(w, d) {
			continue
		}
		found := judgeWritten(f.Project, w.Path, d)
		if len(found) == 0 && d.Known && d.Unclosed == 0 {
			found = append(judgeDerived(f, w, d), emptyValues(w.Path, d)...)
		}
		if len(found) == 0 {
			found = judgePlace(f.Project, w, d)
		}
		findings = append(findings, found...)
	}
	return findings
}

// judgeable tells whether a document is what the app gets. A script that a
// person runs may write a template, to be filled in by hand; a workflow may write
// made-up values for its tests.
func judgeable(w project.Writer, d written.Document) bool {
	fills := slices.ContainsFunc(d.Lines, func(line written.Line) bool {
		return written.IsMarked(line.Text) || line.Quoted && anyVariable().MatchString(line.Text)
	})
	switch w.Stage {
	case project.ByHand:
		return fills && !d.IfAbsent
	case project.InPipeline:
		return fills
	}
	return true
}

// whyUnknown says why it is not known what a part writes; empty: it is.
func whyUnknown(w project.Writer) string {
	const look = "; look at the file it makes with authkit verify --secrets FILE"
	lead := "what " + w.Path + " writes to secrets.toml "
	switch {
	case w.Cause != "":
		return lead + "cannot be judged: " + w.Cause + look
	case slices.ContainsFunc(w.Documents, func(d written.Document) bool { return !d.Known }):
		return lead + "comes from elsewhere or depends on the shell" + look
	case !w.Judged():
		return lead + "comes from elsewhere as a whole" + look
	}
	return ""
}

const orFromEnv = ", or use authkit deploy-secrets --from-env --out " + project.SecretsFileName

// textKeys are the keys of [auth] whose values are texts.
const textKeys = `client_id|client_secret|cookie_secret|redirect_uri|server_metadata_url`

var (
	bareText    = lazy.Regexp(`^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*` + "\ue000")
	bareWord    = lazy.Regexp(`^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*[A-Za-z]`)
	textKey     = lazy.Regexp(`^\s*(` + textKeys + `)\s*=`)
	nameForText = lazy.Regexp(`^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*["']?\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*[^}]*\})["']?\s*$`)
)

// judgeWritten says what is wrong with the text of a document, each mistake once.
func judgeWritten(p *project.Project, recipe string, d written.Document) []Finding {
	var findings []Finding
	type mistake struct {
		line    int
		message string
	}
	told := map[mistake]bool{}
	add := func(line int, message, fix string) {
		if m := (mistake{line, message}); !told[m] {
			told[m] = true
			findings = append(findings, Finding{Severity: SeverityError, File: recipe, Line: line, Message: message, Fix: fix})
		}
	}
	if d.Unclosed > 0 {
		add(d.Unclosed, "the end mark does not stand at the start of its line, so the rest of the script goes into secrets.toml", "move the end mark to the start of its line"+orFromEnv)
		return findings
	}
	if !d.Known {
		return nil
	}
	for _, line := range d.Lines {
		plain := strings.TrimRight(line.Text, "\n")
		switch {
		case nameForText().MatchString(plain) && line.Quoted:
			add(line.From, "the end mark is quoted, so the variables' names are written instead of their values", "write the end mark without quotes"+orFromEnv)
		case nameForText().MatchString(plain):
			add(line.Number, "the variable's name is written instead of its value: nothing is put in between single quotes", `write the line in double quotes, with \" inside`+orFromEnv)
		case bareText().MatchString(plain), bareWord().MatchString(plain):
			add(line.Number, "a value is written without quotes, which is not TOML", `put quotes around the variable that stay: client_secret = "${CLIENT_SECRET}" in a here-document, \"$CLIENT_SECRET\" in echo`+orFromEnv)
		}
	}
	if len(findings) > 0 {
		return findings
	}
	text, whole := asTOML(d)
	values, wrong := readWritten(p, text)
	if wrong > 0 {
		line := d.Lines[min(wrong, len(d.Lines))-1]
		if strings.Contains(line.Text, `\n`) {
			add(line.Number, `echo writes \n as it stands in bash, so everything is on one line, which is no TOML`, "write the lines with a here-document"+orFromEnv)
		} else {
			add(line.Number, fmt.Sprintf("what is written to secrets.toml is not TOML from its line %d on", wrong), "write the line as key = \"value\""+orFromEnv)
		}
		return findings
	}
	if _, there := values["auth"]; whole && !there {
		for i, line := range d.Lines {
			if key := textKey().FindStringSubmatch(line.Text); key != nil {
				fix := "write [auth] in front of it"
				if i == 0 {
					fix = "write >> instead of > if [auth] stands in the file already, or [auth] in front of it"
				}
				add(line.Number, key[1]+" is written to a file without [auth], so Streamlit does not see it", fix+orFromEnv)
				break
			}
		}
	}
	return findings
}

// asTOML is a document's text with its marks where a value may stand, and
// whether that is all of the file.
func asTOML(d written.Document) (text string, whole bool) {
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

// readWritten reads a text as the project's Streamlit does; when its release is
// not known, a mistake is what neither of its readers takes. line is 0 when
// there is none.
func readWritten(p *project.Project, text string) (values map[string]any, line int) {
	certain := p.Deps.Streamlit.Present() && p.DepsErr == nil
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
	case certain && p.Dialect() == pytoml.Toml010 && wrong != nil:
		return values, max(at, wrong.Line, 1)
	case certain && p.Dialect() == pytoml.Tomllib && newer != nil, newer != nil && wrong != nil:
		return values, max(at, 1)
	}
	return values, 0
}
