package startup

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/growth"
)

func TestReadingStartFilesIsLinear(t *testing.T) {
	for _, part := range []string{"a \\\n", "RUN a && \\\n", "- streamlit\n", "- a\n", "CMD streamlit run app.py\n", "cd a && ", "streamlit run ", "\n", "ENV A=$A$A\n", "FROM a\nENV A=$B C=d\n", "CMD a; $(", "CMD \"", "CMD cat << A; export B=$B$B; ", "a() {\n", "(", "a=b ./a.sh;", "sh -c 'a';", "./entrypoint.sh;",
		". ./entrypoint.sh;", "f() { f; f; };f;", "set -- a \"$@\" \"$@\";", "A=$A$A\"${A:-$A}\";", "(export A=b);", "a | ", "[ a ] && export B=$B;", "if a; then export A$A=b; fi;", "streamlit run a &", "eval 'eval a';"} {
		growth.Linear(t, fmt.Sprintf("%q", part), 1<<13, func(n int) string { return "- streamlit\n" + strings.Repeat(part, n/len(part)) }, func(text string) {
			files := fstest.MapFS{"Dockerfile": {Data: []byte(text)}, "entrypoint.sh": {Data: []byte(text)}}
			commands, _ := RunCommands(files)
			for _, c := range append(commands, RunCommand{}) {
				Variables(files, c)
				break
			}
		})
	}
}

// A script that another one imports is a module of it, and not the app.
func TestMainScriptIsTheImporter(t *testing.T) {
	gate := &fstest.MapFile{Data: []byte("import streamlit as st\n")}
	imports := &fstest.MapFile{Data: []byte("import streamlit as st\nfrom gate import require\n")}
	for _, test := range []struct {
		files fstest.MapFS
		want  string
	}{
		{fstest.MapFS{"board.py": imports, "gate.py": gate}, "board.py"},
		{fstest.MapFS{"board.py": imports, "gate.py": gate, "other.py": gate}, ""},
		{fstest.MapFS{"board.py": gate, "gate.py": gate}, ""},
	} {
		got, _, err := foundIn(test.files)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%v: %q, %v, want %q", test.files, got, err, test.want)
		}
	}
}

// The same command, as a shell's line and as a list of words.
func TestCommandsAreReadInEachForm(t *testing.T) {
	for _, text := range []string{
		`streamlit run app.py --server.port 8501`, `streamlit run app.py --server.port=8501 -- --own 1`, `streamlit run --server.port 8501 app.py`, `streamlit run "app.py" --server.port "8501"`, `(streamlit run app.py --server.port 8501)`, `streamlit run app.py --server.baseUrlPath $(cat base) --server.port 8501`,
		`CMD ["streamlit", "run", "app.py", "--server.port", "8501"]`, `CMD ["streamlit","run","app.py","--server.port","8501"]`, `CMD [ "streamlit", "run", "--server.port", "8501", "app.py" ]`,
		`ENTRYPOINT ["python", "-m", "streamlit", "run", "app.py", "--server.port=8501"]`, `CMD ["uv", "run", "streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]`,
		`CMD ["sh", "-c", "streamlit run app.py --server.port 8501"]`, `command: ['streamlit', 'run', 'app.py', '--server.port', '8501']`, `command: "streamlit run app.py --server.port 8501"`,
		`"server": "streamlit run app.py --server.port 8501"`, "subprocess.run([\"streamlit\", \"run\", \"app.py\", \"--server.port\", \"8501\"])", "command:\n  - streamlit\n  - run\n  - app.py\n  - --server.port\n  - \"8501\"\n",
	} {
		file := "Dockerfile"
		if strings.HasPrefix(text, "command:") {
			file = "compose.yaml"
		}
		commands, _ := RunCommands(fstest.MapFS{file: {Data: []byte(text + "\n")}})
		if len(commands) != 1 || commands[0].Script != "app.py" || strings.Join(commands[0].Flags["server.port"], " ") != "8501" {
			t.Errorf("%s: %+v", text, commands)
		}
	}
}

// Apps that no shell's line starts, and what tells of their script.
func TestScriptsThatLaunchersStart(t *testing.T) {
	const app, mod = "import streamlit as st\nst.set_page_config()\n", "import streamlit as st\nst.write(1)\n"
	argv := func(script string) string {
		return "import sys\nfrom pathlib import Path\nfrom streamlit.web import cli as stcli\ndef main():\n    sys.argv = [\"streamlit\", \"run\", " + script + ", \"--server.headless\", \"true\"]\n    sys.exit(stcli.main())\n"
	}
	for _, test := range []struct {
		files     map[string]string
		want, by  string
		undecided bool
	}{
		{files: map[string]string{"a/b/__main__.py": argv(`str(Path(__file__).with_name("front.py"))`), "a/b/front.py": mod, "a/b/rest.py": mod}, want: "a/b/front.py", by: "a/b/__main__.py"},
		{files: map[string]string{"a/__main__.py": "import subprocess, sys, os\nsubprocess.run([sys.executable, '-m', 'streamlit', 'run', os.path.join(os.path.dirname(__file__), 'ui', 'front.py')])\n", "a/ui/front.py": mod}, want: "a/ui/front.py", by: "a/__main__.py"},
		{files: map[string]string{"a/__main__.py": "from streamlit.web import bootstrap\nfrom a import front\nbootstrap.run(front.__file__, False, [], {})\n", "a/front.py": mod}, want: "a/front.py", by: "a/__main__.py"},
		{files: map[string]string{"pyproject.toml": "[project.scripts]\nboard = \"board.start:main\"\n", "src/board/start.py": argv(`str(Path(__file__).parent / "front.py")`), "src/board/front.py": mod}, want: "src/board/front.py", by: "src/board/start.py"},
		{files: map[string]string{"pyproject.toml": "[project.scripts]\nboard = \"board.start:main\"\n", "src/board/start.py": "from importlib.resources import files\nimport subprocess\ndef main():\n    subprocess.check_call([\"streamlit\", \"run\", str(files(\"board.ui\") / \"front.py\")])\n", "src/board/ui/front.py": mod}, want: "src/board/ui/front.py", by: "src/board/start.py"},
		{files: map[string]string{"setup.py": "setup(entry_points={'console_scripts': ['board=board.start:main']})\n", "board/start.py": argv(`os.path.join(os.path.dirname(__file__), "front.py")`), "board/front.py": mod}, want: "board/front.py", by: "board/start.py"},
		{files: map[string]string{"main.py": argv(`"ui/front.py"`), "ui/front.py": mod}, want: "ui/front.py", by: "main.py"},
		{files: map[string]string{"run.py": argv(`"ui/front.py"`), "ui/front.py": mod}, want: "ui/front.py", by: "run.py"},
		{files: map[string]string{"a/__main__.py": argv(`"x.py"`), "b/__main__.py": argv(`"y.py"`), "a/x.py": mod, "b/y.py": mod}, undecided: true},
		{files: map[string]string{"a/__main__.py": argv(`"x.py" if sys.argv else "y.py"`), "a/x.py": mod, "a/y.py": mod}},
		{files: map[string]string{"app.py": "import streamlit as st\nst.switch_page('pages/a.py')\nif __name__ == '__main__':\n    import subprocess\n    subprocess.run(['streamlit', 'run', __file__])\n", "pages/a.py": mod}, want: "app.py"},

		{files: map[string]string{"pyproject.toml": "", "src/a/ui/front.py": app + "from a.ui.rest import x\n", "src/a/ui/rest.py": app, "src/a/ui/page/one.py": app, "tests/front.py": app}, want: "src/a/ui/front.py", by: "the only script"},
		{files: map[string]string{"pyproject.toml": "", "src/a/ui/front.py": app + "st.Page('sub/one.py')\n", "src/a/ui/sub/one.py": app}, want: "src/a/ui/front.py", by: "the only script"},
		{files: map[string]string{"pyproject.toml": "", "src/a/ui/front.py": mod, "src/a/ui/pages/one.py": mod}, want: "src/a/ui/front.py", by: "the only script"},
		{files: map[string]string{"pyproject.toml": "", "src/a/ui/front.py": app, "src/b/ui/other.py": app}, undecided: true},
		{files: map[string]string{"pyproject.toml": "", "src/a/ui/front.py": mod, "src/a/ui/rest.py": mod}},
		{files: map[string]string{"pyproject.toml": "", "src/a/ui/front.py": mod, "src/a/ui/rest.py": "import streamlit as st\ndef show():\n    st.write(1)\n"}, want: "src/a/ui/front.py", by: "the only script"},
		{files: map[string]string{"requirements.txt": "", "a-b/a-b.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n", "alembic/env.py": "import alembic\n"}, want: "a-b/a-b.py", by: "the only script"},
		{files: map[string]string{"pyproject.toml": "", "src/a/ui/front.py": "# st.set_page_config()\nprint(1)\n"}},
		{files: map[string]string{"a/ui/front.py": app, "a/ui/page/one.py": app, "a/requirements.txt": ""}}, // a project of its own

		{files: map[string]string{"hub.py": "import streamlit as st\nst.navigation([st.Page('1_a.py'), st.Page('2_b.py')]).run()\n", "1_a.py": app, "2_b.py": app}, want: "hub.py"},
		{files: map[string]string{"1_a.py": app, "2_b.py": app, "gated.py": "import streamlit as st\nst.button('in', on_click=st.login)\n"}, want: "gated.py", by: "calls st.login"},
		{files: map[string]string{"1_a.py": app, "gated.py": "import streamlit as st\nst.login()\n", "other.py": "import streamlit as st\nst.login()\n"}, undecided: true},
		{files: map[string]string{"1_a.py": app, "gated.py": "import streamlit as st\n# st.login()\nst.write(1)\n"}, undecided: true},
		{files: map[string]string{"1_a.py": app + "import lib\n", "lib.py": mod, "for_others.py": "import lib\nimport streamlit as st\ndef show():\n    st.write(1)\n"}, want: "1_a.py", by: "shows something outside"},
		{files: map[string]string{"requirements.txt": "", "scripts/app.py": app, "scripts/lib.py": mod}, want: "scripts/app.py"},
		{files: map[string]string{"scripts/app.py": app}}, // a folder of tools that is no project
	} {
		files := fstest.MapFS{}
		for name, text := range test.files {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		got, by, err := foundIn(files)
		if got != test.want || !strings.Contains(by, test.by) || (by == "") != (test.by == "") || (err != nil) != test.undecided {
			t.Errorf("%v: %q, %q, %v, want %q by %q", test.files, got, by, err, test.want, test.by)
		}
	}
}

// What a command finds, by the ways of the shell.
func TestWhatAShellHandsOn(t *testing.T) {
	const name = "STREAMLIT_SERVER_BASE_URL_PATH"
	for script, want := range map[string]string{
		"export NAME=a\nstreamlit run app.py":                                      "a",
		"NAME=a\nstreamlit run app.py":                                             "a", // it was handed one
		"NAME=a other; streamlit run app.py":                                       "given",
		"NAME= streamlit run app.py":                                               "",
		"NAME='' exec streamlit run app.py":                                        "",
		"env -u NAME streamlit run app.py":                                         "",
		"env -i A=b streamlit run app.py":                                          "",
		"env -uNAME NAME=b streamlit run app.py":                                   "b",
		"unset NAME && streamlit run app.py":                                       "",
		"(export NAME=a; other)\nstreamlit run app.py":                             "given",
		"(export NAME=a; streamlit run app.py)":                                    "a",
		"f() {\n  export NAME=a\n}\nstreamlit run app.py":                          "given",
		"f() {\n  export NAME=a\n  streamlit run app.py\n}\nf":                     "a",
		"if [ -n \"$A\" ]; then export NAME=a; fi; streamlit run app.py":           "$",
		"[ -n \"$A\" ] && export NAME=a; streamlit run app.py":                     "$",
		"test -n \"$A\" || unset NAME; streamlit run app.py":                       "$",
		"if [ -n \"$A\" ]; then :; fi; export NAME=a; streamlit run app.py":        "a",
		"cat <<EOF > a\nexport NAME=a\nEOF\nstreamlit run app.py":                  "given",
		"# export NAME=a\nstreamlit run app.py":                                    "given",
		"echo 'export NAME=a; streamlit run app.py'\nstreamlit run app.py":         "given",
		"sh -c 'NAME=a streamlit run app.py'":                                      "a",
		"bash -lc \"export NAME=a && exec streamlit run app.py\"":                  "a",
		". ./settings\nstreamlit run app.py":                                       "$",
		". venv/bin/activate\nstreamlit run app.py":                                "given",
		"export NAME=\"$OTHER\"\nstreamlit run app.py":                             "$OTHER",
		"export A=b NAME=a\nexec \"$@\"":                                           "a",
		"export NAME=a; python -m streamlit run app.py; export NAME=b":             "a",
		"export NAME=a && cd app && python -m venv v && streamlit run app.py":      "a",
		"for i in 1 2; do export NAME=$i; done\nexport NAME=a\nstreamlit run a.py": "a",
	} {
		got := environment(strings.ReplaceAll(script, "NAME", name), map[string]string{name: "given"}, nil)[name]
		if got != want && !(want == "$" && strings.Contains(got, "$")) {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}

func foundIn(files fs.FS) (script, by string, err error) {
	commands, more := RunCommands(files)
	return MainScript(files, commands, more)
}

// What stands in front of a command is told from what the file writes around it.
func TestVariablesInFrontOfACommand(t *testing.T) {
	for file, lines := range map[string][]string{
		"Procfile":     {"web: NAME=a streamlit run app.py --server.port $PORT", "web: env NAME=a streamlit run app.py", "web: export NAME=a && streamlit run app.py"},
		"Makefile":     {"run:\n\tNAME=a streamlit run app.py", "run:\n\t@NAME=a $(PYTHON) -m streamlit run app.py"},
		"package.json": {`  "start": "NAME=a streamlit run app.py",`, `  "start": "NAME='a' streamlit run app.py"`},
		"render.yaml":  {"startCommand: NAME=a streamlit run app.py", "startCommand: 'NAME=a streamlit run app.py'", "  - NAME=\"a\" streamlit run app.py", "  - \"NAME=a streamlit run app.py\" # the app"},
		"railway.toml": {`startCommand = "NAME=a streamlit run app.py"`, `startCommand = "sh -c 'NAME=a streamlit run app.py'"`},
		"README.md":    {"    NAME=a streamlit run app.py", "NAME=a \\\nstreamlit run app.py"},
		"start.sh":     {"export NAME=a\n# it's\nstreamlit run app.py", "NAME=a \\\n  streamlit run app.py"},
		"Dockerfile":   {"FROM a\nENV NAME=b\nCMD NAME=a streamlit run app.py", "FROM a\nENV NAME=a\nCMD [\"streamlit\", \"run\", \"app.py\"]", "FROM a\nCMD [\"env\", \"NAME=a\", \"streamlit\", \"run\", \"app.py\"]"},
	} {
		for _, line := range lines {
			files := fstest.MapFS{file: {Data: []byte(strings.ReplaceAll(line, "NAME", "STREAMLIT_SERVER_BASE_URL_PATH") + "\n")}}
			commands, _ := RunCommands(files)
			if len(commands) != 1 {
				t.Fatalf("%s: %s: %v", file, line, commands)
			}
			if got := Variables(files, commands[0])["STREAMLIT_SERVER_BASE_URL_PATH"]; got != "a" {
				t.Errorf("%s: %s: %q", file, line, got)
			}
		}
	}
}

// StartOf goes up by imports and pages to the one script that runs some files.
func TestStartOf(t *testing.T) {
	const st = "import streamlit as st\n"
	for _, test := range []struct {
		files map[string]string
		of    string
		want  string
	}{
		{map[string]string{"second.py": st + "st.login()\n"}, "second.py", "second.py"},
		{map[string]string{"a/app.py": st + "from gate import enter\n", "a/gate.py": st + "def enter(): st.login()\n"}, "a/gate.py", "a/app.py"},
		{map[string]string{"a/app.py": st + "st.navigation([st.Page('enter.py')]).run()\n", "a/enter.py": st + "st.login()\n"}, "a/enter.py", "a/app.py"},
		{map[string]string{"src/a/app.py": st + "from a.b.gate import enter\n", "src/a/b/gate.py": st}, "src/a/b/gate.py", "src/a/app.py"},
		{map[string]string{"a.py": st + "import gate\n", "b.py": st + "import gate\n", "gate.py": st}, "gate.py", ""},                       // two apps
		{map[string]string{"a.py": st + "import b\n", "b.py": st + "import a\n"}, "b.py", ""},                                               // a circle
		{map[string]string{"app.py": st, "pages/enter.py": st + "st.login()\n"}, "pages/enter.py", ""},                                      // a page of what lies beside it
		{map[string]string{"x/app.py": st, "y/app.py": st + "st.login()\n", "y/tests/test_app.py": "import app\n"}, "y/app.py", "y/app.py"}, // tests start nothing
		{map[string]string{"x/run.py": "import app\n", "x/app.py": st, "y/app.py": st + "st.login()\n"}, "y/app.py", "y/app.py"},            // another app of that name
	} {
		files := fstest.MapFS{}
		for name, text := range test.files {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := StartOf(files, []string{test.of}); got != test.want {
			t.Errorf("%v: %q, want %q", test.files, got, test.want)
		}
	}
}
