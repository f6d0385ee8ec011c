package pyapp

import "testing"

// How surely somebody who is new comes to st.login, behind what functions of the
// app answer.
func TestAnswersOfFunctionsAreFollowed(t *testing.T) {
	for _, c := range []struct {
		code string
		want Reach
	}{
		{"def ok():\n  return hasattr(st.user, 'is_logged_in') and st.user.is_logged_in\nif not ok(): st.login()", Surely},
		{"def who():\n  if st.user.is_logged_in: return {'ok': True}\n  return {'ok': False}\nuser = who()\nif not user['ok']: st.login()", Surely},
		{"def who():\n  if st.user.is_logged_in: return {'ok': True}\n  return {'ok': False}\nuser = who()\nif user['ok']: st.login()", Never},
		{"def who():\n  return {'ok': True}\nuser = who()\nif not user['ok']: st.login()", Never},
		{"def who():\n  return {'ok': ask()}\nuser = who()\nif not user['ok']: st.login()", Perhaps},
		{"def who():\n  return {'other': True}\nuser = who()\nif not user.get('ok'): st.login()", Surely},
		{"def who():\n  return {**ask()}\nuser = who()\nif not user.get('ok'): st.login()", Perhaps},
		{"def who():\n  if ask(): return {'ok': True}\n  return {'ok': False}\nuser = who()\nif not user['ok']: st.login()", Perhaps},
		{"def who():\n  if st.user.is_logged_in: return st.user\nuser = who()\nif user is None: st.login()", Surely},
		{"def who():\n  if st.user.is_logged_in: return st.user\nuser = who()\nif user is not None: st.login()", Never},
		{"def who():\n  return st.user\nuser = who()\nif not getattr(user, 'email', None): st.login()", Surely},
		{"def who():\n  if st.user.is_logged_in: return True, 'a'\n  return False, None\nok, name = who()\nif not ok: st.login()", Surely},
		{"def who():\n  if st.user.is_logged_in: return True, 'a'\n  return False, None\nok, name = who()\nif name is None: st.login()", Surely},
		{"class User:\n  def __init__(self, email): self.email = email\ndef who():\n  return User('a') if st.user.is_logged_in else None\nuser = who()\nif not user: st.login()", Surely},
		{"class User:\n  def __init__(self, email): self.email = email\nuser = User('a')\nif not user: st.login()", Never},
		{"class User:\n  def __bool__(self): return ask()\nuser = User()\nif not user: st.login()", Perhaps},
		{"ok = getattr(st.user, 'is_logged_in', None)\nif ok is None: st.stop()\nif not ok: st.login()", Surely},
		{"if st.user.is_logged_in is None: st.login()", Never},
		{"if st.user.get('email') is None: st.login()", Surely},
		{"u = getattr(st, 'user', None)\nif not u or not u.is_logged_in: st.login()", Surely},
		{"user = ask()\nif not user['ok']: st.login()", Perhaps},
		{"def who(): return who()\nif not who()['ok']: st.login()", Perhaps},
		// what a newcomer has in st.session_state
		{"def ok():\n  if st.session_state.get('guest'): return True\n  return st.user.is_logged_in\nif not ok():\n  if st.button('as guest'): st.session_state.guest = True\n  st.login()", Surely},
		{"st.session_state.guest = True\nif not st.session_state.get('guest'): st.login()", Never},
		{"st.session_state.guest = ask()\nif not st.session_state.guest: st.login()", Perhaps},
		{"if 'guest' not in st.session_state: st.session_state.guest = False\nif not st.session_state.guest: st.login()", Surely},
		{"st.session_state.setdefault('guest', None)\nif st.session_state['guest']: st.stop()\nst.login()", Surely},
		{"if ask(): st.session_state.guest = True\nif not st.session_state.get('guest'): st.login()", Perhaps},
		{"fill(st.session_state)\nif not st.session_state.get('guest'): st.login()", Sometimes},
		{"st.toggle('guest', True, key='guest')\nif not st.session_state.guest: st.login()", Sometimes},
		{"import streamlit_authenticator\nif not st.session_state.get('authentication_status'): st.login()", Sometimes},
		{"def later(): st.session_state.guest = True\nst.button('as guest', on_click=later)\nif not st.session_state.get('guest'): st.login()", Surely},
		{"def later(): st.session_state.guest = True\nsomewhere(later)\nif not st.session_state.get('guest'): st.login()", Perhaps},
		{"def ok(): return st.session_state.get('role') is not None\nif not ok(): st.login()", Surely},
		{"if 'ask' not in st.session_state: st.session_state.ask = False\nif st.button('in'): st.session_state.ask = True\nif st.session_state.ask: st.login()", Surely},
		{"def go(): st.session_state.page = 'login'\nif 'page' not in st.session_state: st.session_state.page = 'home'\nst.button('in', on_click=go)\nif st.session_state.page == 'login': st.login()", Surely},
		{"def go(page): st.session_state.page = page\nif 'page' not in st.session_state: st.session_state.page = 'login'\nif st.session_state.page == 'login': st.login()\nst.button('out', on_click=lambda: go('home'))", Surely},
		{"if 'page' not in st.session_state: st.session_state.page = 'home'\nif st.session_state.page == 'login': st.login()", Never},
		{"if 'who' not in st.session_state: st.session_state.who = None\nif st.session_state.who is None: st.login()", Surely},
		{"if 'who' not in st.session_state: st.session_state.who = ask()\nif st.session_state.who is None: st.login()", Perhaps},
		{"st.selectbox('page', ['home', 'login'], key='page')\nif st.session_state.page == 'login': st.login()", Sometimes},
		// The real Streamlit's AppTest came to st.login in each of these.
		{"def ask():\n  st.session_state['ask'] = True\nif not st.user.is_logged_in:\n  st.button('Log in', on_click=ask)\n  if st.session_state.get('ask'):\n    st.login()\n  st.stop()\nst.write(1)", Surely},
		{"if 'view' not in st.session_state:\n  st.session_state.view = 'home'\ndef go(v):\n  st.session_state.view = v\nif not st.user.is_logged_in:\n  st.button('Log in', on_click=go, args=('login',))\n  if st.session_state.view == 'login':\n    st.login()\n  st.stop()\nst.write(1)", Surely},
		{"import os\nmode = 'oidc'\nif os.environ.get('DEV'):\n  mode = 'dev'\nif mode == 'oidc' and not st.user.is_logged_in:\n  st.button('Log in', on_click=st.login)\n  st.stop()\nst.write(1)", Surely},
		{"import os\nAUTH = os.getenv('AUTH_ENABLED', 'true').lower() == 'true'\nif AUTH and not st.user.is_logged_in:\n  st.button('in', on_click=st.login)\n  st.stop()\nst.write(1)", Surely},
		{"get = lambda u, k: getattr(u, k, None)\nif not get(st.user, 'is_logged_in'):\n  st.button('Log in', on_click=st.login)\n  st.stop()\nst.write(get(st.user, 'email'))", Surely},
		{"def configured(secrets):\n  return 'auth' in secrets\nif configured(st.secrets) and not st.user.is_logged_in:\n  st.button('Log in', on_click=st.login)\n  st.stop()\nst.write(1)", Surely},
		{"if st.query_params.get('login') == '1' and not st.user.is_logged_in:\n  st.login()\nif not st.user.is_logged_in:\n  st.link_button('in', '?login=1')\n  st.stop()\nst.write(1)", Surely},
		{"class Auth:\n  def __init__(self, provider):\n    self.provider = provider\n  @property\n  def inside(self):\n    return st.user.is_logged_in\n  def ask(self):\n    st.button('Log in', on_click=st.login, args=[self.provider] if self.provider else [])\n    st.stop()\na = Auth(None)\nif not a.inside:\n  a.ask()\nst.write(1)", Surely},
		{"from dataclasses import dataclass\n@dataclass\nclass Who:\n  inside: bool\n  mail: str = ''\ndef who():\n  if st.user.is_logged_in:\n    return Who(True, st.user.email)\n  return Who(False)\nw = who()\nif not w.inside:\n  st.button('in', on_click=st.login)\n  st.stop()\nst.write(w.mail)", Surely},
		{"from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n  auth: bool = True\ns = S()\nif s.auth and not st.user.is_logged_in:\n  st.button('in', on_click=st.login)\n  st.stop()\nst.write(1)", Surely},
		// flags and the environment, where nobody comes to it, or only who sets them
		{"import os\nif os.getenv('LOGIN') == '1': st.login()", Perhaps},
		{"import os\nif not os.environ.get('DEV'): st.login()", Surely},
		{"import os\nif os.environ.get('DEV', 'true') != 'true': st.login()", Perhaps},
		{"on = False\nif st.user.is_logged_in: on = True\nif on: st.login()", Never},
		{"on = True\non = False\nif on: st.login()", Never},
		{"on = False\nif on: st.login()\non = True", Never},
		{"on = False\nif ask(): on = True\nif on: st.login()", Perhaps},
		{"on = False\nif st.checkbox('in'): on = True\nif on: st.login()", Surely},
		{"on = False\nfor one in ask(): on = True\nif on: st.login()", Perhaps},
		{"def go(): st.session_state.ask = True\nif st.session_state.get('ask'): st.login()", Never},
		{"get = lambda key: ask(key)\nif not get('is_logged_in'): st.login()", Perhaps},
		{"class A:\n  @property\n  def inside(self): return not st.user.is_logged_in\na = A()\nif not a.inside: st.login()", Never},
		{"from dataclasses import dataclass\n@dataclass\nclass A:\n  off: bool = True\na = A(off=ask())\nif not a.off: st.login()", Perhaps},
	} {
		found := followed(t, map[string]string{"app.py": "import streamlit as st\nfrom tools import *\n" + c.code})
		got := Never
		for _, l := range found.Offered {
			got = max(got, l.Reach)
		}
		if got != c.want {
			t.Errorf("%s\n got %d, want %d", c.code, got, c.want)
		}
	}
}
