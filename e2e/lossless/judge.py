"""Reads pairs of a document before and after an edit, and tells how Python's
two TOML readers see them: Streamlit uses toml until 1.65, tomllib since."""

import base64
import json
import sys
import tomllib

import toml

READERS = {"tomllib": tomllib.loads, "toml": toml.loads}


def read(loads, data):
    """The document; None when it is refused."""
    try:
        return loads(data.decode())
    except Exception:
        return None


def put(document, path, value):
    """What the document should be with the value at path."""
    for key in path[:-1]:
        document = document.setdefault(key, {})
    document[path[-1]] = value


def canonical(document):
    return json.dumps(document, default=str, sort_keys=True)


for line in sys.stdin:
    pair = json.loads(line)
    before, after = (base64.b64decode(pair[key]) for key in ("before", "after"))
    answer = {}
    for name, loads in READERS.items():
        want, got = read(loads, before), read(loads, after)
        if want is None or not isinstance(want.get("auth"), dict):
            answer[name] = "refused before"
            continue
        for change in pair["want"]:
            put(want, change["path"], change["value"])
        if got is None:
            answer[name] = "refused after"
        elif canonical(got) != canonical(want):
            answer[name] = "another value changed, or the new one is not what was set"
        else:
            answer[name] = "alike"
    print(json.dumps(answer))
