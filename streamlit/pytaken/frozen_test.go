package pytaken

import (
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// A name keeps what st.user held for the first visitor where a module that is imported gives it that in its body, and
// somebody else reads it. A page, a function and st.user itself know each visitor.
func TestFrozen(t *testing.T) {
	const takes = "from sso import who\nif not who:\n    gate()\n"
	for name, c := range map[string]struct {
		app, sso string
		frozen   bool
	}{
		"a copy":                     {takes, "import streamlit as st\nwho = st.user.to_dict()\n", true},
		"one claim":                  {takes, "import streamlit as st\nwho = st.user.get('email')\n", true},
		"under a test":               {takes, "import streamlit as st\nwho = None\nif st.user.is_logged_in:\n    who = st.user.email\n", true},
		"by a function":              {takes, "import streamlit as st\ndef find():\n    return dict(st.user)\nwho = find()\n", true},
		"read by its own function":   {"from sso import gate\ngate()\n", "import streamlit as st\nwho = st.user.email\ndef gate():\n    return who\n", true},
		"under another name":         {"from sso import who as me\nprint(me)\n", "import streamlit as st\nwho = st.user.email\n", true},
		"st.user itself":             {takes, "import streamlit as st\nwho = st.user\n", false},
		"a function":                 {"from sso import who\nwho()\n", "import streamlit as st\ndef who():\n    return st.user.email\n", false},
		"a lambda":                   {"from sso import who\nwho()\n", "import streamlit as st\nwho = lambda: st.user.email\n", false},
		"a lambda among others":      {"from sso import who\nwho['mail']()\n", "import streamlit as st\nwho = {'mail': lambda: st.user.email}\n", false},
		"a thing that looks later":   {"from sso import who\nwho.mail()\n", "import streamlit as st\nclass Who:\n    def __init__(self, of): self.of = of\n    def mail(self): return self.of.email\nwho = Who(st.user)\n", false},
		"a page":                     {takes + "st.Page('sso.py')\n", "import streamlit as st\nwho = st.user.email\n", false},
		"given anew":                 {"import streamlit as st\nfrom sso import who\nwho = st.user.email\nprint(who)\n", "import streamlit as st\nwho = st.user.email\n", false},
		"read by nobody":             {"import sso\n", "import streamlit as st\nwho = st.user.email\nst.write(who)\n", false},
		"loaded anew":                {"import importlib, sso\nimportlib.reload(sso)\n" + takes, "import streamlit as st\nwho = st.user.email\n", false},
		"a name of its own function": {"from sso import gate\ngate()\n", "import streamlit as st\nwho = st.user.email\ndef gate():\n    who = st.user.email\n    return who\n", false},
	} {
		scans := map[string]pyfile.Scan{}
		for file, source := range map[string]string{"app.py": c.app, "sso.py": c.sso} {
			scan, err := pyfile.Read([]byte(source))
			if err != nil {
				t.Fatal(name, err)
			}
			scans[file] = scan
		}
		if all := Frozen("app.py", scans); len(all) > 0 != c.frozen {
			t.Errorf("%s: %v", name, all)
		}
	}
}
