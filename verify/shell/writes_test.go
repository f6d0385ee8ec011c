package shell

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func isSecrets(path string) bool { return strings.HasSuffix(path, "secrets.toml") }

func writes(t *testing.T, script string, bash bool) []Document {
	t.Helper()
	all, err := Writes(script, 1, bash, isSecrets)
	if err != nil {
		t.Errorf("%s: %v", script, err)
	}
	return all
}

var x = mark("X")

func documents() map[string]string {
	return map[string]string{
		"cat > .streamlit/secrets.toml <<EOF\n[auth]\nid = \"$X\"\nEOF\necho done\n":                    "[auth]\nid = \"" + x + "\"\n",
		"cat <<EOF | tee s/secrets.toml >/dev/null\na = \"${X}\"\nEOF\n":                                "a = \"" + x + "\"\n",
		"cat <<'EOF' >secrets.toml && true\na = \"$X\"\nEOF\n":                                          "a = \"$X\"\n",
		"if true; then\n\tcat >secrets.toml <<-EOF\n\ta = 1\n\tEOF\nfi\n":                               "a = 1\n",
		"echo '[auth]' > secrets.toml\necho \"id = \\\"$X\\\"\" >> secrets.toml 2>/dev/null\n":          "[auth]\nid = \"" + x + "\"\n",
		"echo \"[auth]\nid = '$X'\" > secrets.toml":                                                     "[auth]\nid = '" + x + "'\n",
		"{ echo '[auth]'; echo \"id = \\\"$X\\\"\"; } > secrets.toml":                                   "[auth]\nid = \"" + x + "\"\n",
		"(\n echo a # c\n echo b\n) >secrets.toml":                                                      "a\nb\n",
		"printf '[auth]\\nid = \"%s\"\\n' \"$X\" > secrets.toml":                                        "[auth]\nid = \"" + x + "\"\n",
		"printf '%s = \"%s\"\\n' a \"$X\" b \"$X\" > secrets.toml":                                      "a = \"" + x + "\"\nb = \"" + x + "\"\n",
		"echo -e \"[auth]\\nid = '$X'\" > secrets.toml":                                                 "[auth]\nid = '" + x + "'\n",
		"echo \"[auth]\\nid\" > secrets.toml":                                                           "[auth]\\nid\n",
		"F=.streamlit/secrets.toml\nexport Y=\"$X\"\ncat <<EOF > \"$F\"\n$Y ${X:-d} $(date) \\$X\nEOF":  x + " " + x + " " + mark("") + " $X\n",
		"write() {\n  echo a > secrets.toml\n}\nwrite\n":                                                "a\n",
		"echo a | sudo tee secrets.toml":                                                                "a\n",
		"tee -a secrets.toml <<< \"a $X\"\n":                                                            "a " + x + "\n",
		"echo -n a > secrets.toml; echo b >> secrets.toml":                                              "ab\n",
		"printf 'a \\\\ %s %% %b\\n' \"q\\\"\" 'x\\ty' > secrets.toml":                                  "a \\ q\" % x\ty\n",
		"echo \"\\$X \\\\ a\\b ${X}\" 'it'\\''s' | cat > secrets.toml # no":                             "$X \\ a\\b " + x + " it's\n",
		"printf '%s\\n' '[auth]' \"a = '$X'\" >| secrets.toml":                                          "[auth]\na = '" + x + "'\n",
		"cat >> secrets.toml <<\\EOF\n$X \\\\ `x`\nEOF\ncat >> secrets.toml << EOF\n\\$X \\\\ \\a\nEOF": "$X \\\\ `x`\n$X \\ \\a\n",
	}
}

func scripts() (all []string) {
	for script := range documents() {
		all = append(all, script)
	}
	return all
}

func TestWrites(t *testing.T) {
	for script, want := range documents() {
		all := writes(t, script, true)
		if len(all) != 1 || !all[0].Known || text(all[0]) != want {
			t.Errorf("%s\nwrites %+v\nwant %q", script, all, want)
		}
	}
}

// The real bash writes the same, and dash what it shares with it.
func TestRealShellsWriteTheSame(t *testing.T) {
	for _, name := range []string{"bash", "dash"} {
		program, err := exec.LookPath(name)
		if err != nil {
			if name == "bash" && runtime.GOOS == "linux" {
				t.Fatal(err)
			}
			continue
		}
		compared := 0
		for _, script := range scripts() {
			all := writes(t, script, name == "bash")
			if len(all) != 1 || !all[0].Known || strings.Contains(script, "$(") || strings.Contains(script, "<<<") && name == "dash" || strings.Contains(script, "sudo") {
				continue
			}
			dir := t.TempDir()
			for _, folder := range []string{".streamlit", "s"} {
				if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			command := exec.Command(program, "-c", script)
			command.Dir, command.Env = dir, append(os.Environ(), "X="+mark("X"))
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", script, err, out)
			}
			got, err := os.ReadFile(filepath.Join(dir, all[0].Path))
			if err != nil || string(got) != text(all[0]) {
				t.Errorf("%s: %s writes %q, %v, not %q", script, name, got, err, text(all[0]))
			}
			compared++
		}
		if compared < 10 {
			t.Errorf("%s was asked about %d scripts only", name, compared)
		}
	}
}

func text(d Document) string {
	var out strings.Builder
	for _, line := range d.Lines {
		out.WriteString(line.Text)
	}
	return out.String()
}

// What is not understood is not known; what writes nothing there is nothing.
func TestWhatIsNotKnown(t *testing.T) {
	for _, script := range []string{
		"envsubst < template > secrets.toml", "echo \"a$X\" | base64 -d > secrets.toml", "echo a | base64 > secrets.toml", "python make.py > secrets.toml",
		"cat <<EOF | envsubst > secrets.toml\n$X\nEOF\n", "cat a.toml >> secrets.toml", "cat > secrets.toml <<'EOF'\n$X\nEOF\nsed -i s/x/y/ secrets.toml\n",
		"cat > t/secrets.toml <<'E'\n$X\nE\nenvsubst < t/secrets.toml > secrets.toml", "echo '$X' > t/secrets.toml\ncat t/secrets.toml | envsubst > secrets.toml",
		"cat > secrets.toml", "printf %q x > secrets.toml",
	} {
		for _, d := range writes(t, script, true) {
			if d.Known {
				t.Errorf("%s: %+v", script, d)
			}
		}
	}
	for _, script := range []string{"", "cat secrets.toml", "echo x > other.toml", "run 2> secrets.toml", "# echo x > secrets.toml", "echo 'x > secrets.toml'"} {
		if all := writes(t, script, true); len(all) > 0 {
			t.Errorf("%s: %+v", script, all)
		}
	}
	// echo differs between shells.
	for _, script := range []string{"echo 'a\\nb' > secrets.toml", "echo -e a > secrets.toml"} {
		if all := writes(t, script, false); len(all) != 1 || all[0].Known {
			t.Errorf("%s: %+v", script, all)
		}
	}
}

func TestLinesAreCounted(t *testing.T) {
	all := writes(t, "#!/bin/sh\n\nmkdir -p x &&\\\n cat > secrets.toml <<EOF\na\nb\nEOF\necho c >> secrets.toml\n", false)
	if len(all) != 1 || len(all[0].Lines) != 3 {
		t.Fatalf("%+v", all)
	}
	for i, want := range []int{5, 6, 8} {
		if got := all[0].Lines[i].Number; got != want {
			t.Errorf("line %d is %d of the script, want %d", i, got, want)
		}
	}
	all = writes(t, "if x; then\n  cat > secrets.toml <<EOF\na\n  EOF\nfi\n", false)
	if len(all) != 1 || all[0].Unclosed != 4 {
		t.Errorf("%+v", all)
	}
}

// Whatever a script looks like, reading it ends.
func FuzzWrites(f *testing.F) {
	for _, seed := range []string{"cat <<EOF > secrets.toml\n$X ${Y\nEOF", "{ ( echo `x $( ' \" \\", "case x in a) b;; esac", "f() { echo; }; $", "<<", "a=b c >", "((", "}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		if len(script) < 1<<12 {
			_, _ = Writes(script, 1, true, isSecrets) // an error is an end too
		}
	})
}
