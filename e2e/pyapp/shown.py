"""Runs apps with Streamlit's own AppTest and says what each page shows.

    python e2e/pyapp/shown.py < APPS

reads a line of JSON for each app, with its folder, its main script and the files
of its other pages, and writes one for each page and visitor: what is on the
screen, and what was raised.
"""

import json
import os
import sys
import warnings

import streamlit as st
import streamlit.config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest, local_script_runner

VISITORS = {"anybody": {}, "somebody": {"is_logged_in": True, "sub": "s", "name": "Ann"}}


def visit(folder: str, script: str, page: str | None, who: dict) -> AppTest:
    real = local_script_runner.LocalScriptRunner.__init__

    def signed(self, *args, **kwargs):
        real(self, *args, **kwargs)
        self._user_info = dict(who)

    known = set(sys.modules)
    local_script_runner.LocalScriptRunner.__init__ = signed
    sys.path.insert(0, os.path.dirname(os.path.join(folder, script)))
    try:
        at = AppTest.from_file(os.path.join(folder, script), default_timeout=30)
        if page:
            at.switch_page(os.path.relpath(page, os.path.dirname(script) or "."))
        return at.run()
    finally:
        sys.path.pop(0)
        local_script_runner.LocalScriptRunner.__init__ = real
        for name in set(sys.modules) - known:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
                del sys.modules[name]


def screen(at: AppTest) -> list[str]:
    shown = []

    def walk(block) -> None:
        for child in block.children.values():
            if hasattr(child, "children"):
                walk(child)
            elif child.type != "exception":
                shown.append(f"{child.type}: {getattr(child, 'label', '') or getattr(child, 'value', '')}")

    walk(at._tree)
    return shown


def main() -> None:
    warnings.simplefilter("ignore")
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        app = json.loads(line)
        os.chdir(app["folder"])
        streamlit.config.set_option("secrets.files", [os.path.join(app["folder"], ".streamlit", "secrets.toml")])
        secrets_singleton._reset()
        for name, who in VISITORS.items():
            for page in [None, *app["pages"]]:
                st.cache_data.clear()
                at = visit(app["folder"], app["script"], page, who)
                found = {"folder": app["folder"], "page": page or app["script"], "visitor": name, "shown": screen(at), "raised": [e.message for e in at.exception]}
                out.write(json.dumps(found) + "\n")
                out.flush()


if __name__ == "__main__":
    main()
