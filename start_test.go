package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What a package makes when it is initialised is made for every command, also
// for one that prints a line. Patterns, tables and maps wait until somebody asks
// for them (internal/lazy); cmd/quiet alone has something to do before all else.
func TestNothingIsMadeAtStart(t *testing.T) {
	command := exec.Command(os.Args[0], "-test.run=^$") // it holds all that the program holds
	command.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	quiet := false
	for line := range strings.Lines(string(out)) {
		ours, is := strings.CutPrefix(line, "init "+module+"/")
		name, _, _ := strings.Cut(ours, " ")
		switch {
		case !is:
		case name == "cmd/quiet" || name == "cmd/quiet/pathless":
			quiet = true
		default:
			t.Errorf("%s is at work at each start: make it static, or lazy.Value, lazy.Regexp or lazy.Replacer", name)
		}
	}
	if !quiet {
		t.Fatalf("cmd/quiet is not among what is initialised: this proves nothing\n%s", out)
	}
}
