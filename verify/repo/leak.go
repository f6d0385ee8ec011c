package repo

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/authkit-cli/authkit/secrets"
)

// Needle is one secret to look for.
type Needle struct {
	Name  string // as a message names it: "client_secret of [auth.microsoft]"
	Value secrets.Secret
}

// Leak is one place where a secret stands.
type Leak struct {
	Needle string
	Path   string // slash path in the repository; empty when no commit names the object
	Commit string // short; empty outside the history
	Line   int    // in the working tree
	Where  string // "tracked file", "history", "an object no branch reaches"
}

// Scan is the outcome of a search.
type Scan struct {
	Leaks      []Leak
	Complete   bool
	Incomplete string // why it is not complete
	Objects    int
	Bytes      int64
}

// maxLeaks bounds how many places are told for each secret.
const maxLeaks = 3

// FindLeaks looks for secrets in every tracked file as it stands and in every
// object git has, reachable or not. The secrets never leave this process: git
// hands out objects, the search is here. What is not searched: submodules,
// files kept in Git LFS, and history a shallow or partial clone lacks.
func FindLeaks(ctx context.Context, dir string, state State, needles []Needle) Scan {
	m := newMatcher(needles)
	scan := Scan{Complete: true}
	var tree []Leak
	var hits map[string][]int
	var side sync.WaitGroup
	var objectsErr error
	partial := false
	side.Go(func() { tree = trackedFiles(ctx, state, m) })
	side.Go(func() { partial = isPartial(ctx, dir) })
	side.Go(func() { hits, scan.Objects, scan.Bytes, objectsErr = objects(ctx, dir, m) })
	side.Wait()
	scan.Leaks = tree
	for _, leak := range history(ctx, dir, m, hits) {
		if !told(tree, leak) {
			scan.Leaks = append(scan.Leaks, leak)
		}
	}
	scan.Leaks = few(scan.Leaks)
	switch {
	case objectsErr != nil || ctx.Err() != nil:
		scan.Complete, scan.Incomplete = false, "git could not hand out everything it has"
		if ctx.Err() != nil {
			scan.Incomplete = "the search was stopped"
		}
	case state.Shallow:
		scan.Complete, scan.Incomplete = false, "this clone lacks a part of the history (git fetch --unshallow; in GitHub Actions: fetch-depth: 0)"
	case partial:
		scan.Complete, scan.Incomplete = false, "this is a partial clone, which lacks some files of the history"
	}
	return scan
}

// told tells whether a leak of the history is the tracked file that was told already.
func told(tree []Leak, leak Leak) bool {
	for _, t := range tree {
		if t.Needle == leak.Needle && t.Path == leak.Path {
			return true
		}
	}
	return false
}

func few(leaks []Leak) []Leak {
	count := map[string]int{}
	var kept []Leak
	for _, leak := range leaks {
		if count[leak.Needle]++; count[leak.Needle] <= maxLeaks {
			kept = append(kept, leak)
		}
	}
	return kept
}

func isPartial(ctx context.Context, dir string) bool {
	return run(git(ctx, dir, "config", "--get-regexp", `^(extensions\.partialclone|remote\..*\.promisor)$`)).stdout != ""
}

// trackedFiles searches the tracked files as they stand in the working tree.
func trackedFiles(ctx context.Context, state State, m *matcher) []Leak {
	var leaks []Leak
	for _, name := range state.files {
		if ctx.Err() != nil {
			break
		}
		full := filepath.Join(state.Root, filepath.FromSlash(name))
		info, err := os.Lstat(full)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		file, err := os.Open(full)
		if err != nil {
			continue
		}
		for needle, line := range m.lines(file) {
			leaks = append(leaks, Leak{Needle: m.needles[needle].Name, Path: name, Line: line, Where: "tracked file"})
		}
		file.Close()
	}
	sort.Slice(leaks, func(i, j int) bool { return leaks[i].Path+leaks[i].Needle < leaks[j].Path+leaks[j].Needle })
	return leaks
}

// objects streams every blob and commit message git has through the matcher.
// hits maps an object to the needles in it.
func objects(ctx context.Context, dir string, m *matcher) (hits map[string][]int, count int, total int64, err error) {
	hits = map[string][]int{}
	command := git(ctx, dir, "cat-file", "--batch-all-objects", "--buffer", "--unordered", "--batch")
	stdout, err := command.StdoutPipe()
	if err != nil {
		return hits, 0, 0, err
	}
	var errs bytes.Buffer
	command.Stderr = &errs
	if err := command.Start(); err != nil {
		return hits, 0, 0, err
	}
	reader := bufio.NewReaderSize(stdout, 1<<16)
	for {
		header, err := reader.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			command.Wait() //nolint:errcheck // the read error says it
			return hits, count, total, err
		}
		fields := strings.Fields(header)
		if len(fields) != 3 {
			if len(fields) == 2 && fields[1] == "missing" {
				continue
			}
			command.Cancel() //nolint:errcheck // it is over anyway
			command.Wait()   //nolint:errcheck
			return hits, count, total, fmt.Errorf("git answered in an unknown way")
		}
		size, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			return hits, count, total, err
		}
		count++
		total += size
		body := io.LimitReader(reader, size)
		if fields[1] == "blob" || fields[1] == "commit" || fields[1] == "tag" {
			if found := m.in(body); len(found) > 0 {
				hits[fields[0]] = found
			}
		}
		if _, err := io.Copy(io.Discard, body); err != nil {
			return hits, count, total, err
		}
		if _, err := reader.Discard(1); err != nil { // the line end behind each object
			return hits, count, total, err
		}
	}
	err = command.Wait()
	if err == nil && errs.Len() > 0 {
		err = errors.New("git complained")
	}
	return hits, count, total, err
}

// history finds out where the objects that were hit belong.
func history(ctx context.Context, dir string, m *matcher, hits map[string][]int) []Leak {
	var ids []string
	for id := range hits {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	if len(ids) > 20 {
		ids = ids[:20]
	}
	var leaks []Leak
	for _, id := range ids {
		leak := Leak{Where: "an object no branch reaches"}
		out := run(git(ctx, dir, "log", "--all", "--find-object="+id, "--name-only", "--format=%h", "-1", "-z"))
		if parts := strings.FieldsFunc(out.stdout, func(r rune) bool { return r == 0 || r == '\n' }); out.err == nil && len(parts) >= 2 {
			leak.Commit, leak.Path, leak.Where = parts[0], parts[1], "history"
		} else if kind := run(git(ctx, dir, "cat-file", "-t", id)); strings.TrimSpace(kind.stdout) == "commit" {
			leak.Commit, leak.Where = id[:min(len(id), 8)], "the message of a commit"
		}
		for _, needle := range hits[id] {
			leak.Needle = m.needles[needle].Name
			leaks = append(leaks, leak)
		}
	}
	return leaks
}

// matcher looks for every spelling of every needle at once.
type matcher struct {
	needles  []Needle
	patterns []pattern
	longest  int
}

type pattern struct {
	bytes  []byte
	needle int
}

// shortest is what may be looked for: less is found everywhere.
const shortest = 8

func newMatcher(needles []Needle) *matcher {
	m := &matcher{}
	for _, needle := range needles {
		value := needle.Value.Reveal()
		if len(value) < shortest {
			continue
		}
		m.needles = append(m.needles, needle)
		for _, spelling := range spellings(value) {
			m.patterns = append(m.patterns, pattern{[]byte(spelling), len(m.needles) - 1})
			m.longest = max(m.longest, len(spelling))
		}
	}
	return m
}

// spellings are the ways a value stands in files: as it is, in a URL, in JSON,
// in base64 (alone, and at the three places within a longer text).
func spellings(value string) []string {
	all := []string{value}
	add := func(s string) {
		for _, other := range all {
			if other == s {
				return
			}
		}
		if len(s) >= shortest {
			all = append(all, s)
		}
	}
	add(url.QueryEscape(value))
	if quoted, err := json.Marshal(value); err == nil {
		add(strings.Trim(string(quoted), `"`))
	}
	add(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value))
	for shift := range 3 {
		// The characters at both ends depend on the neighbours, so they are left out.
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + value))
		start := (shift*8 + 5) / 6
		end := len(encoded)
		if (shift+len(value))%3 != 0 {
			end--
		}
		if end > start {
			add(encoded[start:end])
			add(strings.NewReplacer("+", "-", "/", "_").Replace(encoded[start:end]))
		}
	}
	return all
}

// in lists the needles that stand in a stream, of any length, in bounded memory.
func (m *matcher) in(r io.Reader) []int {
	found := map[int]bool{}
	m.stream(r, func(chunk []byte, _ int) bool {
		for _, p := range m.patterns {
			if !found[p.needle] && bytes.Contains(chunk, p.bytes) {
				found[p.needle] = true
			}
		}
		return len(found) < len(m.needles)
	})
	var list []int
	for needle := range found {
		list = append(list, needle)
	}
	sort.Ints(list)
	return list
}

// lines maps each needle that stands in a stream to the line of its first place.
func (m *matcher) lines(r io.Reader) map[int]int {
	found := map[int]int{}
	m.stream(r, func(chunk []byte, line int) bool {
		for _, p := range m.patterns {
			if _, ok := found[p.needle]; ok {
				continue
			}
			if at := bytes.Index(chunk, p.bytes); at >= 0 {
				found[p.needle] = line + bytes.Count(chunk[:at], []byte("\n"))
			}
		}
		return len(found) < len(m.needles)
	})
	return found
}

// buffers are used again: a history has many small objects.
var buffers = sync.Pool{New: func() any {
	b := make([]byte, 1<<17)
	return &b
}}

// stream hands out overlapping pieces, with the number of their first line.
func (m *matcher) stream(r io.Reader, visit func(chunk []byte, line int) bool) {
	if len(m.patterns) == 0 {
		return
	}
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	buffer := *pooled
	kept, line := 0, 1
	for {
		n, err := io.ReadFull(r, buffer[kept:])
		chunk := buffer[:kept+n]
		if len(chunk) > 0 && !visit(chunk, line) {
			return
		}
		if err != nil {
			return
		}
		keep := min(m.longest-1, len(chunk))
		line += bytes.Count(chunk[:len(chunk)-keep], []byte("\n"))
		copy(buffer, chunk[len(chunk)-keep:])
		kept = keep
	}
}
