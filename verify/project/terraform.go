package project

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/verify/shell"
)

var (
	terraformBlock   = lazy.Regexp{Pattern: `(?ms)^resource\s+"local_(?:sensitive_)?file"\s+"[^"\n]*"\s*\{\n.*?^\}`}
	terraformName    = lazy.Regexp{Pattern: `(?m)^\s*filename\s*=\s*"(?:\$\{[^}]*\}/?)?([^"$\n]*secrets\.toml)"`}
	terraformContent = lazy.Regexp{Pattern: `(?ms)^\s*content\s*=\s*<<(-?)(\w+)\n(.*?)^[ \t]*(\w+)[ \t]*$`}
	terraformValue   = lazy.Regexp{Pattern: `\$\{([^{}]*)\}`}
)

// terraformParts are the files that Terraform writes, each as the shell would
// write it. What Terraform fills in is a value from outside.
func terraformParts(r Recipe) (all []part) {
	text := strings.ReplaceAll(r.Text, "\r\n", "\n")
	for _, at := range terraformBlock.Get().FindAllStringIndex(text, -1) {
		block := text[at[0]:at[1]]
		name := terraformName.Get().FindStringSubmatch(block)
		content := terraformContent.Get().FindStringSubmatchIndex(block)
		if name == nil || content == nil {
			continue
		}
		body, mark := block[content[6]:content[7]], block[content[4]:content[5]]
		if mark != block[content[8]:content[9]] {
			continue // another line of the text looks like the end
		}
		if content[3] > content[2] {
			body = outdented(body)
		}
		body = terraformValue.Get().ReplaceAllStringFunc(body, func(found string) string {
			return written.Mark(written.Value{Kind: written.Given, Name: strings.TrimSpace(found[2 : len(found)-1])})
		})
		line := 1 + strings.Count(text[:at[0]+content[6]], "\n") - 1
		all = append(all, part{file: r.Path, text: "cat > " + name[1] + " <<'" + mark + "'\n" + body + mark + "\n", line: line, stage: InPipeline, Dialect: shell.Bash})
	}
	return all
}

// outdented takes the blanks off that all lines of a text begin with.
func outdented(text string) string {
	least := -1
	for line := range strings.Lines(text) {
		if blank := len(line) - len(strings.TrimLeft(line, " \t")); strings.TrimSpace(line) != "" && (least < 0 || blank < least) {
			least = blank
		}
	}
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(line[min(max(least, 0), len(line)-len(strings.TrimLeft(line, " \t"))):])
	}
	return out.String()
}
