package verify_test

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

// Where Streamlit takes secrets and settings from; e2e's TestResolution asks it the same.
func TestSources(t *testing.T) {
	const ok, warning, failed, unproven, skipped = verify.OK, verify.Warning, verify.Failed, verify.Unproven, verify.Skipped
	const secretsFile, config = ".streamlit/secrets.toml", ".streamlit/config.toml"
	full := strings.Replace(base, "METADATA", microsoft, 1)
	without := func(pairs ...string) map[string]string { // the secrets are elsewhere, or nowhere
		files := map[string]string{secretsFile: ""}
		for i := 0; i < len(pairs); i += 2 {
			files[pairs[i]] = pairs[i+1]
		}
		return files
	}
	mounted := func(pairs ...string) map[string]string {
		return without(append([]string{
			config, "[secrets]\nfiles = [\"mounted\"]\n",
			"mounted/auth/redirect_uri", "http://localhost:8501/oauth2callback\n", "mounted/auth/cookie_secret", "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o",
			"mounted/auth/client_id", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "mounted/auth/client_secret", "San8Q~box-only-opens-the-authkit-sandbox",
			"mounted/auth/server_metadata_url", microsoft,
		}, pairs...)...)
	}
	const base = "STREAMLIT_SERVER_BASE_URL_PATH"
	built := func(start string, more ...string) map[string]string {
		files := map[string]string{"Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY app.py .\n" + start}
		for i := 0; i+1 < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		return files
	}
	served := func(service string, more ...string) map[string]string {
		return built("CMD [\"streamlit\", \"run\", \"app.py\"]\n", append([]string{"compose.yaml", "services:\n  app:\n    build: .\n" + service}, more...)...)
	}
	container := func(service string) []string {
		return []string{"secrets.toml", full, "Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY . .\n", "compose.yaml", "services:\n  db:\n    image: postgres:16\n  app:\n    build: .\n" + service}
	}
	inFolder := []string{"app.py", "", "src/streamlit_app.py", "import streamlit as st\nst.login()\n", "src/" + secretsFile, full}
	for _, e := range []example{
		{check: "secrets-found", status: ok, files: without("conf/a.toml", full, config, "[secrets]\nfiles = [\"conf/a.toml\"]\n")},
		{check: "auth-section", status: ok, files: without("conf/a.toml", full, config, "[secrets]\nfiles = [\"conf/a.toml\"]\n")},
		{check: "secrets-found", status: failed, says: "only, because secrets.files says so", files: map[string]string{config: "[secrets]\nfiles = [\"a.toml\"]\n"}},
		{check: "secrets-found", status: failed, says: "does not expand ~", files: map[string]string{config: "[secrets]\nfiles = [\"~/a.toml\"]\n"}},
		{check: "secrets-found", status: failed, says: "every letter", files: map[string]string{config: "[secrets]\nfiles = \"a.toml\"\n"}},
		{check: "secrets-found", status: failed, says: "empty list", files: map[string]string{config: "[secrets]\nfiles = []\n"}},
		{check: "secrets-found", status: failed, says: "ends in .toml", files: without("a.txt", full, config, "[secrets]\nfiles = [\"a.txt\"]\n")},
		{check: "secrets-found", status: open, says: "/run/secrets/a.toml, which cannot be looked into", files: without("Procfile", "web: streamlit run app.py --secrets.files /run/secrets/a.toml\n")},
		{check: "auth-keys", status: skipped, says: "see secrets-found", files: without("Dockerfile", "FROM python\nENV STREAMLIT_SECRETS_FILES=/run/secrets/a.toml\nCMD [\"streamlit\", \"run\", \"app.py\"]\n")},
		{check: "auth-keys", status: ok, files: mounted()},
		{check: "redirect-uri-port", status: failed, says: "8600", files: mounted("mounted/auth/redirect_uri", "http://localhost:8600/oauth2callback", "Procfile", "web: streamlit run app.py --server.port 8501")},
		{check: "secrets-found", status: failed, says: "client_id in it is not a folder", files: mounted("mounted/client_id", "x")},
		{check: "auth-section", status: failed, says: "auth is a text", files: without(config, "[secrets]\nfiles = [\"mounted\"]\n", "mounted/auth/client_id", "x")},

		{check: "secrets-found", status: ok, files: without(inFolder...)},
		{check: "secrets-found", status: failed, says: "which counts since 1.46.0", files: without(append(inFolder, "requirements.txt", "streamlit==1.45.0\nAuthlib==1.5.2\n")...)},
		{check: "secrets-found", status: failed, says: "not at secrets.toml", files: without("secrets.toml", full)},
		{check: "secrets-found", status: failed, says: "not at .streamlit/secrets.toml", files: map[string]string{"app.py": "", "src/app.py": "import streamlit as st\nst.login()\n", "Makefile": "run:\n\tcd src && streamlit run app.py\n"}},

		{check: "secrets-found", status: open, says: "hands secrets to Streamlit itself in line 3", files: without("app.py", "import streamlit as st\nfrom streamlit.runtime.secrets import secrets_singleton\nsecrets_singleton._secrets = load()\nst.login()\n")},
		{check: "secrets-found", status: open, says: "hands secrets to Streamlit itself in line 2", files: without("app.py", "import streamlit as st\napp = st.App('main.py', secrets=load())\n")},
		{check: "auth-keys", status: skipped, says: "see secrets-found", files: map[string]string{"app.py": "from streamlit.starlette import App\napp = App('main.py', secrets={'auth': load()})\n"}},
		{check: "auth-keys", status: ok, files: map[string]string{"app.py": "import streamlit as st\napp = st.App('main.py', secrets={'database': {'auth': load()}})\n"}},
		{check: "auth-keys", status: ok, files: map[string]string{"app.py": "import streamlit as st\napp = st.App('main.py', secrets=None, debug=True)\n"}},
		{check: "secrets-found", status: open, says: "written by start.sh when the app starts", files: without("start.sh", "#!/bin/sh\necho \"$SECRETS\" > .streamlit/secrets.toml\nstreamlit run app.py\n")},
		{check: "secrets-found", status: open, says: "compose.yaml mounts the secrets", files: without("compose.yaml", "services:\n  app:\n    volumes:\n      - /etc/app/secrets.toml:/app/.streamlit/secrets.toml:ro\n")},
		{check: "secrets-found", status: ok, says: "secrets.toml, which compose.yaml mounts at /app/.streamlit/secrets.toml", files: without(container("    volumes:\n      - ./secrets.toml:/app/.streamlit/secrets.toml:ro\n")...)},
		{check: "secrets-found", status: ok, says: "which compose.yaml mounts", files: without(container("    volumes: [\"./secrets.toml:/root/.streamlit/secrets.toml\"]\n")...)},
		{check: "secrets-found", status: ok, says: "which compose.yaml mounts", files: without(container("    volumes:\n    - type: bind\n      source: ./secrets.toml\n      target: /app/.streamlit/secrets.toml\n      read_only: true\n")...)},
		{check: "secrets-found", status: ok, says: "which compose.yaml mounts", files: without(container("    working_dir: /srv\n    volumes:\n      - ${PWD}/secrets.toml:/srv/.streamlit/secrets.toml\n")...)},
		{check: "secrets-found", status: ok, says: "which compose.yaml mounts", files: without(container("    secrets:\n      - source: st\n        target: /app/.streamlit/secrets.toml\nsecrets:\n  st:\n    file: ./secrets.toml\n")...)},
		{check: "secrets-found", status: ok, says: "which compose.yaml mounts", files: without(container("    configs:\n      - source: st\n        target: /app/.streamlit/secrets.toml\nconfigs:\n  st:\n    file: ./secrets.toml\n")...)},
		{check: "secrets-found", status: ok, says: "mounts at /run/secrets/st.toml", files: without(append(container("    environment:\n      STREAMLIT_SECRETS_FILES: /run/secrets/st.toml\n    secrets: [st.toml]\nsecrets:\n  st.toml:\n    file: secrets.toml\n"), "Dockerfile", "FROM python\nWORKDIR /app\nCOPY app.py .\n")...)},
		{check: "secrets-found", status: ok, says: "conf/secrets.toml, which compose.yaml mounts", files: without(append(container("    volumes:\n      - ./conf:/app/.streamlit\n"), "secrets.toml", "", "conf/secrets.toml", full)...)},
		{check: "secrets-found", status: ok, says: "which .devcontainer/devcontainer.json mounts", files: without("secrets.toml", full, ".devcontainer/devcontainer.json", "{\"mounts\": [\"source=${localWorkspaceFolder}/secrets.toml,target=${containerWorkspaceFolder}/.streamlit/secrets.toml,type=bind\"]}")},
		{check: "auth-keys", status: failed, says: "client_id", files: without(append(container("    volumes:\n      - ./secrets.toml:/app/.streamlit/secrets.toml:ro\n"), "secrets.toml", "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\n")...)},
		{check: "secrets-found", status: open, says: "compose.yaml mounts the secrets", files: without(container("    volumes:\n      - ../secrets.toml:/app/.streamlit/secrets.toml:ro\n")...)},
		{check: "secrets-found", status: open, says: "compose.yaml mounts the secrets", files: without(container("    volumes:\n      - ./secrets.toml:/code/.streamlit/secrets.toml:ro\n")...)},
		{check: "secrets-found", status: open, says: "compose.yaml mounts the secrets", files: without(append(container("    volumes:\n      - ./secrets.toml:/app/.streamlit/secrets.toml:ro\n"), "Dockerfile", "FROM python\n")...)},
		{check: "secrets-found", status: open, says: "compose.yaml mounts the secrets", files: without(append(container("    volumes:\n      - ./secrets.toml:/app/.streamlit/secrets.toml:ro\n"), "secrets.toml", "")...)},
		{check: "secrets-found", status: open, says: "different files as their secrets: secrets.toml (compose.yaml) and prod.toml (docker-compose.prod.yaml)", files: without(append(container("    volumes:\n      - ./secrets.toml:/app/.streamlit/secrets.toml:ro\n"), "prod.toml", full, "docker-compose.prod.yaml", "services:\n  app:\n    build: .\n    volumes:\n      - ./prod.toml:/app/.streamlit/secrets.toml:ro\n")...)},
		{check: "secrets-found", status: failed, files: without("compose.yaml", "services:\n  app:\n    volumes:\n      - ./data:/app/data\n")},

		{check: "redirect-uri-port", status: failed, says: "8600", files: map[string]string{"Procfile": "web: STREAMLIT_SERVER_PORT=8600 streamlit run app.py\n"}},
		{check: "secrets-found", status: ok, files: served("    volumes:\n      - ./.streamlit:/app/.streamlit:ro\n")},
		{check: "secrets-found", status: failed, says: "mounts .streamlit/secrets.toml at /code/.streamlit/secrets.toml, where Streamlit does not look", files: served("    volumes:\n      - ./.streamlit/secrets.toml:/code/.streamlit/secrets.toml:ro\n")},
		{check: "secrets-found", status: failed, says: "at /run/secrets/st, where Streamlit does not look", files: served("    secrets: [st]\nsecrets:\n  st:\n    file: .streamlit/secrets.toml\n")},
		{check: "secrets-found", status: failed, says: "gives the app STREAMLIT_AUTH_CLIENT_ID and no secrets file", files: served("    environment:\n      - STREAMLIT_AUTH_CLIENT_ID=abc\n")},
		{check: "secrets-found", status: warning, says: "there is no such file here", files: served("    volumes:\n      - ./secrets.toml:/app/.streamlit/secrets.toml\n")},
		{check: "secrets-found", status: ok, files: served("    secrets: [st]\n    environment:\n      STREAMLIT_SECRETS_FILES: ${PLACE}\nsecrets:\n  st:\n    file: .streamlit/secrets.toml\n")},
		{check: "secrets-found", status: ok, files: served("    secrets: [st]\n    command: sh -c 'ln -s /run/secrets/st .streamlit/secrets.toml && streamlit run app.py'\nsecrets:\n  st:\n    file: .streamlit/secrets.toml\n")},
		{check: "secrets-found", status: ok, files: served("    environment:\n      CLIENT_ID: abc\n    volumes:\n      - home:/app/.streamlit\n")},
		{check: "secrets-found", status: ok, files: served("    environment:\n      CLIENT_ID: abc\n", "docker-compose.prod.yml", "services:\n  app:\n    volumes:\n      - /etc/app:/app/.streamlit\n")},
		{check: "secrets-found", status: ok, files: served("    environment:\n      CLIENT_ID: abc\n", "Dockerfile", "FROM registry.example.com/base\nWORKDIR /app\nCOPY app.py .\nCMD streamlit run app.py\n")},
		{check: "secrets-found", status: ok, files: served("    environment:\n      CLIENT_ID: abc\n", "Dockerfile", "FROM python\nWORKDIR /app\nCOPY app.py .\nRUN ln -s /run/secrets/a /app/.streamlit/secrets.toml\nCMD streamlit run app.py\n")},
		{check: "redirect-uri-port", status: failed, says: "publishes the app, which gets these secrets, at port 80 only", files: served("    ports: [\"80:8501\"]\n    volumes:\n      - ./.streamlit:/app/.streamlit:ro\n")},
		{check: "redirect-uri-port", status: ok, files: served("    ports: [\"80:8501\", \"127.0.0.1:8501:8501\"]\n    volumes:\n      - ./.streamlit:/app/.streamlit:ro\n")},
		{check: "redirect-uri-port", status: ok, files: served("    ports: [\"${PORT}:8501\"]\n    volumes:\n      - ./.streamlit:/app/.streamlit:ro\n")},
		{check: "redirect-uri-port", status: ok, files: served("    ports: [\"80:8501\"]\n")},
		{check: "redirect-uri-port", status: ok, files: served("    ports: [\"80:8501\"]\n    volumes:\n      - ./.streamlit:/app/.streamlit:ro\n  front:\n    image: caddy\n    ports: [\"8501:80\"]\n")},
		{check: "redirect-uri-path", status: ok, files: built("ENV " + base + "=tool\nENV " + base + "=\nCMD [\"streamlit\", \"run\", \"app.py\"]\n")},
		{check: "redirect-uri-path", status: failed, says: "/tool", files: built("ENV " + base + "=\nENV " + base + "=tool\nCMD [\"streamlit\", \"run\", \"app.py\"]\n")},
		{check: "redirect-uri-path", status: ok, files: built("ENV " + base + "=tool\nFROM python:3.12-slim\nCMD streamlit run app.py\n")},
		{check: "redirect-uri-path", status: failed, says: "/tool", files: map[string]string{"Dockerfile": "FROM python AS base\nENV " + base + "=tool\nFROM base\nCMD streamlit run app.py\n"}},
		{check: "redirect-uri-path", status: ok, files: built("CMD [\"streamlit\", \"run\", \"app.py\", \"--server.baseUrlPath=tool\"]\nCMD [\"streamlit\", \"run\", \"app.py\"]\n")},
		{check: "redirect-uri-path", status: ok, files: built("RUN " + base + "=tool python -c 'import streamlit'\nCMD [\"streamlit\", \"run\", \"app.py\"]\n")},
		{check: "redirect-uri-path", status: failed, says: "/tool", files: built("ENTRYPOINT [\"streamlit\", \"run\"]\nCMD [\"app.py\", \"--server.baseUrlPath=tool\"]\n")},
		{check: "redirect-uri-path", status: ok, files: built("CMD streamlit run app.py --server.baseUrlPath=tool\n", "compose.yaml", "services:\n  app:\n    build: .\n    command: streamlit run app.py\n")},
		{check: "redirect-uri-path", status: failed, says: "/tool", files: built("CMD streamlit run app.py\n", "compose.yaml", "services:\n  app:\n    build: .\n    command: streamlit run app.py --server.baseUrlPath=tool\n")},
		{check: "redirect-uri-path", status: ok, files: built("ENV "+base+"=tool\nCMD streamlit run app.py\n", "compose.yaml", "services:\n  app:\n    build: .\n    environment: {"+base+": \"\"}\n")},
		{check: "redirect-uri-path", status: ok, files: built("ENV "+base+"=tool\nCMD streamlit run app.py\n", "compose.yaml", "services:\n  app:\n    build: .\n", "compose.override.yaml", "services:\n  app:\n    environment:\n      - "+base+"=\n")},
		{check: "redirect-uri-path", status: failed, says: "/tool", files: built("CMD streamlit run app.py\n", "compose.yaml", "services:\n  app:\n    build: .\n    environment:\n      "+base+": ${BASE}\n", ".env", "BASE=tool\n")},
		{check: "redirect-uri-path", status: ok, files: built("ENV "+base+"=tool\nENTRYPOINT [\"./entrypoint.sh\"]\n", "entrypoint.sh", "#!/bin/sh\nunset "+base+"\nexec streamlit run app.py\n")},
		{check: "redirect-uri-path", status: ok, files: built("ENV " + base + "=tool\nCMD env -u " + base + " streamlit run app.py\n")},
		{check: "redirect-uri-path", status: ok, files: map[string]string{"Procfile": "web: " + base + "= streamlit run app.py\n"}},
		{check: "redirect-uri-path", status: failed, says: "/tool", files: map[string]string{"Procfile": "web: " + base + "=tool streamlit run app.py\n"}},
		{check: "redirect-uri-path", status: ok, files: map[string]string{"Procfile": "release: " + base + "=tool python setup.py\nweb: streamlit run app.py\n"}},
		{check: "secrets-found", status: ok, files: map[string]string{"Procfile": "web: STREAMLIT_SECRETS_FILES= streamlit run app.py\n"}},
		{check: "redirect-uri-form", status: ok, files: map[string]string{"Procfile": "web: STREAMLIT_BROWSER_SERVER_ADDRESS= streamlit run app.py\n"}},
		{check: "redirect-uri-port", status: ok, files: map[string]string{"Procfile": "web: streamlit run app.py --server.port=$PORT\n"}},
		{check: "redirect-uri-port", status: failed, says: "8601", files: map[string]string{".devcontainer/devcontainer.json": "{\"postAttachCommand\": \"streamlit run app.py --server.port 8601\"}\n"}},
		{check: "redirect-uri-path", status: failed, says: "team", files: map[string]string{"compose.yaml": "services:\n  app:\n    command:\n      - streamlit\n      - run\n      - app.py\n      - --server.baseUrlPath=team\n"}},
		{check: "redirect-uri-path", status: failed, says: "team", files: map[string]string{"Dockerfile": "CMD [\"streamlit\", \"run\", \\\n  \"app.py\", \\\n  \"--server.baseUrlPath=/team\"]\n"}},
		{check: "redirect-uri-path", status: failed, says: "team", files: map[string]string{"compose.yaml": "services:\n  app:\n    environment:\n      STREAMLIT_SERVER_BASE_URL_PATH: \"team\"\n"}},
		{check: "redirect-uri-port", status: failed, says: "8602", files: map[string]string{"app.py": "", "src/app.py": "import streamlit as st\nst.login()\n", "src/" + config: "[server]\nport = 8602\n"}},

		{check: "config-server", status: warning, says: "passes over", files: map[string]string{config: "[server\n"}},
		{check: "config-server", status: failed, says: "does not start", files: map[string]string{config: "[server\n", "requirements.txt": "streamlit==1.44.1\nAuthlib==1.5.2\n"}},
		{check: "config-server", status: failed, says: "not UTF-8", files: map[string]string{config: "\xff\xfe[\x00"}},
		{check: "config-server", status: ok, files: map[string]string{".devcontainer/devcontainer.json": "{\"postAttachCommand\": {\"server\": \"streamlit run app.py --server.enableCORS false --server.enableXsrfProtection false\"}}\n"}},
	} {
		e.url = microsoft
		t.Run(e.check+"/"+string(e.status)+"/"+strings.ReplaceAll(e.says, " ", "-"), func(t *testing.T) {
			t.Parallel()
			r := e.result(t)
			said := []string{r.Reason, r.Evidence}
			for _, f := range r.Findings {
				said = append(said, f.Message)
			}
			if r.Status != e.status || !strings.Contains(strings.Join(said, "\n"), e.says) {
				t.Errorf("%s is %s and says %q, want %s and %q", r.ID, r.Status, said, e.status, e.says)
			}
			checkShape(t, r)
		})
	}
}
