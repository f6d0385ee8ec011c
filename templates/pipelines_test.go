package templates

import (
	"os"
	"strings"
	"testing"
)

// Every phrase that File replaces stands in the pipelines, and every run of
// verify gets the folder.
func TestPipelineFile(t *testing.T) {
	for _, p := range Pipelines() {
		plain, full := string(p.File("", "")), string(p.File("apps/one", "v1.2.3"))
		if plain != p.text() {
			t.Errorf("%s: without a folder and a release it is not the template", p.Name)
		}
		folders := strings.Count(plain, verifyHere) + strings.Count(plain, hookArguments) + strings.Count(plain, settingsHere)
		if got := strings.Count(full, "'apps/one'"); got != folders || got == 0 {
			t.Errorf("%s: the folder stands %d times, want %d", p.Name, got, folders)
		}
		part := p.Part([]byte(full))
		if !strings.HasPrefix(part[0], p.part) || !strings.HasSuffix(full, strings.Join(part, "\n")+"\n") {
			t.Errorf("%s: the part begins with %q", p.Name, part[0])
		}
	}
}

// The wheel of the release stands wherever the newest authkit would be built, and
// nothing of the building is left.
func TestPipelineOfARelease(t *testing.T) {
	for _, p := range append(Pipelines(), ForAll()) {
		text := string(p.File("", "v1.2.0-rc.1"))
		want := max(1, strings.Count(p.text(), newestAuthkit))
		if got := strings.Count(text, "streamlit-authkit==1.2.0rc1"); got != want {
			t.Errorf("%s: the release stands %d times, want %d:\n%s", p.Name, got, want, text)
		}
		for _, built := range []string{"go install", "setup-go", "GoTool", "golang", "@latest", "rev: ", "VERSION", "NOTE"} {
			if strings.Contains(text, built) {
				t.Errorf("%s: %q is left:\n%s", p.Name, built, text)
			}
		}
	}
}

// A release's own hook looks at the same files as the hook of the repository.
func TestHooksLookAtTheSameFiles(t *testing.T) {
	manifest, err := os.ReadFile("../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := func(text string) string {
		_, pattern, _ := strings.Cut(text, "files: ")
		pattern, _, _ = strings.Cut(pattern, ")$\n")
		return strings.Join(strings.Fields(pattern), "")
	}
	if got, want := files(preCommitHook), files(string(manifest)); got != want || want == "" {
		t.Errorf("it looks at %s, and the repository's at %s", got, want)
	}
}

// Secrets come through the environment, and no text of an event gets into a
// shell's.
func TestPipelinesKeepShellsClean(t *testing.T) {
	for _, p := range append(Pipelines(), ForAll()) {
		for line := range strings.Lines(p.text()) {
			command := strings.Contains(line, "run:") || strings.Contains(line, "bash:") || strings.Contains(line, "- authkit")
			if command && (strings.Contains(line, "${{") || strings.Contains(line, "$(STREAMLIT") || strings.Contains(line, "$STREAMLIT")) {
				t.Errorf("%s: %s", p.Name, line)
			}
		}
	}
}
