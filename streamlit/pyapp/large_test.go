package pyapp

import (
	"strings"
	"testing"
	"time"
)

// A large file takes no longer for being made to.
func TestReadLargeSources(t *testing.T) {
	const head = "import streamlit as st\n"
	large := maxRead / 2
	if testing.Short() {
		large /= 8
	}
	for name, source := range map[string]string{
		"one line":         strings.Repeat("x, ", large/3) + "x",
		"one line of uses": strings.Repeat("st.user.email, ", large/15) + "x",
		"loops":            strings.Repeat("for ", large/4),
		"lambdas":          strings.Repeat("lambda ", large/7),
		"statements":       strings.Repeat("st.user.email\n", large/14),
		"statements, ;":    strings.Repeat("st.user.email;", large/14),
		"one block":        "try:\n" + strings.Repeat(" st.user.email\n", large/15) + "except KeyError: pass",
		"one call":         "f(" + strings.Repeat("on_click=st.login, ", large/19) + ")",
		"calls in calls":   strings.Repeat("st.App(", large/7),
		"f-strings":        strings.Repeat(`f"{`, large/3),
		"formats":          `f"` + strings.Repeat(`{x:`, large/3),
		"tries":            strings.Repeat("try:\n st.user.x\n", large/16),
		"imports":          "from streamlit import (" + strings.Repeat("login, ", large/7) + ")",
		"strings":          strings.Repeat(`"a" `, large/4),
		"filled strings":   strings.Repeat(`f"{x}" `, large/7),
		"deep":             strings.Repeat("(", large),
		"open":             "'''" + strings.Repeat("a", large),
	} {
		start := time.Now()
		Read([]byte(head + source)) //nolint:errcheck // whatever it is, it has to come to an end
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		} else if took > time.Second {
			t.Logf("%s: %v", name, took)
		}
	}
}

// Any bytes are read to their end.
func FuzzRead(f *testing.F) {
	for _, source := range []string{
		"import streamlit as st\nst.button('x', on_click=st.login, args=['a'], kwargs={'provider': f'{x!r:>{y}}'})\n",
		"from streamlit import (login as l, user)\nu = dict(user)\ntry:\n\tu['a']\nexcept (KeyError, x): l(\n'b'\\\n)\n",
		"@d(st.user)\nasync def f(st, *a, **k): return lambda x: st.App(secrets={'auth': 1}, **k)\nfor i, st in x: pass; st.user.to_dict()",
	} {
		f.Add([]byte(source))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		scan, err := Read(source)
		if err != nil && len(scan.LoginCalls)+len(scan.ClaimUses)+len(scan.Handwritten) > 0 {
			t.Errorf("what is not Python accuses: %+v", scan)
		}
	})
}
