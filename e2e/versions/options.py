"""Writes the tables of options: streamlit/options.txt and options_table.go.

Reads the sources of every release of Streamlit since 1.42, of Authlib since 1.3.2
and of httpx since 0.24 that streamlit/deps/releases.go lists (so run releases.py
first). pip downloads the wheels; nothing is installed and nothing is run.

    python e2e/versions/options.py [FOLDER]

FOLDER keeps the wheels for the next time. A new release shows as a diff: rows
whose last release is the newest one end in "-".
"""

import ast
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

import packed

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASES = ROOT / "streamlit" / "deps" / "releases.go"
TARGET = ROOT / "streamlit" / "options_table.go"
FIRST = {"streamlit": "1.42.0", "authlib": "1.3.2", "httpx": "0.24.0"}
LONGEST = 40  # of a default that is worth a place in the table


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def releases(package: str) -> list[str]:
    """The releases that have what we read, oldest first."""
    text = RELEASES.read_text(encoding="utf-8")
    lines = re.search(rf"{package}Releases = `\n(.*?)`", text, re.DOTALL)[1].splitlines()
    found = [word for line in lines for word in line.split()[1:]]
    return sorted((v for v in found if number(v) >= number(FIRST[package])), key=number)


class Wheel:
    """The source files of one release."""

    def __init__(self, folder: pathlib.Path, package: str, version: str):
        wheels = lambda: [w for w in folder.glob("*.whl") if w.name.lower().startswith(f"{package}-{version}-")]
        if not wheels():
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:",
                 "--python-version", "3.13", "--dest", str(folder), f"{package}=={version}"],
                check=True,
            )
        self.archive = zipfile.ZipFile(wheels()[0])

    def tree(self, *paths: str) -> ast.Module:
        """The first of these files that the release has; an empty one if it has none."""
        for path in paths:
            try:
                return ast.parse(self.archive.read(path).decode("utf-8"))
            except KeyError:
                continue
        return ast.Module([], [])


# Reading Python.


def calls(tree: ast.AST, *names: str):
    """The calls of these functions in the order of the file, decorators with what they decorate."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in names:
                    yield decorator, node
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") in names:
            yield node.value, None


def constant(node: ast.AST | None, names: dict[str, ast.AST]):
    """The value of an expression that can be told without running anything; else None."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name(id=name):
            return constant(names.get(name), {k: v for k, v in names.items() if k != name})
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=kind), attr=member), attr="value"):
            return constant(names.get(f"{kind}.{member}"), names)
        case ast.Attribute(value=ast.Name(id=kind), attr=member):
            return constant(names.get(f"{kind}.{member}"), names)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            a, b = constant(left, names), constant(right, names)
            return a * b if a is not None and b is not None else None
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None


def named(tree: ast.Module) -> dict[str, ast.AST]:
    """The constants at the top of a file and the members of its enumerations."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
        elif isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.Assign) and isinstance(member.targets[0], ast.Name):
                    found[f"{node.name}.{member.targets[0].id}"] = member.value
    return found


def function(tree: ast.AST, name: str) -> ast.AST:
    """A function or class, wherever it stands; an empty module when there is none."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name:
            return node
    return ast.Module([], [])


def arguments(node: ast.AST) -> list[str]:
    """The arguments that a caller may name."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return []
    return [a.arg for a in node.args.args + node.args.kwonlyargs if a.arg not in ("self", "cls")]


def asked(node: ast.AST, *owners: str) -> list[str]:
    """The texts that these tables are asked for: t.get("x"), t["x"], "x" in t."""
    found = []
    of = lambda n: getattr(n, "attr", getattr(n, "id", "")) in owners
    text = lambda n: found.append(n.value) if isinstance(n, ast.Constant) and isinstance(n.value, str) else None
    for n in ast.walk(node):
        match n:
            case ast.Call(func=ast.Attribute(value=owner, attr="get" | "pop"), args=[key, *_]) if of(owner):
                text(key)
            case ast.Subscript(value=owner, slice=key) if of(owner):
                text(key)
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[owner]) if of(owner):
                text(key)
    return sorted(set(found))


def texts(tree: ast.AST, name: str) -> list[str]:
    """The texts of the list, set or tuple of that name, wherever it stands."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(getattr(t, "id", "") == name for t in targets) and isinstance(node.value, (ast.List, ast.Set, ast.Tuple)):
            return [e.value for e in node.value.elts if isinstance(e, ast.Constant)]
    return []


# What is read of a release: rows, each a text without a place for the releases.


def allowed(description: str) -> list[str]:
    """The values that a description lists: lines that begin with - "value"."""
    return re.findall(r'^\s*-\s+"([^"\s]+)"', description, re.MULTILINE)


def config_options(wheel: Wheel) -> list[str]:
    """KEY TYPE [one of VALUES] [hidden] [expired] [replaced by KEY] [= DEFAULT]"""
    tree = wheel.tree("streamlit/config.py")
    names, rows = named(tree), []
    for call, decorated in calls(tree, "_create_option", "_create_theme_options"):
        given = {k.arg: k.value for k in call.keywords}
        key = constant(call.args[0] if call.args else given.get("key", given.get("name")), names)
        if not isinstance(key, str) or key.startswith("_test"):
            continue
        value = lambda name: constant(given.get(name), names)
        kind = getattr(given.get("type_"), "id", "str")
        if value("multiple"):
            kind += "[]"
        words = [kind]
        description = (ast.get_docstring(decorated) if decorated else value("description")) or ""
        if values := allowed(description):
            words.append("one of " + "|".join(values))
        words += [word for word, is_so in (("hidden", value("visibility") == "hidden"), ("sensitive", value("sensitive")), ("deprecated", value("deprecated"))) if is_so]
        if value("replaced_by"):
            words.append("replaced by " + value("replaced_by"))
        default = json.dumps(value("default_val"), separators=(",", ":"))
        if value("default_val") is not None and len(default) <= LONGEST:
            words.append("= " + default)
        for section in sections(given.get("categories"), names):
            rows.append(f"{section}{key} {' '.join(words)}")
    return rows


def sections(categories: ast.AST | None, names: dict[str, ast.AST]) -> list[str]:
    """The sections that a theme option is made for; of another option none is named."""
    if not isinstance(categories, ast.List):
        return [""]
    found = (constant(element, names) for element in categories.elts)
    return ["theme." if name == "theme" else f"theme.{name}." for name in found]


def auth_keys(wheel: Wheel) -> list[str]:
    """SCOPE KEY: what is read of [auth] (auth), must stand in it (auth-required), what the
    unnamed provider takes from it (default), what each provider must have (required), and
    by what a table is known as a provider (provider)."""
    util = wheel.tree("streamlit/auth_util.py")
    routes = wheel.tree("streamlit/web/server/starlette/starlette_auth_routes.py", "streamlit/web/server/oauth_authlib_routes.py")
    default = function(util, "generate_default_provider_section")
    read = set(asked(util, "auth_section")) | set(asked(routes, "auth_section"))
    must = asked(function(util, "validate_auth_credentials"), "auth_section")
    rows = [f"auth {key}" for key in sorted(read - set(texts(util, "required_keys")) - {"client_kwargs"})]
    rows += [f"auth-required {key}" for key in must]
    rows += [f"default {key}" for key in asked(default, "auth_section")]
    rows += [f"required {key}" for key in texts(util, "required_keys")]
    rows += [f"provider {key}" for key in sorted(texts(routes, "provider_keys"))]
    rows += [f"exposes {word}" for word in exposable(util)]
    return rows


def exposable(util: ast.Module) -> list[str]:
    """The words that expose_tokens may hold: what is taken from the set of them."""
    for node in ast.walk(function(util, "get_expose_tokens_config")):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and isinstance(node.right, ast.Set):
            return [e.value for e in node.right.elts]
    return []


def commands(wheel: Wheel) -> list[str]:
    """COMMAND ARGUMENT, and what st.user has that is no claim: user NAME"""
    tree = wheel.tree("streamlit/user_info.py")
    rows = [f"{name} {argument}" for name in ("login", "logout") for argument in arguments(function(tree, name))]
    proxy = function(tree, "UserInfoProxy")
    rows += [f"user {node.name}" for node in getattr(proxy, "body", []) if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return rows


def authlib_options(wheel: Wheel) -> list[str]:
    """WHO NAME: what a provider's section is asked for (provider); the arguments of the clients
    (client-async, client-sync, client); those that Streamlit's integration gives itself, so that
    Python refuses them twice (twice); what the clients hand to httpx and requests; what a login
    request takes from the rest (query) and what else is read of it (metadata)."""
    base = wheel.tree("authlib/oauth2/client.py")
    client = function(base, "OAuth2Client")
    rows = []
    for who, path, name in (
        ("client-async", "authlib/integrations/httpx_client/oauth2_client.py", "AsyncOAuth2Client"),
        ("client-sync", "authlib/integrations/requests_client/oauth2_session.py", "OAuth2Session"),
    ):
        rows += [f"{who} {a}" for a in arguments(function(function(wheel.tree(path), name), "__init__"))]
    rows += [f"client {a}" for a in arguments(function(client, "__init__"))]
    registry = wheel.tree("authlib/integrations/base_client/registry.py")
    apps = [wheel.tree(f"authlib/integrations/base_client/{name}.py") for name in ("sync_app", "async_app")]
    rows += [f"provider {key}" for key in texts(registry, "OAUTH_CLIENT_PARAMS") or texts(ast.Module([n for a in apps for n in a.body], []), "OAUTH_CLIENT_PARAMS")]
    rows += [f"httpx {key}" for key in texts(wheel.tree("authlib/integrations/httpx_client/utils.py"), "HTTPX_CLIENT_KWARGS")]
    rows += [f"requests {key}" for key in texts(wheel.tree("authlib/integrations/requests_client/utils.py"), "REQUESTS_SESSION_KWARGS")]
    rows += [f"query {key}" for key in texts(client, "EXTRA_AUTHORIZE_PARAMS")]
    rows += [f"metadata {key}" for key in asked(client, "metadata")]
    build = function(function(apps[0], "OAuth2Base"), "_get_oauth_client")
    rows += [f"twice {key}" for key in keywords(build, "client_cls")]
    async_init = function(function(wheel.tree("authlib/integrations/httpx_client/oauth2_client.py"), "AsyncOAuth2Client"), "__init__")
    rows += [f"twice {key}" for key in keywords(async_init, "__init__") if key not in arguments(async_init)]
    return rows


def keywords(node: ast.AST, called: str) -> list[str]:
    """The names that a function hands on to a call of this name beside its **kwargs."""
    calls_of = (n for n in ast.walk(node) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == called)
    return [k.arg for call in calls_of for k in call.keywords if k.arg]


def httpx_options(wheel: Wheel) -> list[str]:
    """NAME ANNOTATION: the arguments of AsyncClient, with their types in today's spelling"""
    init = function(function(wheel.tree("httpx/_client.py"), "AsyncClient"), "__init__")
    return [f"{a.arg} {spelt(a.annotation)}" for a in init.args.args + init.args.kwonlyargs if a.annotation]


def spelt(annotation: ast.AST) -> str:
    text = re.sub(r"typing\.|\bNone \| | \| None\b", "", ast.unparse(annotation))
    while short := re.fullmatch(r"Optional\[(.*)\]", text):
        text = short[1]
    return re.sub(r"\bList\b", "list", re.sub(r"Optional\[([^\[\]]*)\]", r"\1", text))


TABLES = [
    ("authKeys", "streamlit", auth_keys, "The keys of [auth] and of providers."),
    ("commandArguments", "streamlit", commands, "The arguments of st.login and st.logout, and the members of st.user."),
]
PACKED = [
    ("options", "streamlit", config_options, "the options of config.toml"),
    ("client_options", "authlib", authlib_options, "what Authlib's clients take, by Authlib's releases"),
    ("http_options", "httpx", httpx_options, "what the HTTP client takes, by httpx's releases"),
]


def with_releases(versions: list[str], rows: dict[str, list[bool]]) -> list[str]:
    """Each row with the releases that have it: "1.42.0-1.52.1 ROW"; the newest is left out."""
    lines = []
    for row, has in rows.items():
        i = 0
        while i < len(versions):
            if not has[i]:
                i += 1
                continue
            last = i
            while last + 1 < len(versions) and has[last + 1]:
                last += 1
            lines.append(f"{versions[i]}-{versions[last] if last + 1 < len(versions) else ''} {row}")
            i = last + 1
    return lines


def table(folder: pathlib.Path, package: str, read) -> str:
    versions = releases(package)
    rows: dict[str, list[bool]] = {}
    for i, version in enumerate(versions):
        for row in read(Wheel(folder, package, version)):
            rows.setdefault(row, [False] * len(versions))[i] = True
    ordered = with_releases(versions, rows)
    return "\n".join(sorted(ordered, key=lambda line: (line.split(" ", 1)[1], number(line.split("-")[0]))))


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else scratch)
        parts = [
            "// Code generated by e2e/versions/options.py; DO NOT EDIT.\n",
            "package streamlit\n",
            "// What the releases' own sources say. Each line begins with the releases that have",
            "// it, from-to; where nothing follows the hyphen, the newest release has it too.",
            "const (",
        ]
        for name, package, read, comment in TABLES:
            parts.append(f"\t// {comment}\n\t{name} = `\n{table(folder, package, read)}\n`")
        packs = {name: table(folder, package, read).split("\n") for name, package, read, _ in PACKED}
        keys = [row.split(" ")[1] for row in packs["options"] if row.split(" ")[0].endswith("-")]
        sections = {key.rpartition(".")[0]: [] for key in keys}
        for key in keys:
            sections[key.rpartition(".")[0]].append(key.rpartition(".")[2])
        words = ";".join(" ".join([section, *own]) for section, own in sections.items())
        parts.append(f"\t// The options of config.toml that the newest release has, by section; options.txt says more of them.\n\tnewestOptions = `{words}`")
        newest = ", ".join(f"{package} {releases(package)[-1]}" for package in FIRST)
        parts.append(f'\t// The newest releases that were read.\n\toptionsUpTo = "{newest}"\n)')
    for name, _, _, what in PACKED:
        packed.write(TARGET.with_name(name + ".txt"), f"# Written by e2e/versions/options.py: {what}.", packs[name])
    TARGET.write_text("\n".join(parts) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
