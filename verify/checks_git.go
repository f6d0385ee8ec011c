package verify

import (
	"fmt"
	"strings"
)

func needRepository(f *Facts) *Missing {
	g := f.Project.Git
	switch {
	case !g.Available:
		return &Missing{Unproven, g.Reason}
	case !g.Repository:
		return &Missing{Skipped, "this folder is not in a git repository"}
	}
	return nil
}

func secretsIgnored(f *Facts) Outcome {
	if f.Project.Git.Ignored {
		return passed(Proved)
	}
	if f.Project.Git.Tracked {
		return skipped("git tracks the file already, see secrets-tracked")
	}
	return found(Proved, Finding{
		Severity: SeverityError, File: ".gitignore",
		Message: "git does not ignore " + SecretsFileName + ", so the next git add . publishes it",
		Fix:     "add the line " + SecretsFileName + " to .gitignore (authkit init does it)",
	})
}

func secretsTracked(f *Facts) Outcome {
	var findings []Finding
	for _, path := range f.Project.Git.TrackedPaths {
		findings = append(findings, Finding{
			Severity: SeverityError, File: path,
			Message: "git tracks " + path + ", so its secrets are in every clone",
			Fix:     "git rm --cached " + shellQuoted(path) + " && git commit, then make a new client secret and cookie_secret: the old ones stay in the history",
		})
	}
	if f.Project.Git.Tracked && len(findings) == 0 {
		findings = append(findings, Finding{
			Severity: SeverityError, File: SecretsFileName,
			Message: "git tracks " + SecretsFileName + ", so its secrets are in every clone",
			Fix:     "git rm --cached " + SecretsFileName + " && git commit, then make a new client secret and cookie_secret: the old ones stay in the history",
		})
	}
	return found(Proved, findings...)
}

func shellQuoted(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

func secretsLeaked(f *Facts) Outcome {
	scan, _ := f.Project.Leaks.Get()
	var findings []Finding
	for _, leak := range scan.Leaks {
		place := leak.Where
		if leak.Path != "" {
			place = leak.Path + " (" + leak.Where + ")"
		}
		if leak.Commit != "" {
			place += ", commit " + leak.Commit
		}
		findings = append(findings, Finding{
			Severity: SeverityError, File: leak.Path, Line: leak.Line,
			Message: fmt.Sprintf("the %s stands in git: %s", leak.Needle, place),
			Fix:     leakFix(leak.Needle),
		})
	}
	if len(findings) == 0 && !scan.Complete {
		why := scan.Incomplete
		if scan.Stopped {
			why = "the time was up (allow more with --timeout 5m)"
		}
		return unproven("nothing was found, but not all of the history could be searched: " + why)
	}
	return found(Proved, findings...)
}

func leakFix(needle string) string {
	if strings.HasPrefix(needle, "cookie_secret") {
		return "remove the line cookie_secret and run authkit init for a new one; everybody has to log in again"
	}
	return "make a new client secret at the provider, put it into the secrets, then delete the old one there"
}
