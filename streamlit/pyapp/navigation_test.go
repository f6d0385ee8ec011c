package pyapp

import (
	"slices"
	"testing"
)

// Which pages somebody can open who is not signed in, where st.navigation lists them.
func TestMenusAreFollowed(t *testing.T) {
	for source, want := range map[string]bool{
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\nif st.user.is_logged_in:\n  pg = st.navigation([home, pay])\nelse:\n  pg = st.navigation([home])\npg.run()":                      false,
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\nif st.user.is_logged_in:\n  pg = st.navigation([home])\nelse:\n  pg = st.navigation([home, pay])\npg.run()":                      true,
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\npages = [home]\nif st.user.is_logged_in:\n  pages = [home, pay]\nst.navigation(pages).run()":                                     false,
		"home = st.Page(front)\npages = [home]\nif st.user.is_logged_in:\n  pages = [home, st.Page('views/pay.py')]\nst.navigation(pages).run()":                                                false,
		"home = st.Page(front)\npages = [home]\nif st.user.is_logged_in:\n  pages.append(st.Page('views/pay.py'))\nst.navigation(pages).run()":                                                  false,
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\npages = [home]\npages.append(pay)\nst.navigation(pages).run()":                                                                   true,
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\nif st.user.is_logged_in:\n  pg = st.navigation({'A': [home], 'B': [pay]})\nelse:\n  pg = st.navigation({'A': [home]})\npg.run()": false,
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\nst.navigation([home] + ([pay] if st.user.is_logged_in else [])).run()":                                                           false,
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\nst.navigation(menu(home, pay)).run()":                                                                                            true,
		"pay = st.Page('views/pay.py')\nhome = st.Page(front)\ndef menu():\n  if st.user.is_logged_in: return [home, pay]\n  return [home]\nst.navigation(menu()).run()":                        false,
		"if st.user.is_logged_in:\n  pg = st.navigation(['views/pay.py'])\nelse:\n  pg = st.navigation([st.Page(front)])\npg.run()":                                                             false,
		"st.navigation(['views/pay.py']).run()": true,
	} {
		found := followed(t, map[string]string{
			"app.py":       "import streamlit as st\ndef front(): st.button('in', on_click=st.login)\n" + source + "\n",
			"views/pay.py": "import streamlit as st\nst.write(1)\n",
		})
		if got := slices.ContainsFunc(found.Pages, func(p Page) bool { return p.File == "views/pay.py" }); got != want {
			t.Errorf("%s\n  a stranger can open it: %v", source, got)
		}
	}
}
