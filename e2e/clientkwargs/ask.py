"""Asks the real Streamlit with the real Authlib what it makes of a secrets file.

Each line on stdin is {"toml": TEXT}, a secrets file in which @idp@ is the provider's
address. The answer on stdout is how far a login comes with it: "ok", or the stage at
which it breaks off ("client", "login", "token") and the error. The login is
Streamlit's own functions; the provider is a server in this process that checks no
passwords, but refuses a token request that asks for something else than a login does.
"""

import asyncio
import json
import sys
import threading
import tomllib
import urllib.parse
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

warnings.simplefilter("ignore")

from streamlit import __version__ as release  # noqa: E402
from streamlit.runtime.secrets import AttrDict  # noqa: E402

if tuple(map(int, release.split(".")[:2])) >= (1, 57):  # the first whose "streamlit run" starts the new server
    from streamlit.web.server.starlette import starlette_auth_routes as routes

    create, is_async = routes._create_oauth_client, True
else:
    from streamlit.web.server import oauth_authlib_routes as routes

    create, is_async = routes.create_oauth_client, False

REDIRECT_URI = "http://localhost:8501/oauth2callback"


class Provider(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, {"issuer": idp, "authorization_endpoint": f"{idp}/authorize", "token_endpoint": f"{idp}/token", "jwks_uri": f"{idp}/jwks"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = urllib.parse.parse_qs(body)
        wanted = {"grant_type": ["authorization_code"], "redirect_uri": [REDIRECT_URI], "code": ["code"]}
        if any(asked.get(key) != value for key, value in wanted.items()):
            self.answer(400, {"error": "invalid_grant"})
        else:
            self.answer(200, {"access_token": "a", "token_type": "Bearer", "id_token": "x.y.z"})

    def answer(self, status, content):
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


async def login(auth):
    routes.get_secrets_auth_section = lambda: AttrDict(auth)
    stage = "client"
    try:
        client, redirect_uri = create("default")
        stage = "login"
        begun = client.create_authorization_url(redirect_uri)
        begun = await begun if is_async else begun
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(begun["url"]).query)
        if asked.get("response_type") != ["code"] or "openid" not in asked.get("scope", [""])[0].split():
            return "login: the provider is asked for something else than a code of OpenID Connect"
        stage = "token"
        given = {"code": "code", "redirect_uri": redirect_uri}
        if begun.get("code_verifier"):
            given["code_verifier"] = begun["code_verifier"]
        token = client.fetch_access_token(**given)
        token = await token if is_async else token
        return "ok" if "id_token" in token else "token: no ID token"
    except Exception as error:
        return f"{stage}: {type(error).__name__} {' '.join(str(error).split())[:100]}"


server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
threading.Thread(target=server.serve_forever, daemon=True).start()
idp = f"http://127.0.0.1:{server.server_address[1]}"
print("ready", flush=True)
for line in sys.stdin:
    auth = tomllib.loads(json.loads(line)["toml"].replace("@idp@", idp))["auth"]
    print(asyncio.run(login(auth)), flush=True)
