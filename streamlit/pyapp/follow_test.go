package pyapp

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// followed reads an app from its files. The main script is app.py.
func followed(t *testing.T, files map[string]string) Followed {
	t.Helper()
	scans := map[string]pyfile.Scan{}
	for name, source := range files {
		scan, err := pyfile.Read([]byte(source))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, source)
		}
		scans[name] = scan
	}
	return Follow("app.py", scans, &held.Value{}, Around{})
}

// saidOf writes the logins down: the provider, with "?" behind what is Perhaps and
// "!" behind what is Never; "-" without a name, "*" where it is not known.
func saidOf(l Login) string {
	what := l.Provider
	switch {
	case l.Wrong != "":
		what = "wrong"
	case !l.Known:
		what = "*"
	case !l.Named:
		what = "-"
	case what == "":
		what = "''"
	}
	return what + map[Reach]string{Never: "!", Perhaps: "?", Sometimes: "~", Surely: ""}[l.Reach]
}

// Which calls of st.login somebody comes to who is not signed in, and which
// provider they name.
func TestLoginsAreFollowed(t *testing.T) {
	for source, want := range map[string]string{
		// constants
		`P = "google"; st.login(P)`:                                                         "google",
		`P = "google"; st.button("in", on_click=st.login, args=[P])`:                        "google",
		`P = "google"; st.button("in", on_click=st.login, args=(P,))`:                       "google",
		`A = ["google"]; st.button("in", on_click=st.login, args=A)`:                        "google",
		`P = "google"; Q = P; st.login(Q)`:                                                  "google",
		`P: str = "google"; st.login(provider=P)`:                                           "google",
		`P = "google"; P = "other"; st.login(P)`:                                            "other",
		`P = read(); st.login(P)`:                                                           "*",
		"import functools\nst.button('in', on_click=functools.partial(st.login, 'google'))": "google",
		"from functools import partial\nP = 'google'\nenter = partial(st.login, provider=P)\nst.button('', on_click=enter)": "google",
		`st.button("in", on_click=lambda: st.login("google"))`:                                                              "google",
		"for p in ['a', 'b']:\n  st.button(p, on_click=lambda p=p: st.login(p))":                                            "a b",
		"for p in ('a', 'b'):\n  if st.button(p): st.login(p)":                                                              "a b",
		"for p in ['a', 'b']:\n  st.button(p, on_click=st.login, args=[p])":                                                 "a b",
		"for p in st.secrets['auth']:\n  st.login(p)":                                                                       "*?",
		"P = {'a': 'A', 'b': 'B'}\nfor k, l in P.items():\n  st.button(l, on_click=st.login, args=[k])":                     "a b",
		"for l, k in [('A', 'a'), ('B', 'b')]:\n  if st.button(l): st.login(k)":                                             "a b",
		"P = {'A': 'a', 'B': 'b'}\nst.login(P[st.radio('', list(P))])":                                                      "a b",
		"P = {'a': 'A', 'b': 'B'}\nc = st.selectbox('With', list(P))\nif st.button('in'): st.login(c)":                      "a b",
		"c = st.radio('With', options=['a', 'b'])\nst.login(c)":                                                             "a b",
		"st.button('in', on_click=getattr(st, 'login'))":                                                                    "-",
		"getattr(st, 'login')('a')":                                                                                         "a",
		"st.navigation([st.Page(st.login)]).run()":                                                                          "-",
		"st.App('main.py')\ndef f(): st.login()":                                                                            "-?",
		// functions
		"def gate(p='google'):\n  st.login(p)\ngate()":                                                    "google",
		"def gate(p='google'):\n  st.login(p)\ngate('entra')":                                             "entra",
		"def gate(p='google'):\n  st.login(p)\ngate(p='entra')":                                           "entra",
		"def gate(p='google'):\n  st.login(p)\ngate()\ngate('entra')":                                     "entra google",
		"def gate(p='google'):\n  st.login(p)\ngate(pick())":                                              "*",
		"def gate(p='google'):\n  st.login(p)\nst.button('in', on_click=gate)":                            "google",
		"def gate(p='google'):\n  st.login(p)\nst.button('in', on_click=gate, args=['x'])":                "x",
		"def gate(p='google'):\n  st.login(p)\nst.button('in', on_click=gate, args=x)":                    "*",
		"def gate(p, *, q):\n  st.login(q)\nst.button('in', on_click=gate, args=(1,), kwargs={'q': 'x'})": "x",
		"def gate(p=None):\n  if p: st.login(p)\n  else: st.login()\ngate('entra')":                       "-! entra",
		"def gate():\n  st.login('google')":                                                               "google!",
		"def gate():\n  st.login('google')\ndef main():\n  gate()\nmain()":                                "google",
		"def gate():\n  st.login('google')\ndef main():\n  gate()":                                        "google!",
		"def main():\n  st.login()\nif __name__ == '__main__':\n  main()":                                 "-",
		"def main():\n  def inner():\n    st.login()\n  st.button('in', on_click=inner)\nmain()":          "-",
		"class Gate:\n  def enter(self, p='a'):\n    st.login(p)\nGate().enter()":                         "a",
		"class Gate:\n  def enter(self, p):\n    st.login(p)\ng = Gate()\ng.enter('b')":                   "b",
		"class Gate:\n  def __init__(self):\n    st.login()\nGate()":                                      "-",
		"class Gate:\n  def enter(self):\n    st.login()\n":                                               "-!",
		"PAGES = {'in': lambda: st.login('a')}\nPAGES['in']()":                                            "a",
		"def page():\n  st.login()\nst.navigation([st.Page(page)]).run()":                                 "-",
		"def need(f):\n  def inner(*a):\n    if not st.user.is_logged_in:\n      st.login()\n      st.stop()\n    return f(*a)\n  return inner\n@need\ndef main(): st.write(1)\nmain()": "-",
		// conditions
		"if not st.user.is_logged_in: st.login()":                                                                                        "-",
		"if st.user.is_logged_in: st.write(1)\nelse: st.login()":                                                                         "-",
		"if st.user.is_logged_in: st.login()":                                                                                            "-!",
		"if not st.user.get('is_logged_in', False): st.login()":                                                                          "-",
		"if not getattr(st.user, 'is_logged_in', False): st.login()":                                                                     "-",
		"signed = st.user.is_logged_in\nif not signed:\n  st.login()":                                                                    "-",
		"def signed(): return st.user.is_logged_in\nif not signed(): st.login()":                                                         "-",
		"if st.button('in'): st.login()":                                                                                                 "-",
		"if st.sidebar.button('in'): st.login()":                                                                                         "-",
		"a, b = st.columns(2)\nif a.button('in'): st.login()":                                                                            "-",
		"click = st.button('in')\nif click: st.login()":                                                                                  "-",
		"who = st.radio('', ['a', 'b'])\nif who == 'a': st.login('a')\nelif who == 'b': st.login('b')":                                   "a b",
		"if 'google' in st.secrets['auth']: st.login('google')\nelse: st.login()":                                                        "-? google?",
		"try:\n  signed = bool(getattr(st.user, 'is_logged_in', False))\nexcept Exception:\n  signed = False\nif not signed: st.login()": "-",
		"def ready():\n  try:\n    return bool(st.secrets.get('auth'))\n  except Exception:\n    return False\nif ready(): st.login()":   "-",
		"if hasattr(st.secrets, 'auth') and st.secrets['auth']: st.login()":                                                              "-",
		"if 'auth' in st.secrets: st.login()":                                                                                            "-",
		"if 'auth' not in st.secrets:\n  st.error('')\n  st.stop()\nst.login()":                                                          "-",
		"if os.getenv('X'): st.login()":                                                                                                  "-?",
		"LOGIN = True\nif LOGIN: st.login()":                                                                                             "-",
		"LOGIN = False\nif LOGIN: st.login()":                                                                                            "-!",
		"if False: st.login()":                                                                                                           "-!",
		"if hasattr(st, 'login'): st.login()":                                                                                            "-",
		"try:\n  st.login('a')\nexcept Exception:\n  st.login()":                                                                         "-? a?",
		"try:\n  x()\nexcept OSError:\n  st.login()":                                                                                     "-?",
		"try:\n  x()\nfinally:\n  st.login()":                                                                                            "-",
		"def f():\n  if not ON: return\n  st.login()\nf()":                                                                               "-?",
		"def f():\n  if st.user.is_logged_in: return\n  st.login()\nf()":                                                                 "-",
		"if not ready(): st.error(''); st.stop()\nst.login()":                                                                            "-",
		"st.stop()\nst.login()":                                                                                                          "-!",
		"raise SystemExit\nst.login()":                                                                                                   "-!",
		"st.login('a') if ON else st.login('b')":                                                                                         "a? b?",
		"st.login('a' if ON else 'b')":                                                                                                   "a? b?",
		"ON and st.login('a')":                                                                                                           "a?",
		"st.button('in') and st.login('a')":                                                                                              "a",
		"st.user.is_logged_in or st.login('a')":                                                                                          "a",
		"while True:\n  st.login()\n  break":                                                                                             "-",
		"match st.radio('', ['a']):\n  case 'a': st.login('a')":                                                                          "a",
		"with st.sidebar:\n  st.login()":                                                                                                 "-",
		"if not 'is_logged_in' in st.user: st.login()\nelse: st.write(st.user.name)":                                                     "-!",
		// wrong
		`st.login("entra", prompt="login")`:                        "wrong",
		`st.login("entra", "login")`:                               "wrong",
		`st.button("in", on_click=st.login, args=("entra"))`:       "wrong",
		`st.button("in", on_click=st.login, args="entra")`:         "wrong",
		`st.button("in", on_click=st.login, args=["entra", 1])`:    "wrong",
		`st.button("in", on_click=st.login, kwargs={"name": "x"})`: "wrong",
		`st.login(*a)`:                                   "*",
		"enter = st.login\nenter('google')":              "google",
		"go = getattr(other, name)\ndef f(): st.login()": "-?",
	} {
		found := followed(t, map[string]string{"app.py": "import streamlit as st\nimport os\nfrom tools import *\n" + source + "\n"})
		var got []string
		for _, l := range found.Offered {
			got = append(got, saidOf(l))
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n  is followed as %q, want %q", source, strings.Join(got, " "), want)
		}
	}
}

// The same over several files.
func TestLoginsOfOtherFilesAreFollowed(t *testing.T) {
	const head = "import streamlit as st\n"
	for want, files := range map[string]map[string]string{
		"a":  {"app.py": "from auth import gate\ngate()\n", "auth.py": head + "def gate():\n  st.login('a')\n"},
		"b":  {"app.py": "import auth\nauth.gate('b')\n", "auth.py": head + "def gate(p='a'):\n  st.login(p)\n"},
		"c":  {"app.py": "from lib import auth as a\na.gate()\n", "lib/__init__.py": "", "lib/auth.py": head + "from .names import P\ndef gate():\n  st.login(P)\n", "lib/names.py": "P = 'c'\n"},
		"d!": {"app.py": "from auth import other\nother()\n", "auth.py": head + "def gate():\n  st.login('d')\ndef other(): pass\n"},
		"e":  {"app.py": head + "st.navigation([st.Page('views/in.py')]).run()\n", "views/in.py": head + "st.login('e')\n"},
		"f":  {"app.py": head, "pages/in.py": head + "st.login('f')\n"},
		"g!": {"app.py": "import auth\n", "auth.py": head + "if __name__ == '__main__':\n  st.login('g')\n"},
		"h":  {"app.py": "from lib import gate\ngate()\n", "lib/__init__.py": "from .auth import gate\n", "lib/auth.py": head + "def gate(): st.login('h')\n"},
		"i":  {"app.py": "from lib import *\ngate()\n", "lib.py": head + "def gate(): st.login('i')\n"},
		"j":  {"app.py": "import lib.auth\nlib.auth.gate()\n", "lib/auth.py": head + "def gate(): st.login('j')\n"},
		"k!": {"app.py": head + "def f():\n  import auth\n", "auth.py": head + "st.login('k')\n"},
	} {
		var got []string
		for _, l := range followed(t, files).Offered {
			got = append(got, saidOf(l))
		}
		if slices.Sort(got); strings.Join(got, " ") != want {
			t.Errorf("%v\n  is followed as %q, want %q", files, strings.Join(got, " "), want)
		}
	}
}

// What a page shows to somebody who is not signed in.
func TestPagesAreFollowed(t *testing.T) {
	const (
		head = "import streamlit as st\n"
		gate = "if not st.user.is_logged_in:\n  st.button('in', on_click=st.login)\n  st.stop()\n"
	)
	for source, want := range map[string]string{
		gate + "st.write(1)": "closed",
		"st.write(1)":        "open",
		"st.title('x')":      "open nothing",
		"st.title('Hello')\n" + gate + "st.dataframe(d)":                                                                            "closed",
		"from auth import gate\ngate()\nst.write(1)":                                                                                "closed",
		"import auth\nauth.gate()\nst.write(1)":                                                                                     "closed",
		"from auth import check\nif not check():\n  st.stop()\nst.write(1)":                                                         "closed",
		"from auth import check\nif check():\n  st.write(1)":                                                                        "closed",
		"from auth import need\n@need\ndef main():\n  st.write(1)\nmain()":                                                          "closed",
		"from auth import soft\n@soft\ndef main():\n  st.write(1)\nmain()":                                                          "closed",
		"from auth import need\ndef main():\n  st.write(1)\nmain()":                                                                 "open",
		"if st.user.is_logged_in:\n  st.write(1)\nelse:\n  st.login()":                                                              "closed",
		"if not st.user.is_logged_in:\n  st.switch_page('app.py')\nst.write(1)":                                                     "closed",
		"if not st.user.is_logged_in:\n  st.login()\n  st.rerun()\nst.write(1)":                                                     "closed",
		"if not st.user.is_logged_in:\n  st.button('in', on_click=st.login)\nst.write(1)":                                           "leaks 4",
		"def gate():\n  if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    return\ngate()\nst.write(1)":      "leaks 7",
		"if not st.user.is_logged_in:\n  st.button('in', on_click=st.login)\nst.write(1)\nif st.user.is_logged_in: st.write(2)":     "open doubt",
		"def main():\n  if not st.user.is_logged_in:\n    st.login()\n    return\n  st.write(1)\nmain()":                            "closed",
		"def main():\n  if not st.user.is_logged_in:\n    st.login()\n    return\n  st.write(1)\nif __name__ == '__main__': main()": "closed",
		"from company_auth import require\nrequire()\nst.write(1)":                                                                  "open doubt",
		"if not ready(): st.stop()\nst.write(1)":                                                                                    "open doubt",
		"if ready(): st.write(1)":                                                                                                   "perhaps",
		"st.button('x', on_click=lambda: st.write(1))":                                                                              "open nothing",
		"def cb(): st.write(1)\nst.button('x', on_click=cb)":                                                                        "open nothing",
		"from auth import *\ngate()\nst.write(1)":                                                                                   "closed",
		"if st.user:\n  st.write(1)":                                                                                                "open",
		"if 'is_logged_in' in st.user:\n  st.write(1)":                                                                              "open",
		"if check_role(st.user):\n  st.write(1)":                                                                                    "perhaps",
		"df = load()\ndf":                                                                                                           "open",
	} {
		found := followed(t, map[string]string{
			"app.py":       head + gate,
			"pages/one.py": head + source + "\n",
			"auth.py": head + "def gate():\n  if not st.user.is_logged_in:\n    st.login()\n    st.stop()\ndef check():\n  return st.user.is_logged_in\n" +
				"def need(f):\n  def inner(*a):\n    gate()\n    return f(*a)\n  return inner\ndef soft(f):\n  def inner(*a):\n    if st.user.is_logged_in:\n      return f(*a)\n    st.login()\n  return inner\n",
		})
		at := slices.IndexFunc(found.Pages, func(p Page) bool { return p.File == "pages/one.py" })
		if at < 0 {
			t.Fatalf("%s: there is no page", source)
		}
		page := found.Pages[at]
		got := "closed"
		switch {
		case page.After.File != "":
			got = fmt.Sprintf("leaks %d", page.Shown.Line)
		case page.Shows == Surely:
			got = "open"
		case page.Shows == Perhaps:
			got = "perhaps"
		case page.Stops.File == "" && !page.Asks:
			got = "open nothing"
		}
		if page.Doubt {
			got += " doubt"
		}
		if got != want {
			t.Errorf("%s\n  is followed as %q, want %q: %+v", source, got, want, page)
		}
	}
}

// What stands around a use of st.user tells whether it counts.
func TestUsesAreFollowed(t *testing.T) {
	for source, want := range map[string]string{
		"st.experimental_user.name":                                                 "surely",
		"U = st.user if hasattr(st, 'user') else st.experimental_user":              "guarded",
		"try:\n  u = st.user\nexcept AttributeError:\n  u = st.experimental_user":   "perhaps",
		"def old():\n  return st.experimental_user":                                 "never",
		"if st.__version__ < '1.45': st.experimental_user":                          "guarded",
		"def f():\n  return st.experimental_user\nf()":                              "surely",
		"if hasattr(st, 'user'):\n  u = st.user\nelse:\n  u = st.experimental_user": "never",
		"if hasattr(st, 'experimental_user'):\n  st.experimental_user":              "guarded",
	} {
		files := map[string]string{"app.py": "import streamlit as st\n" + source + "\n"}
		scan, _ := pyfile.Read([]byte(files["app.py"]))
		reach, guarded := followed(t, files).Reach("app.py", scan.ExperimentalUser[0])
		got := map[Reach]string{Never: "never", Perhaps: "perhaps", Surely: "surely"}[reach]
		if guarded && reach > Never {
			got = "guarded"
		}
		if got != want && !(want == "guarded" && reach < Surely) {
			t.Errorf("%s\n  is %s, want %s", source, got, want)
		}
	}
}

// Somebody may be known otherwise than by st.login: from a header that a sign-in in
// front of the app sets, or from a service. What only sounds like it is none.
func TestAnotherSignIn(t *testing.T) {
	for source, want := range map[string]int{
		"import streamlit as st\nst.write(st.context.headers.get('X-Forwarded-Email'))\n":                                                     1,
		"import streamlit as st\nh = st.context.headers\nst.write(h['Remote-User'])\n":                                                        1,
		"from streamlit import context\nwho = context.headers.get('Cf-Access-Authenticated-User-Email')\n":                                    1,
		"from streamlit.web.server.websocket_headers import _get_websocket_headers\nwho = _get_websocket_headers().get('X-Amzn-Oidc-Data')\n": 1,
		"import streamlit as st\nst.write(st.context.headers.get('Accept-Language'))\n":                                                       0,
		"import requests\nrequests.get('https://api.example.com', headers={'X-Auth-Token': 'x'})\n":                                           0,
		"from supabase import create_client\nc = create_client('u', 'k')\nc.auth.sign_in_with_password({'email': 'a'})\n":                     1,
		"import pyrebase\nfb = pyrebase.initialize_app({})\nfb.auth().sign_in_with_email_and_password('a', 'b')\n":                            1,
		"from firebase_admin import auth\nwho = auth.verify_id_token('x')\n":                                                                  1,
		"import smtplib\ns = smtplib.SMTP('h')\ns.login('a', 'b')\n":                                                                          0,
		"import jwt\nk = client.signing_key()\n":                                                                                              0,
		"class Db:\n    def sign_in(self):\n        pass\nDb().sign_in()\n":                                                                   0,
		"import streamlit as st\nw = st.text_input('Passwort', type='password')\n":                                                            1,
		"import streamlit as st\nwith st.sidebar:\n    w = st.sidebar.text_input('Pin', type='password')\n":                                   1,
		"import streamlit as st\nk = st.text_input('OpenAI API Key', type='password')\n":                                                      0,
		"import streamlit as st\nk = st.text_input('Name', type='default')\n":                                                                 0,
		"import streamlit as st\nif st.button('in'):\n    st.session_state.logged_in = True\n":                                                1,
		"import streamlit as st\nst.session_state['authenticated'] = check()\n":                                                               1,
		"import streamlit as st\nst.session_state.logged_in = False\n":                                                                        0,
		"import streamlit as st\nst.session_state.logged_in = st.user.is_logged_in\n":                                                         0,
		"import streamlit as st\nst.session_state.messages = []\n":                                                                            0,
		"import streamlit as st\ndef never():\n    return st.context.headers.get('Remote-User')\n":                                            0,
	} {
		scan, err := pyfile.Read([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if found := Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, &held.Value{}, Around{}).Another; len(found) != want {
			t.Errorf("%d other sign-ins, want %d: %v in\n%s", len(found), want, found, source)
		}
	}
}
