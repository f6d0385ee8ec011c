package cmd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// init asks again for exactly the values that verify calls placeholders.
func TestPlaceholdersAreOneFact(t *testing.T) {
	t.Parallel()
	values := map[string]bool{ // whether it is one
		"${CLIENT_ID}": true, "$CLIENT_ID": true, "$(CLIENT_ID)": true, "%CLIENT_ID%": true, "{{ client_id }}": true, "{client_id}": true, "<client id>": true,
		"<CLIENT-ID>.apps.googleusercontent.com": true, "#{ClientId}#": true, "__CLIENT_ID__": true, "${{ secrets.CLIENT_ID }}": true,
		"my-client-id": true, "put_client_id_here": true, "my_client_secret": true, "a_client_id": true, "op://vault/item": true, "os.environ.get('X')": true,
		"env:CLIENT_ID": true, "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)": true, "your-client-id": true, "YOUR_SECRET": true,
		"xxx": true, "XXXX": true, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx": true, "...": true, "***": true, "changeme": true, "CHANGE_ME": true, "replace-me": true,
		"todo": true, "None": true, "null": true, "undefined": true, "client_id": true, "placeholder": true, "insert-your-client-id": true,
		"00000000-0000-0000-0000-000000000000": true,
		"secret":                               false, "paste it": false, "streamlit": false, "test": false, "board": false, "yourself": false, "secretly": false, "xxx-real": false,
		"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31": false, "1234567890-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com": false, "0oa1b2c3d4e5F6G7h8i9": false,
	}
	if len(values) < 40 {
		t.Fatalf("%d values", len(values))
	}
	for _, key := range []string{"client_id", "client_secret"} {
		for value, want := range values {
			all := map[string]string{"client_id": "board", "client_secret": "q8Zr5TnVx2LbHs7DgMf4CaEu9o"}
			all[key] = value
			dir := t.TempDir()
			text := fmt.Sprintf("[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"https://sso.example.com/.well-known/openid-configuration\"\n", all["client_id"], all["client_secret"])
			file := filepath.Join(dir, ".streamlit", "secrets.toml")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			ask := func(args ...string) (exit int, out string) {
				var screen, notes bytes.Buffer
				env := canaryEnv(dir, &screen, "", func() {})
				env.Stderr = &notes
				exit = run(t.Context(), env, args)
				return exit, screen.String() + notes.String()
			}
			exit, judged := ask("verify", "--offline", "--only", "auth-placeholder")
			if accused := exit == exitBroken; accused != want {
				t.Errorf("%s = %q: verify ends with %d\n%s", key, value, exit, judged)
			}
			exit, said := ask("init", "--dry-run", "--yes")
			flag := "--" + strings.ReplaceAll(key, "_", "-")
			if asked := exit == exitUsage && strings.Contains(said, flag); asked != want {
				t.Errorf("%s = %q: init ends with %d\n%s", key, value, exit, said)
			}
		}
	}
}
