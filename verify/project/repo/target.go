package repo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Target is where a pull request is to be merged, as the CI system tells it.
type Target struct {
	Name      string   // of the branch, for people
	commit    string   // of the branch, when it is told; empty: it is not
	revisions []string // where a clone of the target's repository has the branch, best first
	home      string   // the path of that repository's address, when it is told
}

// targetBranches are the variables with the name of the branch that a pull
// request is to be merged into.
var targetBranches = []string{
	"GITHUB_BASE_REF",
	"CI_MERGE_REQUEST_TARGET_BRANCH_NAME",         // GitLab
	"CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME", // GitLab, for a repository elsewhere
	"SYSTEM_PULLREQUEST_TARGETBRANCH",             // Azure Pipelines
	"BITBUCKET_PR_DESTINATION_BRANCH",
	"CHANGE_TARGET", // Jenkins
	"CODEBUILD_WEBHOOK_BASE_REF",
	"BUILDKITE_PULL_REQUEST_BASE_BRANCH",
}

// PullRequest tells where the pull request that CI looks at is to be merged;
// false: it is none, or the system does not say so in variables. A pull request
// whose branch is not told has a Target that no clone has.
func PullRequest(getenv func(string) string) (Target, bool) {
	t := Target{Name: "the base branch", home: home(getenv)}
	if commit := getenv("CI_MERGE_REQUEST_DIFF_BASE_SHA"); isCommit(commit) {
		t.commit = commit
	}
	told := strings.HasPrefix(getenv("GITHUB_EVENT_NAME"), "pull_request") || getenv("BUILD_REASON") == "PullRequest" || t.commit != ""
	for _, branch := range append(namedBranches(getenv), queuedFor(getenv)) {
		if branch == "" {
			continue
		}
		told = true
		if isBranch(branch) {
			t.Name = branch
			// The whole name: of origin/main, git would rather take a tag of that name.
			t.revisions = append(t.revisions, "refs/remotes/origin/"+branch)
		}
	}
	for _, name := range []string{"GITHUB_REF", "BUILD_SOURCEBRANCH"} {
		// Of the merge that the forge itself made to try the pull request, the
		// first parent is the branch. HEAD may be another commit, of anybody's making.
		if number, ok := mergeOf(getenv(name)); ok {
			told = true
			t.revisions = append(t.revisions, "refs/remotes/pull/"+number+"/merge^1")
		}
	}
	return t, told
}

// home is the path of the repository that has the pull request: of GitHub's
// OWNER/NAME, or of the address that GitLab tells.
func home(getenv func(string) string) string {
	if name := getenv("GITHUB_REPOSITORY"); name != "" {
		return "/" + name
	}
	return pathOf(getenv("CI_MERGE_REQUEST_PROJECT_URL"))
}

// pathOf is the path of a repository's address, https://HOST/PATH.git or
// git@HOST:PATH; empty for a folder of this machine.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err == nil && u.Host != "" {
		return strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), ".git")
	}
	host, path, ok := strings.Cut(address, ":")
	if !ok || !strings.Contains(host, "@") {
		return ""
	}
	return "/" + strings.TrimSuffix(strings.TrimPrefix(path, "/"), ".git")
}

func namedBranches(getenv func(string) string) []string {
	var branches []string
	for _, name := range targetBranches {
		branches = append(branches, strings.TrimPrefix(getenv(name), "refs/heads/"))
	}
	return branches
}

// queuedFor is the branch that GitHub's merge queue tries changes for: it stands
// in gh-readonly-queue/BRANCH/pr-NUMBER-COMMIT.
func queuedFor(getenv func(string) string) string {
	queued, ok := strings.CutPrefix(getenv("GITHUB_REF"), "refs/heads/gh-readonly-queue/")
	end := strings.LastIndex(queued, "/pr-")
	if !ok || end < 0 || getenv("GITHUB_EVENT_NAME") != "merge_group" {
		return ""
	}
	return queued[:end]
}

// mergeOf is the number in refs/pull/NUMBER/merge.
func mergeOf(ref string) (string, bool) {
	rest, pull := strings.CutPrefix(ref, "refs/pull/")
	number, merge := strings.CutSuffix(rest, "/merge")
	_, err := strconv.ParseUint(number, 10, 64)
	return number, pull && merge && err == nil
}

// isCommit tells whether a text is the whole name of a commit.
func isCommit(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

// isBranch tells whether a name can be put into a revision without becoming
// more than a name. Git allows these in no branch.
func isBranch(name string) bool {
	return !strings.ContainsAny(name, " ~^:?*[\\\x00\n") && !strings.Contains(name, "..") && !strings.Contains(name, "@{")
}

// File reads a file as it stands on the target, path being a slash path relative
// to dir. Nothing, without an error: it is not there. The error says in words
// why nobody can tell.
func (t Target) File(ctx context.Context, dir, path string, limit int) ([]byte, error) {
	revisions, err := t.trusted(ctx, dir)
	if err != nil {
		return nil, err
	}
	for _, revision := range revisions {
		listed := run(git(ctx, dir, "ls-tree", "-z", "-l", revision, "--", path))
		if listed.err == nil {
			return blob(ctx, dir, listed.stdout, limit)
		}
	}
	if ctx.Err() != nil {
		return nil, errors.New("git did not answer in time")
	}
	return nil, fmt.Errorf("this clone does not have %s", t.Name)
}

// trusted are the revisions that whoever opened the pull request cannot have
// made: in a submodule, or in a clone of a fork, origin is a repository of theirs.
func (t Target) trusted(ctx context.Context, dir string) ([]string, error) {
	around := run(git(ctx, dir, "rev-parse", "--show-superproject-working-tree"))
	switch {
	case around.err != nil:
		return nil, errors.New(around.reason(ctx))
	case strings.TrimSpace(around.stdout) != "":
		return nil, errors.New("the project is a submodule, and the pull request is one of the repository around it")
	}
	origin := pathOf(strings.TrimSpace(run(git(ctx, dir, "config", "--get", "remote.origin.url")).stdout))
	fork := t.home != "" && origin != "" && !strings.EqualFold(t.home, origin)
	switch {
	case t.commit == "" && fork:
		return nil, fmt.Errorf("this is a clone of another repository than %s", strings.TrimPrefix(t.home, "/"))
	case t.commit == "":
		return t.revisions, nil
	case fork:
		return []string{t.commit}, nil
	}
	return append([]string{t.commit}, t.revisions...), nil
}

// blob reads the one file that ls-tree has listed: "100644 blob NAME SIZE\tPATH".
// cat-file gives the bytes as they are stored, whatever the attributes say.
func blob(ctx context.Context, dir, listed string, limit int) ([]byte, error) {
	if listed == "" {
		return nil, nil
	}
	about, _, _ := strings.Cut(listed, "\t")
	fields := strings.Fields(about)
	if len(fields) != 4 || fields[1] != "blob" || fields[0] == "120000" {
		return nil, errors.New("what stands there is no regular file")
	}
	if size, err := strconv.Atoi(fields[3]); err != nil || size > limit {
		return nil, errors.New("the file there is too large")
	}
	read := run(git(ctx, dir, "cat-file", "blob", fields[2]))
	if read.err != nil {
		return nil, errors.New(read.reason(ctx))
	}
	return []byte(read.stdout), nil
}
