"""What Python's own parser finds in a source that streamlit/pyapp scans.

truth(text) walks the syntax tree; it shares nothing with the scanner but the
questions. Places are [line, column] from 1, in characters. Before Python 3.12
the tree has wrong places inside f-strings: there a place is null.
"""

import ast
import posixpath
import re
import sys

FSTRING_PLACES = sys.version_info >= (3, 12)
NOT_CLAIMS = {"is_logged_in", "to_dict", "get", "keys", "values", "items", "tokens", "provider", "origin", "has_key", "pop", "copy"}
MISSING = {"AttributeError", "KeyError", "LookupError", "Exception", "BaseException"}
STAR = ["login", "logout", "user", "experimental_user", "query_params", "experimental_get_query_params"]


class Truth:
    def __init__(self, text: str):
        self.tree = ast.parse(text)
        self.lines = re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))
        self.parents: dict[ast.AST, ast.AST] = {}
        self.fields: set[ast.AST] = set()
        self.nodes: list[ast.AST] = []
        self.visit(self.tree, False)
        self.modules: set[str] = set()
        self.names: dict[str, str] = {}
        self.copies: dict[str, str] = {}
        self.bound: dict[str, int] = {}
        self.imports_streamlit = False
        self.imports()
        self.bindings()
        self.aliases()

    def visit(self, node: ast.AST, filled: bool) -> None:
        self.nodes.append(node)
        if filled:
            self.fields.add(node)
        for child in ast.iter_child_nodes(node):
            self.parents[child] = node
            self.visit(child, filled or isinstance(node, ast.JoinedStr))

    def place(self, node: ast.AST):
        if node in self.fields and not FSTRING_PLACES:
            return None
        line = self.lines[node.lineno - 1]
        return [node.lineno, len(line.encode("utf-8")[: node.col_offset].decode("utf-8")) + 1]

    def imports(self) -> None:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top, known = alias.name.split(".")[0], alias.asname or alias.name.split(".")[0]
                    if top == "streamlit":
                        self.imports_streamlit = True
                        if alias.name == "streamlit" or not alias.asname:
                            self.modules.add(known)
                            continue
                    self.bind(known)
            elif isinstance(node, ast.ImportFrom):
                own = not node.level and (node.module or "").split(".")[0] == "streamlit"
                self.imports_streamlit |= own
                own = own and node.module in ("streamlit", "streamlit.starlette")
                for alias in node.names:
                    if own and alias.name == "*":
                        self.names.update((name, name) for name in STAR)
                    elif own:
                        self.names[alias.asname or alias.name] = alias.name
                    else:
                        self.bind(alias.asname or alias.name)

    def bind(self, name) -> None:
        if name:
            self.bound[name] = self.bound.get(name, 0) + 1

    def bindings(self) -> None:
        for node in self.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                parent = self.parents[node]
                if not (isinstance(parent, ast.Assign) and isinstance(parent.value, ast.Constant) and parent.value.value is None):
                    self.bind(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)):
                self.bind(node.name)
            elif isinstance(node, ast.arg):
                self.bind(node.arg)

    def member(self, node):
        """The name of streamlit's thing that a node is, and whether that is sure."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self.modules:
            return node.attr, not self.bound.get(node.value.id)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id in self.names:
                return self.names[node.id], not self.bound.get(node.id)
            if node.id in self.copies:
                return self.copies[node.id], True
        return None, False

    def aliases(self) -> None:
        for node in self.nodes:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=ast.AST() as value, simple=1):
                    pass
                case _:
                    continue
            if self.bound.get(name) != 1:
                continue
            if isinstance(value, ast.Name) and value.id in self.modules and not self.bound.get(value.id):
                self.modules.add(name)
                del self.bound[name]
                continue
            user, dictionary = self.dictionary(value)
            what, sure = self.member(user)
            if sure and what in ("user", "experimental_user"):
                self.copies[name] = "to_dict" if dictionary else what
            elif sure and what == "login" and not dictionary:
                self.copies[name] = what

    def dictionary(self, node):
        """What a dictionary was made of: X.to_dict() and dict(X)."""
        if isinstance(node, ast.Call) and not node.keywords:
            if not node.args and isinstance(node.func, ast.Attribute) and node.func.attr == "to_dict":
                return node.func.value, True
            if len(node.args) == 1 and isinstance(node.func, ast.Name) and node.func.id == "dict":
                return node.args[0], True
        return node, False

    # --- questions

    def written(self, node):
        """The content of a string literal that says all of it; None for anything else."""
        parent = self.parents.get(node)
        if isinstance(node, ast.JoinedStr) and getattr(parent, "format_spec", None) is not node and all(isinstance(v, ast.Constant) for v in node.values):
            return "".join(v.value for v in node.values)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not isinstance(parent, ast.JoinedStr):
            return node.value
        return None

    def strings(self):
        found = []
        for node in self.nodes:
            text = self.written(node)
            if text is not None and not any("\ud800" <= c <= "\udfff" for c in text):
                found.append([self.place(node), text])
        return found

    def identifiers(self):
        return [[*self.place(n), n.id] for n in self.nodes if isinstance(n, ast.Name) and self.place(n)]

    def logins(self):
        found = []
        for node in self.nodes:
            what, sure = self.member(node)
            if what == "login":
                provider = self.provider(node) if sure else "?"
                found.append([self.place(node), provider, sure])
        return found

    def provider(self, node):
        parent = self.parents[node]
        if isinstance(parent, ast.Call) and parent.func is node:
            given = parent.args + [k.value if k.arg == "provider" else None for k in parent.keywords]
            if not given:
                return "-"
            return self.value(given[0]) if len(given) == 1 else "?"
        call = self.parents.get(parent)
        if not (isinstance(parent, ast.keyword) and (parent.arg or "").startswith("on_") and isinstance(call, ast.Call)):
            return "?"
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            return "?"
        nothing = lambda v: isinstance(v, ast.Constant) and v.value is None
        given = [k for k in call.keywords if k.arg in ("args", "kwargs") and not nothing(k.value)]
        if not given:
            return "-"
        value = given[0].value
        if len(given) > 1:
            return "?"
        if given[0].arg == "args" and isinstance(value, (ast.List, ast.Tuple)):
            return "-" if not value.elts else self.value(value.elts[0]) if len(value.elts) == 1 else "?"
        if given[0].arg == "kwargs":
            if isinstance(value, ast.Dict):
                pairs = [(k.value if isinstance(k, ast.Constant) else None, v) for k, v in zip(value.keys, value.values)]
            elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict" and not value.args:
                pairs = [(k.arg, k.value) for k in value.keywords]
            else:
                return "?"
            if not pairs:
                return "-"
            if len(pairs) == 1 and pairs[0][0] == "provider":
                return self.value(pairs[0][1])
        return "?"

    def value(self, node):
        if isinstance(node, ast.Constant) and node.value is None:
            return "-"
        text = self.written(node)
        return "?" if text is None else "=" + text

    def places(self, wanted):
        found = []
        for node in self.nodes:
            what, sure = self.member(node)
            if what == wanted and sure and not (isinstance(node, ast.Name) and node.id in self.copies):
                found.append(self.place(node))
        return found

    def readings(self):
        """(node of the user, kind, name) for everything that asks st.user for a claim."""
        for node in self.nodes:
            what, sure = self.member(node)
            if what not in ("user", "experimental_user", "to_dict"):
                continue
            dictionary, outer = what == "to_dict", node
            parent = self.parents[node]
            if isinstance(parent, ast.Attribute) and parent.attr == "to_dict":
                call = self.parents[parent]
                if isinstance(call, ast.Call) and call.func is parent and not call.args and not call.keywords:
                    dictionary, outer = True, call
            elif self.dictionary(parent) == (node, True):
                dictionary, outer = True, parent
            parent = self.parents[outer]
            above = self.parents.get(parent)
            if isinstance(parent, ast.Attribute):
                called = isinstance(above, ast.Call) and above.func is parent
                if parent.attr == "get" and called and above.args:
                    yield node, sure, "get", self.written(above.args[0])
                elif not called and not dictionary:
                    yield node, sure, "attribute", parent.attr
            elif isinstance(parent, ast.Subscript) and parent.value is outer:
                yield node, sure, "item", self.written(parent.slice)
            elif isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and len(parent.args) > 1 and parent.args[0] is outer:
                if parent.func.id == "hasattr":
                    yield node, sure, "test", self.written(parent.args[1])
                elif parent.func.id == "getattr" and not dictionary:
                    yield node, sure, "default" if len(parent.args) > 2 else "attribute", self.written(parent.args[1])
            elif isinstance(parent, ast.Compare) and parent.comparators[0] is outer and isinstance(parent.ops[0], (ast.In, ast.NotIn)):
                yield node, sure, "test", self.written(parent.left)

    def claims(self):
        readings = list(self.readings())
        tested = {name for _, _, kind, name in readings if kind in ("test", "get")}
        found = []
        for node, sure, kind, name in readings:
            if sure and name is not None and kind != "test" and name not in NOT_CLAIMS:
                safe = kind in ("get", "default") or name in tested or self.guarded(node)
                found.append([self.place(node), name, safe])
        return found

    def guarded(self, node) -> bool:
        while node in self.parents:
            child, node = node, self.parents[node]
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and child in node.body:
                return False
            if isinstance(node, (ast.Try, getattr(ast, "TryStar", ast.Try))) and child in node.body:
                for handler in node.handlers:
                    named = ast.walk(handler.type) if handler.type else []
                    if not handler.type or any(getattr(n, "id", getattr(n, "attr", None)) in MISSING for n in named):
                        return True
        return False

    def imported(self):
        found = set()
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found.update(alias.name.replace(".", "/") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = (node.module or "").replace(".", "/")
                found.update([module] if module else [])
                found.update(posixpath.join(module, alias.name) for alias in node.names if alias.name != "*")
        return sorted(found)

    def scripts(self):
        found = set()
        for node in self.nodes:
            parent = self.parents.get(node)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and not isinstance(parent, ast.JoinedStr):
                text = node.value
            elif isinstance(node, ast.JoinedStr) and not isinstance(parent, ast.FormattedValue):
                text = "".join(v.value if isinstance(v, ast.Constant) else "*" for v in node.values)
            else:
                continue
            if text.endswith(".py"):
                found.add(re.sub("^//", "/", posixpath.normpath(text.replace("\\", "/"))))
        return sorted(found)


def truth(text: str) -> dict:
    t = Truth(text)
    return {
        "strings": t.strings(), "names": t.identifiers(), "imports_streamlit": t.imports_streamlit, "logins": t.logins(),
        "logouts": t.places("logout"), "users": t.places("user"), "experimental_users": t.places("experimental_user"),
        "claims": t.claims(), "imports": t.imported(), "scripts": t.scripts(),
    }
