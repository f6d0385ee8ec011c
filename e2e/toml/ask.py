"""Says how Python reads TOML documents, with both parsers Streamlit has used.

Standard input and output are JSON, one document a line. A document has its
bytes as "text", or as "base64" when they are not UTF-8. It is read like a file
in text mode; with "kept" the line ends are left as they are. Added to it are
"toml" (the package toml 0.10.2) and "tomllib", each with a "value" or with an
"error" and, where the message names it, a "line"; "same" for tomllib stands for
the value of toml.

In values a string, a boolean and a table are themselves in JSON; everything
else is a list that begins with its type: ["int", "1"], ["float", "1.5"],
["time", "2020-01-02 03:04:05+01:00"], ["list", …].
"""

import base64
import datetime
import io
import json
import re
import sys
import tomllib

import toml


def tagged(value):
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, dict):
        return {key: tagged(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return ["list", *map(tagged, value)]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["float", repr(value + 0.0)]  # -0.0 equals 0.0
    if isinstance(value, datetime.datetime):
        return ["time", value.replace(tzinfo=None).isoformat(" ") + offset(value.tzinfo)]
    return ["time", value.isoformat()]


def offset(zone):
    if zone is None:
        return ""
    if isinstance(zone, toml.tz.TomlTz):  # it may hold what no time zone can be
        minutes = zone._sign * (zone._hours * 60 + zone._minutes)
    else:
        minutes = zone.utcoffset(None) // datetime.timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    return "%s%02d:%02d" % (sign, *divmod(abs(minutes), 60))


def read(loads, text):
    try:
        return {"value": tagged(loads(text))}
    except Exception as error:
        reading = {"error": type(error).__name__}
        if line := re.search(r"\((?:at )?line (\d+),? column [^()]*\)$", str(error)):
            reading["line"] = int(line[1])
        return reading


def answer(document):
    data = base64.b64decode(document["base64"]) if "base64" in document else document["text"].encode()
    newline = "" if document.get("kept") else None
    try:
        text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=newline).read()
    except UnicodeDecodeError:
        broken = {"error": "UnicodeDecodeError"}
        return {"toml": broken, "tomllib": broken}
    old, new = read(toml.loads, text), read(tomllib.loads, text)
    if "value" in old and old == new:
        new = {"same": True}
    return {"toml": old, "tomllib": new}


if __name__ == "__main__":
    for line in sys.stdin:
        document = json.loads(line)
        print(json.dumps(document | answer(document)))
