package pyapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

var syntaxFile = flag.String("syntax", "testdata/syntax.jsonl", "which sources Python refuses, and in which line (e2e/pyapp/syntax.py)")

// What the parser refuses Python refuses too, and what Python takes the parser
// takes. Of what Python refuses the parser need not see all, but most.
func TestSyntax(t *testing.T) {
	data, err := os.ReadFile(*syntaxFile)
	if err != nil {
		t.Fatal(err)
	}
	taken, refused, seen, sameLine := 0, 0, 0, 0
	for line := range bytes.Lines(data) {
		var truth struct {
			Name, Text string
			Line       *int
		}
		if err := json.Unmarshal(line, &truth); err != nil {
			t.Fatal(err)
		}
		_, err := pyfile.Read([]byte(truth.Text))
		var wrong *pytoken.SyntaxError
		switch {
		case truth.Line == nil:
			if taken++; err != nil {
				t.Errorf("%s: Python takes it, and here: %v: %q", truth.Name, err, lineOf(truth.Text, err))
			}
		case errors.As(err, &wrong):
			refused++
			seen++
			if wrong.Line == *truth.Line {
				sameLine++
			}
		default:
			if refused++; testing.Verbose() {
				t.Logf("%s: only Python refuses line %d: %q", truth.Name, *truth.Line, strings.Split(truth.Text, "\n")[max(0, min(*truth.Line-1, strings.Count(truth.Text, "\n")))])
			}
		}
	}
	t.Logf("figures: syntax: %d sources taken as Python takes them; of %d that Python refuses %d are seen, %d of them in the same line", taken, refused, seen, sameLine)
	if seen < refused*9/10 || sameLine < seen*8/10 {
		t.Errorf("too few are seen")
	}
}

func lineOf(text string, err error) string {
	var wrong *pytoken.SyntaxError
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	if errors.As(err, &wrong) && wrong.Line <= len(lines) {
		return lines[wrong.Line-1]
	}
	return ""
}
