package verify

import (
	"fmt"
	"iter"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/shell"
)

var (
	anyVariable  = lazy.Regexp(`\$\{?[A-Za-z_]`)
	pythonWrites = lazy.Regexp(`(?s)secrets\.toml.*(?:["']w[bt]?["']|write_text|write_bytes)`)
)

// writtenSecrets is what a script puts into secrets.toml.
type writtenSecrets struct {
	recipe string
	shell.Document
	cause error // why the script cannot be judged, instead of a document
}

// secretsScripts lists what the project's shell scripts write to secrets.toml.
func secretsScripts(p *project.Project) []writtenSecrets {
	var all []writtenSecrets
	name := path.Base(project.SecretsFileName)
	isSecrets := func(file string) bool { return path.Base(file) == name }
	for _, r := range p.Recipes {
		for number, script := range shellScripts(r) {
			bash := strings.HasPrefix(script, "#!") && strings.Contains(firstLine(script), "bash")
			documents, err := shell.Writes(script, number, bash, isSecrets)
			if err != nil && strings.Contains(script, name) {
				all = append(all, writtenSecrets{recipe: r.Path, cause: err})
			}
			for _, d := range documents {
				all = append(all, writtenSecrets{recipe: r.Path, Document: d})
			}
		}
	}
	return all
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// shellScripts yields the shell's parts of a recipe by the number of their first line.
func shellScripts(r project.Recipe) iter.Seq2[int, string] {
	name := strings.ToLower(path.Base(r.Path))
	return func(yield func(int, string) bool) {
		switch {
		case strings.HasSuffix(name, ".sh"), strings.HasPrefix(r.Text, "#!") && !strings.Contains(firstLine(r.Text), "python"):
			yield(1, r.Text)
		case name == "procfile":
			number := 0
			for line := range strings.Lines(r.Text) {
				number++
				if _, command, ok := strings.Cut(line, ":"); ok && !yield(number, command) {
					return
				}
			}
		case isDockerfile(r.Path):
			for number, line := range dockerLines(r.Text) {
				instruction, command, _ := strings.Cut(strings.TrimSpace(line), " ")
				switch strings.ToUpper(instruction) {
				case "CMD", "ENTRYPOINT", "RUN":
					if !yield(number, strings.TrimSpace(command)) {
						return
					}
				}
			}
		}
	}
}

func needSecretsScript(f *Facts) *Missing {
	if len(secretsScripts(f.Project))+len(f.Project.Unread) > 0 {
		return nil
	}
	for _, r := range f.Project.Recipes {
		if strings.HasSuffix(r.Path, ".py") && pythonWrites().MatchString(r.Text) {
			return &Missing{Skipped, r.Path + " writes secrets.toml, and what Python writes is not read here; look at the file it makes with authkit verify --secrets FILE"}
		}
	}
	return &Missing{Skipped, "no script here writes secrets.toml"}
}

// secretsFromEnv reads what scripts write as Streamlit would.
func secretsFromEnv(f *Facts) Outcome {
	var findings []Finding
	unknown := ""
	told := map[string]bool{}
	for _, w := range secretsScripts(f.Project) {
		if !told[w.recipe] {
			told[w.recipe] = true
			findings = append(findings, emptyDefaults(f.Project, w.recipe)...)
		}
		found := judgeWritten(f.Project, w)
		findings = append(findings, found...)
		if len(found) == 0 && !w.Known && unknown == "" {
			unknown = w.unknown()
		}
	}
	if len(findings) == 0 && unknown != "" {
		return unproven(unknown)
	}
	return whole(searched(outcome.Sign("what the script writes was read as Streamlit would read it"), findings...), f.Project.Unread)
}

// unknown says why it is not known what a script writes.
func (w writtenSecrets) unknown() string {
	reason := "comes from elsewhere or depends on the shell"
	if w.cause != nil {
		reason = "cannot be judged: " + w.cause.Error()
	}
	return "what " + w.recipe + " writes to secrets.toml " + reason + "; look at the file it makes with authkit verify --secrets FILE"
}

const orFromEnv = ", or use authkit deploy-secrets --from-env --out " + project.SecretsFileName

// textKeys are the keys of [auth] whose values are texts.
const textKeys = `client_id|client_secret|cookie_secret|redirect_uri|server_metadata_url`

var (
	marked      = lazy.Regexp("\ue000[A-Za-z0-9_]*\ue001")
	bareText    = lazy.Regexp(`^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*` + "\ue000")
	bareWord    = lazy.Regexp(`^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*[A-Za-z]`)
	textKey     = lazy.Regexp(`^\s*(` + textKeys + `)\s*=`)
	nameForText = lazy.Regexp(`^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*["']?\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*[^}]*\})["']?\s*$`)
)

// judgeWritten says what is wrong with a document, each mistake once.
func judgeWritten(p *project.Project, w writtenSecrets) []Finding {
	var findings []Finding
	type mistake struct {
		line    int
		message string
	}
	told := map[mistake]bool{}
	add := func(line int, message, fix string) {
		if m := (mistake{line, message}); !told[m] {
			told[m] = true
			findings = append(findings, Finding{Severity: SeverityError, File: w.recipe, Line: line, Message: message, Fix: fix})
		}
	}
	if w.Unclosed > 0 {
		add(w.Unclosed, "the end mark does not stand at the start of its line, so the rest of the script goes into secrets.toml", "move the end mark to the start of its line"+orFromEnv)
		return findings
	}
	if !w.Known {
		return nil
	}
	var text strings.Builder
	whole := !w.Appended
	for _, line := range w.Lines {
		plain := strings.TrimRight(line.Text, "\n")
		switch {
		case nameForText().MatchString(plain) && line.Quoted:
			add(line.From, "the end mark is quoted, so the variables' names are written instead of their values", "write the end mark without quotes"+orFromEnv)
		case nameForText().MatchString(plain):
			add(line.Number, "the variable's name is written instead of its value: nothing is put in between single quotes", `write the line in double quotes, with \" inside`+orFromEnv)
		case bareText().MatchString(plain), bareWord().MatchString(plain):
			add(line.Number, "a value is written without quotes, which is not TOML", `put quotes around the variable that stay: client_secret = "${CLIENT_SECRET}" in a here-document, \"$CLIENT_SECRET\" in echo`+orFromEnv)
		}
		if strings.TrimSpace(marked().ReplaceAllString(plain, "")) == "" && marked().MatchString(plain) {
			plain, whole = "", false // a variable that holds lines of its own
		}
		text.WriteString(withNumbers(plain) + "\n")
	}
	if len(findings) > 0 {
		return findings
	}
	values, wrong := readWritten(p, text.String())
	if wrong > 0 {
		line := w.Lines[min(wrong, len(w.Lines))-1]
		if strings.Contains(line.Text, `\n`) {
			add(line.Number, `echo writes \n as it stands in bash, so everything is on one line, which is no TOML`, "write the lines with a here-document"+orFromEnv)
		} else {
			add(line.Number, fmt.Sprintf("what is written to secrets.toml is not TOML from its line %d on", wrong), "write the line as key = \"value\""+orFromEnv)
		}
		return findings
	}
	if _, there := values["auth"]; whole && !there {
		for i, line := range w.Lines {
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

// withNumbers takes a variable outside of quotes for a number, which is read
// in every place where a name, a number or true may stand.
func withNumbers(line string) string {
	var out strings.Builder
	quote, inside, was := rune(0), false, false
	for _, c := range line {
		switch {
		case quote == 0 && c == shell.MarkStart:
			if !was {
				out.WriteByte('0')
			}
			inside, was = true, true
			continue
		case inside:
			inside = c != shell.MarkEnd
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

var emptyDefault = lazy.Regexp(`\b(` + textKeys + `)\s*=\s*\\?["']\$\{([A-Za-z_][A-Za-z0-9_]*):?-\}\\?["']`)

// emptyDefaults finds values a script writes empty when their variable is not
// set: Streamlit asks only whether the key is there.
func emptyDefaults(p *project.Project, recipe string) []Finding {
	var findings []Finding
	r, _ := p.Recipe(recipe)
	for i, line := range strings.Split(r.Text, "\n") {
		at := emptyDefault().FindStringSubmatch(line)
		if at == nil {
			continue
		}
		findings = append(findings, Finding{
			Severity: SeverityWarning, File: r.Path, Line: i + 1,
			Message: at[1] + " is written empty when the variable " + at[2] + " is not set, and Streamlit starts with it all the same",
			Fix:     "write ${" + at[2] + ":?} so that the start fails instead" + orFromEnv,
		})
	}
	return findings
}
