package pyread_test

import (
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
)

// What may change a dictionary behind the line that writes it.
func TestOnlyRead(t *testing.T) {
	for source, want := range map[string]bool{
		"":                                true,
		"st.login(**c)":                   true,
		"print(c.get('a'))":               true,
		"d = dict(**c)":                   true,
		"c.pop('a')":                      false,
		"c.update(a=1)":                   false,
		"c['a'] = 1":                      false,
		"del c['a']":                      false,
		"c |= {'a': 1}":                   false,
		"change(c)":                       false,
		"d = c":                           false,
		"for k in c: pass":                false,
		"with open(c) as f: pass":         false,
		"def f():\n    c.clear()\n":       false,
		"def f(x=c): pass":                false,
		"a, c = 1, {}":                    false,
		"print([k for k in d if k in c])": false,
	} {
		scan, err := pyfile.Read([]byte("c = {'a': 1}\n" + source + "\n"))
		if err != nil {
			t.Fatal(source, err)
		}
		if got := pyread.OnlyRead(scan.Tree, "c"); got != want {
			t.Errorf("%q: %v", source, got)
		}
	}
}
