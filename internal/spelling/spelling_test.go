package spelling

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"verify", "verfiy", 1}, {"init", "int", 1}, {"redirect_url", "redirect_uri", 1}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("from %q to %q: %d", c.a, c.b, got)
		}
	}
}
