package scaffold

import (
	"strings"
	"testing"
)

// A pipeline that cannot be written leaves no folders behind, neither do
// those written before it.
func TestPipelinesAreAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "keep.txt", "mine")
	before := files(t, dir)
	answers := complete()
	answers.Pipelines = []string{"github", "gitlab"}
	p := plan(t, dir, answers)
	write(t, dir, ".gitlab-ci.yml", "somebody was faster\n")
	if err := p.Apply(); err == nil {
		t.Fatal("a file that came in between was written over")
	}
	before[".gitlab-ci.yml"] = "somebody was faster\n"
	if after := files(t, dir); !equal(before, after) {
		t.Errorf("left behind: %v", after)
	}
}

// Line breaks and the release are no other content.
func TestPipelineOfAnotherRelease(t *testing.T) {
	for _, name := range PipelineNames() {
		dir := t.TempDir()
		answers := complete()
		answers.Pipelines, answers.Version = []string{name}, "v1.0.0"
		if err := plan(t, dir, answers).Apply(); err != nil {
			t.Fatal(err)
		}
		pipeline, _ := pipeline(name)
		text := files(t, dir)[pipeline.Path]
		write(t, dir, pipeline.Path, strings.ReplaceAll(text, "\n", "\r\n"))
		for _, version := range []string{"", "v1.0.0", "v2.3.4-rc1"} {
			answers.Version = version
			p := plan(t, dir, answers)
			if len(p.Changes) != 0 || len(p.Notes) > 1 { // one note is about the requirements
				t.Errorf("%s, release %q: changes %d, notes %v", name, version, len(p.Changes), p.Notes)
			}
		}
		write(t, dir, pipeline.Path, text+"# mine\n")
		if p := plan(t, dir, answers); len(p.Changes) != 0 || !strings.Contains(p.Notes[len(p.Notes)-1].Message, "other content") {
			t.Errorf("%s: a change of its author is not noticed: %v", name, p.Notes)
		}
	}
}
