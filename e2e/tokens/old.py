"""Adds to the tokens on stdin what Authlib with its own JOSE makes of them, as
its sync client calls it."""

import json
import sys

from authlib.jose import JsonWebKey, JsonWebToken, jwt
from authlib.oidc.core import CodeIDToken

CLIENT = "6f1c2d3e-0000-4000-8000-00000000c11d"


def judged(one):
    metadata = one["metadata"]

    def load_key(header, _):
        keys = JsonWebKey.import_key_set(json.loads(json.dumps(one["keys"][0])))
        return keys.find_by_kid(header.get("kid"), use="sig", alg=header.get("alg"))

    try:
        listed = metadata.get("id_token_signing_alg_values_supported")
        claims = (JsonWebToken(listed) if listed else jwt).decode(
            one["token"], key=load_key, claims_cls=CodeIDToken,
            claims_options={"iss": {"values": [metadata["issuer"]]}} if "issuer" in metadata else None,
            claims_params={"nonce": one["nonce"], "client_id": CLIENT, "access_token": one["access_token"]},
        )
        if claims.get("nonce_supported") is False:
            claims.params["nonce"] = None
        claims.validate(now=one["now"], leeway=120)
        return True
    except Exception:
        return False


for line in sys.stdin:
    one = json.loads(line)
    if "token" in one:
        one["old"] = judged(one)
    print(json.dumps(one))
