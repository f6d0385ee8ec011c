"""Writes ID tokens with keys and metadata, right ones and odd ones, and what
Authlib with joserfc makes of them, as its async client calls it:
author.py SEED NUMBER"""

import base64
import json
import random
import sys
import warnings

from authlib.oidc.core import CodeIDToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

warnings.simplefilter("ignore")
CLIENT = "6f1c2d3e-0000-4000-8000-00000000c11d"
NOW = 1800000000
NONCE = "nonce-of-a-random-case"

dice = random.Random(int(sys.argv[1]))
keys = {
    "rsa": RSAKey.generate_key(2048), "rsa2": RSAKey.generate_key(2048),
    "ec": ECKey.generate_key("P-256"), "ed": OKPKey.generate_key("Ed25519"),
}
published = {kid: dict(key.as_dict(private=False), kid=kid, use="sig") for kid, key in keys.items()}
odd = [
    None, "", 0, 1, -1, 1.5, True, False, [], ["a"], {}, {"a": 1}, "x", [None], [[]], "sig", "enc", ["sig"], ["verify"], "verify",
    "RS256", ["RS256"], 10**30, 1e300, CLIENT, [CLIENT], [CLIENT, CLIENT], [CLIENT, "x"], ["x", CLIENT],
    NOW, NOW - 120, NOW - 121, NOW + 120, NOW + 121, NOW + 120.5, NOW - 120.5, NOW - 119.9, "https://i", "https://i/",
]


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signature(alg, kid, data):
    digest = {"384": hashes.SHA384, "512": hashes.SHA512}.get(alg[2:], hashes.SHA256)()
    private = keys[kid].private_key
    if alg.startswith("RS"):
        return private.sign(data, padding.PKCS1v15(), digest)
    if alg.startswith("PS"):
        return private.sign(data, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    if alg.startswith("ES"):
        r, s = decode_dss_signature(private.sign(data, ec.ECDSA(digest)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    if alg.startswith("Ed"):
        return private.sign(data)
    return b""


def changed(members, names, values):
    name = dice.choice(names)
    members[name] = dice.choice(values)
    if dice.random() < 0.2:
        members.pop(name)


def case():
    alg, kid = dice.choice([("RS256", "rsa")] * 6 + [("ES256", "ec"), ("EdDSA", "ed"), ("Ed25519", "ed"), ("RS512", "rsa"), ("PS384", "rsa"), ("none", "rsa"), ("HS256", "rsa")])
    header = {"alg": alg, "kid": kid, "typ": "JWT"}
    claims = {"iss": "https://i", "sub": "ada", "aud": CLIENT, "exp": NOW + 100, "iat": NOW, "nonce": NONCE}
    listed = dice.choice([["RS256", "ES256", "EdDSA", "RS512", "PS384", "Ed25519"], ["RS256"], None, [], "RS256", "ES256 RS256", ["RS256", "none"], {"RS256": 1}])
    metadata = {"issuer": "https://i", "id_token_signing_alg_values_supported": listed}
    members = [dict(published[k]) for k in dice.sample(list(published), dice.randint(1, 4))]
    if dice.random() < 0.7 and all(m["kid"] != kid for m in members):
        members.append(dict(published[kid]))
    for _ in range(dice.choice([0, 0, 1, 1, 1, 2])):
        what = dice.random()
        if what < 0.25:
            changed(header, ["kid", "typ", "cty", "crit", "b64", "jku", "x5u", "x5c", "x5t", "jwk", "alg", "zip", "enc", "x"], odd + [["b64"], ["x"], ["kid"], ["typ", "kid"], {"kty": "RSA"}] * 3)
        elif what < 0.65:
            changed(claims, ["iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "azp", "amr", "acr", "jti", "at_hash", "auth_time", "nonce_supported", "locale", "email"], odd)
        elif what < 0.92:
            names = ["kid", "use", "alg", "key_ops", "kty", "x5c", "x5t", "x5u", "n", "e", "x", "y", "crv", "k", "x5t#S256", "ext"]
            changed(dice.choice(members), names, odd + ["P-256", "P-384", "X25519", "secp256k1", "RSA", "EC", "OKP", "oct", "AQAB", "AQAB=", "zzz"])
        else:
            changed(metadata, list(metadata), odd)
    dice.shuffle(members)
    signed = encoded(json.dumps(header).encode()) + "." + encoded(json.dumps(claims).encode())
    token = signed + "." + encoded(signature(alg, kid, signed.encode()))
    slip = dice.random()
    if slip < 0.02:
        token = token[:-1]
    elif slip < 0.04:
        token += "="
    elif slip < 0.06:
        at = dice.randrange(len(token))
        token = token[:at] + dice.choice("A.-_=+/ \n") + token[at + 1:]
    return {"token": token, "access_token": "at", "nonce": NONCE, "now": NOW, "metadata": metadata, "keys": [{"keys": members}]}


def judged(one):
    metadata = one["metadata"]
    try:
        registry = JWSRegistry(algorithms=metadata.get("id_token_signing_alg_values_supported") or ["RS256"], strict_check_header=False)
        token = jwt.decode(one["token"], key=KeySet.import_key_set(json.loads(json.dumps(one["keys"][0]))), registry=registry)
        options = {"iss": {"values": [metadata["issuer"]]}} if "issuer" in metadata else None
        CodeIDToken(token.claims, token.header, options, {"nonce": NONCE, "client_id": CLIENT, "access_token": "at"}).validate(now=NOW, leeway=120)
        return True
    except Exception:
        return False


print(json.dumps({"name": "keys", "keys": [{}]}))
for number in range(int(sys.argv[2])):
    one = case()
    print(json.dumps({"name": f"token {number} of seed {sys.argv[1]}", **one, "newest": judged(one)}))
