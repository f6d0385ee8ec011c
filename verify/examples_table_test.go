package verify_test

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

const (
	ok       = verify.OK
	failed   = verify.Failed
	warning  = verify.Warning
	skipped  = verify.Skipped
	unproven = verify.Unproven
	open     = verify.Undecided
)

// examples are the good and the bad example of every check that CHECKS.md
// shows, and the cases around them that were got wrong before.
func examples() []example {
	var list []example
	for _, s := range shownExamples() {
		list = append(list, s.bad, s.fixed)
	}
	list = append(list, fileExamples()...)
	list = append(list, projectExamples()...)
	list = append(list, metadataExamples()...)
	list = append(list, credentialExamples()...)
	list = append(list, signInExamples()...)
	list = append(list, deployedExamples()...)
	list = append(list, releaseExamples()...)
	return slices.Concat(list, addressExamples(), scriptExamples(), fieldExamples(), emptySecretExamples(), providerExamples(), openIDExamples(), metadataRows(), configExamples(), graphExamples())
}

func fileExamples() []example {
	secretsFile := ".streamlit/secrets.toml"
	return []example{
		{check: "secrets-found", status: failed, says: "there is no secrets file", url: microsoft, files: map[string]string{secretsFile: ""}},
		{check: "secrets-found", status: skipped, says: "CI job", url: microsoft, files: map[string]string{secretsFile: ""}, source: project.SecretsSource{CI: true}},
		{check: "secrets-found", status: failed, says: "there is no secrets file", url: microsoft, files: map[string]string{secretsFile: ""}, source: project.SecretsSource{CI: true, Require: true}},
		{check: "secrets-found", status: failed, says: "is empty or not there", url: microsoft, source: project.SecretsSource{Named: "--secrets-env X", Absent: true, CI: true}},
		{check: "secrets-found", status: skipped, says: "--allow-missing-secrets", url: microsoft, source: project.SecretsSource{Named: "--secrets-env X", Absent: true, CI: true, AllowMissing: true}},
		{check: "secrets-found", status: failed, says: "cannot be read", url: microsoft, source: project.SecretsSource{Named: "--secrets x", Err: errTest}},
		{check: "secrets-found", status: ok, url: microsoft, files: map[string]string{secretsFile: ""}, source: project.SecretsSource{Named: "--secrets x", Data: named}},

		{check: "secrets-encoding", status: failed, says: "UTF-16", url: microsoft, files: map[string]string{secretsFile: "\xff\xfe[\x00a\x00u\x00t\x00h\x00]\x00"}},
		{check: "secrets-encoding", status: failed, says: "not UTF-8", line: 1, url: microsoft, edit: []string{"# sign-in", "# \xe9"}},

		{check: "secrets-parse", status: ok, url: microsoft, files: map[string]string{secretsFile: strings.ReplaceAll(strings.Replace(base, "METADATA", microsoft, 1), "\n", "\r")}},
		{check: "secrets-parse", status: failed, says: "no quotes", line: 5, url: microsoft, edit: []string{`client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"`, `client_id = abc`}},
		{check: "secrets-parse", status: failed, says: "typographic quotes", line: 5, url: microsoft, edit: []string{`client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"`, "client_id = “b1e7”"}},
		{check: "secrets-parse", status: failed, says: "stands twice", url: microsoft, edit: []string{"cookie_secret", "client_id = \"x\"\ncookie_secret"}},

		{check: "secrets-dialect", status: ok, url: microsoft},
		{check: "secrets-dialect", status: failed, says: "up to 1.65", url: microsoft, edit: []string{"\"METADATA\"\n", "\"METADATA\"\n[other]\nlist = [1, \"a\"]\n"}, files: map[string]string{"requirements.txt": "streamlit[auth]==1.60.0\n"}},

		{check: "secrets-permissions", status: ok, url: microsoft, mode: 0o644},

		{check: "auth-section", status: failed, says: "there is no [auth] section", url: microsoft, files: map[string]string{secretsFile: "x = 1\n"}},

		{check: "auth-shadowed", status: ok, url: microsoft},
		{check: "auth-shadowed", status: failed, says: "replaces this whole section", url: microsoft, files: map[string]string{
			"web/.streamlit/secrets.toml": "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\n", "web/app.py": "import streamlit as st\nst.login()\n", "Procfile": "web: streamlit run web/app.py\n"}},

		{check: "auth-keys", status: failed, says: "without quotes", line: 5, url: microsoft, edit: []string{`"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"`, "12345"}},

		{check: "cookie-secret", status: warning, says: "shorter than 32", url: microsoft, edit: []string{"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o", "k3yJw8QpZr5TnVx2Lb"}},
		{check: "cookie-secret", status: failed, says: "placeholder", url: microsoft, edit: []string{"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o", "xxx"}},

		{check: "expose-tokens", status: ok, url: microsoft, edit: []string{"cookie_secret", "expose_tokens = [\"id\"]\ncookie_secret"}},

		{check: "redirect-uri-form", status: failed, says: "more than one address", url: microsoft, edit: []string{"/oauth2callback", "/oauth2callback,https://app.example.com/oauth2callback"}},
		{check: "redirect-uri-form", status: failed, says: "capitals in its host", url: microsoft, edit: []string{"http://localhost:8501", "https://App.example.com"}},
		{check: "redirect-uri-form", status: failed, says: "default port", url: microsoft, edit: []string{"http://localhost:8501", "https://app.example.com:443"}},

		{check: "redirect-uri-path", status: warning, says: "slash", url: microsoft, edit: []string{"/oauth2callback", "/oauth2callback/"}},
		{check: "redirect-uri-path", status: unproven, says: "inner address on Community Cloud", url: microsoft, edit: []string{"http://localhost:8501/oauth2callback", "https://board.streamlit.app/~/+/oauth2callback"}},
		{check: "redirect-uri-path", status: failed, says: "has the base path /x", url: microsoft, edit: []string{"http://localhost:8501/oauth2callback", "https://board.streamlit.app/x/oauth2callback"}},
		{check: "redirect-uri-path", status: failed, says: "does not end in", url: microsoft, edit: []string{"http://localhost:8501/oauth2callback", "https://board.streamlit.app/~/+/"}},
		{check: "redirect-uri-path", status: failed, says: "capitals", url: microsoft, edit: []string{"/oauth2callback", "/OAuth2Callback"}},
		{check: "redirect-uri-path", status: failed, says: "lacks the base path /tools", url: microsoft, files: map[string]string{".streamlit/config.toml": "[server]\nbaseUrlPath = \"/tools/\"\n"}},

		{check: "redirect-uri-scheme", status: ok, url: microsoft},
		{check: "redirect-uri-scheme", status: failed, says: "speaks http at this port", url: microsoft, edit: []string{"http://localhost:8501", "https://localhost:8501"}},
		{check: "redirect-uri-scheme", status: failed, says: "speaks https at this port", url: microsoft, files: map[string]string{".streamlit/config.toml": "[server]\nsslCertFile = \"cert.pem\"\nsslKeyFile = \"key.pem\"\n"}},
		{check: "redirect-uri-scheme", status: warning, says: "read on the way", url: "https://acme.okta.com/.well-known/openid-configuration", edit: []string{"http://localhost:8501", "http://app.example.com"}},

		{check: "redirect-uri-port", status: ok, url: microsoft},
		{check: "redirect-uri-port", status: warning, says: "8501 unless", url: microsoft, edit: []string{"localhost:8501", "localhost:8600"}},
		{check: "redirect-uri-port", status: ok, url: microsoft, edit: []string{"localhost:8501", "localhost:{port}"}, files: map[string]string{".streamlit/config.toml": "[server]\nport = 9000\n"}},

		{check: "client-id-form", status: warning, says: "capitals", url: microsoft, edit: []string{"b1e7c0de-5a4d", "B1E7C0DE-5A4D"}},
		{check: "client-id-form", status: failed, says: "blanks around it", url: microsoft, edit: []string{"\"b1e7c0de", "\" b1e7c0de"}},
		{check: "client-id-form", status: failed, says: "the tenant's ID", url: microsoft, edit: []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4"}},

		{check: "metadata-url-form", status: warning, says: "lacks /v2.0", url: "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/.well-known/openid-configuration"},
		{check: "metadata-url-form", status: failed, says: "misspelt", url: "https://login.microsoftonlin.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"},

		{check: "metadata-url-tenant", status: ok, url: "https://login.microsoftonline.com/consumers/v2.0/.well-known/openid-configuration"},
		{check: "metadata-url-tenant", status: failed, says: "placeholder", line: 7, url: "https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration"},
		{check: "metadata-url-tenant", status: failed, url: "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"},
		{check: "metadata-url-tenant", status: failed, url: "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration"},

		{check: "provider-name", status: ok, url: microsoft},
		{check: "provider-name", status: failed, says: "underscore", url: microsoft, edit: []string{"client_id =", "[auth.my_entra]\nclient_id ="}},
		{check: "provider-name", status: failed, says: "in capitals (ß)", url: microsoft, edit: []string{"client_id", "[auth.\"größer\"]\nclient_id"}},

		{check: "provider-keys", status: ok, url: microsoft},

		{check: "client-kwargs", status: ok, url: microsoft, edit: []string{"\"METADATA\"\n", "\"METADATA\"\n[auth.client_kwargs]\nprompt = \"login\"\n"}},
		{check: "client-kwargs", status: warning, says: "never sent", url: microsoft, edit: []string{"\"METADATA\"\n", "\"METADATA\"\n[auth.client_kwargs]\ndomain_hint = \"x\"\n"}},
	}
}

func projectExamples() []example {
	requirements := func(text string) map[string]string { return map[string]string{"requirements.txt": text} }
	code := func(text string) map[string]string {
		return map[string]string{"app.py": "import streamlit as st\n" + text}
	}
	expires := func(in time.Duration) map[string]string {
		return map[string]string{".streamlit/authkit.toml": "secret_expires = \"" + time.Now().Add(in).Format(time.DateOnly) + "\"\n"}
	}
	const day = 24 * time.Hour
	return []example{
		{check: "secrets-ignored", status: ok, url: microsoft, git: []string{"init -q"}},
		{check: "secrets-ignored", status: failed, says: "does not ignore", url: microsoft, git: []string{"init -q"}, files: map[string]string{".gitignore": ""}},
		{check: "secrets-ignored", status: skipped, says: "not in a git repository", url: microsoft},
		{check: "secrets-tracked", status: ok, url: microsoft, git: []string{"init -q"}},
		{check: "secrets-leaked", status: ok, url: microsoft, git: []string{"init -q", "add app.py", "commit -qm x"}},
		{check: "secrets-leaked", status: failed, says: "client_secret of [auth] stands in git: settings.py", line: 2, url: microsoft, git: []string{"init -q", "add settings.py"},
			files: map[string]string{"settings.py": "# settings\nSECRET = '" + sandboxSecret + "'\n"}},
		{check: "secrets-leaked", status: failed, says: "history", url: microsoft, git: []string{"init -q", "add -f .streamlit/secrets.toml", "commit -qm x", "rm -q --cached .streamlit/secrets.toml", "commit -qm y"}},

		{check: "secrets-leaked", status: failed, says: "DB_PASSWORD of [connections.db] stands in git: compose.yaml", line: 1, url: microsoft, git: []string{"init -q", "add compose.yaml"},
			edit:  []string{"[auth]", "[connections.db]\nDB_PASSWORD = \"tr0ub4dor-and-3-more\"\n[auth]"},
			files: map[string]string{"compose.yaml": "x: tr0ub4dor-and-3-more\n"}},
		{check: "secrets-leaked", status: ok, url: microsoft, git: []string{"init -q", "add compose.yaml"},
			edit:  []string{"[auth]", "[google]\ntoken_uri = \"https://oauth2.example.com/token\"\nuser = \"reporting-service-user\"\npassword = \"postgres\"\n[auth]"},
			files: map[string]string{"compose.yaml": "x: https://oauth2.example.com/token reporting-service-user postgres\n"}},
		{check: "secrets-image", status: ok, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY app.py .\n"}},
		{check: "secrets-image", status: ok, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY . .\n", ".dockerignore": "**/.streamlit/secrets.toml\n"}},
		{check: "secrets-image", status: failed, says: "copies the whole folder", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY . /app\n"}},
		{check: "secrets-image", status: failed, says: "copies the whole folder", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY . /app\n", ".dockerignore": "secrets.toml\n*.toml\n# .streamlit\n"}},
		{check: "secrets-image", status: failed, says: "copies the whole folder", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nADD [\".\", \"/app\"]\n", ".dockerignore": ".streamlit\n!.streamlit/*.toml\n"}},
		{check: "secrets-image", status: unproven, says: ".dockerignore cannot be judged: one of its patterns is refused by Docker", url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY . .\n", ".dockerignore": ".streamlit\n[a\n"}},
		{check: "secrets-image", status: unproven, says: "Dockerfile cannot be judged: it has a path longer", url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nWORKDIR /" + strings.Repeat("a/", 600) + "\nCOPY . .\n"}},
		{check: "secrets-image", status: ok, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY . .\n", ".dockerignore": "*\n!app.py\n!.streamlit/config.toml\n"}},
		{check: "secrets-image", status: failed, says: "copies the whole folder", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY . .\n", ".dockerignore": ".streamlit\n", "Dockerfile.dockerignore": ".git\n"}},
		{check: "secrets-image", status: ok, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY --exclude=.streamlit . .\n"}},
		{check: "secrets-image", status: failed, says: "copies .streamlit", line: 3, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY app.py /app/\nCOPY .streamlit/ /app/.streamlit/\n"}},
		{check: "secrets-image", status: failed, says: "copies * into", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY * /app/\n"}},
		{check: "secrets-image", status: failed, says: "copies .streamlit/secrets.toml", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY app.py .streamlit/*.toml /app/\n"}},
		{check: "secrets-image", status: failed, says: "puts a secrets file", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY deploy/prod.toml /app/.streamlit/secrets.toml\n"}},
		{check: "secrets-image", status: ok, url: microsoft, files: map[string]string{"Dockerfile": "FROM python AS build\nWORKDIR /src\nCOPY . .\nRUN make\nFROM python\nCOPY --from=build /src/dist /app\n"}},
		{check: "secrets-image", status: failed, says: "copies the whole folder", line: 3, url: microsoft, files: map[string]string{"Dockerfile": "FROM python AS build\nWORKDIR /src\nCOPY . .\nFROM python\nCOPY --from=build /src /app\n"}},
		{check: "secrets-image", status: failed, says: "copies the whole folder", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python AS base\nCOPY . /app\nFROM base\nRUN rm /app/.streamlit/secrets.toml\n"}},
		{check: "secrets-image", status: ok, url: microsoft, files: map[string]string{"Dockerfile": "FROM python AS build\nCOPY . /src\nRUN rm -rf /src/.streamlit\nFROM python\nCOPY --from=0 /src /app\n"}},
		{check: "secrets-image", status: failed, says: "writes secrets into the image", line: 3, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nARG SECRET\nRUN printf '[auth]\\nclient_secret = \"%s\"\\n' \"$SECRET\" > .streamlit/secrets.toml\n"}},
		{check: "secrets-image", status: ok, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\nRUN <<EOF\nCOPY . .\nEOF\nCOPY <<EOF /app/x\nCOPY . .\nEOF\n"}},
		{check: "secrets-from-env", status: failed, says: "docker build ends here", line: 3, url: microsoft, files: map[string]string{"Dockerfile": "FROM python:3.12\nCMD [\"bash\", \"-c\", \"\ncat > .streamlit/secrets.toml <<EOF\n[auth]\nclient_id = \\\"$ID\\\"\nEOF\nstreamlit run app.py\"]\n"}},
		{check: "secrets-from-env", status: failed, says: "docker build ends here", line: 4, url: microsoft, files: map[string]string{"Dockerfile": "FROM python:3.12\nRUN mkdir -p .streamlit\nCMD cat > .streamlit/secrets.toml <<EOF && streamlit run app.py\n[auth]\nclient_id = \"$ID\"\nEOF\n"}},
		{check: "secrets-from-env", status: warning, says: "at each start", line: 1, url: microsoft, files: map[string]string{"entrypoint.sh": "cat >> .streamlit/secrets.toml <<EOF\n[auth]\nclient_id = \"${ID:?}\"\nEOF\nstreamlit run app.py\n"}},
		{check: "secrets-from-env", status: ok, url: microsoft, files: map[string]string{"entrypoint.sh": "rm -f .streamlit/secrets.toml\ncat >> .streamlit/secrets.toml <<EOF\n[auth]\nclient_id = \"${ID:?}\"\nEOF\nstreamlit run app.py\n"}},
		{check: "secrets-from-env", status: failed, says: "quoted", line: 1, url: microsoft, files: map[string]string{"entrypoint.sh": "cat > .streamlit/secrets.toml <<'EOF'\n[auth]\nclient_id = \"$ID\"\nEOF\n"}},
		{check: "secrets-from-env", status: failed, says: "without quotes", line: 3, url: microsoft, files: map[string]string{"entrypoint.sh": "cat > .streamlit/secrets.toml <<EOF\n[auth]\nclient_id = $ID\nexpose_tokens = [$LIST]\nEOF\n"}},
		{check: "secrets-from-env", status: failed, says: "without quotes", line: 3, url: microsoft, files: map[string]string{"entrypoint.sh": "#!/bin/bash\necho \"[auth]\" > .streamlit/secrets.toml\necho \"client_id = \"$ID\"\" >> .streamlit/secrets.toml\n"}},
		{check: "secrets-from-env", status: failed, says: "single quotes", line: 3, url: microsoft, files: map[string]string{"entrypoint.sh": "#!/bin/bash\necho '[auth]' > .streamlit/secrets.toml\necho 'client_id = \"$ID\"' >> .streamlit/secrets.toml\n"}},
		{check: "secrets-from-env", status: failed, says: "as it stands", line: 2, url: microsoft, files: map[string]string{"entrypoint.sh": "#!/bin/bash\necho \"[auth]\\nclient_id = '$ID'\" > .streamlit/secrets.toml\n"}},
		{check: "secrets-from-env", status: failed, says: "without [auth]", line: 2, url: microsoft, files: map[string]string{"entrypoint.sh": "echo \"[auth]\" > .streamlit/secrets.toml\necho \"client_id = '$ID'\" > .streamlit/secrets.toml\n"}},
		{check: "secrets-from-env", status: failed, says: "end mark does not stand", line: 4, url: microsoft, files: map[string]string{"entrypoint.sh": "if true; then\n  cat > .streamlit/secrets.toml <<EOF\n[auth]\n  EOF\nfi\n"}},
		{check: "secrets-from-env", status: failed, says: "not TOML from its line 2", line: 3, url: microsoft, files: map[string]string{"entrypoint.sh": "cat > .streamlit/secrets.toml <<EOF\n[auth]\nclient_id: \"$ID\"\nEOF\n"}},
		{check: "secrets-from-env", status: unproven, says: "comes from elsewhere", url: microsoft, files: map[string]string{"entrypoint.sh": "envsubst < secrets.template > .streamlit/secrets.toml\n"}},
		{check: "secrets-from-env", status: unproven, says: "cannot be judged: its line 2 cannot be read as shell", url: microsoft, files: map[string]string{"entrypoint.sh": "echo '[auth]' > .streamlit/secrets.toml\necho \"client_id = \\\"$ID\\\" >> .streamlit/secrets.toml\n"}},
		{check: "secrets-from-env", status: unproven, says: "cannot be judged: its commands are nested too deep", url: microsoft, files: map[string]string{"entrypoint.sh": "echo '[auth]' > .streamlit/secrets.toml\n" + strings.Repeat("$(", 20000)}},
		{check: "secrets-from-env", status: failed, says: "without quotes", line: 4, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nRUN cat > .streamlit/secrets.toml <<EOF\n[auth]\nclient_id = $ID\nEOF\n"}},
		{check: "secrets-from-env", status: failed, says: "without quotes", line: 1, url: microsoft, files: map[string]string{"Procfile": "web: printf \"[auth]\\nclient_id = $ID\\n\" > .streamlit/secrets.toml && streamlit run app.py\n"}},
		{check: "secrets-from-env", status: failed, says: "without quotes", line: 2, url: microsoft, files: map[string]string{"Dockerfile": "FROM python\nCMD printf \"[auth]\\nclient_id = $ID\\n\" > .streamlit/secrets.toml && streamlit run app.py\n"}},

		{check: "app-provider", status: ok, url: microsoft},
		{check: "app-provider", status: failed, says: "an empty name", line: 2, url: microsoft, files: code("st.login('')\n")},
		{check: "app-provider", status: unproven, says: "cannot be told", url: microsoft, files: code("name = pick()\nst.login(name) # st.login('x')\n")},
		{check: "app-provider", status: failed, says: `st.login("google")`, line: 3, url: microsoft, files: code("P = 'google'\nst.login(P)\n")},
		{check: "app-provider", status: failed, line: 3, url: microsoft, files: code("import functools\nst.button('in', on_click=functools.partial(st.login, 'google'))\n")},
		{check: "app-provider", status: failed, line: 3, url: microsoft, files: code("def require(provider='google'):\n    st.login(provider)\nrequire()\n")},
		{check: "app-provider", status: unproven, says: "under a condition", url: microsoft, files: code("def go():\n    if old(): st.login('google')\n    else: st.login()\nst.button('in', on_click=go)\n")},
		{check: "app-provider", status: ok, says: "", url: microsoft, files: code("def go():\n    if 'google' in st.secrets['auth']: st.login('google')\n    else: st.login()\nst.button('in', on_click=go)\n")},
		{check: "app-login", status: unproven, says: "lets nobody come to it", url: microsoft, files: code("if st.secrets.get('mode') == 'oidc': st.login()\n")},
		{check: "app-provider", status: failed, line: 3, url: microsoft, files: code("try:\n    st.login('google')\nexcept Exception:\n    st.login('entra')\n")},
		{check: "app-provider", status: ok, url: microsoft, files: code("def old():\n    st.login('google')\nst.login()\n")},
		{check: "app-api", status: ok, url: microsoft},
		{check: "app-api", status: failed, says: "gone since Streamlit 1.54", line: 2, url: microsoft, files: code("st.write(st.experimental_user)\n")},
		{check: "app-api", status: failed, says: "st.user has no is_authenticated", line: 2, url: microsoft, files: code("if not st.user.is_authenticated: st.stop()\n")},
		{check: "app-api", status: failed, says: "st.user has no login", line: 2, url: microsoft, files: code("st.user.login('google')\n")},
		{check: "app-api", status: failed, says: "st.user has no id_token", line: 2, url: microsoft, files: code("st.write(st.user.id_token)\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("st.write(hasattr(st.user, 'id_token') and st.user.id_token, st.user.get('access_token'), st.user.to_dict())\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("U = st.user if hasattr(st, 'user') else st.experimental_user\nst.login()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("def old():\n    return st.experimental_user\nst.login()\n")},
		{check: "app-api", status: unproven, says: "under a condition", url: microsoft, files: code("from elsewhere import old\nif old():\n    st.write(st.experimental_user)\n")},
		{check: "app-api", status: failed, says: "has no st.cache", line: 2, url: microsoft, files: code("@st.cache\ndef rows():\n    return 1\n")},
		{check: "app-api", status: failed, says: "no function", line: 2, url: microsoft, files: code("st.query_params()\n")},
		{check: "app-api", status: failed, says: "source_util.get_pages", line: 2, url: microsoft, files: code("from streamlit.source_util import get_pages\n")},
		{check: "app-api", status: warning, says: "st.experimental_rerun", line: 3, url: microsoft, files: code("if st.button('again'):\n    st.experimental_rerun()\n")},
		{check: "app-api", status: unproven, says: "under a condition", url: microsoft, files: code("from elsewhere import old\nif old():\n    st.experimental_rerun()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("try:\n    from streamlit.source_util import get_pages\nexcept ImportError:\n    get_pages = None\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("again = st.rerun if hasattr(st, 'rerun') else st.experimental_rerun\nst.cache = None\nst.cache\n")},
		{check: "app-api", status: failed, says: "a letter", line: 2, url: microsoft, files: code("st.button('in', on_click=st.login, args=('entra'))\n")},
		{check: "app-api", status: failed, says: "one argument", line: 2, url: microsoft, files: code("st.login('entra', prompt='login')\n")},
		{check: "app-login", status: ok, url: microsoft},
		{check: "app-login", status: failed, says: "comes to", line: 3, url: microsoft, files: code("def gate():\n    st.login()\n")},
		{check: "app-login", status: unproven, says: "line 3 of app.py, but under a condition", url: microsoft, files: code("from tools import *\nif ready(): st.login()\n")},
		{check: "app-login", status: unproven, says: "line 2 of app.py takes require_login from company.security", url: microsoft, files: code("from company.security import require_login\nrequire_login()\n")},
		{check: "app-login", status: verify.Undecided, says: "by code of its own", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nfrom streamlit_oauth import OAuth2Component\n", "requirements.txt": "streamlit==1.59.1\nstreamlit-oauth\n"}},
		{check: "app-login", status: failed, says: "does not start", line: 3, url: microsoft, files: code("st.login()\nst.write(f'Hello {st.user.name}!)\n")},
		{check: "app-login", status: warning, says: "stops reading", line: 2, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.login()\n", "pages/b.py": "import streamlit as st\nx = (1,\n"}},
		{check: "app-login", status: failed, says: "runtime.txt asks for 3.11", line: 2, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.write(f'{d['a']}')\nst.login()\n", "runtime.txt": "python-3.11.9\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nd = {'a': 1}\nif not st.user.is_logged_in:\n    st.write(f'{d['a']}')\n    st.login()\n", "runtime.txt": "python-3.12\n"}},
		{check: "app-login", status: failed, says: "nobody comes to the sign-in", line: 1, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport gate\nst.login()\n", "gate.py": "x = (1,\n"}},
		{check: "app-login", status: warning, says: "stops reading", line: 1, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\ntry:\n    import gate\nexcept Exception:\n    gate = None\nif not st.user.is_logged_in:\n    st.login()\n", "gate.py": "x = (1,\n"}},
		{check: "app-api", status: failed, says: "for the first visitor", line: 2, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nfrom who import who\nif not who:\n    st.login()\n", "who.py": "import streamlit as st\nwho = st.user.get('email')\n"}},
		{check: "app-login", status: verify.Undecided, says: "--app", url: microsoft, files: map[string]string{"app.py": ""}},
		{check: "app-pages", status: ok, url: microsoft},
		{check: "app-pages", status: warning, says: "come past this test", line: 2, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\nst.write(1)\n")},
		{check: "app-pages", status: unproven, says: "pages/payroll.py", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n    st.stop()\n", "pages/payroll.py": "import streamlit as st\nfrom company import check\nif not check(): st.stop()\nst.write(1)\n"}},
		{check: "app-callback", status: ok, url: microsoft},
		{check: "app-callback", status: ok, url: microsoft, files: code("import authlib\nst.write(authlib.__version__)\nst.login()\n")},
		{check: "app-callback", status: ok, url: microsoft, files: code("room = st.query_params.get('code', 'lobby')\nst.login()\n")},
		{check: "app-callback", status: warning, says: "google_auth_oauthlib instead", line: 3, url: microsoft, files: code("import google_auth_oauthlib.flow\nf = google_auth_oauthlib.flow.Flow(x, redirect_uri='http://localhost:8501/oauth2callback')\nif 'code' in st.query_params: f.fetch_token()\n")},
		{check: "redirect-uri-path", status: unproven, says: "by code of its own", url: microsoft, files: code("from requests_oauthlib import OAuth2Session\ns = OAuth2Session('a', redirect_uri='b')\n"), edit: []string{"/oauth2callback", "/"}},
		{check: "app-claims", status: ok, url: microsoft},
		{check: "app-claims", status: warning, says: "comes with the scope email", line: 3, url: "https://acme.okta.com/.well-known/openid-configuration", edit: []string{"METADATA\"\n", "METADATA\"\nclient_kwargs = { scope = \"openid profile\" }\n"}, files: code("if st.user.is_logged_in:\n    st.write(st.user.email)\nelse:\n    st.login()\n")},
		{check: "app-claims", status: warning, says: "company or a school", line: 2, url: "https://accounts.google.com/.well-known/openid-configuration", files: code("st.write(st.user.hd)\nst.login()\n")},
		{check: "app-claims", status: warning, says: "sent by Google never", line: 2, url: "https://accounts.google.com/.well-known/openid-configuration", files: code("st.write(st.user.preferred_username)\nst.login()\n")},
		{check: "app-claims", status: unproven, says: "promised nowhere", url: "https://accounts.google.com/.well-known/openid-configuration", files: code("st.write(st.user.name)\nst.login()\n")},
		{check: "app-claims", status: ok, url: "https://accounts.google.com/.well-known/openid-configuration", files: code("st.write(st.user.email)\nst.login()\n")},
		{check: "app-claims", status: warning, says: "st.user.email", line: 2, url: microsoft, files: code("st.write(st.user.email)\nst.login()\n")},

		{check: "deps-streamlit", status: ok, url: microsoft},
		{check: "deps-streamlit", status: failed, url: microsoft, files: requirements("streamlit==1.40.0\nAuthlib\n")},
		{check: "deps-streamlit", status: unproven, url: microsoft, files: requirements("")},
		{check: "deps-authlib", status: ok, url: microsoft},
		{check: "deps-authlib", status: failed, url: microsoft, files: requirements("streamlit==1.60.0\n")},
		{check: "deps-httpx", status: ok, url: microsoft},
		{check: "deps-httpx", status: failed, url: microsoft, files: requirements("streamlit>=1.42.0\nAuthlib>=1.3.2\n")},
		{check: "deps-compat", status: ok, url: microsoft},
		{check: "deps-compat", status: failed, url: microsoft, files: requirements("streamlit==1.42.0\nAuthlib>=1.3.2\n")},

		{check: "config-server", status: ok, url: microsoft},
		{check: "secret-expiry", status: ok, url: microsoft, files: expires(90 * day)},
		{check: "secret-expiry", status: warning, says: "ends on", url: microsoft, files: expires(10 * day)},
		{check: "secret-expiry", status: failed, says: "ended on", url: microsoft, files: expires(-10 * day)},
		{check: "secret-expiry", status: warning, says: "still accepts it", files: expires(-10 * day)},
	}
}

func metadataExamples() []example {
	return []example{
		{check: "metadata-reachable", status: open, says: "500", faults: []string{"metadata-500"}},
		{check: "metadata-reachable", status: open, says: "did not answer in time", faults: []string{"metadata-hang"}},
		{check: "metadata-reachable", status: open, says: "closed the connection", faults: []string{"metadata-reset"}},
		{check: "metadata-redirect", status: ok},
		{check: "metadata-redirect", status: failed, says: "does not follow", faults: []string{"metadata-redirect"}},
		{check: "metadata-redirect", status: failed, faults: []string{"metadata-loop"}},
		{check: "metadata-document", status: failed, says: "more than 1 MiB", faults: []string{"metadata-huge"}},
		{check: "metadata-document", status: failed, says: "token_endpoint", handler: openID{document: `{"authorization_endpoint":"AT/a","jwks_uri":"AT/keys"}`}.serve},
		{check: "metadata-jwks", status: ok},
		{check: "metadata-jwks", status: failed, says: "none of the signing keys", handler: openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys","id_token_signing_alg_values_supported":["ES256"]}`}.serve},
		{check: "metadata-jwks", status: failed, says: "lists none among the algorithms", handler: openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys","id_token_signing_alg_values_supported":["RS256","none"]}`}.serve},
		{check: "metadata-jwks", status: ok, files: map[string]string{"requirements.txt": "streamlit==1.50.0\nAuthlib==1.5.2\n"}, handler: openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys","id_token_signing_alg_values_supported":["RS256","none"]}`}.serve},
		{check: "metadata-jwks", status: failed, says: "tokens that nobody signed", files: map[string]string{"requirements.txt": "streamlit==1.50.0\nAuthlib==1.6.5\n"}, handler: openID{}.serve},
		{check: "metadata-jwks", status: failed, says: "hold a secret key", handler: openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys","id_token_signing_alg_values_supported":["RS256","HS256"]}`, keys: secretKey}.serve},
		{check: "metadata-jwks", status: unproven, says: "with ES256 too", handler: openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys","id_token_signing_alg_values_supported":["RS256"]}`, keys: secretKey}.serve},
		{check: "metadata-jwks", status: unproven, says: "Streamlit may", handler: openID{keys: `{"keys":[],"age":NaN}`}.serve},
		{check: "metadata-jwks", status: unproven, says: "Streamlit may", handler: openID{keys: `{"keys":[],"age":1e999}`}.serve},
		{check: "metadata-jwks", status: failed, says: "answered with", handler: openID{keys: `{"keys":[`}.serve},
		{check: "metadata-jwks", status: unproven, says: "no known provider writes", handler: openID{keys: `{"keys":[{"kty":"RSA","kid":"1","n":"AQAB","e":"AQAB","d":"AQAB"}]}`}.serve},
		{check: "metadata-jwks", status: failed, says: "no signing key", faults: []string{"no-keys"}},
		{check: "metadata-client-auth", status: ok},
		{check: "metadata-client-auth", status: failed, says: "client_secret_post", handler: openID{token: checksSecret(sandboxSecret, "client_secret_post")}.serve},
		{check: "metadata-client-auth", status: ok, handler: openID{token: checksSecret(sandboxSecret, "client_secret_basic")}.serve},
		{check: "metadata-pkce", status: ok, faults: []string{"pkce-advertised"}},
		{check: "metadata-pkce", status: warning, says: "1.57.0 forgets", faults: []string{"pkce-advertised"}, files: map[string]string{"requirements.txt": "streamlit==1.57.0\nAuthlib\nhttpx\n"}},
		{check: "metadata-pkce", status: ok, handler: openID{authorize: refusesLogin("login_required", "")}.serve},
		{check: "metadata-pkce", status: failed, says: "1.57.0 forgets", files: map[string]string{"requirements.txt": "streamlit==1.57.0\nAuthlib\nhttpx\n"},
			handler: openID{
				document:  `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys","code_challenge_methods_supported":["S256"]}`,
				authorize: refusesLogin("invalid_request", "Missing parameter: code_challenge_method"),
			}.serve},
		{check: "metadata-pkce", status: failed, says: "demands PKCE", handler: openID{authorize: refusesLogin("invalid_request", "Missing parameter: code_challenge_method")}.serve},
		{check: "metadata-logout", status: skipped},
		{check: "metadata-logout", status: warning, says: "not an address", handler: openID{document: `{"issuer":"AT","authorization_endpoint":"AT/a","token_endpoint":"AT/t","jwks_uri":"AT/keys","end_session_endpoint":"none"}`}.serve},
	}
}

func credentialExamples() []example {
	otherURI := []string{"/oauth2callback", "/tools/oauth2callback"}
	return []example{
		{check: "client-known", status: ok, handler: openID{token: checksSecret(sandboxSecret, "client_secret_basic")}.serve},
		{check: "client-audience", status: ok},
		{check: "client-audience", status: ok, edit: []string{"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "consumers", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "c0a5e7d1-3f2b-4e8a-b6c9-71d4e2f80b95"}},
		{check: "client-enabled", status: ok, handler: openID{authorize: refusesLogin("login_required", "")}.serve},
		{check: "client-enabled", status: failed, says: "with a code (unauthorized_client)", handler: openID{authorize: refusesLogin("unauthorized_client", "")}.serve},
		{check: "client-enabled", status: failed, says: "scope", handler: openID{authorize: refusesLogin("invalid_scope", "")}.serve},
		{check: "client-enabled", status: failed, says: "switched off", handler: openID{authorize: answer(400, "<p>Client disabled.</p>")}.serve},
		{check: "client-enabled", status: failed, says: "refuses the prompt that Streamlit sends with every login (invalid_request): unsupported prompt value", handler: openID{authorize: unlessPrompt("login", refusesLogin("invalid_request", "unsupported prompt value"))}.serve},
		{check: "client-enabled", status: failed, says: "(invalid_request): no such resource", handler: openID{authorize: refusesLogin("invalid_request", "no such resource")}.serve},
		{check: "client-enabled", status: unproven, says: "invalid_request", handler: openID{authorize: onlySilent(refusesLogin("invalid_request", "unsupported prompt value"))}.serve},
		{check: "client-enabled", status: ok, handler: openID{authorize: onlySilent(refusesLogin("login_required", ""))}.serve},
		{check: "client-enabled", status: unproven, handler: openID{}.serve},
		{check: "client-secret", status: ok},
		{check: "client-secret", status: failed, says: "Secret ID", line: 6, edit: []string{sandboxSecret, "0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5e"}},
		{check: "client-secret", status: failed, says: "AADSTS7000215", edit: []string{sandboxSecret, "Abc8Q~some-other-app-registrations-own-1"}},
		{check: "client-secret", status: failed, says: "AADSTS7000222", faults: []string{"secret-expired"}},
		{check: "client-secret", status: failed, says: "without a client_secret", edit: []string{"client_id", "[auth.default]\nclient_id", sandboxSecret, ""}, handler: openID{token: checksSecret(sandboxSecret, "client_secret_basic")}.serve},
		{check: "client-secret", status: failed, says: "keeps it from being sent", edit: []string{"cookie_secret", "client_kwargs = { token_endpoint_auth_method = \"none\" }\ncookie_secret"}, handler: openID{token: checksSecret(sandboxSecret, "client_secret_basic")}.serve},
		{check: "client-secret", status: unproven, says: "AADSTS53003", faults: []string{"blocked-by-policy"}},
		{check: "client-secret", status: unproven, says: "personal accounts", edit: []string{"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "consumers", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "c0a5e7d1-3f2b-4e8a-b6c9-71d4e2f80b95"}},
		{check: "client-secret", status: open, says: "503", faults: []string{"token-500"}},
		{check: "client-secret", status: ok, handler: openID{token: checksSecret(sandboxSecret, "client_secret_basic")}.serve},
		{check: "client-secret", status: failed, says: "refuses the client_secret (unauthorized_client)", handler: openID{authorize: refusesLogin("login_required", ""), token: answer(401, `{"error":"unauthorized_client"}`)}.serve},
		{check: "client-secret", status: unproven, says: "unauthorized_client", handler: openID{token: answer(400, `{"error":"unauthorized_client"}`)}.serve},
		{check: "client-secret", status: skipped, says: "see client-known", handler: openID{authorize: answer(400, "Client not found."), token: answer(401, `{"error":"invalid_client"}`)}.serve},
		{check: "client-secret", status: failed, says: "invalid_client", handler: openID{token: checksSecret("another", "client_secret_basic")}.serve},
		{check: "client-secret", status: unproven, says: "the code before the secret", handler: openID{token: answer(400, `{"error":"invalid_grant"}`)}.serve},
		{check: "client-secret", status: unproven, handler: openID{token: answer(400, `{"error":"invalid_request"}`)}.serve},

		{check: "redirect-uri-registered", status: ok},
		{check: "redirect-uri-registered", status: ok, faults: []string{"interrupt-page"}},
		{check: "redirect-uri-registered", status: ok, edit: []string{"localhost:8501", "localhost:8777"}},
		{check: "redirect-uri-registered", status: unproven, says: "never that it is not", edit: otherURI},
		{check: "redirect-uri-registered", status: failed, says: "AADSTS50011", line: 3, edit: otherURI, faults: []string{"unregistered-50011"}},
		{check: "redirect-uri-registered", status: failed, says: "not registered", handler: openID{authorize: answer(400, "Invalid parameter: redirect_uri")}.serve},
		{check: "redirect-uri-registered", status: unproven, says: "made-up addresses as well", handler: openID{authorize: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?error=login_required&state="+r.URL.Query().Get("state"), http.StatusFound)
		}}.serve},
		{check: "client-platform", status: failed, says: "Mobile and desktop", login: true, faults: []string{"public-client"}},
		{check: "client-platform", status: unproven},
	}
}

func signInExamples() []example {
	with := func(check string, status verify.Status, says string, faults ...string) example {
		return example{check: check, status: status, says: says, login: true, faults: faults}
	}
	return []example{
		with("sign-in-authorize", ok, "", "stray-callback"),
		{check: "sign-in-callback", status: failed, says: "neither a code nor an error", login: true, handler: openID{authorize: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?state="+r.URL.Query().Get("state"), http.StatusFound)
		}}.serve},
		with("sign-in-token", failed, "no ID token", "no-id-token"),
		with("sign-in-token", open, "503", "token-500"),
		with("sign-in-id-token", ok, "", "key-rotation"),
		with("sign-in-id-token", failed, "another client", "wrong-audience"),
		with("sign-in-id-token", failed, "another sign-in", "wrong-nonce"),
		with("sign-in-id-token", failed, "signature", "wrong-signature"),
		with("sign-in-id-token", failed, "expired", "expired-token"),
		with("sign-in-id-token", failed, "from the future", "future-token"),
		with("sign-in-claims", ok, ""),
	}
}

// cached is a login route whose answer is kept by somebody in front of it.
func cached(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: "_streamlit_session", Value: "signed"})
	http.Redirect(w, r, "https://login.example/authorize?response_type=code&client_id=x&redirect_uri=http%3A%2F%2Fx%2Foauth2callback&state=s", http.StatusFound)
}

func deployedExamples() []example {
	// What a deployed app with the example's secrets sends people to; PROVIDER
	// cannot be known here, so deployed-metadata has its own test.
	client := "client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
	login := func(query string) http.HandlerFunc {
		return app(sends("https://login.example/authorize?" + query))
	}
	callback := "&redirect_uri=http%3A%2F%2FHOST%2Foauth2callback"
	home := app(sends("/"))
	return []example{
		{check: "deployed-reachable", status: ok, deploy: login(client + callback)},
		{check: "deployed-reachable", status: failed, says: "does not answer like a Streamlit app", deploy: func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }},
		{check: "deployed-reachable", status: open, says: "503", deploy: answer(503, "starting")},
		{check: "deployed-login-route", status: ok, deploy: login(client + callback)},
		{check: "deployed-login-route", status: failed, says: "shows a page", deploy: app(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<!doctype html><title>Streamlit</title>"))
		})},
		{check: "deployed-login-route", status: failed, says: "Authlib or httpx", deploy: app(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })},
		{check: "deployed-login-route", status: warning, says: "the same state", deploy: app(cached)},
		{check: "deployed-login-route", status: failed, says: "cannot begin the sign-in", deploy: app(answer(400, "Authentication error"))},
		{check: "deployed-login-route", status: failed, says: "cannot begin the sign-in", deploy: app(answer(400, "<html><title>400: Missing &quot;authorize_url&quot; value</title><body>400: Missing &quot;authorize_url&quot; value</body></html>"))},
		{check: "deployed-login-route", status: open, says: "as Streamlit's never does", deploy: app(answer(400, "Bad Request"))},
		{check: "deployed-cookie-secret", status: ok, deploy: app(answer(400, "Authentication error"))},
		{check: "deployed-client-id", status: skipped, deploy: app(answer(400, "Authentication error"))},
		{check: "deployed-cookie-secret", status: ok, deploy: login(client + callback)},
		{check: "deployed-cookie-secret", status: failed, says: "does not run with this cookie_secret", deploy: home},
		{check: "deployed-metadata", status: ok, deploy: login(client + callback), handler: openID{document: `{"issuer":"AT","authorization_endpoint":"https://login.example/authorize","token_endpoint":"AT/t","jwks_uri":"AT/keys"}`}.serve},
		{check: "deployed-metadata", status: failed, says: "login.example", deploy: login(client + callback)},
		{check: "deployed-client-id", status: ok, deploy: login(client + callback)},
		{check: "deployed-client-id", status: failed, says: "another client ID", deploy: login(strings.Replace(client, "b1e7", "c1e7", 1) + callback)},
		{check: "deployed-redirect-uri", status: ok, deploy: login(client + callback)},
		{check: "deployed-redirect-uri", status: failed, says: "no callback", deploy: login(client + "&redirect_uri=http%3A%2F%2FHOST%2Ftools%2Foauth2callback")},
		{check: "deployed-origin", status: ok, deploy: login(client + callback)},
		{check: "deployed-origin", status: failed, says: "still logged out", deploy: login(client + "&redirect_uri=https%3A%2F%2Fapp.example.com%2Foauth2callback")},
	}
}
