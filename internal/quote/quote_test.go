package quote_test

import (
	"os/exec"
	"runtime"
	"testing"

	"github.com/authkit-cli/authkit/internal/quote"
)

// A shell gives back the word.
func TestShell(t *testing.T) {
	for word, want := range map[string]string{
		"app.py": "app.py", "https://app.example/x": "https://app.example/x", "": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$(id)": "'$(id)'",
		"a;b": "'a;b'", "~": "'~'", "*": "'*'", "a\nb": "'a\nb'", "`id`": "'`id`'", "é": "'é'",
	} {
		got := quote.Shell(word)
		if got != want {
			t.Errorf("%q: %s", word, got)
		}
		if runtime.GOOS == "windows" {
			continue
		}
		out, err := exec.Command("sh", "-c", "printf %s "+got).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q comes back as %q, %v", word, out, err)
		}
	}
}
