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
	} {
		found := followed(t, map[string]string{"app.py": "import streamlit as st\n" + c.code})
		got := Never
		for _, l := range found.Offered {
			got = max(got, l.Reach)
		}
		if got != c.want {
			t.Errorf("%s\n got %d, want %d", c.code, got, c.want)
		}
	}
}
