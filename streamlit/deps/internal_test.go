package deps

import (
	"slices"
	"strings"
	"testing"
)

// Poetry's examples are those of its own documentation.
func TestToolSpecifiers(t *testing.T) {
	tests := []struct {
		read                  func(string) (Specifier, error)
		text, inside, outside string
	}{
		{parsePoetrySpecifier, "^1.2.3", "1.2.3 1.9", "1.2.2 2.0"},
		{parsePoetrySpecifier, "^0.2.3", "0.2.3 0.2.9", "0.3"},
		{parsePoetrySpecifier, "^0.0.3", "0.0.3", "0.0.4"},
		{parsePoetrySpecifier, "^0", "0.9", "1.0"},
		{parsePoetrySpecifier, "~1.2.3", "1.2.9", "1.3"},
		{parsePoetrySpecifier, "~1", "1.9", "2.0"},
		{parsePoetrySpecifier, "1.42.0", "1.42", "1.42.1"},
		{parsePoetrySpecifier, "1.42.*", "1.42.1", "1.43"},
		{parsePoetrySpecifier, ">= 1.42, < 2", "1.42", "2.0"},
		{parsePoetrySpecifier, ">=1.42 <2", "1.42", "2.0"},
		{parsePoetrySpecifier, "^1.3 || ^2.1", "1.3 2.1", "2.0 3.0"},
		{parsePoetrySpecifier, "*", "0.1 9", ""},
		{parseCondaSpecifier, "=1.42", "1.42.0 1.42.1", "1.43"},
		{parseCondaSpecifier, "==1.42", "1.42.0", "1.42.1"},
		{parseCondaSpecifier, "=1.42.0=py312_0", "1.42.0", "1.42.1"},
		{parseCondaSpecifier, "1.42.*", "1.42.1", "1.43"},
		{parseCondaSpecifier, "1.42*", "1.42.1", "1.43"},
		{parseCondaSpecifier, ">=1.42,<1.50|>=1.60", "1.42 1.61", "1.50"},
		{parseCondaSpecifier, ">=1.42.*", "1.42", "1.41"},
		{parseCondaSpecifier, "", "1.42", ""},
	}
	for _, test := range tests {
		s, err := test.read(test.text)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
		}
		for _, v := range strings.Fields(test.inside) {
			if !s.Contains(version(v)) {
				t.Errorf("%q should accept %s", test.text, v)
			}
		}
		for _, v := range strings.Fields(test.outside) {
			if s.Contains(version(v)) {
				t.Errorf("%q should not accept %s", test.text, v)
			}
		}
	}
}

func TestMarkers(t *testing.T) {
	for text, want := range map[string]truth{
		"":                                 always,
		`python_version >= "3.9"`:          always,
		`python_version < "3.8"`:           never,
		`python_version >= "3.12"`:         depends,
		`"3.9" <= python_version`:          always,
		`sys_platform == "win32"`:          depends,
		`sys_platform != "cygwin"`:         always,
		`platform_machine == "x86_64"`:     depends,
		`extra == "auth"`:                  never,
		`implementation_name == "cpython"`: always,
		`python_version >= "3.9" and extra == "x" or (os_name == "nt" or os_name == "posix")`: always,
		`os_name == "java" and platform_machine == "x"`:                                       never,
		`sys_platform not in "win32 darwin linux"`:                                            never,
		`python_full_version >= "3.12.1"`:                                                     depends,
	} {
		if got, err := evaluateMarker(text, Version{}); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
	if got, err := evaluateMarker(`python_version >= "3.12"`, version("3.11")); err != nil || got != never {
		t.Errorf("with Python 3.11: %v, %v", got, err)
	}
	for _, text := range []string{"python_version", `"a" == "b"`, "python_version >= 3.9", "(", `os_name == "nt" or`, `os_name == "nt" x`, "or"} {
		if got, err := evaluateMarker(text, Version{}); err == nil {
			t.Errorf("%s is no marker: %v", text, got)
		}
	}
}

// The table names the releases that the rules of this package turn on.
func TestReleaseTable(t *testing.T) {
	for name, turning := range map[string][]string{
		"streamlit": {loginCame, extraBringsAuthlib, extraBringsHTTPX, stateInMarkedMemory, stateInCookie},
		"authlib":   {oldestAuthlib, authlibMarksCookie, authlibTakesHTTPX2},
		"httpx":     {oldestHTTPX},
	} {
		all := slices.Collect(releases(name))
		if !slices.IsSortedFunc(all, func(a, b release) int { return b.version.Compare(a.version) }) {
			t.Errorf("%s: not newest first", name)
		}
		for _, text := range turning {
			if !slices.ContainsFunc(all, func(r release) bool { return r.version.Compare(version(text)) == 0 }) {
				t.Errorf("%s %s is not listed", name, text)
			}
		}
		for _, r := range all {
			if r.version.IsPrerelease() || r.python.IsZero() {
				t.Errorf("%s %s on Python %q", name, r.version, r.python)
			}
		}
	}
	if Newest("Streamlit").Before("1.67.0") || !Newest("unknown").IsZero() {
		t.Errorf("newest: %s, %s", Newest("Streamlit"), Newest("unknown"))
	}
}

// What is recommended is in the table and passes on every Python it is for.
func TestRecommendedLinesInstall(t *testing.T) {
	for _, python := range []string{"", oldestPython, oldestLoginPython} {
		d := Dependencies{}
		if python != "" {
			d.Python = version(python)
		}
		lines := d.forPython()
		if len(lines) == 0 {
			t.Errorf("nothing is recommended on Python %q", python)
		}
		for _, line := range lines {
			r, err := ParseRequirement(line)
			if err != nil {
				t.Fatal(err)
			}
			if _, found := newestInside(r.Name, r.Specifier, d.Python); !found {
				t.Errorf("%s does not install on Python %q", line, python)
			}
		}
	}
}
