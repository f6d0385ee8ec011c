package repo

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/internal/safego"
)

// AskAll is Ask about the file of that name in many folders. Where several lie in
// one working tree, git is asked once for all of them.
func AskAll(ctx context.Context, dirs []string, file string) []State {
	states := make([]State, len(dirs))
	of := map[string][]int{}
	for i, dir := range dirs {
		top := treeOf(dir)
		of[top] = append(of[top], i)
	}
	var all safego.Group
	for top, members := range of {
		all.Go(func() {
			if top != "" && len(members) > 1 && askTree(ctx, top, dirs, members, file, states) {
				return
			}
			for _, i := range members {
				states[i] = Ask(ctx, dirs[i], file)
			}
		})
	}
	all.Wait()
	return states
}

// treeOf is the top of the working tree around a folder, by the looks of it; empty
// when there is none.
func treeOf(dir string) string {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return ""
	}
	for folder := range upwards(real) {
		if isTop(folder) {
			return folder
		}
	}
	return ""
}

// askTree fills in the states of those folders that lie below one top; false where
// git sees the tree otherwise, or says of one of them more than yes or no.
func askTree(ctx context.Context, top string, dirs []string, members []int, file string, states []State) bool {
	whole := Ask(ctx, top, file)
	if !whole.Repository || whole.prefix != "" || filepath.Clean(filepath.FromSlash(whole.Root)) != top {
		return false
	}
	var asked strings.Builder
	below := make([]State, len(members))
	plainly := map[int]bool{}
	for n, i := range members {
		real, err := filepath.EvalSymlinks(dirs[i])
		if err != nil {
			return false
		}
		rel, err := filepath.Rel(top, real)
		if err != nil {
			return false
		}
		below[n] = whole
		if below[n].prefix = ""; rel != "." {
			below[n].prefix = filepath.ToSlash(rel) + "/"
		}
		if plainly[n] = plainlyIgnored(dirs[i], file); !plainly[n] {
			asked.WriteString(below[n].prefix + file + "\x00")
		}
	}
	ignored := outcome{}
	if asked.Len() > 0 {
		command := git(ctx, top, "check-ignore", "-z", "--stdin", "--no-index")
		command.Stdin = strings.NewReader(asked.String())
		if ignored = run(command); ignored.err != nil && ignored.code() != 1 {
			return false // of one of them, and only that one
		}
	}
	named := map[string]bool{}
	for name := range strings.SplitSeq(ignored.stdout, "\x00") {
		named[name] = true
	}
	for n, i := range members {
		s := below[n]
		s.Ignored, s.Tracked, s.TrackedPaths = plainly[n] || named[s.prefix+file], false, nil
		states[i] = s.tracks(file)
	}
	return true
}

// Owned names a needle as one of several owners', whose searches are made in one.
func Owned(owner string, n Needle) Needle {
	n.Name = owner + "\x00" + n.Name
	return n
}

// Of is what a search for the needles of several owners found for one of them.
func (s Scan) Of(owner string) Scan {
	own := func(name string) (string, bool) { return strings.CutPrefix(name, owner+"\x00") }
	var leaks []Leak
	for _, leak := range s.Leaks {
		if name, is := own(leak.Needle); is {
			leak.Needle = name
			leaks = append(leaks, leak)
		}
	}
	s.Leaks = leaks
	if len(s.tooPlain) == 0 {
		return s
	}
	s.Complete, s.Incomplete = true, ""
	for _, needle := range s.tooPlain {
		if name, is := own(needle); is {
			s.Complete, s.Incomplete = false, tooPlain(name)
			break
		}
	}
	return s
}

// tooPlain says that a search left a needle out.
func tooPlain(name string) string { return name + " is too short or too plain a text to look for" }
