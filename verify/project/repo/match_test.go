package repo

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

func randomNeedles(random *rand.Rand, count int) []Needle {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~./+_-"
	needles := make([]Needle, count)
	for i := range needles {
		value := make([]byte, 20+random.IntN(30))
		for at := range value {
			value[at] = letters[random.IntN(len(letters))]
		}
		needles[i] = Needle{Name: fmt.Sprint("secret ", i), Value: secrets.New(string(value))}
	}
	return needles
}

// imported makes a repository of a stream for git fast-import.
func imported(t *testing.T, stream io.Reader) string {
	t.Helper()
	dir := t.TempDir()
	for _, args := range [][]string{{"init", "-q"}, {"-c", "core.compression=0", "fast-import", "--quiet"}} {
		command := exec.Command("git", args...)
		command.Dir = dir
		if args[0] != "init" {
			command.Stdin = stream
		}
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir
}

// Each border between two pieces cuts another secret at another place.
func TestSecretsAcrossBorders(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	needles := randomNeedles(random, 60)
	text := bytes.Repeat([]byte("seven..\n"), (len(needles)+2)*pieceSize/8)
	header := len(fmt.Sprintf("%040d blob %d\n", 0, len(text)))
	lines := map[int]int{}
	var at []int
	for i, needle := range needles {
		value := needle.Value.Reveal()
		start := (i+1)*pieceSize - header - i%(len(value)+2)
		copy(text[start:], value)
		at = append(at, start)
	}
	for i := range needles {
		lines[i] = 1 + bytes.Count(text[:at[i]], []byte("\n"))
	}
	dir := imported(t, io.MultiReader(strings.NewReader(fmt.Sprintf("blob\nmark :1\ndata %d\n", len(text))), bytes.NewReader(text), strings.NewReader("\n")))

	m := newMatcher(needles)
	for _, begun := range []*Objects{nil, Begin(t.Context(), dir)} { // it is too much for the one that was begun
		passed, err := searchObjects(t.Context(), dir, begun, m, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		hits := passed.hits()
		if len(hits) != 1 || fmt.Sprint(hits[0].lines) != fmt.Sprint(lines) {
			t.Errorf("found %v\nwant %v", hits, lines)
		}
	}
	if found, err := m.lines(t.Context(), bytes.NewReader(text), make([]byte, pieceSize)); err != nil || fmt.Sprint(found) != fmt.Sprint(lines) {
		t.Errorf("as a file: found %v, %v\nwant %v", found, err, lines)
	}
}

// Thousands of objects, so that borders fall into headers as well.
func TestEveryObjectIsSearched(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 10))
	needles := randomNeedles(random, 300)
	var stream bytes.Buffer
	const objects = 6000
	for i := range objects {
		text := fmt.Sprint(i, "\n", strings.Repeat("x", random.IntN(1200)))
		if i%20 == 0 {
			text += needles[i/20].Value.Reveal()
		}
		fmt.Fprintf(&stream, "blob\ndata %d\n%s\n", len(text), text)
	}
	passed, err := searchObjects(t.Context(), imported(t, &stream), nil, newMatcher(needles), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	if hits := passed.hits(); len(hits) != len(needles) || passed.count != objects {
		t.Errorf("found %d of %d secrets in %d objects", len(hits), len(needles), passed.count)
	}
	for needle, spots := range passed.spots {
		if len(spots) != 1 || spots[0].line != 2 {
			t.Errorf("secret %d: %+v", needle, spots)
		}
	}
}

// The search finds what a plain search finds, in texts that come close.
func TestSearchFindsWhatAPlainSearchFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	word := func(length int) string {
		text := make([]byte, length)
		for i := range text {
			text[i] = "abcdef"[random.IntN(6)]
		}
		return string(text)
	}
	for range 400 {
		var needles []Needle
		for range 1 + random.IntN(5) {
			needles = append(needles, Needle{Value: secrets.New("0" + word(8+random.IntN(12)))})
		}
		m := newMatcher(needles)
		var text strings.Builder
		for text.Len() < 2000 {
			text.WriteString("0"[:random.IntN(2)] + word(random.IntN(9)))
			if len(m.patterns) > 0 {
				pattern := m.patterns[random.IntN(len(m.patterns))].bytes
				text.Write(pattern[random.IntN(3):])
			}
		}
		var want, got []string
		for _, p := range m.patterns {
			for at := range text.Len() {
				if begin, ok := p.stands([]byte(text.String()), at); ok {
					want = append(want, fmt.Sprint(p.needle, " at ", begin))
				}
			}
		}
		m.search([]byte(text.String()), func(needle, at int) bool {
			got = append(got, fmt.Sprint(needle, " at ", at))
			return true
		})
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("found %v\nwant %v\nin %q", got, want, text.String())
		}
	}
}
