package verify

import (
	"cmp"
	"fmt"

	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

func needRepository(f *Facts) *Missing {
	g := f.Project.Git
	switch {
	case !g.Available:
		return &Missing{Undecided, g.Reason}
	case !g.Repository:
		return &Missing{Skipped, "this folder is not in a git repository"}
	}
	return nil
}

func secretsIgnored(f *Facts) Outcome {
	var findings []Finding
	tracked := false
	for _, kept := range f.Project.SecretsOnDisk {
		tracked = tracked || kept.Tracked
		if kept.Reason != "" {
			return undecided(kept.Path + ": " + kept.Reason)
		}
		if kept.Ignored || kept.Tracked {
			continue
		}
		findings = append(findings, Finding{
			Severity: SeverityError, File: ".gitignore",
			Message: "git does not ignore " + kept.Path + ", so the next git add . would commit it",
			Fix:     "add the line " + kept.Path + " to .gitignore" + byInit(kept.Path),
		})
	}
	if len(findings) == 0 && tracked {
		return skipped("git tracks the file already, see secrets-tracked")
	}
	return searched(outcome.Proof("git check-ignore matches every file that holds the secrets"), findings...)
}

func byInit(path string) string {
	if path == project.SecretsFileName {
		return " (authkit init does it)"
	}
	return ""
}

func secretsTracked(f *Facts) Outcome {
	var findings []Finding
	for _, path := range f.Project.Git.TrackedPaths {
		findings = append(findings, Finding{
			Severity: SeverityError, File: path,
			Message: "git tracks " + path + ", so its secrets are in every clone",
			Fix:     "git rm --cached " + quote.Shell(path) + " && git commit, then make a new client secret and cookie_secret: the old ones stay in the history",
		})
	}
	return searched(outcome.Proof("no file that holds the secrets is in git's index"), findings...)
}

func secretsLeaked(f *Facts) Outcome {
	scan := f.Project.Leaks
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
			Fix:     leakFix(leak.Key),
		})
	}
	if len(findings) == 0 && !scan.Complete {
		why := scan.Incomplete
		if scan.Stopped {
			why = "the time was up (allow more with --timeout 5m)"
		}
		why = "nothing was found, but not everything could be searched: " + why
		if scan.Failed {
			return undecided(why)
		}
		return unproven(why)
	}
	return searched(outcome.Proof(searchedGit(scan)), findings...)
}

func leakFix(key string) string {
	const history = "; authkit explain secrets-leaked has all the steps"
	if key == "cookie_secret" {
		return "remove the line cookie_secret and run authkit init for a new one; everybody has to log in again" + history
	}
	if key != "client_secret" {
		return "make a new one where it comes from, put it into the secrets, then end the old one there" + history
	}
	return "make a new client secret at the provider, put it into the secrets, then delete the old one there" + history
}

// leakSteps end a leak: what others may have copied is made worthless first.
var leakSteps = []string{
	"Client secret: make a new one at the provider, put it into client_secret, and deploy it (authkit deploy-secrets --url URL). When authkit verify --url URL is sound, delete the old one at the provider. From then on the leak is harmless.",
	"cookie_secret: delete its line from the secrets, run authkit init for a new one, and deploy that. Whoever is logged in has to log in again.",
	"A file that still holds the old value: take the value out and commit.",
	"The history, if it is to be clean as well: pip install git-filter-repo, and in a fresh clone (git clone URL clean && cd clean) write the old value as the only line of ../leaked.txt, then git filter-repo --replace-text ../leaked.txt --replace-message ../leaked.txt. " +
		"For a whole file: git filter-repo --invert-paths --path .streamlit/secrets.toml.",
	"Publish it: git push --force --mirror URL writes what is there now over the old history, and deletes branches and tags that the clone does not have. Everybody then clones anew: a push from an old clone brings the leak back.",
	"What only this clone has: git stash drop (or clear), then git reflog expire --expire=now --all && git gc --prune=now. Hosts keep pull requests, forks and caches: ask the host's support, or leave it at the new secret.",
}

// needSecretsOnDisk: some file of the project holds the secrets.
func needSecretsOnDisk(f *Facts) *Missing {
	if len(f.Project.SecretsOnDisk) == 0 {
		return &Missing{Skipped, "the secrets are not kept in this project"}
	}
	return nil
}

// needLeakSearch: git's history was searched.
func needLeakSearch(f *Facts) *Missing {
	if leaks := f.Project.Leaks; !leaks.Done {
		return &Missing{Skipped, cmp.Or(leaks.Not, "not asked")}
	}
	return nil
}
