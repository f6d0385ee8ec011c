package pyapp

import (
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// st.navigation guards what lies in pages/ only once somebody has come to it.
func TestPagesRunByThemselvesAtFirst(t *testing.T) {
	const gate = "if not st.user.is_logged_in:\n  st.login()\n  st.stop()\n"
	for source, want := range map[string]string{
		gate + "st.navigation([st.Page('pages/pay.py')]).run()":          "",
		"pg = st.navigation([st.Page('pages/pay.py')])\n" + gate:         "until",
		"pg = st.navigation([st.Page('views/other.py')])\n" + gate:       "until",
		"def gate():\n  st.stop()\ngate()\nst.navigation([front]).run()": "",
	} {
		found := followed(t, map[string]string{"app.py": "import streamlit as st\n" + source + "\n", "pages/pay.py": "import streamlit as st\nst.write(1)\n", "views/other.py": ""})
		at := slices.IndexFunc(found.Pages, func(p Page) bool { return p.File == "pages/pay.py" })
		if at < 0 {
			t.Errorf("%s\n  nobody can open it", source)
		} else if page := found.Pages[at]; page.Shows != Surely || page.Doubt || (page.Until() != "") != (want != "") {
			t.Errorf("%s\n  %+v", source, page)
		}
	}
}

// What was seen to be left open, or told wrongly, in code of strangers; AppTest of
// Streamlit 1.67.0 says who comes to st.login.
func TestWildLogins(t *testing.T) {
	const (
		enum   = "from enum import Enum, StrEnum\nclass P(Enum):\n  A = 'a'\n  B = 'b'\n"
		claim  = "def claim(user, name, otherwise=None):\n  return getattr(user, name, otherwise)\n"
		marked = "  st.session_state.sent = True\n  st.login()"
	)
	for source, want := range map[string]string{
		enum + "for p in P:\n  st.button(p.name, on_click=st.login, args=[p.value])":                                                 "a b",
		enum + "for p in list(P):\n  if st.button(p.value): st.login(p.value)":                                                       "a b",
		enum + "for n, p in P.__members__.items():\n  st.button(n, on_click=st.login, args=(p.value,))":                              "a b",
		"go = getattr(st, 'login', None)\nif callable(go):\n  if st.button('in'): go()":                                              "-",
		"go = getattr(st, 'login', None)\nif go is None: st.stop()\ngo('a')":                                                         "a",
		"go = getattr(st, 'login', None)\nif not go: st.stop()\nst.button('in', on_click=go, args=['a'])":                            "a",
		"def enter(name=None):\n  go = getattr(st, 'login', None)\n  if go is not None:\n    go(name) if name else go()\nenter('a')": "a -!",
		"go = getattr(st, 'login', lambda *a: st.error('no'))\nst.button('in', on_click=go, args=['a'])":                             "a",
		"import streamlit as ui\ngo = getattr(ui, 'login', None)\nif go: go('a')":                                                    "a",
		"getattr(st, 'login')('a')":                                  "a",
		"if hasattr(st, 'login') and callable(st.login): st.login()": "-",
		enum + "st.login(P.A.value)":                                 "a",
		enum + "st.login(P.A.name)":                                  "A",
		enum + "st.login(P.A)":                                       "*",
		enum + "st.login(st.radio('', [p.value for p in P]))":        "a b",
		"from enum import StrEnum\nclass P(StrEnum):\n  A = 'a'\nfor p in P:\n  st.login(p)":                            "a",
		"from enum import Enum\nclass P(str, Enum):\n  A = 'a'\nst.login(P.A)":                                          "a",
		"class P:\n  A = 'a'\nfor p in P: st.login(p.value)":                                                            "*?",
		"def main(): st.login()\nif '__main__' == __name__: main()":                                                     "-",
		"def main(): st.login()\nif '__main__' != __name__: main()":                                                     "-!",
		"M = '__main__'\ndef main(): st.login()\nif __name__ in (M, 'app'): main()":                                     "-",
		claim + "if not claim(st.user, 'is_logged_in'): st.login()":                                                     "-",
		claim + "if not claim(st.user, 'name', otherwise=''): st.login()":                                               "-",
		claim + "if claim(st.user, 'name') is None: st.login()":                                                         "-",
		claim + "if claim(st.user, 'name') is not None: st.login()":                                                     "-?", // getattr with a name is open for anything
		claim + "if not claim(st.user, 'name', True): st.login()":                                                       "-?",
		"from tools import *\n" + claim + "if not claim(who(), 'name'): st.login()":                                     "-?",
		"if not getattr(st.user, 'name', True): st.login()":                                                             "-!",
		"if getattr(st.user, 'name', 'Guest') == 'Guest': st.login()":                                                   "-",
		"def has(name):\n  found = name in st.user\n  return found\nif not has('name'): st.login()":                     "-",
		"if 'sent' not in st.session_state:\n" + marked:                                                                 "-",
		"if not st.session_state.get('sent'):\n" + marked:                                                               "-",
		"if st.session_state.get('sent') is None:\n" + marked:                                                           "-",
		"def gate():\n  if st.session_state.get('sent'): return\n" + marked + "\ngate()":                                "-",
		"if 'sent' not in st.session_state: st.session_state.sent = False\nif not st.session_state.sent:\n" + marked:    "-",
		"st.session_state.sent = True\nif 'sent' not in st.session_state: st.login()":                                   "-!",
		"def f():\n  if st.session_state.get('sent') is None: st.login()\ndef g(): st.session_state.sent = 1\ng()\nf()": "-?",
	} {
		told := ""
		for _, l := range followed(t, map[string]string{"app.py": "import streamlit as st\n" + source + "\n"}).Offered {
			told += " " + saidOf(l)
		}
		if told != " "+want {
			t.Errorf("%s\n  is followed as%s, want %s", source, told, want)
		}
	}
	if found := followed(t, map[string]string{"app.py": "from streamlit import streamlit as st\nst.login()\n"}); len(found.Offered) != 1 || len(found.Names) > 0 {
		t.Errorf("streamlit out of streamlit: %+v", found)
	}
}

// What a try falls back to counts only where it may fail.
func TestFallbacks(t *testing.T) {
	const ready = "def ready():\n  try:\n    if 'auth' not in st.secrets: return False\n  except Exception:\n    return False\n"
	values := held.In([]*secrets.Document{readDocument(t, "testdata/held.toml")})
	for source, want := range map[string]string{
		"try:\n  on = 'auth' in st.secrets\nexcept Exception:\n  on = False\nif on and not st.user.is_logged_in: st.login()":    "-",
		"try:\n  on = 'other' in st.secrets\nexcept Exception:\n  on = True\nif on: st.login()":                                 "-?", // with other secrets it is there
		"try:\n  import x\n  on = True\nexcept ImportError:\n  on = False\nif on: st.login()":                                   "-?",
		"try:\n  on = read()\nexcept Exception:\n  on = False\nif on: st.login()":                                               "-?",
		ready + "  return True\nif ready(): st.login()":                                                                         "-",
		ready + "  try:\n    import authlib\n  except Exception:\n    return False\n  return True\nif ready(): st.login()":      "-",
		ready + "  try:\n    import company_gate\n  except Exception:\n    return False\n  return True\nif ready(): st.login()": "-?",
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\nfrom tools import *\n" + source + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		told := ""
		for _, l := range Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, values, Around{}).Offered {
			told += " " + saidOf(l)
		}
		if told != " "+want {
			t.Errorf("%s\n  is followed as%s, want %s", source, told, want)
		}
	}
}

// Code that leads to itself is followed to an end.
func TestCirclesEnd(t *testing.T) {
	for _, files := range []map[string]string{
		{"app.py": "import streamlit as st\ndef down(n):\n  return down('a')\nif down('a'): st.write(1)\nst.login()\n"},
		{"app.py": "import streamlit as st\ndef show(a, *more, b=1): return st.user\nif show(1, b='x'): st.write(1)\nst.login()\n"},
		{"app.py": "import streamlit as st\nfor i in range(2):\n  row = row['x']\n  st.write(row.y, row['z'])\nst.login()\n"},
		{"app.py": "import streamlit as st\nfrom auth import mode, who\nif mode == 'a' or who: st.write(1)\nfor n in mode: st.write(n)\nst.login(mode)\n", "auth.py": "from auth import mode, who\n"},
	} {
		if found := followed(t, files); len(found.Logins) != 1 {
			t.Errorf("%s\n  is followed as %+v", files["app.py"], found.Logins)
		}
	}
}

// Names that are made of one another, in every form, are followed to an end, by whoever is followed.
func TestCirclesOfValuesEnd(t *testing.T) {
	forms := []string{"X.y", "X['k']", "X()", "X.get('k')", "[X]", "{'k': X}", "f'{X}'", "X or 1", "not X", "X + X", "(lambda: X)()", "X if X else X", "X == X", "X[0].y['k']", "st.session_state[X]", "st.secrets[X]", "st.user[X]", "getattr(X, X)", "X.y.z()", "*X, 1"}
	uses := "if a: st.write(a.y, a['k'], a(), b)\nfor c in a: st.write(c)\nif not b.get('k') and a == b: st.stop()\nst.session_state[a] = b\nif st.session_state.get(b): st.write(st.secrets[a], st.user[b])\nif not st.user.is_logged_in: st.login(a)\nst.Page(a)\na.b.c()\n"
	for _, one := range forms {
		for _, two := range forms {
			source := "import streamlit as st\n" + strings.ReplaceAll("a = "+one, "X", "b") + "\n" + strings.ReplaceAll("b = "+two, "X", "a") + "\n" + uses
			inside := "import streamlit as st\ndef f():\n  " + strings.ReplaceAll(strings.TrimPrefix(strings.TrimSuffix(source, "\n"), "import streamlit as st\n"), "\n", "\n  ") + "\nf()\nst.login()\n"
			followed(t, map[string]string{"app.py": source})
			followed(t, map[string]string{"app.py": inside})
		}
	}
}
