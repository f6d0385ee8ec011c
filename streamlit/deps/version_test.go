package deps_test

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

func parse(t *testing.T, text string) deps.Version {
	t.Helper()
	v, err := deps.ParseVersion(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
}

// The order is that of PEP 440, "Summary of permitted suffixes and relative ordering".
func TestVersionsAreOrdered(t *testing.T) {
	order := strings.Fields("0.9 1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 " +
		"1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 " +
		"1.0.15 1.1.dev1 1.6.5 1.6.6 1.6.11 1.10 1!0.1")
	for i, a := range order {
		for j, b := range order {
			got := parse(t, a).Compare(parse(t, b))
			if got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("%s against %s: %d", a, b, got)
			}
		}
	}
}

func TestVersionsAreNormalised(t *testing.T) {
	for text, want := range map[string]string{
		"v1.42": "1.42", " 1.42.0 ": "1.42.0", "1.0-ALPHA.1": "1.0a1", "1.0c2": "1.0rc2", "1.0-1": "1.0.post1",
		"1.0.dev": "1.0.dev0", "1.0+Ubuntu-1": "1.0+ubuntu.1", "0!1": "1", "2!1": "2!1",
	} {
		if got := parse(t, text).String(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if parse(t, "1.42").Compare(parse(t, "1.42.0")) != 0 {
		t.Error("1.42 is 1.42.0")
	}
	for _, text := range []string{"", "1..2", "one", "1.42.*", "1.2.x", "99999999999999999999", strings.Repeat("1.", 200) + "1"} {
		if v, err := deps.ParseVersion(text); err == nil {
			t.Errorf("%q is no version: %s", text, v)
		}
	}
}

func TestSpecifiers(t *testing.T) {
	tests := []struct {
		specifier, inside, outside string
	}{
		{"", "0.1 1.67.0", ""},
		{">=1.42,<2", "1.42.0 1.67", "1.41.1 2.0 2.0rc1"},
		{"==1.42", "1.42.0 1.42.0+local", "1.42.1"},
		{"==1.42.*", "1.42.0 1.42.9", "1.43 1.4"},
		{"!=1.42.*", "1.43", "1.42.1"},
		{"~=1.42", "1.42 1.99", "2.0 1.41"},
		{"~=1.42.1", "1.42.1 1.42.9", "1.43 1.42.0"},
		{"> 1.42", "1.42.1", "1.42 1.42.post1"},
		{"<1.42", "1.41.1", "1.42 1.42rc1"},
		{"<=1.42", "1.42+x", "1.42.1"},
		{"===1.42", "1.42", "1.42.1"},
	}
	for _, test := range tests {
		s, err := deps.ParseSpecifier(test.specifier)
		if err != nil {
			t.Errorf("%q: %v", test.specifier, err)
		}
		for _, v := range strings.Fields(test.inside) {
			if !s.Contains(parse(t, v)) {
				t.Errorf("%q should accept %s", test.specifier, v)
			}
		}
		for _, v := range strings.Fields(test.outside) {
			if s.Contains(parse(t, v)) {
				t.Errorf("%q should not accept %s", test.specifier, v)
			}
		}
	}
	for _, text := range []string{"1.42", "=1.42", ">=", ">=1.*", "~=1", ">=1.42 <2", "==1.0rc1.*", ">=1.0+local", "^1.42"} {
		if _, err := deps.ParseSpecifier(text); err == nil {
			t.Errorf("%q is no specifier", text)
		}
	}
}
