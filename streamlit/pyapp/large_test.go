package pyapp

import (
	"strings"
	"testing"
	"time"
)

// A file as large as any that is read takes no longer for being made to.
func TestReadLargeSources(t *testing.T) {
	const head = "import streamlit as st\n"
	for name, source := range map[string]string{
		"one line":         strings.Repeat("x, ", maxRead/3) + "x",
		"one line of uses": strings.Repeat("st.user.email, ", maxRead/15) + "x",
		"loops":            strings.Repeat("for ", maxRead/4),
		"lambdas":          strings.Repeat("lambda ", maxRead/7),
		"statements":       strings.Repeat("st.user.email\n", maxRead/14),
		"statements, ;":    strings.Repeat("st.user.email;", maxRead/14),
		"one block":        "try:\n" + strings.Repeat(" st.user.email\n", maxRead/15) + "except KeyError: pass",
		"one call":         "f(" + strings.Repeat("on_click=st.login, ", maxRead/19) + ")",
		"calls in calls":   strings.Repeat("st.App(", maxRead/7),
		"f-strings":        strings.Repeat(`f"{`, maxRead/3),
		"formats":          `f"` + strings.Repeat(`{x:`, maxRead/3),
		"tries":            strings.Repeat("try:\n st.user.x\n", maxRead/16),
		"imports":          "from streamlit import (" + strings.Repeat("login, ", maxRead/7) + ")",
		"strings":          strings.Repeat(`"a" `, maxRead/4),
		"filled strings":   strings.Repeat(`f"{x}" `, maxRead/7),
		"deep":             strings.Repeat("(", maxRead),
		"open":             "'''" + strings.Repeat("a", maxRead),
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
