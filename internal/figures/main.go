// Command figures runs go test with the arguments it is given and shows what
// tests say of themselves in a line that begins with "figures: ", which go
// test keeps to itself when all is well. Of a test that fails it shows everything.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

func main() {
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
		os.Exit(exit.ExitCode())
	case err != nil:
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
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
}

// show reads the events of a run and writes what a person wants to see.
func show(to io.Writer, from io.Reader) error {
	said := map[string][]string{} // by package and test
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return nil
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
