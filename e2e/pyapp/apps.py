"""Makes up small apps, runs them with Streamlit's own AppTest, and says what happened.

    python e2e/pyapp/apps.py SEED MANY

writes a line of JSON for each app: its files, the sections of [auth] it was run
with, and what somebody met who is not signed in: which providers st.login was
called with, which of these calls failed and how, which scripts showed the
secret text, and whether the main script came to its end at all. Every button is
pressed once, every choice taken once.
"""

import json
import os
import pathlib
import random
import sys
import tempfile
import warnings

import streamlit as st
import streamlit.config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest

SECRET = "the salaries of all"
HEAD = "import streamlit as st\nimport os\nimport functools\n"


class Author:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def call(self, name: str | None) -> tuple[str, str]:
        """What stands above a sign-in, and the statement that offers it."""
        word = "" if name is None else repr(name)
        args = "" if name is None else f", args=[{word}]"
        tuple_ = "" if name is None else f", args=({word},)"
        options = [
            ("", f"st.login({word})"),
            ("", f"st.button('in', on_click=st.login{args})"),
            ("", f"st.sidebar.button('in', on_click=st.login{tuple_})"),
            ("", f"if st.button('in'):\n    st.login({word})"),
            ("", f"st.button('in', on_click=lambda: st.login({word}))"),
            ("", f"clicked = st.button('in')\nif clicked:\n    st.login({word})"),
            ("", f"with st.form('f'):\n    if st.form_submit_button('in'):\n        st.login({word})"),
            (f"def enter():\n    st.login({word})\n", "st.button('in', on_click=enter)"),
            (f"def enter():\n    st.login({word})\n", "enter()"),
            (f"class Door:\n    def open(self):\n        st.login({word})\n", "Door().open()"),
        ]
        if name is not None:
            options += [
                (f"P = {word}\n", "st.login(P)"),
                (f"P = {word}\n", "st.button('in', on_click=st.login, args=[P])"),
                (f"P = {word}\n", "st.button('in', on_click=functools.partial(st.login, P))"),
                (f"def enter(p={word}):\n    st.login(p)\n", "enter()"),
                (f"def enter(p={word}):\n    st.login(p)\n", "st.button('in', on_click=enter)"),
                ("def enter(p):\n    st.login(provider=p)\n", f"enter({word})"),
                ("def enter(p='nobody'):\n    st.login(provider=p)\n", f"enter(p={word})"),
                (f"ALL = {{'A': {word}}}\n", "for label, p in ALL.items():\n    st.button(label, on_click=st.login, args=[p])"),
                (f"ALL = [{word}]\n", "for p in ALL:\n    if st.button(p):\n        st.login(p)"),
                ("", f"who = st.radio('who', [{word}])\nst.login(who)"),
                ("", f"st.button('in', on_click=st.login, args=({word}))"),
                ("", f"st.button('in', on_click=st.login, kwargs={{'provider': {word}}})"),
                ("", f"st.login({word}, prompt='login')"),
                (f"P = os.environ.get('AUTHKIT_NO_SUCH', {word})\n", "st.login(P)"),
            ]
        return self.pick(*options)

    def guarded(self, statement: str) -> str:
        inside = statement.replace("\n", "\n    ")
        return self.pick(
            *[statement] * 6,
            f"if 'auth' in st.secrets:\n    {inside}",
            f"if 'google' in st.secrets['auth']:\n    {inside}",
            f"if hasattr(st, 'login'):\n    {inside}",
            f"if os.environ.get('AUTHKIT_NO_SUCH'):\n    {inside}",
            f"if not os.environ.get('AUTHKIT_NO_SUCH'):\n    {inside}",
            f"if False:\n    {inside}",
            f"ON = True\nif ON:\n    {inside}",
            f"def never():\n    {inside}",
            f"if __name__ == '__main__':\n    {inside}",
            f"try:\n    {inside}\nexcept Exception:\n    pass",
            f"try:\n    import no_such_module\nexcept ImportError:\n    {inside}",
            f"if st.__version__ < '1':\n    {inside}",
            f"def off():\n    if os.environ.get('AUTHKIT_NO_SUCH') is None:\n        return\n    {inside}\noff()",
            f"st.stop()\n{statement}",
        )

    def gate(self, statement: str) -> tuple[str, str]:
        """What stands above a gate, and the gate with the content behind it."""
        inside, deep = statement.replace("\n", "\n    "), statement.replace("\n", "\n        ")
        show = f"st.write({SECRET!r})"
        return self.pick(
            ("", f"if not st.user.is_logged_in:\n    {inside}\n    st.stop()\n{show}"),
            ("", f"if not st.user.is_logged_in:\n    {inside}\n{show}"),
            ("", f"if st.user.is_logged_in:\n    {show}\nelse:\n    {inside}"),
            ("", f"if not st.user.get('is_logged_in', False):\n    {inside}\n    st.stop()\n{show}"),
            ("", f"signed_in = st.user.is_logged_in\nif signed_in:\n    {show}\nif not signed_in:\n    {inside}"),
            (f"def gate():\n    if not st.user.is_logged_in:\n        {deep}\n        st.stop()\n", f"gate()\n{show}"),
            (f"def gate():\n    if not st.user.is_logged_in:\n        {deep}\n        return\n", f"gate()\n{show}"),
            (f"def gate():\n    if st.user.is_logged_in:\n        return True\n    {inside}\n    return False\n", f"if gate():\n    {show}"),
            (f"def gate():\n    if st.user.is_logged_in:\n        return True\n    {inside}\n    return False\n", f"if not gate():\n    st.stop()\n{show}"),
            (f"def main():\n    if not st.user.is_logged_in:\n        {deep}\n        return\n    {show}\n", "main()"),
            (f"def need(f):\n    def inner():\n        if not st.user.is_logged_in:\n            st.login_now = 1\n            st.stop()\n        f()\n    return inner\n@need\ndef main():\n    {show}\n", f"if not st.user.is_logged_in:\n    {inside}\nmain()"),
            ("", f"if not 'is_logged_in' in st.user:\n    {inside}\nelse:\n    {show}"),
            ("", f"if st.user:\n    {show}\nelse:\n    {inside}"),
            ("", f"{statement}\n{show}"),
            ("", f"{statement}"),
        )

    def page(self) -> str:
        show = f"st.write({SECRET!r})"
        return self.pick(
            show,
            f"st.title('x')\n{show}",
            f"if not st.user.is_logged_in:\n    st.stop()\n{show}",
            f"if st.user.is_logged_in:\n    {show}",
            f"if not st.user.is_logged_in:\n    st.switch_page('app.py')\n{show}",
            f"from doors import guard\nguard()\n{show}",
            f"import doors\ndoors.guard()\n{show}",
            f"from doors import inside\nif not inside():\n    st.stop()\n{show}",
            f"from doors import need\n@need\ndef main():\n    {show}\nmain()",
            f"from doors import guard\n{show}",
            f"def main():\n    {show}\nif __name__ == '__main__':\n    main()",
            f"if os.environ.get('AUTHKIT_NO_SUCH'):\n    st.stop()\n{show}",
            "st.title('nothing')",
        )

    def app(self) -> dict:
        sections = [name for name in ("google", "entra") if self.random.random() < 0.6]
        if not sections or self.random.random() < 0.4:
            sections.append(None)
        name = self.pick(*sections, *sections, *sections, None, "google", "entra", "okta")
        above, statement = self.call(name)
        gate_above, body = self.gate(self.guarded(statement))
        files = {}
        if self.random.random() < 0.3:  # the gate stands in a module of its own
            inner = f"def offer():\n    " + self.guarded(statement).replace("\n", "\n    ") + "\n"
            files["lib/__init__.py"] = ""
            files["lib/signin.py"] = HEAD + above + inner
            gate_above, body = self.gate("offer()")
            above = "from lib.signin import offer\n"
        files["app.py"] = HEAD + above + gate_above + body + "\n"
        if self.random.random() < 0.5:
            files["pages/payroll.py"] = HEAD + self.page() + "\n"
            files["doors.py"] = HEAD + (
                "def guard():\n    if not st.user.is_logged_in:\n        st.error('no')\n        st.stop()\n"
                "def inside():\n    return st.user.is_logged_in\n"
                "def need(f):\n    def inner():\n        guard()\n        return f()\n    return inner\n"
            )
        return {"files": files, "sections": ["default" if s is None else s for s in sections]}


class Visit:
    """What somebody meets who is not signed in."""

    def __init__(self, folder: str, secrets: dict):
        self.folder, self.secrets = folder, secrets
        self.called: set[str] = set()
        self.failed: set[str] = set()
        self.shown: set[str] = set()
        self.crashed: set[str] = set()

    def login(self, *args, **kwargs):
        try:
            name = REAL_LOGIN(*args, **kwargs)
        except Exception as error:
            self.failed.add(type(error).__name__)
            raise
        finally:
            self.called.add(str((list(args) + list(kwargs.values()) + [None])[0]))
        return name

    def fresh(self, page: str | None) -> AppTest:
        for name in [name for name in sys.modules if name.split(".")[0] in ("lib", "doors")]:
            del sys.modules[name]
        at = AppTest.from_file(os.path.join(self.folder, "app.py"), default_timeout=20)
        at.secrets["auth"] = self.secrets
        if page:
            at.switch_page(page)
        return at.run()

    def note(self, at: AppTest, script: str) -> None:
        for text in at.markdown:
            if SECRET in text.value:
                self.shown.add(script)
        for error in at.exception:
            self.crashed.add(f"{script}: {error.message}")

    def go(self, pages: list[str]) -> None:
        for page in [None, *pages]:
            script = page or "app.py"
            at = self.fresh(page)
            self.note(at, script)
            for i in range(len(at.button)):
                again = self.fresh(page)
                if i < len(again.button):
                    again.button[i].click().run()
                    for error in again.exception:
                        self.crashed.add(f"{script}: {error.message}")
            for i in range(len(at.radio)):
                for option in at.radio[i].options:
                    self.fresh(page).radio[i].set_value(option).run()


REAL_LOGIN = st.login


def main() -> None:
    warnings.simplefilter("ignore")
    seed, many = int(sys.argv[1]), int(sys.argv[2])
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    author = Author(seed)
    for number in range(many):
        app = author.app()
        shared = {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "Zx83kdPq02mWvB7tLr5yHn4cUe9gJs6a"}
        one = {"client_id": "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "client_secret": "San8Q~box-only-opens-the-authkit-sandbox", "server_metadata_url": "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"}
        auth = dict(shared)
        for section in app["sections"]:
            auth.update(one if section == "default" else {section: dict(one)})
        with tempfile.TemporaryDirectory() as folder:
            for name, text in app["files"].items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
            lines = ["[auth]", *(f'{k} = "{v}"' for k, v in auth.items() if isinstance(v, str))]
            for section in auth:
                if isinstance(auth[section], dict):
                    lines += [f"[auth.{section}]", *(f'{k} = "{v}"' for k, v in auth[section].items())]
            file = pathlib.Path(folder, "secrets.toml")
            file.write_text("\n".join(lines) + "\n")
            streamlit.config.set_option("secrets.files", [str(file)])
            secrets_singleton._reset()
            sys.path.insert(0, folder)
            visit = Visit(folder, auth)
            st.login = visit.login
            visit.go([name for name in app["files"] if name.startswith("pages/")])
            sys.path.remove(folder)
        found = {"name": f"app {number} of seed {seed}", **app, "called": sorted(visit.called), "failed": sorted(visit.failed), "shown": sorted(visit.shown), "crashed": sorted(visit.crashed)}
        out.write(json.dumps(found) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
