package repo

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"sort"
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

	tooPlain []string // needles that were left out, if that alone is why it is not complete
}

// maxLeaks bounds how many places are told for each secret.
const maxLeaks = 3

// Search is a search for secrets that is going on.
type Search struct {
	ctx    context.Context
	stop   context.CancelFunc
	dir    string
	m      *matcher
	passed func(bytes int)
	begun  *Objects // nil: nothing is read before Leaks
	all    *objects
	failed error
	beside safego.Group
}

// Look begins to look for secrets in every object git has, reachable or not, out
// of what Begin has begun; that may be nil. The secrets never leave this process:
// git hands out objects, the search is here. Unless it is nil, passed hears how
// many bytes of git's were searched since it heard last, from several goroutines
// at once, when the history is large.
func Look(ctx context.Context, dir string, begun *Objects, needles []Needle, passed func(bytes int)) *Search {
	if passed == nil {
		passed = func(int) {}
	}
	s := &Search{dir: dir, m: newMatcher(needles), passed: passed, begun: begun}
	s.ctx, s.stop = context.WithCancel(ctx)
	if begun != nil {
		s.beside.Go(s.everything)
	}
	return s
}

// Drop ends a search that nobody wants to hear of.
func (s *Search) Drop() {
	s.stop()
	if s.begun != nil {
		s.begun.stop()
	}
	s.beside.Wait()
}

func (s *Search) everything() { s.all, s.failed = searchObjects(s.ctx, s.dir, s.begun, s.m, s.passed) }

// Leaks also looks in every tracked file as it stands, and waits for the rest.
// What is not searched: names of files, submodules, files kept in Git LFS, and
// history a shallow or partial clone lacks.
func (s *Search) Leaks(state State) Scan {
	defer s.stop()
	var partial bool
	if s.begun == nil {
		s.beside.Go(s.everything)
	}
	s.beside.Go(func() { partial = state.isPartial(s.ctx, s.dir) })
	found, unread := searchFiles(s.ctx, state, s.m)
	s.beside.Wait()

	ctx, m, all, failed := s.ctx, s.m, s.all, s.failed
	scan := Scan{Objects: all.count, Bytes: all.bytes}
	for _, leak := range locate(ctx, s.dir, m, all.hits()) {
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
		scan.Incomplete = tooPlain(m.refused[0].Name)
		for _, needle := range m.refused {
			scan.tooPlain = append(scan.tooPlain, needle.Name)
		}
	}
	scan.Complete = scan.Incomplete == ""
	return scan
}

// isPartial tells whether a clone may have left a part of its objects with the
// server. Git is asked where its settings may say so, or take in other settings.
func (s State) isPartial(ctx context.Context, dir string) bool {
	if text, whole := settings(filepath.Join(filepath.Dir(s.objects), "config")); whole {
		mentions := func(word string) bool { return strings.Contains(text, word) }
		if !slices.ContainsFunc([]string{"partialclone", "promisor", "include", "worktreeconfig"}, mentions) {
			return false
		}
	}
	return run(git(ctx, dir, "config", "--get-regexp", `^(extensions\.partialclone|remote\..*\.promisor)$`)).stdout != ""
}

// settings is the text of a repository's settings in small letters; false: it is
// too large, or cannot be read. A pipe in its place would be waited for.
func settings(name string) (text string, whole bool) {
	const most = 1 << 16
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() || info.Size() >= most {
		return "", false
	}
	data, err := os.ReadFile(name)
	return strings.ToLower(string(data)), err == nil
}

// few keeps the plainest places of each secret, in an order that is always the same.
func few(leaks []Leak) []Leak {
	rank := func(l Leak) int {
		return slices.IndexFunc(places, func(place string) bool { return strings.HasPrefix(l.Where, place) })
	}
	sort.SliceStable(leaks, func(i, j int) bool {
		a, b := leaks[i], leaks[j]
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Needle, b.Needle), cmp.Compare(a.Where, b.Where), cmp.Compare(a.Commit, b.Commit)) < 0
	})
	count := map[string]int{}
	return slices.DeleteFunc(leaks, func(l Leak) bool {
		count[l.Needle]++
		return count[l.Needle] > maxLeaks
	})
}
