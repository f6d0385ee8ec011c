package report_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

var update = flag.Bool("update", false, "write CHECKS.md and the golden files anew")

// CHECKS.md is made from the checks: go test ./verify/report -update
func TestChecksDocument(t *testing.T) {
	const file = "../../CHECKS.md"
	want := checksDocument()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Error("CHECKS.md is not what the checks say; run go test ./verify/report -update")
	}
}

func checksDocument() string {
	var out strings.Builder
	out.WriteString("# Checks\n\nWhat `authkit verify` asks, in the order of its report. `authkit explain ID` shows the same offline.\n\n" +
		"A result is *ok*, *failed*, *warning*, *unproven* (nobody can know without a sign-in), *undecided* (no answer came) or *skipped*.\n")
	titles := map[verify.Level]string{
		verify.LevelFiles:       "Files: the secrets, the project and git",
		verify.LevelMetadata:    "Metadata: what the provider publishes",
		verify.LevelCredentials: "Credentials: asked of the provider without a person",
		verify.LevelSignIn:      "Sign-in: one real round trip (`--login`)",
		verify.LevelDeployed:    "Deployed: the running app from outside (`--url`)",
	}
	for _, level := range verify.Levels() {
		fmt.Fprintf(&out, "\n## %s\n", titles[level])
		for _, c := range verify.Checks() {
			if c.Level == level {
				fmt.Fprintf(&out, "\n### `%s`\n\n%s\n\n%s\n\nTo mend it: %s\n", c.ID, c.Question, markdown(c.Why), markdown(c.Fix))
				for i, step := range c.Steps {
					fmt.Fprintf(&out, "%s%d. %s\n", strings.Repeat("\n", max(0, 1-i)), i+1, markdown(step))
				}
			}
		}
	}
	return out.String()
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
