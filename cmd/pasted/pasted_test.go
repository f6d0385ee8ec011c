package pasted_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/cmd/page"
	"github.com/authkit-cli/authkit/cmd/pasted"
)

// said hands on each text that is written.
type said chan string

func (s said) Write(p []byte) (int, error) {
	s <- string(p)
	return len(p), nil
}

func TestListen(t *testing.T) {
	for name, c := range map[string]struct{ paste, says string }{
		"a code":          {"AADSTS50011\n", "AADSTS50011: "},
		"a bare number":   {"50011\n", "AADSTS50011: "},
		"a page in lines": {"Sorry, but we’re having trouble signing you in.\nAADSTS700016: Application with identifier 'x' was not found\n", "AADSTS700016: "},
		"nothing known":   {"kAnArY7f3c9e is what I see\nand more\n", "nothing in this text is known"},
	} {
		t.Run(name, func(t *testing.T) {
			in, typed := io.Pipe()
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			defer typed.Close()
			out := make(said, 100)
			pasted.Listen(ctx, in, page.Screen{Out: out, Width: 80})
			for line := range strings.Lines(c.paste) {
				io.WriteString(typed, line)
			}
			text := ""
			for !strings.Contains(text, "still waiting") {
				select {
				case part := <-out:
					text += part
				case <-time.After(10 * time.Second):
					t.Fatalf("no answer after %q", text)
				}
			}
			if !strings.Contains(text, c.says) || strings.Contains(text, "kAnArY") || strings.Count(text, "still waiting") != 1 {
				t.Errorf("%s", text)
			}
		})
	}
}
