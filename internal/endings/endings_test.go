package endings

import (
	"slices"
	"testing"
)

// Files are found by each of their endings, and by nothing else.
func TestEndings(t *testing.T) {
	all := Of(slices.Values([]string{"auth.py", "lib/auth.py", "a/lib/auth.py", "my_auth.py", "lib-auth.py", "lib/auth.pyc"}))
	for end, want := range map[string][]string{
		"auth.py": {"a/lib/auth.py", "auth.py", "lib/auth.py"}, "lib/auth.py": {"a/lib/auth.py", "lib/auth.py"}, "uth.py": nil, "b/auth.py": nil, "auth.pyc": {"lib/auth.pyc"},
	} {
		if got := slices.Sorted(slices.Values(all.Find(end))); !slices.Equal(got, want) {
			t.Errorf("%s: %v", end, got)
		}
	}
	if !all.Has("lib/auth.py") || all.Has("b/auth.py") {
		t.Error("a file is there that is not, or the other way round")
	}
}
