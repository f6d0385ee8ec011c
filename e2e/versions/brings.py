"""Writes the table of what brings httpx or httpx2 along: streamlit/deps/brings.txt.

A package's own metadata says what it needs. Lock files of uv and Poetry hold it, and so do
pip's reports and the project files of the package itself. So no index has to be asked for
thousands of names: check out public projects that lock much, and hand over their folders.

    python e2e/versions/brings.py [--keep] [--newest TSV] [--often NAMES] [--own FOLDER]... FOLDER...

With --keep, what the table says of packages that none of these is about stays.
Every *uv.lock, *poetry.lock and report*.json (pip install --dry-run --report) below a FOLDER is
read; below one of --own, the pyproject.toml or setup.py of packages whose names no lock holds.
The newest version of each package counts. TSV has a package and its newest release a line: one
that has moved to another major version since is not known when it speaks HTTP, for then it may
have changed the client. So is one that needs such a package.

A package brings a client where a chain of dependencies without markers leads to httpx or httpx2.
It brings none where all that it needs is known, and nothing that a marker allows on CPython 3.12
and Linux leads there. Behind a package that needs a client itself stands the oldest version from
which all that were read do, and behind that the newest up to which it is httpx.
"""

import argparse
import ast
import json
import pathlib
import re
import sys
import tomllib

import packed

TARGET = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "deps" / "brings.txt"
WIDTH = 140
WORLD = {
    "python_version": (3, 12), "python_full_version": (3, 12, 9), "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
    "implementation_name": "cpython", "platform_python_implementation": "CPython",
}
NEVER, PERHAPS, ALWAYS = 0, 1, 2
CLIENTS = ("httpx", "httpx2")
HTTP = {*CLIENTS, "requests", "urllib3", "aiohttp", "curl-cffi", "pycurl", "httplib2", "httpcore", "niquests", "primp"}
BUILD = re.compile(r"^(types|nvidia|cuda|alibabacloud|pytest|sphinx|sphinxcontrib|mkdocs|flake8|daytona|poetry|hatch|tencentcloud|prefect|pylint)-|^zope|^jaraco|-stubs$|-(linux|darwin|windows|win32|macos)-|^pyobjc|^pywin32")  # nobody asks for them by name


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def number(version: str) -> tuple[int, ...]:
    """What releases are ordered by; pre-releases are not read."""
    return tuple(map(int, re.findall(r"\d+", re.sub(r"\+.*|\.?post\d+", "", version))))


def released(version: str) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)*(\.?post\d+)?(\+\S*)?", version))


def holds(marker: str) -> int:
    """Whether a marker is true on CPython 3.12 and Linux."""

    def value(node):
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name):
                return WORLD.get(name)
        return None

    def decide(node) -> int:
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                return min(map(decide, parts))
            case ast.BoolOp(op=ast.Or(), values=parts):
                return max(map(decide, parts))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                a, b = value(left), value(right)
                if isinstance(a, tuple) and isinstance(b, str) and "*" not in b:
                    b = number(b)
                    a = a[: len(b)] if len(b) < len(a) else a
                if a is None or type(a) is not type(b):
                    return PERHAPS
                compare = {
                    ast.Eq: lambda: a == b, ast.NotEq: lambda: a != b, ast.Lt: lambda: a < b, ast.LtE: lambda: a <= b,
                    ast.Gt: lambda: a > b, ast.GtE: lambda: a >= b, ast.In: lambda: a in b, ast.NotIn: lambda: a not in b,
                }.get(type(op))
                return PERHAPS if compare is None else ALWAYS if compare() else NEVER
        return PERHAPS

    try:
        return decide(ast.parse(marker.strip(), mode="eval").body)
    except SyntaxError:
        return PERHAPS


class Release:
    """What one version of a package needs: of itself, and with an extra."""

    def __init__(self):
        self.needs: dict[str, set[tuple[str, str, bool]]] = {"": set()}  # extra: name, its extra, without a marker

    def add(self, extra: str, name: str, extras=(), marker: str = "") -> None:
        if not marker or holds(marker) != NEVER:
            for wanted in ["", *extras]:
                self.needs.setdefault(normal(extra) if extra else "", set()).add((normal(name), normal(wanted) if wanted else "", not marker))

    def requirement(self, text: str, extra: str = "") -> None:
        """One line of Requires-Dist."""
        text, _, marker = text.partition(";")
        form = re.match(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?", text)
        if not form:
            raise ValueError(f"not a requirement: {text}")
        extras = re.findall(r"extra\s*==\s*['\"]([\w.-]+)['\"]", marker)
        rest = re.sub(r"\(?\s*extra\s*==\s*['\"][\w.-]+['\"]\s*\)?", "", marker).strip()
        rest = re.sub(r"^(and|or)\b|\b(and|or)$", "", rest).strip()
        for wanted in extras or [extra]:
            self.add(wanted, form[1], [e for e in re.split(r"[\s,]+", form[2] or "") if e], rest)


Known = dict[str, dict[str, Release]]


def read_uv(lock: dict, known: Known) -> None:
    for package in lock.get("package", []):
        if "registry" not in package.get("source", {}) or not released(package.get("version", "")):
            continue
        release = known.setdefault(normal(package["name"]), {}).setdefault(package["version"], Release())
        for extra, wanted in [("", package.get("dependencies", [])), *package.get("optional-dependencies", {}).items()]:
            markers = {one.get("marker", "") for one in wanted}
            fork = markers.pop() if len(wanted) > 1 and len(markers) == 1 else ""  # what all carry is the lock's, not the package's
            for one in wanted:
                release.add(extra, one["name"], one.get("extra", []), one.get("marker", "") if one.get("marker") != fork else "")


def read_poetry(lock: dict, known: Known) -> None:
    for package in lock.get("package", []):
        if package.get("source", {}).get("type") or not released(package.get("version", "")):
            continue
        release = known.setdefault(normal(package["name"]), {}).setdefault(package["version"], Release())
        belongs: dict[str, list[str]] = {}
        for extra, wanted in package.get("extras", {}).items():
            for one in wanted:
                belongs.setdefault(normal(re.match(r"[\w.-]+", one)[0]), []).append(extra)
        for name, ways in package.get("dependencies", {}).items():
            for way in ways if isinstance(ways, list) else [ways]:
                way = way if isinstance(way, dict) else {}
                for extra in belongs.get(normal(name), []) if way.get("optional") else [""]:
                    release.add(extra, name, way.get("extras", []), "" if extra else way.get("markers", ""))


def read_report(report: dict, known: Known) -> None:
    for package in report["install"]:
        about = package["metadata"]
        if released(about["version"]):
            release = known.setdefault(normal(about["name"]), {})[about["version"]] = Release()
            for line in about.get("requires_dist", []):
                release.requirement(line)


def read_lock(path: pathlib.Path, known: Known) -> None:
    if path.suffix == ".json":
        read_report(json.loads(path.read_text(encoding="utf-8")), known)
        return
    lock = tomllib.loads(path.read_text(encoding="utf-8"))
    read_uv(lock, known) if "requires-python" in lock else read_poetry(lock, known)


def literal(tree: ast.Module, keyword: str):
    """A keyword of setup() that can be told without running it; else None."""
    names = {t.id: s.value for s in ast.walk(tree) if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == keyword:
            value = names.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
            try:
                return ast.literal_eval(value)
            except (ValueError, TypeError):
                return None
    return None


def read_own(path: pathlib.Path, known: Known) -> None:
    """A package's own project file, where that says its dependencies by itself."""
    release = Release()
    if path.name == "setup.py":
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name, needs = literal(tree, "name"), literal(tree, "install_requires")
        if not isinstance(name, str) or not isinstance(needs, list):
            return
    else:
        project = tomllib.loads(path.read_text(encoding="utf-8"))
        poetry, project = project.get("tool", {}).get("poetry", {}), project.get("project", {})
        name, needs = project.get("name"), project.get("dependencies")
        if name is None or "dependencies" in project.get("dynamic", []) or needs is None:
            if project or "dependencies" not in poetry:
                return
            name, needs = poetry["name"], []
            for one, way in poetry["dependencies"].items():
                way = way if isinstance(way, dict) else {}
                if one != "python" and not way.get("optional"):
                    release.add("", one, way.get("extras", []), way.get("markers", "") or ("python_version" if "python" in way else ""))
        for extra, wanted in project.get("optional-dependencies", {}).items():
            for line in wanted:
                release.requirement(line, extra)
    for line in needs:
        release.requirement(line)
    known.setdefault(normal(name), {"0": release})


class Table:
    """Follows the newest version of every package."""

    def __init__(self, known: Known, newest: dict[str, str]):
        self.known = known
        self.last = {name: max(releases, key=number) for name, releases in known.items()}
        self.nodes: dict[tuple[str, str], set[tuple[str, str, bool]]] = {}
        for name, releases in known.items():
            for version in sorted(releases, key=number):  # a lock holds only the extras that are used
                self.nodes.update({(name, extra): needs for extra, needs in releases[version].needs.items() if extra or version == self.last[name]})
        moved = {n for n, v in self.last.items() if n in newest and v != "0" and number(newest[n])[:1] != number(v)[:1]}
        speaks = {name for name, _ in self.leading(lambda name, extra: name in HTTP)}
        self.moved = moved & speaks

    def leading(self, bad) -> set[tuple[str, str]]:
        """The packages, with their extras, that may lead to one of which bad is true."""
        found, grew = {node for node in self.nodes if bad(*node)}, True
        while grew:
            more = {node for node, needs in self.nodes.items() if node not in found and any((n, e) in found or bad(n, e) for n, e, _ in needs)}
            grew = bool(more)
            found |= more
        return found

    def reaches(self, *targets: str) -> dict[str, bool]:
        """The packages with an unconditional chain to a target: True where they need it themselves."""
        reached, grew = {(target, "") for target in targets}, True
        while grew:
            more = {
                node for node, needs in self.nodes.items()
                if node not in reached and node[0] not in self.moved and any(sure and (n, e) in reached for n, e, sure in needs)
            }
            grew = bool(more)
            reached |= more
        return {name: self.direct(name, self.last[name], targets) for name, extra in reached if not extra and name not in targets}

    def direct(self, name: str, version: str, targets: tuple[str, ...]) -> bool:
        return any(n in targets and sure for n, _, sure in self.known[name][version].needs[""])

    def free(self) -> set[str]:
        """The packages that cannot lead to a client, in no version that was read."""
        once = {name for name, releases in self.known.items() if any(n in CLIENTS for r in releases.values() for n, _, _ in r.needs[""])}
        bad = self.leading(lambda name, extra: name in CLIENTS or name in self.moved or name in once or (name, extra) not in self.nodes)
        return {name for name, extra in self.nodes if not extra and (name, extra) not in bad}

    def span(self, name: str) -> str:
        """=A-B: all that were read from A on need a client themselves, and up to B it is httpx."""
        oldest, newest = "", ""
        for version in sorted(self.known[name], key=number, reverse=True):
            if version == "0" or not self.direct(name, version, CLIENTS):
                break
            oldest = version
            if not self.direct(name, version, ("httpx",)):
                newest = ""
            else:
                newest = newest or version
        return f"={oldest}-{newest}" if oldest else ""


def lines(kind: str, words: list[str]) -> list[str]:
    rows = [kind]
    for word in words:
        if len(rows[-1]) + len(word) >= WIDTH:
            rows.append(kind)
        rows[-1] += " " + word
    return rows


def read() -> str:
    """The table as it is, without its head."""
    return TARGET.read_text(encoding="utf-8").partition("\n")[2]


def write(rows: list[str]) -> None:
    """Writes the table, and the form of it that the program holds."""
    head = "# Written by e2e/versions/brings.py and extras.py: what brings no HTTP client of Authlib's, with which extras, and what brings one."
    packed.write(TARGET, head, rows)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--newest", type=pathlib.Path)
    asked.add_argument("--often", type=pathlib.Path)
    asked.add_argument("--own", type=pathlib.Path, action="append", default=[])
    asked.add_argument("--keep", action="store_true")
    asked.add_argument("folders", type=pathlib.Path, nargs="+")
    given = asked.parse_args()
    known: Known = {}
    for path in sorted(p for folder in given.folders for p in folder.rglob("*") if re.search(r"(uv|poetry)\.lock$|report[^/]*\.json$", p.name)):
        try:
            read_lock(path, known)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
            print(f"{path}: not read: {e}", file=sys.stderr)
    for path in sorted(p for folder in given.own for p in folder.rglob("*") if p.name in ("pyproject.toml", "setup.py")):
        try:
            read_own(path, known)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, SyntaxError, ValueError) as e:
            print(f"{path}: not read: {e}", file=sys.stderr)
    newest = {}
    if given.newest:
        rows = (line.split("\t") for line in given.newest.read_text(encoding="utf-8").splitlines())
        newest = {row[0]: row[1] for row in rows if len(row) > 1 and row[0] in known and released(row[1])}

    table = Table(known, newest)
    clients, free = table.reaches(*CLIENTS), table.free()
    often = set(given.often.read_text(encoding="utf-8").split()) if given.often else set(known)
    often |= {name for name in known if re.search(r"^st-|streamlit", name) or "0" in known[name]}
    asked_for = lambda names: sorted(n for n in names & often if not BUILD.search(n) and n not in ("streamlit", "authlib", *CLIENTS))
    bring = [name + (table.span(name) if clients[name] else "") for name in asked_for(clients.keys())]
    none = asked_for(free)
    if given.keep:
        news = {word.partition("=")[0] for word in [*none, *bring]}
        for kind, *words in (line.split() for line in read().splitlines() if not line.startswith("httpx2 ")):
            (bring if kind == "client" else none).extend(word for word in words if re.split(r"[=[]", word)[0] not in news)
        none, bring = sorted(none), sorted(bring)
    alone = [line for line in read().splitlines() if line.startswith("httpx2 ")]  # see httpx2.py
    write([*lines("none", none), *lines("client", bring), *alone])
    unsure = len(known) - len(clients) - len(free)
    print(f"{len(known)} packages: {len(free)} bring none, {len(clients)} bring httpx or httpx2, {unsure} are not known")


if __name__ == "__main__":
    main()
