package deps

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A module that Python or setuptools once had is gone where the app's Python is new enough and nothing that is asked for brings it.
func TestGone(t *testing.T) {
	for name, c := range map[string]struct {
		module, python, requirements string
		gone                         bool
	}{
		"pkg_resources": {"pkg_resources", "3.12", "streamlit\nauthlib\npandas\n", true},
		"pkg_resources beside today's setuptools": {"pkg_resources", "3.13", "streamlit\nsetuptools\n", true},
		"pkg_resources beside an older one":       {"pkg_resources", "3.13", "streamlit\nsetuptools<82\n", false},
		"pkg_resources beside one of the past":    {"pkg_resources", "3.13", "streamlit\nsetuptools==75.1.0\n", false},
		"pkg_resources of an older Python":        {"pkg_resources", "3.11", "streamlit\n", false},
		"pkg_resources beside who wants it":       {"pkg_resources", "3.12", "streamlit\nsumy\n", false},
		"imp":                                     {"imp", "3.12", "streamlit\npandas\n", true},
		"imp, older":                              {"imp", "3.11", "streamlit\n", false},
		"imp, by another package":                 {"imp", "3.12", "streamlit\nzombie-imp\n", false},
		"cgi":                                     {"cgi", "3.13", "streamlit\n", true},
		"cgi, older":                              {"cgi", "3.12", "streamlit\n", false},
		"cgi, brought anew":                       {"cgi", "3.13", "streamlit\nlegacy-cgi\n", false},
		"distutils":                               {"distutils", "3.12", "streamlit\nAuthlib\n", true},
		"distutils beside setuptools":             {"distutils", "3.12", "streamlit\nsetuptools\n", false},
		"distutils beside others":                 {"distutils", "3.12", "streamlit\ntorch\n", false},
		"json":                                    {"json", "3.14", "streamlit\n", false},
		"a list that may hold more":               {"imp", "3.12", "streamlit\n-r https://example.org/more.txt\n", false},
	} {
		d, err := Read(fstest.MapFS{"requirements.txt": {Data: []byte(c.requirements)}})
		if err != nil {
			t.Fatal(err)
		}
		message, fix := d.Gone(c.module, version(c.python), ".python-version")
		if message != "" != c.gone || (fix != "") != c.gone || c.gone && !strings.Contains(message, c.module) {
			t.Errorf("%s: %s → %s", name, message, fix)
		}
	}
}
