// Package fix makes a plan of those fixes in a report that are exact edits: a
// key of the secrets or of config.toml, the line in .gitignore, requirement
// lines. What takes a person's judgement is left to the person.
package fix

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// Rounds is how often fixes are made and asked about again: one can show the next.
const Rounds = 5

// Plan is what the report's fixes change in the project, and in left why some of
// them are left. The secrets stand where Streamlit found them, unless the person
// named a file. Nothing to change is an empty plan.
func Plan(ctx context.Context, p *project.Project, r *verify.Report, named string) (plan scaffold.Plan, left []string, err error) {
	wanted := scaffold.Fixes{SecretsFile: p.Auth.Section.File}
	if named != "" {
		wanted.SecretsFile = named
	}
	for _, result := range r.Results {
		for _, f := range result.Findings {
			switch {
			case f.Accepted != "":
			case f.Edit != nil:
				wanted.Edits, left = add(wanted.Edits, *f.Edit, left)
			case result.ID == checkid.SecretsIgnored:
				wanted.Ignore = true
			case slices.Contains(requirements, result.ID) && f.Severity == verify.SeverityError:
				wanted.Requirements = true
			}
		}
	}
	if all := len(wanted.Edits); named == "" && outside(wanted.SecretsFile) {
		wanted.Edits = slices.DeleteFunc(wanted.Edits, func(e findings.Edit) bool { return e.Key[0] == "auth" })
		if len(wanted.Edits) < all {
			left = append(left, wanted.SecretsFile+" lies outside the project, so it is left as it is")
		}
	}
	if len(wanted.Edits) == 0 && !wanted.Ignore && !wanted.Requirements {
		return scaffold.Plan{}, left, nil
	}
	found, err := scaffold.Read(ctx, p.Dir)
	if err != nil {
		return scaffold.Plan{}, left, err
	}
	plan, more, err := found.PlanFixes(wanted)
	return plan, append(left, more...), err
}

// requirements are the checks whose fix is a requirement line.
var requirements = []string{checkid.DepsStreamlit, checkid.DepsAuthlib, checkid.DepsHTTPX, checkid.DepsCompat}

// add takes an edit in, once for each key.
func add(edits []findings.Edit, one findings.Edit, left []string) ([]findings.Edit, []string) {
	for _, other := range edits {
		switch {
		case !slices.Equal(other.Key, one.Key):
		case other.Value.Equal(one.Value):
			return edits, left
		default:
			return edits, append(left, strings.Join(one.Key, ".")+" has two fixes, of which the first is made")
		}
	}
	return append(edits, one), left
}

// outside tells whether a file lies outside the project.
func outside(file string) bool {
	return file != "" && (strings.HasPrefix(file, "~") || !filepath.IsLocal(filepath.FromSlash(file)))
}
