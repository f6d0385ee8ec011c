"""Signs in with Microsoft's library for Python, and prints what it got.

msal_client.py AUTHORITY app|person CLIENT_ID [REDIRECT_URI] < CLIENT_SECRET
"""

import html
import re
import sys
import urllib.parse

import msal
import requests

GRAPH = "https://graph.microsoft.com/.default"


def as_app(app):
    """The app itself, by its secret."""
    return app.acquire_token_for_client([GRAPH]), "token"


def as_person(app, redirect_uri):
    """The first person on the sign-in page, by a code that the page posts."""
    flow = app.initiate_auth_code_flow(["User.Read"], redirect_uri=redirect_uri, response_mode="form_post")
    browser = requests.Session()
    page = browser.get(flow["auth_uri"]).text
    action = html.unescape(re.search(r'<form method="post" action="([^"]+)" id="accounts">', page).group(1))
    ticket = re.search(r'name="ticket" value="([^"]+)"', page).group(1)
    user = re.search(r'<button name="user" value="([^"]+)">', page).group(1)
    back = browser.post(urllib.parse.urljoin(flow["auth_uri"], action), data={"ticket": ticket, "user": user}).text
    fields = {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', back)}
    answer = app.acquire_token_by_auth_code_flow(flow, fields)
    claims = answer.get("id_token_claims", {})
    return answer, f"{claims.get('name')} {claims.get('preferred_username')} {len(app.get_accounts())}"


authority, way, client_id = sys.argv[1:4]
secret = sys.stdin.read().strip()
# Else it asks Microsoft's own server about an authority it does not know.
client = msal.ConfidentialClientApplication(client_id, client_credential=secret, authority=authority, instance_discovery=False)
answer, got = as_app(client) if way == "app" else as_person(client, sys.argv[4])
print(answer["error_description"] if "error" in answer else got)
