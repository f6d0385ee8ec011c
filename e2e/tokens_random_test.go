//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var (
	randomTokensSeed   = flag.Int64("tokens.seed", 1, "which random ID tokens Authlib is asked about")
	randomTokensNumber = flag.Int("tokens.number", 600, "how many")
)

// authlibLines are the lines of Authlib that read ID tokens differently, and
// the newest one.
var authlibLines = []string{
	"1.3.2", "1.4.1", "1.5.2", "1.6.0", "1.6.5", "1.6.6", "1.6.7", "1.6.8", "1.6.9", "1.6.12", "1.7.0", "1.7.2", "1.8.0", "1.9.0", "1.9.9", "1.9.10",
}

// TestRandomIDTokens asks both clients of all lines of Authlib about random ID
// tokens, key sets and metadata, with private keys, deep JSON, huge numbers and
// NaN among them: authkit's verdict is theirs, or there is none.
func TestRandomIDTokens(t *testing.T) {
	tokens := said(t, nil, need(t, "PYTHON"), "-B", "tokens/author.py", strconv.FormatInt(*randomTokensSeed, 10), strconv.Itoa(*randomTokensNumber))
	file := filepath.Join(t.TempDir(), "tokens.jsonl")
	if err := os.WriteFile(file, judgedByAuthlib(t, tokens), 0o600); err != nil {
		t.Fatal(err)
	}
	compare := exec.Command("go", "test", "-count=1", "-v", "-run", "^TestIDTokensAsAuthlibJudgesThem$", "./streamlit", "-args", "-tokens", file)
	compare.Dir = ".."
	out, err := compare.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, figures, _ := strings.Cut(string(out), "figures: ")
	figures, _, _ = strings.Cut(figures, "\n")
	t.Log("figures: random " + figures)
}

// judgedByAuthlib adds to tokens, a JSON object in each line behind a first line
// with the usual keys, which lines of Authlib accept them.
func judgedByAuthlib(t *testing.T, tokens []byte) []byte {
	t.Helper()
	var lines []string
	for _, release := range authlibLines {
		// requests and httpx are what the two clients are built on.
		folder, err := installPackages(t, []string{"Authlib==" + release, "requests", "httpx==0.28.1"})
		if err != nil {
			t.Fatal(err)
		}
		tokens = said(t, tokens, filepath.Join(folder, "bin", "python"), "-B", "-W", "ignore", "tokens/judge.py")
		lines = append(lines, release+" sync", release+" async")
	}
	first, rest, _ := bytes.Cut(tokens, []byte("\n"))
	var usual map[string]any
	if err := json.Unmarshal(first, &usual); err != nil {
		t.Fatal(err)
	}
	usual["lines"] = lines
	first, err := json.Marshal(usual)
	if err != nil {
		t.Fatal(err)
	}
	return append(append(first, '\n'), rest...)
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
