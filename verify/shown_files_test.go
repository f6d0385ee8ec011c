package verify_test

// shownFiles are about the secrets file as a file, and about git.
func shownFiles() []shown {
	const secretsFile = ".streamlit/secrets.toml"
	script := func(writes string) string {
		return "set -eu\n" + writes + `
[auth]
redirect_uri = "$REDIRECT_URI"
cookie_secret = "$COOKIE_SECRET"
client_id = "$CLIENT_ID"
client_secret = "$CLIENT_SECRET"
server_metadata_url = "$PROVIDER_URL"
EOF
exec streamlit run app.py
`
	}
	return filesOnly([]shown{
		{
			check: "secrets-found",
			bad: example{
				status: failed,
				says:   "there is no secrets file",
				files:  map[string]string{secretsFile: ""},
			},
			then:  "`authkit init` wrote the file.",
			fixed: example{},
		},
		{
			check: "secrets-encoding",
			told:  "The file was saved as \"UTF-8 with BOM\".",
			bad: example{
				status: failed,
				says:   "byte order mark",
				line:   1,
				edit:   []string{"# sign-in", byteOrderMark + "# sign-in"},
			},
			then:  "The file was saved as UTF-8.",
			fixed: example{},
		},
		{
			check: "secrets-parse",
			bad: example{
				status: failed,
				says:   "no quotes",
				line:   5,
				edit: []string{
					`client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"`,
					`client_id = my-client`,
				},
			},
			fixed: example{},
		},
		{
			check: "secrets-dialect",
			bad: example{
				status: failed,
				says:   "TOML 1.1",
				line:   8,
				edit: []string{
					"\"METADATA\"\n",
					"\"METADATA\"\nclient_kwargs = {\n  scope = \"openid email\",\n  prompt = \"login\",\n}\n",
				},
			},
			fixed: example{
				edit: []string{
					"\"METADATA\"\n",
					"\"METADATA\"\nclient_kwargs = { scope = \"openid email\", prompt = \"login\" }\n",
				},
			},
		},
		{
			check: "secrets-permissions",
			told:  "Everybody on the machine may write the file: `-rw-rw-rw-`.",
			bad: example{
				status: warning,
				says:   "0666",
				mode:   0o666,
			},
			then:  "`chmod go-w .streamlit/secrets.toml`",
			fixed: example{mode: 0o644},
		},
		{
			check: "secrets-ignored",
			bad: example{
				status: failed,
				says:   "does not ignore",
				git:    []string{"init -q"},
				files:  map[string]string{".gitignore": "__pycache__/\n"},
			},
			fixed: example{
				git:   []string{"init -q"},
				files: map[string]string{".gitignore": "__pycache__/\n.streamlit/secrets.toml\n"},
			},
		},
		{
			check: "secrets-tracked",
			told:  "Somebody ran `git add -f .streamlit/secrets.toml`.",
			bad: example{
				status: failed,
				says:   "git tracks",
				git:    []string{"init -q", "add -f .streamlit/secrets.toml"},
			},
			then: "`git rm --cached .streamlit/secrets.toml`, and new secrets if it was committed.",
			fixed: example{
				git: []string{"init -q", "add -f .streamlit/secrets.toml", "rm -q --cached .streamlit/secrets.toml"},
			},
		},
		{
			check: "secrets-leaked",
			told:  "A tracked file holds the same client secret.",
			bad: example{
				status: failed,
				says:   "client_secret of [auth] stands in git: settings.py",
				line:   2,
				git:    []string{"init -q", "add settings.py"},
				files:  map[string]string{"settings.py": "# settings\nSECRET = '" + sandboxSecret + "'\n"},
			},
			then: "The client secret was replaced at the provider, and `settings.py` reads the new one.",
			fixed: example{
				git:   []string{"init -q", "add settings.py"},
				files: map[string]string{"settings.py": "import streamlit as st\nSECRET = st.secrets['auth']['client_secret']\n"},
			},
		},
		{
			check: "secrets-image",
			bad: example{
				status: failed,
				says:   "copies the whole folder",
				line:   2,
				files:  map[string]string{"Dockerfile": "FROM python\nCOPY . /app\n"},
			},
			fixed: example{
				files: map[string]string{"Dockerfile": "FROM python\nCOPY . /app\n", ".dockerignore": "**/.streamlit/secrets.toml\n"},
			},
		},
		{
			check: "secrets-from-env",
			bad: example{
				status: failed,
				says:   "quoted",
				line:   2,
				files:  map[string]string{"entrypoint.sh": script("cat > .streamlit/secrets.toml <<'EOF'")},
			},
			fixed: example{
				files: map[string]string{"entrypoint.sh": script("cat > .streamlit/secrets.toml <<EOF")},
			},
		},
	})
}
