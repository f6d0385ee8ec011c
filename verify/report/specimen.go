package report

import (
	"strings"

	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// Vocabulary is what every format says of its own accord: its names and words.
func Vocabulary() string {
	var all strings.Builder
	for _, format := range Formats() {
		Write(&all, format, Specimen(), Options{Verbose: true, Next: true}) //nolint:errcheck // a Builder takes everything
	}
	for _, scope := range []verify.Scope{verify.ScopeFiles, verify.ScopeProvider, verify.ScopeSignIn} {
		Write(&all, "text", &verify.Report{Verdict: verify.Sound, Scope: scope}, Options{Next: true}) //nolint:errcheck // as above
	}
	return all.String()
}

// Specimen is a report with one of everything.
func Specimen() *verify.Report {
	r := &verify.Report{
		Schema: verify.SchemaName, Verdict: verify.Broken, Scope: verify.ScopeFiles,
		Requests: []verify.Request{{Leaves: "-"}}, SignIn: []verify.Person{{Claims: []verify.Claim{{}}, Notes: []string{"-"}}},
	}
	for _, status := range []verify.Status{verify.OK, verify.Failed, verify.Warning, verify.Unproven, verify.Undecided, verify.Skipped} {
		result := verify.Result{ID: "-", Level: verify.LevelFiles, Provider: "default", Status: status, Confidence: verify.Inferred, Evidence: "-", Reason: string(status)}
		switch status {
		case verify.Failed:
			result.Findings = []verify.Finding{
				{Severity: verify.SeverityError, File: project.SecretsFileName, Line: 1, Column: 1, Code: "-"},
				{Severity: verify.SeverityError, Message: "-", Accepted: "-", AcceptedUntil: "-"},
			}
		case verify.Warning:
			result.Findings = []verify.Finding{{Severity: verify.SeverityWarning, File: project.SecretsFileName, Line: 1, Column: 1}}
		}
		r.Results = append(r.Results, result)
	}
	return r
}
