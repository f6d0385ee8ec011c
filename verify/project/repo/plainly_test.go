package repo

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever stands in the files with rules: what is called plainly ignored, git ignores.
func TestPlainlyIgnored(t *testing.T) {
	t.Parallel()
	const file = ".streamlit/secrets.toml"
	lines := []string{
		file, "/" + file, file + " ", " " + file, file + "/", "!" + file, "!*.toml", "!.streamlit", "!/.streamlit/", "# " + file, "*.toml", ".streamlit/", "", `\` + file,
		"!**", "**/secrets.toml", ".streamlit/*", "!.streamlit/*", file + "\t", "secrets.toml", "!secrets.toml", "\xef\xbb\xbf" + file, file + "\x00", "*", "!*",
	}
	random := rand.New(rand.NewPCG(17, 1))
	rules := func() string {
		var text strings.Builder
		for range random.IntN(5) {
			text.WriteString(lines[random.IntN(len(lines))] + []string{"\n", "\n", "\r\n", "\r", "\r\r\n"}[random.IntN(5)])
		}
		if random.IntN(4) > 0 {
			text.WriteString(lines[random.IntN(2)] + []string{"\n", "\n", "\r\r\n"}[random.IntN(3)])
		}
		if random.IntN(3) == 0 {
			text.WriteString(lines[random.IntN(len(lines))])
		}
		return text.String()
	}
	top := t.TempDir()
	if out, err := exec.Command("git", "-C", top, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	put := func(name, text string) {
		t.Helper()
		os.Remove(filepath.Join(top, name))
		if text == "" {
			return
		}
		os.MkdirAll(filepath.Dir(filepath.Join(top, name)), 0o755)
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("app/"+file, "x")
	plain, ignored := 0, 0
	const rounds = 300
	for range rounds {
		own := rules()
		put("app/.gitignore", own)
		put(".gitignore", []string{"", "!app\n!" + file + "\n", "!*\n", rules()}[random.IntN(4)])
		put(".git/info/exclude", []string{"", "!**/" + file + "\n", rules()}[random.IntN(3)])
		put("app/.streamlit/.gitignore", []string{"", "", "!secrets.toml\n"}[random.IntN(3)])
		git := checkIgnore(t.Context(), filepath.Join(top, "app"), file).err == nil
		if git {
			ignored++
		}
		if plainlyIgnored(filepath.Join(top, "app"), file) {
			if plain++; !git {
				t.Errorf("git does not ignore it with %q", own)
			}
		}
	}
	t.Logf("figures: of %d sets of rules git ignores by %d, %d of them plainly", rounds, ignored, plain)
	if plain < 50 {
		t.Errorf("only %d were plain: this proves little", plain)
	}
}
