package project

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/verify/shell"
)

// partsOf are the shell's parts of the files that build, deploy or start the app.
func partsOf(recipes []Recipe) (all []part) {
	for _, r := range recipes {
		name := strings.ToLower(path.Base(r.Path))
		switch {
		case strings.HasSuffix(name, ".sh"), strings.HasPrefix(r.Text, "#!") && !strings.Contains(firstLine(r.Text), "python"):
			all = append(all, part{file: r.Path, text: r.Text, line: 1, own: true, Dialect: dialect(r.Text)})
		case name == "procfile":
			number := 0
			for line := range strings.Lines(r.Text) {
				number++
				if _, command, ok := strings.Cut(line, ":"); ok {
					all = append(all, part{file: r.Path, text: command, line: number, Dialect: shell.Bash})
				}
			}
		case strings.HasSuffix(name, ".conf"), strings.HasSuffix(name, ".service"): // supervisord's and systemd's
			number := 0
			for line := range strings.Lines(r.Text) {
				number++
				key, command, _ := strings.Cut(line, "=")
				if key = strings.TrimSpace(key); key == "command" || key == "ExecStart" || key == "ExecStartPre" {
					all = append(all, part{file: r.Path, text: command, line: number, Dialect: shell.Bash})
				}
			}
		case IsDockerfile(r.Path):
			all = append(all, dockerParts(r)...)
		case strings.HasSuffix(name, ".tf"):
			all = append(all, terraformParts(r)...)
		case strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml"):
			all = append(all, yamlParts(r)...)
		case strings.HasSuffix(name, ".toml") || strings.HasSuffix(name, ".json"):
			all = append(all, quotedParts(r)...)
		}
	}
	return all
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// dialect is what the first line of a script asks for.
func dialect(text string) shell.Dialect {
	if strings.HasPrefix(text, "#!") && strings.Contains(firstLine(text), "bash") {
		return shell.Bash
	}
	return shell.Either
}

// dockerParts are the instructions of a Dockerfile that run something.
func dockerParts(r Recipe) (all []part) {
	runs := shell.Either
	for one := range dockerfile.Instructions(r.Text) {
		number, command := one.Line, one.Arguments
		switch one.Name {
		case "FROM":
			runs = shell.Either
			if image := strings.ToLower(command); strings.Contains(image, "python") && !strings.Contains(image, "alpine") {
				runs = shell.Dash // Debian's
			}
		case "SHELL":
			runs = shell.Either
			if strings.Contains(command, "bash") {
				runs = shell.Bash
			}
		case "RUN":
			one := part{file: r.Path, text: withoutFlags(command), line: number, stage: InImage, Dialect: runs}
			if strings.HasPrefix(command, "[") {
				one.text = dockerfile.ShellLine(commandWords(command))
			}
			all = append(all, one)
		case "CMD", "ENTRYPOINT":
			one := part{file: r.Path, text: command, line: number, Dialect: runs}
			if strings.HasPrefix(command, "[") {
				words := commandWords(command)
				if one.text = dockerfile.ShellLine(words); len(words) > 0 && path.Base(words[0]) == "bash" {
					one.Dialect = shell.Bash
				}
			}
			all = append(all, one)
		case "COPY":
			if text, ok := copiedText(command); ok {
				all = append(all, part{file: r.Path, text: text, line: number, stage: InImage, Dialect: runs})
			}
		}
	}
	return all
}

// withoutFlags takes --mount=… and its kin from in front of a command.
func withoutFlags(command string) string {
	for strings.HasPrefix(command, "--") {
		_, rest, found := strings.Cut(command, " ")
		if !found {
			return ""
		}
		command = strings.TrimSpace(rest)
	}
	return command
}

// copiedText writes COPY <<EOF FILE as the shell would.
func copiedText(arguments string) (text string, ok bool) {
	head, body, more := strings.Cut(arguments, "\n")
	words := strings.Fields(withoutFlags(head))
	if !more || len(words) != 2 || !strings.HasPrefix(words[0], "<<") {
		return "", false
	}
	return "cat > " + words[1] + " " + words[0] + "\n" + body, true
}

// isPipeline tells whether a file describes what happens before the app is started.
func isPipeline(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.HasPrefix(name, ".github/") || strings.HasPrefix(base, ".gitlab-ci") || strings.Contains(base, "pipelines") || strings.HasPrefix(base, "cloudbuild") || strings.HasPrefix(name, ".circleci/")
}

var (
	yamlLine       = lazy.Regexp{Pattern: `^(\s*)((?:-\s+)*)(?:["']?([A-Za-z_][\w.-]*)["']?\s*:(?:\s+|$))?(.*?)\s*$`}
	blockScalar    = lazy.Regexp{Pattern: `^([|>])[-+0-9]*\s*(?:#.*)?$`}
	actionsValue   = lazy.Regexp{Pattern: `\$\{\{\s*([^}]*?)\s*\}\}`}
	azureValue     = lazy.Regexp{Pattern: `\$\(([A-Za-z_][\w.]*)\)`}
	substitutedBy  = lazy.Regexp{Pattern: `(?i)^(?:docker-)?compose.*\.ya?ml$|^cloudbuild.*\.ya?ml$`}
	scriptMentions = lazy.Regexp{Pattern: `secrets\.toml|streamlit|\.sh\b|\.py\b`}
)

// yamlParts are the commands of a compose file, a workflow, a manifest. Every
// text that may be one is taken for one; what is none writes nothing.
func yamlParts(r Recipe) (all []part) {
	stage := AtStart
	if isPipeline(r.Path) {
		stage = InPipeline
	}
	base := path.Base(r.Path)
	value := func(text string) string {
		switch {
		case strings.HasPrefix(r.Path, ".github/"):
			text = actionsValue.Get().ReplaceAllStringFunc(text, func(found string) string {
				return written.Mark(written.Value{Kind: written.Given, Name: actionsValue.Get().FindStringSubmatch(found)[1]})
			})
		case strings.HasPrefix(strings.ToLower(base), "azure-pipelines"):
			text = azureValue.Get().ReplaceAllStringFunc(text, func(found string) string {
				return written.Mark(written.Value{Kind: written.Given, Name: azureValue.Get().FindStringSubmatch(found)[1]})
			})
		case substitutedBy.Get().MatchString(base):
			text = strings.ReplaceAll(text, "$$", "$")
		}
		return text
	}
	add := func(text string, line int) {
		if scriptMentions.Get().MatchString(text) {
			all = append(all, part{file: r.Path, text: value(text), line: line, stage: stage, Dialect: pipelineDialect(r.Path)})
		}
	}
	lines := strings.Split(strings.ReplaceAll(r.Text, "\r\n", "\n"), "\n")
	var list strings.Builder // the items of a list of commands, each on its own line
	listLine, listIndent, at := 0, 0, 0
	flush := func() {
		if list.Len() > 0 {
			add(list.String(), listLine)
		}
		list.Reset()
	}
	item := func(text string, line, indent int) {
		if list.Len() > 0 && indent != listIndent {
			flush()
		}
		if list.Len() == 0 {
			listLine, listIndent, at = line, indent, line
		}
		for ; at < line; at++ {
			list.WriteByte('\n')
		}
		list.WriteString(text)
		at += strings.Count(text, "\n")
	}
	for i := 0; i < len(lines); i++ {
		m := yamlLine.Get().FindStringSubmatch(lines[i])
		if m == nil || strings.HasPrefix(strings.TrimSpace(lines[i]), "#") {
			continue
		}
		indent, dashes, key, text := len(m[1]), m[2], m[3], m[4]
		block := blockScalar.Get().FindStringSubmatch(text)
		if dashes == "" && text != "" && key == "" {
			continue // goes on with a text
		}
		if block != nil {
			body, next := blockText(lines, i+1, indent, block[1] == ">")
			if dashes != "" && key == "" {
				item(body, i+2, indent)
			} else {
				flush()
				add(body, i+2)
			}
			i = next - 1
			continue
		}
		text = unquotedYAML(text)
		switch {
		case dashes != "" && key == "":
			if !dockerfile.IsShell(text) && !strings.HasPrefix(text, "-") {
				item(text, i+1, indent)
			}
		case key != "":
			flush()
			if strings.HasPrefix(text, "[") {
				var words []string
				if json.Unmarshal([]byte(text), &words) == nil {
					text = dockerfile.ShellLine(words)
				}
			}
			if key != "name" && key != "image" && key != "key" {
				add(text, i+1)
			}
		}
	}
	flush()
	return all
}

func pipelineDialect(name string) shell.Dialect {
	if isPipeline(name) {
		return shell.Bash
	}
	return shell.Either
}

// blockText is a block scalar from a line on, and the line behind it.
func blockText(lines []string, from, indent int, folded bool) (string, int) {
	var out strings.Builder
	depth := -1
	i := from
	for ; i < len(lines); i++ {
		line := lines[i]
		blank := len(line) - len(strings.TrimLeft(line, " "))
		if strings.TrimSpace(line) == "" {
			out.WriteByte('\n')
			continue
		}
		if depth < 0 {
			depth = blank
		}
		if blank <= indent || blank < depth {
			break
		}
		out.WriteString(line[depth:])
		if folded {
			out.WriteByte(' ')
		} else {
			out.WriteByte('\n')
		}
	}
	return strings.TrimRight(out.String(), "\n ") + "\n", i
}

// unquotedYAML is a scalar of one line without its quotes.
func unquotedYAML(text string) string {
	switch {
	case len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"':
		var plain string
		if json.Unmarshal([]byte(text), &plain) == nil {
			return plain
		}
	case len(text) > 1 && text[0] == '\'' && text[len(text)-1] == '\'':
		return strings.ReplaceAll(text[1:len(text)-1], "''", "'")
	}
	return text
}

var quotedValue = lazy.Regexp{Pattern: `[=:]\s*("(?:[^"\\]|\\.)*"|'[^']*')`}

// quotedParts are the commands among the texts of a TOML or JSON file.
func quotedParts(r Recipe) (all []part) {
	number := 0
	for line := range strings.Lines(r.Text) {
		number++
		for _, found := range quotedValue.Get().FindAllStringSubmatch(line, -1) {
			if text := unquotedYAML(found[1]); scriptMentions.Get().MatchString(text) {
				all = append(all, part{file: r.Path, text: text, line: number, Dialect: shell.Either})
			}
		}
	}
	return all
}
