package scaffold

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/secrets"
)

// Fixes are what verify found and what can be written without a person.
type Fixes struct {
	SecretsFile  string          // where [auth] stands: from the project with slashes, or absolute where a person named it
	Edits        []findings.Edit // each key once
	Ignore       bool            // git does not ignore the secrets file
	Requirements bool            // the dependency files lack what the sign-in needs
}

// PlanFixes works out the changes that the fixes are, and tells in left which of
// them it leaves to a person.
func (p *Project) PlanFixes(f Fixes) (plan Plan, left []string, err error) {
	files, err := checkout.Open(p.Dir)
	if err != nil {
		return Plan{}, nil, fmt.Errorf("the folder %s cannot be read", p.Dir)
	}
	defer files.Close()
	plan.Dir = p.Dir
	for _, name := range []string{f.SecretsFile, configFile} {
		ours := slices.DeleteFunc(slices.Clone(f.Edits), func(e findings.Edit) bool { return (e.Key[0] == "auth") != (name == f.SecretsFile) })
		if len(ours) == 0 {
			continue
		}
		file, err := readNamed(files, name)
		if err != nil {
			left = append(left, err.Error())
			continue
		}
		left = append(left, plan.write(name, file, ours)...)
	}
	if f.Ignore {
		p.planIgnore(&plan)
	}
	if f.Requirements {
		p.planRequirements(&plan)
	}
	plan.noteLinks()
	return plan, left, nil
}

// readNamed reads a file of the project, or one that the person named.
func readNamed(files *checkout.Folder, name string) (snapshotFile, error) {
	if !filepath.IsAbs(name) {
		return readTOML(files, name)
	}
	snapshot, err := secrets.ReadFile(name)
	if err != nil {
		return snapshotFile{}, fmt.Errorf("read %s: %w", name, err)
	}
	document, err := secrets.Parse(snapshot.Data())
	if err != nil {
		return snapshotFile{}, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return snapshotFile{snapshot, document}, nil
}

// write takes the edits of one file into the plan. An edit that cannot be made
// without guessing is left, whatever the others come to.
func (p *Plan) write(name string, file snapshotFile, edits []findings.Edit) (left []string) {
	e := edit{document: file.Document}
	for _, one := range edits {
		if e.apply(one); e.err != nil {
			left, e.err = append(left, fmt.Sprintf("%s: %v", name, e.err)), nil
		}
	}
	inSecrets := name != configFile
	mode := file.Mode.Perm()
	if !file.Exists {
		mode = 0o644
	}
	p.change(Change{
		Path: name, After: whole(e.document.Bytes()), Mode: mode, Secret: inSecrets, Hidden: !inSecrets,
		What: e.what(), snapshot: file.Snapshot,
	})
	return left
}

// apply makes one edit. The port is a number, everything else a text.
func (e *edit) apply(one findings.Edit) {
	port, err := strconv.Atoi(one.Value.Reveal())
	if err != nil || !slices.Equal(one.Key, []string{"server", "port"}) {
		e.set(one.Value, one.Key...)
		return
	}
	document, err := e.document.SetInteger(port, one.Key...)
	if err != nil {
		e.err = err
		return
	}
	e.document, e.changed = document, append(e.changed, "port")
}
