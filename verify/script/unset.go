package script

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/internal/written"
)

var keyValue = lazy.Regexp{Pattern: `^\s*(?:[\w.-]+\.)?(` + textKeys + `)\s*=\s*["'](.*)["']\s*(?:#.*)?$`}

// Unset finds values that a script writes empty when their variable is
// not set: Streamlit asks only whether the key is there. And a cookie secret that
// is another one after each start. given are variables that are set.
func Unset(recipe string, d written.Document, given map[string]bool) []findings.Finding {
	var all []findings.Finding
	var empty [3]missingValues // of ${X}, of ${X:-}, and of Python's None
	for _, line := range d.Lines {
		found := keyValue.Get().FindStringSubmatch(strings.TrimRight(line.Text, "\n"))
		if found == nil {
			continue
		}
		file := recipe
		if line.File != "" {
			file = line.File
		}
		key := found[1]
		v, only := written.Only(found[2])
		switch {
		case given[v.Name]:
		case key == "cookie_secret" && holdsRandom(found[2]):
			all = append(all, findings.Finding{
				Severity: findings.Warning, File: file, Line: line.Number,
				Message: "cookie_secret is another one after each start, so every restart signs everybody out, and several copies of the app refuse each other's logins",
				Fix:     "make it once with openssl rand -hex 32, keep it in a variable of the platform, and write that variable here" + OrFromEnv,
			})
		case only && v.Kind == written.Variable:
			empty[0].add(file, line.Number, key, v.Name)
		case only && v.Kind == written.Emptied:
			empty[1].add(file, line.Number, key, v.Name)
		case only && v.Kind == written.Nothing && v.Name != "":
			empty[2].add(file, line.Number, key, v.Name)
		}
	}
	for i, m := range empty {
		if len(m.keys) == 0 {
			continue
		}
		becomes := "written empty"
		if i == 2 {
			becomes = "None, or left out,"
		}
		first := m.variables[0]
		fix := "write ${" + first + ":?} so that the start fails instead"
		switch {
		case strings.HasSuffix(m.file, ".py"):
			fix = `write os.environ["` + first + `"] so that the start fails instead`
		case m.file != recipe:
			fix = "write : \"${" + first + ":?}\" in " + recipe + " before the template is read, so that the start fails instead"
		case i == 0:
			fix = "write set -eu at the top of the script, or ${" + first + ":?} in the place of ${" + first + "}, so that the start fails instead"
		case len(m.variables) > 1:
			fix = "write ${" + first + ":?} and so on, so that the start fails instead"
		}
		all = append(all, findings.Finding{
			Severity: findings.Warning, File: m.file, Line: m.line,
			Message: spoken.List(m.keys) + " " + isAre(len(m.keys)) + " " + becomes + " when the " + plural("variable", len(m.variables)) + " " + spoken.List(m.variables) + " " + isAre(len(m.variables)) + " not set, and Streamlit starts all the same",
			Fix:     fix + OrFromEnv,
		})
	}
	return all
}

// missingValues are keys that are written without a value, all for one reason.
type missingValues struct {
	file            string
	line            int // of the first
	keys, variables []string
}

func (m *missingValues) add(file string, line int, key, variable string) {
	if len(m.keys) == 0 {
		m.file, m.line = file, line
	}
	m.keys, m.variables = append(m.keys, key), append(m.variables, variable)
}

func holdsRandom(text string) bool {
	for _, v := range written.Values(text) {
		if v.Kind == written.Random {
			return true
		}
	}
	return false
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func plural(word string, n int) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
