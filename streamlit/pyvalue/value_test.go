package pyvalue

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// functions are a world of functions alone.
type functions map[string]*pytree.Statement

func (w functions) Name(_ any, _ string, _ bool) Value          { return Value{} }
func (w functions) Class(any, *pytree.Expression) any           { return nil }
func (w functions) Method(any, string, any) (*Function, bool)   { return nil, false }
func (w functions) Attribute(_ any, _ *pytree.Expression) Value { return Value{} }
func (w functions) Foreign(_ any, called *pytree.Expression) string {
	return map[string]string{"urlparse": "urllib/parse"}[called.Value]
}
func (w functions) Own(_ string) Value                                { return Value{} }
func (w functions) Fields(_ any, _ *pytree.Expression) ([]Field, any) { return nil, nil }
func (w functions) Asked(_ any, _ *pytree.Expression)                 {}
func (w functions) IsOwn(_ any, name string) bool                     { return w[name] != nil }
func (w functions) Outside(place any) any                             { return place }
func (w functions) Secrets() *held.Value                              { return nil }
func (w functions) Variable(name string) Value {
	if name == "SET" {
		return text("prod")
	}
	return Value{}
}
func (w functions) Function(place any, called *pytree.Expression) *Function {
	if s := w[called.Value]; s != nil {
		return &Function{Node: s, Place: place}
	}
	return nil
}

// What Python 3.13 answers to each; "?": it is left unknown, and a sign behind it is what the
// environment may change.
func TestValues(t *testing.T) {
	for source, want := range map[string]reached.Truth{
		"' a '.strip() == 'a'": reached.Yes, "'A,b'.lower().split(',') == ['a', 'b']": reached.Yes, "'abc'.startswith(('x', 'a'))": reached.Yes,
		"'a' + 'b' == 'ab'": reached.Yes, "1 + 2 * 3 == 9": reached.Unknown, "2 - 1 - 1": reached.No, "-1 < 0": reached.Yes, "int(' 7 ') > 6": reached.Yes,
		"{1, 2} - {2} == {1}": reached.Yes, "{'a'} <= {'a', 'b'}": reached.Yes, "{'a'} >= {'a', 'b'}": reached.No, "set('aab') == {'b', 'a'}": reached.Yes,
		"[x for x in (1, 2, 3) if x > 1] == [2, 3]": reached.Yes, "{k: v for k, v in (('a', 1),)}['a'] == 1": reached.Yes, "len({x for x in (1, 1)}) == 1": reached.Yes,
		"any(x > 2 for x in (1, 2))": reached.No, "sum(1 for x in 'abc' if x != 'b') == 2": reached.Yes, "next((x for x in (1, 2) if x > 5), None) is None": reached.Yes,
		"{'a': 1, **{'b': 2}}.get('b') == 2": reached.Yes, "{'a': 1}.get('x', 'y') == 'y'": reached.Yes, "{'a': 1}['x']": reached.Unknown, "dict(a=1)": reached.Unknown,
		"isinstance('a', (int, str))": reached.Yes, "isinstance(True, int)": reached.Yes, "isinstance([], dict)": reached.No, "not []": reached.Yes,
		"None or 'a'": reached.Yes, "'' and 'a'": reached.No, "('a' if 0 else '') == ''": reached.Yes, "1 in (2, 1)": reached.Yes, "'x' not in 'abc'": reached.Yes,
		"'a' is None": reached.No, "None is None": reached.Yes, "True is not False": reached.Yes, "True == 1": reached.Yes, "'1' == 1": reached.No,
		"os.getenv('NOBODY')": reached.Rarely, "os.getenv('NOBODY', 'x') == 'x'": reached.Usually, "os.environ.get('SET') == 'prod'": reached.Yes, "'NOBODY' in os.environ": reached.Rarely,
		"(lambda a, b=2: a + b)(1) == 3": reached.Yes, "urlparse('https://A.example:8/x').hostname == 'a.example'": reached.Yes, "urlparse('http://a').port is None": reached.Yes,
		"unknown()": reached.Unknown, "[unknown()]": reached.Yes, "len([unknown(), 1]) == 2": reached.Yes, "unknown() == unknown()": reached.Unknown,
		"early('a')": reached.Yes, "early('b')": reached.No, "early(word='a')": reached.Yes, "early()": reached.Yes, "early('a', 'b')": reached.Unknown,
		"grows() == ['a', 'b', 'b']": reached.Yes, "counts() == 3": reached.Yes, "caught() == 'none'": reached.Yes, "always() == 'end'": reached.Yes,
		"shared() == [1]": reached.Unknown, "handed()": reached.Unknown, "forever()": reached.Unknown, "itself()": reached.Unknown, "asks()": reached.Unknown,
		"inner() == 6": reached.Yes, "unpacks() == 'b'": reached.Yes, "tries()": reached.Unknown, "leaves() == 2": reached.Yes, "by_default() == [1]": reached.Unknown,
		"int('1_000')": reached.Unknown, "'ß'.upper() == 'SS'": reached.Unknown, "gone()": reached.Unknown, "[x for x in (y for y in (1, 2))] == [1, 2]": reached.Yes,
		"soft()": reached.Usually, "pops()": reached.Unknown, "deletes()": reached.Unknown, "one_way()": reached.Unknown,
	} {
		scan, err := pyfile.Read([]byte(source + definitions))
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		world, steps := functions{}, Enough
		for _, s := range scan.Tree {
			if s.Kind == pytree.FunctionStatement {
				world[s.Name] = s
			}
		}
		if got := Of(world, nil, scan.Tree[0].Parts[0], &steps).Truth(); got != want {
			t.Errorf("%s: %v, want %v", source, got, want)
		}
	}
}

const definitions = `

def early(word="a"):
    if word == "a":
        return True
    return False

def grows():
    made = []
    for word in ("a", "b"):
        made.append(word)
    made.extend(["b"])
    return made

def counts():
    n = 0
    while True:
        n += 1
        if n >= 3:
            break
    return n

def caught():
    try:
        return {"a": 1}["b"]
    except KeyError:
        return "none"

def always():
    try:
        x = int("x")
    except (TypeError, ValueError) as e:
        x = "caught"
    else:
        x = "else"
    finally:
        y = "end"
    return y

def shared():
    made = []
    unknown(made)
    return made

def handed(a, *rest):
    return a

def forever():
    while True:
        pass

def itself():
    return itself()

def asks():
    if unknown():
        return 1
    return 2

def inner():
    def twice(x):
        return x + x
    return twice(3)

def unpacks():
    a, (b, c) = ("a", ("b", "c"))
    return b

def tries():
    try:
        unknown()
        return True
    except ValueError:
        return False

def leaves():
    for x in (1, 2, 3):
        if x < 2:
            continue
        return x

def by_default(made=[]):
    made.append(1)
    return made

def gone():
    g = (x for x in (1,))
    list(g)
    return list(g)

def soft():
    if os.getenv("NOBODY"):
        return False
    return True

def pops():
    made = [1]
    made.pop()
    return made

def deletes():
    made = [1]
    del made[0]
    return made

def one_way():
    global found
    found = 1
    return found
`

// What grows with every round is left unknown before it takes the memory.
func TestValuesStayLight(t *testing.T) {
	for step, rounds := range map[string]int{"s = s + s": 100, "s = f'{s}{s}'": 100, "s = '%s%s' % (s, s)": 100, "s = s.replace('a', s)": 100, "s = s.join([s, s])": 100, "s = '{}{}'.format(s, s)": 100, "s = s + 'b'": 100, "s = f'{s}b'": 3} {
		scan, err := pyfile.Read([]byte(fmt.Sprintf("grows()\ndef grows():\n    s = 'aaaaaaaa'\n    for i in range(%d):\n        %s\n    return s\n", rounds, step)))
		if err != nil {
			t.Fatal(err)
		}
		heavy, steps := !strings.Contains(step, "b'"), Enough
		if v := Of(functions{"grows": scan.Tree[1]}, nil, scan.Tree[0].Parts[0], &steps); (v.Kind == Unknown) != heavy {
			t.Errorf("%s, %d times: %v", step, rounds, v.Kind)
		}
	}
}
