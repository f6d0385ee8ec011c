package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/authkit-cli/authkit/verify"
)

// fingerprint names a finding across runs: it does not change when lines move.
func fingerprint(f located, nth int) string {
	text := fmt.Sprintf("%s\x00%s\x00%s\x00%v\x00%d", f.ID, f.File, f.Code, f.Providers, nth)
	if f.File == "" && len(f.Projects) > 0 {
		text += "\x00" + f.Projects[0]
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// numbered counts findings that would otherwise share a fingerprint.
func numbered(all []located, visit func(f located, print string)) {
	seen := map[string]int{}
	for _, f := range all {
		key := fingerprint(f, 0)
		print := fingerprint(f, seen[key])
		seen[key]++
		visit(f, print)
	}
}

// writeGitLab writes GitLab's Code Quality report. What is accepted is left
// out: the report has no way to say so.
func writeGitLab(w io.Writer, r *verify.Report, o Options) error {
	type lines struct {
		Begin int `json:"begin"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type issue struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	issues := []issue{}
	counted, _ := split(findings(r))
	numbered(counted, func(f located, print string) {
		severity := "critical"
		if f.Severity == verify.SeverityWarning {
			severity = "minor"
		}
		at := location{Path: o.secretsOf(f), Lines: lines{1}} // GitLab demands a place
		if file, ok := o.within(f.File); ok {
			at.Path, at.Lines.Begin = file, max(f.Line, 1)
		}
		issues = append(issues, issue{sentence(f), f.ID, print, severity, at})
	})
	return encode(w, issues)
}
