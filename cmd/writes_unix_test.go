//go:build unix

package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

const writesSecrets = `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "` + canary + `-cookie-0123456789abcdef"
client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "` + canary + `-client"
server_metadata_url = "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration"
`

// machine is a folder with a person's home, and beside it a checkout in which
// an app lies: the working directory.
type machine struct {
	t                  *testing.T
	top, checkout, app string
}

func newMachine(t *testing.T, repository bool) machine {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := machine{t, top, filepath.Join(top, "checkout"), filepath.Join(top, "checkout", "app")}
	m.write("home/.bashrc", "alias mine=1\n")
	m.write("home/secrets.toml", writesSecrets)
	m.write("home/folder/keep", "")
	m.write("checkout/app/.streamlit/secrets.toml", writesSecrets)
	m.write("checkout/app/app.py", "import streamlit as st\nst.login()\n")
	m.write("checkout/other/keep", "")
	if repository {
		if out, err := exec.Command("git", "-C", m.checkout, "init", "-q").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		m.write("checkout/.gitignore", "*.toml\nconfig\n")
	}
	return m
}

func (m machine) write(name, text string) {
	m.t.Helper()
	path := filepath.Join(m.top, name)
	os.MkdirAll(filepath.Dir(path), 0o755)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m machine) link(name, target string) {
	m.t.Helper()
	path := filepath.Join(m.top, name)
	os.RemoveAll(path)
	os.MkdirAll(filepath.Dir(path), 0o755)
	if err := os.Symlink(target, path); err != nil {
		m.t.Fatal(err)
	}
}

// run runs a command in a folder of the machine.
func (m machine) run(dir string, args ...string) (code int, said string) {
	m.t.Helper()
	var out bytes.Buffer
	env := canaryEnv(filepath.Join(m.top, dir), &out, "", func() {})
	env.Home = filepath.Join(m.top, "home")
	ctx, cancel := context.WithTimeout(m.t.Context(), 20*time.Second)
	defer cancel()
	return run(ctx, env, args), out.String()
}

// others is everything that is no business of a command in the app: what the
// person and git have, and the rest of the checkout.
func (m machine) others() string {
	m.t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(m.top, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(m.top, path)
		if entry.IsDir() && path == m.app {
			return fs.SkipDir
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(&all, "%s %s", name, info.Mode())
		if info.Mode().IsRegular() {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(&all, " %q", text)
		}
		all.WriteString("\n")
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return all.String()
}

// ways are links of a stranger's checkout to what is not its own, made in the
// place of a file.
var ways = map[string]func(m machine, name, target string){
	"absolute": func(m machine, name, target string) { m.link(name, filepath.Join(m.top, target)) },
	"relative": func(m machine, name, target string) {
		rel, _ := filepath.Rel(filepath.Dir(name), target)
		m.link(name, rel)
	},
	"chain": func(m machine, name, target string) {
		m.link("checkout/app/step", filepath.Join(m.top, target))
		m.link(name, filepath.Join(m.top, "checkout/app/step"))
	},
	"chain inside": func(m machine, name, target string) {
		m.link("checkout/app/sub/step", filepath.Join("../../..", target))
		rel, _ := filepath.Rel(filepath.Dir(name), "checkout/app/sub/step")
		m.link(name, rel)
	},
	"folder": func(m machine, name, target string) { // the folder of the file is a link
		os.RemoveAll(filepath.Join(m.top, name))
		if folder := filepath.Dir(name); folder != "checkout/app" {
			os.RemoveAll(filepath.Join(m.top, folder))
			m.link(folder, filepath.Join(m.top, filepath.Dir(target)))
			return
		}
		m.link(name, filepath.Join(m.top, target))
	},
}

// What a command writes stays in the checkout: a link that leads out of the
// project, or into .git, is refused, whichever way it leads and whether there is
// anything at its end. Every command meets every way, and every way every target;
// AUTHKIT_LONG=1 tries all three of them together.
func TestWritesStayInTheCheckout(t *testing.T) {
	t.Parallel()
	type attempt struct {
		file string // that the command writes, in the app
		args []string
	}
	attempts := []attempt{
		{"out.toml", []string{"deploy-secrets", "--url", "https://app.example.com", "--out", "out.toml"}},
		{"sub/out.toml", []string{"deploy-secrets", "--url", "https://app.example.com", "--out", "sub/out.toml"}},
		{".streamlit/secrets.toml", []string{"deploy-secrets", "--url", "https://app.example.com", "--in-place"}},
		{".streamlit/secrets.toml", []string{"init", "--sandbox", "--yes"}},
		{".streamlit/authkit.toml", []string{"init", "--secret-expires", "2099-01-01", "--yes"}},
		{".streamlit/config.toml", []string{"init", "--port", "8600", "--yes"}},
		{".gitignore", []string{"init", "--sandbox", "--yes"}},
		{"requirements.txt", []string{"init", "--sandbox", "--yes"}},
	}
	for _, output := range []string{"report", "sub/../report", "{app}/report", "../app/report", "{top}/alias/report", "sub/report", "{top}/deep/report"} {
		file := "report"
		if output == "sub/report" || output == "{top}/deep/report" {
			file = "sub/report"
		}
		attempts = append(attempts, attempt{file, []string{"verify", "--offline", "--output", "sarif=" + output}})
	}
	tries, seen := 0, 0
	for _, repository := range []bool{false, true} {
		for i, a := range attempts {
			for j, way := range slices.Sorted(maps.Keys(ways)) {
				link := ways[way]
				for k, target := range []string{"home/.bashrc", "home/new", "checkout/other/keep", "checkout/.git/hooks/pre-commit"} {
					if !repository && (strings.Contains(target, ".git") || testing.Short()) || repository && strings.HasPrefix(way, "chain") {
						continue
					}
					if !testing.Short() && !thorough() && (i+j+k)%2 != 0 {
						continue
					}
					if seen++; testing.Short() && seen%48 != 0 {
						continue
					}
					tries++
					name := fmt.Sprintf("%v, %s link to %s", a.args, way, target)
					m := newMachine(t, repository)
					m.link("alias", m.app)
					m.link("deep", filepath.Join(m.app, "sub"))
					link(m, filepath.Join("checkout/app", a.file), target)
					before := m.others()
					args := slices.Clone(a.args)
					for i := range args {
						args[i] = strings.NewReplacer("{app}", m.app, "{top}", m.top).Replace(args[i])
					}
					code, said := m.run("checkout/app", args...)
					if code != exitUndecided || !strings.Contains(said, "leads out of the project") && !strings.Contains(said, "lies outside of the project") {
						t.Errorf("%s: it ends with %d and says:\n%s", name, code, said)
					}
					if m.others() != before {
						t.Fatalf("%s: something was written outside of the project", name)
					}
				}
			}
		}
	}
	t.Logf("figures: %d links out of a project, none is written through", tries)
}

// A path outside is the person's own, and so is a link that stays inside; a pipe
// is written to, unless a stranger may have put it there.
func TestWhereReportsGo(t *testing.T) {
	t.Parallel()
	verify := func(output string) []string { return []string{"verify", "--offline", "--output", "sarif=" + output} }
	for name, c := range map[string]struct {
		repository bool
		dir        string // where it is run
		make       func(m machine)
		args       []string
		written    string // where a report stands then; empty: it is refused
		says       string
	}{
		"a new file":                          {dir: "checkout/app", args: verify("report"), written: "checkout/app/report"},
		"a file of the person's":              {dir: "checkout/app", args: verify("../../home/.bashrc"), written: "home/.bashrc"},
		"a link of the person's":              {dir: "checkout/app", make: func(m machine) { m.link("home/link", ".bashrc") }, args: verify("../../home/link"), written: "home/.bashrc"},
		"a link of the person's to nothing":   {dir: "checkout/app", make: func(m machine) { m.link("home/link", "nothing") }, args: verify("../../home/link"), says: "a link to a file that is not there"},
		"a link that stays inside":            {dir: "checkout/app", make: func(m machine) { m.link("checkout/app/link", "app.py") }, args: verify("link"), written: "checkout/app/app.py"},
		"beside the project":                  {dir: "checkout", make: func(m machine) { m.link("checkout/report", "../home/.bashrc") }, args: append(verify("report"), "--dir", "app"), written: "home/.bashrc"},
		"beside the project, in a repository": {repository: true, dir: "checkout", make: func(m machine) { m.link("checkout/report", "../home/.bashrc") }, args: append(verify("report"), "--dir", "app"), says: "leads out of the project"},
		"by a link in one of several":         {dir: "home", make: func(m machine) { m.link("checkout/report", "../home/.bashrc") }, args: []string{"verify", "--all", "../checkout", "--offline", "--output", "sarif=../checkout/report"}, says: "leads out of the project"},
		"git's own folder":                    {repository: true, dir: "checkout", make: func(m machine) { m.link("checkout/report", ".git/hooks/pre-commit") }, args: verify("report"), says: "leads into .git"},
		"git's own folder by name":            {repository: true, dir: "checkout", args: verify(".git/config"), says: "leads into .git"},
		"a pipe in the checkout":              {dir: "checkout/app", make: func(m machine) { m.pipe("checkout/app/report") }, args: verify("report"), says: "a pipe or a device"},
		"a folder":                            {dir: "checkout/app", make: func(m machine) { m.write("checkout/app/report/keep", "") }, args: verify("report"), says: "a folder, not a file"},
		"a folder that is not there":          {dir: "checkout/app", args: verify("nowhere/report"), says: "its folder is gone"},
		"a large report of before":            {dir: "checkout/app", make: func(m machine) { m.write("checkout/app/report", strings.Repeat("x", 3<<20)) }, args: verify("report"), written: "checkout/app/report"},
		"a registration by a link":            {repository: true, dir: "checkout", make: func(m machine) { m.link("checkout/my-app.toml", "../home/secrets.toml") }, args: []string{"sandbox", "--port", "0", "--registration", "my-app.toml"}, says: "leads out of the project"},
		"a demo behind a link": {repository: true, dir: "checkout", make: func(m machine) {
			os.Mkdir(filepath.Join(m.top, "home", "empty"), 0o755)
			m.link("checkout/demo", "../home/empty")
		}, args: []string{"demo", "--dir", "demo"}, says: "leads out of the project"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t, c.repository)
			if c.make != nil {
				c.make(m)
			}
			code, said := m.run(c.dir, c.args...)
			if c.written == "" {
				if code != exitUndecided || !strings.Contains(said, c.says) {
					t.Errorf("it ends with %d and says:\n%s", code, said)
				}
				if text, _ := os.ReadFile(filepath.Join(m.top, "home", ".bashrc")); string(text) != "alias mine=1\n" {
					t.Error("the person's own file was written to")
				}
				return
			}
			path := filepath.Join(m.top, c.written)
			text, err := os.ReadFile(path)
			if err != nil || !strings.HasPrefix(string(text), "{") || !strings.HasSuffix(string(text), "}\n") {
				t.Errorf("%s holds %.80q, %v; it says:\n%s", c.written, text, err, said)
			}
			want := fs.FileMode(0o600) // as every file of the machine had it
			if name == "a new file" {
				want = 0o644
			}
			if info, err := os.Lstat(path); err != nil || info.Mode() != want {
				t.Errorf("%s has mode %v, %v", c.written, info.Mode(), err)
			}
			left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".authkit-*"))
			if len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

func (m machine) pipe(name string) {
	m.t.Helper()
	if err := syscall.Mkfifo(filepath.Join(m.top, name), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// A pipe that the person names is written to, and stays one.
func TestReportIntoAPipe(t *testing.T) {
	t.Parallel()
	m := newMachine(t, false)
	m.pipe("home/pipe")
	path := filepath.Join(m.top, "home", "pipe")
	read := make(chan string)
	go func() {
		text, _ := os.ReadFile(path)
		read <- string(text)
	}()
	_, said := m.run("checkout/app", "verify", "--offline", "--output", "json="+path)
	select {
	case text := <-read:
		if !strings.Contains(text, `"verdict"`) {
			t.Errorf("through the pipe came %.80q", text)
		}
	case <-time.After(10 * time.Second):
		t.Errorf("nothing came through the pipe:\n%s", said)
	}
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Error("the pipe is gone")
	}
}

// A file with other names is told of before it is replaced.
func TestHardLinksAreTold(t *testing.T) {
	t.Parallel()
	for file, args := range map[string][]string{
		"report":                  {"verify", "--offline", "--output", "json=report"},
		"out.toml":                {"deploy-secrets", "--url", "https://app.example.com", "--out", "out.toml"},
		".streamlit/secrets.toml": {"deploy-secrets", "--url", "https://app.example.com", "--in-place"},
		".gitignore":              {"init", "--yes"},
		".streamlit/config.toml":  {"init", "--yes", "--port", "8600"},
	} {
		for names, says := range map[int]string{1: "", 2: "1 other name of this file (a hard link) keeps the old text", 3: "2 other names of this file (hard links) keep the old text"} {
			m := newMachine(t, false)
			path, old := filepath.Join(m.app, file), writesSecrets
			if file != ".streamlit/secrets.toml" {
				old = "# old\n"
				m.write("checkout/app/"+file, old)
			}
			for i := 1; i < names; i++ {
				if err := os.Link(path, filepath.Join(m.top, "home", fmt.Sprint("other", i))); err != nil {
					t.Fatal(err)
				}
			}
			_, said := m.run("checkout/app", args...)
			plain := strings.Join(strings.Fields(said), " ")
			if told := strings.Contains(plain, "the old text"); told != (names > 1) || !strings.Contains(plain, says) {
				t.Errorf("%v on a file with %d names says:\n%s", args, names, said)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) == old {
				t.Errorf("%v did not write %s: %v", args, file, err)
			}
			for i := 1; i < names; i++ {
				if kept, err := os.ReadFile(filepath.Join(m.top, "home", fmt.Sprint("other", i))); err != nil || string(kept) != old {
					t.Errorf("%v: another name of %s holds %.60q, %v", args, file, kept, err)
				}
			}
		}
	}
}

// Secrets go into no file of a repository that git does not ignore, and the line
// that is suggested makes git ignore it.
func TestOutIsKeptOutOfGit(t *testing.T) {
	t.Parallel()
	tries := 0
	for _, out := range []string{"settings.json", "sub/settings.json", "new/folder/settings.json", "#settings", "!settings", "set*[x]?.json", `set\tings.json`, "set tings", "../settings.json", "{top}/alias/settings.json"} {
		for _, target := range []string{"toml", "kubernetes", "docker", "azure-app-service"} {
			if tries++; testing.Short() && (tries+tries/4)%4 != 0 {
				continue
			}
			m := newMachine(t, true)
			m.link("alias", m.app)
			m.write("checkout/app/sub/keep", "")
			named := strings.ReplaceAll(out, "{top}", m.top)
			args := []string{"deploy-secrets", "--url", "https://app.example.com", "--target", target, "--out", named}
			before := m.others()
			code, said := m.run("checkout/app", args...)
			_, line, found := strings.Cut(said, "add this line to .gitignore at the root of the repository: ")
			if code != exitUndecided || !found || !strings.Contains(said, "git does not ignore it, and it would hold secrets") || m.others() != before {
				t.Errorf("%s: it ends with %d and says:\n%s", out, code, said)
				continue
			}
			m.write("checkout/.gitignore", "app/.streamlit\n"+line)
			if code, said := m.run("checkout/app", args...); code != exitSound {
				t.Errorf("%s: with the line %q it ends with %d and says:\n%s", out, line, code, said)
			}
			if status, err := exec.Command("git", "-C", m.checkout, "status", "--porcelain", "--untracked-files=all").Output(); err != nil || strings.Contains(string(status), "tings") {
				t.Errorf("%s: git still sees it: %v\n%s", out, err, status)
			}
		}
	}
	m := newMachine(t, true)
	m.write("checkout/app/tracked.toml", "")
	if text, err := exec.Command("git", "-C", m.checkout, "add", "-f", "app/tracked.toml").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if code, said := m.run("checkout/app", "deploy-secrets", "--url", "https://app.example.com", "--out", "tracked.toml"); code != exitUndecided || !strings.Contains(said, "git tracks it") {
		t.Errorf("a tracked file: it ends with %d and says:\n%s", code, said)
	}
	m.write("checkout/app/sub/.gitignore", "!taken.toml\n") // it takes back what the root says
	if code, said := m.run("checkout/app", "deploy-secrets", "--url", "https://app.example.com", "--out", "sub/taken.toml", "--gitignore"); code != exitUndecided || !strings.Contains(said, "git does not ignore it") {
		t.Errorf("a line that another takes back: it ends with %d and says:\n%s", code, said)
	}
	if code, said := m.run("checkout/app", "deploy-secrets", "--url", "https://app.example.com", "--out", "../../home/settings.json"); code != exitSound {
		t.Errorf("outside of any repository: it ends with %d and says:\n%s", code, said)
	}
	t.Logf("figures: %d files that git does not ignore are not written, and ignored by the line that is suggested", tries)
}
