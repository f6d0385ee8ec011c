package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// FuzzEdits has init and deploy-secrets change whatever stands in a secrets
// file. They refuse it, and the file is as it was; or they change it, and every
// other value is what go-toml read before. Nothing else is left in the folder.
func FuzzEdits(f *testing.F) {
	for _, seed := range []string{
		"", "# c", "\ufeff[auth]\r\nredirect_uri = \"http://localhost:8501/oauth2callback\"\r\ncookie_secret = 'x' # c", "[auth]\n[auth.google]\nclient_id = \"mine\"\n[db]\np = 1979-05-27",
		"auth = { redirect_uri = \"http://localhost:8501/oauth2callback\", google = { client_id = \"x\" }, a.b = 1 } # }\n[[l]]\nx = nan\n[[l]]", "auth.google.client_id = '''\nx'''\nauth.cookie_secret = \"\"\"\\\n  x\"\"\"\"\n[a.b]\nc = [ 1, # ]\n]\n",
		"[\"auth\" . 'google']\n\"client\\u005fid\" = \"x\"\n[auth]\n", "auth = 1", "auth.redirect_uri = [\"x\"]", "[[auth]]", "[auth]\ngoogle = \"x\"", "[auth]\nredirect_uri = { a = 1 }\n", "[auth]\nclient_secret = \"your-client-secret\"\ncookie_secret = \"changeme\"", "[auth]\n[auth]", "a = ", "\xff", "[auth.Google]\nclient_id = \"x\"",
	} {
		f.Add([]byte(seed))
	}
	f.Setenv("PATH", "") // without git it is a hundred times faster
	f.Fuzz(func(t *testing.T, before []byte) {
		if len(before) > 4<<10 {
			return
		}
		checkEdit(t, before, []string{"deploy-secrets", "--url", "https://app.example.com/tools", "--in-place"}, map[string]string{"redirect_uri": "https://app.example.com/tools/oauth2callback"})
		checkEdit(t, before, []string{"deploy-secrets", "--url", "https://app.example.com", "--new-cookie-secret"}, map[string]string{"redirect_uri": "https://app.example.com/oauth2callback", "cookie_secret": ""})
		checkEdit(t, before, []string{"init", "--provider", "google", "--metadata-url", "https://accounts.google.com/.well-known/openid-configuration", "--client-id", "new-id", "--redirect-uri", "http://localhost:8501/oauth2callback", "--yes"}, map[string]string{
			"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "", "google.client_id": "new-id", "google.client_secret": "new-secret", "google.server_metadata_url": "https://accounts.google.com/.well-known/openid-configuration",
		})
	})
}

// checkEdit runs a command over a file; set is what it may change below [auth],
// and to what; empty: to anything.
func checkEdit(t *testing.T, before []byte, args []string, set map[string]string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, ".streamlit", "secrets.toml")
	if err := errors.Join(os.Mkdir(filepath.Dir(file), 0o755), os.WriteFile(file, before, 0o644)); err != nil {
		t.Fatal(err)
	}
	edit := func() (code int, stdout, stderr string) {
		var out, complaint bytes.Buffer
		env := canaryEnv(dir, &out, "", func() {})
		env.Stderr = &complaint
		env.Getenv = func(name string) string { return map[string]string{clientSecretVariable: "new-secret"}[name] }
		return run(t.Context(), env, args), out.String(), complaint.String()
	}
	code, stdout, stderr := edit()
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(stderr, "a mistake in authkit") {
		t.Fatalf("%v breaks down over %q:\n%s", args, before, stderr)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".streamlit", "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("%v leaves %q", args, left)
	}
	if code != exitSound {
		if !bytes.Equal(after, before) || code != exitUndecided && code != exitUsage || len(entries(t, dir)) != 1 {
			t.Errorf("%v: exit %d, and %q became %q beside %q", args, code, before, after, entries(t, dir))
		}
		return
	}
	if args[0] == "deploy-secrets" && !slices.Contains(args, "--in-place") {
		if !bytes.Equal(after, before) {
			t.Errorf("%v: %q became %q", args, before, after)
		}
		after = []byte(stdout)
	} else if code, _, stderr := edit(); code != exitSound {
		t.Errorf("%v: the same again: exit %d\n%s", args, code, stderr)
	} else if again, err := os.ReadFile(file); err != nil || !bytes.Equal(again, after) {
		t.Errorf("%v: the same again makes %q of %q (%v)", args, again, after, err)
	}
	want, got := values(t, before), values(t, after)
	for path, value := range set {
		if is := take(got, path); is == nil || is == "" || value != "" && is != value {
			t.Errorf("%v: %s is %q in %q", args, path, is, after)
		}
		take(want, path)
	}
	// The text form is for nan, which equals nothing.
	if !reflect.DeepEqual(got, want) && fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
		t.Errorf("%v: %q became %q", args, before, after)
	}
}

// values is a file as go-toml reads it.
func values(t *testing.T, data []byte) map[string]any {
	t.Helper()
	all := map[string]any{}
	if err := toml.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &all); err != nil {
		t.Fatalf("%q cannot be read: %v", data, err)
	}
	return all
}

// take removes a value below [auth], and the tables that are empty then.
func take(all map[string]any, path string) any {
	auth, _ := all["auth"].(map[string]any)
	inner, name := auth, path
	if section, key, nested := strings.Cut(path, "."); nested {
		inner, _ = auth[section].(map[string]any)
		name = key
		defer func() {
			if len(inner) == 0 {
				delete(auth, section)
			}
			if len(auth) == 0 {
				delete(all, "auth")
			}
		}()
	}
	value := inner[name]
	delete(inner, name)
	if len(auth) == 0 {
		delete(all, "auth")
	}
	return value
}
