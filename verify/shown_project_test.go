package verify_test

import "time"

// shownProject are about the app, its requirements and its settings.
func shownProject() []shown {
	app := func(text string) map[string]string {
		return map[string]string{"app.py": "import streamlit as st\n" + text}
	}
	pinned := func(text string) map[string]string {
		return map[string]string{"app.py": "import streamlit as st\n" + text, "requirements.txt": "streamlit[auth]==1.60.0\n"}
	}
	requirements := func(text string) map[string]string { return map[string]string{"requirements.txt": text} }
	config := func(text string) map[string]string { return map[string]string{".streamlit/config.toml": text} }
	today := time.Date(2027, time.March, 1, 9, 0, 0, 0, time.UTC)
	return filesOnly([]shown{
		{
			check: "app-provider",
			bad: example{
				status: failed,
				says:   `st.login("entra")`,
				line:   2,
				files:  app("st.login('entra')\n"),
			},
			fixed: example{files: app("st.login()\n")},
		},
		{
			check: "app-api",
			bad: example{
				status: failed,
				says:   "gone since Streamlit 1.54",
				line:   2,
				files:  pinned("st.write(st.experimental_user.name)\n"),
			},
			fixed: example{files: pinned("st.write(st.user.get('name'))\n")},
		},
		{
			check: "app-login",
			bad: example{
				status: failed,
				says:   "nobody can sign in",
				files:  app("st.write('Hello')\n"),
			},
			fixed: example{files: app("if not st.user.is_logged_in:\n    st.button('Sign in', on_click=st.login)\n    st.stop()\nst.write('Hello')\n")},
		},
		{
			check: "app-pages",
			bad: example{
				status: warning,
				says:   "anybody can open the page pages/payroll.py",
				line:   2,
				files: map[string]string{
					"app.py":           "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('Sign in', on_click=st.login)\n    st.stop()\nst.write('Hello')\n",
					"pages/payroll.py": "import streamlit as st\nst.write('Salaries')\n",
				},
			},
			fixed: example{files: map[string]string{
				"app.py":           "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('Sign in', on_click=st.login)\n    st.stop()\nst.write('Hello')\n",
				"pages/payroll.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('Sign in', on_click=st.login)\n    st.stop()\nst.write('Salaries')\n",
			}},
		},
		{
			check: "app-callback",
			bad: example{
				status: warning,
				says:   "exchanges ?code= itself",
				line:   4,
				files:  app("st.login()\nif code := st.query_params.get('code'):\n    ask_token({'grant_type': 'authorization_code', 'code': code, 'redirect_uri': 'http://localhost:8501/oauth2callback'})\n"),
			},
			fixed: example{files: app("st.login()\n")},
		},
		{
			check: "app-claims",
			bad: example{
				status: warning,
				says:   "st.user.email",
				line:   3,
				files:  app("if st.user.is_logged_in:\n    st.write(st.user.email)\nelse:\n    st.login()\n"),
			},
			fixed: example{
				files: app("if st.user.is_logged_in:\n    st.write(st.user.get('email') or st.user.get('preferred_username'))\nelse:\n    st.login()\n"),
			},
		},
		{
			check: "deps-streamlit",
			bad: example{
				status: failed,
				files:  requirements("streamlit==1.40.0\nAuthlib\n"),
			},
			fixed: example{files: requirements("streamlit[auth]>=1.59.1\n")},
		},
		{
			check: "deps-authlib",
			bad: example{
				status: failed,
				files:  requirements("streamlit==1.60.0\n"),
			},
			fixed: example{files: requirements("streamlit[auth]==1.60.0\n")},
		},
		{
			check: "deps-httpx",
			bad: example{
				status: failed,
				files:  requirements("streamlit==1.58.0\nAuthlib>=1.3.2\n"),
			},
			fixed: example{files: requirements("streamlit[auth]>=1.59.1\n")},
		},
		{
			check: "deps-compat",
			bad: example{
				status: failed,
				files:  requirements("streamlit==1.42.0\nAuthlib==1.6.6\n"),
			},
			fixed: example{files: requirements("streamlit[auth]>=1.59.1\n")},
		},
		{
			check: "config-server",
			bad: example{
				status: warning,
				says:   "enableXsrfProtection",
				files:  config("[server]\nport = 8501\nenableXsrfProtection = false\n"),
			},
			fixed: example{files: config("[server]\nport = 8501\n")},
		},
		{
			check: "secret-expiry",
			told:  "Today is 2027-03-01.",
			bad: example{
				status: warning,
				says:   "ends on",
				today:  today,
				files:  map[string]string{".streamlit/authkit.toml": "secret_expires = \"2027-03-11\"\n"},
			},
			then: "There is a new client secret.",
			fixed: example{
				today: today,
				files: map[string]string{".streamlit/authkit.toml": "secret_expires = \"2029-02-28\"\n"},
			},
		},
	})
}
