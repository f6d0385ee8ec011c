package verify_test

import (
	"strings"

	"github.com/authkit-cli/authkit/verify"
)

// keysOf are the lines of [auth] with variables as their values. METADATA is an
// address in every text of an example.
func keysOf(keys ...string) string {
	out := "[auth]\n"
	for _, key := range keys {
		out += key + " = \"${" + strings.ReplaceAll(strings.ToUpper(key), "METADATA", "META") + "}\"\n"
	}
	return out
}

var allOfAuth = keysOf("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")

// heredoc is a script that writes a text, and starts the app.
func heredoc(text string) string {
	return "#!/bin/sh\nset -eu\nmkdir -p .streamlit\ncat > .streamlit/secrets.toml <<EOF\n" + text + "EOF\nexec streamlit run app.py\n"
}

// scriptExamples are about scripts, images and pipelines that write the secrets.
func scriptExamples() []example {
	entrypoint := func(text string) map[string]string { return map[string]string{"entrypoint.sh": text} }
	with := func(files map[string]string, more ...string) map[string]string {
		all := map[string]string{}
		for name, text := range files {
			all[name] = text
		}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	image := func(start string) string {
		return "FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py entrypoint.sh ./\n" + start + "\n"
	}
	python := func(text string) map[string]string {
		return map[string]string{"write_secrets.py": "import os\nfrom pathlib import Path\n" + text, "Procfile": "web: python write_secrets.py && streamlit run app.py\n"}
	}
	changed := func(old, new string) string { return strings.ReplaceAll(allOfAuth, old, new) }
	const check, secretsFile = "secrets-from-env", ".streamlit/secrets.toml"
	google := "[auth]\nredirect_uri = \"${REDIRECT_URI}\"\ncookie_secret = \"${COOKIE_SECRET}\"\n[auth.google]\nclient_id = \"${ID}\"\nclient_secret = \"${SECRET}\"\nserver_metadata_url = \"https://accounts.google.com/.well-known/openid-configuration\"\n"
	asGoogle := "import streamlit as st\nst.login('google')\n"
	list := []example{
		{status: ok, files: entrypoint(heredoc(allOfAuth))},
		{status: ok, files: entrypoint("#!/bin/bash\nexport A=${CLIENT_ID:?}\n" + strings.Replace(heredoc(allOfAuth), "set -eu", "set -euo pipefail", 1))},
		{status: warning, says: "redirect_uri, cookie_secret, client_id, client_secret and server_metadata_url are written empty when the variables REDIRECT_URI", line: 6, files: entrypoint(strings.Replace(heredoc(allOfAuth), "set -eu", "set -e", 1))},
		{status: ok, files: with(with(entrypoint(strings.Replace(heredoc(allOfAuth), "set -eu", "set -e", 1)), "compose.yaml", "services:\n  app:\n    build: .\n    env_file: .env\n"), ".env", "REDIRECT_URI=a\nCOOKIE_SECRET=a\nCLIENT_ID=a\nCLIENT_SECRET=a\nSERVER_META_URL=a\n")},
		{status: warning, says: "client_secret is written empty when the variable CLIENT_SECRET is", files: with(with(entrypoint(strings.Replace(heredoc(allOfAuth), "set -eu", "set -e", 1)), "compose.yaml", "services:\n  app:\n    build: .\n    env_file: .env\n    environment:\n      CLIENT_SECRET: ${CLIENT_SECRET}\n"), ".env", "REDIRECT_URI=a\nCOOKIE_SECRET=a\nCLIENT_ID=a\nCLIENT_SECRET=\nSERVER_META_URL=a\n")},
		{status: warning, says: "client_secret is written empty when the variable CLIENT_SECRET is", line: 9, files: entrypoint(heredoc(changed("${CLIENT_SECRET}", "${CLIENT_SECRET:-}")))},
		{status: ok, files: entrypoint(heredoc(changed("${CLIENT_SECRET}", "${CLIENT_SECRET:?}")))},
		{status: ok, files: entrypoint(heredoc(changed("${REDIRECT_URI}", "${REDIRECT_URI:-http://localhost:8501/oauth2callback}")))},
		{status: ok, files: entrypoint(strings.Replace(heredoc(allOfAuth), "set -eu", "for v in REDIRECT_URI COOKIE_SECRET CLIENT_ID CLIENT_SECRET SERVER_META_URL; do\n  [ -n \"$(eval echo \\$$v)\" ] && [ -n \"${!v}\" ] || exit 1\ndone", 1))},

		// keys and sections
		{status: failed, says: "server_metadata_url is missing in [auth.google]", line: 8, files: entrypoint(heredoc(strings.Split(google, "server_metadata_url")[0]))},
		{status: failed, says: "cookie_secret is missing in [auth]; COOKIE_SECRET is not that key", line: 5, files: entrypoint(heredoc("COOKIE_SECRET = \"${X}\"\n" + strings.Replace(google, "cookie_secret = \"${COOKIE_SECRET}\"\n", "", 1)))},
		{status: failed, says: "client_id, client_secret and server_metadata_url are missing in [auth]", line: 5, files: entrypoint(heredoc(keysOf("redirect_uri", "cookie_secret")))},
		{status: failed, says: "st.login() is called without a name, but there is no provider without one (app.py), as it is written here", line: 5, files: entrypoint(heredoc(google))},
		{status: ok, files: with(entrypoint(heredoc(google)), "app.py", asGoogle)},
		{status: failed, says: "underscore", files: with(entrypoint(heredoc(strings.ReplaceAll(google, "google]", "my_google]"))), "app.py", "import streamlit as st\nst.login('my_google')\n")},
		{status: failed, says: "without [auth]", line: 5, files: entrypoint(heredoc("client_id = \"${ID}\"\n"))},
		{status: failed, says: "scope", files: entrypoint(heredoc(allOfAuth + "client_kwargs = { scope = \"profile email\" }\n"))},
		{status: failed, says: "server_metadata_url is missing in [auth]", files: entrypoint("#!/bin/sh\n: ${B:?}\n{\n  echo '[auth]'\n  printf '%s = \"%s\"\\n' redirect_uri \"$B\" cookie_secret \"$B\" client_id \"$B\" client_secret \"$B\"\n} > .streamlit/secrets.toml\nstreamlit run app.py\n")},

		// literal parts of values
		{status: failed, says: "oauth2callback", line: 6, files: entrypoint(heredoc(changed("${REDIRECT_URI}", "https://${HOST}/callback")))},
		{status: ok, files: entrypoint(heredoc(changed("${REDIRECT_URI}", "https://${HOST}/oauth2callback")))},
		{status: ok, files: entrypoint(heredoc(changed("${REDIRECT_URI}", "${BASE}/oauth2callback")))},
		{status: ok, files: entrypoint(heredoc(changed("${REDIRECT_URI}", "https://${REST}")))},
		{status: failed, says: "common does not work with Streamlit", line: 10, files: entrypoint(heredoc(changed("${SERVER_META_URL}", "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration")))},
		{status: ok, files: entrypoint(heredoc(changed("${SERVER_META_URL}", "https://login.microsoftonline.com/${TENANT_ID}/v2.0/.well-known/openid-configuration")))},
		{status: ok, files: entrypoint(heredoc(changed("${SERVER_META_URL}", "https://${AUTH0_DOMAIN}/.well-known/openid-configuration")))},
		{status: failed, says: "cookie_secret is", line: 7, files: entrypoint(heredoc(changed("${COOKIE_SECRET}", "changeme")))},
		{status: warning, says: "cookie_secret is another one after each start", line: 7, files: entrypoint(heredoc(changed("${COOKIE_SECRET}", "$(openssl rand -hex 32)")))},
		{status: warning, says: "cookie_secret is another one after each start", line: 8, files: entrypoint(strings.Replace(heredoc(allOfAuth), "set -eu", "set -eu\nCOOKIE_SECRET=$(python3 -c 'import secrets; print(secrets.token_hex(32))')", 1))},
		{status: ok, files: entrypoint(strings.Replace(heredoc(allOfAuth), "set -eu", "set -eu\nif [ -z \"${COOKIE_SECRET:-}\" ]; then\n  COOKIE_SECRET=$(openssl rand -hex 32)\nfi", 1))},

		// order and place
		{status: failed, says: "after Streamlit was started", line: 3, files: entrypoint("#!/bin/sh\nstreamlit run app.py\ncat > .streamlit/secrets.toml <<EOF\n" + changed("}", ":?}") + "EOF\n")},
		{status: ok, files: entrypoint("#!/bin/sh\nstreamlit run app.py &\ncat > .streamlit/secrets.toml <<EOF\n" + changed("}", ":?}") + "EOF\nwait\n")},
		{status: failed, says: "never runs entrypoint.sh", files: with(entrypoint(heredoc(allOfAuth)), "Dockerfile", image("ENTRYPOINT [\"./entrypoint.sh\"]\nENTRYPOINT []\nCMD [\"streamlit\", \"run\", \"app.py\"]"))},
		{status: failed, says: "never runs entrypoint.sh", files: with(entrypoint(heredoc(allOfAuth)), "Dockerfile", image("CMD streamlit run app.py"))},
		{status: ok, files: with(entrypoint(heredoc(allOfAuth)), "Dockerfile", image("ENTRYPOINT [\"./entrypoint.sh\"]\nCMD [\"streamlit\", \"run\", \"app.py\"]"))},
		{status: ok, files: with(entrypoint(heredoc(allOfAuth)), "Dockerfile", image("CMD streamlit run app.py"), "compose.yaml", "services:\n  app:\n    entrypoint: ./entrypoint.sh\n")},
		{status: failed, says: "written to /srv/.streamlit/secrets.toml, where Streamlit does not look", files: with(entrypoint(strings.ReplaceAll(heredoc(allOfAuth), " .streamlit", " /srv/.streamlit")), "Dockerfile", image("CMD [\"./entrypoint.sh\"]"))},
		{status: ok, files: with(entrypoint(strings.ReplaceAll(heredoc(allOfAuth), " .streamlit", " /app/.streamlit")), "Dockerfile", image("CMD [\"./entrypoint.sh\"]"))},
		{status: ok, files: with(entrypoint(strings.ReplaceAll(heredoc(allOfAuth), " .streamlit", " /root/.streamlit")), "Dockerfile", image("CMD [\"./entrypoint.sh\"]"))},
		{status: failed, says: "written to secrets.toml, where Streamlit does not look", files: entrypoint(strings.ReplaceAll(heredoc(allOfAuth), " .streamlit/", " "))},
		{status: ok, files: entrypoint(strings.ReplaceAll(strings.ReplaceAll(heredoc(allOfAuth), " .streamlit/", " "), "EOF\nexec", "EOF\nmv secrets.toml .streamlit/\nexec"))},
		{status: ok, files: with(entrypoint(strings.ReplaceAll(strings.ReplaceAll(heredoc(allOfAuth), " .streamlit", " ui/.streamlit"), "exec", "cd ui\nexec")), "app.py", "", "ui/app.py", "import streamlit as st\nst.login()\n")},
		{status: failed, says: "written to .streamlit/secrets.toml, where Streamlit does not look", files: with(entrypoint(strings.ReplaceAll(heredoc(allOfAuth), "exec", "cd ui\nexec")), "app.py", "", "ui/app.py", "import streamlit as st\nst.login()\n")},
		{status: ok, files: with(entrypoint(strings.ReplaceAll(strings.ReplaceAll(heredoc(allOfAuth), " .streamlit", " ui/.streamlit"), "run app.py", "run ui/app.py")), "app.py", "", "ui/app.py", "import streamlit as st\nst.login()\n")},

		// other ways to write it
		{status: failed, says: "server_metadata_url is missing", line: 3, files: map[string]string{"Dockerfile": "FROM python:3.12\nCOPY . .\nCMD [\"sh\", \"-c\", \"printf '[auth]\\\\nredirect_uri = \\\"%s\\\"\\\\ncookie_secret = \\\"%s\\\"\\\\nclient_id = \\\"%s\\\"\\\\nclient_secret = \\\"%s\\\"\\\\n' $A $B $C $D > .streamlit/secrets.toml && streamlit run app.py\"]\n"}},
		{status: failed, says: "server_metadata_url is missing", line: 1, files: map[string]string{"secrets.template": "[auth]\nredirect_uri = \"$A\"\ncookie_secret = \"$B\"\nclient_id = \"$C\"\nclient_secret = \"$D\"\n", "Procfile": "# a\n# b\n# c\n# d\n# e\nweb: envsubst < secrets.template > .streamlit/secrets.toml && streamlit run app.py\n"}},
		{status: ok, files: map[string]string{"secrets.tpl": strings.ReplaceAll(allOfAuth, "${", "${"), "entrypoint.sh": "#!/bin/sh\nset -e\n: ${REDIRECT_URI:?} ${COOKIE_SECRET:?} ${CLIENT_ID:?} ${CLIENT_SECRET:?} ${SERVER_META_URL:?}\nenvsubst < secrets.tpl > .streamlit/secrets.toml\nexec \"$@\"\n"}},
		{status: failed, says: "server_metadata_url is missing in [auth]", files: python("Path('.streamlit/secrets.toml').write_text(f'''[auth]\nredirect_uri = \"{os.environ[\"A\"]}\"\ncookie_secret = \"{os.environ[\"B\"]}\"\nclient_id = \"{os.environ[\"C\"]}\"\nclient_secret = \"{os.environ[\"D\"]}\"\n''')\n"), line: 3},
		{status: failed, says: "server_metadata_url is missing in [auth.google]", line: 4, files: with(python("import toml\nd = {'auth': {'redirect_uri': os.environ['A'], 'cookie_secret': os.environ['B'], 'google': {'client_id': os.environ['C'], 'client_secret': os.environ['D']}}}\nwith open('.streamlit/secrets.toml', 'w') as f:\n    toml.dump(d, f)\n"), "app.py", asGoogle)},
		{status: warning, says: "client_id is None, or left out, when the variable CLIENT_ID is not set", files: python("x = os.getenv('CLIENT_ID')\nPath('.streamlit/secrets.toml').write_text('''[auth]\nredirect_uri = \"https://a.example.com/oauth2callback\"\ncookie_secret = \"%s\"\nclient_id = \"%s\"\nclient_secret = \"%s\"\nserver_metadata_url = \"https://id.example.com/.well-known/openid-configuration\"\n''' % (os.environ['K'], x, os.environ['S']))\n")},
		{status: unproven, says: "comes from elsewhere", files: python("Path('.streamlit/secrets.toml').write_text(render())\n")},
		{status: failed, says: "server_metadata_url is missing", line: 9, files: map[string]string{".github/workflows/deploy.yml": "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - name: Secrets\n        run: |\n          cat > .streamlit/secrets.toml <<EOF\n          [auth]\n          redirect_uri = \"${{ secrets.A }}\"\n          cookie_secret = \"${{ secrets.B }}\"\n          client_id = \"${{ secrets.C }}\"\n          client_secret = \"${{ secrets.D }}\"\n          EOF\n"}},
		{status: ok, files: map[string]string{".github/workflows/test.yml": "on: push\njobs:\n  test:\n    steps:\n      - run: |\n          printf '[auth]\\nclient_id = \"dummy\"\\n' > .streamlit/secrets.toml\n          pytest\n"}},
		{status: failed, says: "client_id, client_secret and server_metadata_url are missing", line: 4, files: map[string]string{".gitlab-ci.yml": "deploy:\n  script:\n    - mkdir -p .streamlit\n    - echo '[auth]' > .streamlit/secrets.toml\n    - echo \"redirect_uri = \\\"$URI\\\"\" >> .streamlit/secrets.toml\n    - 'echo \"cookie_secret = \\\"$COOKIE\\\"\" >> .streamlit/secrets.toml'\n"}},
		{status: failed, says: "server_metadata_url is missing", line: 5, files: map[string]string{"azure-pipelines.yml": "steps:\n  - bash: |\n      cat > .streamlit/secrets.toml <<'EOF'\n      # made here\n      [auth]\n      redirect_uri = \"$(URI)\"\n      cookie_secret = \"$(COOKIE)\"\n      client_id = \"$(ID)\"\n      client_secret = \"$(SECRET)\"\n      EOF\n"}},
		{status: failed, says: "client_id, client_secret and server_metadata_url are missing", line: 3, files: map[string]string{"render.yaml": "services:\n  - type: web\n    startCommand: printf '[auth]\\nredirect_uri = \"%s\"\\ncookie_secret = \"%s\"\\n' \"$A\" \"$B\" > .streamlit/secrets.toml && streamlit run app.py\n"}},
		{status: failed, says: "client_id, client_secret and server_metadata_url are missing", line: 2, files: map[string]string{"fly.toml": "[processes]\napp = \"sh -c 'printf \\\"[auth]\\\\nredirect_uri = \\\\\\\"$A\\\\\\\"\\\\ncookie_secret = \\\\\\\"$B\\\\\\\"\\\\n\\\" > .streamlit/secrets.toml; streamlit run app.py'\"\n"}},
		{status: failed, says: "client_id, client_secret and server_metadata_url are missing", line: 7, files: map[string]string{"compose.yaml": "services:\n  app:\n    command:\n      - sh\n      - -c\n      - |\n        printf '[auth]\\nredirect_uri = \"%s\"\\ncookie_secret = \"%s\"\\n' \"$$A\" \"$$B\" > .streamlit/secrets.toml\n        streamlit run app.py\n"}},
		{status: ok, files: map[string]string{"setup.sh": "#!/bin/sh\nif [ ! -f .streamlit/secrets.toml ]; then\n  cat > .streamlit/secrets.toml <<EOF\n[auth]\nclient_id = \"YOUR_CLIENT_ID\"\nEOF\nfi\n"}},
		{check: "secrets-found", status: failed, says: "there is no secrets file", files: map[string]string{secretsFile: "", "setup.sh": "#!/bin/sh\nif [ ! -f .streamlit/secrets.toml ]; then\n  cat > .streamlit/secrets.toml <<EOF\n[auth]\nclient_id = \"YOUR_CLIENT_ID\"\nEOF\nfi\n"}},
		{check: "secrets-found", status: verify.Undecided, says: "their values were not looked at", files: with(entrypoint(heredoc(allOfAuth)), secretsFile, "")},
		{check: "secrets-found", status: verify.Undecided, says: "nothing of them can be told", files: map[string]string{secretsFile: "", "entrypoint.sh": "#!/bin/sh\nprintf '%s' \"$SECRETS_B64\" | base64 -d > .streamlit/secrets.toml\nexec \"$@\"\n"}},
		{check: "auth-keys", status: skipped, says: "see secrets-found", files: map[string]string{secretsFile: "", "entrypoint.sh": "#!/bin/sh\necho \"$SECRETS\" > .streamlit/secrets.toml\nexec \"$@\"\n"}},
		{check: "secrets-found", status: failed, says: "not of STREAMLIT_AUTH__CLIENT_ID either (render.yaml, line 3)", files: map[string]string{secretsFile: "", "render.yaml": "services:\n  - envVars:\n      - key: STREAMLIT_AUTH__CLIENT_ID\n        sync: false\n"}},
		{check: "secrets-found", status: failed, says: "not of AUTH_REDIRECT_URI either (.env.example, line 1)", files: map[string]string{secretsFile: "", ".env.example": "AUTH_REDIRECT_URI=\n"}},
		{check: "secrets-found", status: failed, says: "[auth] stands in .streamlit/config.toml", files: map[string]string{secretsFile: "", ".streamlit/config.toml": "[auth]\nclient_id = \"x\"\n"}},
		{check: "auth-section", status: failed, says: "the one in .streamlit/config.toml is not read", files: map[string]string{secretsFile: "a = 1\n", ".streamlit/config.toml": "[auth]\nclient_id = \"x\"\n"}},
		{check: "secrets-found", status: failed, says: "not at web/.streamlit/secrets.toml", files: map[string]string{secretsFile: "", "web/.streamlit/secrets.toml": "[auth]\n"}},
		{check: "secrets-found", status: failed, says: ".streamlit/secrets.toml is here and not read", files: map[string]string{".streamlit/config.toml": "[secrets]\nfiles = [\"/etc/nowhere/auth.toml\"]\n"}},
	}
	for _, value := range []string{"${CLIENT_SECRET}", "$CLIENT_SECRET", "env:CLIENT_SECRET", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)", "op://vault/item/field", "vault:secret/data/app#key", "arn:aws:secretsmanager:eu-west-1:1:secret:s", "projects/1/secrets/s/versions/latest", "/run/secrets/client_secret", "{{ client_secret }}", "%CLIENT_SECRET%", "${{ secrets.X }}"} {
		list = append(list, example{check: "auth-placeholder", status: failed, says: "Streamlit puts nothing in", line: 6, edit: []string{sandboxSecret, value}})
	}
	list = append(list, example{check: "cookie-secret", status: failed, says: "Streamlit puts nothing in", line: 4, edit: []string{cookieSecret, "env:COOKIE"}})
	for i := range list {
		if list[i].check == "" {
			list[i].check = check
		}
		list[i].url = microsoft
	}
	return list
}
