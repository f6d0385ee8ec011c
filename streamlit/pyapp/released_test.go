package pyapp

import "testing"

// Names that not every release has, and whether somebody comes to them without a click.
func TestReleasedNames(t *testing.T) {
	for source, want := range map[string]string{
		"st.cache": "st.cache always",
		"if st.button('x'):\n  st.experimental_rerun()":                           "st.experimental_rerun",
		"if st.user.is_logged_in:\n  st.cache":                                    "st.cache always",
		"if not st.user.is_logged_in:\n  st.cache":                                "st.cache always",
		"def f(): st.cache\nst.button('x', on_click=f)":                           "st.cache",
		"def f(): st.cache":                                                       "",
		"import lib":                                                              "st.cache always",
		"try:\n  st.cache\nexcept AttributeError: pass":                           "",
		"try:\n  from streamlit.report_thread import x\nexcept ImportError: pass": "",
		"if hasattr(st, 'cache'): st.cache":                                       "",
		"st.cache = 1\nst.cache":                                                  "",
		"setattr(st, name, 1)\nst.cache":                                          "",
		"from streamlit import cache":                                             "st.cache always",
		"st.query_params()":                                                       "st.query_params always",
		"st.query_params.get('a')":                                                "",
		"st.login()\nst.user\nst.experimental_user":                               "",
		"import streamlit.report_thread":                                          "streamlit.report_thread.* always",
		"st.pyplot()":                                                             "st.pyplot always",
		"if st.button('x'): st.title('a', wrap=True)":                             "st.title",
		"c = st.container()\nc.title('a', wrap=True)":                             "st.container.title always",
		"st.title('a', width='stretch', **more)":                                  "",
		"st.title('a', width='stretch')":                                          "st.title always",
		"import numpy as st\nst.cache":                                            "",
	} {
		got := ""
		for _, use := range followed(t, map[string]string{"app.py": "import streamlit as st\n" + source + "\n", "lib.py": "import streamlit as st\n@st.cache\ndef f(): return 1\n"}).Names {
			if got = use.Name; use.Always {
				got += " always"
			}
		}
		if got != want {
			t.Errorf("%s\n  gives %q, want %q", source, got, want)
		}
	}
}
