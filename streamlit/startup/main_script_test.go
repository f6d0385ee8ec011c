package startup

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/growth"
)

func TestReadingStartFilesIsLinear(t *testing.T) {
	for _, part := range []string{"a \\\n", "RUN a && \\\n", "- streamlit\n", "- a\n", "CMD streamlit run app.py\n", "cd a && ", "streamlit run ", "\n"} {
		growth.Linear(t, fmt.Sprintf("%q", part), 1<<13, func(n int) string { return "- streamlit\n" + strings.Repeat(part, n/len(part)) }, func(text string) {
			RunCommands(fstest.MapFS{"Dockerfile": {Data: []byte(text)}})
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
		got, err := MainScript(test.files)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%v: %q, %v, want %q", test.files, got, err, test.want)
		}
	}
}

// The same command, as a shell's line and as a list of words.
func TestCommandsAreReadInEachForm(t *testing.T) {
	for _, text := range []string{
		`streamlit run app.py --server.port 8501`, `streamlit run app.py --server.port=8501 -- --own 1`, `streamlit run --server.port 8501 app.py`, `streamlit run "app.py" --server.port "8501"`,
		`CMD ["streamlit", "run", "app.py", "--server.port", "8501"]`, `CMD ["streamlit","run","app.py","--server.port","8501"]`, `CMD [ "streamlit", "run", "--server.port", "8501", "app.py" ]`,
		`ENTRYPOINT ["python", "-m", "streamlit", "run", "app.py", "--server.port=8501"]`, `CMD ["uv", "run", "streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]`,
		`CMD ["sh", "-c", "streamlit run app.py --server.port 8501"]`, `command: ['streamlit', 'run', 'app.py', '--server.port', '8501']`, `command: "streamlit run app.py --server.port 8501"`,
		`"server": "streamlit run app.py --server.port 8501"`, "subprocess.run([\"streamlit\", \"run\", \"app.py\", \"--server.port\", \"8501\"])", "command:\n  - streamlit\n  - run\n  - app.py\n  - --server.port\n  - \"8501\"\n",
	} {
		commands, _ := RunCommands(fstest.MapFS{"Dockerfile": {Data: []byte(text + "\n")}})
		if len(commands) != 1 || commands[0].Script != "app.py" || strings.Join(commands[0].Flags["server.port"], " ") != "8501" {
			t.Errorf("%s: %+v", text, commands)
		}
	}
}
