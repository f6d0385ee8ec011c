package cmd

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// part repeats a text, numbered, up to a size in bytes.
func part(front, text, end string, size int) string {
	var all strings.Builder
	all.WriteString(front)
	pieces := strings.Split(text, "NUMBER")
	for i := 0; all.Len() < size; i++ {
		all.WriteString(strings.Join(pieces, strconv.Itoa(i)))
	}
	return all.String() + end
}

// hostileFiles are projects whose files are made to take time and memory.
func hostileFiles() map[string]map[string]string {
	const whole = 1<<20 - 1<<10 // just below what is read of one file
	several := func(pattern string, n int, text string) map[string]string {
		all := map[string]string{}
		for i := range n {
			all[fmt.Sprintf(pattern, i)] = text
		}
		return all
	}
	secretsFolder := several("sec/auth/k%d", 480, strings.Repeat("\\\"\x01", 700))
	secretsFolder[".streamlit/config.toml"] = "[secrets]\nfiles = [\"sec\"]\n"
	largeFolder := several("sec/auth/k%d", 480, strings.Repeat("x", whole))
	largeFolder[".streamlit/config.toml"] = "[secrets]\nfiles = [\"sec\"]\n"
	includes := several("r%d.txt", 60, part("", "p>=1\n", "", whole))
	includes["requirements.txt"] = part("", "-r rNUMBER.txt\n", "", 800)
	doubles := func(first, step string) map[string]string {
		return map[string]string{"app.py": "import streamlit as st\ndef f():\n    s = " + first + "\n    for i in range(100):\n        " + step + "\n    return s == s\nif f():\n    st.login()\n"}
	}
	return map[string]map[string]string{
		"a text that doubles":      doubles(`"aaaaaaaa"`, "s = s + s"),
		"an f-string of itself":    doubles(`"aaaaaaaa"`, `s = f"{s}{s}"`),
		"a text filled in":         doubles(`"aaaaaaaa"`, `s = "%s%s" % (s, s)`),
		"a text put into itself":   doubles(`"aaaaaaaa"`, `s = s.join([s.replace("a", s)] * 1 + [s, s])`),
		"a list that doubles":      doubles("[1, 2]", "s = [*s, *s] + s"),
		"a list that extends":      doubles("[1, 2]", "s.extend(s)"),
		"a list of itself, twice":  doubles("[1]", "s = [s, s]"),
		"a list that holds itself": doubles("[1]", "s.append(s)"),
		"a large uv.lock":          {"uv.lock": part("version = 1\n", "\n[[package]]\nname = \"pNUMBER\"\nversion = \"1\"\ndependencies = [{ name = \"pNUMBER\" }]\n", "", 15<<20)},
		"tables of a lock":         {"uv.lock": part("version = 1\n", "[tNUMBER]\na = 1\n", "", 15<<20)},
		"a large Pipfile.lock":     {"Pipfile": "[packages]\n", "Pipfile.lock": part("{\"_meta\": {}, \"default\": {", "\"pNUMBER\": {\n\"version\": \"==1\"},\n", "\"a\": {\"version\": \"==1\"}}}", 15<<20)},
		"tables":                   {"pyproject.toml": part("[project]\nname = \"a\"\n", "[tNUMBER]\n", "", whole)},
		"a deep header":            {"pyproject.toml": part("[", "a.", "a]\n", whole), ".streamlit/secrets.toml": part("[", "a.", "a]\n", whole), ".streamlit/config.toml": part("[", "a.", "a]\n", whole)},
		"a deep key":               {".streamlit/secrets.toml": part("", "a.", "a = 1\n", whole)},
		"deep braces":              {".streamlit/secrets.toml": part("", "a = {", "", whole), "pyproject.toml": part("", "a = {", "", whole)},
		"keys of secrets":          {".streamlit/secrets.toml": part("[auth]\n", "kNUMBER = 1\n", "", whole)},
		"a list of secrets":        {".streamlit/secrets.toml": part("[auth]\nexpose_tokens = [", "\"id\",", "]\n", whole)},
		"a long cookie_secret":     {".streamlit/secrets.toml": part("[auth]\ncookie_secret = \"", "a", "b\"\n", whole)},
		"a long key":               {".streamlit/secrets.toml": part("[auth]\n", "a", " = 1\n", whole)},
		"old TOML, a line":         {".streamlit/secrets.toml": part("[auth]\na = [", "\"a,\",", "]\n", whole), "requirements.txt": "streamlit==1.50\n"},
		"old TOML, lines":          {".streamlit/secrets.toml": part("[auth]\na = \"\"\"", "a\\\n", "\"\"\"\n", whole), "requirements.txt": "streamlit==1.50\n"},
		"old TOML, braces":         {".streamlit/secrets.toml": part("[auth]\na = {", "a = \"a,", "\"}\n", whole), "requirements.txt": "streamlit==1.50\n"},
		"old TOML, equals":         {".streamlit/secrets.toml": part("[auth]\na", "=a", "\n", whole), "requirements.txt": "streamlit==1.50\n"},
		"old TOML, quotes":         {".streamlit/secrets.toml": part("[auth]\na = ", "\"\\", "\n", whole), "requirements.txt": "streamlit==1.50\n"},
		"a folder of secrets":      secretsFolder,
		"a folder of large ones":   largeFolder,
		"the same secrets":         {".streamlit/config.toml": part("[secrets]\nfiles = [", "\"a.toml\",", "]\n", whole), "a.toml": part("[auth]\n", "# x\n", "", whole)},
		"words":                    {"pages/a.py": part("import streamlit as st\n", "a;", "", whole), "app.py": part("import streamlit as st\n", "a;", "", 590_000)},
		"pages":                    several("pages/%d.py", 100, part("import streamlit as st\n", "st.user.email\n", "", whole/2)),
		"imports":                  several("pages/%d.py", 100, part("import streamlit as st\nfrom "+strings.Repeat("a", 4000)+" import ", "bNUMBER, ", "c\n", whole/2)),
		"includes":                 includes,
		"requirements":             {"requirements.txt": part("", "streamlit>=1,!=1.1; python_version>'3'\n", "", whole)},
		"scripts":                  several("scripts/%d.sh", 100, part("", "A=$A$A\n", "", whole)),
		"a script":                 {"start.sh": part("A=a\n", "ANUMBER=$A$A\n", "", whole)},
		"an image":                 {"Dockerfile": part("FROM a\n", "RUN a \\\n", "", whole), "compose.yaml": part("", "- streamlit\n", "", whole)},
	}
}

// nestedFiles are apps whose code stands in itself, level by level: what looks at a part twice on each level never ends.
func nestedFiles() map[string]map[string]string {
	all := map[string]map[string]string{}
	for name, form := range map[string]string{ // INNER is the level below
		"chains":               "1 < (INNER) < 3",
		"long chains":          "(INNER) < 1 < (INNER_) < (x) < 3",
		"and":                  "(INNER) and x",
		"or":                   "x or (INNER)",
		"or of a setting":      "st.secrets.get('a') or (INNER)",
		"not":                  "not (INNER)",
		"conditional":          "(INNER) if x else 1",
		"condition":            "1 if (INNER) else x",
		"two branches":         "x if y else (INNER)",
		"f-string":             "str((INNER)) + f'{x}'",
		"call":                 "g((INNER), x)",
		"method":               "x.get('a', (INNER))",
		"chain of methods":     "(INNER).strip().lower()",
		"getattr":              "getattr(st, (INNER), x)",
		"list":                 "[(INNER), 1][0]",
		"dictionary":           "{'a': (INNER)}['a']",
		"slice":                "(INNER)[0:2]",
		"index":                "x[(INNER)]",
		"comprehension":        "[y for y in [(INNER)] if y]",
		"lambda":               "(lambda y: (INNER))(x)",
		"walrus":               "(z := (INNER))",
		"plus":                 "(INNER) + 1",
		"all":                  "all([(INNER), x])",
		"any over":             "any(y for y in ((INNER), x))",
		"membership":           "x in ((INNER), 'a')",
		"st.secrets in itself": "st.secrets['a'][(INNER)]",
	} {
		value := "x"
		for range 45 {
			value = strings.ReplaceAll(strings.ReplaceAll(form, "INNER_", "x"), "INNER", value)
		}
		all["nested: "+name] = map[string]string{"app.py": "import streamlit as st\nx = y = 1\ndef g(a, b=1):\n    return a or b\nif " + value + ":\n    st.login()\n"}
	}
	for name, form := range map[string]string{ // NUMBER is the level, NEXT the level below
		"a function calls the next twice":          "def fNUMBER(a=1):\n    return fNEXT(a) and fNEXT(a)\n",
		"a function calls the next in branches":    "def fNUMBER(a=1):\n    if a:\n        return fNEXT(1)\n    else:\n        return fNEXT(2)\n",
		"a function calls the next with both":      "def fNUMBER(a=1):\n    fNEXT(fNEXT(a))\n    return a\n",
		"a function asks itself and the next":      "def fNUMBER(a=1):\n    if fNEXT(a) or fNUMBER(a):\n        return fNUMBER(2)\n    return fNEXT(3)\n",
		"a function tries the next":                "def fNUMBER(a=1):\n    try:\n        return fNEXT(a)\n    except Exception:\n        return fNEXT(a)\n    finally:\n        fNEXT(a)\n",
		"a loop of the next":                       "def fNUMBER(a=1):\n    for b in [1, 2, 3]:\n        if fNEXT(b):\n            return b\n    return False\n",
		"a class whose method makes the next":      "class fNUMBER:\n    def __init__(self, a=1):\n        self.a = fNEXT(a)\n        self.b = fNEXT(a)\n",
		"a name for the next, twice":               "fNUMBER = lambda a=1: fNEXT(a) + fNEXT(a)\n",
		"a value of two of the next":               "fNUMBER = [fNEXT, fNEXT]\n",
		"a dictionary of two of the next":          "fNUMBER = {'a': fNEXT, 'b': fNEXT, **fNEXT}\n",
		"a wrapper of the next":                    "def fNUMBER(a=1):\n    def inner(b):\n        return fNEXT(b)\n    return inner(inner(a))\n",
		"a decorator around the next":              "def dNUMBER(f):\n    def inner(a=1):\n        return f(a) and f(a)\n    return inner\n@dNUMBER\ndef fNUMBER(a=1):\n    return fNEXT(a)\n",
		"a context manager around the next":        "def fNUMBER(a=1):\n    with st.sidebar:\n        fNEXT(a)\n    with st.container():\n        return fNEXT(a)\n",
		"a button's callback of the next":          "def fNUMBER(a=1):\n    st.button('NUMBER', on_click=fNEXT)\n    st.button('bNUMBER', on_click=fNEXT, args=(a,))\n    return a\n",
		"a function whose default asks the next":   "def fNUMBER(a=fNEXT and fNEXT):\n    return a and a\n",
		"conditions that the next one decides":     "fNUMBER = fNEXT if fNEXT else (fNEXT or 1)\n",
		"conditions that the next one is compared": "fNUMBER = fNEXT == 1 or fNEXT == 2 or st.secrets.get('a') == fNEXT\n",
	} {
		var code strings.Builder
		code.WriteString("import streamlit as st\nf0 = st.login\n")
		for i := range 45 {
			code.WriteString(strings.ReplaceAll(strings.ReplaceAll(form, "NUMBER", strconv.Itoa(i+1)), "NEXT", strconv.Itoa(i)))
		}
		code.WriteString("if f45:\n    f45()\n    st.login()\n")
		all["levels: "+name] = map[string]string{"app.py": code.String()}
	}
	for name, form := range map[string]string{ // a block in a block
		"if": "if x:", "for": "for x in [1, 2]:", "while": "while x:", "with": "with st.container():", "try": "try:",
		"if not": "if not st.user.is_logged_in:", "if a button": "if st.button('a'):", "def": "def f(a=1):", "class": "class A:", "match": "match x:\nINDENT case 1:",
	} {
		var code, after strings.Builder
		code.WriteString("import streamlit as st\nx = 1\n")
		const deep = 45
		for i := range deep {
			indent := strings.Repeat("  ", i)
			code.WriteString(indent + strings.ReplaceAll(form, "INDENT", indent) + "\n")
		}
		code.WriteString(strings.Repeat("  ", deep) + "st.login()\n")
		for i := deep - 1; i >= 0; i-- {
			indent := strings.Repeat("  ", i)
			switch name {
			case "try":
				after.WriteString(indent + "except Exception:\n" + indent + "  st.stop()\n" + indent + "else:\n" + indent + "  x = 2\n" + indent + "finally:\n" + indent + "  x = 3\n")
			case "def":
				after.WriteString(indent + "f() and f()\n")
			case "match", "with", "class", "while", "for":
				after.WriteString(indent + "x = x and x\n")
			default:
				after.WriteString(indent + "else:\n" + indent + "  st.write(x)\n")
			}
		}
		all["blocks: "+name] = map[string]string{"app.py": code.String() + after.String()}
	}
	return all
}

// The program itself stays below 64 MB and within its time whatever a checkout holds.
func TestHostileCheckoutInLittleMemory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	const limit = 10 * time.Second
	var most int64
	var slowest time.Duration
	checkouts := hostileFiles()
	maps.Copy(checkouts, nestedFiles())
	for name, files := range checkouts {
		t.Run(name, func(t *testing.T) {
			dir, written := t.TempDir(), map[string]string{} // 480 times the same megabyte takes its place once
			for file, text := range files {
				path := filepath.Join(dir, filepath.FromSlash(file))
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if same, is := written[text]; is {
					if err := os.Link(same, path); err != nil {
						t.Fatal(err)
					}
					continue
				}
				written[text] = path
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if files["app.py"] == "" {
				if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte("import streamlit as st\nst.login()\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			ctx, stop := context.WithTimeout(t.Context(), 6*limit)
			defer stop()
			var out bytes.Buffer
			var err error
			var took time.Duration
			var used int64
			for tries := 0; used == 0 && tries < 200; tries++ { // it may be over before it is looked at
				out.Reset()
				command := exec.CommandContext(ctx, program, "verify", "--offline", "-v", "--timeout", limit.String(), "--output", "json=report.json")
				command.Dir, command.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}
				command.Stdout, command.Stderr = &out, &out
				if err := command.Start(); err != nil {
					t.Fatal(err)
				}
				peak := watchPeak(command.Process.Pid)
				err = command.Wait()
				took = command.ProcessState.UserTime() + command.ProcessState.SystemTime() // whatever else the machine does
				used = <-peak
			}
			t.Logf("%s: %d MB, %v, %v", name, used, took.Round(time.Millisecond), err)
			if took > limit {
				t.Errorf("it took %v", took)
			}
			if used == 0 || used > 64 {
				t.Errorf("%d MB were used", used)
			}
			if strings.Contains(out.String(), "goroutine ") || out.Len() == 0 {
				t.Errorf("it broke down:\n%.2000s", out.String())
			}
			most, slowest = max(most, used), max(slowest, took)
		})
	}
	t.Logf("figures: %d hostile checkouts read by the program itself, with %d MB and %v at most", len(checkouts), most, slowest.Round(time.Millisecond))
}
