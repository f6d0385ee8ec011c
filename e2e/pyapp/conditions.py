"""Draws small apps whose sign-in stands under a condition, and has Python say whether it holds.

    python e2e/pyapp/conditions.py SEED MANY

writes a line of JSON for each of MANY apps: its files, what its secrets hold beside [auth], the
condition, and whether a stranger's first run comes to st.login. An entry of st.session_state is never
there, nor a key of st.secrets that the secrets do not hold. streamlit/pyapp/testdata/conditions.jsonl
was written with

    python e2e/pyapp/conditions.py 1 400
"""

import json
import random
import sys
import types
import warnings

warnings.simplefilter("ignore")  # "x" is True is what is asked
pick = random.choice

TEXTS = ['""', '"a"', '"on"', '" On "', '"true"', '"0"', '"a,b"']
NUMBERS = ["0", "1", "2", "-1", "3"]
LISTS = ["[]", '["a"]', '["a","b"]', '("on","true")', '["0",1]', '{"a","b"}']
DICTIONARIES = ["{}", '{"a": 1}', '{"on": ""}', '{"a": None}']
CONSTANTS = ["None", "True", "False"]


def text(depth: int) -> str:
    if depth <= 0:
        return pick(TEXTS)
    part = text(depth - 1)
    return pick([
        pick(TEXTS), f"{part}.lower()", f"{part}.strip()", f"str({value(depth - 1)})", f"({part} or {text(depth - 1)})", f'{part}.replace("a", "on")', f"({part} + {text(depth - 1)})",
        f"f\"{{{pick(['1', 'None', 'True'])}}}\"", f'{{"a": "on", "b": ""}}.get({part}, {pick(TEXTS)})',
    ])


def value(depth: int) -> str:
    if depth <= 0:
        return pick(pick([TEXTS, NUMBERS, LISTS, DICTIONARIES, CONSTANTS]))
    one, other = value(depth - 1), value(depth - 1)
    return pick([
        text(depth), pick(NUMBERS), pick(LISTS), pick(DICTIONARIES), pick(CONSTANTS), f"{pick(DICTIONARIES)}.get({pick(TEXTS)})", f"len({pick(LISTS)})",
        f"st.session_state.get({pick(TEXTS)})", f'st.session_state.get("k", {pick(CONSTANTS)})', 'st.secrets.get("nope")', 'st.secrets.get("opt", {}).get("mode")', 'st.secrets["opt"]["mode"]',
        f"({one} if {holds(depth - 1)} else {other})", f"({one} or {other})", f"({one} and {other})",
    ])


def holds(depth: int) -> str:
    if depth <= 0:
        return pick(["True", "False", f"bool({value(0)})", f"{pick(NUMBERS)} > {pick(NUMBERS)}"])
    part, words = value(depth - 1), text(depth - 1)
    return pick([
        f"{part} {pick(['==', '!=', 'is', 'is not'])} {pick(CONSTANTS)}", f"{words} {pick(['==', '!='])} {text(depth - 1)}", f"{words} {pick(['in', 'not in'])} {pick(LISTS)}",
        f"{pick(TEXTS)} {pick(['in', 'not in'])} {pick(DICTIONARIES)}", f"not {holds(depth - 1)}", f"({holds(depth - 1)} and {holds(depth - 1)})", f"({holds(depth - 1)} or {holds(depth - 1)})", f"bool({part})",
        f"any(x == {pick(TEXTS)} for x in {pick(LISTS)})", f"all(x for x in {pick(LISTS)})", f"len({pick(LISTS)}) {pick(['>', '==', '<'])} {pick(NUMBERS)}",
        f"isinstance({part}, {pick(['str', 'dict', 'list', 'bool'])})", f"{words}.startswith({pick(TEXTS)})", f"{pick(NUMBERS)} {pick(['<', '<=', '=='])} {pick(NUMBERS)}",
    ])


def app(condition: str) -> dict[str, str]:
    """The files of an app that offers the sign-in where the condition holds."""
    button = 'st.button("in", on_click=st.login)\n'
    form = pick(["direct", "name", "function", "returns", "module", "parameter", "early", "class", "choice", "default"])
    files = {}
    match form:
        case "direct":
            code = f"if {condition}:\n    {button}"
        case "name":
            code = f"go = {condition}\nif go:\n    {button}"
        case "function":
            code = f"def go():\n    return {condition}\nif go():\n    {button}"
        case "returns":
            code = f"def go():\n    if {condition}:\n        return True\n    return False\nif go():\n    {button}"
        case "module":
            files["conf.py"] = f"import streamlit as st\nGO = {condition}\n"
            code = f"from conf import GO\nif GO:\n    {button}"
        case "parameter":
            code = f"def show(go):\n    if go:\n        {button}show({condition})\n"
        case "early":
            code = f"def gate():\n    if not ({condition}):\n        return\n    {button}gate()\n"
        case "class":
            code = f"class C:\n    def __init__(self):\n        self.go = {condition}\nif C().go:\n    {button}"
        case "choice":
            code = f'st.button("in", on_click=st.login) if {condition} else st.write("no")\n'
        case _:
            code = f"def gate(go={condition}):\n    if go:\n        {button}gate()\n"
    return files | {"app.py": "import streamlit as st\n" + code}


def main(seed: int, many: int) -> None:
    random.seed(seed)
    while many > 0:
        condition, mode = holds(3), pick(["on", "", None, "true"])
        secrets = {} if mode is None else {"mode": mode}
        if len(condition) > 160:
            continue
        try:
            comes = bool(eval(condition, {"st": types.SimpleNamespace(session_state={}, secrets={"opt": secrets})}))
        except Exception:  # st.secrets["opt"]["mode"] where there is none, and the like
            continue
        many -= 1
        toml = "[opt]\n" + "".join(f'{key} = "{said}"\n' for key, said in secrets.items())
        print(json.dumps({"files": app(condition), "secrets": toml, "condition": condition, "comes": comes}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
