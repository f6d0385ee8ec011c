package pywrites

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/written"
)

func isSecrets(name string) bool { return strings.HasSuffix(name, "secrets.toml") }

const imports = "import os, pathlib, textwrap\nfrom pathlib import Path\nos.makedirs('.streamlit', exist_ok=True)\n"

// writers are scripts with what they write, X and Y as they are in the environment.
var writers = []string{
	"Path('.streamlit/secrets.toml').write_text(f'''[auth]\nid = \"{os.environ[\"X\"]}\"\nu = \"https://{os.environ['Y']}/p\"\n''', encoding='utf-8')\n",
	"s = f\"\"\"[auth]\nid = \"{os.environ['X']}\"  # {{x}}\n\"\"\"\nwith open('.streamlit/secrets.toml', 'w') as f:\n    f.write(s)\n    f.write('a = 1\\n' \"b = '2'\\n\")\n",
	"p = Path('.streamlit') / 'secrets.toml'\np.write_text(\n    '[auth]\\n'  # one\n    f'id = \"{os.environ[\"X\"]}\"\\n'\n    'u = \"v\"\\n'\n)\n",
	"d = Path(__file__).resolve().parent / '.streamlit'\nlines = ['[auth]']\nlines.append('id = \"' + os.environ['X'] + '\"')\n(d / 'secrets.toml').write_text('\\n'.join(lines) + '\\n')\n",
	"T = '''[auth]\nid = \"{x}\"\nk = {{ a = 1 }}\n'''\nf = open(os.path.join('.streamlit', 'secrets.toml'), 'w')\nf.write(T.format(x=os.environ['X']))\nf.close()\n",
	"x = os.environ.get('X', 'dflt')\nwith open('.streamlit/secrets.toml', mode='w') as f:\n    print('[auth]', file=f)\n    print(f'id = \"{x}\"', file=f)\n",
	"x = os.getenv('X') or 'dflt'\nPath('.streamlit', 'secrets.toml').write_text('id = \"%s\"\\n%%\\n' % x)\n",
	"x = os.getenv('X', '')\nPath('.streamlit/secrets.toml').write_text(textwrap.dedent(f'''\n    [auth]\n    id = \"{x}\"\n      deep = 1\n''').strip())\n",
	"x = os.getenv('X')\nwith Path('.streamlit/secrets.toml').open('w') as f:\n    f.writelines(['[auth]\\n', f'id = \"{x}\"\\n'])\n",
	"def text():\n    return f'''id = \"{os.environ['X']}\"\n'''\ndef main():\n    c = text()\n    Path('.streamlit/secrets.toml').write_text(c)\nif __name__ == '__main__':\n    main()\n",
	"c = ''\nc += '[auth]\\n'\nc += 'id = \"' + os.environ['X'] + '\"\\n'\nopen('.streamlit/secrets.toml', 'w').write(c)\n",
}

// dumpers make a dictionary of it.
var dumpers = []string{
	"import toml\ndata = {'auth': {'id': os.environ['X'], 'n': 5, 'ok': True, 'l': ['a', 'b'], 'default': {'none': None, 'k': os.getenv('Y', 'dflt')}}, 'top': 'x'}\nwith open('.streamlit/secrets.toml', 'w') as f:\n    toml.dump(data, f)\n",
	"import toml\ns = {}\ns['auth'] = {'id': os.environ['X']}\ns['auth']['u'] = 'https://' + os.environ['Y']\nPath('.streamlit/secrets.toml').write_text(toml.dumps(s))\n",
	"import toml\ns = dict(auth=dict(id=os.environ['X']))\nPath('.streamlit/secrets.toml').write_text(toml.dumps(s))\n",
}

// unset is what a value comes to when its variable is not set.
func filled(d written.Document, environment map[string]string) (string, bool) {
	known := true
	text := written.Replace(d.Text(), func(v written.Value) string {
		value, set := environment[v.Name]
		switch {
		case v.Kind == written.Given || v.Kind == written.Random || v.Name == "":
			known = false
		case set && (value != "" || v.Kind != written.Default):
			return value
		case v.Kind == written.Nothing:
			return "None"
		}
		return v.Otherwise
	})
	return text, known
}

// The real Python writes the same, with the variables set and without them.
func TestPythonWritesTheSame(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if runtime.GOOS == "linux" {
			t.Fatal(err)
		}
		t.Skip("no python3 here")
	}
	if itself, err := exec.Command(python, "-c", "import sys; print(sys.executable)").Output(); err == nil {
		python = strings.TrimSpace(string(itself)) // a version manager's script takes longer than Python
	}
	loads := "import sys, json\ntry:\n    import tomllib\nexcept ImportError:\n    sys.exit(3)\nprint(json.dumps([tomllib.load(open(p, 'rb')) for p in sys.argv[1:]][0] == [tomllib.load(open(p, 'rb')) for p in sys.argv[1:]][1]))\n"
	hasTOML := exec.Command(python, "-c", "import toml").Run() == nil
	for i, script := range append(append([]string{}, writers...), dumpers...) {
		dumps := i >= len(writers)
		if dumps && !hasTOML {
			continue
		}
		script = imports + script
		all, err := Writes([]byte(script), "", isSecrets)
		if err != nil || len(all) != 1 || !all[0].Known || !strings.HasSuffix(all[0].Path, ".streamlit/secrets.toml") {
			t.Errorf("%s: %+v, %v", script, all, err)
			continue
		}
		for _, environment := range []map[string]string{{"X": "a value", "Y": "more"}, {"Y": "more"}} {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "script.py"), []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			command := exec.Command(python, "script.py")
			command.Dir, command.Env = dir, []string{"PATH=" + os.Getenv("PATH")}
			for name, value := range environment {
				command.Env = append(command.Env, name+"="+value)
			}
			if out, err := command.CombinedOutput(); err != nil {
				if _, set := environment["X"]; set || !strings.Contains(script, "environ['X']") && !strings.Contains(script, "environ[\"X\"]") {
					t.Errorf("%s: %v\n%s", script, err, out)
				}
				continue
			}
			got, err := os.ReadFile(filepath.Join(dir, ".streamlit/secrets.toml"))
			want, known := filled(all[0], environment)
			if dumps && err == nil {
				if err := os.WriteFile(filepath.Join(dir, "own.toml"), []byte(want), 0o600); err != nil {
					t.Fatal(err)
				}
				command := exec.Command(python, "-c", loads, ".streamlit/secrets.toml", "own.toml")
				command.Dir = dir
				if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "true") {
					t.Errorf("%s: %s %v\n%s\nnot\n%s", script, out, err, got, want)
				}
				continue
			}
			if err != nil || string(got) != want || !known {
				t.Errorf("%s: Python writes\n%s\nnot (known: %v)\n%s", script, got, known, want)
			}
		}
	}
}

// Lines are those of the script.
func TestPythonLinesAreCounted(t *testing.T) {
	all, err := Writes([]byte(imports+"Path('a/secrets.toml').write_text(f'''[auth]\nid = 1\n''' 'x = 1\\n'\n  'y = 2\\n')\n"), "", isSecrets)
	if err != nil || len(all) != 1 || len(all[0].Lines) != 4 {
		t.Fatalf("%+v, %v", all, err)
	}
	for i, want := range []int{4, 5, 6, 7} {
		if got := all[0].Lines[i].Number; got != want {
			t.Errorf("line %d is %d, want %d", i, got, want)
		}
	}
}

// What is not understood is not known; what writes nothing there is nothing.
func TestWhatPythonWritesIsNotKnown(t *testing.T) {
	for _, script := range []string{
		"for k, v in d.items():\n    lines.append(f'{k} = \"{v}\"')\nPath('secrets.toml').write_text('\\n'.join(lines))\n",
		"with open('secrets.toml', 'w') as f:\n    for k in x:\n        f.write(k)\n",
		"with open('secrets.toml', 'w') as f:\n    if a:\n        f.write('a')\n    else:\n        f.write('b')\n",
		"Path('secrets.toml').write_text(render())\n", "import toml\ntoml.dump({**x}, open('secrets.toml', 'w'))\n",
		"t = 'a'\nt = t.replace('a', x)\nPath('secrets.toml').write_text(t)\n", "Path('secrets.toml').write_text('{a}'.format(**x))\n",
	} {
		all, err := Writes([]byte(imports+script), "", isSecrets)
		if err != nil || len(all) == 0 {
			t.Errorf("%s: %+v, %v", script, all, err)
		}
		for _, d := range all {
			if d.Known {
				t.Errorf("%s: %+v", script, d)
			}
		}
	}
	for _, script := range []string{"", "open('secrets.toml').read()\n", "'''\nPath('secrets.toml').write_text('x')\n'''\n", "# Path('secrets.toml').write_text('x')\n", "Path('other.toml').write_text('x')\n"} {
		if all, err := Writes([]byte(imports+script), "", isSecrets); err != nil || len(all) > 0 {
			t.Errorf("%s: %+v, %v", script, all, err)
		}
	}
}

// What is added in the other branch stands in place of the first one's, and
// not behind it: no key is there twice.
func TestOtherBranchIsNotAddedToTheFirst(t *testing.T) {
	for _, other := range []string{"else", "elif os.environ['Y']"} {
		script := "c = '[auth]\\n'\nif os.environ['X']:\n    c += 'id = \"a\"\\n'\n" + other + ":\n    c += 'host = \"b\"\\nid = \"a\"\\n'\nc += 'k = 1\\n'\nPath('secrets.toml').write_text(c)\n"
		all, err := Writes([]byte(imports+script), "", isSecrets)
		if err != nil || len(all) != 1 || len(all[0].Lines) != 4 {
			t.Fatalf("%+v, %v", all, err)
		}
		text := all[0].Text()
		_, open := written.Only(strings.TrimSpace(all[0].Lines[2].Text))
		if strings.Count(text, "id = ") != 1 || !open || !strings.HasSuffix(text, "\nk = 1\n") {
			t.Errorf("%s: %q", other, text)
		}
	}
}

// What a function of the script makes of a value has its quotes from there; a variable as it is has none.
func TestHelpersQuote(t *testing.T) {
	for value, quoted := range map[string]bool{"q(os.environ['X'])": true, "json.dumps(x)": true, "repr(x)": true, "os.environ['X']": false} {
		all, err := Writes([]byte(imports+"def q(s):\n    return '\"' + s.replace('a', 'b') + '\"'\nPath('secrets.toml').write_text(f\"\"\"[auth]\nclient_id = {"+value+"}\n\"\"\")\n"), "", isSecrets)
		if err != nil || len(all) != 1 || len(all[0].Lines) != 2 {
			t.Fatalf("%s: %+v, %v", value, all, err)
		}
		if is := strings.Contains(all[0].Lines[1].Text, `"`); is != quoted {
			t.Errorf("%s: %q", value, all[0].Lines[1].Text)
		}
	}
}
