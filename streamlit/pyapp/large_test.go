package pyapp

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// A large file takes no longer for being made to.
func TestReadLargeSources(t *testing.T) {
	const head = "import streamlit as st\n"
	large := 1 << 19 // bytes
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
		pyfile.Read([]byte(head + source)) //nolint:errcheck // whatever it is, it has to come to an end
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
		scan, err := pyfile.Read(source)
		if err != nil && len(scan.LoginCalls)+len(scan.ClaimUses)+len(scan.Handwritten) > 0 {
			t.Errorf("what is not Python accuses: %+v", scan)
		}
	})
}

// A file of 20,000 lines is read in little more room than its tree takes, and the
// tree takes little more than what is asked of it.
func TestReadTakesLittleRoom(t *testing.T) {
	for name, c := range map[string]struct {
		part        string
		lines       int
		whole, kept uint64 // MB that are used in all, and that stay in use
	}{
		"functions": {"def fNUMBER(a, b=NUMBER):\n    x = [a + NUMBER for a in range(b) if a % 2 == 0]\n    return {\"k\": x, \"b\": \"NUMBER\"}\n\n", 4, 20, 11},
		"a table":   {"TABLE[NUMBER] = [NUMBER, \"value NUMBER\", None, True]\n", 1, 20, 11},
	} {
		var source strings.Builder
		for i := range 20_000 / c.lines {
			source.WriteString(strings.ReplaceAll(c.part, "NUMBER", strconv.Itoa(i)))
		}
		text := []byte(source.String())
		var before, after, kept runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		scan, err := pyfile.Read(text)
		runtime.ReadMemStats(&after)
		runtime.GC()
		runtime.ReadMemStats(&kept)
		if err != nil || scan.Tree == nil {
			t.Fatalf("%s: it is not read: %v", name, err)
		}
		whole, stays := (after.TotalAlloc-before.TotalAlloc)>>20, (kept.HeapAlloc-before.HeapAlloc)>>20
		t.Logf("%s: %d MB used, %d MB kept, a tree of %d", name, whole, stays, scan.Size)
		if whole > c.whole || stays > c.kept {
			t.Errorf("%s: %d MB are used and %d MB kept", name, whole, stays)
		}
		runtime.KeepAlive(scan)
		runtime.KeepAlive(text)
	}
	if len(pytree.NoneRare.Names)+len(pytree.NoneRare.Own)+len(pytree.NoneNamed.Name)+len(pytree.NoneNamed.Names)+len(pytree.NoneCompound.Body)+len(pytree.NoneCompound.Other)+len(pytree.NoneCompound.Final)+len(pytree.NoneCompound.Clauses) > 0 {
		t.Error("what all share that have nothing of their own holds something")
	}
}
