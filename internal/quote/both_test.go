package quote_test

import (
	"os/exec"
	"runtime"
	"testing"

	"github.com/authkit-cli/authkit/internal/quote"
)

// A POSIX shell gives back the word; what PowerShell would read something into
// stands in quotes.
func TestBoth(t *testing.T) {
	for word, want := range map[string]string{
		"app.toml": "app.toml", "https://app.example/x": "https://app.example/x", "": "''", "a b": "'a b'", "@x.json": "'@x.json'", "a,b": "'a,b'",
		"it's": `"it's"`, "$(id)": "'$(id)'", "a;b": "'a;b'", "50%": "'50%'", "it's $x": `'it'\''s $x'`, "l’app": `"l’app"`, "~": "'~'", "--data-file=x": "--data-file=x",
	} {
		got := quote.Both(word)
		if got != want {
			t.Errorf("%q: %s", word, got)
		}
		if runtime.GOOS == "windows" {
			continue
		}
		out, err := exec.Command("sh", "-c", "printf '%s' "+got).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q comes back as %q, %v", word, out, err)
		}
	}
}
