package pyapp

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/growth"
)

func TestReadingStartFilesIsLinear(t *testing.T) {
	for _, part := range []string{"a \\\n", "RUN a && \\\n", "- streamlit\n", "- a\n", "CMD streamlit run app.py\n", "cd a && ", "streamlit run ", "\n"} {
		growth.Linear(t, fmt.Sprintf("%q", part), 1<<13, func(n int) string { return "- streamlit\n" + strings.Repeat(part, n/len(part)) }, func(text string) {
			RunCommands(fstest.MapFS{"Dockerfile": {Data: []byte(text)}})
		})
	}
}

// A script that another one imports is a module of it, and not the app.
func TestMainScriptIsTheImporter(t *testing.T) {
	gate := &fstest.MapFile{Data: []byte("import streamlit as st\n")}
	imports := &fstest.MapFile{Data: []byte("import streamlit as st\nfrom gate import require\n")}
	for _, test := range []struct {
		files fstest.MapFS
		want  string
	}{
		{fstest.MapFS{"board.py": imports, "gate.py": gate}, "board.py"},
		{fstest.MapFS{"board.py": imports, "gate.py": gate, "other.py": gate}, ""},
		{fstest.MapFS{"board.py": gate, "gate.py": gate}, ""},
	} {
		got, err := MainScript(test.files)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%v: %q, %v, want %q", test.files, got, err, test.want)
		}
	}
}
