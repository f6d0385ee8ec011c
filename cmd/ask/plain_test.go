package ask_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/authkit-cli/authkit/cmd/ask"
)

// Plain questions fit a narrow terminal, and no word is broken.
func TestPlainLinesBreakAtBlanks(t *testing.T) {
	const long = "a sentence that is longer than the terminal is wide, with an_identifier_in_it"
	var out strings.Builder
	p := ask.New(ask.Terminal{In: strings.NewReader("bad\n?\n2\nwrong\ngood\n"), Out: &out, Width: 50}, true)
	if _, err := p.Choose(t.Context(), ask.Question{Title: long, Help: long + "\n" + long, More: long}, []ask.Option{{Value: "a", Label: long}, {Value: "b", Label: long}}); err != nil {
		t.Fatal(err)
	}
	good := func(answer string) error {
		if answer != "good" {
			return errors.New(long)
		}
		return nil
	}
	if _, err := p.Text(t.Context(), ask.Question{Title: long, Check: good}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if ansi.StringWidth(strings.TrimRight(line, "\n")) > 50 {
			t.Errorf("%d columns: %q", ansi.StringWidth(line), line)
		}
	}
	if all := strings.Join(strings.Fields(out.String()), " "); strings.Count(all, long) != 8 {
		t.Errorf("the sentence is said %d times\n%s", strings.Count(all, long), out.String())
	}
}
