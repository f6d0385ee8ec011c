"""Runs django-oauth-toolkit, a provider made with Django, on a port of this machine:

    python django_toolkit.py PORT CLIENTS

CLIENTS is JSON, see client in products_test.go.
"""

import json
import sys
import tempfile

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.servers.basehttp import WSGIServer, run
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

port, clients = sys.argv[1], json.loads(sys.argv[2])
folder = tempfile.TemporaryDirectory()
of = {client["id"]: client for client in clients}
key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
LOGIN = """<form method="post" action="">{% csrf_token %}<input name="username"><input name="password">
<input type="hidden" name="next" value="{{ next }}"></form>"""


def asks_for_pkce(client_id):
    return of[client_id].get("pkce", False)


settings.configure(
    SECRET_KEY="for a test on this machine only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder.name + "/all.sqlite"}},
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": False,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN}),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
    LOGIN_URL="/login/",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": key.decode(),
        "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
        "SCOPES": {"openid": "OpenID", "email": "email", "profile": "name"},
        "PKCE_REQUIRED": asks_for_pkce,
        "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from oauth2_provider import urls  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402

urlpatterns = [path("o/", include(urls, namespace="oauth2_provider")), path("login/", LoginView.as_view())]

call_command("migrate", verbosity=0)
User.objects.create_user("ada", "ada@example.com", "ada")
for client in clients:
    Application.objects.create(
        client_id=client["id"],
        client_secret=client["secret"],
        hash_client_secret=client.get("alg") != "HS256",
        client_type="public" if client.get("auth") == "none" else "confidential",
        authorization_grant_type="client-credentials" if client.get("machine") else "authorization-code",
        redirect_uris=" ".join(client["redirects"]),
        algorithm=client.get("alg", "RS256"),
        skip_authorization=True,
    )

get_wsgi_application()
WSGIServer.request_queue_size = 500
print("listening", flush=True)
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

run("127.0.0.1", int(port), WSGIHandler(), ipv6=False, threading=True)
