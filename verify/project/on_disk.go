package project

import (
	"context"
	"path/filepath"
	"slices"
)

// SecretsOnDisk is a file of the project that holds the app's secrets, or would.
type SecretsOnDisk struct {
	Path             string // slash path relative to the project
	Ignored, Tracked bool   // by git
	Reason           string // why git did not say; empty: it did
}

// secretsOnDisk are the files of the project that hold the app's secrets: those
// with an [auth], or that cannot be read. A project that has none yet will have
// them at the usual place, unless its secrets are known to come from elsewhere.
func (p *Project) secretsOnDisk() []string {
	if p.Source.Named != "" {
		return []string{SecretsFileName}
	}
	var kept []string
	elsewhere := p.Unseen != ""
	for _, file := range p.Files {
		holds := file.Document == nil || slices.Contains(file.Document.Keys(), "auth")
		inside := filepath.IsLocal(filepath.FromSlash(file.Path)) && file.Path[0] != '~'
		switch {
		case !holds && file.Path != SecretsFileName:
		case !inside:
			elsewhere = true
		case file.Folder:
			kept = append(kept, file.Path+"/auth/client_secret")
		default:
			kept = append(kept, file.Path)
		}
	}
	if len(kept) == 0 && !elsewhere {
		kept = []string{SecretsFileName}
	}
	return kept
}

// askSecretsOnDisk asks git about the files that hold the secrets. What it says of the
// usual place is known already.
func (p *Project) askSecretsOnDisk(ctx context.Context) {
	for _, path := range p.secretsOnDisk() {
		state := p.Git
		if path != SecretsFileName {
			state = p.Git.Also(ctx, p.Dir, path)
			if !state.Available && p.Git.Available {
				p.Git = state // what is not known of one file is not known
			}
			p.Git.TrackedPaths = append(p.Git.TrackedPaths, state.TrackedPaths...)
		}
		p.SecretsOnDisk = append(p.SecretsOnDisk, SecretsOnDisk{path, state.Ignored, state.Tracked, state.Reason})
	}
}

// KeepsSecretsAt tells whether the secrets are at the usual place, or will be.
func (p *Project) KeepsSecretsAt(path string) bool {
	return slices.ContainsFunc(p.SecretsOnDisk, func(k SecretsOnDisk) bool { return k.Path == path })
}
