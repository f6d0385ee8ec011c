package secrets

import (
	"errors"
	"math"
	"strings"
	"testing"
	"testing/iotest"
)

func TestNewCookieSecret(t *testing.T) {
	seen := map[string]bool{}
	counts := map[rune]int{}
	const made = 300
	for range made {
		secret, err := NewCookieSecret(nil)
		if err != nil {
			t.Fatal(err)
		}
		text := secret.Reveal()
		if seen[text] {
			t.Fatal("the same secret twice")
		}
		seen[text] = true
		for _, char := range text {
			counts[char]++
		}
		if quoted, err := Quote(text); err != nil || quoted != `"`+text+`"` {
			t.Errorf("it has to be escaped: %v", err)
		}
		if strings.ContainsFunc(text, func(r rune) bool {
			return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
		}) {
			t.Error("a character that some form or shell may change")
		}
		if len(text) < 43 { // 256 bits in letters and digits
			t.Errorf("%d characters", len(text))
		}
	}
	// What was seen of the characters has to carry 256 bits in a secret.
	bits, total := 0.0, 0
	for _, count := range counts {
		total += count
	}
	for _, count := range counts {
		share := float64(count) / float64(total)
		bits -= share * math.Log2(share)
	}
	if bits *= float64(total) / made; bits < 256 {
		t.Errorf("about %.0f bits", bits)
	}
}

func TestNewCookieSecretNeedsRandomness(t *testing.T) {
	broken := errors.New("no randomness")
	if secret, err := NewCookieSecret(iotest.ErrReader(broken)); !errors.Is(err, broken) || !secret.IsEmpty() {
		t.Errorf("a secret without randomness: %v", err)
	}
	if _, err := NewCookieSecret(strings.NewReader("too little")); err == nil {
		t.Error("a secret from ten bytes")
	}
	first, err1 := NewCookieSecret(strings.NewReader(strings.Repeat("\x10\x05\x33\x07\x29", 1000)))
	second, err2 := NewCookieSecret(strings.NewReader(strings.Repeat("\x10\x05\x33\x07\x29", 1000)))
	if err1 != nil || err2 != nil || !first.Equal(second) {
		t.Errorf("the randomness given is not what is used: %v %v", err1, err2)
	}
}
