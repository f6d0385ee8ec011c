package verify_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

var update = flag.Bool("update", false, "write CHECKS.md anew")

// CHECKS.md is made from the checks and from what verify says of the shown
// examples: go test ./verify -run TestChecksDocument -update
func TestChecksDocument(t *testing.T) {
	const file = "../CHECKS.md"
	want := checksDocument(shownPages(t))
	if t.Failed() {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if found := strings.ReplaceAll(string(got), "\r\n", "\n"); found != want {
		t.Errorf("CHECKS.md is not what the checks say, from line %d on; run go test ./verify -run TestChecksDocument -update", firstDifference(found, want))
	}
}

// firstDifference is the number of the first line in which two texts differ.
func firstDifference(one, other string) int {
	lines, others := strings.Split(one, "\n"), strings.Split(other, "\n")
	for i := range min(len(lines), len(others)) {
		if lines[i] != others[i] {
			return i + 1
		}
	}
	return min(len(lines), len(others)) + 1
}

// shownPages runs every shown example, bad and fixed, and returns its part of
// CHECKS.md by the check's ID.
func shownPages(t *testing.T) map[string]string {
	t.Helper()
	list := shownExamples()
	pages := make([]string, len(list))
	t.Run("examples", func(t *testing.T) {
		for i, s := range list {
			t.Run(s.check, func(t *testing.T) {
				t.Parallel()
				pages[i] = s.page(t)
			})
		}
	})
	all := map[string]string{}
	for i, s := range list {
		if all[s.check] != "" {
			t.Errorf("%s is shown twice", s.check)
		}
		all[s.check] = pages[i]
	}
	for _, c := range verify.Checks() {
		if _, ok := all[c.ID]; !ok {
			t.Errorf("no example of %s is shown: give it one in a verify/shown_*_test.go", c.ID)
		}
	}
	return all
}

// levels are the chapters of CHECKS.md.
var levels = map[verify.Level]struct{ title, about string }{
	verify.LevelFiles:       {"Files", "The secrets, the project and git. Nobody is asked."},
	verify.LevelMetadata:    {"Metadata", "What the provider publishes."},
	verify.LevelCredentials: {"Credentials", "Asked of the provider without a person."},
	verify.LevelSignIn:      {"Sign-in", "One real round trip, with `--login`."},
	verify.LevelDeployed:    {"Deployed", "The running app from outside, with `--url`."},
}

// checksDocument is the whole of CHECKS.md; examples are by ID.
func checksDocument(examples map[string]string) string {
	var out strings.Builder
	out.WriteString(`# Checks

What ` + "`authkit verify`" + ` asks, in the order of its report. ` + "`authkit explain ID`" + ` shows the same offline, without the examples.

A result is *ok*, *failed*, *warning*, *unproven* (nobody can know without a sign-in), *undecided* (no answer came) or *skipped*.
A check is ok only by the evidence that is named below, and broken only by what is named; whatever else is met is unproven or undecided. ` + "`verify -v`" + ` and
the JSON report (` + "`evidence`" + `) show what each ok rests on.

`)
	for _, level := range verify.Levels() {
		title := levels[level].title
		fmt.Fprintf(&out, "- [%s](#%s)\n", title, strings.ToLower(title))
		for _, c := range checksOf(level) {
			fmt.Fprintf(&out, "  - [`%s`](#%s): %s\n", c.ID, c.ID, markdown(c.Question))
		}
	}
	out.WriteString("\n" + theProject())
	for _, level := range verify.Levels() {
		fmt.Fprintf(&out, "\n## %s\n\n%s\n", levels[level].title, levels[level].about)
		for _, c := range checksOf(level) {
			fmt.Fprintf(&out, "\n### `%s`\n\n%s %s\n\n%s", c.ID, markdown(c.Question), markdown(c.Why), examples[c.ID])
			fmt.Fprintf(&out, "\n**In general:** %s\n", markdown(c.Fix))
			fmt.Fprintf(&out, "\n**ok** is: %s. **Broken** is: %s.\n", markdown(c.OK), markdown(c.Broken))
			if len(c.Steps) > 0 {
				out.WriteString("\n<details><summary>Step by step</summary>\n\n")
				for i, step := range c.Steps {
					fmt.Fprintf(&out, "%d. %s\n", i+1, markdown(step))
				}
				out.WriteString("\n</details>\n")
			}
		}
	}
	return out.String()
}

// theProject says what the examples have in common.
func theProject() string {
	text := `## The project of the examples

Each example changes something in this project, which is sound. Only what is changed is shown. The values are made up.

`
	for _, name := range []string{".streamlit/secrets.toml", "app.py", "requirements.txt", ".gitignore"} {
		content := baseFiles[name]
		if content == "" {
			content = strings.Replace(base, "METADATA", microsoft, 1)
		}
		text += showFile(name, plainText(content)) + "\n\n"
	}
	return text + "`cookie_secret` is left out here, because a key that everybody can read is none. `authkit init` writes a random one.\n\n" +
		"Where the provider has to answer, `server_metadata_url` is on `http://localhost:8765`: a sandbox, or a server that behaves as the example says.\n"
}

func checksOf(level verify.Level) []verify.Check {
	return slices.DeleteFunc(verify.Checks(), func(c verify.Check) bool { return c.Level != level })
}

var escaped = strings.NewReplacer("<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`)

// markdown shows a text as it is; an address stays a link.
func markdown(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		if !strings.HasPrefix(word, "https://") {
			words[i] = escaped.Replace(word)
		}
	}
	return strings.Join(words, " ")
}
