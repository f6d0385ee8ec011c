package repo_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify/project/repo"
)

const settings = ".streamlit/authkit.toml"

func variables(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// askTarget asks in a clone what the settings file of the target says.
func askTarget(t *testing.T, r *repository, pairs ...string) string {
	t.Helper()
	target, pull := repo.PullRequest(variables(pairs...))
	if !pull {
		return "no pull request"
	}
	data, err := target.File(t.Context(), r.dir, settings, 1000)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// pullRequest is a forge with a branch, a change of it, and the merge that the
// forge makes to try the change.
func pullRequest(t *testing.T) (origin *repository, base string) {
	t.Helper()
	origin = newRepository(t)
	origin.write(settings, "base")
	base = origin.commit("base")
	origin.git("checkout", "-q", "-b", "change")
	origin.write(settings, "change")
	origin.commit("change")
	origin.git("checkout", "-q", "--detach", "main")
	origin.git("merge", "-q", "--no-ff", "-m", "try it", "change")
	origin.git("update-ref", "refs/pull/7/merge", "HEAD")
	origin.git("checkout", "-q", "main")
	return origin, base
}

// checkout clones as CI systems do: the merge, in a clone that has the branches.
func checkout(t *testing.T, origin *repository) *repository {
	t.Helper()
	r := &repository{t, t.TempDir()}
	r.git("init", "-q")
	r.git("remote", "add", "origin", "file://"+filepath.ToSlash(origin.dir))
	r.git("fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*", "+refs/pull/7/merge:refs/remotes/pull/7/merge")
	r.git("checkout", "-q", "--detach", "refs/remotes/pull/7/merge")
	return r
}

// Every system names the branch in variables of its own.
func TestTargetOfEachSystem(t *testing.T) {
	t.Parallel()
	origin, base := pullRequest(t)
	r := checkout(t, origin)
	for name, c := range map[string]struct {
		pairs []string
		want  string
	}{
		"GitHub":             {[]string{"GITHUB_EVENT_NAME", "pull_request", "GITHUB_BASE_REF", "main", "GITHUB_REF", "refs/pull/7/merge"}, "base"},
		"its merge alone":    {[]string{"GITHUB_EVENT_NAME", "pull_request_review", "GITHUB_REF", "refs/pull/7/merge"}, "base"},
		"its queue":          {[]string{"GITHUB_EVENT_NAME", "merge_group", "GITHUB_REF", "refs/heads/gh-readonly-queue/main/pr-7-" + base}, "base"},
		"its push":           {[]string{"GITHUB_EVENT_NAME", "push", "GITHUB_REF", "refs/heads/main"}, "no pull request"},
		"its target unknown": {[]string{"GITHUB_EVENT_NAME", "pull_request"}, "this clone does not have the base branch"},
		"GitLab":             {[]string{"CI_MERGE_REQUEST_DIFF_BASE_SHA", base}, "base"},
		"GitLab, by branch":  {[]string{"CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"}, "base"},
		"GitLab, both":       {[]string{"CI_MERGE_REQUEST_DIFF_BASE_SHA", base, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "change"}, "base"},
		"GitLab, shallow":    {[]string{"CI_MERGE_REQUEST_DIFF_BASE_SHA", strings.Repeat("1", 40), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"}, "base"},
		"GitLab, no commit":  {[]string{"CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD"}, "no pull request"},
		"Azure Repos":        {[]string{"SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"}, "base"},
		"Azure, of GitHub":   {[]string{"SYSTEM_PULLREQUEST_TARGETBRANCH", "main"}, "base"},
		"Azure, its merge":   {[]string{"BUILD_REASON", "PullRequest", "BUILD_SOURCEBRANCH", "refs/pull/7/merge"}, "base"},
		"Jenkins":            {[]string{"CHANGE_TARGET", "main"}, "base"},
		"nothing":            {nil, "no pull request"},
		"no such branch":     {[]string{"GITHUB_BASE_REF", "gone"}, "this clone does not have gone"},
		"no name of git's":   {[]string{"GITHUB_BASE_REF", "change~0^{/change}"}, "this clone does not have the base branch"},
		"a way out":          {[]string{"GITHUB_BASE_REF", "../../heads/change"}, "this clone does not have the base branch"},
	} {
		if got := askTarget(t, r, c.pairs...); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What a pull request can name as it likes is not taken for its target.
func TestTargetIsTheTrueBranch(t *testing.T) {
	t.Parallel()
	origin, base := pullRequest(t)
	r := checkout(t, origin)
	r.git("tag", "origin/main", "origin/change")
	r.git("branch", "origin/main", "origin/change")
	r.git("branch", "main", "origin/change")
	r.git("replace", "refs/remotes/origin/main", "refs/remotes/origin/change")
	r.write(".gitattributes", "*.toml diff=x\n")
	r.git("config", "diff.x.textconv", "echo changed; cat")
	if got := askTarget(t, r, "GITHUB_BASE_REF", "main"); got != "base" {
		t.Errorf("%q", got)
	}

	// The repository of the pull request's author has branches of its own.
	for address, want := range map[string]string{
		"https://github.com/us/app":          "base",
		"https://x:y@github.com/Us/App.git/": "base",
		"git@github.com:us/app.git":          "base",
		"ssh://git@github.com/us/app.git":    "base",
		"https://github.com/them/app":        "this is a clone of another repository than us/app",
		"git@github.com:them/us/app.git":     "this is a clone of another repository than us/app",
	} {
		r.git("remote", "set-url", "origin", address)
		if got := askTarget(t, r, "GITHUB_BASE_REF", "main", "GITHUB_REPOSITORY", "us/app", "GITHUB_REF", "refs/pull/7/merge"); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
		gitlab := askTarget(t, r, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main", "CI_MERGE_REQUEST_PROJECT_URL", "https://gitlab.com/us/app")
		if gitlab != want {
			t.Errorf("%s at GitLab: %q, want %q", address, gitlab, want)
		}
		named := askTarget(t, r, "CI_MERGE_REQUEST_DIFF_BASE_SHA", base, "CI_MERGE_REQUEST_PROJECT_URL", "https://gitlab.com/us/app")
		if named != "base" {
			t.Errorf("%s, by commit: %q", address, named)
		}
	}
}

// In a submodule, the branches are those of whatever the pull request put there.
func TestTargetOfASubmodule(t *testing.T) {
	t.Parallel()
	app := newRepository(t)
	app.write(settings, "theirs")
	app.commit("app")
	whole := newRepository(t)
	whole.git("submodule", "add", "-q", filepath.ToSlash(app.dir), "app")
	whole.commit("submodule")
	inner := &repository{t, filepath.Join(whole.dir, "app")}
	if got := askTarget(t, inner, "GITHUB_BASE_REF", "main"); !strings.Contains(got, "is a submodule") {
		t.Errorf("%q", got)
	}
}

// What cannot be read is told, what is not there is nothing.
func TestTargetThatCannotBeRead(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	t.Parallel()
	origin, _ := pullRequest(t)
	pull := []string{"GITHUB_BASE_REF", "main", "GITHUB_REF", "refs/pull/7/merge"}

	shallow := &repository{t, t.TempDir()}
	shallow.git("init", "-q")
	shallow.git("remote", "add", "origin", "file://"+filepath.ToSlash(origin.dir))
	shallow.git("fetch", "-q", "--depth=1", "origin", "+refs/pull/7/merge:refs/remotes/pull/7/merge")
	shallow.git("checkout", "-q", "--detach", "refs/remotes/pull/7/merge")
	if got := askTarget(t, shallow, pull...); got != "this clone does not have main" {
		t.Errorf("one commit: %q", got)
	}
	shallow.git("fetch", "-q", "--depth=2", "origin", "+refs/pull/7/merge:refs/remotes/pull/7/merge")
	if got := askTarget(t, shallow, pull...); got != "base" {
		t.Errorf("two commits: %q", got)
	}

	origin.git("config", "uploadpack.allowFilter", "true")
	partial := &repository{t, t.TempDir()}
	partial.git("clone", "-q", "--filter=blob:none", "--no-checkout", "file://"+filepath.ToSlash(origin.dir), ".")
	if got := askTarget(t, partial, pull...); got != "this clone does not have main" {
		t.Errorf("without the file: %q", got)
	}

	if got := askTarget(t, &repository{t, t.TempDir()}, pull...); !strings.Contains(got, "not a git repository") {
		t.Errorf("no clone: %q", got)
	}

	for _, c := range []struct{ path, text, want string }{
		{"other.toml", "", ""},
		{settings + "/x", "", "what stands there is no regular file"},
		{settings, strings.Repeat("x", 1001), "the file there is too large"},
	} {
		origin.git("checkout", "-q", "-B", "main", "refs/pull/7/merge^1")
		origin.git("rm", "-q", settings)
		origin.write(c.path, c.text)
		origin.commit("edit")
		if got := askTarget(t, checkout(t, origin), pull...); got != c.want {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
}

// The app may be a folder of a larger repository, with settings of its own.
func TestTargetOfAnAppInAFolder(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.write(settings, "of the root")
	r.write("apps/a/"+settings, "of a")
	r.write("apps/b/app.py", "")
	r.commit("apps")
	r.git("update-ref", "refs/remotes/origin/main", "HEAD")
	for folder, want := range map[string]string{".": "of the root", "apps/a": "of a", "apps/b": ""} {
		inner := &repository{t, filepath.Join(r.dir, filepath.FromSlash(folder))}
		if got := askTarget(t, inner, "GITHUB_BASE_REF", "main"); got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
}
