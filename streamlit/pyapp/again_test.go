package pyapp

import "testing"

// st.login that people come to who are signed in, without a click, sends them to
// the provider again and again.
func TestLoginAgain(t *testing.T) {
	for _, source := range []string{
		`st.login()`,
		"user = st.login('google')\nif not user: st.stop()",
		"if 'user' not in st.session_state:\n  st.login()\n  st.stop()\nst.write(st.session_state.user)",
		"if not st.session_state.get('user'):\n  st.login()",
		"def gate():\n  st.login()\ngate()",
		"if st.user.is_logged_in:\n  st.write('in')\nst.login()",
		"if st.user.is_logged_in or True:\n  st.login()",
		"with st.sidebar:\n  st.login()",
		"for p in ['google']:\n  st.login(p)",
		"if 'user' not in st.session_state:\n  st.login()\nst.session_state.user = 1",
		"if 'user' not in st.session_state:\n  st.login()\nst.session_state['user'] = 1",
		"def enter(): st.login()\nst.navigation([st.Page(enter)]).run()", // the way back leads to the first page
		"def enter(): st.login()\ndef out(): pass\nst.navigation([st.Page(out), st.Page(enter, default=True)]).run()",
	} {
		if found := followed(t, map[string]string{"app.py": "import streamlit as st\n" + source}); len(found.Again) == 0 {
			t.Errorf("nobody is said to be sent again:\n%s", source)
		}
	}
}

// What may be right is not taken for a loop.
func TestLoginOnce(t *testing.T) {
	quiet := []map[string]string{
		{"app.py": "from gate import *", "gate.py": "import streamlit as st\nst.login()"}, // an import runs once
		{"app.py": "", "pages/in.py": "import streamlit as st\nst.login()"},               // and the callback leads to the main page
		{"app.py": "st.navigation([st.Page('out.py'), st.Page('in.py')]).run()", "in.py": "import streamlit as st\nst.login()", "out.py": ""},
	}
	for _, source := range []string{
		"if not st.user.is_logged_in:\n  st.login()",
		"if not st.user.get('is_logged_in'):\n  st.login()",
		"if not st.user.get('is_logged_in', False):\n  st.login()",
		"if not getattr(st.user, 'is_logged_in', False):\n  st.login()",
		"if not st.user['is_logged_in']:\n  st.login()",
		"u = st.user\nif not u.is_logged_in:\n  st.login()",
		"if not st.experimental_user.is_logged_in:\n  st.login()",
		"if st.user.is_logged_in == False:\n  st.login()",
		"def known(): return st.user.is_logged_in\nif not known():\n  st.login()",
		"def gate():\n  if st.user.is_logged_in:\n    return\n  st.login()\ngate()",
		"if st.user.is_logged_in:\n  st.write('in')\nelse:\n  st.login()",
		"if st.user.is_logged_in:\n  st.write('in')\n  st.stop()\nst.login()",
		"if not st.user.email:\n  st.login()",
		"if not hasattr(st.user, 'email'):\n  st.login()",
		"if 'email' not in st.user:\n  st.login()",
		"if not st.user.to_dict().get('email'):\n  st.login()",
		"if st.button('in'):\n  st.login()",
		"if st.checkbox('in'):\n  st.login()",
		"if st.selectbox('how', ['a']) == 'a':\n  st.login()",
		"st.button('in', on_click=st.login)",
		"st.button('in', on_click=lambda: st.login())",
		"def enter(): st.login()\nst.button('in', on_click=enter)",
		"from functools import partial\nst.button('in', on_click=partial(st.login, 'a'))",
		"st.navigation([st.Page(st.login)]).run()",
		"def enter(): st.login()\ndef out(): pass\nst.navigation([st.Page(out), st.Page(enter)]).run()",
		"def enter(): st.login()\ndef out(): pass\nst.navigation([st.Page(enter), st.Page(out, default=first())]).run()",
		"if 'user' not in st.session_state:\n  st.login()\nst.text_input('name', key='user')",
		"if 'user' not in st.session_state:\n  st.login()\nst.session_state.update(load())",
		"if 'user' not in st.session_state:\n  st.login()\nfill(st.session_state)",
		"if 'user' not in st.session_state:\n  st.login()\nfor k in keys(): st.session_state[k] = 1",
		"import st_keeps\nif 'user' not in st.session_state:\n  st.login()",
		"import streamlit_keeps\nif not st.session_state.get('user'):\n  st.login()",
		"if load():\n  st.write('in')\n  st.stop()\nst.login()",
		"from gates import require_login\nrequire_login()\nst.login()",
		"try:\n  st.login()\nexcept Exception:\n  pass",
		"if st.query_params.get('login'):\n  st.login()",
	} {
		quiet = append(quiet, map[string]string{"app.py": source})
	}
	for _, files := range quiet {
		files["app.py"] = "import streamlit as st\n" + files["app.py"]
		if found := followed(t, files); len(found.Again) > 0 {
			t.Errorf("taken for a loop: line %d of %s of\n%s", found.Again[0].Line, found.Again[0].File, files["app.py"])
		}
	}
}

// What is put into st.session_state behind st.login() never comes back: the browser is on its way
// to the provider. A gate that asks for it lets nobody in.
func TestLostBehindLogin(t *testing.T) {
	const first, asks = "if 'on' not in st.session_state:\n  st.session_state.on = False\n", "if not st.session_state.on:\n  if st.button('in'):\n    "
	for source, shut := range map[string]bool{
		first + asks + "st.login()\n    st.session_state.on = st.user.is_logged_in\n    st.rerun()\nelse:\n  st.write(st.user.name)":                                                                                                                                        true,
		first + asks + "st.login()\n    st.session_state.on = True\nelse:\n  st.write(st.user.name)":                                                                                                                                                                        true,
		first + asks + "st.login()\n    st.session_state['on'] = True\n    st.rerun()\nif st.session_state.on:\n  st.write(st.user.name)":                                                                                                                                   true,
		first + "st.session_state.on = st.user.is_logged_in\n" + asks + "st.login()\n    st.session_state.on = True\nelse:\n  st.write(st.user.name)":                                                                                                                       false,
		first + "if st.user.is_logged_in:\n  st.session_state.on = True\n" + asks + "st.login()\n    st.session_state.on = True\nelse:\n  st.write(st.user.name)":                                                                                                           false,
		first + asks + "st.login()\n    st.session_state.on = True\nelse:\n  st.write('in')\nif st.user.is_logged_in:\n  st.write(st.user.name)":                                                                                                                            false,
		first + asks + "st.session_state.on = True\n    st.login()\nelse:\n  st.write(st.user.name)":                                                                                                                                                                        false, // another kind: see what is lost on the way
		first + asks + "st.login()\n    st.session_state.on = True\n  if st.text_input('password') == 'x':\n    st.session_state.on = True\nelse:\n  st.write('in')":                                                                                                        false,
		first + asks + "st.login()\n    st.session_state.other = True\n  st.checkbox('on', key='on')\nelse:\n  st.write('in')":                                                                                                                                              false,
		"if 'role' not in st.session_state:\n  st.session_state.role = None\nif st.session_state.role is None:\n  if st.button('admin'):\n    st.login()\n    st.session_state.role = 'admin'\n    st.rerun()\n  st.stop()\nst.write(st.session_state.role, st.user.email)": true,
		"if 'role' not in st.session_state:\n  st.session_state.role = ''\nif st.session_state.role != 'admin':\n  if st.button('admin'):\n    st.login()\n    st.session_state.role = 'admin'\n  st.stop()\nst.write(st.user.email)":                                       true,
		"if 'role' not in st.session_state:\n  st.session_state.role = role_of(st.user)\nif st.session_state.role is None:\n  if st.button('admin'):\n    st.login()\n    st.session_state.role = 'admin'\n  st.stop()\nst.write(st.user.email)":                            false,
		"if not st.user.is_logged_in and not st.session_state.get('on'):\n  if st.button('in'):\n    st.login()\n    st.session_state.on = True\n  st.stop()\nst.write(st.user.name)":                                                                                       false,
		"st.button('in', on_click=st.login)\nst.session_state.seen = True\nst.write(st.user.get('name'))":                                                                                                                                                                   false,
	} {
		found := followed(t, map[string]string{"app.py": "import streamlit as st\n" + source})
		is := false
		for _, fault := range found.Faults {
			is = is || !fault.Mild
		}
		if is != shut {
			t.Errorf("%v for\n%s\n%+v", is, source, found.Faults)
		}
	}
}
