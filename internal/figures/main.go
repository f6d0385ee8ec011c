// Command figures runs go test with the arguments it is given and shows what
// tests say of themselves in a line that begins with "figures: ", which go
// test keeps to itself when all is well. Of a test that fails it shows everything.
// Last come the slowest tests. What tests write lies in memory, where there is room.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/inmemory"
)

func main() { os.Exit(run()) }

func run() int {
	inmemory.Use()
	command := exec.Command("go", append([]string{"test"}, withJSON(os.Args[1:])...)...)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err == nil {
		err = errors.Join(show(os.Stdout, out), command.Wait())
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.ExitCode()
	case err != nil:
		fmt.Fprintln(os.Stderr, "figures:", err)
		return 1
	}
	return 0
}

// withJSON adds -json, behind -C, which go wants first.
func withJSON(args []string) []string {
	at := 0
	if len(args) > 1 && args[0] == "-C" {
		at = 2
	}
	return append(append(append([]string{}, args[:at]...), "-json"), args[at:]...)
}

// event is a line of go test -json; see go doc test2json.
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64 // seconds
}

// show reads the events of a run and writes what a person wants to see.
func show(to io.Writer, from io.Reader) error {
	said := map[string][]string{} // by package and test
	slowest := map[string]event{} // by package and test without its parts: the test or the slowest part
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return showSlowest(to, slices.Collect(maps.Values(slowest)))
		}
		if err != nil {
			return err
		}
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			io.WriteString(to, line)
			continue
		}
		name := e.Package + " " + e.Test
		test, _, _ := strings.Cut(e.Test, "/")
		if whole := e.Package + " " + test; test != "" && e.Elapsed > slowest[whole].Elapsed {
			slowest[whole] = e
		}
		switch e.Action {
		case "build-output":
			io.WriteString(to, e.Output)
		case "output":
			if _, figures, found := strings.Cut(e.Output, "figures: "); found {
				fmt.Fprintf(to, "      %s: %s\n", e.Test, strings.TrimSpace(figures))
			}
			said[name] = append(said[name], e.Output)
		case "pass", "skip":
			if e.Test == "" {
				last(to, said[name])
			}
			delete(said, name)
		case "fail":
			for _, text := range said[name] {
				io.WriteString(to, text)
			}
			delete(said, name)
		}
	}
}

// last writes a package's verdict: its last line.
func last(to io.Writer, lines []string) {
	if len(lines) > 0 {
		io.WriteString(to, lines[len(lines)-1])
	}
}

// showSlowest lists the five slowest tests that take a second or more. Tests
// that run side by side share the machine, so their sum says nothing.
func showSlowest(to io.Writer, tests []event) error {
	slices.SortFunc(tests, func(a, b event) int { return cmp.Or(cmp.Compare(b.Elapsed, a.Elapsed), cmp.Compare(a.Test, b.Test)) })
	for _, e := range tests[:min(5, len(tests))] {
		if e.Elapsed < 1 {
			break
		}
		if _, err := fmt.Fprintf(to, "slow  %.1fs %s %s\n", e.Elapsed, path.Base(e.Package), e.Test); err != nil {
			return err
		}
	}
	return nil
}
