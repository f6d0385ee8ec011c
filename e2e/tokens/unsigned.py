"""Whether the sign-in of the Streamlit and the Authlib that are installed takes
an ID token that anybody can make: prints its kind of client (sync or async) and
the algorithms it takes without a private key of the provider's, first with
metadata that lists no algorithms, then with metadata that lists none and HS256.
The key set holds a secret key.

It asks the client that Streamlit itself makes for /oauth2callback."""

import asyncio
import base64
import hashlib
import hmac
import importlib
import inspect
import json
import os
import sys
import tempfile
import time
import warnings

warnings.simplefilter("ignore")
folder = tempfile.mkdtemp()
os.chdir(folder)
os.mkdir(".streamlit")
with open(".streamlit/secrets.toml", "w") as file:
    file.write("""[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T"
client_id = "client"
client_secret = "secret"
server_metadata_url = "http://localhost:1/.well-known/openid-configuration"
""")


def client():
    # The server that the release starts without any option: starlette since 1.57.
    from importlib.metadata import version

    if tuple(int(part) for part in version("streamlit").split(".")[:2]) < (1, 57):
        routes = importlib.import_module("streamlit.web.server.oauth_authlib_routes")
        return routes.create_oauth_client("default")[0]
    routes = importlib.import_module("streamlit.web.server.starlette.starlette_auth_routes")
    return routes._create_oauth_client("default")[0]


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


SECRET = b"a-secret-that-stands-in-the-key-set-for-all-to-read-64-bytes-ok."
KEYS = {"keys": [{"kty": "oct", "kid": "k", "k": encoded(SECRET)}]}


def accepts(app, alg, listed):
    claims = {"iss": "https://i", "sub": "ada", "aud": "client", "exp": time.time() + 60, "iat": int(time.time()), "nonce": "n"}
    text = encoded(json.dumps({"alg": alg, "kid": "k"}).encode()) + "." + encoded(json.dumps(claims).encode())
    mac = hmac.new(SECRET, text.encode(), hashlib.sha256).digest() if alg == "HS256" else b""
    app.server_metadata = {"issuer": "https://i", "jwks": KEYS, "jwks_uri": "http://localhost:1/keys", "_loaded_at": time.time()}
    if listed:
        app.server_metadata["id_token_signing_alg_values_supported"] = ["RS256", *listed]
    try:
        who = app.parse_id_token({"id_token": text + "." + encoded(mac)}, nonce="n")
        if inspect.iscoroutine(who):
            who = asyncio.run(who)
        return who is not None
    except Exception as error:
        if os.environ.get("SHOW"):
            print(alg, listed, repr(error), file=sys.stderr)
        return False


app = client()
kind = "async" if inspect.iscoroutinefunction(app.parse_id_token) else "sync"
print(kind, *(",".join(alg for alg in ("none", "HS256") if accepts(app, alg, listed)) or "-" for listed in ([], ["none", "HS256"])))
