package verify_test

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

// page runs the example, and shows what is wrong, what verify says and how it looks fixed.
func (s shown) page(t *testing.T) string {
	bad, fixed := s.bad.run(t), s.fixed.run(t)
	accused := bad.result(t, s.check)
	if accused.Status != s.bad.status {
		t.Errorf("the bad example is %s, want %s: %+v", accused.Status, s.bad.status, accused)
	}
	if r := fixed.result(t, s.check); r.Status != verify.OK {
		t.Errorf("the fixed example is %s: %+v", r.Status, r)
	}
	output := bad.output(t, s.check)
	for _, secret := range bad.secrets() {
		if strings.Contains(output, secret) {
			t.Errorf("the output holds the secret of the example")
		}
	}

	badFiles, fixedFiles := bad.shownFiles(), fixed.shownFiles()
	sound := trial{files: example{}.texts(t, bad.metadata), stable: bad.stable}.shownFiles()
	before := join(s.told, showFiles("", badFiles, sound, fixedFiles))
	after := showFiles("Fixed ", fixedFiles, badFiles)
	if s.then != "" {
		after = join("Fixed: "+s.then, showFiles("", fixedFiles, badFiles))
	}
	if before == "" || after == "" {
		t.Errorf("nothing is shown of the bad example or of the fixed one: say it in told and then")
	}
	return join(before, "`"+s.command()+"` says:", "```text\n"+output+"```", after) + "\n"
}

// command is what a person runs to see the output.
func (s shown) command() string {
	switch {
	case s.bad.login:
		return "authkit verify --login"
	case s.bad.deploy != nil:
		return "authkit verify --url " + s.bad.public
	}
	return "authkit verify"
}

// join puts what there is below each other.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "\n\n")
}

// result is the outcome of one check.
func (r trial) result(t *testing.T, check string) verify.Result {
	t.Helper()
	for _, result := range r.report.Results {
		if result.ID == check {
			return result
		}
	}
	t.Fatalf("there is no result %s", check)
	return verify.Result{}
}

var (
	guid       = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	cookieSize = regexp.MustCompile(`17\.[0-9] KiB`) // of the only example with large cookies
)

// settled puts one value where each run has another: addresses, the numbers
// that the provider gives to a sign-in, and the size of its cookies.
func (r trial) settled(text string) string {
	text = guid.ReplaceAllStringFunc(text, func(id string) string {
		for _, content := range r.files {
			if strings.Contains(content, id) {
				return id
			}
		}
		return "11111111-2222-3333-4444-555555555555"
	})
	return r.stable.Replace(cookieSize.ReplaceAllString(text, "17.8 KiB"))
}

// output is what verify prints of one check: its findings, without the lines
// that sum up.
func (r trial) output(t *testing.T, check string) string {
	t.Helper()
	result := r.result(t, check)
	for i, f := range result.Findings {
		result.Findings[i].Message, result.Findings[i].Fix = r.settled(f.Message), r.settled(f.Fix)
	}
	var out bytes.Buffer
	if err := report.Write(&out, "text", &verify.Report{Results: []verify.Result{result}}, report.Options{}); err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(out.String(), "\n\n")
	return strings.Join(blocks[1:len(blocks)-1], "\n\n") + "\n"
}

var secretLine = regexp.MustCompile(`(?m)^(?:client_secret|cookie_secret|client_password) = "?([^"\n]+)`)

// secrets are the secret values of the example's files.
func (r trial) secrets() []string {
	var all []string
	for _, content := range r.files {
		for _, match := range secretLine.FindAllStringSubmatch(content, -1) {
			all = append(all, match[1])
		}
	}
	return all
}

// shownFiles are the files as a page can show them.
func (r trial) shownFiles() map[string]string {
	shown := map[string]string{}
	for name, content := range r.files {
		shown[name] = plainText(r.stable.Replace(content))
	}
	return shown
}

// plainText is a text without the mark that nobody sees, and without the key
// that nobody may copy.
func plainText(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, byteOrderMark), cookieSecret, "(32 random characters)")
}

// showFiles shows those files that one of the others has not, or has otherwise,
// and says which ones of the first others are gone.
func showFiles(lead string, files map[string]string, others ...map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		var texts []string
		for _, other := range others {
			if other[name] != files[name] {
				texts = append(texts, other[name])
			}
		}
		if len(texts) == 0 {
			continue
		}
		text := files[name]
		if name == ".streamlit/secrets.toml" {
			text = excerpt(text, texts)
		}
		if text != "" {
			parts = append(parts, lead+showFile(name, text))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(others[0])) {
		if _, ok := files[name]; !ok {
			parts = append(parts, lead+"`"+name+"`: there is none.")
		}
	}
	return join(parts...)
}

func showFile(name, text string) string {
	languages := map[string]string{".toml": "toml", ".py": "python", ".sh": "sh"}
	language := languages[path.Ext(name)]
	if language == "" {
		language = "text"
	}
	return "`" + name + "`:\n\n```" + language + "\n" + text + "```"
}

// excerpt keeps the lines of a TOML file that one of the others lacks, below
// the header of their section.
func excerpt(text string, others []string) string {
	var out strings.Builder
	header := ""
	for line := range strings.Lines(text) {
		isHeader := strings.HasPrefix(line, "[")
		if isHeader {
			header = line
		}
		differs := false
		for _, other := range others {
			differs = differs || !slices.Contains(slices.Collect(strings.Lines(other)), line)
		}
		if !differs {
			continue
		}
		if !isHeader {
			out.WriteString(header)
		}
		header = ""
		out.WriteString(line)
	}
	return out.String()
}
