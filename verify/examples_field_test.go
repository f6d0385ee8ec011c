package verify_test

import (
	"net/http"
	"strings"

	"github.com/authkit-cli/authkit/sandbox"
)

// fieldExamples are rules that reports from the field asked for: each with what
// it must not be taken for.
func fieldExamples() []example {
	secretsFile := ".streamlit/secrets.toml"
	requirements := func(text string) map[string]string { return map[string]string{"requirements.txt": text} }
	code := func(text string) map[string]string {
		return map[string]string{"app.py": "import streamlit as st\n" + text}
	}
	code2 := func(text, requirements string) map[string]string {
		return map[string]string{"app.py": "import streamlit as st\n" + text, "requirements.txt": requirements}
	}
	microsoftAt := func(tenant string) string {
		return "https://login.microsoftonline.com/" + tenant + "/v2.0/.well-known/openid-configuration"
	}
	login := app(sends("https://login.example/authorize?client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31&redirect_uri=http%3A%2F%2FHOST%2Foauth2callback"))
	return []example{
		{check: "deps-authlib", status: failed, says: "does not ask for", line: 1, url: microsoft, files: map[string]string{"requirements.txt": "streamlit==1.67.0\n", "Dockerfile": "FROM python\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"}},
		{check: "deps-authlib", status: ok, url: microsoft, files: map[string]string{"requirements.txt": "streamlit==1.67.0\n", "Dockerfile": "FROM python\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nRUN pip install Authlib httpx\n"}},
		{check: "deps-httpx", status: ok, url: microsoft, files: map[string]string{"requirements.txt": "streamlit==1.67.0\n", "requirements-auth.txt": "Authlib>=1.3.2\nhttpx\n", "Dockerfile": "FROM python\nWORKDIR /app\nCOPY requirements*.txt ./\nRUN pip install -r requirements.txt -r requirements-auth.txt\n"}},
		{check: "deps-streamlit", status: failed, says: "nothing can be installed by the name sqlite3", line: 2, url: microsoft, files: requirements("streamlit[auth]==1.67.0\nsqlite3\n")},
		{check: "deps-streamlit", status: failed, says: "by the name pil", line: 2, url: microsoft, files: requirements("streamlit[auth]==1.67.0\nPIL\n")},
		{check: "deps-streamlit", status: ok, url: microsoft, files: requirements("--extra-index-url https://packages.example/simple\nstreamlit[auth]==1.67.0\nsqlite3\n")},
		{check: "deps-streamlit", status: ok, url: microsoft, files: requirements("streamlit[auth]==1.67.0\nwinreg; sys_platform == \"win32\"\n")},
		{check: "deps-streamlit", status: ok, url: microsoft, files: map[string]string{"requirements.txt": "streamlit==1.30\n", "docker/requirements.txt": "streamlit[auth]==1.67.0\n", "Dockerfile": "FROM python\nWORKDIR /app\nCOPY docker/requirements.txt .\nRUN pip install -r requirements.txt\n"}},
		{check: "metadata-url-form", status: failed, says: "GitHub", line: 7, url: "https://github.com/.well-known/openid-configuration"},
		{check: "metadata-url-form", status: ok, url: "https://github.example.com/.well-known/openid-configuration"},
		{check: "metadata-url-tenant", status: failed, says: "its tenant is None", line: 7, url: microsoftAt("None")},
		{check: "metadata-url-tenant", status: failed, says: "placeholder", line: 7, url: microsoftAt("YOUR_TENANT_ID")},
		{check: "metadata-url-tenant", status: failed, says: "stands for many", line: 7, edit: []string{"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "common"}},
		{check: "secrets-parse", status: failed, says: "client_id has no value", line: 5, url: microsoft, edit: []string{"client_id = \"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31\"", "client_id"}},
		{check: "secrets-parse", status: failed, says: "neither key = value", line: 5, url: microsoft, edit: []string{"client_id = \"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31\"", "S0meSecret"}},
		{check: "auth-keys", status: failed, says: "authorize_url does not stand in for it", url: microsoft, edit: []string{"server_metadata_url", "authorize_url"}},
		{check: "secrets-found", status: failed, says: "st.user holds nothing", url: microsoft, files: map[string]string{secretsFile: ""}},
		{check: "secrets-found", status: failed, says: "environment variables are not read", url: microsoft, files: map[string]string{secretsFile: "", "Dockerfile": "FROM python\nENV AUTH_CLIENT_ID=x\n"}},
		{check: "secrets-found", status: failed, says: "mounts /vault/secrets", url: microsoft, files: map[string]string{secretsFile: "", "deployment.yaml": "volumeMounts:\n  - mountPath: /vault/secrets\n"}},
		{check: "app-callback", status: warning, says: "in a frame", line: 2, url: microsoft, files: code("st.components.v1.iframe('https://accounts.google.com/o/oauth2/v2/auth')\n")},
		{check: "app-callback", status: ok, url: microsoft, files: code("st.components.v1.iframe('https://example.com/')\n# iframe('https://accounts.google.com/')\n")},
		{check: "app-callback", status: warning, says: "streamlit_google_auth", line: 2, url: microsoft, files: code("from streamlit_google_auth import Authenticate\n")},
		{check: "app-login", status: unproven, says: "under the condition in line 3 of app.py, which hangs on the environment", url: microsoft, files: code("import os\nif os.environ.get('SIGN_IN'):\n    st.login()\n")},
		{check: "app-login", status: unproven, says: "come past line 4 of app.py to the sign-in", url: microsoft, files: code("from company import connect\ndb = connect()\nif db is None:\n    st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: unproven, says: "come past line 5 of app.py to the sign-in", url: microsoft, files: code("from pathlib import Path\ndef ready():\n    return Path('model').exists()\nif not ready():\n    st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: unproven, says: "come past line 4 of app.py to the sign-in", url: microsoft, files: code("from company import connect\ndef checks():\n    if connect() is None:\n        st.stop()\ndef main():\n    checks()\n    if not st.user.is_logged_in:\n        st.login()\nmain()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("asked = st.query_params\nif asked.get('page') == 'privacy':\n    st.write('no data is kept')\n    st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("from company import connect\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nif connect() is None:\n    st.stop()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("from company import connect\nif connect() is None:\n    raise ValueError('no database')\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "config.yaml is opened here and is not there", line: 2, url: microsoft, files: code("SETTINGS = open('config.yaml').read()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "write img/Logo.png", line: 2, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.image('img/logo.png')\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "img/Logo.png": "(a picture)"}},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nfrom pathlib import Path\nst.html((Path(__file__).parent / 'look.css').read_text())\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "look.css": "a {}"}},
		{check: "app-api", status: ok, url: microsoft, files: code("try:\n    SETTINGS = open('config.yaml').read()\nexcept OSError:\n    SETTINGS = ''\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: unproven, says: "line 2 of app.py opens model.bin, which is not here", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nMODEL = open('model.bin', 'rb').read()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "README.md": "Put model.bin beside app.py first."}},
		{check: "app-login", status: unproven, says: "opens rows.csv, which is not here", url: microsoft, files: code("import fetch\nfetch.download_rows()\nROWS = open('rows.csv').read()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nROWS = open('rows.csv').read()\n")},
		{check: "app-login", status: failed, says: "line 2 of app.py gives AUTH_MODE the value \"none\", which turns it off", line: 6, url: microsoft, files: code("AUTH_MODE = 'none'\ndef gate():\n    if AUTH_MODE == 'oidc':\n        if not st.user.is_logged_in:\n            st.login()\n            st.stop()\ngate()\n")},
		{check: "app-login", status: failed, says: "gives SIGN_IN the value False", line: 5, url: microsoft, files: code("class Settings:\n    SIGN_IN = False\nif Settings.SIGN_IN:\n    st.login()\n")},
		{check: "app-login", status: failed, says: "gives DEMO the value True", line: 5, url: microsoft, files: code("DEMO = True\nif DEMO:\n    st.stop()\nst.button('in', on_click=st.login)\n")},
		{check: "app-api", status: failed, says: "brings the module plotly", line: 2, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport plotly.express as px\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "requirements.txt": "streamlit[auth]==1.67.0\n"}},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport plotly.express as px\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "requirements.txt": "streamlit[auth]==1.67.0\nplotly\n"}},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport plotly.express as px\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "requirements.txt": "streamlit[auth]==1.67.0\n", "README.md": "Run pip install plotly, too.\n"}},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport plotly\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "requirements.txt": "streamlit[auth]==1.67.0\n", "plotly.py": "x = 1\n"}},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\ntry:\n    import plotly\nexcept ImportError:\n    plotly = None\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n", "requirements.txt": "streamlit[auth]==1.67.0\n"}},
		{check: "app-login", status: unproven, says: "under a condition that cannot be followed", url: microsoft, files: code("import os\nfrom shared import ready\nif ready(st.user.get('email')):\n    if os.environ.get('SIGN_IN'):\n        st.login()\n")},
		{check: "app-api", status: warning, says: "nobody can choose", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.login('google')\n    st.login('okta')\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    if st.radio('with', ['google', 'okta']) == 'okta':\n        st.login('okta')\n    else:\n        st.login('google')\n    st.stop()\n")},
		{check: "app-claims", status: ok, url: microsoft, files: code("st.write(st.user.get('groups'))\nst.login()\n")},
		{check: "app-claims", status: warning, says: "in some sixty groups", line: 2, url: microsoft, files: code2("st.write(st.user.get('groups'))\nst.login()\n", "streamlit==1.49.1\nAuthlib>=1.3.2,<1.6\n")},
		{check: "app-api", status: warning, says: "st.App", line: 2, url: microsoft, files: code2("st.App('main.py', secrets={'auth': {'expose_tokens': ['id']}})\n", "streamlit[auth]==1.59.1\n")},
		{check: "app-api", status: ok, url: microsoft, files: code2("st.App('main.py', secrets={'auth': {'expose_tokens': ['id']}})\n", "streamlit[auth]==1.60.0\n")},
		{check: "app-api", status: ok, url: microsoft, files: code2("from elsewhere import load\nst.App('main.py', secrets=load(), title='expose_tokens')\n", "streamlit[auth]==1.59.1\n")},
		{check: "app-callback", status: unproven, says: "comes back to another path", url: microsoft, files: code("ASK = 'https://accounts.google.com/o/oauth2/v2/auth'\nBACK = 'http://localhost:8501/'\n")},
		{check: "app-callback", status: warning, says: "instead of st.login", line: 2, url: microsoft, files: code("ASK = 'https://accounts.google.com/o/oauth2/v2/auth?redirect_uri=http%3A%2F%2Flocalhost%3A8501%2Foauth2callback'\n")},
		{check: "app-callback", status: warning, says: "instead of st.login", line: 2, url: microsoft, files: code("ASK = 'https://accounts.google.com/o/oauth2/v2/auth?response_type=token'\n")},
		{check: "app-callback", status: warning, says: "instead of st.login", line: 2, url: microsoft, files: code("ASK = 'https://accounts.google.com/o/oauth2/v2/auth'\nask(ASK, st.secrets['auth']['redirect_uri'])\n")},
		{check: "app-callback", status: ok, url: microsoft, files: code("st.login()\nASK = 'https://accounts.google.com/o/oauth2/v2/auth'\nSCOPES = ['openid', 'https://www.googleapis.com/auth/gmail.send']\nBACK = 'https://board.example.com/'\n")},
		{check: "app-callback", status: warning, says: "put together by hand", line: 3, url: microsoft, files: code("st.login()\nASK = 'https://accounts.google.com/o/oauth2/v2/auth'\nSCOPES = ['openid', 'https://www.googleapis.com/auth/gmail.send']\nBACK = 'https://board.example.com/oauth2callback'\n")},
		{check: "app-callback", status: unproven, says: "does not show whether", url: microsoft, files: code("st.login()\nASK = 'https://accounts.google.com/o/oauth2/v2/auth'\nSCOPES = ['openid', 'https://www.googleapis.com/auth/userinfo.email']\n")},
		{check: "app-api", status: failed, says: "cannot be called", line: 5, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nif st.user.has_permission('edit'):\n    st.write('editor')\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nif hasattr(st.user, 'has_permission') and st.user.has_permission('edit'):\n    st.write(st.user.get('name').upper())\n")},
		{check: "app-login", status: "undecided", says: "is no part of app.py", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.title('one')\n", "second/entry.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n", "third/entry.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n"}},
		{check: "app-login", status: "ok", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.title('one')\n", "second/entry.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n"}},
		{check: "app-login", status: failed, says: "nothing in the app calls st.login", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.title('one')\n", "second/entry.py": "import streamlit as st\n# st.login()\n"}},
		{check: "config-server", status: failed, says: "there is no such file", line: 1, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.login()\n", "Procfile": "web: streamlit run main_app.py --server.port $PORT\n"}},
		{check: "config-server", status: failed, says: "starts dashboard.py", line: 4, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.login()\n", "render.yaml": "services:\n  - type: web\n    name: app\n    startCommand: streamlit run dashboard.py --server.port $PORT\n"}},
		{check: "config-server", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.login()\n", "render.yaml": "services:\n  - type: web\n    rootDir: web\n    startCommand: streamlit run dashboard.py --server.port $PORT\n"}},
		{check: "config-server", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.login()\n", "Procfile": "web: python build.py && streamlit run built.py\n"}},
		{check: "config-server", status: warning, says: "starts home.py", line: 1, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.login()\n", ".devcontainer/devcontainer.json": "{\"postAttachCommand\": {\"server\": \"streamlit run home.py\"}}\n"}},
		{check: "app-callback", status: ok, url: microsoft, files: code("st.login()\ndef ask(back):\n    Flow('https://accounts.google.com/o/oauth2/auth').redirect_uri = back\nask('http://localhost:8501')\n")},
		{check: "app-callback", status: ok, url: microsoft, files: code("st.login()\ndef older():\n    ask('https://accounts.google.com/o/oauth2/v2/auth', {'redirect_uri': st.secrets['auth']['redirect_uri']})\n")},
		{check: "app-callback", status: warning, says: "put together by hand", line: 4, url: microsoft, files: code("st.login()\ndef older():\n    ask('https://accounts.google.com/o/oauth2/v2/auth', {'redirect_uri': st.secrets['auth']['redirect_uri']})\nolder()\n")},
		{check: "app-callback", status: warning, says: "put together by hand", line: 2, url: microsoft, files: code("ask('https://accounts.google.com/o/oauth2/v2/auth', redirect_uri='http://localhost:8501/oauth2callback')\nst.login()\n")},
		{check: "app-callback", status: ok, url: microsoft, files: code("st.login()\ncode = st.query_params['code']\npost('https://tracker.example.com/token', {'grant_type': 'authorization_code', 'code': code})\n")},
		{check: "app-callback", status: unproven, says: "does not show whether", url: microsoft, files: code("st.login()\ncode = st.query_params['code']\npost('https://oauth2.googleapis.com/token', {'grant_type': 'authorization_code', 'code': code})\n")},
		{check: "app-callback", status: warning, says: "exchanges ?code= itself", url: microsoft, files: code("st.login()\ncode = st.query_params['code']\npost(TOKEN, {'grant_type': 'authorization_code', 'code': code, 'redirect_uri': st.secrets['auth']['redirect_uri']})\n")},
		{check: "app-api", status: failed, says: "in a form", line: 4, url: microsoft, files: code("if not st.user.is_logged_in:\n    with st.form('f'):\n        st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    with st.form('f'):\n        st.form_submit_button('in', on_click=st.login)\n    st.button('again', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "needs a title", line: 2, url: microsoft, files: code("@st.dialog\ndef ask():\n    st.button('in', on_click=st.login)\nif not st.user.is_logged_in:\n    ask()\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "for everybody", line: 2, url: microsoft, files: code("@st.cache_data(ttl=60)\ndef ok():\n    return st.user.is_logged_in\nif not ok():\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("@st.fragment\ndef ok():\n    return st.user.is_logged_in\nif not ok():\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "switched off", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login, disabled=True)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.button('soon', on_click=st.login, args=['soon'], disabled=True)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "nothing runs it", line: 5, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nst.navigation([st.Page(lambda: None)])\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\np = st.navigation([st.Page(lambda: None)])\np.run()\n")},
		{check: "app-api", status: failed, says: "is no function", line: 2, url: microsoft, files: code("if not st.user.is_logged_in():\n    st.login()\n")},
		{check: "app-login", status: failed, says: "tabs and blanks are mixed", line: 4, url: microsoft, files: code("if True:\n\ta = 1\n        b = 2\nst.login()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("if True:\n\tif not st.user.is_logged_in:\n\t    st.login()\n")},
		{check: "app-login", status: failed, says: "switched off", line: 5, url: microsoft, files: code("OFF = True\nif not st.user.is_logged_in:\n    if st.button('in', disabled=OFF):\n        st.login()\n")},
		{check: "app-login", status: failed, says: "switched off", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('a', on_click=st.login, disabled=True)\n    st.button('b', on_click=st.login, disabled=True)\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("ok = st.checkbox('I agree')\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login, disabled=not ok)\n")},
		{check: "app-api", status: failed, says: "nothing runs it", line: 6, url: microsoft, files: code("import subprocess\nsubprocess.run(['true'])\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\np = st.navigation([st.Page(lambda: None)])\np.run\n")},
		{check: "app-api", status: failed, says: "in a form", line: 5, url: microsoft, files: code("f = st.form('f')\nif not st.user.is_logged_in:\n    with f:\n        st.button('in', on_click=st.login)\n")},
		{check: "app-api", status: failed, says: "in a form", line: 3, url: microsoft, files: code("def show():\n    st.button('in', on_click=st.login)\nif not st.user.is_logged_in:\n    with st.form('f'):\n        show()\n")},
		{check: "app-api", status: failed, says: "in a form", line: 4, url: microsoft, files: code("if not st.user.is_logged_in:\n    f = st.form('f')\n    f.button('in', on_click=st.login)\n")},
		{check: "app-api", status: failed, says: "in no form", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.form_submit_button('in', on_click=st.login)\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("def send():\n    st.form_submit_button('in', on_click=st.login)\nif not st.user.is_logged_in:\n    with st.form('f') as f:\n        one, two = st.columns(2)\n        with one:\n            send()\n    with st.sidebar:\n        st.button('in', on_click=st.login)\n")},
		{check: "app-api", status: failed, says: "callback in a form", line: 4, url: microsoft, files: code("if not st.user.is_logged_in:\n    with st.form('f'):\n        st.checkbox('in', on_change=st.login)\n")},
		{check: "app-api", status: failed, says: "for everybody", line: 4, url: microsoft, files: code("class G:\n    @staticmethod\n    @st.cache_resource(ttl=60)\n    def ok():\n        return st.user.get('is_logged_in')\nif not G.ok():\n    st.button('in', on_click=st.login)\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n@st.cache_data\ndef load():\n    return 1 if st.user.is_logged_in else 0\nst.write(load())\n")},
		{check: "app-api", status: failed, says: "needs a title", line: 2, url: microsoft, files: code("@st.dialog()\ndef ask():\n    st.button('in', on_click=st.login)\nif not st.user.is_logged_in:\n    ask()\n")},
		{check: "app-api", status: failed, says: "has no \"OPENAI\"", line: 2, url: microsoft, files: code("KEY = st.secrets['OPENAI']\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "[\"auth\"] has no \"role\"", line: 3, url: microsoft, files: code("def role():\n    return st.secrets['auth']['role']\nrole()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: unproven, says: "which app-api tells of", url: microsoft, files: code("KEY = st.secrets.OPENAI\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nKEY = st.secrets['OPENAI']\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("def key():\n    return st.secrets['OPENAI']\ntry:\n    KEY = key()\nexcept KeyError:\n    KEY = ''\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("import contextlib\nwith contextlib.suppress(KeyError):\n    KEY = st.secrets['OPENAI']\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "nobody who is not signed in comes to", line: 5, url: microsoft, files: code("def f():\n    raise ValueError\nf()\nst.login()\n")},
		{check: "app-api", status: failed, says: "no argument onclick", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', onclick=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "called without label", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button(on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "called without key", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    with st.form():\n        st.form_submit_button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "gives a list", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    with st.columns(2):\n        st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "2 names stand before it", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    a, b = st.columns(3)\n    a.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "a text as type", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', type='danger', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "a text as gap", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    a, b = st.columns(2, gap='huge')\n    a.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "takes 1 without a name, and here are 2", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    a, b = st.tabs('in', 'up')\n    a.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "no argument width in Streamlit 1.45.1", line: 3, url: microsoft, files: code2("if not st.user.is_logged_in:\n    st.button('in', width='stretch', on_click=st.login)\n    st.stop()\n", "streamlit[auth]==1.45.1\n")},
		{check: "app-api", status: failed, says: "no argument icon", line: 4, url: microsoft, files: code("if not st.user.is_logged_in:\n    c = st.container()\n    c.caption('in', icon='x')\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code2("if not st.user.is_logged_in:\n    st.button('in', width='stretch', on_click=st.login)\n    st.stop()\n", "streamlit[auth]==1.50.0\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', **{'onclick': st.login})\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    try:\n        st.button('in', onclick=st.login)\n    except TypeError:\n        st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: warning, says: "no argument onclick", line: 4, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.button('up', onclick=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "there is no page \"login.py\"", line: 3, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.switch_page('login.py')\n", "login.py": "import streamlit as st\nst.login()\n"}},
		{check: "app-api", status: warning, says: "there is no page \"pages/nope.py\"", line: 2, url: microsoft, files: code("if st.button('x'): st.switch_page('pages/nope.py')\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.page_link('./pages/in.py')\nst.page_link('https://example.org/a.py')\nif not st.user.is_logged_in:\n    st.switch_page('pages/in.py')\n", "pages/in.py": "import streamlit as st\nst.button('in', on_click=st.login)\n"}},
		{check: "app-login", status: failed, says: "st.secrets has no \"db\"", url: microsoft, files: code("for key in ['auth', 'db']:\n    if key not in st.secrets:\n        st.error(key)\n        st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("for key in ['auth']:\n    if key not in st.secrets:\n        st.error(key)\n        st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "[auth] of st.secrets has no \"tenant_id\"", url: microsoft, files: code("missing = []\nfor key in ('client_id', 'tenant_id'):\n    if not st.secrets['auth'].get(key):\n        missing.append(key)\nif missing:\n    st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("missing = []\nfor key in ('client_id', 'client_secret'):\n    if not st.secrets['auth'].get(key):\n        missing.append(key)\nif missing:\n    st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "st.secrets has no \"db\"", url: microsoft, files: code("if not all(k in st.secrets for k in ('auth', 'db')):\n    st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "st.secrets has no \"db\"", url: microsoft, files: code("for key in ('auth', 'db'):\n    assert key in st.secrets, key\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "st.secrets has no \"db\"", url: microsoft, files: code("try:\n    URL = st.secrets['db']\nexcept KeyError:\n    st.stop()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: unproven, says: "with other values it is there", url: microsoft, files: code("if st.secrets.get('closed', True):\n    st.write('come back later')\nelse:\n    st.login()\n")},
		{check: "app-api", status: failed, says: "which Python runs once", line: 2, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport gate\nst.write(1)\n", "gate.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n"}},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport gate\ngate.ask()\nst.write(1)\n", "gate.py": "import streamlit as st\ndef ask():\n    if not st.user.is_logged_in:\n        st.button('in', on_click=st.login)\n        st.stop()\n"}},
		{check: "app-login", status: unproven, says: "keeps people from it", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nfrom gate import who\nst.write(who)\n", "gate.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n    st.stop()\nwho = st.user.get('email')\n"}},
		{check: "app-api", status: failed, says: "there is no file \"abuot.py\"", line: 4, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\ndef home():\n    st.button('in', on_click=st.login)\npg = st.navigation([st.Page(home), st.Page('abuot.py')])\npg.run()\n", "about.py": "import streamlit as st\n"}},
		{check: "app-api", status: failed, says: "there is no file \"login.py\"", line: 2, url: microsoft, files: code("st.navigation([st.Page('login.py')]).run()\n")},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\ndef home():\n    st.button('in', on_click=st.login)\nst.navigation([st.Page(home), st.Page('build/about.py')]).run()\n", "build/about.py": "import streamlit as st\n"}},
		{check: "app-api", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\ndef home():\n    st.button('in', on_click=st.login)\nst.navigation([st.Page(home), st.Page('other/about.py')]).run()\n", ".gitmodules": "[submodule \"other\"]\n\tpath = other\n\turl = https://example.org/other.git\n"}},
		{check: "app-api", status: failed, says: "st.navigation is given no page here", line: 4, url: microsoft, files: code("def home():\n    st.write('a')\npg = st.navigation([st.Page(home)] if st.user.is_logged_in else [])\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\npg.run()\n")},
		{check: "app-api", status: failed, says: "a second dialog", line: 9, url: microsoft, files: code("@st.dialog('A')\ndef a():\n    st.write('a')\n@st.dialog('B')\ndef b():\n    st.button('in', on_click=st.login)\na()\nb()\n")},
		{check: "app-api", status: failed, says: "nobody stays signed in", line: 5, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nst.button('out', on_click=st.logout())\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nst.button('out', on_click=st.logout)\nif st.button('out too'):\n    st.logout()\n")},
		{check: "app-login", status: failed, says: "in every run", line: 2, url: microsoft, files: code("st.button('in', on_click=st.login())\n")},
		{check: "app-login", status: failed, says: "nobody who is not signed in comes to", line: 3, url: microsoft, files: code("async def main():\n    st.login()\nmain()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("import asyncio\nasync def main():\n    if not st.user.is_logged_in:\n        st.login()\nasyncio.run(main())\n")},
		{check: "app-login", status: failed, says: "nobody who is not signed in comes to", line: 4, url: microsoft, files: code("def gate():\n    if not st.user.is_logged_in:\n        st.login()\ngate\n")},
		{check: "app-login", status: failed, says: "nobody who is not signed in comes to", line: 3, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=lambda: st.login)\n")},
		{check: "app-api", status: failed, says: "has no \"email\" for people who are not", line: 2, url: microsoft, files: code("st.write(st.user.email)\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "has no \"is_loggedin\"", line: 2, url: microsoft, files: code("if not st.user.is_loggedin:\n    st.login()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("def who():\n    return st.user.email\ntry:\n    who()\nexcept AttributeError:\n    pass\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "in every run", line: 3, url: microsoft, files: code("if 'user' not in st.session_state:\n    st.login()\n    st.stop()\nif st.button('out'):\n    st.session_state.user = None\n")},
		{check: "app-login", status: failed, says: "isinstance in line 6", line: 8, url: microsoft, files: code("def section(name):\n    return dict(st.secrets.get(name, {}))\ndef ready():\n    auth = section('auth')\n    return isinstance(auth.get('microsoft', st.secrets['auth']), dict)\nif ready():\n    st.login()\n")},
		{check: "app-api", status: failed, says: "nothing lets them in", line: 4, url: microsoft, files: code("if not st.session_state.get('entered'):\n    if st.button('in'):\n        st.login()\n        st.session_state['entered'] = True\n    st.stop()\nst.write(1)\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if not st.session_state.get('entered'):\n    if st.user.is_logged_in:\n        st.session_state['entered'] = True\n        st.rerun()\n    st.button('in', on_click=st.login)\n    st.stop()\nst.write(1)\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("if st.query_params.get(\"go\") == \"1\":\n    st.login()\nif st.user.is_logged_in:\n    st.write(\"hi\", st.user.get(\"email\"))\n    st.stop()\nst.markdown(\"<a href='?go=1' target='_self'>in</a>\", unsafe_allow_html=True)\nst.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("email = st.user.get(\"email\")\nif not email:\n    if st.button(\"in\"):\n        st.login()\n    st.stop()\nst.write(\"hi\")\nst.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("with st.sidebar:\n    if st.button(\"other account\"):\n        st.login()\nif not st.user.is_logged_in:\n    st.write(\"please sign in\")\n    st.stop()\nst.write(\"hi\")\nst.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("for claim in ('email', 'upn'):\n    if st.user.get(claim):\n        break\nelse:\n    st.button('in', on_click=st.login)\n    st.stop()\nst.write(1)\n")},
		{check: "provider-keys", status: warning, says: "tenant_id in [auth] has no effect", url: microsoft, edit: []string{"client_id =", "tenant_id = \"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4\"\nclient_id ="}, files: code("if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "provider-keys", status: ok, url: microsoft, edit: []string{"client_id =", "tenant_id = \"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4\"\nclient_id ="}, files: code("TENANT = st.secrets['auth']['tenant_id']\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "nothing ever puts \"role\"", line: 2, url: microsoft, files: code("role = st.session_state.role\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("st.text_input('Your role', key='role')\nrole = st.session_state.role\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("try:\n    role = st.session_state['role']\nexcept KeyError:\n    role = None\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "the name os a value", line: 2, url: microsoft, files: code("DEBUG = os.getenv('DEBUG')\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "TITLE is not defined yet where", line: 2, url: microsoft, files: code("st.title(TITLE)\nTITLE = 'a'\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "gate is called here and reads TITLE, which is not defined yet", line: 5, url: microsoft, files: code("def gate():\n    st.button(TITLE, on_click=st.login)\n    st.stop()\ngate()\nTITLE = 'a'\n")},
		{check: "app-api", status: failed, says: "count is a name of this function's own", line: 4, url: microsoft, files: code("count = 0\ndef gate():\n    count += 1\n    st.button('in', on_click=st.login)\ngate()\n")},
		{check: "app-api", status: failed, says: "the name gate a value", line: 2, url: microsoft, files: code("gate()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("try:\n    text = unicode\nexcept NameError:\n    text = str\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("from math import *\nx = sin(1)\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("class A:\n    x = 1\n    y = x\n    def f(self, z=x): return z\nn = [i for i in range(3) if (j := i)]\nmatch n:\n    case [first, *rest]:\n        print(first, rest)\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("def f():\n    global DB\n    DB = 1\nf()\nprint(DB, __name__, __file__)\nwith open(__file__) as h, h as k:\n    print(h, k)\nf = lambda a, *b, c=1, **d: (a, b, c, d)\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "the name signed_in a value", line: 2, url: microsoft, files: code("@signed_in\ndef main(): st.write(1)\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "has no \"limit\"", line: 2, url: microsoft, files: code("def load(limit=st.secrets['limit']): return limit\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "the name FACTOR a value", line: 2, url: microsoft, files: code("x = [n * FACTOR for n in range(3)]\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("import os\nx = [n * FACTOR for n in os.listdir('nowhere')]\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-api", status: failed, says: "is no function", line: 3, url: microsoft, files: code("who = st.user\nif not who['is_logged_in']():\n    st.login()\n")},
		{check: "app-api", status: ok, url: microsoft, files: code("class Who:\n    def is_logged_in(self): return st.user.is_logged_in\nwho = Who()\nif not who.is_logged_in():\n    st.login()\n")},
		{check: "app-api", status: failed, says: "is no function", line: 3, url: microsoft, files: code("inside = st.user.is_logged_in\nif not inside():\n    st.login()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("async def main(): await other()\nif not st.user.is_logged_in:\n    st.login()\n")},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "async def first():\n    await other()\nimport streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n"}},
		{check: "app-login", status: failed, says: "an await stands outside of an async function", line: 4, url: microsoft, files: code("async def x(): pass\n\nawait x()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("async def x():\n    await x()\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n")},
		{check: "app-login", status: failed, says: "in every run", line: 2, url: microsoft, files: code("user = st.login()\nif not user: st.stop()\n")},
		{check: "app-login", status: failed, says: "in every run", line: 3, url: microsoft, files: code("if 'user' not in st.session_state:\n    st.login()\n    st.stop()\n")},
		{check: "app-login", status: ok, url: microsoft, files: code("if not st.user.is_logged_in:\n    st.login()\n")},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "from shim import st\nif not st.user.is_logged_in:\n    st.button(\"Log in\", on_click=st.login)\n    st.stop()\nst.write(1)\n", "shim.py": "import streamlit as st\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "from common import *\nif not st.user.is_logged_in:\n    st.button(\"Log in\", on_click=st.login)\n    st.stop()\nst.write(1)\n", "common.py": "import streamlit as st\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "from ui import st, gate\ngate()\nst.write(1)\n", "ui/__init__.py": "from .base import st\nfrom .auth import gate\n", "ui/auth.py": "from .base import st\ndef gate():\n    if not st.user.is_logged_in:\n        st.button(\"Log in\", on_click=st.login)\n        st.stop()\n", "ui/base.py": "import streamlit as st\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "from shim import login, user, st\nif not user.is_logged_in:\n    st.button(\"Log in\", on_click=login)\n    st.stop()\nst.write(1)\n", "shim.py": "import streamlit as st\nfrom streamlit import login, user\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "from shim import sign_in, st\nif not st.user.is_logged_in:\n    st.button(\"Log in\", on_click=sign_in)\n    st.stop()\nst.write(1)\n", "shim.py": "import streamlit as st\nsign_in = st.login\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "st = __import__(\"streamlit\")\nif not st.user.is_logged_in:\n    st.button(\"Log in\", on_click=st.login)\n    st.stop()\nst.write(1)\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "from importlib import import_module\nst = import_module(\"streamlit\")\nif not st.user.is_logged_in:\n    st.button(\"Log in\", on_click=st.login)\n    st.stop()\nst.write(1)\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nfrom state import ask\nif not st.user.is_logged_in:\n    if st.button(\"Log in\"):\n        ask()\n    if st.session_state.get(\"ask\"):\n        st.login()\n    st.stop()\nst.write(1)\n", "state.py": "import streamlit as st\ndef ask():\n    st.session_state.ask = True\n"}},
		// streamlit by the name of another file; the real Streamlit came to st.login in each
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "import common\nif not common.st.user.is_logged_in:\n    common.st.button(\"in\", on_click=common.st.login)\n    common.st.stop()\n", "common.py": "import streamlit as st\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "import pkg.common\npkg.common.st.button(\"in\", on_click=pkg.common.st.login)\n", "pkg/__init__.py": "", "pkg/common.py": "import streamlit as st\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "from pkg import common as c\ndef main():\n    if not c.user.is_logged_in:\n        c.login()\nmain()\n", "pkg/__init__.py": "", "pkg/common.py": "from streamlit import login, user\n"}},
		{check: "app-login", status: ok, url: microsoft, files: map[string]string{"app.py": "if not __import__(\"streamlit\").user.is_logged_in:\n    __import__(\"streamlit\").login()\n"}},
		{check: "app-login", status: failed, says: "nothing in the app calls st.login", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nimport common\ncommon.st.write(common.login)\n", "common.py": "import streamlit as st\nlogin = 1\n"}},
		{check: "secrets-found", status: unproven, says: "calls st.login nowhere", url: microsoft, files: map[string]string{secretsFile: "", "app.py": "import streamlit as st\nst.title('later')  # st.login()\n"}},
		{check: "secrets-found", status: failed, says: "there is no secrets file", url: microsoft, files: map[string]string{secretsFile: "", "app.py": "import streamlit as st\nst.login()\n"}},
		{check: "deps-authlib", status: unproven, says: "calls st.login nowhere", url: microsoft, files: map[string]string{"app.py": "import streamlit as st\nst.title('later')\n", "examples/in.py": "import streamlit as st\nst.login()\n", "requirements.txt": "streamlit==1.55.0\n"}},
		{check: "deps-authlib", status: failed, says: "needs Authlib", url: microsoft, files: code2("st.login()\n", "streamlit==1.55.0\n")},
		{check: "deps-compat", status: ok, url: "https://accounts.google.com/.well-known/openid-configuration", files: code2("st.login()\n", "streamlit==1.54.0\nAuthlib==1.6.0\n")},
		{check: "deps-compat", status: warning, says: "nobody signed", url: "https://sso.example.com/realms/a/.well-known/openid-configuration", files: code2("st.login()\n", "streamlit==1.54.0\nAuthlib==1.6.0\n")},
		{check: "auth-section", status: failed, says: "[auth.providers.google] is not read", url: microsoft, edit: []string{"client_id =", "[auth.providers.google]\nclient_id ="}},
		{check: "auth-keys", status: ok, url: microsoft, edit: []string{"client_id =", "[auth.providers.google]\nclient_id ="}},
		{check: "auth-section", status: ok, url: microsoft, edit: []string{"client_id =", "[auth.google]\nclient_id ="}},
		{check: "config-server", status: warning, says: "login cookies of /admin", url: microsoft, files: map[string]string{".streamlit/config.toml": "[server]\nbaseUrlPath = \"admin\"\n", "requirements.txt": "streamlit[auth]==1.55.0\n"}},
		{check: "config-server", status: ok, url: microsoft, files: map[string]string{".streamlit/config.toml": "[server]\nbaseUrlPath = \"admin\"\n", "requirements.txt": "streamlit[auth]==1.60.0\n"}},
		{check: "config-server", status: warning, says: "several copies", line: 4, url: microsoft, files: map[string]string{"k8s/app.yaml": "kind: Service\n---\nkind: Deployment\nspec: {}\n", "deployment.yaml": "kind: Deployment\n---\nspec:\n  replicas: 3\n", "requirements.txt": "streamlit[auth]==1.55.0\n"}},
		{check: "config-server", status: ok, url: microsoft, files: map[string]string{"deployment.yaml": "spec:\n  replicas: 3\n---\nkind: Service\nspec:\n  sessionAffinity: ClientIP\n", "requirements.txt": "streamlit[auth]==1.55.0\n"}},
		{check: "config-server", status: ok, url: microsoft, files: map[string]string{"k8s/cache.yaml": "spec:\n  replicas: 3\n  containers:\n    - image: docker.io/library/redis:7\n", "requirements.txt": "streamlit[auth]==1.55.0\n"}},
		{check: "metadata-client-auth", status: failed, says: "client_secret_post", handler: withoutBasic},
		{check: "metadata-logout", status: warning, says: "still signed in", files: code2("st.login()\nst.logout()\n", "streamlit[auth]==1.50.0\nAuthlib<1.6.0\n")},
		{check: "metadata-logout", status: skipped, files: code2("st.login()\n", "streamlit[auth]==1.50.0\nAuthlib<1.6.0\n")},
		{check: "metadata-logout", status: warning, says: "the address to return to after the logout", line: 3, handler: logoutPage(answer(400, "invalid_request: post_logout_redirect_uri is not allowed"))},
		{check: "metadata-logout", status: warning, says: "parameters of its own", handler: logoutPage(answer(400, "Required String parameter 'redirect_uri' is not present"))},
		{check: "metadata-logout", status: unproven, handler: logoutPage(answer(400, "post_logout_redirect_uri needs an id_token_hint"))},
		{check: "metadata-logout", status: unproven, handler: logoutPage(answer(200, "Do you want to log out?"))},
		{check: "metadata-logout", status: ok, handler: logoutPage(backToTheApp)},
		{check: "client-known", status: failed, says: "deleted_client", line: 5, handler: openID{token: answer(401, `{"error":"deleted_client"}`)}.serve},
		{check: "client-secret", status: skipped, says: "see client-known", handler: openID{token: answer(401, `{"error":"deleted_client"}`)}.serve},
		{check: "deployed-login-route", status: failed, says: "comes back logged out", deploy: withoutCookies(login)},
		{check: "deployed-login-route", status: failed, says: "comes back logged out", deploy: withoutCookies(login), files: requirements("streamlit[auth]==1.52.2\n")},
		{check: "deployed-login-route", status: warning, says: "_streamlit_session", deploy: withoutCookies(login, "/auth/login")},
		{check: "deployed-login-route", status: ok, deploy: withoutCookies(login, "/auth/login"), files: requirements("streamlit[auth]==1.52.2\n")},
	}
}

// backToTheApp is a logout page that sends people to the one address it knows.
func backToTheApp(w http.ResponseWriter, r *http.Request) {
	if back := r.URL.Query().Get("post_logout_redirect_uri"); back == "http://localhost:8501/oauth2callback" {
		http.Redirect(w, r, back, http.StatusFound)
		return
	}
	http.Error(w, "invalid redirect uri", http.StatusBadRequest)
}

// logoutPage is a provider with a logout page.
func logoutPage(page http.HandlerFunc) http.HandlerFunc {
	provider := openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys","end_session_endpoint":"AT/logout"}`}
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/logout" {
			page(w, r)
			return
		}
		provider.serve(w, r)
	}
}

// withoutBasic is an Entra whose token requests lose their Authorization header on the way.
func withoutBasic(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/token") {
		r.Header.Del("Authorization")
	}
	healthy.ServeHTTP(w, r)
}

var healthy = func() *sandbox.Server {
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		panic(err) // the default is checked by the sandbox's own tests
	}
	return server
}()

// An empty secret that is sent as one: what the provider says to it decides.
func emptySecretExamples() []example {
	secrets := map[string]string{
		".streamlit/secrets.toml": "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"" + cookieSecret + "\"\n[auth.corp]\nclient_id = \"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31\"\nclient_secret = \"\"\nserver_metadata_url = \"METADATA\"\nclient_kwargs.token_endpoint_auth_method = \"client_secret_post\"\n",
		"app.py":                  "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login, args=['corp'])\n    st.stop()\n",
	}
	return []example{
		{check: "auth-keys", status: warning, says: "sends it all the same", line: 6, url: microsoft, files: secrets},
		{check: "client-secret", status: failed, says: "no client secret", files: secrets},
		{check: "client-secret", status: failed, says: "with an empty client_secret", line: 6, files: secrets, handler: openID{token: answer(401, `{"error":"invalid_client"}`)}.serve},
	}
}
