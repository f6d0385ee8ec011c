package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytaken"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// maxCode bounds how many bytes of Python an app has, maxTrees what is made of
// them (pyfile.Scan.Size).
const (
	maxCode  = 4 << 20
	maxTrees = 500_000
)

// atOnce is how many bytes of Python are read side by side: what is made of them
// before it is known whether there is room for it.
const atOnce = 128 << 10

// appReader reads the files of an app, several side by side. What is too much is
// the same however many processors there are: the files count in their order.
type appReader struct {
	ctx    context.Context
	root   fs.FS
	scans  map[string]pyfile.Scan
	unread map[string]Unread
	broken map[string]*pytoken.SyntaxError // what Python refuses
	starts map[string]bool                 // files that were asked whether they start the script

	code, trees int
}

func newAppReader(ctx context.Context, root fs.FS) *appReader {
	return &appReader{ctx: ctx, root: root, scans: map[string]pyfile.Scan{}, unread: map[string]Unread{}, broken: map[string]*pytoken.SyntaxError{}, starts: map[string]bool{}}
}

// readFile is what came of reading one file.
type readFile struct {
	bytes int
	scan  pyfile.Scan
	err   error
}

// read reads files that belong to the app, each once.
func (r *appReader) read(files []string) []pyfile.Scan {
	var open []string
	for _, file := range files {
		if _, known := r.scans[file]; !known {
			r.scans[file] = pyfile.Scan{}
			open = append(open, file)
		}
	}
	for len(open) > 0 {
		some := open[:r.some(open)]
		open = open[len(some):]
		found := make([]readFile, len(some))
		room := maxTrees - r.trees
		sideBySide(len(some), func(i int) { found[i] = r.one(some[i], room) })
		for i, file := range some {
			r.keep(file, found[i])
		}
	}
	scans := make([]pyfile.Scan, len(files))
	for i, file := range files {
		scans[i] = r.scans[file]
	}
	return scans
}

// some is how many of the files are read next.
func (r *appReader) some(files []string) int {
	var bytes int64
	for i, file := range files {
		if info, err := fs.Stat(r.root, file); err == nil {
			bytes += info.Size()
		}
		if bytes > atOnce {
			return max(i, 1)
		}
	}
	return len(files)
}

func (r *appReader) one(file string, room int) readFile { return r.oneTaking(file, room, nil) }

func (r *appReader) oneTaking(file string, room int, taken map[string]string) readFile {
	if room < 0 || r.code > maxCode {
		return readFile{err: checkout.ErrTooLarge}
	}
	source, err := r.text(file)
	if err != nil {
		return readFile{err: err}
	}
	scan, err := pyfile.ReadTaken(source, room, taken)
	if err != nil {
		scan.Mentions = bytes.Contains(source, []byte("st.login"))
	}
	return readFile{len(source), scan, err}
}

func (r *appReader) text(file string) ([]byte, error) {
	if err := late(r.ctx); err != nil {
		return nil, err
	}
	return checkout.Read(r.root, file, maxRead)
}

// keep notes what came of reading a file, if there is room for it.
func (r *appReader) keep(file string, found readFile) {
	r.code += found.bytes
	if r.trees += found.scan.Size; r.code > maxCode || r.trees > maxTrees {
		found.err = checkout.ErrTooLarge
	}
	var wrong *pytoken.SyntaxError
	switch missing, is := unread(file, found.err); {
	case errors.As(found.err, &wrong): // Python stops at it as well, and so does who imports it
		r.broken[file] = wrong
		r.scans[file] = raising(found.scan.Mentions)
		r.unread[file] = Unread{file, fmt.Sprintf("is not Python from line %d on: %s", wrong.Line, wrong.What), true}
	case is:
		r.unread[file] = missing
	default:
		r.scans[file] = found.scan
	}
}

// take reads those of the files again that take streamlit from one another, with the
// names that it goes by there. false: they were not followed to the end.
func (r *appReader) take(script string, belong map[string]bool) (whole bool) {
	scans := map[string]pyfile.Scan{}
	for file := range belong {
		scans[file] = r.scans[file]
	}
	all, whole := pytaken.Taken(script, scans)
	for _, file := range slices.Sorted(maps.Keys(all)) {
		r.trees -= r.scans[file].Size
		found := r.oneTaking(file, maxTrees-r.trees, all[file])
		r.code -= found.bytes
		r.keep(file, found)
	}
	return whole
}

// starters are those of the files that start the script with secrets of their own.
func (r *appReader) starters(script string, files []string) []string {
	var open, found []string
	for _, file := range files {
		if _, known := r.starts[file]; !known {
			open = append(open, file)
		}
	}
	start := make([]bool, len(open))
	sideBySide(len(open), func(i int) {
		source, _ := r.text(open[i])
		start[i] = pyscan.Starts(source, script)
	})
	for i, file := range open {
		r.starts[file] = start[i]
	}
	for _, file := range files {
		if r.starts[file] {
			found = append(found, file)
		}
	}
	return found
}

// sideBySide does work for each number below n, on all processors.
func sideBySide(n int, do func(i int)) {
	var all safego.Group
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	all.Wait()
}
