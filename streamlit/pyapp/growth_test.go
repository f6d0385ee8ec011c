package pyapp

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/streamlit/held"
)

// Sources that repeat one part, whatever stands around it, take time that grows
// with their size only. Of what is a part of Python no combination is left out
// that was ever slow.
func TestReadingPythonIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	const head = "import streamlit as st\n"
	for _, shape := range []struct{ front, part, end string }{
		{"", "a ", ""}, {"", "a;", ""}, {"", "x:", ""}, {"", "\\\n", ""}, {"", "# a\n", ""}, {"", "f\"{a}\" ", ""},
		{"", "from . ", ""}, {"", "from a import b:", ""}, {"", "from:", ""}, {"", "import a.b;", ""}, {"import a", ".a", "\n"}, {"from a import ", "b, ", "c\n"},
		{"", "lambda:", ""}, {"", "\nlambda:", ""}, {"", "for ", ""}, {"", "try:\n", ""}, {"", "try:\n st.user.x\n", ""}, {"try:\n ", "st.user.x;", "\n"}, {"try:\n ", "from . ", "\n"},
		{"f(", "on_click=st.login, ", ")\n"}, {"", "b(on_click=st.login)\n", ""}, {"", "st.user.email\n", ""}, {"", "a = st.user\n", ""}, {"", "a=b=", "c"},
		{"", "st.App(**a)\n", ""}, {"st.App(", "secrets=a, ", ")\n"}, {"x = [", "lambda a, ", "]\n"}, {"", "'a.py'\n", ""}, {"'''", "a", "'''\n"}, {"f'''", "{a:{b}}", "'''\n"},
		{"", "'a' in st.user\n", ""},
	} {
		growth.Linear(t, fmt.Sprintf("%q", shape.part), 1<<8, func(n int) string {
			return head + shape.front + strings.Repeat(shape.part, n) + shape.end
		}, func(text string) { _, _ = pyfile.Read([]byte(text)) })
	}
}

// A claim in blocks inside of blocks is looked up in each of them once.
func TestDeepBlocksAreLinear(t *testing.T) {
	const deepest = 90 // Python itself takes no more than 100
	growth.Linear(t, "tries", 200, func(n int) string {
		var source strings.Builder
		source.WriteString("import streamlit as st\n")
		for depth := range deepest {
			source.WriteString(strings.Repeat(" ", depth) + "try:\n")
		}
		source.WriteString(strings.Repeat(" ", deepest) + strings.Repeat("st.user.email;", n) + "\n")
		return source.String()
	}, func(text string) { _, _ = pyfile.Read([]byte(text)) })
}

// What is larger than is looked at is said to be, and is not taken for empty.
func TestBoundsOfPython(t *testing.T) {
	source := "from " + strings.Repeat("a", pytoken.LongestName) + " import " + strings.Repeat("b, ", 1000) + "c\n"
	if _, err := pyfile.Read([]byte(source)); !errors.Is(err, checkout.ErrTooLarge) {
		t.Error(err)
	}
}

// An app is followed in time that grows with its size only.
func TestFollowingIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	const head = "import streamlit as st\n"
	for _, shape := range []struct{ front, part, end string }{
		{"", "st.login()\n", ""}, {"", "st.login(P)\n", "P = 'a'\n"}, {"", "P = 'a'\n", "st.login(P)\n"}, {"", "b(on_click=st.login, args=[P])\n", "P = 'a'\n"},
		{"", "a = b\nb = a\n", "st.login(a)\n"}, {"", "if a: st.login()\n", ""}, {"def f(p): st.login(p)\n", "f('a')\n", ""}, {"def f(): pass\n", "f()\n", ""},
		{"class A:\n", " def f(self): self.f()\n", "A().f()\n"}, {"", "class A(B):\n def f(self): self.x = self.f()\n", "A().f()\n"}, {"class A: pass\n", "A().f\n", ""}, {"", "def f(): f()\n", "f()\n"}, {"", "if st.user.is_logged_in: pass\n", ""}, {"if ", "a and ", "b: pass\n"},
		{"if a: pass\n", "elif b: pass\n", ""}, {"x = ", "a if b else ", "c\n"}, {"", "try: st.login()\nexcept: st.login()\n", ""}, {"", "import auth\n", ""}, {"", "from auth import *\n", ""},
		{"", "@a\ndef f(): pass\n", "f()\n"}, {"x = [", "'a', ", "]\nfor p in x: st.login(p)\n"}, {"", "lambda a=a: st.login(a)\n", ""}, {"", "st.write(1)\n", ""}, {"", "'app.py'\n", ""},
	} {
		growth.Linear(t, fmt.Sprintf("%q", shape.part), 1<<8, func(n int) string {
			return head + shape.front + strings.Repeat(shape.part, n) + shape.end
		}, func(text string) {
			scan, _ := pyfile.Read([]byte(text))
			Follow("app.py", map[string]pyfile.Scan{"app.py": scan, "auth.py": {}}, &held.Value{}, Around{})
		})
	}
}

// Names of names, and functions that call functions, are followed up to a bound.
func TestFollowingIsBounded(t *testing.T) {
	var names, calls strings.Builder
	for i := range 12 {
		fmt.Fprintf(&names, "a%d = %s a%d\n", i, strings.Repeat(fmt.Sprintf("a%d or ", i+1), 300), i+1)
	}
	for i := range 3000 {
		fmt.Fprintf(&calls, "def f%d(): f%d(); f%d()\n", i, i+1, i+2)
	}
	var line, heirs, sets strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&line, "class A%d(A%d):\n def __init__(self, p):\n  super().__init__(p)\n  self.a%d = p\n def f%d(self): self.f%d()\n", i+1, i, i, i+1, i)
		fmt.Fprintf(&heirs, "class B%d(A0):\n def f(self): self.f0()\nB%d('a').f()\n", i, i)
		fmt.Fprintf(&sets, " def g%d(self): self.b%d = self.b%d\n", i, i, i+1)
	}
	const base = "class A0:\n def __init__(self, p): self.a = p\n def f0(self): st.login(self.a)\n"
	for name, source := range map[string]string{
		"names": names.String() + "if a0: st.login(a0)\n", "calls": calls.String() + "f0()\n", "line": base + line.String() + "A2000('a').f2000()\n", "heirs": base + heirs.String(),
		"sets": base + sets.String() + "A0('a').g0()\nst.login(A0('a').b0)\n",
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + source))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, &held.Value{}, Around{})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
