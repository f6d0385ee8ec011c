package pyapp

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/names"
)

var refusedFile = flag.String("refused", "testdata/refused.jsonl", "calls that Streamlit took or refused, see e2e/pyapp/refused.py")

// What is told to end a page is refused by the newest Streamlit.
func TestRefusedCalls(t *testing.T) {
	newest := deps.Newest("streamlit")
	data, err := os.ReadFile(*refusedFile)
	if err != nil {
		t.Fatal(err)
	}
	calls, raise, told := 0, 0, 0
	for line := range bytes.Lines(data) {
		var truth struct {
			Call   string
			Raises bool
		}
		if err := json.Unmarshal(line, &truth); err != nil {
			t.Fatal(err)
		}
		found := followed(t, map[string]string{"app.py": "import streamlit as st\n" + truth.Call + "\nst.button('in', on_click=st.login)\n"})
		accused := len(found.Faults) > 0
		for _, use := range found.Names {
			_, _, wrong := names.Judge(use.Use, newest)
			accused = accused || wrong
		}
		calls++
		if truth.Raises {
			raise++
		}
		switch {
		case accused && !truth.Raises:
			t.Errorf("Streamlit takes it, and it is accused: %s\n%+v %+v", truth.Call, found.Faults, found.Names)
		case accused:
			told++
		case truth.Raises && testing.Verbose():
			t.Logf("only Streamlit refuses %s", truth.Call)
		}
	}
	t.Logf("figures: calls: of %d Streamlit refuses %d, of which %d are told, and none of the others", calls, raise, told)
	if told < raise*8/10 {
		t.Error("too few are told")
	}
}

// A call is told of where nobody comes to the sign-in because of it.
func TestRefusedInVain(t *testing.T) {
	const button = "\nst.button('in', on_click=st.login)"
	for source, want := range map[string]string{
		"st.title()" + button: "st.title is called without body, so the page ends here with an error",
		"st.title('a', style=1)\nif st.user.is_logged_in: st.title()" + button:                   "st.title has no argument style, so the page ends here with an error",
		"if st.user.is_logged_in:\n  st.title()" + button:                                        "",
		"if st.checkbox('a'):\n  st.title()" + button:                                            "",
		"def f(): st.title()\ntry: f()\nexcept TypeError: pass" + button:                         "",
		"st.title = print\nst.title()" + button:                                                  "",
		"import title as st\nst.title()" + button:                                                "",
		"from streamlit.components.v1 import html\nhtml('a', height=1, scrolling=True)" + button: "",
		"st.components.v1.html('a', height=1)" + button:                                          "",
		"args = {}\nst.title(**args)" + button:                                                   "",
		"st.sidebar.title()" + button:                                                            "st.title is called without body, so the page ends here with an error",
		"c = st.container()\nc.title()" + button:                                                 "st.title is called without body, so the page ends here with an error",
		"a, b = st.columns([1, 2, 3])" + button:                                                  "st.columns gives a list of 3 here, and 2 names stand before it, so the page ends here with an error",
		"a, *b = st.columns([1, 2, 3])" + button:                                                 "",
		"n = len('ab')\na, b = st.columns([1] * n)" + button:                                     "",
		"def show(): st.title()\nshow()" + button:                                                "st.title is called without body, so the page ends here with an error",
	} {
		got := ""
		for _, fault := range followed(t, map[string]string{"app.py": "import streamlit as st\n" + source + "\n"}).Faults {
			if !fault.Inside {
				got = fault.Message
			}
		}
		if got != want {
			t.Errorf("%s\n  gives %q, want %q", source, got, want)
		}
	}
}

// Small apps whose page ends, or does not, below a sign-in that is there, as AppTest of Streamlit
// 1.67.0 shows them to a stranger.
func TestEndsBelowTheSignIn(t *testing.T) {
	for kind, app := range judged(t, "testdata/under.txt") {
		faults := app.follow().Faults
		if told := len(faults) == 1 && faults[0].Mild; told != (kind == "ends:") || len(faults) > 1 {
			t.Errorf("%s %s: %+v", kind, app.name, faults)
		}
	}
}
