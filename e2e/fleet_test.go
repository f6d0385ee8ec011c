//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Two jobs of the workflow for every app may write, each one thing; all others may
// read the repository.
func TestWorkflowForAllPermissions(t *testing.T) {
	workflow := readYAML(t, filepath.Join(pipelinesForAll(t), ".github/workflows/authkit.yml"))
	if got := at(t, workflow, "permissions").(map[string]any); len(got) != 1 || got["contents"] != "read" {
		t.Errorf("permissions of all jobs: %v", got)
	}
	want := map[string]string{"code-scanning": "security-events", "issue": "issues"}
	for name, job := range at(t, workflow, "jobs").(map[string]any) {
		permissions, _ := job.(map[string]any)["permissions"].(map[string]any)
		delete(permissions, "contents")
		if own := want[name]; len(permissions) > 1 || own == "" != (len(permissions) == 0) || own != "" && permissions[own] != "write" {
			t.Errorf("permissions of %s: %v", name, permissions)
		}
	}
}

// The steps of the job that keeps the issue are run as a runner does, with the real
// authkit and a gh that notes what it is told: opened once, then updated, then closed.
func TestWorkflowKeepsOneIssue(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the runner of the workflow is Linux")
	}
	root := pipelinesForAll(t)
	steps := at(t, readYAML(t, filepath.Join(root, ".github/workflows/authkit.yml")), "jobs", "issue", "steps").([]any)
	look, issue := at(t, steps[3], "run").(string), at(t, steps[4], "run").(string)
	title := at(t, steps[4], "env", "TITLE").(string)
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	// The one gh command whose answer counts is the list; $OPEN is what stands in it.
	write(".bin/gh", "#!/bin/sh\necho \"$@\" >> gh.log\n[ \"$2\" = list ] && echo \"$OPEN\"\nexit 0\n", 0o755)
	write("apps/one/app.py", "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", 0o644)
	write("apps/one/requirements.txt", "streamlit[auth]==1.60.0\n", 0o644)
	write(".gitignore", "secrets.toml\n", 0o644)
	git(t, root, "add", ".")
	git(t, root, "commit", "--quiet", "-m", "app")
	bin := filepath.Join(root, ".bin") + ":" + filepath.Dir(binary(t)) + ":" + os.Getenv("PATH")
	for _, c := range []struct {
		ends  time.Duration
		open  string
		state string
		does  string
	}{
		{10, "", "broken", "issue create --title " + title},
		{10, "7", "broken", "issue edit 7 --body-file issue.md"},
		{90, "7", "sound", "issue close 7"},
		{90, "", "sound", ""},
	} {
		write("apps/one/.streamlit/authkit.toml", fmt.Sprintf("secret_expires = %q\n", time.Now().Add(c.ends*24*time.Hour).Format(time.DateOnly)), 0o644)
		os.Remove(filepath.Join(root, "gh.log"))
		os.Remove(filepath.Join(root, "output"))
		shell := func(script string, env ...string) {
			t.Helper()
			command := exec.Command("bash", "-e", "-c", script)
			command.Dir, command.Env = root, append(environment(t), append(env, "PATH="+bin, "CI=true", "GITHUB_OUTPUT="+filepath.Join(root, "output"), "OPEN="+c.open)...)
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		}
		shell(look)
		output, _ := os.ReadFile(filepath.Join(root, "output"))
		if strings.TrimSpace(string(output)) != "state="+c.state {
			t.Fatalf("a secret that ends in %d days: %s", c.ends, output)
		}
		shell(issue, "STATE="+c.state, "TITLE="+title)
		log, _ := os.ReadFile(filepath.Join(root, "gh.log"))
		_, did, _ := strings.Cut(string(log), "\n") // behind the list
		if c.does == "" && did != "" || !strings.HasPrefix(did, c.does) || strings.Count(did, "\n") > 1 {
			t.Errorf("a secret that ends in %d days, issue %q: %s", c.ends, c.open, did)
		}
		body, _ := os.ReadFile(filepath.Join(root, "issue.md"))
		if !strings.Contains(string(body), "apps/one") {
			t.Errorf("the issue does not name the app:\n%s", body)
		}
	}
}

// The calendar is read by a parser that knows RFC 5545 and nothing of authkit.
func TestExpiryCalendar(t *testing.T) {
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("it installs a package")
	}
	root, venv := t.TempDir(), filepath.Join(t.TempDir(), "venv")
	for _, args := range [][]string{{need(t, "PYTHON"), "-m", "venv", venv}, {filepath.Join(venv, "bin", "pip"), "install", "--quiet", "icalendar==6.3.1"}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for app, day := range map[string]string{"apps/one": "2031-02-28", "apps/ä; \\ two, with a name so long that its line has to be folded in the middle of something": "2030-12-31"} {
		dir := filepath.Join(root, filepath.FromSlash(app), ".streamlit")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "authkit.toml"), []byte("secret_expires = "+day+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	code, out := run(t, root, environment(t), "expiry", "--all", "--format", "ics")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	out = out[strings.Index(out, "BEGIN:VCALENDAR"):]
	const read = `import icalendar, json, sys
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([[str(e["SUMMARY"]), e["DTSTART"].dt.isoformat(), len(e.walk("VALARM")), e.errors] for e in calendar.walk("VEVENT")]))`
	command := exec.Command(filepath.Join(venv, "bin", "python"), "-c", read)
	command.Stdin = strings.NewReader(out)
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, said, out)
	}
	var events [][]any
	if err := json.Unmarshal(said, &events); err != nil {
		t.Fatal(err, string(said))
	}
	got := fmt.Sprint(events)
	want := "[[The client secret of apps/ä; \\ two, with a name so long that its line has to be folded in the middle of something ends 2030-12-31 2 []] [The client secret of apps/one ends 2031-02-28 2 []]]"
	if got != want {
		t.Errorf("read %s\nwant %s", got, want)
	}
}
