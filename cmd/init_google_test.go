package cmd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/register"
)

const googleID = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"

// Google's download is taken over or refused with its own reason, and its
// secret is seen nowhere but in the secrets file.
func TestFromGoogleJSON(t *testing.T) {
	t.Parallel()
	web := func(more string) string {
		return `{"web": {"client_id": "` + googleID + `", "client_secret": "` + canary + `-client"` + more + `}}`
	}
	const here = "http://localhost:8501/oauth2callback"
	for name, test := range map[string]struct {
		file     string
		at       string // where the file is; empty: beside the project
		secrets  string // the project's own
		mode     os.FileMode
		flags    []string
		code     int
		says     []string
		redirect string
		quiet    []string // what is not said
		git      bool     // the project lies in a repository, which begins above it
	}{
		"as init asks":          {file: web(`, "redirect_uris": ["` + here + `"]`), redirect: here, quiet: []string{"redirect_uri_mismatch", "holds the client secret"}},
		"another port":          {file: web(`, "redirect_uris": ["https://app.example.com/oauth2callback", "http://localhost:9000/oauth2callback"]`), redirect: "http://localhost:9000/oauth2callback", quiet: []string{"redirect_uri_mismatch"}},
		"the wrong path":        {file: web(`, "redirect_uris": ["http://localhost:8501/"]`), redirect: here, says: []string{"redirect_uri_mismatch", "add " + here + " under Authorized redirect URIs"}},
		"deployed only":         {file: web(`, "redirect_uris": ["https://app.example.com/oauth2callback"]`), redirect: here, says: []string{"redirect_uri_mismatch"}},
		"none":                  {file: web(""), redirect: here, says: []string{"redirect_uri_mismatch"}},
		"a flag decides":        {file: web(`, "redirect_uris": ["http://localhost:9000/oauth2callback"]`), flags: []string{"--port", "8600"}, redirect: "http://localhost:8600/oauth2callback", says: []string{"redirect_uri_mismatch"}},
		"the project decides":   {file: web(`, "redirect_uris": ["http://localhost:9000/oauth2callback"]`), secrets: "[auth]\nredirect_uri = \"" + here + "\"\n", redirect: here, says: []string{"redirect_uri_mismatch"}},
		"byte order mark":       {file: "\ufeff" + web(`, "redirect_uris": ["`+here+`"]`), redirect: here},
		"readable by others":    {file: web(""), mode: 0o644, redirect: here, says: []string{"can be read by others", "delete it once"}},
		"in the project":        {file: web(""), at: "app", redirect: here, says: []string{"lies in the project's folder", "delete it once"}},
		"in the repository":     {file: web(""), git: true, redirect: here, says: []string{"lies in the repository", "if it was ever committed, make a new client secret"}},
		"desktop app":           {file: `{"installed": {"client_id": "` + googleID + `", "client_secret": "` + canary + `"}}`, code: exitUsage, says: []string{"desktop apps", "type Web application"}},
		"service account":       {file: `{"type": "service_account", "private_key": "` + canary + `"}`, code: exitUsage, says: []string{"service account"}},
		"no secret":             {file: `{"web": {"client_id": "` + googleID + `"}}`, code: exitUsage, says: []string{"holds no client secret", "add a new secret"}},
		"secret as ID":          {file: `{"web": {"client_id": "` + canary + `", "client_secret": "` + canary + `"}}`, code: exitUsage, says: []string{"client_id is none of Google's"}},
		"secret with blanks":    {file: `{"web": {"client_id": "` + googleID + `", "client_secret": "` + canary + ` x"}}`, code: exitUsage, says: []string{"client_secret is none"}},
		"not JSON":              {file: canary + "{", code: exitUsage, says: []string{"not the JSON"}},
		"another JSON":          {file: `["` + canary + `"]`, code: exitUsage, says: []string{"not the JSON"}},
		"other kinds of values": {file: `{"web": {"client_id": ["` + canary + `"]}}`, code: exitUsage, says: []string{"not the JSON"}},
		"empty":                 {file: "{}", code: exitUsage, says: []string{"no client of the type Web application"}},
		"with --tenant":         {file: web(""), flags: []string{"--tenant", "contoso.com"}, code: exitUsage, says: []string{"answer the same question"}},
		"with --client-id":      {file: web(""), flags: []string{"--client-id", googleID}, code: exitUsage, says: []string{"answer the same question"}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.mode != 0 && runtime.GOOS == "windows" {
				t.Skip("its modes say nothing")
			}
			dir := t.TempDir()
			mode := test.mode
			if mode == 0 {
				mode = 0o600
			}
			put := func(name, text string, mode os.FileMode) {
				path := filepath.Join(dir, filepath.FromSlash(name))
				os.MkdirAll(filepath.Dir(path), 0o755)
				if err := os.WriteFile(path, []byte(text), mode); err != nil {
					t.Fatal(err)
				}
			}
			put("app/app.py", "import streamlit as st\nst.login()\n", 0o644)
			if test.git {
				if out, err := exec.Command("git", "init", "-q", dir).CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			}
			if test.secrets != "" {
				put("app/.streamlit/secrets.toml", test.secrets, 0o600)
			}
			file := filepath.ToSlash(filepath.Join(test.at, "client_secret_1.json"))
			put(file, test.file, mode)
			args := append([]string{"init", "--dir", "app", "--from-google-json", file, "--yes"}, test.flags...)
			var dry, out bytes.Buffer
			unfiltered(t.Context(), canaryEnv(dir, &dry, "", func() {}), append(args[:len(args):len(args)], "--dry-run"))
			code := unfiltered(t.Context(), canaryEnv(dir, &out, "", func() {}), args)
			said := strings.Join(strings.Fields(out.String()), " ")
			if code != test.code {
				t.Fatalf("exit %d\n%s", code, out.String())
			}
			for _, words := range test.says {
				if !strings.Contains(said, words) {
					t.Errorf("it does not say %q\n%s", words, out.String())
				}
			}
			for _, words := range test.quiet {
				if strings.Contains(said, words) {
					t.Errorf("it says %q\n%s", words, out.String())
				}
			}
			if strings.Contains(out.String()+dry.String(), canary) {
				t.Errorf("the secret is shown\n%s\n%s", dry.String(), out.String())
			}
			written, _ := os.ReadFile(filepath.Join(dir, "app", ".streamlit", "secrets.toml"))
			if test.code != exitSound {
				if string(written) != test.secrets {
					t.Errorf("it wrote %s", written)
				}
				return
			}
			for _, line := range []string{`redirect_uri = "` + test.redirect + `"`, `client_id = "` + googleID + `"`, `client_secret = "` + canary + `-client"`, `server_metadata_url = "` + register.GoogleMetadata + `"`} {
				if !strings.Contains(string(written), line+"\n") {
					t.Errorf("the secrets lack %s", line)
				}
			}
			unfiltered(t.Context(), canaryEnv(dir, &out, "", func() {}), args)
			if again, _ := os.ReadFile(filepath.Join(dir, "app", ".streamlit", "secrets.toml")); !bytes.Equal(again, written) {
				t.Error("a second run changes the secrets")
			}
		})
	}
}
