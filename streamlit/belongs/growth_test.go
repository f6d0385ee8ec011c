package belongs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
)

func TestUsedFilesAreFoundInTime(t *testing.T) {
	growth.Linear(t, "imports", 1<<8, func(n int) string {
		var source strings.Builder
		for i := range n {
			fmt.Fprintf(&source, "import m%d\n", i)
		}
		return source.String()
	}, func(text string) {
		scan, _ := pyfile.Read([]byte(text))
		scans := map[string]pyfile.Scan{}
		for i := range 200 {
			scans[fmt.Sprintf("lib/m%d.py", i)] = scan
		}
		scans["app.py"] = scan
		if used := Files("app.py", slices.Collect(maps.Keys(scans)), noStarters, from(scans)); len(used) < 200 {
			t.Errorf("%d files are used", len(used))
		}
	})
}

// So it does where many files have one name that many ask for.
func TestFilesOfOneNameAreFoundInTime(t *testing.T) {
	growth.Linear(t, "files", 1<<8, func(n int) string { return strings.Repeat("import m\n", n) + strings.Repeat("'m.py'\n", n) }, func(text string) {
		scan, _ := pyfile.Read([]byte(text))
		scans := map[string]pyfile.Scan{"app.py": scan}
		for i := range len(scan.Imports) {
			scans[fmt.Sprintf("a%d/m.py", i)] = pyfile.Scan{Scan: pyscan.Scan{Imports: []string{"m", "a/m"}, Scripts: []string{"m.py", "*.py"}}}
		}
		if used := Files("app.py", slices.Collect(maps.Keys(scans)), noStarters, from(scans)); len(used) != len(scans) {
			t.Errorf("%d files are used", len(used))
		}
	})
}
