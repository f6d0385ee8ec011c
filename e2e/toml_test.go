//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var (
	tomlSeed      = flag.Int64("toml.seed", 1, "which random TOML documents Python is asked about")
	tomlDocuments = flag.Int("toml.documents", 2000, "how many")
)

// TestTOML asks Python about random documents, right ones and broken ones:
// what authkit takes its two parsers to say is what they say.
func TestTOML(t *testing.T) {
	var question bytes.Buffer
	encoder := json.NewEncoder(&question)
	author := author{Rand: rand.New(rand.NewSource(*tomlSeed))}
	for i := range *tomlDocuments {
		document := struct {
			Name string `json:"name"`
			Text string `json:"text"`
			Kept bool   `json:"kept"`
		}{fmt.Sprintf("document %d of seed %d", i, *tomlSeed), author.document(), author.chance(8)}
		if err := encoder.Encode(document); err != nil {
			t.Fatal(err)
		}
	}
	heldAgainstPython(t, "./streamlit/pytoml", &question, "toml/ask.py")
}

// heldAgainstPython runs a package's TestPython with what a Python script answers.
func heldAgainstPython(t *testing.T, name string, question io.Reader, script ...string) {
	t.Helper()
	comparedWith(t, name, "^TestPython$", "-answers", question, script...)
}

// comparedWith runs one test of a package, which reads what a script answers from
// the file that a flag names.
func comparedWith(t *testing.T, name, test, flag string, question io.Reader, script ...string) {
	t.Helper()
	var complaint bytes.Buffer
	python := exec.Command(need(t, "PYTHON"), append([]string{"-B"}, script...)...)
	python.Stdin, python.Stderr = question, &complaint
	told, err := python.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script[0], err, complaint.String())
	}
	answers := filepath.Join(t.TempDir(), "answers.jsonl")
	if err := os.WriteFile(answers, told, 0o600); err != nil {
		t.Fatal(err)
	}
	compare := exec.Command("go", "test", "-count=1", "-v", "-run", test, name, "-args", flag, answers)
	compare.Dir = ".."
	out, err := compare.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// author writes TOML that a careful reader is needed for. A careless one makes
// mistakes.
type author struct {
	*rand.Rand
	careless bool
}

// chance is true once in n times.
func (a author) chance(n int) bool { return a.Intn(n) == 0 }

func (a author) pick(from ...string) string { return from[a.Intn(len(from))] }

// or is the right text, unless a careless author takes a wrong one.
func (a author) or(right string, wrong ...string) string {
	if a.careless && a.chance(4) {
		return a.pick(wrong...)
	}
	return right
}

// several joins up to n texts.
func (a author) several(n int, separator string, one func() string) string {
	all := make([]string, a.Intn(n+1))
	for i := range all {
		all[i] = one()
	}
	return strings.Join(all, separator)
}

func (a author) document() string {
	a.careless = a.chance(2)
	text := a.several(7, "\n", a.statement) + a.pick("", "\n")
	for a.careless && a.chance(2) {
		text = a.slip(text)
	}
	switch a.Intn(24) {
	case 0, 1:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 2, 3:
		text = strings.Replace(text, "\n", a.or("\r\n", "\r"), 1)
	case 4:
		text = "\ufeff" + text
	}
	return text
}

// slip puts in a character too many, too few, or another one.
func (a author) slip(text string) string {
	characters := []rune(text)
	at := a.Intn(len(characters) + 1)
	rest := characters[at:]
	if len(rest) > 0 && a.chance(2) {
		rest = rest[1:]
	}
	written := a.pick("", "", "\"", "'", "=", "#", "\n", "\\", " ", ",", "[", "]", "{", "}", ".", "_", "-", "0", "é", "\u00a0", "\x00", "\f", "\"\"\"", "'''", "e", "٣")
	return string(characters[:at]) + written + string(rest)
}

func (a author) statement() string {
	switch a.Intn(12) {
	case 0:
		return a.pick("", " ", "\t") + a.comment()
	case 1, 2:
		return a.pick("", "", " ") + "[" + a.key() + "]" + a.pick("", "", " ", " "+a.comment())
	case 3:
		return "[[" + a.key() + "]]" + a.pick("", "", " ", a.comment())
	}
	return a.pick("", "", "", "  ") + a.pair(3) + a.pick("", "", "", " ", " "+a.comment(), a.comment())
}

func (a author) comment() string {
	return a.pick("", "#", "# it's", "# \"", "# a = 1", "# [x]", "# \"\"\"", "# é ]")
}

func (a author) pair(depth int) string {
	return a.key() + a.pick(" = ", " = ", "=", "= ", " =", "\t=\t") + a.value(depth)
}

func (a author) key() string {
	key := a.name()
	for a.chance(6) {
		key += a.pick(".", ".", ".", " . ", ". ", " .") + a.name()
	}
	return key
}

func (a author) name() string {
	switch a.Intn(12) {
	case 0:
		return `"` + a.pick("a", "b", "", "a.b", "a b", "é", `\u0061`, `\"`, `\\`, "=", "#", "'", "]", `\t`) + `"`
	case 1:
		return "'" + a.pick("a", "b", "", "a.b", "a b", "é", `\`, `"`, "=", "#", "]") + "'"
	case 2:
		return a.or(a.pick("1", "-", "_", "1_0", "true", "1e5", "A-b", "inf"), "é", "")
	}
	return a.pick("a", "b", "c", "d", "e", "f", "g", "h", "auth", "cookie_secret", "redirect_uri")
}

func (a author) value(depth int) string {
	switch n := a.Intn(16); {
	case n < 2:
		return a.number()
	case n == 2:
		return a.time()
	case n == 3:
		return a.or(a.pick("true", "false"), "True", "null", "")
	case n < 7 && depth > 0:
		return a.array(depth - 1)
	case n < 10 && depth > 0:
		blank := a.or(a.pick("", " ", " "), "\n", " ", " ")
		pair := func() string { return a.pair(depth - 1) }
		return "{" + blank + a.several(3, a.pick(",", ", "), pair) + a.or("", "", "", ",") + blank + "}"
	}
	return a.text()
}

// array is one of anything, or of values of one type.
func (a author) array(depth int) string {
	blank := func() string { return a.pick("", "", "", "", " ", "\n", "\n  ", " "+a.comment()+"\n") }
	one := func() string { return a.value(depth) }
	switch a.Intn(6) {
	case 0, 1:
		one = a.text
	case 2:
		one = a.number
	case 3:
		one = func() string { return a.array(max(depth-1, 0)) }
	}
	separated := func() string { return blank() + one() + a.pick("", "", " ") }
	inside := a.several(3, ",", separated)
	if strings.TrimSpace(inside) != "" {
		inside += a.pick("", "", "", ",")
	}
	return "[" + inside + blank() + a.or("", "", "", ",") + "]"
}

// text is a string in one of the four styles.
func (a author) text() string {
	plain := func() string {
		return a.pick("a", "b1", " ", ",", "=", "#", "[", "]", "{", "}", "é", "😀", ".", "://", "\t")
	}
	literal := func() string { return a.pick(plain(), plain(), plain(), `"`, `\`) }
	basic := func() string {
		if a.chance(4) {
			return a.or(a.pick(`\"`, `\\`, `\n`, `\t`, `\u00e9`, `\U0001F600`, `\b`, `\r`, `\f`, `\u0022`, `\\u0041`), `\e`, `\x41`, `\0`, `\ud800`, `\u12`, `\z`, `\`)
		}
		return a.pick("'", plain(), plain(), plain())
	}
	switch a.Intn(10) {
	case 0, 1:
		return "'" + a.several(5, "", literal) + "'"
	case 2:
		return "'''" + a.several(5, "", func() string { return a.pick(literal(), literal(), "\n", "'b", "\n\n") }) + "'''" + a.pick("", "", "'", "''")
	case 3:
		return `"""` + a.several(6, "", func() string { return a.pick(basic(), basic(), "\n", "\\\n  ", `"c`, `""d`, "\\ \n") }) + `"""` + a.pick("", "", `"`, `""`)
	}
	return `"` + a.several(5, "", basic) + `"`
}

func (a author) number() string {
	switch a.Intn(4) {
	case 0:
		return a.or(a.pick("0", "+1", "-17", "1_000", "0x1F", "0xdead_beef", "0o17", "0b101", "-0", "+0", "9223372036854775807", "-9223372036854775808"),
			"1__0", "_1", "1_", "01", "0XF", "0x_1", "+0x1", "--1", "1 2", "٣", "9223372036854775808")
	case 1:
		return a.or(a.pick("1.5", "-0.0", "+1.0", "1e5", "1E+5", "1e-5_0", "6.02_2e23", "inf", "-inf", "+inf", "nan", "-nan", "+nan", "1e05", "0e0"),
			"1.", ".5", "1e400", "Inf", "infinity", "1_.5", "01.5", "1.5.2", "0x1.8")
	}
	return fmt.Sprint(a.Intn(2000) - 1000)
}

func (a author) time() string {
	date := a.or(a.pick("1979-05-27", "2024-02-29", "0001-01-01", "9999-12-31"), "0000-01-01", "2023-02-29", "1979-5-27", "19790527", "1979-13-01")
	clock := a.or(a.pick("07:32:00", "00:00:00", "23:59:59"), "23:59:60", "24:00:00", "07:32", "7:32:00") +
		a.or(a.pick("", "", ".5", ".123", ".000001", ".123456789", ".9999999"), ".")
	switch a.Intn(4) {
	case 0:
		return date
	case 1:
		return clock
	}
	return date + a.or(a.pick("T", "t", " "), "_") + clock + a.or(a.pick("", "Z", "z", "+01:00", "-07:30", "+00:00", "-00:00"), "+24:00", "+1:00", "Z ")
}
