package streamlit

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// A pattern is compiled when a text holds one of its words: so every text that a
// pattern takes has to hold one.
func TestShapesHoldTheirWords(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(17, 2))
	tried := 0
	for _, shapes := range []lazy.Shapes{placeholderShapes, placeholderHost, reference} {
		for i := range shapes {
			for _, pattern := range shapes[i].Whole {
				tree, err := syntax.Parse("(?i)^(?:"+pattern+")$", syntax.Perl)
				if err != nil {
					t.Fatal(err)
				}
				whole := regexp.MustCompile("(?i)^(?:" + pattern + ")$")
				for range 40 {
					var text strings.Builder
					write(&text, tree, random)
					if !whole.MatchString(text.String()) {
						continue // a word boundary, or a class that was drawn too simply
					}
					if tried++; !shapes[i : i+1].Match(text.String()) {
						t.Errorf("%q has the shape %s, and holds none of %q", text.String(), pattern, shapes[i].Holds)
					}
				}
			}
		}
	}
	if t.Logf("figures: %d texts of the shapes hold a word of theirs", tried); tried < 1500 {
		t.Errorf("only %d texts were drawn", tried)
	}
}

// write draws a text that a pattern takes.
func write(to *strings.Builder, r *syntax.Regexp, random *rand.Rand) {
	times := 1
	switch r.Op {
	case syntax.OpLiteral:
		for _, c := range r.Rune {
			if c < 0x80 && random.IntN(3) == 0 {
				c = []rune(strings.ToUpper(string(c)))[0]
			}
			to.WriteRune(c)
		}
		return
	case syntax.OpCharClass:
		at := 2 * random.IntN(min(len(r.Rune), 8)/2)
		to.WriteRune(r.Rune[at] + rune(random.IntN(int(min(r.Rune[at+1]-r.Rune[at], 40)+1))))
		return
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		to.WriteByte("abcxyz019 _-"[random.IntN(12)])
		return
	case syntax.OpAlternate:
		write(to, r.Sub[random.IntN(len(r.Sub))], random)
		return
	case syntax.OpStar:
		times = random.IntN(4)
	case syntax.OpPlus:
		times = 1 + random.IntN(4)
	case syntax.OpQuest:
		times = random.IntN(2)
	case syntax.OpRepeat:
		times = r.Min + random.IntN(4)
		if r.Max >= 0 {
			times = min(times, r.Max)
		}
	}
	for range times {
		for _, sub := range r.Sub {
			write(to, sub, random)
		}
	}
}
