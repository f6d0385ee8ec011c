package words

import (
	"slices"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two  three", 7, []string{"one two", "three"}},
		{"see https://example.com/a-b-c now", 8, []string{"see", "https://example.com/a-b-c", "now"}},
		{"登录 失败 了", 9, []string{"登录 失败", "了"}}, // two columns a letter
	} {
		if got := Wrap(c.text, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d columns: %q", c.text, c.width, got)
		}
	}
}

func TestHang(t *testing.T) {
	if got := Hang("one two  three four", 9, "- ", "  "); !slices.Equal(got, []string{"- one two", "  three", "  four"}) {
		t.Errorf("%q", got)
	}
	if got := Hang("https://example.com/a/long/address x", 10, "", " "); !slices.Equal(got, []string{"https://example.com/a/long/address", " x"}) {
		t.Errorf("%q", got)
	}
}
