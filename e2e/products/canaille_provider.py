"""Runs Canaille, an identity server with accounts of its own, on a port of this machine:

    python canaille_provider.py PORT CLIENTS

CLIENTS is JSON, see client in products_test.go.
"""

import datetime
import json
import sys

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from werkzeug.serving import run_simple

port, clients = sys.argv[1], json.loads(sys.argv[2])
app = create_app(
    {
        "SECRET_KEY": "for a test on this machine only",
        "SERVER_NAME": "localhost:" + port,
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE_DATABASE": "memory",
        "CANAILLE_OIDC": {},
        "CANAILLE": {
            "SMTP": None,
            "ACL": {"DEFAULT": {"PERMISSIONS": ["edit_self", "use_oidc"]}},
        },
    }
)
METHODS = {"post": "client_secret_post", "none": "none", "jwt": "client_secret_jwt"}
with app.app_context():
    Backend.instance.save(
        models.User(
            user_name="ada",
            formatted_name="Ada Lovelace",
            family_name="Lovelace",
            emails=["ada@example.com"],
            password="ada",
        )
    )
    for client in clients:
        Backend.instance.save(
            models.Client(
                client_id=client["id"],
                client_secret=client["secret"],
                client_name=client["id"],
                client_uri="http://127.0.0.1/",  # trusted: nobody is asked to consent
                client_id_issued_at=datetime.datetime.now(datetime.timezone.utc),
                redirect_uris=client["redirects"],
                grant_types=["client_credentials"] if client.get("machine") else ["authorization_code"],
                response_types=["token"] if client.get("machine") else ["code"],
                scope=client.get("scopes", ["openid", "email", "profile"]),
                token_endpoint_auth_method=METHODS.get(client.get("auth"), "client_secret_basic"),
                id_token_signed_response_alg=client.get("alg", "RS256"),
            )
        )
print("listening", flush=True)
run_simple("127.0.0.1", int(port), app, threaded=True)
