package shell

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/internal/shelltree"
)

// hostile are pieces that, again and again, cost a careless reader its stack, its time or its memory.
var hostile = append([]string{
	"a|", "a && ", "a;", "a &", ">a ", "a>", "|& ", "\x00", "\xff", "\r", "\r\n", "\t",
	"cat <<E\n", "cat <<'E'\n", "cat <<-E\n", "cat <<E;", "cat <<E $(", "cat <<E\n E\n", "if a; then cat <<E > secrets.toml\n E\n", "cat <<E > secrets.toml\nE\n",
	"A=b\n", "A=$A$A\n", "A=$A\"$A\"x\n", "A+=x\n", "A+=$A\n", "export A=x$A\n", "printf '\\c%s' ", "printf x >> secrets.toml\n", "echo x > secrets.toml\n", "tee secrets.toml ",
	"A=$A$A$A;echo \"$A\" >> secrets.toml\n", "{ echo a >> secrets.toml\n", "f() { echo a; }\n",
}, growth.NestedShell...)

// Whatever a script repeats, reading it ends, at the bound on its size and past it.
func TestHostileScriptsEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	for _, piece := range hostile {
		_, _ = Read(strings.Repeat(piece, 1<<18/len(piece)), options(true))
		if _, err := Read(strings.Repeat(piece, 1<<20/len(piece)), options(true)); !errors.Is(err, shelltree.ErrTooLong) {
			t.Errorf("1 MiB of %q: %v", piece, err)
		}
	}
}

func TestReadingScriptsIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	read := func(script string) { _, _ = Read(script, options(true)) }
	for _, piece := range hostile {
		growth.Linear(t, fmt.Sprintf("%q", piece), 1<<12, func(n int) string { return strings.Repeat(piece, n/len(piece)) }, read)
	}
	doubling := func(n int) string {
		var script strings.Builder
		for i := range n {
			fmt.Fprintf(&script, "A%d=$A%d$A%d\n", i+1, i, i)
		}
		return "A0=ab\n" + script.String() + "echo x > secrets.toml\n"
	}
	growth.Linear(t, "values that double", 500, doubling, read)
}

// A value that grows too large is not known, nor is what holds it; the rest is.
func TestValuesAreBounded(t *testing.T) {
	var grow strings.Builder
	for i := range 26 {
		fmt.Fprintf(&grow, "A%d=$A%d$A%d\n", i+1, i, i)
	}
	script := "A0=ab\n" + grow.String() + "echo \"$A26\" > a/secrets.toml\necho \"$A3\" > b/secrets.toml\nprintf '%s%s' \"$A15\" \"$A15\" > c/secrets.toml\n"
	all := writes(t, script, true)
	if len(all) != 3 || all[0].Known || !all[1].Known || all[1].Text() != "abababababababab\n" || all[2].Known {
		t.Errorf("%.300v", all)
	}
	for _, script := range []string{
		strings.Repeat("A=$A$A\n", 20),
		"A=" + strings.Repeat("x", 1<<15) + "\n" + strings.Repeat("B=$A;", 1000),
		"cat > secrets.toml <<E\n" + strings.Repeat("\n", maxValue+1) + "E\n",
		"A='" + strings.Repeat("\n", 1<<15) + "'\n" + strings.Repeat("echo \"$A\" >> secrets.toml\n", 1000),
	} {
		read, err := Read(script, options(true))
		for _, d := range read.Documents {
			if d.Known {
				t.Errorf("%.40q: %.200v", script, d)
			}
		}
		if err != nil && !errors.Is(err, errTooLarge) {
			t.Errorf("%.40q: %v", script, err)
		}
	}
}

// What cannot be parsed is said so, with its place.
func TestWhatCannotBeRead(t *testing.T) {
	for script, want := range map[string]string{
		"echo a\nif b\nfi\n":                               "its line 13 cannot be read as shell",
		"cat > secrets.toml <<EOF\na\n":                    "its line 11 cannot be read as shell",
		"echo a > secrets.toml\necho \"b\n":                "its line 12 cannot be read as shell",
		strings.Repeat("(", 1<<16):                         "its commands are nested too deep",
		strings.Repeat("cat <<E > secrets.toml\n E\n", 20): "too many of its here-documents have no end",
	} {
		o := options(true)
		o.First = 11
		if all, err := Read(script, o); err == nil || err.Error() != want || len(all.Documents) > 0 {
			t.Errorf("%.40q: %v, %v", script, err, all)
		}
	}
}
