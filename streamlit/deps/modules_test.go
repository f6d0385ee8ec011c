package deps

import (
	"slices"
	"testing"
	"testing/fstest"
)

// What to ask for where nothing that is asked for brings a module; empty: something may.
func TestUnbrought(t *testing.T) {
	for _, c := range []struct{ requirements, module, want string }{
		{"streamlit\nAuthlib\nhttpx\n", "plotly", "plotly"},
		{"streamlit\nAuthlib\nhttpx\n", "sklearn", "scikit-learn"},
		{"streamlit\nAuthlib\nhttpx\n", "bs4", ""}, // releases of Streamlit may lead to it
		{"streamlit\nAuthlib\nhttpx\n", "pandas", ""},
		{"streamlit[auth]\n", "dotenv", "python-dotenv"},
		{"streamlit\nAuthlib\nhttpx\n", "helpers", ""}, // nobody knows it
		{"streamlit\nscikit-learn\n", "sklearn", ""},
		{"streamlit\nopenai\n", "httpx", ""},
		{"streamlit\nsome-unknown-package\n", "plotly", ""},
		{"streamlit\npandas[all]\n", "plotly", ""},
		{"streamlit\npsycopg[binary]\n", "psycopg", ""},
		{"streamlit\nplotly; sys_platform == 'win32'\n", "plotly", ""},
		{"streamlit\nplotly; platform_machine == 'x86_64'\n", "plotly", ""},
		{"streamlit\nplotly @ https://example.com/plotly.whl\n", "plotly", ""},
	} {
		d, err := Read(fstest.MapFS{"requirements.txt": {Data: []byte(c.requirements)}})
		if err != nil {
			t.Fatal(err)
		}
		lacking, unsure := d.Unbrought([]string{"os", c.module})
		got := lacking[c.module]
		if unsure != "" {
			got = ""
		}
		if got != c.want {
			t.Errorf("%q, %s: %q", c.requirements, c.module, got)
		}
	}
}

// Lines that name a package, however it is written.
func TestNamesIn(t *testing.T) {
	for line, is := range map[string]bool{
		"pip install Scikit_Learn": true, "RUN pip install scikit-learn==1.5": true, "uv add scikit.learn.": true, "pip install scikit-learn-extra": false, "scikitlearn": false,
	} {
		if slices.Contains(NamesIn(line), "scikit-learn") != is {
			t.Error(line)
		}
	}
}
