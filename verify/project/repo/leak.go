package repo

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/secrets"
)

// Needle is one secret to look for.
type Needle struct {
	Key   string // in the secrets file, such as client_secret
	Name  string // as a message names it: "client_secret of [auth.microsoft]"
	Value secrets.Secret
}

// Leak is one place where a secret stands.
type Leak struct {
	Needle string // its Name
	Key    string // its Key
	Path   string // slash path in the repository; empty when no commit names the object
	Commit string // short; empty outside the history
	Line   int    // in the working tree, or in the file as it was at Commit
	Where  string // "tracked file", "history", "an object no branch reaches, 1f9a0c2b7d"
}

// The places, the plainest first.
const (
	inFile       = "tracked file"
	inIndex      = "staged file"
	inHistory    = "history"
	inStash      = "stash"
	inTag        = "the message of a tag"
	inMessage    = "the message of a commit"
	inLostCommit = "a commit no branch reaches"
	inLostObject = "an object no branch reaches"
	inUnsaid     = "a name that holds a secret itself"
)

var places = []string{inFile, inIndex, inHistory, inStash, inTag, inMessage, inLostCommit, inLostObject, inUnsaid}

// Scan is the outcome of a search.
type Scan struct {
	Leaks      []Leak
	Complete   bool
	Incomplete string // why it is not complete
	Failed     bool   // git or the system is the reason, and not the history itself
	Stopped    bool   // for want of time
	Objects    int
	Bytes      int64
}

// maxLeaks bounds how many places are told for each secret.
const maxLeaks = 3

// FindLeaks looks for secrets in every tracked file as it stands and in every
// object git has, reachable or not. The secrets never leave this process: git
// hands out objects, the search is here. What is not searched: names of files,
// submodules, files kept in Git LFS, and history a shallow or partial clone lacks.
// What Begin has begun is searched first; it may be nil. Unless it is nil, passed
// hears how many bytes of git's were searched since it heard last, from several
// goroutines at once, when the history is large.
func FindLeaks(ctx context.Context, dir string, state State, begun *Objects, needles []Needle, passed func(bytes int)) Scan {
	m := newMatcher(needles)
	if passed == nil {
		passed = func(int) {}
	}
	var found []Leak
	var unread []string // tracked files
	var all *objects
	var failed error
	partial := false
	var side safego.Group
	side.Go(func() { found, unread = searchFiles(ctx, state, m) })
	side.Go(func() { partial = state.isPartial(ctx, dir) })
	side.Go(func() { all, failed = searchObjects(ctx, dir, begun, m, passed) })
	side.Wait()

	scan := Scan{Objects: all.count, Bytes: all.bytes}
	for _, leak := range locate(ctx, dir, m, all.hits()) {
		// A file that is told as it stands is not told again as it was.
		if leak.Path == "" || !slices.ContainsFunc(found, func(l Leak) bool { return l.Needle == leak.Needle && l.Path == leak.Path }) {
			found = append(found, leak)
		}
	}
	for i, leak := range found {
		if m.stands(leak.Path) || m.stands(leak.Where) {
			found[i].Path, found[i].Line, found[i].Where = "", 0, inUnsaid
		}
	}
	scan.Leaks = few(found)
	switch {
	case ctx.Err() != nil:
		scan.Stopped, scan.Failed, scan.Incomplete = true, true, "the search was stopped"
	case failed != nil:
		scan.Failed, scan.Incomplete = true, "git could not hand out everything it has; git fsck tells what is damaged"
	case len(unread) > 0:
		scan.Failed, scan.Incomplete = true, unread[0]+" could not be read"
	case state.Shallow:
		scan.Incomplete = "this clone lacks a part of the history (git fetch --unshallow; in GitHub Actions: fetch-depth: 0)"
	case partial:
		scan.Incomplete = "this is a partial clone, which lacks some files of the history"
	case len(m.refused) > 0:
		scan.Incomplete = m.refused[0].Name + " is too short or too plain a text to look for"
	}
	scan.Complete = scan.Incomplete == ""
	return scan
}

// isPartial tells whether a clone may have left a part of its objects with the
// server. Git is asked where its settings may say so, or take in other settings.
func (s State) isPartial(ctx context.Context, dir string) bool {
	const most = 1 << 16
	file, err := os.Open(filepath.Join(filepath.Dir(s.objects), "config"))
	if err == nil {
		defer file.Close()
		text, err := io.ReadAll(io.LimitReader(file, most))
		plain := strings.ToLower(string(text))
		mentions := func(word string) bool { return strings.Contains(plain, word) }
		if err == nil && len(text) < most && !slices.ContainsFunc([]string{"partialclone", "promisor", "include", "worktreeconfig"}, mentions) {
			return false
		}
	}
	return run(git(ctx, dir, "config", "--get-regexp", `^(extensions\.partialclone|remote\..*\.promisor)$`)).stdout != ""
}

// few keeps the plainest places of each secret, in an order that is always the same.
func few(leaks []Leak) []Leak {
	rank := func(l Leak) int {
		return slices.IndexFunc(places, func(place string) bool { return strings.HasPrefix(l.Where, place) })
	}
	slices.SortStableFunc(leaks, func(a, b Leak) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Needle, b.Needle), cmp.Compare(a.Where, b.Where), cmp.Compare(a.Commit, b.Commit))
	})
	count := map[string]int{}
	return slices.DeleteFunc(leaks, func(l Leak) bool {
		count[l.Needle]++
		return count[l.Needle] > maxLeaks
	})
}
