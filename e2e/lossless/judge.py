"""Reads pairs of a document before and after an edit, and tells how Python's
two TOML readers see them: Streamlit uses toml until 1.65, tomllib since."""

import base64
import json
import sys
import tomllib

import toml

READERS = {"tomllib": tomllib.loads, "toml": toml.loads}


def read(loads, data):
    """The document without redirect_uri, and redirect_uri; None when refused."""
    try:
        document = loads(data.decode())
        uri = document["auth"].pop("redirect_uri")
    except Exception:
        return None
    return json.dumps(document, default=str), uri


for line in sys.stdin:
    pair = json.loads(line)
    before, after = (base64.b64decode(pair[key]) for key in ("before", "after"))
    answer = {}
    for name, loads in READERS.items():
        old, new = read(loads, before), read(loads, after)
        if old is None:
            answer[name] = "refused before"
        elif new is None:
            answer[name] = "refused after"
        elif old[0] != new[0]:
            answer[name] = "another value changed"
        elif new[1] != pair["want"]:
            answer[name] = "redirect_uri is not what was set"
        else:
            answer[name] = "alike"
    print(json.dumps(answer))
