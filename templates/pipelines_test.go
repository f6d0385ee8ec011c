package templates

import (
	"strings"
	"testing"
)

// Every phrase that File replaces stands in the pipelines, and every run of
// verify gets the folder.
func TestPipelineFile(t *testing.T) {
	for _, p := range Pipelines() {
		plain, full := string(p.File("", "")), string(p.File("apps/one", "v1.2.3"))
		if plain != p.text {
			t.Errorf("%s: without a folder and a release it is not the template", p.Name)
		}
		if strings.Contains(full, "@latest") || strings.Contains(full, "HEAD") || !strings.Contains(full, "v1.2.3") {
			t.Errorf("%s: the release is not put in:\n%s", p.Name, full)
		}
		folders := strings.Count(plain, verifyHere) + strings.Count(plain, hookArguments) + strings.Count(plain, settingsHere)
		if got := strings.Count(full, "'apps/one'"); got != folders || got == 0 {
			t.Errorf("%s: the folder stands %d times, want %d", p.Name, got, folders)
		}
		part := p.Part([]byte(full))
		if part[0] != p.part || !strings.HasSuffix(full, strings.Join(part, "\n")+"\n") {
			t.Errorf("%s: the part begins with %q", p.Name, part[0])
		}
	}
}

// Secrets come through the environment, and no text of an event gets into a
// shell's.
func TestPipelinesKeepShellsClean(t *testing.T) {
	for _, p := range append(Pipelines(), ForAll()) {
		for line := range strings.Lines(p.text) {
			command := strings.Contains(line, "run:") || strings.Contains(line, "bash:") || strings.Contains(line, "- authkit")
			if command && (strings.Contains(line, "${{") || strings.Contains(line, "$(STREAMLIT") || strings.Contains(line, "$STREAMLIT")) {
				t.Errorf("%s: %s", p.Name, line)
			}
		}
	}
}
