package pyapp

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// What counts as reading a claim, and what is safe when the provider leaves it
// out: a name alone stops the app, one with a question mark does not.
func TestClaimUses(t *testing.T) {
	for source, want := range map[string]string{
		`st.user.email`:                           "email",
		`st.user["email"]`:                        "email",
		`st.user.get("email")`:                    "email?",
		`st.user.get("email", "")`:                "email?",
		`st.user.get(key)`:                        "",
		`st.user[key]`:                            "",
		`st.user["e" + x]`:                        "",
		`st.user["em" "ail"]`:                     "email",
		`st.user["\x65mail"]`:                     "email",
		`st.user[f"{x}"]`:                         "",
		`getattr(st.user, "email")`:               "email",
		`getattr(st.user, "email", None)`:         "email?",
		`st.user.to_dict()["email"]`:              "email",
		`st.user.to_dict().get("email")`:          "email?",
		`dict(st.user)["email"]`:                  "email",
		`st.user.is_logged_in`:                    "",
		`st.user["is_logged_in"]`:                 "",
		`st.user.tokens["id"]`:                    "",
		`st.user.items()`:                         "",
		`st.write(st.user)`:                       "",
		`st.write(f"Hello, {st.user.email}!")`:    "email",
		`st.write(f"{st.user['email']:>20}")`:     "email",
		`f"{{st.user.email}}"`:                    "",
		`"st.user.email"`:                         "",
		`# st.user.email`:                         "",
		"x = '''\nst.user.email\n'''":             "",
		"if hasattr(st.user, 'upn'): st.user.upn": "upn?",
		"if 'upn' in st.user: st.user['upn']":     "upn?",

		"try:\n  st.user.email\nexcept AttributeError:\n  pass":                         "email?",
		"try:\n  if x:\n    st.user['email']\nexcept (OSError, KeyError):\n  pass":      "email?",
		"try:\n  pass\nexcept:\n  st.user.email":                                        "email",
		"try:\n  st.user.email\nexcept OSError:\n  pass":                                "email",
		"try:\n  def f():\n    return st.user.email\nexcept KeyError:\n  pass":          "email",
		"me = st.user\nme.email":                                                        "email",
		"me = st.user\nme.get('email')":                                                 "email?",
		"me = st.user.to_dict()\nme['email']":                                           "email",
		"me = dict(st.user)\nme.email":                                                  "", // a dictionary has no such thing at any time
		"me = st.user\nme = other\nme.email":                                            "",
		"def f(me):\n  return me.email\nme = st.user":                                   "",
		"st.experimental_user.email":                                                    "email",
		"from streamlit import user\nuser.email":                                        "email",
		"from streamlit import user as me\nme['email']":                                 "email",
		"self.st.user.email":                                                            "",
		"def f(st):\n  st.user.email":                                                   "email",
		"def f(st=x):\n  st.user.email":                                                 "", // who knows what is given to it
		"def f(st):\n  st.hour\nst.user.email":                                          "", // this one is something else
		"st = fake\nst.user.email":                                                      "",
		"try:\n  import streamlit as st\nexcept ImportError:\n  st = None\nst.user.upn": "upn",
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + source + "\n"))
		if err != nil {
			t.Errorf("%s: %v", source, err)
		}
		var got []string
		for _, use := range scan.ClaimUses {
			name := use.Name
			if use.Safe {
				name += "?"
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n  reads %q, want %q", source, strings.Join(got, " "), want)
		}
	}
}

// What Python would refuse gives nothing that anybody could be accused of.
func TestReadRefuses(t *testing.T) {
	for _, source := range []string{
		"st.login(", "st.login)", "st.login(']')]", "x = 'st.login()", "x = '''st.login()\n", "x = 'a\nb'", "f'{st.login()'", "f'{x'", "f'{(x}'",
		"$x", "x ? y", "x ! y", "`x`", `x \ y`, "\x00", "x = (]",
	} {
		if scan, err := pyfile.Read([]byte("import streamlit as st\n" + source)); err == nil {
			t.Errorf("%q is read as Python: %+v", source, scan)
		}
	}
}
