package startup

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Image is what one stage of a Dockerfile hands to the app at its start.
type Image struct {
	Variables           map[string]string // of ENV; the later one counts, and one with a $ is not known
	Entrypoint, Command Words
}

// Words are a CMD or ENTRYPOINT: words that no shell reads, or a line for a shell.
type Words struct {
	Line  int
	Words []string
	Shell string
}

func (w Words) none() bool { return len(w.Words) == 0 && w.Shell == "" }

// Start is what the container runs, as a line for a shell, and where that stands. A
// shell's line as the entry point leaves no room for a command.
func (i Image) Start() (script string, line int) {
	if i.Entrypoint.Shell != "" {
		return i.Entrypoint.Shell, i.Entrypoint.Line
	}
	words := slices.Clone(i.Entrypoint.Words)
	if i.Command.Shell != "" {
		words = append(words, "/bin/sh", "-c", i.Command.Shell)
	}
	words = append(words, i.Command.Words...)
	line = i.Command.Line
	if i.Command.none() || slices.ContainsFunc(i.Entrypoint.Words, func(w string) bool { return path.Base(w) == "streamlit" }) {
		line = i.Entrypoint.Line
	}
	return quoted(words), line
}

// quoted writes words as a shell reads them; what is handed to a shell stands as that
// shell reads it.
func quoted(words []string) string {
	var all []string
	for i, word := range words {
		if i > 1 && strings.HasPrefix(words[i-1], "-") && strings.HasSuffix(words[i-1], "c") && isShell(words[i-2]) {
			return strings.Join(append(all[:i-2], word), " ")
		}
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,") != "" {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}

func isShell(word string) bool {
	return slices.Contains([]string{"sh", "bash", "dash", "ash", "zsh"}, path.Base(word))
}

// ReadImage reads the stage of a Dockerfile that is built: the named one, else the last,
// with what it has from the stages that it is made of.
func ReadImage(text, target string) Image {
	stages := map[string]Image{}
	var names []string
	i := Image{Variables: map[string]string{}}
	keep := func() {
		for _, name := range names {
			stages[name] = i
		}
	}
	count := -1
	for number, line := range DockerLines(text) {
		instruction, arguments, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(line), "\t", " "), " ")
		arguments = strings.TrimSpace(arguments)
		switch strings.ToUpper(instruction) {
		case "FROM":
			keep()
			if count++; count > maxStages {
				return Image{}
			}
			names = []string{strconv.Itoa(count)}
			words := slices.DeleteFunc(strings.Fields(strings.ToLower(arguments)), func(word string) bool { return strings.HasPrefix(word, "--") })
			base := Image{}
			if len(words) > 0 {
				base = stages[words[0]]
			}
			i = Image{Variables: maps.Clone(base.Variables), Entrypoint: base.Entrypoint, Command: base.Command}
			if i.Variables == nil {
				i.Variables = map[string]string{}
			}
			if len(words) == 3 && words[1] == "as" {
				names = append(names, words[2])
			}
		case "ENV":
			readEnv(arguments, i.Variables)
		case "CMD":
			i.Command = readWords(number, arguments)
		case "ENTRYPOINT":
			i.Entrypoint, i.Command = readWords(number, arguments), Words{}
		}
	}
	keep()
	if named, ok := stages[strings.ToLower(target)]; ok {
		return named
	}
	return i
}

// readWords reads CMD and ENTRYPOINT in either form.
func readWords(number int, arguments string) Words {
	w := Words{Line: number}
	if strings.HasPrefix(arguments, "[") && json.Unmarshal([]byte(arguments), &w.Words) == nil {
		return w
	}
	w.Words, w.Shell = nil, arguments
	return w
}

// readEnv takes over what ENV says. All of one instruction sees what was before it.
func readEnv(arguments string, variables map[string]string) {
	before := variables
	if strings.Contains(arguments, "$") {
		before = maps.Clone(variables)
	}
	if len(variables) > maxVariables {
		return
	}
	name, rest, spaced := strings.Cut(arguments, " ")
	if spaced && !strings.Contains(name, "=") {
		variables[name] = expand(strings.Trim(strings.TrimSpace(rest), `"`), before)
		return
	}
	for _, word := range shellWords(arguments) {
		if name, value, ok := strings.Cut(word.text, "="); ok && !word.ends {
			variables[name] = expand(value, before)
		}
	}
}

var variableName = lazy.Regexp{Pattern: `\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})`}

// expand puts in the values that are known; what is not keeps its $.
func expand(text string, variables map[string]string) string {
	if !strings.Contains(text, "$") || len(text) > maxValue {
		return text
	}
	return variableName.Get().ReplaceAllStringFunc(text, func(found string) string {
		value, known := variables[strings.Trim(found, "${}")]
		if !known || len(value) > maxValue {
			return found
		}
		return value
	})
}

// maxValue bounds values that are put together of others; the other two bound what a
// Dockerfile holds before it is anybody's.
const (
	maxValue     = 1 << 10
	maxStages    = 100
	maxVariables = 500
)
