package shell

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/written"
)

func isSecrets(path string) bool { return strings.HasSuffix(path, "secrets.toml") }

func options(bash bool) Options {
	o := Options{First: 1, Wanted: isSecrets}
	if bash {
		o.Dialect = Bash
	}
	return o
}

func writes(t *testing.T, script string, bash bool) []written.Document {
	t.Helper()
	all, err := Read(script, options(bash))
	if err != nil {
		t.Errorf("%s: %v", script, err)
	}
	return all.Documents
}

func mark(kind written.Kind, name string) string {
	return written.Mark(written.Value{Kind: kind, Name: name})
}

var x = mark(written.Variable, "X")

func documents() map[string]string {
	return map[string]string{
		"cat > .streamlit/secrets.toml <<EOF\n[auth]\nid = \"$X\"\nEOF\necho done\n":                         "[auth]\nid = \"" + x + "\"\n",
		"cat <<EOF | tee s/secrets.toml >/dev/null\na = \"${X}\"\nEOF\n":                                     "a = \"" + x + "\"\n",
		"cat <<'EOF' >secrets.toml && true\na = \"$X\"\nEOF\n":                                               "a = \"$X\"\n",
		"if true; then\n\tcat >secrets.toml <<-EOF\n\ta = 1\n\tEOF\nfi\n":                                    "a = 1\n",
		"echo '[auth]' > secrets.toml\necho \"id = \\\"$X\\\"\" >> secrets.toml 2>/dev/null\n":               "[auth]\nid = \"" + x + "\"\n",
		"echo \"[auth]\nid = '$X'\" > secrets.toml":                                                          "[auth]\nid = '" + x + "'\n",
		"{ echo '[auth]'; echo \"id = \\\"$X\\\"\"; } > secrets.toml":                                        "[auth]\nid = \"" + x + "\"\n",
		"(\n echo a # c\n echo b\n) >secrets.toml":                                                           "a\nb\n",
		"printf '[auth]\\nid = \"%s\"\\n' \"$X\" > secrets.toml":                                             "[auth]\nid = \"" + x + "\"\n",
		"printf '%s = \"%s\"\\n' a \"$X\" b \"$X\" > secrets.toml":                                           "a = \"" + x + "\"\nb = \"" + x + "\"\n",
		"echo -e \"[auth]\\nid = '$X'\" > secrets.toml":                                                      "[auth]\nid = '" + x + "'\n",
		"echo \"[auth]\\nid\" > secrets.toml":                                                                "[auth]\\nid\n",
		"F=.streamlit/secrets.toml\nexport Y=\"$X\"\ncat <<EOF > \"$F\"\n$Y ${X:-d} $(date) \\$X\nEOF":       x + " " + written.Mark(written.Value{Kind: written.Default, Name: "X", Otherwise: "d"}) + " " + mark(written.Given, "") + " $X\n",
		"write() {\n  echo a > secrets.toml\n}\nwrite\n":                                                     "a\n",
		"bash -o pipefail -c 'echo a > secrets.toml'\n":                                                      "a\n",
		"echo a | sudo tee secrets.toml":                                                                     "a\n",
		"tee -a secrets.toml <<< \"a $X\"\n":                                                                 "a " + x + "\n",
		"echo -n a > secrets.toml; echo b >> secrets.toml":                                                   "ab\n",
		"printf 'a \\\\ %s %% %b\\n' \"q\\\"\" 'x\\ty' > secrets.toml":                                       "a \\ q\" % x\ty\n",
		"echo \"\\$X \\\\ a\\b ${X}\" 'it'\\''s' | cat > secrets.toml # no":                                  "$X \\ a\\b " + x + " it's\n",
		"printf '%s\\n' '[auth]' \"a = '$X'\" >| secrets.toml":                                               "[auth]\na = '" + x + "'\n",
		"cat > t/secrets.toml <<'E'\na = \"$X ${X} $Y\"\nE\nenvsubst '$X' < t/secrets.toml > secrets.toml\n": "a = \"" + x + " " + x + " $Y\"\n",
		"echo 'a = \"$X\"' > t/secrets.toml\ncat t/secrets.toml | envsubst > secrets.toml":                   "a = \"" + x + "\"\n",
		"cat <<'EOF' | envsubst > secrets.toml\n${X}\nEOF\n":                                                 x + "\n",
		"cat > t/secrets.toml <<EOF\n${X:-d}\nEOF\nmv t/secrets.toml s/\n":                                   written.Mark(written.Value{Kind: written.Default, Name: "X", Otherwise: "d"}) + "\n",
		"cd s && echo \"$X\" > ./secrets.toml\n":                                                             x + "\n",
		"(cd s; true)\necho \"$X\" > s/secrets.toml\n":                                                       x + "\n",
		"sh -c 'echo a > secrets.toml'\n":                                                                    "a\n",
		"set -u\nX=${X-}\necho \"${X#a}\" > secrets.toml\n":                                                  mark(written.Emptied, "X") + "\n",
		"Y=$(echo \"$X\")\nprintf '%s' \"$Y\" > secrets.toml\n":                                              x,
		": \"${X?}\"\nU=\"https://$X/p\"\necho \"u = '$U'\" > secrets.toml\n":                                "u = 'https://" + mark(written.Tested, "X") + "/p'\n",
		"if true; then V=1; fi\nif [ -z \"$X\" ]; then V=2; fi\necho \"$X\" > secrets.toml\n":                mark(written.Tested, "X") + "\n",
		"cat >> secrets.toml <<\\EOF\n$X \\\\ `x`\nEOF\ncat >> secrets.toml << EOF\n\\$X \\\\ \\a\nEOF":      "$X \\\\ `x`\n$X \\ \\a\n",
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
		if len(all) != 1 || !all[0].Known || all[0].Text() != want {
			t.Errorf("%s\nwrites %+v\nwant %q", script, all, want)
		}
	}
}

// The real bash writes the same, and dash what it shares with it.
func TestRealShellsWriteTheSame(t *testing.T) {
	_, err := exec.LookPath("envsubst")
	noEnvsubst := err != nil
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
			if len(all) != 1 || !all[0].Known || strings.Contains(script, "$(date)") || strings.Contains(script, "${X#a}") || strings.Contains(script, "envsubst") && noEnvsubst || strings.Contains(script, "<<<") && name == "dash" || strings.Contains(script, "sudo") {
				continue
			}
			for _, value := range []string{"a value", ""} {
				want, known := filled(all[0], value)
				if !known {
					t.Fatalf("%s: %q", script, want)
				}
				dir := t.TempDir()
				for _, folder := range []string{".streamlit", "s", "t"} {
					if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
						t.Fatal(err)
					}
				}
				command := exec.Command(program, "-c", script)
				command.Dir, command.Env = dir, append(os.Environ(), "X="+value)
				if out, err := command.CombinedOutput(); err != nil && strings.Contains(script, "${X?}") && value == "" {
					continue // as it should
				} else if err != nil {
					t.Fatalf("%s: %v\n%s", script, err, out)
				}
				got, err := os.ReadFile(filepath.Join(dir, all[0].Path))
				if err != nil || string(got) != want {
					t.Errorf("%s: %s writes %q, %v, not %q", script, name, got, err, want)
				}
				compared++
			}
		}
		if compared < 10 {
			t.Errorf("%s was asked about %d scripts only", name, compared)
		}
	}
}

// filled is a document with X in the place of its mark; false: there is another.
func filled(d written.Document, value string) (string, bool) {
	known := true
	text := written.Replace(d.Text(), func(v written.Value) string {
		known = known && v.Name == "X" && v.Kind != written.Given && v.Kind != written.Random
		if value == "" {
			return v.Otherwise
		}
		return value
	})
	return text, known
}

// What is not understood is not known; what writes nothing there is nothing.
func TestWhatIsNotKnown(t *testing.T) {
	for _, script := range []string{
		"envsubst < template > secrets.toml", "echo \"a$X\" | base64 -d > secrets.toml", "echo a | base64 > secrets.toml", "python make.py > secrets.toml",
		"cat a.toml >> secrets.toml", "cat > secrets.toml <<'EOF'\n$X\nEOF\nsed -i s/x/y/ secrets.toml\n",
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
			_, _ = Read(script, options(true)) // an error is an end too
		}
	})
}
