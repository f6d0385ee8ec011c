package repo

import (
	"bufio"
	"context"
	"io"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/internal/safego"
)

// locator finds out where the objects that were hit belong.
type locator struct {
	ctx    context.Context
	dir    string
	m      *matcher
	blobs  []*hit
	places map[string]Leak // by object
	order  map[string]int  // in which objects got their places
}

// locate tells for each hit which file of which commit it is.
func locate(ctx context.Context, dir string, m *matcher, hits []*hit) []Leak {
	l := &locator{ctx: ctx, dir: dir, m: m, places: map[string]Leak{}, order: map[string]int{}}
	for _, h := range hits {
		switch h.kind {
		case "blob":
			l.blobs = append(l.blobs, h)
		case "tag":
			l.places[h.id] = Leak{Where: inTag + " no branch reaches", Commit: short(h.id)}
		case "commit":
			l.places[h.id] = Leak{Where: inMessage, Commit: short(h.id)}
		}
	}
	if len(l.blobs) > 0 {
		l.commits(inHistory, nil, "--exclude=refs/stash", "--all")
		l.commits(inHistory, nil, "--exclude=refs/stash", "--all", "--merges", "-m")
		l.index()
		l.commits(inStash, nil, "-g", "-m", "refs/stash")
		l.lostCommits()
	}
	if len(l.blobs) < len(hits) {
		l.messages(hits)
	}

	var leaks []Leak
	told := map[Leak]bool{}
	sort.SliceStable(hits, func(i, j int) bool { return l.order[hits[i].id] < l.order[hits[j].id] }) // newest first
	for _, h := range hits {
		place, known := l.places[h.id]
		if !known {
			place.Where = inLostObject + ", " + short(h.id)
		}
		for needle, line := range h.lines {
			leak := place
			leak.Needle, leak.Key = m.needles[needle].Name, m.needles[needle].Key
			if once := (Leak{Needle: leak.Needle, Path: leak.Path}); leak.Path != "" {
				if told[once] {
					continue // an older version of the file
				}
				told[once] = true
			}
			if h.kind == "blob" && leak.Path != "" {
				leak.Line = line
			}
			leaks = append(leaks, leak)
		}
	}
	return leaks
}

func short(id string) string { return id[:min(len(id), 10)] }

// enough tells whether each secret has the places that are told, or no object
// is left without one.
func (l *locator) enough() bool {
	paths, left := map[int]map[string]bool{}, map[int]bool{}
	for _, h := range l.blobs {
		place, known := l.places[h.id]
		for needle := range h.lines {
			if !known {
				left[needle] = true
				continue
			}
			if paths[needle] == nil {
				paths[needle] = map[string]bool{}
			}
			paths[needle][place.Path] = true
		}
	}
	for needle := range left {
		if len(paths[needle]) < maxLeaks {
			return false
		}
	}
	return true
}

// commits walks from the given starts and places each object at the newest
// commit that brings it, until there are enough places.
func (l *locator) commits(where string, stdin io.Reader, starts ...string) {
	if l.enough() {
		return
	}
	ctx, stop := context.WithCancel(l.ctx)
	defer stop()
	args := []string{"log", "--raw", "-r", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color",
		"--ignore-submodules=none", "--format=tformat:%x01%H"}
	for _, h := range l.blobs {
		if _, known := l.places[h.id]; !known && len(args) < 400 { // some systems take no longer command
			args = append(args, "--find-object="+h.id)
		}
	}
	if stdin != nil {
		args = append(args, "--stdin")
	}
	command := git(ctx, l.dir, append(append(args, starts...), "--")...)
	command.Stdin = stdin
	stdout, err := command.StdoutPipe()
	if err != nil || command.Start() != nil {
		return
	}
	defer command.Wait() //nolint:errcheck // a place is not found, that is all
	defer stop()

	reader := bufio.NewReader(stdout)
	commit := ""
	for {
		token, err := reader.ReadString(0)
		if err != nil {
			return
		}
		token = strings.Trim(token, "\n\x00")
		if id, ok := strings.CutPrefix(token, "\x01"); ok {
			commit = id
			continue
		}
		fields := strings.Fields(token) // :100644 100644 OLD NEW M
		if len(fields) != 5 || fields[0][0] != ':' {
			continue
		}
		path, err := reader.ReadString(0)
		if err != nil {
			return
		}
		place := Leak{Path: strings.TrimSuffix(path, "\x00"), Commit: short(commit), Where: where}
		l.put(fields[3], place)
		if where == inStash { // git shows what a stash adds to the index as taken away
			l.put(fields[2], place)
		}
		if l.enough() {
			return
		}
	}
}

func (l *locator) put(id string, place Leak) {
	if _, known := l.places[id]; !known {
		l.places[id] = place
		l.order[id] = len(l.order) + 1
	}
}

// index places what is staged and in no commit.
func (l *locator) index() {
	if l.enough() {
		return
	}
	for entry := range strings.SplitSeq(run(git(l.ctx, l.dir, "ls-files", "--stage", "-z", "--full-name", "--", ":/")).stdout, "\x00") {
		about, path, _ := strings.Cut(entry, "\t") // 100644 ID STAGE
		if fields := strings.Fields(about); len(fields) == 3 {
			l.put(fields[1], Leak{Path: path, Where: inIndex})
		}
	}
}

// lostCommits places what only commits have that no branch, tag or stash reaches.
func (l *locator) lostCommits() {
	if l.enough() {
		return
	}
	ctx, stop := context.WithCancel(l.ctx)
	defer stop()
	list := git(ctx, l.dir, "cat-file", "--batch-all-objects", "--buffer", "--batch-check=%(objecttype) %(objectname)")
	stdout, err := list.StdoutPipe()
	if err != nil || list.Start() != nil {
		return
	}
	ids, all := io.Pipe()
	listed := safego.Go(func() {
		lines := bufio.NewScanner(stdout)
		defer func() { all.CloseWithError(lines.Err()) }()
		for lines.Scan() {
			if id, ok := strings.CutPrefix(lines.Text(), "commit "); ok {
				if _, err := io.WriteString(all, id+"\n"); err != nil {
					break
				}
			}
		}
	})
	l.commits(inLostCommit, ids, "-m", "--not", "--all")
	ids.Close()
	stop()
	listed.Wait()
	list.Wait() //nolint:errcheck // a place is not found, that is all
}

// messages names the tags whose messages were hit, and tells the commits that
// no branch reaches from the others.
func (l *locator) messages(hits []*hit) {
	for line := range strings.Lines(run(git(l.ctx, l.dir, "for-each-ref", "--format=%(objectname) %(*objectname) %(refname)", "refs/tags")).stdout) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue // a tag without a message
		}
		if _, hit := l.places[fields[0]]; hit {
			l.places[fields[0]] = Leak{Where: inTag + ", " + strings.TrimPrefix(fields[2], "refs/tags/"), Commit: short(fields[1])}
		}
	}
	list := []string{"rev-list"}
	for _, h := range hits {
		if h.kind == "commit" {
			list = append(list, h.id)
		}
	}
	lost := run(git(l.ctx, l.dir, append(list, "--not", "--all", "--")...)).stdout
	for _, h := range hits {
		if h.kind == "commit" && strings.Contains(lost, h.id) {
			l.places[h.id] = Leak{Where: inMessage + " no branch reaches", Commit: short(h.id)}
		}
	}
}
