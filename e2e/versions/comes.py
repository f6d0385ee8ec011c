"""Asks the installed Streamlit whether somebody who is not signed in comes to st.login.

    .cache/venv/bin/python e2e/versions/comes.py

It writes the answers behind the === of the apps in comes.txt, ends.txt and things.txt of
streamlit/pyapp/testdata. A provider that the secrets lack counts as no sign-in. Each is run in a process of its own by AppTest with the secrets of held.toml beside it: as it is, with its query parameters
and the lines behind "# world:", and with every widget used in every way that its texts name.
"""

import contextlib
import io
import itertools
import multiprocessing
import os
import pathlib
import re
import sys
import tempfile
import tomllib

import streamlit as st
from streamlit.testing.v1 import AppTest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "pyapp" / "testdata"
ROUNDS, MOST = 3, 60

SECRETS = tomllib.loads((FOLDER / "held.toml").read_text(encoding="utf-8"))

came = []


def login(provider: str | None = None) -> None:
    if provider is not None and provider not in SECRETS["auth"]:
        raise st.errors.StreamlitAuthError(provider)
    came.append(provider)


st.login = login


def files_of(block: str) -> dict[str, str]:
    parts = re.split(r"^-- (.+) --\n", block, flags=re.M)
    files = {"app.py": parts[0]}
    files.update(zip(parts[1::2], parts[2::2]))
    if not any("import streamlit" in text or "shim" in text or "streamlit\"" in text for text in [parts[0]]):
        files["app.py"] = "import streamlit as st\n" + parts[0]
    return files


def ways(app: AppTest, texts: list[str]):
    """The things that a person can do on a page."""
    for i, _ in enumerate(app.button):
        yield lambda a, i=i: a.button[i].click()
    for kind in ("checkbox", "toggle"):
        for i, _ in enumerate(app.get(kind)):
            yield lambda a, i=i, kind=kind: a.get(kind)[i].set_value(True)
    for kind in ("text_input", "text_area", "chat_input"):
        for i, _ in enumerate(app.get(kind)):
            for text in texts:
                yield lambda a, i=i, kind=kind, text=text: a.get(kind)[i].set_value(text)
    for kind in ("radio", "selectbox"):
        for i, widget in enumerate(app.get(kind)):
            for option in widget.options:
                yield lambda a, i=i, kind=kind, option=option: a.get(kind)[i].set_value(option)
    for kind in ("slider", "number_input"):
        for i, widget in enumerate(app.get(kind)):
            for number in (widget.max, (widget.max + widget.min) // 2):
                yield lambda a, i=i, kind=kind, number=number: a.get(kind)[i].set_value(number)


def comes(block: str) -> bool:
    files = files_of(block)
    texts = [a or b for a, b in re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'', block)]
    texts = list(dict.fromkeys([*texts, "me", "longer"]))
    worlds = re.findall(r"# world: (.+)", block)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        sys.path.insert(0, folder)
        before, modules = dict(os.environ), set(sys.modules)
        try:
            for world, query in itertools.product([[], worlds] if worlds else [[]], [None, *texts]):
                for line in world:
                    exec(line, {"os": os, "pathlib": pathlib})
                if query is not None and "query_params" not in block:
                    continue
                if tried(folder, SECRETS, query, texts, "st.form(" in block):
                    return True
            return False
        finally:
            sys.path.remove(folder)
            os.environ.clear()
            os.environ.update(before)
            for name in set(sys.modules) - modules:
                if str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
                    del sys.modules[name]


def tried(folder: str, secrets: dict, query: str | None, texts: list[str], form: bool) -> bool:
    def after(steps: list) -> AppTest:
        app = AppTest.from_file(str(pathlib.Path(folder, "app.py")), default_timeout=20)
        app.user = {"is_logged_in": False}
        app.secrets.update(secrets)
        if query is not None:
            for key in re.findall(r"[\w-]+", " ".join(texts)):
                app.query_params[key] = query
        app.run()
        for step in steps:
            step(app)
            if not form or step is steps[-1]:  # what stands in a form is sent all at once
                app.run()
        return app

    came.clear()
    open_ways = [[]]
    for _ in range(ROUNDS):
        longer = []
        for steps in open_ways:
            app = after(steps)
            if came:
                return True
            longer += [[*steps, way] for way in ways(app, texts)]
        open_ways = longer[:MOST]
    app.run()
    return bool(came)


def answer(block: str) -> str:
    with contextlib.redirect_stderr(io.StringIO()):
        return "yes" if comes(block) else "no"


def main() -> None:
    for file in (FOLDER / "comes.txt", FOLDER / "ends.txt", FOLDER / "things.txt"):
        blocks = re.split(r"^=== \S+ (.+)\n", file.read_text(encoding="utf-8"), flags=re.M)
        with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
            answers = pool.map(answer, blocks[2::2], chunksize=1)
        parts = zip(answers, blocks[1::2], blocks[2::2])
        file.write_text("".join(f"=== {said} {name}\n{block}" for said, name, block in parts), encoding="utf-8")


if __name__ == "__main__":
    main()
