package templates

import (
	"strings"
	"testing"
)

func TestAppCallsTheRightProvider(t *testing.T) {
	if got := string(App("")); !strings.Contains(got, "on_click=st.login,\n") || strings.Contains(got, "args=") {
		t.Errorf("unnamed provider: the button does not call st.login without a name:\n%s", got)
	}
	got := string(App("microsoft"))
	if !strings.Contains(got, `on_click=st.login, args=["microsoft"],`) {
		t.Errorf("named provider: st.login is not given its name:\n%s", got)
	}
	if strings.Count(got, "microsoft") != 1 {
		t.Errorf("the name stands %d times, want once", strings.Count(got, "microsoft"))
	}
}

// Every template ends in one line break and has no carriage return, whatever
// the checkout did to it: a byte-for-byte promise starts here.
func TestTemplatesAreCleanText(t *testing.T) {
	files := map[string]string{"app.py": app, "secrets.toml": secretsFile, "authkit.toml": settingsFile}
	for _, p := range Pipelines() {
		files[p.Path] = p.text()
	}
	for name, text := range files {
		if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") || strings.Contains(text, "\r") || strings.Contains(text, "\t") {
			t.Errorf("%s: not clean text", name)
		}
	}
}
