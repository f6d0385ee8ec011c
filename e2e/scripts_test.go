//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// whetherLoginBegins stands in the place of the command streamlit: at the moment at which a
// script starts the app, and in the folder it is started in, it asks the real
// Streamlit's own code whether st.login could begin.
const whetherLoginBegins = `
import os, sys
from streamlit import auth_util
from streamlit.runtime.secrets import secrets_singleton
secrets_singleton.load_if_toml_exists()
try:
    auth_util.validate_auth_credentials(os.environ["ASKED_PROVIDER"])
    print("st.login: begins")
except Exception as error:
    print("st.login:", type(error).__name__)
`

// startUp is a project whose script writes the secrets and starts the app.
type startUp struct {
	name     string
	provider string
	begins   bool // what the real Streamlit is expected to say; it decides
	files    map[string]string
}

func startUps() []startUp {
	const top = "[auth]\nredirect_uri = \"${REDIRECT_URI}\"\ncookie_secret = \"${COOKIE_SECRET}\"\n"
	const own = "client_id = \"${CLIENT_ID}\"\nclient_secret = \"${CLIENT_SECRET}\"\nserver_metadata_url = \"https://id.example.com/.well-known/openid-configuration\"\n"
	script := func(text string) map[string]string {
		return map[string]string{"entrypoint.sh": "#!/bin/bash\nset -eu\nmkdir -p .streamlit\n" + text}
	}
	write := func(to, text string) string { return "cat > " + to + " <<EOF\n" + text + "EOF\n" }
	const place, run = ".streamlit/secrets.toml", "exec streamlit run app.py\n"
	echo := func(quote string) string {
		var out strings.Builder
		out.WriteString("{\n")
		for line := range strings.Lines(top + own) {
			out.WriteString("echo \"" + strings.ReplaceAll(strings.TrimSpace(line), `"`, quote) + "\"\n")
		}
		return out.String() + "} > " + place + "\n"
	}
	python := func(body string) map[string]string {
		return map[string]string{
			"entrypoint.sh":    "#!/bin/sh\nset -e\npython3 write_secrets.py\n" + run,
			"write_secrets.py": "import os\nfrom pathlib import Path\nPath('.streamlit').mkdir(exist_ok=True)\n" + body,
		}
	}
	fields := strings.NewReplacer("${", "{os.environ['", "}", "']}")
	return []startUp{
		{name: "whole", begins: true, files: script(write(place, top+own) + run)},
		{name: "a named provider", provider: "google", begins: true, files: script(write(place, top+"[auth.google]\n"+own) + run)},
		{name: "a named provider without metadata", provider: "google", files: script(write(place, top+"[auth.google]\n"+strings.Split(own, "server")[0]) + run)},
		{name: "cookie_secret outside", provider: "google", files: script(write(place, "COOKIE_SECRET = \"${COOKIE_SECRET}\"\n"+strings.Split(top, "cookie")[0]+"[auth.google]\n"+own) + run)},
		{name: "no client_id", files: script(write(place, top+strings.SplitN(own, "\n", 2)[1]) + run)},
		{name: "another name", provider: "okta", files: script(write(place, top+"[auth.google]\n"+own) + run)},
		{name: "no section", files: script(write(place, strings.TrimPrefix(top, "[auth]\n")+own) + run)},
		{name: "too late", files: script("streamlit run app.py\n" + write(place, top+own))},
		{name: "in the background", begins: true, files: script(write(place, top+own) + "streamlit run app.py &\nwait\n")},
		{name: "in the wrong folder", files: script(write("secrets.toml", top+own) + run)},
		{name: "moved to its place", begins: true, files: script(write("secrets.toml", top+own) + "mv secrets.toml .streamlit/\n" + run)},
		{name: "started in another folder", files: script(write(place, top+own) + "cd ui\nstreamlit run app.py\n")},
		{name: "written in the folder it is started in", begins: true, files: script("mkdir -p ui/.streamlit\n" + write("ui/"+place, top+own) + "cd ui\nstreamlit run app.py\n")},
		{name: "echo", begins: true, files: script(echo(`\"`) + run)},
		{name: "echo without its quotes", files: script(echo(`"`) + run)},
		{name: "written twice", files: script(write(place, top) + write(place, own) + run)},
		{name: "written on", begins: true, files: script(write(place, top) + "cat >> " + place + " <<EOF\n" + own + "EOF\n" + run)},
		{name: "printf", begins: true, files: script(`printf '[auth]\nredirect_uri = "%s"\ncookie_secret = "%s"\nclient_id = "%s"\nclient_secret = "%s"\nserver_metadata_url = "https://id.example.com/.well-known/openid-configuration"\n' "$REDIRECT_URI" "$COOKIE_SECRET" "$CLIENT_ID" "$CLIENT_SECRET" > ` + place + "\n" + run)},
		{name: "Python", begins: true, files: python("Path('.streamlit/secrets.toml').write_text(f'''" + fields.Replace(top+own) + "''')\n")},
		{name: "Python without metadata", files: python("Path('.streamlit/secrets.toml').write_text(f'''" + fields.Replace(top+strings.Split(own, "server")[0]) + "''')\n")},
	}
}

// What verify says of a script is what the real Streamlit says when the script
// has run: whether st.login begins, by what was written, where and when.
func TestScriptsThatWriteSecrets(t *testing.T) {
	python := filepath.Join(filepath.Dir(need(t, "STREAMLIT")), "python")
	agreed := 0
	for _, s := range startUps() {
		dir, tools := t.TempDir(), t.TempDir()
		call := "st.login()"
		if s.provider != "" {
			call = fmt.Sprintf("st.login(%q)", s.provider)
		}
		files := map[string]string{"app.py": "import streamlit as st\n" + call + "\n", "ui/app.py": "import streamlit as st\n" + call + "\n", "requirements.txt": "streamlit[auth]>=1.59.1\n"}
		if !strings.Contains(s.files["entrypoint.sh"], "cd ui") {
			delete(files, "ui/app.py")
		} else {
			delete(files, "app.py")
		}
		for name, text := range s.files {
			files[name] = text
		}
		for name, text := range files {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		verify := exec.Command(binary(t), "verify", "--offline", "--no-login", "--format", "json", "--only", "secrets-from-env")
		verify.Dir, verify.Env = dir, environment(t)
		out, _ := verify.Output() // the exit code tells the verdict
		var report struct{ Results []struct{ Status string } }
		if err := json.Unmarshal(out, &report); err != nil || len(report.Results) != 1 {
			t.Fatalf("%s: %v\n%s", s.name, err, out)
		}

		if err := os.WriteFile(filepath.Join(tools, "streamlit"), []byte("#!/bin/sh\nexec '"+python+"' -c \"$ASKED\"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		name := s.provider
		if name == "" {
			name = "default"
		}
		start := exec.Command("bash", "entrypoint.sh")
		start.Dir = dir
		start.Env = []string{"PATH=" + tools + ":" + os.Getenv("PATH"), "HOME=" + tools, "ASKED=" + whetherLoginBegins, "ASKED_PROVIDER=" + name, "REDIRECT_URI=https://board.example.com/oauth2callback",
			"COOKIE_SECRET=Vt4kq9ZrX2mWc7LhPs6JdYb3GfNe8QaU", "CLIENT_ID=board", "CLIENT_SECRET=Qm8Rv2Lx7Tz4Hd9Wp3Kc6Yb1Nf5Js0Ga"}
		said, err := start.CombinedOutput()
		begins := strings.Contains(string(said), "st.login: begins")
		if err != nil || !strings.Contains(string(said), "st.login:") || begins != s.begins {
			t.Errorf("%s: the real Streamlit says %v\n%s", s.name, err, said)
		}
		if failed := report.Results[0].Status == "failed"; failed == begins {
			t.Errorf("%s: verify says %s, and the real Streamlit: %s", s.name, report.Results[0].Status, said)
			continue
		}
		agreed++
	}
	t.Logf("figures: verify agrees with the real Streamlit on %d of %d scripts that write secrets", agreed, len(startUps()))
}
