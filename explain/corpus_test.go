package explain

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Texts as people paste them bring up the page on their cause, and only that;
// what has nothing to do with a sign-in brings up none. See testdata/README.md.
func TestPastedTexts(t *testing.T) {
	files, err := filepath.Glob("testdata/pasted/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	right, quiet := 0, 0
	for _, file := range files {
		batch, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, pasted := range batch.Files {
			parts := strings.Split(pasted.Name, " | ")
			if len(parts) != 3 {
				t.Fatalf("%s: %q is not PAGES | words of the fix | what it is", file, pasted.Name)
			}
			want := strings.Split(parts[0], ", ")
			if parts[0] == "nothing" {
				want = nil
			}
			pages := Recognise(string(pasted.Data))
			if len(pages) == 0 {
				pages = Told(string(pasted.Data))
			}
			if got := strings.Join(names(pages), ", "); got != strings.Join(want, ", ") {
				t.Errorf("%s: %s: it brings up %q, not %q\n%s", filepath.Base(file), parts[2], got, parts[0], pasted.Data)
				continue
			}
			if len(pages) == 0 {
				quiet++
				continue
			}
			if fix := strings.Join(append(pages[0].Steps, pages[0].Fix), "\n"); parts[1] != "none" && !strings.Contains(fix, parts[1]) {
				t.Errorf("%s: %s: the fix does not say %q\n%s", filepath.Base(file), parts[2], parts[1], fix)
				continue
			}
			right++
		}
	}
	if quiet < 30 {
		t.Errorf("only %d texts that must bring up nothing", quiet)
	}
	t.Logf("figures: %d pasted texts bring up their page, %d bring up none", right, quiet)
}
