package project

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/growth"
)

// Only what belongs to the app counts: its pages and what these import are read
// however many there are, and what nothing imports is no reason to say less.
func TestOnlyTheAppCounts(t *testing.T) {
	all := map[string]string{"app.py": plain + numbered("import lib.m%d\n", 300), "pages/1_start.py": "import streamlit as st\nst.login(\"nope\")\n"}
	for i := range 300 {
		all[fmt.Sprintf("lib/m%d.py", i)] = "a = 1\n"
		all[fmt.Sprintf("backend/m%d.py", i)] = strings.Repeat("a = 1\n", 3_000) // 5 MB
	}
	p := load(t, files(t, all), 0)
	if len(p.App.Files) != 302 || len(p.App.Unread) > 0 {
		t.Errorf("%d files are read, and not: %+v", len(p.App.Files), p.App.Unread)
	}
	named := false
	for _, login := range p.App.Followed.Offered {
		named = named || login.Provider == "nope"
	}
	if !named {
		t.Errorf("the sign-in of a page is not seen: %+v", p.App.Followed.Offered)
	}
}

// More files than are looked at are said.
func TestManyNames(t *testing.T) {
	disk := fstest.MapFS{"app.py": {}}
	for i := range maxNames {
		disk[fmt.Sprintf("backend/%d.py", i)] = &fstest.MapFile{}
	}
	for _, c := range []struct {
		left int
		want string
	}{{0, "the app has more than 20000 Python files beside it, and not all of them were looked at"}, {1, ""}} {
		for i := range c.left {
			delete(disk, fmt.Sprintf("backend/%d.py", i))
		}
		app := App{Script: "app.py"}
		if _, _, notRead := app.list(t.Context(), disk); len(notRead) != len(c.want[:min(1, len(c.want))]) || len(notRead) > 0 && (!notRead[0].Bound || notRead[0].Path+" "+notRead[0].Reason != c.want) {
			t.Errorf("%d left out: %+v", c.left, notRead)
		}
	}
}

// What is read, and what is too much, is the same on one processor and on many.
func TestReadingSideBySideTellsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	all := map[string]string{"app.py": plain + numbered("import m%d\n", 60), "broken.py": "(\n"}
	for i := range 60 {
		all[fmt.Sprintf("m%d.py", i)] = strings.Repeat("a = 1\n", 300*(i%20)) + fmt.Sprintf("import n%d, broken\n", i)
		all[fmt.Sprintf("n%d.py", i)] = strings.Repeat("b = 1\n", 400*(i%7))
	}
	dir := files(t, all)
	told := func(processors int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		app := load(t, dir, 0).App
		var text strings.Builder
		for _, file := range app.Files {
			fmt.Fprintln(&text, file.Path, file.Scan.Size)
		}
		fmt.Fprintln(&text, app.Unread, slices.Sorted(maps.Keys(app.Broken)), app.Followed.Offered)
		return text.String()
	}
	one := told(1)
	if !strings.Contains(one, "is too large to be read") || !strings.Contains(one, "n0.py") || !strings.Contains(one, "broken.py") {
		t.Fatalf("the bound is not reached, or nothing is read:\n%s", one)
	}
	for range 3 {
		if many := told(8); many != one {
			t.Fatalf("on one processor:\n%s\non many:\n%s", one, many)
		}
	}
}

// Files are read in time that grows with their number only.
func TestReadingManyFilesIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a second")
	}
	disks := map[string]fstest.MapFS{}
	growth.Linear(t, "files", 1<<6, func(n int) string {
		disk, name := fstest.MapFS{"app.py": {Data: []byte(plain + numbered("import m%d\n", n))}}, fmt.Sprint(n)
		for i := range n {
			disk[fmt.Sprintf("m%d.py", i)] = &fstest.MapFile{Data: []byte(fmt.Sprintf("import m%d\n", i+1))}
			disk[fmt.Sprintf("other/n%d.py", i)] = &fstest.MapFile{Data: []byte("a = 1\n")}
		}
		disks[name] = disk
		return name
	}, func(name string) {
		app := App{Script: "app.py"}
		listed, _, _ := app.list(t.Context(), disks[name])
		if !app.readFiles(t.Context(), disks[name], listed) || fmt.Sprint(len(app.Files)-1) != name {
			t.Errorf("%d of %s files are read", len(app.Files), name)
		}
	})
}
