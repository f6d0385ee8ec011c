package project

import (
	"context"
	"fmt"
	"slices"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// exposures are the checks that say a secret is exposed.
var exposures = []string{checkid.SecretsLeaked, checkid.SecretsTracked, checkid.SecretsIgnored, checkid.SecretsImage}

// AcceptFrom says whose [[accept]] count.
type AcceptFrom int

const (
	// AcceptMerged takes what a pull request brings, but for exposed secrets:
	// those have to be accepted on the branch it is to be merged into.
	AcceptMerged AcceptFrom = iota
	// AcceptHere takes whatever this checkout says.
	AcceptHere
	// AcceptNothingNew takes nothing that a pull request brings.
	AcceptNothingNew
)

// judgeAccepted notes of each acceptance why it does not count, if so. Whoever
// opens a pull request could leak a secret and accept the leak in one go.
func (p *Project) judgeAccepted(ctx context.Context, o LoadOptions) {
	doubted := func(a Acceptance) bool {
		return o.AcceptFrom == AcceptNothingNew || o.AcceptFrom == AcceptMerged && slices.Contains(exposures, a.Check)
	}
	if !slices.ContainsFunc(p.Accepted, doubted) {
		return
	}
	target, pull := repo.PullRequest(o.Getenv)
	if !pull && o.AcceptFrom == AcceptMerged {
		return
	}
	var merged []Acceptance
	why := "--no-accept takes no entry where no pull request names the branch that has it already"
	if pull {
		merged, why = p.mergedBefore(ctx, target)
		if o.AcceptFrom == AcceptMerged {
			why += ", or let the workflow say --accept-here"
		}
	}
	for i, a := range p.Accepted {
		same := func(b Acceptance) bool {
			return b.Check == a.Check && b.Provider == a.Provider && !a.Until.After(b.Until)
		}
		if doubted(a) && !slices.ContainsFunc(merged, same) {
			p.Accepted[i].NotCounted = why
		}
	}
}

// mergedBefore are the acceptances of the branch that a pull request is to be
// merged into, and why no other counts, with what to do.
func (p *Project) mergedBefore(ctx context.Context, target repo.Target) (merged []Acceptance, why string) {
	data, err := target.File(ctx, p.Dir, settingsFileName, secrets.MaxFileSize)
	if err != nil {
		return nil, fmt.Sprintf("it cannot be told whether %s has the same entry (%v): "+
			"clone all branches (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: \"0\"; Azure: fetchDepth: 0)", target.Name, err)
	}
	why = fmt.Sprintf("%s does not have the same entry with this day or a later one, which a pull request cannot bring itself: "+
		"fix what is found, or merge the entry first", target.Name)
	document, err := secrets.Parse(data)
	if err != nil {
		return nil, why
	}
	tables, _ := document.Tables("accept")
	for _, table := range tables {
		if a, err := acceptanceOf(table); err == nil {
			merged = append(merged, a)
		}
	}
	return merged, why
}
