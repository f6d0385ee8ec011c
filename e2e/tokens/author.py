"""Writes ID tokens with keys and metadata, right ones and odd ones, which
judge.py adds verdicts to: author.py SEED NUMBER"""

import base64
import json
import random
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey, OKPKey, RSAKey

CLIENT = "6f1c2d3e-0000-4000-8000-00000000c11d"
NOW = 1800000000
NONCE = "nonce-of-a-random-case"

dice = random.Random(int(sys.argv[1]))
keys = {
    "rsa": RSAKey.generate_key(2048), "rsa2": RSAKey.generate_key(2048),
    "ec": ECKey.generate_key("P-256"), "ed": OKPKey.generate_key("Ed25519"),
}
private = {kid: key.as_dict(private=True) for kid, key in keys.items()}
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


def stray(members, claims):
    """What Python and Go read differently, or one of them not at all."""
    member = dice.choice(members)
    what = dice.randrange(9)
    if what == 0:  # the whole private key, or a part of it
        names = [name for name in private[member["kid"]] if name not in member]
        member.update({name: private[member["kid"]][name] for name in dice.sample(names, dice.randint(1, len(names)))})
    elif what == 1:
        member["oth"] = dice.choice([[], [{"r": "AQAB", "d": "AQAB", "t": "AQAB"}], None, "x"])
    elif what == 2:
        member[dice.choice(["d", "p", "q", "x", "k"])] = dice.choice(["AQAB", "", None, 1, "\u00e9"])
    elif what == 3:
        member["alg"] = dice.choice(["RS256", "RS512", "ES256", "RSA-OAEP", "EdDSA", "none"])
    elif what == 4:
        claims["deep"] = Raw(dice.choice(["[", '{"a":']), dice.choice([100, 400, 900, 3000, 20000]))
    elif what == 5:
        claims[dice.choice(["exp", "nbf", "iat", "auth_time", "n"])] = Raw("9", dice.choice([20, 200, 310, 4000, 5000]))
    elif what == 6:
        claims[dice.choice(["exp", "nbf", "iat", "auth_time", "n", "sub", "amr"])] = dice.choice([float("nan"), float("inf"), float("-inf")])
    elif what == 7:
        claims[dice.choice(["exp", "iat"])] = Raw(dice.choice(["1e999", "-0", "1E3", "0.1e11", "1.8e9", "01", "+1", ".5", "1."]), 1)
    else:
        claims[dice.choice(["name", "sub", "nonce"])] = dice.choice(["\ud800", "\u0000", "\ufffd", "a\tb", "\U0001f600"])


class Raw:
    """JSON text that is repeated: brackets are closed again."""

    def __init__(self, text, times):
        closing = {"[": "]", "{": "}"}.get(text[0], "")
        self.text = text * times + ("1" if text[0] == "{" else "") + closing * times


def written(members):
    """JSON with the raw texts as they are."""
    return "{" + ",".join(json.dumps(name) + ":" + (value.text if isinstance(value, Raw) else json.dumps(value)) for name, value in members.items()) + "}"


def case():
    alg, kid = dice.choice([("RS256", "rsa")] * 6 + [("ES256", "ec"), ("EdDSA", "ed"), ("Ed25519", "ed"), ("RS512", "rsa"), ("PS384", "rsa"), ("none", "rsa"), ("HS256", "rsa")])
    header = {"alg": alg, "kid": kid, "typ": "JWT"}
    claims = {"iss": "https://i", "sub": "ada", "aud": CLIENT, "exp": NOW + 100, "iat": NOW, "nonce": NONCE}
    listed = dice.choice([["RS256", "ES256", "EdDSA", "RS512", "PS384", "Ed25519"], ["RS256"], None, [], "RS256", "ES256 RS256", ["RS256", "none"], {"RS256": 1}])
    metadata = {"issuer": "https://i", "id_token_signing_alg_values_supported": listed}
    members = [dict(published[k]) for k in dice.sample(list(published), dice.randint(1, 4))]
    if dice.random() < 0.7 and all(m["kid"] != kid for m in members):
        members.append(dict(published[kid]))
    if dice.random() < 0.4:
        stray(members, claims)
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
    signed = encoded(json.dumps(header).encode()) + "." + encoded(written(claims).encode())
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


print(json.dumps({"name": "keys", "keys": [{}]}))
for number in range(int(sys.argv[2])):
    print(json.dumps({"name": f"token {number} of seed {sys.argv[1]}", **case()}))
