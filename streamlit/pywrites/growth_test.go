package pywrites

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/growth"
)

// hostile are pieces that, again and again, cost a careless reader its time.
var hostile = []string{
	"a", "(", "[", "{", "f'{", "f'{a}'", "'a' ", "'a'\n", "\"\"\"", "x = 'a'\n", "x += 'a'\n", "x = x + x\n", "x = [x, x]\n", "x = {'a': x}\n", "x['a'] = x\n", "x.append(x)\n", "def f():\n return f()\n",
	"open('secrets.toml', 'w').write('a')\n", "f = open('secrets.toml', 'w')\nf.write(x)\n", "x = f'{x}{x}'\n", "x = '{}{}'.format(x, x)\n", "x = '%s%s' % (x, x)\n", "x = '\\n'.join([x, x])\n",
	"if a:\n x = 1\n", " if a:\n", "for a in b:\n", "with open('secrets.toml', 'w') as f: f.write(x)\n", "a.b", "a(", "a,", "a or ", "a + ", "os.environ['", "#\n", "\\\n", "é", "\tx\n", "lambda: ", "{**a, ",
}

// Whatever a file repeats, reading it ends, and takes no more than it is long.
func TestReadingIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	read := func(text string) { _, _ = Writes([]byte("x = 'a'\n"+text), "", isSecrets) }
	for _, piece := range hostile {
		growth.Linear(t, fmt.Sprintf("%q", piece), 1<<11, func(n int) string { return strings.Repeat(piece, n/len(piece)) }, read)
	}
}

// What is put together grows only up to a bound.
func TestValuesThatDouble(t *testing.T) {
	for _, line := range []string{"x = x + x\n", "x = f'{x}{x}'\n", "x += x\n", "x = '%s%s' % (x, x)\n", "x = [x, x]\n", "x = '{}{}'.format(x, x)\n", "x = {'a': x, 'b': x}\n", "x = '-'.join([x, x])\n"} {
		_, err := Writes([]byte("x = 'ab'\n"+strings.Repeat(line, 64)+"open('secrets.toml', 'w').write(str(x))\n"), "", isSecrets)
		if err != nil && !errors.Is(err, checkout.ErrTooLarge) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// FuzzWrites: whatever a file looks like, reading it ends.
func FuzzWrites(f *testing.F) {
	for _, seed := range append(append([]string{}, writers...), dumpers...) {
		f.Add(imports + seed)
	}
	for _, seed := range hostile {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) < 1<<12 {
			_, _ = Writes([]byte(source), "a/b", isSecrets) // an error is an end too
		}
	})
}
