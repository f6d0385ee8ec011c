package diagnosis

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// write makes files below dir, and the folders that they need.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func diagnose(t *testing.T, dir, home string, getenv func(string) string) Diagnosis {
	t.Helper()
	p, err := project.Load(t.Context(), project.LoadOptions{Dir: dir, Home: home, Getenv: getenv, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	report := verify.Run(probe.Gather(t.Context(), p, probe.Ask{Offline: true, Network: probe.Network{Now: time.Now}}), verify.Options{})
	return Of(Machine{Authkit: "v1.0.0", System: "linux/amd64"}, Installed(dir, getenv), p, report, home)
}

// Whatever its owner chose is counted and not named: keys, sections, hosts,
// folders, files, and what stands where a version belongs.
func TestNothingOfTheOwners(t *testing.T) {
	const own = "kAnArY7f3c9e"
	home := filepath.Join(t.TempDir(), own)
	dir := filepath.Join(home, own+"-project")
	secrets := `
` + own + ` = "` + own + `"
[auth]
redirect_uri = "https://` + own + `.example/oauth2callback"
cookie_secret = "` + own + `"
"` + own + `-key" = "` + own + `"
[auth.` + own + `]
client_id = "` + own + `"
client_secret = "` + own + `"
server_metadata_url = "https://` + own + `.example/.well-known/openid-configuration"
[auth.google]
client_id = "` + own + `"
client_secret = "` + own + `"
server_metadata_url = "https://accounts.google.com/.well-known/openid-configuration"
[auth.google.client_kwargs]
scope = "` + own + `"
` + own + ` = "` + own + `"
[` + own + `tables]
x = 1
`
	write(t, home, map[string]string{".streamlit/secrets.toml": secrets})
	write(t, dir, map[string]string{
		".streamlit/secrets.toml": secrets, ".streamlit/config.toml": "[secrets]\nfiles = ['.streamlit/secrets.toml', '" + own + ".toml']\n", own + ".toml": secrets,
		"app.py": "import streamlit as st\nst.login('" + own + "')\n", "requirements.txt": "streamlit==1.60.0+" + own + "\n-r " + own + ".txt\n", own + ".txt": "authlib\n",
		".venv/pyvenv.cfg": "home = /" + own + "\nversion = " + own + "\n", ".venv/lib/python3.12/site-packages/streamlit-" + own + ".dist-info/METADATA": "x",
		".venv/lib/python3.12/site-packages/" + own + "-1.0.dist-info/METADATA": "x",
	})
	for _, home := range []string{home, ""} {
		d := diagnose(t, dir, home, func(name string) string { return map[string]string{"PATH": "/" + own + "/bin"}[name] })
		shown, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{d.Text(), string(shown)} {
			if at := strings.Index(strings.ToLower(text), strings.ToLower(own)); at >= 0 {
				t.Errorf("it tells what the owner chose: %s", text)
			}
		}
		for _, want := range []string{"[auth] redirect_uri, cookie_secret, 1 other key", "[auth.•••] client_id", "[auth.google] Google", "[auth.•••] another provider", "2 other sections"} {
			if !strings.Contains(d.Text(), want) {
				t.Errorf("it does not say %q:\n%s", want, d.Text())
			}
		}
	}
}

// Environments are told by the names of folders, on Windows' layout too.
func TestInstalled(t *testing.T) {
	dir, conda, path := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{
		".venv/pyvenv.cfg": "version_info = 3.12.4.final.0\n",
		".venv/lib/python3.12/site-packages/streamlit-1.60.0.dist-info/METADATA": "", ".venv/lib/python3.12/site-packages/Authlib-1.6.5.dist-info/METADATA": "",
		"venv/pyvenv.cfg": "version = 3.11.7\n", "venv/Lib/site-packages/httpx-0.28.1.dist-info/METADATA": "",
	})
	write(t, conda, map[string]string{"lib/python3.13/site-packages/numpy-2.0.dist-info/METADATA": ""})
	write(t, path, map[string]string{"bin/python3": "", "lib/python3/dist-packages/streamlit-1.45.1.dist-info/METADATA": ""})
	environ := map[string]string{"CONDA_PREFIX": conda, "VIRTUAL_ENV": filepath.Join(dir, ".venv"), "PATH": strings.Join([]string{t.TempDir(), filepath.Join(path, "bin")}, string(os.PathListSeparator))}
	found := Installed(dir, func(name string) string { return environ[name] })
	want := []Environment{
		{".venv of the project", "3.12.4", map[string]string{"streamlit": "1.60.0", "authlib": "1.6.5"}},
		{"venv of the project", "3.11.7", map[string]string{"httpx": "0.28.1"}},
		{"the active environment (CONDA_PREFIX)", "3.13", map[string]string{}},
		{"the first Python on PATH that has Streamlit", "3", map[string]string{"streamlit": "1.45.1"}},
	}
	shown, _ := json.Marshal(found)
	if wanted, _ := json.Marshal(want); string(shown) != string(wanted) {
		t.Errorf("%s\nand not\n%s", shown, wanted)
	}
}
