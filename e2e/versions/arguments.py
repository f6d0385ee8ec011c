"""Writes the table of arguments: streamlit/names/arguments.txt and arguments_table.go.

Reads in the sources of every release of Streamlit since 1.42 what the functions of
st take; containers have the same ones. Nothing is installed and nothing is run.

    python e2e/versions/arguments.py [FOLDER]

FOLDER keeps the wheels for the next time, as for options.py.
"""

import ast
import difflib
import pathlib
import re
import sys
import tempfile

import packed
from options import ROOT, Wheel, releases

TARGET = ROOT / "streamlit" / "names" / "arguments_table.go"
HARMLESS = ("gather_metrics", "_gather_metrics", "overload")  # decorators that hand all on
APART = ("login",)  # have checks of their own
OFTEN = """button caption checkbox columns container dataframe divider error expander form form_submit_button header image info json
    logout markdown metric navigation rerun selectbox set_page_config stop subheader success tabs text text_input title toast warning write"""

# Parameters whose annotations list the texts that Streamlit takes. e2e/arguments_test.go
# tries each of them: Streamlit raises at another text.
LENIENT = ("dialog", "experimental_dialog")  # took any text as width
JUDGED = ("type", "gap", "vertical_alignment", "horizontal_alignment", "label_visibility", "visibility", "position", "width", "height", "layout", "initial_sidebar_state")


def parsed(wheel: Wheel) -> dict[str, ast.Module]:
    """The modules of a release that may define a function of st."""
    paths = [p for p in wheel.archive.namelist() if p.startswith("streamlit/") and p.endswith(".py") and "/proto/" not in p and "/vendor/" not in p and "/hello/" not in p]
    return {p: wheel.tree(p) for p in paths}


def aliases(modules: dict[str, ast.Module]) -> dict[str, ast.expr | None]:
    """What names of types stand for; None: for different things."""
    found: dict[str, ast.expr | None] = {}
    for tree in modules.values():
        for s in tree.body:
            match s:
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    pass
                case _:
                    continue
            if name not in found or found[name] is not None and ast.dump(found[name]) == ast.dump(value):
                found[name] = value
            else:
                found[name] = None
    return found


def texts(annotation: ast.expr | None, names: dict[str, ast.expr | None]) -> list[str] | None:
    """The texts that an annotation allows; None: any, as far as it tells."""
    match annotation:
        case ast.Constant(value=str(quoted)):
            try:
                return texts(ast.parse(quoted, mode="eval").body, names)
            except SyntaxError:
                return None
        case ast.Constant(value=None):
            return []
        case ast.Name(id="int" | "float" | "bool" | "None"):
            return []
        case ast.Name(id=name):
            return texts(names.get(name), names)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            one, two = texts(left, names), texts(right, names)
            return None if one is None or two is None else one + two
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=all_of)):
            parts = [texts(e, names) for e in all_of]
            return None if None in parts else sum(parts, [])
        case ast.Subscript(value=ast.Name(id="Optional"), slice=one):
            return texts(one, names)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=all_of)):
            return [e.value for e in all_of if isinstance(e, ast.Constant) and isinstance(e.value, str)]
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Constant(value=one)):
            return [one] if isinstance(one, str) else []
    return None


def signature(f: ast.FunctionDef, method: bool, names: dict[str, ast.expr | None]) -> list[str] | None:
    """What a function takes, a word each; None: a decorator may change that."""
    for d in f.decorator_list:
        called = d.func if isinstance(d, ast.Call) else d
        if not isinstance(called, ast.Name) or called.id not in HARMLESS:
            return None
    words = []

    def word(a: ast.arg, required: bool) -> None:
        allowed = texts(a.annotation, names) if a.arg in JUDGED else None
        words.append(a.arg + ("!" if required else "") + ("=" + "|".join(sorted(set(allowed))) if allowed else ""))

    a = f.args
    if a.posonlyargs:
        return None
    ordered = a.args
    optional = len(ordered) - len(a.defaults)
    for at, one in enumerate(ordered):
        if not (method and at == 0):
            word(one, at < optional)
    if a.vararg:
        words.append("*" + a.vararg.arg)
    elif a.kwonlyargs:
        words.append("*")
    for one, default in zip(a.kwonlyargs, a.kw_defaults):
        word(one, default is None)
    if a.kwarg:
        words.append("**")
    return words


def last(body: list[ast.stmt], name: str) -> ast.FunctionDef | None:
    """The definition of a function that counts: the last, which no overload is."""
    found = [s for s in body if isinstance(s, ast.FunctionDef) and s.name == name]
    return found[-1] if found else None


def functions(wheel: Wheel) -> dict[str, list[str]]:
    modules = parsed(wheel)
    names = aliases(modules)
    top = modules["streamlit/__init__.py"].body
    delta = next(s for s in modules["streamlit/delta_generator.py"].body if isinstance(s, ast.ClassDef) and s.name == "DeltaGenerator")
    classes = {s.name: s for tree in modules.values() for s in tree.body if isinstance(s, ast.ClassDef)}
    methods: dict[str, ast.FunctionDef | None] = {}
    for one in [delta, *(classes[b.id] for b in delta.bases if isinstance(b, ast.Name) and b.id in classes)]:
        for f in one.body:
            if isinstance(f, ast.FunctionDef):
                methods.setdefault(f.name, last(one.body, f.name))
    imported, known = {}, {}
    for s in top:
        match s:
            case ast.ImportFrom(module=str(module)):
                for a in s.names:
                    imported[a.asname or a.name] = (module, a.name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id="_main" | "_event"), attr=attr)):
                known[name] = (methods.get(attr), True)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)) | ast.AnnAssign(target=ast.Name(id=name), value=ast.Name(id=other)):
                if other in imported:
                    known[name] = defined(modules, *imported[other])
    for name, where in imported.items():
        known.setdefault(name, defined(modules, *where))
    found = {}
    for name, (f, method) in known.items():
        if f and not name.startswith("_") and name not in APART:
            words = signature(f, method, names)
            if words is not None:
                lenient = name in LENIENT or name == "navigation" and not any("top" in w for w in words)  # it took any position
                found[name] = [w.partition("=")[0] for w in words] if lenient else words
    return found


def defined(modules: dict[str, ast.Module], module: str, name: str) -> tuple[ast.FunctionDef | None, bool]:
    """A function of a module, also where that only hands it on, and whether it is a method: that which makes a page."""
    path = module.replace(".", "/")
    tree = modules.get(path + ".py") or modules.get(path + "/__init__.py")
    if not tree:
        return None, False
    for s in tree.body:
        if isinstance(s, ast.ClassDef) and s.name == name == "Page":
            return last(s.body, "__init__"), True
        if isinstance(s, ast.ImportFrom) and s.module not in (None, module, "streamlit") and any((a.asname or a.name) == name for a in s.names):
            return defined(modules, s.module, next(a.name for a in s.names if (a.asname or a.name) == name))
    return last(tree.body, name), False


def merged(of: dict[int, list[str]]) -> list[tuple[str, list[int]]]:
    """One row of words in an order that is every release's, each with those that have it."""
    row: list[tuple[str, list[int]]] = []
    for at, words in sorted(of.items()):
        new = []
        match = difflib.SequenceMatcher(a=[w for w, _ in row], b=words, autojunk=False)
        for kind, i1, i2, j1, j2 in match.get_opcodes():
            if kind == "equal":
                new += [(w, [*had, at]) for w, had in row[i1:i2]]
            else:
                new += row[i1:i2] + [(w, [at]) for w in words[j1:j2]]
        row = new
    return row


def spans(had: list[int], order: list[str]) -> str:
    """From which release to which: nothing stands for all."""
    parts, start = [], had[0]
    for at, following in zip(had, [*had[1:], None]):
        if following != at + 1:
            parts.append(f"{order[start]}-{order[at] if at < len(order) - 1 else ''}")
            start = following
    return ",".join(parts)


def main(folder: pathlib.Path) -> None:
    order = releases("streamlit")
    had: dict[str, dict[int, list[str]]] = {}
    for at, release in enumerate(order):
        for name, words in functions(Wheel(folder, "streamlit", release)).items():
            had.setdefault(name, {})[at] = words
    rows = []
    for name, of in sorted(had.items()):
        own = spans(list(of), order)
        words = [name if own == order[0] + "-" else f"{name}@{own}"]
        for word, at in merged(of):
            span = spans(at, order)
            words.append(word if span == own else f"{word}@{span}")
        rows.append(" ".join(words))
    text = "// Code generated by e2e/versions/arguments.py; DO NOT EDIT.\n\npackage names\n\n"
    text += "// counted are the releases whose sources were read.\nconst counted = `\n" + " ".join(order) + "\n`\n"
    TARGET.write_text(text + often(rows), encoding="utf-8")
    packed.write(TARGET.with_name("arguments.txt"), "# Written by e2e/versions/arguments.py: what the functions of Streamlit take.", rows)


def often(rows: list[str]) -> str:
    """The part of the table for which most apps need nothing unpacked."""
    common = [row for row in rows if re.split("[ @]", row)[0] in OFTEN.split()]
    limited = sorted({name for row in rows for name in re.findall(r" ([A-Za-z_]+)=", row)})
    text = "\n// often are the rows of the packed table for the functions that most apps call, and limited all arguments in it that not\n"
    text += "// every text may be given to. Most apps need no table unpacked for them.\nconst (\n"
    return text + "\toften = `\n" + "\n".join(common) + "\n`\n\tlimited = ` " + " ".join(limited) + " `\n)\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        main(pathlib.Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(pathlib.Path(folder))
