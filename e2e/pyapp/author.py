"""Writes Python sources in which it is easy to get lost."""

import ast
import random
import re
import sys

NESTED_QUOTES = sys.version_info >= (3, 12)
FAKES = ['st.login("no")', "st.user.email", "st.user['no']", 'from streamlit import login', "it's", '"', "#", "{", "}}", "\\\\", "("]


class Author:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def string(self, value: str) -> str:
        """One of the ways to write a text."""
        form = self.random.randrange(9)
        half = len(value) // 2
        if form == 0:
            return "'" + value + "'"
        if form == 1:
            return self.pick("r", "R", "u", "") + '"""' + value + '"""'
        if form == 2:
            return f"{value[:half]!r} {self.pick('', 'r')}{value[half:]!r}"
        if form == 3 and value:
            return f'"\\x{ord(value[0]):02x}{value[1:]}"'
        if form == 4 and value:
            return f"'\\{ord(value[0]):03o}{value[1:]}'"
        if form == 5:
            return f'"{value[:half]}\\\n{value[half:]}"'
        if form == 6:
            return f'f"{value}"'
        return '"' + value + '"'

    def noise(self) -> str:
        """A text that looks like code."""
        fake = self.pick(*FAKES)
        plain = fake.replace("\\", "").replace("{", "").replace("}", "")
        return self.pick(
            repr(fake), "'''" + plain + "\n" + fake.replace("\\", "") + "\n'''", '"""\n' + plain.replace('"', "") + '\n"""',
            "b" + repr(fake), 'rb"' + plain.replace('"', "") + '"', "r'\\'", 'r"a\\"b"', "'\\''", '"\\\\"', "f'{x}{{st.login()}}'",
            "f'{x!r:>{width}} st.user.email'", "f'''{\nx}'''", "rf'\\{x}'", "f'{x:%H:%M}'", "f'{x=}'", "f'{x != 1}'", "'é' \"ü\"", "'\\N{BULLET}'", "'\\u00e9'", "f'{x:{1}}'", "f'{x[\"a\"]}'",
            "f\"{'{'}\"", "f'{(lambda: 1)()}'", "f'{ {1: 2}[1] }'", "1_0", "0x1f", "1e-5", "1 if x else 2", "x[1:2]", "...",
        )

    def provider(self) -> str:
        return self.string(self.pick("google", "microsoft", "a-b", "x y"))

    def login(self, login: str) -> str:
        p = self.provider()
        return self.pick(
            f"{login}()", f"{login}({p})", f"{login}(provider={p})", f"{login}(None)", f"{login}({p},)", f"{login}(x)", f"{login}({p} + x)",
            f"{login}(f'a{{x}}')", f"{login}(names[0])", f"{login}( # {p!r}\n {p} # )\n )", f"{login} \\\n ({p})", f"{login}(**x)", f"{login}({p}, {p})",
            f"b('in', on_click={login})", f"b(on_click={login}, args=[{p}])", f"b(on_click={login}, args=({p},))", f"b(on_click={login}, args=({p}))",
            f"b(args=[{p}], on_click={login})", f"b(on_click={login}, kwargs={{'provider': {p}}})", f"b(on_click={login}, kwargs=dict(provider={p}))",
            f"b(on_click={login}, args=x)", f"b(on_click={login}, args=[x])", f"b(on_click={login}, args=[])", f"b(on_click={login}, args=[{p}] + x)",
            f"b(on_click={login}, args=[{p}], kwargs={{}})", f"b(on_click={login}, **x)", f"b(*x, on_click={login})", f"b(1 * 2, 2 ** 3, on_click={login}, args=[{p}])", f"b(on_click=lambda: {login}({p}))",
            f"b(on_click={login}, kwargs={{'a': 1}})", f"b(on_click={login}, args=None)", f"b(on_change={login}, args=c([{p}]))", f"c({login})", f"{login}(*x)", f"partial({login}, {p})",
            f"b(on_click={login}, args=c(args=[{p}]))", f"b(on_click={login} or x, args=[{p}])", f"b(c(args=['no']), on_click={login})",
        )

    def reading(self, user: str) -> str:
        claim = self.pick("email", "groups", "upn", "picture", "name")
        c = self.string(claim)
        return self.pick(
            f"{user}.{claim}", f"{user}[{c}]", f"{user}.get({c})", f"{user}.get({c}, 1)", f"getattr({user}, {c})", f"getattr({user}, {c}, None)", f"{user}.{claim}.lower()",
            f"{user}.to_dict()[{c}]", f"dict({user})[{c}]", f"{user}.to_dict().get({c})", f"{user}.is_logged_in", f"{user}.items()", f"{user}[x]", f"{user}.\\\n {claim}",
            f"{user} .{claim}", f"dict({user})", f"{user}[{c} + x]", f"{user}.get(x)", f"c({user})", f"{user}.{claim}()",
        )

    def test(self, user: str) -> str:
        c = self.string(self.pick("email", "groups", "upn"))
        return self.pick(f"hasattr({user}, {c})", f"{c} in {user}", f"{c} not in {user}", f"{user}.get({c})", f"hasattr({user}, x)", f"{c} in {user}.to_dict()")

    def expression(self, names) -> str:
        login, user = names
        kind = self.random.randrange(10)
        e = self.login(login) if kind < 3 else self.reading(user) if kind < 7 else self.test(user) if kind < 8 else self.noise()
        for _ in range(self.random.choice([0, 0, 1, 1, 2])):
            n = self.noise()
            e = self.pick(
                f"({e})", f"[{e}, {n}]", f"{{{n}: {e}}}", f"c({n}, k={e})", f"(lambda: {e})", f"(lambda q, *r, k=1: {e})", f"[{e} for _ in x if {n}]", f"({e} if {n} else {n})",
                f"(\n  {e}  # st.login('no') \" ' (\n)", f"not ({e})", f"x[{e}]", f"({n}, {e})", f"(z := {e})", self.filled(e),
            )
        return e

    def filled(self, e: str) -> str:
        """An f-string with an expression in it, where that can be written."""
        if NESTED_QUOTES and self.random.random() < 0.6:
            return self.pick(f'f"{{{e}}}"', f"f'a{{ {e} !r:>{{x}}}}b' 'c'", f'f"""{{\n{e}  # "\n}}"""', f"rf'{{({e})=}}'")
        if "\n" in e or "\\" in e or "#" in e or '"""' in e or "!" in e:
            return f"({e})"
        return f'f"""{{({e})}} st.login()"""' if '"' not in e[-1:] else f"({e})"

    def statement(self, names, depth: int) -> list[str]:
        e = self.expression(names)
        simple = [f"x = {e}", f"{e}; {self.noise()}", f"c({e})", f"{e}", f"x: int = {e}", f"assert {e}, {self.noise()}", f"if x: {e}", f"try: {e}\nexcept KeyError: pass", f"x += {e}", f"# {e!r}", self.noise(), f"del x[{e}]"]
        if depth == 0 or self.random.random() < 0.5:
            return self.pick(*simple).split("\n") if "\n" not in e else [self.pick(f"x = ({e})", f"c({e})")]
        inner = [line for _ in range(self.random.randrange(1, 4)) for line in self.statement(names, depth - 1)]
        if any("\n" in line or "'''" in line or '"""' in line or line.endswith("\\") for line in inner):
            body, after = ["    pass"], inner  # lines of strings must not be moved
        else:
            body, after = ["    " + line for line in inner], []
        one = e if "\n" not in e else "x"
        missing = self.pick("AttributeError", "(KeyError, ValueError)", "Exception as e", "", "OSError", "x.Missing")
        blocks = [
            [f"if {one}:"] + body, [f"for _ in {one}:"] + body, [f"while {one}:"] + body, [f"with c({one}) as w:"] + body, ["try:"] + body + [f"except {missing}:".replace(" :", ":"), f"    {one}"],
            [f"def f(k={one}):"] + body, [f"@c({one})", "def g(): pass"], [f"class K(c({one})):"] + body, ["async def h(q):"] + body, ["try:"] + body + ["finally:", f"    {one}"], ["if x:", "    pass", "else:"] + body,
            ["try:", "    pass", "except ValueError:"] + body + ["else:", f"    {one}"],
        ]
        return self.pick(*blocks) + after

    def source(self) -> str:
        """A whole file that Python takes."""
        while True:
            head, login, user = self.pick(
                ("import streamlit as st", "st.login", "st.user"), ("import streamlit", "streamlit.login", "streamlit.user"), ("import os, streamlit as app", "app.login", "app.experimental_user"),
                ("from streamlit import login, user", "login", "user"), ("from streamlit import (\n    login as enter,  # in\n    user as me,\n)", "enter", "me"), ("from streamlit import *", "login", "user"),
                ("import streamlit as st\nu = st.user\ngo = st.login", "go", "u"), ("import streamlit as st\nu = st.user.to_dict()", "st.login", "u"), ("import streamlit as st; u = dict(st.user)", "st.login", "u"), ("import streamlit as st\ns2 = st", "s2.login", "s2.user"),
                ("try:\n    import streamlit as st\nexcept ImportError:\n    st = None", "st.login", "st.user"), ("import other as st", "st.login", "st.user"), ("import streamlit.web as w\nimport streamlit as st", "w.login", "st.user"),
                ("import streamlit as st\nst = x", "st.login", "st.user"), ("import streamlit as st\ndef page(st=None):\n    pass", "st.login", "st.user"), ("from streamlit import login\ndef login(p): pass\nimport streamlit as st", "login", "st.user"),
                ("import streamlit as st\nu = st.user\nfor u in x: pass", "st.login", "u"), ("from . import login\nimport streamlit as st", "login", "self.st.user"), ("import streamlit as st\nu = v = st.user", "st.login", "u"), ("import streamlit as st\nu: dict = st.user", "st.login", "u"),
            )
            lines = [head]
            for _ in range(self.random.randrange(2, 9)):
                lines += self.statement((login, user), 2)
            text = "\n".join(lines) + self.pick("\n", "", "\n\n")
            text = self.pick(text, text, text, "\ufeff" + text, text.replace("\n", "\r\n"), text.replace("    ", "\t"))
            try:
                ast.parse(text)
                return text
            except (SyntaxError, ValueError):
                continue

    def changed(self, text: str) -> str:
        """A real source in which some calls and attributes are those of Streamlit."""
        lines = re.split("(?<=\n)", text)
        tree, spots, nested = ast.parse(text), [], set()
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and not NESTED_QUOTES:
                nested.update(ast.walk(node))
        for node in ast.walk(tree):
            func = node.func if isinstance(node, ast.Call) else node
            if node in nested or not isinstance(func, (ast.Name, ast.Attribute)) or func.lineno != func.end_lineno or not isinstance(func.ctx, ast.Load):
                continue
            if isinstance(node, ast.Call):
                spots.append((func.lineno - 1, func.col_offset, func.end_col_offset, self.pick("s_t.login", "s_t.user.get", "s_t.login")))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                spots.append((node.lineno - 1, node.value.col_offset, node.value.end_col_offset, "s_t.user"))
        self.random.shuffle(spots)
        taken: dict[int, int] = {}
        for line, start, end, new in sorted(spots[:12], reverse=True):
            if end > taken.get(line, 1 << 30):
                continue
            taken[line] = start
            data = lines[line].encode("utf-8")
            lines[line] = (data[:start] + new.encode() + data[end:]).decode("utf-8")
        return "".join(lines) + "\nimport streamlit as s_t\n"
