package startup

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
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
	return dockerfile.ShellLine(words), line
}

// ReadImage reads the stage of a Dockerfile that is built: the named one, else the last,
// with what it has from the stages that it is made of.
func ReadImage(text, target string) Image {
	var stages []Image
	var names dockerfile.Stages
	i := Image{Variables: map[string]string{}}
	for one := range dockerfile.Instructions(text) {
		switch one.Name {
		case "FROM":
			if len(stages) > maxStages {
				return Image{}
			}
			base, name := dockerfile.From(one.Arguments)
			i = Image{Variables: map[string]string{}}
			if at := names.At(base); at >= 0 {
				i = stages[at]
				i.Variables = maps.Clone(i.Variables)
			}
			stages = append(stages, i)
			names.Add(name)
		case "ENV":
			readEnv(one.Arguments, i.Variables)
		case "CMD":
			i.Command = readWords(one)
		case "ENTRYPOINT":
			i.Entrypoint, i.Command = readWords(one), Words{}
		}
		if len(stages) > 0 {
			stages[len(stages)-1] = i
		}
	}
	if at := names.At(target); at >= 0 {
		return stages[at]
	}
	return i
}

// readWords reads CMD and ENTRYPOINT in either form.
func readWords(one dockerfile.Instruction) Words {
	if words, are := dockerfile.Words(one.Arguments); are {
		return Words{Line: one.Line, Words: words}
	}
	return Words{Line: one.Line, Shell: one.Arguments}
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
	for _, one := range dockerfile.Env(arguments) {
		variables[one.Name] = expand(one.Value, before)
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
