//go:build unix

package startup

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// basePath and port are what the scripts below call NAME and PORT.
const (
	basePath = "STREAMLIT_SERVER_BASE_URL_PATH"
	port     = "STREAMLIT_SERVER_PORT"
)

// shellForms are scripts that come to Streamlit. They find NAME=given; what A is, nobody but
// the shell knows. bash in front: sh does not read it; unsure: that all ways lead to the same
// is more than is looked for.
var shellForms = []string{
	`unsure:if [ -n "$A" ]; then export NAME=a; else export NAME=a; fi; streamlit run app.py`,
	`if [ -n "$A" ]; then export NAME=a; streamlit run app.py; else streamlit run app.py; fi`,
	`unsure:if [ -n "$A" ]; then export NAME=a; exit 1; fi; streamlit run app.py`,
	`unsure:[ -z "$A" ] || { export NAME=a; exit 1; }; streamlit run app.py`,
	`case "$A" in 1) export NAME=one ;; *) export NAME=other ;; esac; streamlit run app.py`,
	`unsure:case "$A" in 1) export NAME=a ;; *) export NAME=a ;; esac; streamlit run app.py`,
	`case "$A" in 1) export OTHER=one ;; esac; exec streamlit run app.py`,
	`f() { export NAME=a; }; f; streamlit run app.py`,
	`f() { (export NAME=a); }; f; streamlit run app.py`,
	`f() { if [ -n "$A" ]; then return; fi; export NAME=a; }; f; streamlit run app.py`,
	`run() { NAME=a "$@"; }; run streamlit run app.py`,
	`main() { export NAME=a; exec streamlit run app.py "$@"; }; main "$@"`,
	`PORT=80; streamlit run app.py`,
	`export PORT; PORT=80; streamlit run app.py`,
	`set -a; PORT=80; set +a; streamlit run app.py`,
	`set -a; . ./settings; set +a; streamlit run app.py`,
	`. ./settings; streamlit run app.py`,
	`set -ea; [ -n "$A" ] && . ./settings; streamlit run app.py`,
	`export NAME="${NAME:-b}"; streamlit run app.py`,
	`export NAME="${A:-b}"; streamlit run app.py`,
	`unset NAME; export NAME="${NAME:-b}"; streamlit run app.py`,
	`: "${NAME:=b}"; export NAME; streamlit run app.py`,
	`B=b; export NAME=$B-x PORT=${B}80; streamlit run app.py`,
	"cat <<EOF\nstreamlit run app.py\nEOF\nexport NAME=a\nstreamlit run app.py",
	"cat <<-'END' | sh\n\tNAME=a other\n\tEND\nexport PORT=80\nstreamlit run app.py",
	`NAME=a sh -c 'streamlit run app.py'`,
	`NAME=a; sh -c "NAME=\"$NAME\"b streamlit run app.py"`,
	`sh -ec 'exec "$@"' sh streamlit run app.py`,
	`env -i PATH="$PATH" streamlit run app.py`,
	`exec env -u NAME PORT=80 streamlit run app.py`,
	`while true; do NAME=a streamlit run app.py; break; done`,
	`until streamlit run app.py; do export NAME=a; done`,
	`for b in $A; do export NAME=c; done; export PORT=80; streamlit run app.py`,
	`export NAME=a | cat; streamlit run app.py`,
	`export NAME=a & wait; streamlit run app.py`,
	`streamlit run app.py & export NAME=b; wait`,
	`{ export NAME=a; } > log; streamlit run app.py`,
	`NAME=a streamlit run app.py 2>&1 | tee log`,
	`(unset NAME; exec streamlit run app.py)`,
	`echo streamlit run app.py; export NAME=a; streamlit run app.py`,
	`log() { echo "$@"; }; log hello; export NAME=a; streamlit run app.py`,
	`chmod +x start.sh; export NAME=a; ./start.sh`,
	`chmod +x start.sh; sh ./start.sh PORT`,
	`./entry.sh streamlit run app.py`,
	`set -- streamlit run app.py "$@"; export NAME=a; exec "$@"`,
	`export NAME='a b' OTHER=c; streamlit run app.py`,
	"export NAME=a#b # c\nstreamlit run app.py",
	"export NAME=\"it's \\\"a\\\"\"\\\n\\ b && exec \\\n  streamlit run app.py",
	`eval "export NAME=a"; streamlit run app.py`,
	`trap 'export NAME=b' EXIT; streamlit run app.py`,
	`unset NAME; NAME=b; streamlit run app.py`,
	`A=1; unset A; export NAME=$A.; streamlit run app.py`,
	`bash:declare -x NAME=a; declare PORT=80; streamlit run app.py`,
	`bash:function f { export NAME=a; }; [[ -n $A ]] && f; streamlit run app.py`,
	`bash:NAME+=x; export PORT=8; PORT+=0; streamlit run app.py`,
	`unsure:bash:export -n NAME; streamlit run app.py`,
	`unsure:if [ -n "$A" ]; then export NAME=a; else streamlit run app.py; fi`,
	`export NAME=a; if [ -n "$A" ]; then exec streamlit run app.py; fi; export NAME=b; exec streamlit run app.py`,
	`[ -n "$A" ] && cd . && export NAME=a; streamlit run app.py`,
	`if [ -n "$A" ]; then set -- streamlit run app.py; else set -- streamlit run other.py; fi; NAME=a exec "$@"`,
	`unsure:while [ -z "$B" ]; do B=b; done; NAME=$B streamlit run app.py`,
	`f() { NAME=a; g; }; g() { export PORT=80; }; f; streamlit run app.py`,
	`unsure:f() { set -- "$2" "$1"; export NAME=$1; }; f a b; streamlit run app.py`,
	`f() { [ -n "$A" ] && return; export NAME=a; streamlit run app.py; }; f; streamlit run app.py`,
	`for b in "$A" c; do NAME=a streamlit run app.py; done`,
	`NAME=$(echo $A) streamlit run app.py`,
	`unsure:export NAME=$((1 + 1)); streamlit run app.py; echo "$A"`,
	`export NAME=${A:+a} PORT=${A:-80}; streamlit run app.py`,
	`unsure:export NAME=${NAME%ven}; streamlit run app.py`,
	`unsure:export NAME="${NAME:+more}"; streamlit run app.py`,
	`unsure:[ ! -f missing ] || . ./missing; PORT=80 streamlit run app.py`,
	`eval "$(echo export OTHER=$A)"; PORT=8; eval 'export NAME=$PORT'; streamlit run app.py`,
	`unsure:echo 'NAME=b' > made; set -a; . ./made; streamlit run app.py`,
	`env NAME=a env PORT=80 streamlit run app.py`,
	`env -u NAME -- streamlit run app.py`,
	`nohup env NAME=a streamlit run app.py > log 2>&1 & wait`,
	`exec sh -c "exec streamlit run app.py --server.port \${PORT:-80}"`,
	`unsure:sh -c 'NAME=$1 streamlit run app.py' sh a`,
	`bash -o errexit -c 'NAME=a streamlit run app.py'`,
	`command streamlit run app.py; export NAME=a`,
	`NAME=a; readonly NAME; export PORT=$NAME; streamlit run app.py`,
	`unsure:export "NAME=a b"; export "B$A=$A"; streamlit run app.py`,
	`export $(echo NAME=$A); streamlit run app.py`,
	`export NAME= ; streamlit run app.py`,
	`NAME="" PORT='' streamlit run app.py`,
	"if true; then\n  # export PORT=1\n  NAME='x y' streamlit run app.py\nfi",
	`case $A in 1) set -a ;; esac; PORT=80; streamlit run app.py`,
	`(exit 0) && { NAME=a; streamlit run app.py; }`,
	`unsure:! false && export NAME=a; streamlit run app.py`,
	`bash:time NAME=a streamlit run app.py`,
	`unsure:bash:NAME=(a b); streamlit run app.py`,
	`unsure:bash:f() { local NAME=a; streamlit run app.py; }; f`,
	`bash:for ((i = 0; i < 1; i++)); do NAME=a streamlit run app.py; done`,
	`bash:[[ $A == 1 ]] && export NAME=a; streamlit run app.py`,
	`bash:cmd=(streamlit run app.py); NAME=a "${cmd[@]}"`,
	`unsure:bash:export NAME=$'a\tb'; streamlit run app.py`,
	`bash:. settings; export NAME=${PORT}; streamlit run app.py`,
	`unsure:bash:f() { local port=80; export NAME=$port; }; f; streamlit run app.py`,
	`f() { [ -n "$A" ]; }; f && export NAME=a; streamlit run app.py`,
	`echo "$A" | grep -q 1 && export NAME=a; streamlit run app.py`,
	`[ -n "$A" ]; export NAME=a && PORT=80 streamlit run app.py`,
	`f() { [ -n "$A" ] && return; NAME=a streamlit run app.py; }; f; streamlit run app.py`,
	`f() { set -a; }; f; PORT=80; streamlit run app.py`,
	`unsure:bash:declare -i B=1; declare -i NAME=1+1; streamlit run app.py`,
	`set -o allexport; . ./settings; set +o allexport; NAME=a; streamlit run app.py`,
	`[ "$1" = "" ] && set -- streamlit run app.py; NAME=a exec "$@"`,
	`exec ./entry.sh sh -c "cd . && streamlit run app.py"`,
	`unsure:. ./settings && env PORT="$PORT" NAME="${MISSING-c}" streamlit run app.py`,
	`bash:NAME=a; port=(streamlit run app.py); exec "${port[@]}"`,
	`CMD="streamlit run app.py"; NAME=a exec $CMD`,
	`if [ -n "$A" ]; then set -a; . ./settings; set +a; fi; export NAME=a; streamlit run app.py`,
}

// shellFiles lie beside them.
var shellFiles = map[string]string{
	"settings": "PORT=80\n",
	"start.sh": "streamlit run app.py\n",
	"entry.sh": "#!/bin/sh\nexport NAME=a\nexec \"$@\"\n",
}

// What Streamlit finds is what it finds in a real shell; where that depends on what nobody
// knows, it is not known.
func TestShellsAgree(t *testing.T) {
	dir := t.TempDir()
	names := strings.NewReplacer("NAME", basePath, "PORT", port)
	files := map[string]string{}
	for name, text := range shellFiles {
		files[name] = names.Replace(text)
		write(t, filepath.Join(dir, name), files[name])
	}
	write(t, filepath.Join(dir, "bin", "streamlit"), "#!/bin/sh\n[ -e found ] || env > found\n")
	read := func(name string) (string, bool) { text, ok := files[name]; return text, ok }
	for number, form := range shellForms {
		if testing.Short() && number%3 > 0 {
			continue
		}
		script, unsure := strings.CutPrefix(names.Replace(form), "unsure:")
		script, bashOnly := strings.CutPrefix(script, "bash:")
		shells := []string{"sh", "bash"}
		if bashOnly {
			shells = shells[1:]
		}
		worlds := []string{"A="}
		if strings.Contains(strings.ReplaceAll(script, "{", ""), "$A") {
			worlds = append(worlds, "A=1")
		}
		var want map[string]string
		for _, shell := range shells {
			for _, world := range worlds {
				found, started := foundBy(t, dir, shell, script, world)
				switch {
				case !started:
				case want == nil:
					want = found
				default:
					want = agreed(want, found)
				}
			}
		}
		if want == nil {
			t.Errorf("%s: no shell comes to Streamlit", form)
			continue
		}
		got := environment(script, map[string]string{basePath: "given"}, read)
		for _, name := range []string{basePath, port} {
			if unsure && name == basePath {
				want[name] = "$"
			}
			if got[name] != want[name] && !(want[name] == "$" && strings.Contains(got[name], "$")) {
				t.Errorf("%s: %s is %q, want %q", form, name, got[name], want[name])
			}
		}
	}
}

// foundBy is what Streamlit finds when a shell runs a script.
func foundBy(t *testing.T, dir, shell, script, world string) (found map[string]string, started bool) {
	t.Helper()
	_ = os.Remove(filepath.Join(dir, "found"))
	command := exec.Command(shell, "-c", script, shell)
	command.Dir = dir
	command.Env = []string{"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH"), basePath + "=given", world}
	if out, err := command.CombinedOutput(); err != nil && !strings.Contains(script, "exit") {
		t.Fatalf("%s: %s: %v\n%s", shell, script, err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "found"))
	if err != nil {
		return nil, false
	}
	found = map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		found[name] = value
	}
	return found, true
}

// agreed is what two runs have in common; the rest is not known.
func agreed(a, b map[string]string) map[string]string {
	all := map[string]string{}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(a)), slices.Collect(maps.Keys(b))) {
		if all[name] = a[name]; a[name] != b[name] {
			all[name] = "$"
		}
	}
	return all
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// Whatever a text looks like, and whatever it runs, following it ends.
func FuzzEnvironment(f *testing.F) {
	for _, form := range append(shellForms, "()a", "f() { f; f; }; f", "./a.sh; . ./a.sh", `set -- a "$@" "$@"`) {
		f.Add(form)
	}
	f.Fuzz(func(_ *testing.T, script string) {
		if len(script) < 1<<12 {
			environment(script, map[string]string{"A": "b"}, func(string) (string, bool) { return script, true })
		}
	})
}
