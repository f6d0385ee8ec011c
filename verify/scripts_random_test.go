package verify_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

var (
	scriptsSeed  = flag.Uint64("scripts.seed", 1, "which random scripts are run")
	scriptsCount = flag.Int("scripts.count", 125, "how many random scripts are run")
)

// setting is a line of a secrets file: a header, or a key with a value in which
// {NAME} stands for a variable.
type setting struct{ header, key, value string }

// goodValues are what the variables hold when they are set.
var goodValues = map[string]string{
	"REDIRECT_URI": "https://board.example.com/oauth2callback", "COOKIE_SECRET": "Vt4kq9ZrX2mWc7LhPs6JdYb3GfNe8QaU", "CLIENT_ID": "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31",
	"CLIENT_SECRET": "Qm8Rv2Lx7Tz4Hd9Wp3Kc6Yb1Nf5Js0Ga", "PROVIDER_URL": "https://id.example.com/.well-known/openid-configuration", "HOST": "board.example.com", "TENANT_ID": "5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4",
}

// lines are those of a file in which nothing is wrong.
func goodLines(provider string) []setting {
	shared := []setting{{header: "auth"}, {key: "redirect_uri", value: "{REDIRECT_URI}"}, {key: "cookie_secret", value: "{COOKIE_SECRET}"}}
	own := []setting{{key: "client_id", value: "{CLIENT_ID}"}, {key: "client_secret", value: "{CLIENT_SECRET}"}, {key: "server_metadata_url", value: "{PROVIDER_URL}"}}
	if provider != "" {
		shared = append(shared, setting{header: "auth." + provider})
	}
	return append(shared, own...)
}

// faults change a file's lines.
var scriptFaults = []struct {
	name   string
	change func([]setting) []setting
}{
	{"nothing", func(l []setting) []setting { return l }},
	{"another section beside it", func(l []setting) []setting {
		return append(l, setting{header: "database"}, setting{key: "url", value: "{HOST}"})
	}},
	{"no redirect_uri", without("redirect_uri")}, {"no cookie_secret", without("cookie_secret")}, {"no client_id", without("client_id")},
	{"no client_secret", without("client_secret")}, {"no metadata", without("server_metadata_url")},
	{"a key of another name", with("client_id", setting{key: "clientid", value: "{CLIENT_ID}"})},
	{"a key in capitals", with("cookie_secret", setting{key: "COOKIE_SECRET", value: "{COOKIE_SECRET}"})},
	{"no [auth]", func(l []setting) []setting { return l[1:] }},
	{"[Auth]", func(l []setting) []setting { l[0].header = "Auth"; return l }},
	{"a section of another name", func(l []setting) []setting {
		return mapped(l, func(s setting) setting { s.header = strings.Replace(s.header, "auth.", "oauth.", 1); return s })
	}},
	{"an underscore", func(l []setting) []setting {
		return mapped(l, func(s setting) setting { s.header = strings.Replace(s.header, "google", "my_google", 1); return s })
	}},
	{"another provider", func(l []setting) []setting {
		return mapped(l, func(s setting) setting { s.header = strings.Replace(s.header, "google", "okta", 1); return s })
	}},
	{"another path", with("redirect_uri", setting{key: "redirect_uri", value: "https://{HOST}/callback"})},
	{"the path put together", with("redirect_uri", setting{key: "redirect_uri", value: "https://{HOST}/oauth2callback"})},
	{"a host in capitals", with("redirect_uri", setting{key: "redirect_uri", value: "https://Board.Example.com/oauth2callback"})},
	{"common", with("server_metadata_url", setting{key: "server_metadata_url", value: "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"})},
	{"a tenant put in", with("server_metadata_url", setting{key: "server_metadata_url", value: "https://login.microsoftonline.com/{TENANT_ID}/v2.0/.well-known/openid-configuration"})},
	{"GitHub", with("server_metadata_url", setting{key: "server_metadata_url", value: "https://github.com/.well-known/openid-configuration"})},
	{"a short cookie secret", with("cookie_secret", setting{key: "cookie_secret", value: "secret"})},
	{"an empty client ID", with("client_id", setting{key: "client_id", value: ""})},
	{"a scope without openid", with("client_secret", setting{key: "client_secret", value: "{CLIENT_SECRET}"}, setting{key: "client_kwargs.scope", value: "profile"})},
	{"keys of the provider first", func(l []setting) []setting { return append([]setting{l[len(l)-1]}, l[:len(l)-1]...) }},
}

func mapped(lines []setting, change func(setting) setting) []setting {
	for i := range lines {
		lines[i] = change(lines[i])
	}
	return lines
}

func without(key string) func([]setting) []setting { return with(key) }

func with(key string, instead ...setting) func([]setting) []setting {
	return func(lines []setting) []setting {
		at := slices.IndexFunc(lines, func(s setting) bool { return s.key == key })
		return slices.Concat(lines[:at:at], instead, lines[at+1:])
	}
}

// text writes the lines with variables as some language puts them in.
func text(lines []setting, variable func(name string) string) string {
	var out strings.Builder
	for _, s := range lines {
		if s.header != "" {
			out.WriteString("[" + s.header + "]\n")
			continue
		}
		out.WriteString(s.key + " = \"" + filledIn(s.value, variable) + "\"\n")
	}
	return out.String()
}

func filledIn(value string, variable func(name string) string) string {
	for name := range goodValues {
		value = strings.ReplaceAll(value, "{"+name+"}", variable(name))
	}
	return value
}

func dollar(name string) string { return "${" + name + "}" }

// way is one in which a project comes to its secrets file.
type way struct {
	name  string
	files func(lines []setting) map[string]string
	run   func(files map[string]string) []string // the command that writes the file; nil: sh with the script
	told  bool                                   // a variable that is not set is somebody else's matter
	keep  string                                 // a variable without which nothing is written
}

const startsApp = "\n: streamlit\nexec true streamlit run app.py\n"

func shellWay(name, shell string, script func(lines []setting) string) way {
	return way{name: name, files: func(lines []setting) map[string]string {
		return map[string]string{"entrypoint.sh": "#!" + shell + "\nmkdir -p .streamlit\n" + script(lines) + startsApp}
	}, run: func(map[string]string) []string { return []string{filepath.Base(shell), "entrypoint.sh"} }}
}

func quotedFor(line, with string) string { return strings.ReplaceAll(line, `"`, with) }

func each(lines []setting, variable func(string) string, write func(line string) string) string {
	var out []string
	for line := range strings.Lines(text(lines, variable)) {
		out = append(out, write(strings.TrimSuffix(line, "\n")))
	}
	return strings.Join(out, "\n")
}

func jsonOf(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func indented(script, by string) string {
	return by + strings.ReplaceAll(strings.TrimRight(script, "\n"), "\n", "\n"+by) + "\n"
}

// ways are those that were seen in public projects.
func ways() []way {
	heredoc := func(lines []setting) string {
		return "cat > .streamlit/secrets.toml <<EOF\n" + text(lines, dollar) + "EOF"
	}
	python := func(body func(lines []setting) string) func(lines []setting) map[string]string {
		return func(lines []setting) map[string]string {
			return map[string]string{"write_secrets.py": "import os\nfrom pathlib import Path\nPath('.streamlit').mkdir(exist_ok=True)\n" + body(lines), "Procfile": "web: python write_secrets.py && streamlit run app.py\n"}
		}
	}
	runPython := func(map[string]string) []string { return []string{"python3", "write_secrets.py"} }
	environ := func(name string) string { return "{os.environ['" + name + "']}" }
	getenv := func(name string) string { return "{os.getenv('" + name + "')}" }
	getEmpty := func(name string) string { return "{os.environ.get('" + name + "', '')}" }
	printed := func(lines []setting) string {
		var words []string
		format := text(lines, func(name string) string { words = append(words, name); return "%s" })
		words = nil
		for _, s := range lines { // in the order they stand in
			filledIn(s.value, func(name string) string {
				if strings.Contains(s.value, "{"+name+"}") {
					words = append(words, `"$`+name+`"`)
				}
				return ""
			})
		}
		return "printf '" + strings.ReplaceAll(format, "\n", `\n`) + "' " + strings.Join(words, " ") + " > .streamlit/secrets.toml"
	}
	block := func(script string) []string { return []string{"bash", "-e", "-c", script} }
	actions := func(name string) string { return "${{ secrets." + name + " }}" }
	asking := shellWay("here-document in an if", "/bin/bash", func(l []setting) string {
		return "if [ -n \"$COOKIE_SECRET\" ]; then\n" + heredoc(l) + "\nfi"
	})
	asking.keep = "COOKIE_SECRET"
	return []way{
		asking,
		shellWay("here-document", "/bin/sh", heredoc),
		shellWay("here-document, set -u", "/bin/bash", func(l []setting) string { return "set -euo pipefail\n" + heredoc(l) }),
		shellWay("here-document, :?", "/bin/sh", func(l []setting) string {
			return "cat > .streamlit/secrets.toml <<EOF\n" + text(l, func(name string) string { return "${" + name + ":?is needed}" }) + "EOF"
		}),
		shellWay("here-document, :-", "/bin/bash", func(l []setting) string {
			return "cat <<-EOF > .streamlit/secrets.toml\n" + text(l, func(name string) string { return "${" + name + ":-}" }) + "EOF"
		}),
		shellWay("here-document, quoted", "/bin/bash", func(l []setting) string { return strings.Replace(heredoc(l), "<<EOF", "<<'EOF'", 1) }),
		shellWay("tee", "/bin/sh", func(l []setting) string {
			return "tee .streamlit/secrets.toml > /dev/null <<EOF\n" + text(l, dollar) + "EOF"
		}),
		shellWay("echo, line by line", "/bin/bash", func(l []setting) string {
			first := true
			return each(l, func(name string) string { return "$" + name }, func(line string) string {
				into := ">>"
				if first {
					into, first = ">", false
				}
				return `echo "` + quotedFor(line, `\"`) + `" ` + into + " .streamlit/secrets.toml"
			})
		}),
		shellWay("echo without the quotes", "/bin/bash", func(l []setting) string {
			return "{\n" + each(l, dollar, func(line string) string { return `echo "` + line + `"` }) + "\n} > .streamlit/secrets.toml"
		}),
		shellWay("echo in single quotes", "/bin/sh", func(l []setting) string {
			return "(\n" + each(l, dollar, func(line string) string { return "echo '" + line + "'" }) + "\n) > .streamlit/secrets.toml"
		}),
		shellWay("one echo", "/bin/bash", func(l []setting) string {
			return `echo "` + quotedFor(text(l, dollar), `\"`) + `" > .streamlit/secrets.toml`
		}),
		shellWay("echo -e", "/bin/bash", func(l []setting) string {
			return `echo -e "` + strings.ReplaceAll(quotedFor(text(l, dollar), `\"`), "\n", `\n`) + `" > .streamlit/secrets.toml`
		}),
		shellWay("printf", "/bin/sh", printed),
		shellWay("moved", "/bin/sh", func(l []setting) string {
			return strings.Replace(heredoc(l), ".streamlit/secrets.toml", "/tmp/$$.toml", 1) + "\nmv /tmp/$$.toml .streamlit/secrets.toml"
		}),
		shellWay("from another folder", "/bin/sh", func(l []setting) string {
			return "cd .streamlit\n" + strings.Replace(heredoc(l), ".streamlit/", "", 1) + "\ncd .."
		}),
		shellWay("a function", "/bin/bash", func(l []setting) string { return "write() {\n" + heredoc(l) + "\n}\nwrite" }),
		{name: "envsubst", files: func(l []setting) map[string]string {
			return map[string]string{"secrets.tpl": text(l, dollar), "entrypoint.sh": "#!/bin/sh\nmkdir -p .streamlit\nenvsubst < secrets.tpl > .streamlit/secrets.toml" + startsApp}
		}, run: func(map[string]string) []string { return []string{"sh", "entrypoint.sh"} }},
		{name: "Dockerfile", files: func(l []setting) map[string]string {
			return map[string]string{"Dockerfile": "FROM python:3.12\nCMD " + jsonOf([]string{"sh", "-c", "mkdir -p .streamlit; " + printed(l) + "; streamlit run app.py"}) + "\n"}
		}, run: func(files map[string]string) []string {
			var words []string
			_, command, _ := strings.Cut(files["Dockerfile"], "CMD ")
			if err := json.Unmarshal([]byte(command), &words); err != nil {
				panic(err)
			}
			return []string{"sh", "-c", strings.Replace(words[2], "; streamlit run app.py", "", 1)}
		}},
		{name: "compose", files: func(l []setting) map[string]string {
			return map[string]string{"compose.yaml": "services:\n  app:\n    image: app\n    command:\n      - bash\n      - -c\n      - |\n" + indented("mkdir -p .streamlit\n"+strings.ReplaceAll(heredoc(l), "$", "$$")+"\nstreamlit run app.py\n", "        ")}
		}, run: func(files map[string]string) []string {
			_, script, _ := strings.Cut(files["compose.yaml"], "- |\n")
			return block(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(script, "\n        ", "\n")[8:], "$$", "$"), "streamlit run app.py", ""))
		}},
		{name: "GitHub", told: true, files: func(l []setting) map[string]string {
			return map[string]string{".github/workflows/deploy.yml": "jobs:\n  deploy:\n    steps:\n      - name: Secrets\n        run: |\n" + indented("mkdir -p .streamlit\ncat > .streamlit/secrets.toml <<EOF\n"+text(l, actions)+"EOF\n", "          ")}
		}, run: func(files map[string]string) []string {
			_, script, _ := strings.Cut(files[".github/workflows/deploy.yml"], "run: |\n")
			script = strings.ReplaceAll(script, "\n          ", "\n")[10:]
			for name, value := range goodValues {
				script = strings.ReplaceAll(script, actions(name), value)
			}
			return block(script)
		}},
		{name: "GitLab", told: true, files: func(l []setting) map[string]string {
			list := each(l, dollar, func(line string) string {
				return "    - 'echo \"" + strings.ReplaceAll(quotedFor(line, `\"`), "'", "''") + "\" >> .streamlit/secrets.toml'"
			})
			return map[string]string{".gitlab-ci.yml": "deploy:\n  script:\n    - mkdir -p .streamlit\n    - rm -f .streamlit/secrets.toml\n    - 'echo \"# made here\" > .streamlit/secrets.toml'\n" + list + "\n"}
		}, run: func(files map[string]string) []string {
			var script []string
			for line := range strings.Lines(files[".gitlab-ci.yml"]) {
				if item, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok {
					script = append(script, strings.Trim(item, "'"))
				}
			}
			return block(strings.Join(script, "\n"))
		}},
		{name: "Python, one text", run: runPython, files: python(func(l []setting) string {
			return "Path('.streamlit/secrets.toml').write_text(f'''" + text(l, environ) + "''')\n"
		})},
		{name: "Python, getenv", run: runPython, files: python(func(l []setting) string {
			return "content = f\"\"\"\\\n" + text(l, getenv) + "\"\"\"\nwith open('.streamlit/secrets.toml', 'w') as f:\n    f.write(content)\n"
		})},
		{name: "Python, line by line", run: runPython, files: python(func(l []setting) string {
			return "with open(os.path.join('.streamlit', 'secrets.toml'), 'w') as f:\n" + each(l, getEmpty, func(line string) string { return "    f.write(f'''" + line + "\\n''')" }) + "\n"
		})},
		{name: "Python, a list", run: runPython, files: python(func(l []setting) string {
			return "lines = [\n" + each(l, environ, func(line string) string { return "    f'''" + line + "'''," }) + "\n]\ndef main():\n    (Path(__file__).parent / '.streamlit' / 'secrets.toml').write_text('\\n'.join(lines) + '\\n')\n\nmain()\n"
		})},
	}
}

// Whatever way a script takes and whatever is wrong with what it writes: verify
// says of the script what it says of the file that the real shell or the real
// Python makes of it, and warns where the file has an empty value when no variable is set.
func TestScriptsAreJudgedLikeTheirFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the scripts are run by sh, bash and python3")
	}
	for _, program := range []string{"sh", "bash", "python3", "envsubst"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	count := *scriptsCount
	if testing.Short() {
		count = min(count, 25)
	}
	random := rand.New(rand.NewPCG(*scriptsSeed, 7))
	all := ways()
	broken, warned := 0, 0
	for i := range count {
		one, fault, provider := all[i%len(all)], scriptFaults[random.IntN(len(scriptFaults))], []string{"", "google"}[random.IntN(2)]
		if random.IntN(3) == 0 {
			fault = scriptFaults[0]
		}
		lines := fault.change(goodLines(provider))
		files := one.files(lines)
		name := fmt.Sprintf("%d: %s, %s, provider %q", i, one.name, fault.name, provider)
		app := "import streamlit as st\nst.login(" + strings.Trim(fmt.Sprintf("%q", provider), map[bool]string{true: `"`}[provider == ""]) + ")\n"
		written := judgeScript(t, app, files)
		made, ran := runScript(t, files, one.run(files), "*")
		if !ran {
			t.Errorf("%s: the script does not run", name)
			continue
		}
		truth := judgeScript(t, app, map[string]string{".streamlit/secrets.toml": made})
		if got, want := written["secrets-from-env"], failedAny(truth); (got == verify.Failed) != (want != "") {
			t.Errorf("%s: the script is %s, and of its file is told %q\n%s\n%s", name, got, want, files, made)
		}
		if failedAny(truth) != "" {
			broken++
			continue
		}
		if one.told {
			continue
		}
		unset, ran := runScript(t, files, one.run(files), one.keep)
		empty := ran && (strings.Contains(unset, `""`) || strings.Contains(unset, `"None"`)) && fault.name != "another section beside it"
		if got := written["secrets-from-env"] == verify.Warning; got != empty && fault.name != "another section beside it" {
			t.Errorf("%s: warned %v (%s), and without variables it writes %v\n%s", name, got, written["secrets-from-env"], ran, unset)
		}
		if empty {
			warned++
		}
	}
	t.Logf("figures: %d scripts of seed %d in %d ways are judged like the files that they write: %d broken, %d empty without their variables", count, *scriptsSeed, len(all), broken, warned)
}

// judgeScript is what verify says of a project, by check.
func judgeScript(t *testing.T, app string, files map[string]string) map[string]verify.Status {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{"app.py": app, "requirements.txt": "streamlit[auth]>=1.59.1\n"}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := project.Load(t.Context(), project.LoadOptions{Dir: dir, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	facts := probe.Gather(t.Context(), p, probe.Ask{Offline: true, Network: probe.Network{Now: time.Now}})
	said := map[string]verify.Status{}
	for _, r := range verify.Run(facts, verify.Options{Only: fileChecks}).Results {
		if r.Status == verify.Failed || said[r.ID] == "" {
			said[r.ID] = r.Status
		}
	}
	return said
}

// fileChecks are those that look at the file as it stands.
var fileChecks = strings.Fields(`secrets-from-env secrets-parse auth-section auth-keys auth-placeholder cookie-secret expose-tokens redirect-uri-form redirect-uri-path
	redirect-uri-scheme metadata-url-form metadata-url-tenant provider-name provider-keys client-kwargs app-provider`)

// failedAny is the first check that failed; empty: none did.
func failedAny(said map[string]verify.Status) string {
	for _, id := range fileChecks {
		if said[id] == verify.Failed {
			return id
		}
	}
	return ""
}

// runScript runs what a project has for it, with all variables set or with one,
// and gives the file that comes out.
func runScript(t *testing.T, files map[string]string, command []string, set string) (string, bool) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(command[0], command[1:]...)
	c.Dir, c.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}
	for name, value := range goodValues {
		if set == "*" || set == name {
			c.Env = append(c.Env, name+"="+value)
		}
	}
	out, err := c.CombinedOutput()
	if err != nil && set == "*" {
		t.Logf("%s: %v\n%s", command, err, out)
	}
	made, readErr := os.ReadFile(filepath.Join(dir, ".streamlit/secrets.toml"))
	return string(made), err == nil && readErr == nil
}
