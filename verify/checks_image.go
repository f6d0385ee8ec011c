package verify

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

func needDockerfile(f *Facts) *Missing {
	for _, r := range f.Project.Recipes {
		if isDockerfile(r.Path) {
			return nil
		}
	}
	return &Missing{Skipped, "there is no Dockerfile"}
}

func isDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.HasPrefix(base, "dockerfile") || base == "containerfile" || strings.HasSuffix(base, ".dockerfile")
}

// copyLine finds COPY and ADD of the whole folder, of
// .streamlit, or of the file itself (but not from another build stage).
var copyLine = lazy.Regexp(`(?i)^\s*(?:COPY|ADD)\s+(.*)$`)

func secretsImage(f *Facts) Outcome {
	ignored := dockerIgnores(f.Project, SecretsFileName)
	var findings []Finding
	for _, r := range f.Project.Recipes {
		if !isDockerfile(r.Path) {
			continue
		}
		for number, line := range logicalLines(r.Text) {
			found := copyLine().FindStringSubmatch(line)
			if found == nil {
				continue
			}
			source, copies := copiedSecrets(found[1])
			if !copies || ignored {
				continue
			}
			findings = append(findings, Finding{
				Severity: SeverityError, File: r.Path, Line: number,
				Message: "this line copies " + source + " into the image, and " + SecretsFileName + " with it",
				Fix:     "add the line **/.streamlit/secrets.toml to .dockerignore; mount the file when the container starts, or use authkit deploy-secrets --from-env there",
			})
		}
	}
	return found(Proved, findings...)
}

// logicalLines yields the lines of a Dockerfile with continuations joined, by
// the number of their first line.
func logicalLines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		var joined strings.Builder
		first := 0
		for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
			if first == 0 {
				first = i + 1
			}
			trimmed := strings.TrimSpace(line)
			if strings.HasPrefix(trimmed, "#") {
				if joined.Len() == 0 {
					first = 0
				}
				continue
			}
			if body, more := strings.CutSuffix(strings.TrimRight(line, " \t"), `\`); more {
				joined.WriteString(body + " ")
				continue
			}
			joined.WriteString(line)
			if !yield(first, joined.String()) {
				return
			}
			joined.Reset()
			first = 0
		}
		if joined.Len() > 0 {
			yield(first, joined.String())
		}
	}
}

// copiedSecrets tells whether the arguments of COPY or ADD take the secrets along.
func copiedSecrets(arguments string) (source string, copies bool) {
	var words []string
	if strings.HasPrefix(strings.TrimSpace(arguments), "[") {
		for _, quoted := range regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`).FindAllString(arguments, -1) {
			if word, err := strconv.Unquote(quoted); err == nil {
				words = append(words, word)
			}
		}
	} else {
		words = strings.Fields(arguments)
	}
	var sources []string
	for _, word := range words {
		if strings.HasPrefix(word, "--from") {
			return "", false // another stage, not this folder
		}
		if !strings.HasPrefix(word, "--") {
			sources = append(sources, word)
		}
	}
	if len(sources) < 2 {
		return "", false
	}
	for _, s := range sources[:len(sources)-1] {
		switch clean := path.Clean(strings.TrimPrefix(s, "/")); clean {
		case ".", ".streamlit", SecretsFileName, ".streamlit/*", "*", ".streamlit/*.toml":
			if clean == "." {
				return "the whole folder", true
			}
			return clean, clean != "*" // COPY * takes folders' contents without .streamlit's own name only when it matches
		}
	}
	return "", false
}

// dockerIgnores reads .dockerignore as far as it can speak of one path: the
// last line that matches decides.
func dockerIgnores(p *Project, file string) bool {
	r, ok := p.recipe(".dockerignore")
	if !ok {
		return false
	}
	ignored := false
	for line := range strings.Lines(r.Text) {
		pattern := strings.TrimSpace(line)
		if pattern == "" || strings.HasPrefix(pattern, "#") {
			continue
		}
		pattern, exception := strings.CutPrefix(pattern, "!")
		if dockerMatch(strings.Trim(path.Clean(pattern), "/"), file) {
			ignored = !exception
		}
	}
	return ignored
}

// dockerMatch matches a pattern of .dockerignore against a path or a folder above it.
func dockerMatch(pattern, file string) bool {
	var expression strings.Builder
	expression.WriteString("^")
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case strings.HasPrefix(pattern[i:], "**/"):
			expression.WriteString("(?:.*/)?")
			i += 2
		case strings.HasPrefix(pattern[i:], "**"):
			expression.WriteString(".*")
			i++
		case c == '*':
			expression.WriteString("[^/]*")
		case c == '?':
			expression.WriteString("[^/]")
		default:
			expression.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	expression.WriteString("(?:/.*)?$")
	matcher, err := regexp.Compile(expression.String())
	return err == nil && matcher.MatchString(file)
}

var (
	writesSecrets = lazy.Regexp(`(?:>>?|tee(?:\s+-a)?)\s*["']?[^\s"'|;&]*secrets\.toml`)
	mountsSecrets = lazy.Regexp(`(?m)(?::|(?:target|mountPath|dst|destination)[:=]\s*["']?)/[^\s"':,]*\.streamlit(?:/secrets\.toml)?["']?(?::[a-z]+)?\s*(?:$|,)`)
	hereDocument  = lazy.Regexp(`<<-?\s*(["'\\]?)([A-Za-z_][A-Za-z0-9_]*)["']?`)
	bareValue     = lazy.Regexp(`(?:^|[^\\"'])\b(client_id|client_secret|cookie_secret|redirect_uri|server_metadata_url)\s*=\s*\$\{?[A-Za-z_]`)
	anyVariable   = lazy.Regexp(`\$\{?[A-Za-z_]`)
)

func needSecretsScript(f *Facts) *Missing {
	for _, r := range f.Project.Recipes {
		if writesSecrets().MatchString(r.Text) {
			return nil
		}
	}
	return &Missing{Skipped, "no script here writes secrets.toml"}
}

// secretsFromEnv reads shell lines that write secrets.toml from variables.
func secretsFromEnv(f *Facts) Outcome {
	var findings []Finding
	for _, r := range f.Project.Recipes {
		lines := strings.Split(strings.ReplaceAll(r.Text, "\r\n", "\n"), "\n")
		for i := 0; i < len(lines); i++ {
			if !writesSecrets().MatchString(lines[i]) {
				continue
			}
			add := func(line int, message, fix string) {
				findings = append(findings, Finding{Severity: SeverityError, File: r.Path, Line: line + 1, Message: message, Fix: fix})
			}
			here := hereDocument().FindStringSubmatch(lines[i])
			if here == nil {
				if bareValue().MatchString(lines[i]) {
					add(i, "a value is written without quotes, which is no TOML", "write the line with quotes that stay: echo \"client_secret = \\\"$CLIENT_SECRET\\\"\", or use authkit deploy-secrets --from-env")
				}
				continue
			}
			variables := false
			for j := i + 1; j < len(lines) && strings.TrimSpace(lines[j]) != here[2]; j++ {
				variables = variables || anyVariable().MatchString(lines[j])
				if here[1] == "" && bareValue().MatchString(lines[j]) {
					add(j, "a value is written without quotes, which is no TOML", "put quotes around the variable: client_secret = \"${CLIENT_SECRET}\"")
				}
			}
			if here[1] != "" && variables {
				add(i, "the end mark is quoted, so the variables' names are written instead of their values", "write <<"+here[2]+" without quotes, or use authkit deploy-secrets --from-env")
			}
		}
	}
	return found(Inferred, findings...)
}

var replicasLine = lazy.Regexp(`(?m)^\s*replicas:\s*([0-9]+)\s*(?:#.*)?$`)

// replicas is the line of a compose or Kubernetes file that asks for several
// copies; 0 when there is none.
func replicas(r Recipe) int {
	at := replicasLine().FindStringSubmatchIndex(r.Text)
	if at == nil {
		return 0
	}
	if n, err := strconv.Atoi(r.Text[at[2]:at[3]]); err != nil || n < 2 {
		return 0
	}
	return strings.Count(r.Text[:at[0]], "\n") + 1
}
