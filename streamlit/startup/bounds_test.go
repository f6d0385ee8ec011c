package startup

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// Where not all was looked at, no script is named as the app.
func TestTooManyToTell(t *testing.T) {
	app := &fstest.MapFile{Data: []byte("import streamlit as st\n")}
	many := func(format string, n int, text string) fstest.MapFS {
		files := fstest.MapFS{}
		for i := range n {
			files[fmt.Sprintf(format, i)] = &fstest.MapFile{Data: []byte(text)}
		}
		return files
	}
	for name, files := range map[string]fstest.MapFS{
		"scripts of the shell": many("scripts/%03d.sh", manyStarts+1, "echo\n"),
		"large scripts":        many("scripts/%d.sh", 9, strings.Repeat("#\n", maxRead/2)),
		"folders":              many("%03d/tool.py", manyFiles+1, "import streamlit\n"),
		"scripts of a folder":  many("lib/%03d.py", manyFiles+1, "import streamlit\n"),
	} {
		found, _, err := foundIn(files)
		if found != "" || !errors.Is(err, ErrTooMany) {
			t.Errorf("%s: %q, %v", name, found, err)
		}
	}
	files := many("docs%03d/a.md", manyFiles+1, "x\n") // folders without a script count for nothing
	files["web/app.py"] = app
	if found, _, err := foundIn(files); found != "web/app.py" || err != nil {
		t.Errorf("%q, %v", found, err)
	}
	files = many("scripts/%03d.sh", manyStarts+1, "echo\n") // what is told before is told
	files["Procfile"], files["a.py"] = &fstest.MapFile{Data: []byte("web: streamlit run a.py\n")}, app
	if found, _, err := foundIn(files); found != "a.py" || err != nil {
		t.Errorf("%q, %v", found, err)
	}
}

// Beside says when it has not read all of an app.
func TestBesideSaysWhatItLeavesOut(t *testing.T) {
	chain := func(n int, last string) fstest.MapFS {
		files := fstest.MapFS{"app.py": {Data: []byte("import m0\n")}}
		for i := range n {
			files[fmt.Sprintf("m%d.py", i)] = &fstest.MapFile{Data: []byte(fmt.Sprintf("import m%d\n", i+1))}
		}
		files[fmt.Sprintf("m%d.py", n)] = &fstest.MapFile{Data: []byte(last)}
		return files
	}
	for _, c := range []struct {
		name  string
		files fstest.MapFS
		whole bool
	}{
		{"few files", chain(10, "x = 1\n"), true},
		{"many files", chain(maxBeside, "x = 1\n"), false},
		{"a large file", chain(3, strings.Repeat("#\n", maxRead)), false},
		{"no Python", chain(3, "def\n"), true}, // Python stops at it as well
	} {
		scans, err := Beside(c.files, "app.py")
		if (err == nil) != c.whole || len(scans) == 0 {
			t.Errorf("%s: %d files, %v", c.name, len(scans), err)
		}
	}
}
