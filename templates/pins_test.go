package templates

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every action of what is generated, of our own action and of our release is pinned to the
// commit of the table, with its release beside it.
func TestActionsArePinned(t *testing.T) {
	table, err := os.ReadFile("ci/actions.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{} // what stands behind the @
	for line := range strings.Lines(string(table)) {
		if fields := strings.Fields(line); line[0] != '#' && len(fields) == 3 {
			want[fields[0]] = fields[2] + " # " + fields[1]
		}
	}
	uses := regexp.MustCompile(`uses: ([\w-]+/[\w-]+)(?:/[\w-]+)?@(.*)`)
	commit := regexp.MustCompile(`^[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$`)
	seen := 0
	for _, file := range []string{"ci/github.yml", "ci/github-all.yml", "../action.yml", "../.github/workflows/release.yml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range uses.FindAllStringSubmatch(string(text), -1) {
			seen++
			if !commit.MatchString(found[2]) || found[2] != want[found[1]] {
				t.Errorf("%s uses %s@%s; templates/ci/pin-actions puts it right", file, found[1], found[2])
			}
		}
	}
	if seen < 18 {
		t.Errorf("only %d actions were found", seen)
	}
}
