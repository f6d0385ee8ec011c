//go:build e2e

package e2e

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

var (
	randomTokensSeed   = flag.Int64("tokens.seed", 1, "which random ID tokens Authlib is asked about")
	randomTokensNumber = flag.Int("tokens.number", 3000, "how many")
)

// TestRandomIDTokens asks both readers of Authlib about random ID tokens, key
// sets and metadata: authkit's verdict is theirs.
func TestRandomIDTokens(t *testing.T) {
	newest := said(t, nil, need(t, "PYTHON"), "-B", "tokens/author.py", strconv.FormatInt(*randomTokensSeed, 10), strconv.Itoa(*randomTokensNumber))
	old := filepath.Join(filepath.Dir(installed(t, pair{"1.42.0", "1.6.5", ""})), "python")
	file := filepath.Join(t.TempDir(), "tokens.jsonl")
	if err := os.WriteFile(file, said(t, newest, old, "-B", "tokens/old.py"), 0o600); err != nil {
		t.Fatal(err)
	}
	compare := exec.Command("go", "test", "-count=1", "-v", "-run", "^TestIDTokensAsStreamlitJudgesThem$", "./streamlit", "-args", "-tokens", file)
	compare.Dir = ".."
	out, err := compare.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("figures: both readers of Authlib and authkit agree on %d random ID tokens", *randomTokensNumber)
}

// said is what a program writes, given something to read.
func said(t *testing.T, input []byte, program string, args ...string) []byte {
	t.Helper()
	var complaint bytes.Buffer
	command := exec.Command(program, args...)
	command.Stdin, command.Stderr = bytes.NewReader(input), &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", args, err, complaint.String())
	}
	return out
}
