//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The secrets that every editor case starts from.
const schemaSound = `#:schema SCHEMA
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2aBcDeFgHiJkLmNoP"
client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "9fK2xL7pQ4"
server_metadata_url = "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration"
[database]
client_id = 5
`

// taplo, with which editors read TOML, takes the secrets that sign people in and
// refuses those that stop the sign-in, at the same key as verify.
func TestSecretsSchema(t *testing.T) {
	dir := t.TempDir()
	schema, err := exec.Command(binary(t), "explain", "--schema", "secrets").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "secrets.schema.json")
	if err := os.WriteFile(file, schema, 0o644); err != nil {
		t.Fatal(err)
	}
	var table []string
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(strings.Replace(text, "SCHEMA", "./secrets.schema.json", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	named := strings.Replace(schemaSound, "client_id", "[auth.google]\nclient_id", 1)
	public := strings.Replace(named, `client_secret = "9fK2xL7pQ4"`, `client_secret = ""`, 1)
	for name, text := range map[string]string{
		"good": schemaSound, "good-named": named, "good-public": public,
		"good-own":      strings.Replace(schemaSound, "[auth]", "[auth]\nteams = ['a']\n", 1) + "[auth.people]\nadmins = ['me']\n",
		"good-kwargs":   schemaSound + "[auth.client_kwargs]\nscope = 'openid email'\nprompt = 'login'\n",
		"good-tokens":   strings.Replace(schemaSound, "[auth]", "[auth]\nexpose_tokens = ['id', 'access']", 1),
		"good-no-login": "#:schema SCHEMA\nkey = 1\n",
		// verify warns of these; the sign-in works.
		"good-ignored":  strings.Replace(schemaSound, "[auth]", "[auth]\nscope = 'openid'\ntenant = 'x'", 1),
		"good-leftover": strings.Replace(named, "[auth]", "[auth]\nclient_id = 'x'", 1),

		"bad-no-cookie":   regexp.MustCompile(`cookie_secret.*\n`).ReplaceAllString(schemaSound, ""),
		"bad-no-secret":   regexp.MustCompile(`client_secret.*\n`).ReplaceAllString(schemaSound, ""),
		"bad-named":       regexp.MustCompile(`server_metadata_url.*\n`).ReplaceAllString(named, ""),
		"bad-short":       strings.Replace(schemaSound, "k3yJw8QpZr5TnVx2aBcDeFgHiJkLmNoP", "k3yJw8Qp", 1),
		"bad-number":      strings.Replace(schemaSound, `"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"`, "5", 1),
		"bad-path":        strings.Replace(schemaSound, "/oauth2callback", "/callback", 1),
		"bad-metadata":    strings.Replace(schemaSound, "https://login", "login", 1),
		"bad-tokens":      strings.Replace(schemaSound, "[auth]", "[auth]\nexpose_tokens = ['refresh']", 1),
		"bad-kwargs":      strings.Replace(schemaSound, "[database]", "client_kwargs = 'openid'\n[database]", 1),
		"bad-twice":       schemaSound + "[auth.client_kwargs]\nclient_id = 'x'\n",
		"bad-oauth1":      strings.Replace(named, "[database]", "request_token_url = 'https://x.example'\n[database]", 1),
		"bad-list-secret": strings.Replace(schemaSound, `"k3yJw8QpZr5TnVx2aBcDeFgHiJkLmNoP"`, `["k3yJw8QpZr5TnVx2aBcDeFgHiJkLmNoP"]`, 1),
	} {
		write(name, text)
		table = append(table, name)
	}
	// Everything else that is known to sign in, or to fail for another reason.
	healthy, err := filepath.Glob(filepath.Join("..", "cmd", "testdata", "healthy", "*.txtar"))
	if err != nil || len(healthy) == 0 {
		t.Fatal(healthy, err)
	}
	for _, archive := range healthy {
		text, err := os.ReadFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		_, secrets, found := strings.Cut(string(text), "-- .streamlit/secrets.toml --\n")
		if end := strings.Index(secrets, "\n-- "); end >= 0 {
			secrets = secrets[:end+1]
		}
		if found {
			write("good-"+strings.TrimSuffix(filepath.Base(archive), ".txtar"), secrets)
		}
	}
	taplo, err := filepath.Abs(filepath.Join("npm", "node_modules", "@taplo", "cli", "dist", "cli.js"))
	if err != nil {
		t.Fatal(err)
	}
	lint := exec.Command(need(t, "NODE"), taplo, "lint", "--colors", "never", "--schema", "file://"+file, "*.toml")
	lint.Dir = dir
	said, _ := lint.CombinedOutput() // it fails: bad files are among them
	var refused []string
	for _, match := range regexp.MustCompile(`invalid file error=(.+) path="(.+)"`).FindAllStringSubmatch(string(said), -1) {
		refused = append(refused, strings.TrimSuffix(filepath.Base(match[2]), ".toml"))
		if !strings.Contains(match[1], "schema validation failed") {
			t.Errorf("%s: %s", match[2], match[1])
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.toml"))
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".toml")
		if bad := strings.HasPrefix(name, "bad-"); bad != slices.Contains(refused, name) {
			t.Errorf("%s: refused %v", name, !bad)
		}
		// verify finds no error in what the schema takes of the table, and one in what it refuses.
		if !slices.Contains(table, name) {
			continue
		}
		verify := exec.Command(binary(t), "verify", "--offline", "--secrets", path, "--format", "json", "--only",
			"auth-keys,redirect-uri-form,redirect-uri-path,cookie-secret,metadata-url-form,expose-tokens,client-kwargs,provider-keys,client-id-form")
		verify.Dir, verify.Env = t.TempDir(), environment(t)
		report, _ := verify.Output()
		if broken := strings.Contains(string(report), `"verdict":"broken"`) || strings.Contains(string(report), `"verdict": "broken"`); broken != strings.HasPrefix(name, "bad-") {
			t.Errorf("%s: verify says broken: %v\n%s", name, broken, report)
		}
	}
	t.Logf("figures: schema: %d files, %d refused", len(files), len(refused))
}
