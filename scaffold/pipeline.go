package scaffold

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/templates"
)

// CheckPipeline refuses names that no pipeline has.
func CheckPipeline(name string) error {
	if _, known := pipeline(name); known {
		return nil
	}
	return fmt.Errorf("there is no %q: it is one of %s", name, strings.Join(PipelineNames(), ", "))
}

// PipelineNames lists the pipelines there are.
func PipelineNames() []string {
	var names []string
	for _, p := range templates.Pipelines() {
		names = append(names, p.Name)
	}
	return names
}

func pipeline(name string) (templates.Pipeline, bool) {
	for _, p := range templates.Pipelines() {
		if p.Name == name {
			return p, true
		}
	}
	return templates.Pipeline{}, false
}

// planPipelines adds the files that run verify in CI. They belong to the root
// of the repository, where CI systems look. A file that is there already and
// differs is its author's: a note says what to add.
func (p *Project) planPipelines(plan *Plan, a Answers) error {
	if len(a.Pipelines) == 0 {
		return nil
	}
	root, dir, err := p.repository()
	if err != nil {
		return err
	}
	files, err := checkout.Open(root)
	if err != nil {
		return fmt.Errorf("the folder %s cannot be read", root)
	}
	defer files.Close()
	for _, name := range a.Pipelines {
		pipeline, known := pipeline(name)
		if !known {
			return CheckPipeline(name)
		}
		if err := p.planPipeline(plan, files, pipeline, dir, a.Version); err != nil {
			return err
		}
	}
	return nil
}

// PlanForAll plans the workflow that looks at every app of the repository, and
// nothing else.
func (p *Project) PlanForAll(version string) (Plan, error) {
	plan := Plan{Dir: p.Dir}
	root, _, err := p.repository()
	if err != nil {
		return Plan{}, err
	}
	files, err := checkout.Open(root)
	if err != nil {
		return Plan{}, fmt.Errorf("the folder %s cannot be read", root)
	}
	defer files.Close()
	err = p.planPipeline(&plan, files, templates.ForAll(), "", version)
	return plan, err
}

func (p *Project) planPipeline(plan *Plan, files *checkout.Folder, pipeline templates.Pipeline, dir, release string) error {
	shown := path.Join(p.git.Up(), pipeline.Path)
	snapshot, err := readFile(files, pipeline.Path)
	if err != nil {
		return err
	}
	file := pipeline.File(dir, release)
	switch {
	case !snapshot.Exists:
		plan.change(Change{Path: shown, After: whole(file), Mode: 0o644, What: "runs authkit verify, see its first lines", snapshot: snapshot})
	case samePipeline(snapshot.Data(), pipeline.File(dir, "")), samePipeline(snapshot.Data(), pipeline.File(dir, "v1.0.0")):
		plan.Kept = append(plan.Kept, Kept{shown, "nothing to change"})
	default:
		plan.Notes = append(plan.Notes, pipelineNote(pipeline, shown, dir, snapshot.Data(), file))
	}
	return nil
}

// pipelineNote says what a person can do about a file of the same name.
func pipelineNote(p templates.Pipeline, shown, dir string, there, file []byte) Note {
	note := Note{Message: shown + " is there already, with other content: it stays as it is"}
	if bytes.Contains(there, []byte("authkit")) && bytes.Contains(there, []byte(dir)) {
		note.Fix = "it runs authkit already; for a fresh one, move it away and run authkit init --ci " + p.Name + " again"
		return note
	}
	note.Fix, note.Code = "add this to it:", p.Part(file)
	return note
}

// whichAuthkit are the places that name a release: an older or newer one is
// no reason to speak up, and neither is one that is built.
var whichAuthkit = lazy.Regexp{Pattern: `(authkit-cli/authkit@|rev: |streamlit-authkit==)[\w.]+([ \t]+#[^\n]*)?`}

// samePipeline tells whether two files differ in line breaks and the release at most.
func samePipeline(a, b []byte) bool {
	plain := func(text []byte) []byte {
		return whichAuthkit.Get().ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("$1"))
	}
	return bytes.Equal(plain(a), plain(b))
}

// repository is the root of the project's repository, and the project's folder
// in it: empty at the root, and outside a repository, where both are the same.
func (p *Project) repository() (root, dir string, err error) {
	if root, err = filepath.Abs(p.Dir); err != nil {
		return "", "", fmt.Errorf("find the project's folder: %w", err)
	}
	if p.git.Up() == "" {
		return root, "", nil
	}
	if root, err = filepath.EvalSymlinks(root); err != nil { // .. is meant of the real folder
		return "", "", fmt.Errorf("find the repository's root: %w", err)
	}
	dir = p.git.Below()
	if strings.ContainsAny(dir, "'\"$`\\{}%#:,") || strings.ContainsFunc(dir, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", "", fmt.Errorf("the folder %q cannot stand in a pipeline file: give it a plainer name", dir)
	}
	return filepath.Join(root, filepath.FromSlash(p.git.Up())), dir, nil
}
