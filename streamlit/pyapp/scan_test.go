package pyapp

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// Every way to name a provider, and what only looks like one. The expectation
// lists the calls in order: the name, "-" without one, "?" for what is not judged.
func TestLoginCalls(t *testing.T) {
	for source, want := range map[string]string{
		`st.login("google")`:                                                 "google",
		`st.login(provider='google')`:                                        "google",
		`st.login()`:                                                         "-",
		`st.login(None)`:                                                     "-",
		`st.login(name)`:                                                     "?",
		`st.login(f"goo{x}")`:                                                "?",
		`st.login("goo" + x)`:                                                "?",
		`st.login("a" if x else "b")`:                                        "?",
		`st.login(names[0])`:                                                 "?",
		"st.login(\n    'google',  # 'other'\n)":                             "google",
		`st.button("in", on_click=st.login)`:                                 "-",
		`st.button("in", on_click=st.login, args=["google"])`:                "google",
		`st.button("in", on_click=st.login, args=("google",))`:               "google",
		`st.button("in", args=["google"], on_click=st.login)`:                "google",
		`st.button("in", on_click=st.login, args=names)`:                     "?",
		`st.button("in", on_click=st.login, kwargs={"provider": "google"})`:  "google",
		`st.button("in", on_click=st.login, kwargs=dict(provider="google"))`: "google",
		`st.button("in", on_click=lambda: st.login("google"))`:               "google",
		`# st.login("google")`:                                               "",
		`"""st.login("google")"""`:                                           "",
		`x = 'st.login("google")'`:                                           "",
		`other.login("google")`:                                              "",
		`self.st.login("google")`:                                            "",
		"def login(name): pass\nlogin('google')":                             "",
		"from streamlit import login\nlogin('google')":                       "google",
		"from streamlit import login as enter\nenter('google')":              "google",
		"import streamlit as app\napp.login('google')":                       "google",
		"st.login('') or st.login()":                                         "'' -",
		"if True: st.login('a'); st.login('b')":                              "a b",
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + source + "\n"))
		if err != nil {
			t.Errorf("%s: %v", source, err)
		}
		var got []string
		for _, call := range scan.LoginCalls {
			switch {
			case !call.Known:
				got = append(got, "?")
			case !call.Named:
				got = append(got, "-")
			case call.Provider == "":
				got = append(got, "''")
			default:
				got = append(got, call.Provider)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n  is read as %q, want %q", source, strings.Join(got, " "), want)
		}
	}
}
