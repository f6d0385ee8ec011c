package verify_test

import "github.com/authkit-cli/authkit/sandbox"

const otherCookieSecret = "w2Rt9VxLq4Zb7KfMh3Jc8NsYp5Dg6EaU"

// besideSecrets are those of another app with the same secrets.
func besideSecrets() map[string]string {
	return map[string]string{".streamlit/secrets.toml": base}
}

// shownAuth are about the values of [auth].
func shownAuth() []shown {
	return filesOnly([]shown{
		{
			check: "auth-section",
			bad: example{
				status: failed,
				says:   "small letters",
				line:   2,
				edit:   []string{"[auth]", "[Auth]"},
			},
			fixed: example{},
		},
		{
			check: "auth-shadowed",
			bad: example{
				status: failed,
				says:   "replaces this whole section",
				files: map[string]string{
					"web/.streamlit/secrets.toml": "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\n",
					"web/app.py":                  "import streamlit as st\nst.login()\n",
					"Procfile":                    "web: streamlit run web/app.py\n",
				},
			},
			fixed: example{
				files: map[string]string{
					"web/app.py": "import streamlit as st\nst.login()\n",
					"Procfile":   "web: streamlit run web/app.py\n",
				},
			},
		},
		{
			check: "auth-keys",
			bad: example{
				status: failed,
				says:   "client_secret is missing",
				edit:   []string{"client_secret = ", "client_password = "},
			},
			fixed: example{},
		},
		{
			check: "auth-placeholder",
			bad: example{
				status: failed,
				says:   "client_id",
				line:   5,
				edit:   []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "YOUR_CLIENT_ID"},
			},
			fixed: example{},
		},
		{
			check: "cookie-secret",
			bad: example{
				status: failed,
				says:   "shorter than 16",
				line:   4,
				edit:   []string{cookieSecret, "letmein"},
			},
			fixed: example{},
		},
		{
			check: "cookie-secret-shared",
			told:  "`authkit verify --all`; the app in `apps/report` has the same `cookie_secret`.",
			bad:   example{status: warning, says: "also that of apps/report", line: 4, beside: besideSecrets()},
			fixed: example{edit: []string{cookieSecret, otherCookieSecret}, beside: besideSecrets()},
		},
		{
			check: "client-secret-shared",
			told:  "`authkit verify --all`; the app in `apps/report` has the same `client_secret`.",
			bad:   example{status: warning, says: "also that of apps/report", line: 6, beside: besideSecrets()},
			fixed: example{edit: []string{sandbox.DefaultClientSecret, "Zyx8Q~otherotherotherotherotherotherothe"}, beside: besideSecrets()},
		},
		{
			check: "expose-tokens",
			bad: example{
				status: failed,
				line:   4,
				edit:   []string{"cookie_secret", "expose_tokens = [\"refresh\"]\ncookie_secret"},
			},
			fixed: example{
				edit: []string{"cookie_secret", "expose_tokens = [\"access\"]\ncookie_secret"},
			},
		},
		{
			check: "redirect-uri-form",
			bad: example{
				status: failed,
				says:   "no scheme",
				line:   3,
				edit:   []string{"http://localhost", "localhost"},
			},
			fixed: example{},
		},
		{
			check: "redirect-uri-path",
			bad: example{
				status: failed,
				says:   "does not end in /oauth2callback",
				line:   3,
				edit:   []string{"/oauth2callback", "/callback"},
			},
			fixed: example{},
		},
		{
			check: "redirect-uri-scheme",
			bad: example{
				status: failed,
				says:   "localhost only",
				line:   3,
				edit:   []string{"http://localhost:8501", "http://app.example.com"},
			},
			fixed: example{
				edit: []string{"http://localhost:8501", "https://app.example.com"},
			},
		},
		{
			check: "redirect-uri-port",
			bad: example{
				status: failed,
				says:   "listens on 9000",
				line:   3,
				files:  map[string]string{".streamlit/config.toml": "[server]\nport = 9000\n"},
			},
			fixed: example{
				edit:  []string{"localhost:8501", "localhost:9000"},
				files: map[string]string{".streamlit/config.toml": "[server]\nport = 9000\n"},
			},
		},
		{
			check: "client-id-form",
			bad: example{
				status: failed,
				says:   "not a GUID",
				line:   5,
				edit:   []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "my-first-app"},
			},
			fixed: example{},
		},
		{
			check: "client-secret-form",
			bad: example{
				status: failed,
				says:   "Secret ID",
				line:   6,
				edit:   []string{sandboxSecret, "0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5e"},
			},
			fixed: example{},
		},
		{
			check: "metadata-url-form",
			bad: example{
				status: failed,
				says:   "endpoint of the provider",
				line:   7,
				edit:   []string{"/v2.0/.well-known/openid-configuration", "/oauth2/v2.0/authorize"},
			},
			fixed: example{},
		},
		{
			check: "metadata-url-tenant",
			bad: example{
				status: failed,
				line:   7,
				edit:   []string{"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "common"},
			},
			fixed: example{},
		},
		{
			check: "provider-name",
			bad: example{
				status: failed,
				says:   "underscore",
				edit:   []string{"client_id =", "[auth.my_entra]\nclient_id ="},
				files:  map[string]string{"app.py": "import streamlit as st\nst.login('my_entra')\n"},
			},
			fixed: example{
				edit:  []string{"client_id =", "[auth.my-entra]\nclient_id ="},
				files: map[string]string{"app.py": "import streamlit as st\nst.login('my-entra')\n"},
			},
		},
		{
			check: "provider-keys",
			bad: example{
				status: warning,
				says:   "no effect",
				line:   5,
				edit:   []string{"client_id =", "scope = \"openid email\"\nclient_id ="},
			},
			fixed: example{
				edit: []string{"client_id =", "client_kwargs = { scope = \"openid email\" }\nclient_id ="},
			},
		},
		{
			check: "client-kwargs",
			bad: example{
				status: failed,
				says:   "lacks openid",
				line:   9,
				edit:   []string{"\"METADATA\"\n", "\"METADATA\"\n[auth.client_kwargs]\nscope = \"profile\"\n"},
			},
			fixed: example{
				edit: []string{"\"METADATA\"\n", "\"METADATA\"\n[auth.client_kwargs]\nscope = \"openid profile\"\n"},
			},
		},
	})
}
