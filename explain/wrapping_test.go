package explain

import (
	"encoding/json"
	"html"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/authkit-cli/authkit/internal/words"
)

// wrappings are what people's tools make of a text before it is pasted.
var wrappings = map[string]func(string) string{
	"as a quotation":          func(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") },
	"broken at 60 columns":    func(s string) string { return strings.Join(words.Wrap(s, 60), "\n") },
	"with Windows' line ends": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"as JSON": func(s string) string {
		text, _ := json.Marshal(map[string]string{"message": s})
		return string(text)
	},
	"as JSON within JSON": func(s string) string {
		inner, _ := json.Marshal(map[string]string{"message": s})
		text, _ := json.Marshal(map[string]string{"body": string(inner)})
		return string(text)
	},
	"in a page's source": func(s string) string { return "<div><p>" + html.EscapeString(s) + "</p></div>" },
	"in a query":         func(s string) string { return "https://app.example.com/cb?error_description=" + url.QueryEscape(s) },
	"with curly quotes":  func(s string) string { return strings.NewReplacer("'", "’", `"`, "”").Replace(s) },
	"in capitals":        strings.ToUpper,
	"in small letters":   strings.ToLower,
	"between log lines": func(s string) string {
		return "2026-01-05 10:00:00 INFO starting\n" + s + "\n2026-01-05 10:00:01 INFO done\n"
	},
	"with colours": func(s string) string { return "\x1b[31m" + s + "\x1b[0m" },
}

// Whatever a text is wrapped in, it brings up the same pages, and what is none
// of ours brings up none.
func TestWrappingsChangeNothing(t *testing.T) {
	files, err := filepath.Glob("testdata/pasted/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, len(files))
	}
	same := 0
	for _, file := range files {
		batch, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, pasted := range batch.Files {
			text := strings.TrimSpace(string(pasted.Data))
			want := strings.Join(names(Recognise(text)), ", ")
			for name, wrap := range wrappings {
				if testing.Short() && len(text)%4 != 0 {
					continue
				}
				if got := strings.Join(names(Recognise(wrap(text))), ", "); got != want {
					t.Errorf("%s, %s: %q brings up %q, not %q", filepath.Base(file), name, text, got, want)
					continue
				}
				same++
			}
		}
	}
	t.Logf("figures: %d wrapped texts bring up the same", same)
}
