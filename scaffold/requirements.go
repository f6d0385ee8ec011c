package scaffold

import (
	"fmt"
	"path"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// requirements is what the project's dependency files lack, with each file as
// it stood when that was worked out.
type requirements []requirement

type requirement struct {
	deps.Edit
	file snapshotFile
}

// readRequirements asks which lines sign-in needs in the project's own
// dependency files. The tutorial's own lines do not work any more
// (docs/facts/streamlit.md, section 5).
func readRequirements(files *checkout.Folder) (requirements, error) {
	found, err := deps.Read(files)
	if err != nil {
		return nil, fmt.Errorf("read the project's requirements: %w", err)
	}
	var needed requirements
	for _, edit := range deps.RequiredLines(found) {
		r := requirement{Edit: edit}
		if edit.File != "" {
			if r.file.Snapshot, err = readFile(files, edit.File); err != nil {
				return nil, err
			}
		}
		needed = append(needed, r)
	}
	return needed, nil
}

// planRequirements takes the edits over. One without new text is advice: the
// file is of a kind that is not edited here, or its tool writes it.
func (p *Project) planRequirements(plan *Plan) {
	for _, r := range p.requirements {
		if len(r.After) == 0 {
			plan.Notes = append(plan.Notes, Note{Message: "the requirements need a look", Fix: r.Advice})
			continue
		}
		plan.change(Change{
			Path: path.Clean(r.File), After: whole(r.After), Mode: 0o644,
			What: "adds streamlit[auth]", snapshot: r.file.Snapshot,
		})
		if r.Advice != "" {
			plan.Notes = append(plan.Notes, Note{Message: r.File + " was changed", Fix: r.Advice})
		}
	}
}
