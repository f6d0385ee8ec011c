"""Writes the table of what packages bring: streamlit/deps/modules.txt.

    python e2e/versions/modules.py --imports MODULES [--pages FOLDER] < NAMES

NAMES are packages, one a line, the more often asked for first: those that requirements of public Streamlit apps
name. MODULES are the names that such apps import. FOLDER keeps PyPI's answers, for a second run.

For each of them a row says which modules an install of it may bring that
some package of NAMES has of its own: it and all that it may lead to by its newest release or by some of the
younger half of its releases (of Streamlit's, those that have st.login), whatever the markers say. A row "name+" says so of a package of EXTRAS with its extras; those that stand for all others or are for who works
on it are not looked at. Modules
are read from the names of the files in the newest wheels; left out are namespaces that several packages share, and
modules that are called as what people have of their own, that no app imports, or that nearly every package brings.
The list "from" has, for each such module, the package to ask for: the first of NAMES that has it.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import re
import sys
import urllib.error
import zipfile

import packed
from brings import MANY, Far, Index, Release, lines, normal, number

TARGET = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "deps" / "modules.txt"
SAMPLE = 8  # how many older releases of a package of NAMES are looked at
OFTEN = 0.15  # of what a larger part of all packages brings nothing is said
EXTRAS = {  # packages that are asked for with extras: of all others the extras are not looked at
    "streamlit", "psycopg", "pymongo", "qrcode", "passlib", "uvicorn", "fastapi", "python-jose", "httpx", "pandas", "sqlalchemy", "pydantic", "moviepy", "google-auth",
}
NAMESPACES = {"google", "azure", "zope", "sphinxcontrib", "backports", "opentelemetry", "nvidia", "jaraco", "mpl_toolkits", "ruamel", "snowflake", "streamlit"}
NONE_OF_THEM = re.compile(r"^_|^(tests?|testing|docs?|examples?|src|scripts?|benchmarks?|tools?|conftest|build|dist|bin|lib|share|etc|utils?|core|common)$")

KNOWN = {"bs4", "cv2", "fitz", "skimage", "sklearn", "st_aggrid", "st_keyup", "streamlit_gsheets", "streamlit_theme", "bson", "playhouse", "vertexai", "win32com"}  # that are called otherwise than their packages


class Packages:
    """What PyPI says of packages, each asked once; of the named ones in their older releases too."""

    def __init__(self, index: Index, named: set[str]):
        self.index, self.found, self.named = index, {}, named

    def ask(self, names) -> None:
        some = sorted(set(names) - set(self.found))
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            for name, known in zip(some, pool.map(self.one, some)):
                self.found[name] = known

    def one(self, name: str) -> tuple[dict[str, set], set[str]]:
        """All that a package may need, by the extra for which it does, and its own modules."""
        page = self.index.page(name)
        if page is None:  # there is none, or it is an old one that only older releases of others need
            return {}, {name.replace("-", "_")}
        versions = sorted(page["wheels"], key=number)
        late = [v for v in versions if number(v) >= (1, 42)] if name == "streamlit" else versions[len(versions) // 2 :]
        older = late[:: max(1, len(late) // SAMPLE)] if name in self.named else []
        needs = collections.defaultdict(set)
        for text in [page["needs"], *filter(None, (self.index.needs(page["wheels"][v]) for v in older))]:
            for extra, wanted in release(text).items():
                needs[extra] |= {(n, e) for n, e, _ in wanted}
        newest = page["wheels"].get(page["version"]) or (page["wheels"][versions[-1]] if versions else "")
        return needs, set(self.index.kept("modules of " + newest, lambda: modules(newest)) or []) if newest else set()


def release(needs: list[str]) -> dict:
    try:
        return Release(needs).needs
    except ValueError:
        return {}


def modules(wheel: str) -> list[str] | None:
    """The names under which Python finds what is in a wheel; None: it cannot be read."""
    try:
        with zipfile.ZipFile(Far(wheel)) as archive:
            names = archive.namelist()
    except (urllib.error.HTTPError, zipfile.BadZipFile, OSError):
        return None
    found = set()
    for name in names:
        first, _, rest = name.partition("/")
        if rest and not first.endswith((".dist-info", ".data")) and re.search(r"\.(py|so|pyd)$", rest):
            found.add(first)
        elif not rest and (form := re.match(r"(\w+)(\.py|(\.[\w-]+)*\.(so|pyd))$", first)):
            found.add(form[1])
    return sorted(m for m in found if m.isidentifier() and not NONE_OF_THEM.search(m))


def closure(packages: Packages, name: str, extras: bool) -> set[str]:
    """The packages that an install may bring."""
    needs = packages.found[name][0]
    seen, open_ones = {(name, "")}, [(name, "")] + [(name, e) for e in needs if e and extras and not MANY.search(e)]
    while open_ones:
        at, extra = open_ones.pop()
        for node in packages.found[at][0].get(extra, ()):
            if node not in seen:
                seen |= {node, (node[0], "")}
                open_ones += {node, (node[0], "")}
    return {name for name, _ in seen}


def reach(packages: Packages, names: list[str]) -> None:
    """Asks for all that some packages may lead to."""
    packages.ask(names)
    asked, open_ones = set(), {(n, e) for n in EXTRAS & set(names) for e in packages.found[n][0] if not MANY.search(e)} | {(n, "") for n in names}
    while open_ones:
        asked |= open_ones
        found = {node for name, extra in open_ones for node in packages.found[name][0].get(extra, ())}
        found |= {(name, "") for name, _ in found}
        open_ones = found - asked
        packages.ask({name for name, _ in open_ones})
        print(f"{len(packages.found)} packages, {len(open_ones)} more", file=sys.stderr)


def alike(module: str, package: str) -> bool:
    """Whether a module is called as its package: others, such as "dev" or "shared", are what people call their own."""
    a, b = module.lower().replace("_", ""), package.replace("-", "")
    return a in b or b in a or b.replace("py", "") == a or b.replace("python", "") in a or a[:5] == b[:5]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--imports", type=pathlib.Path, required=True)
    options.add_argument("--pages", type=pathlib.Path)
    given = options.parse_args()
    imported = set(given.imports.read_text(encoding="utf-8").split())
    asked = list(dict.fromkeys(map(normal, sys.stdin.read().split())))
    packages = Packages(Index(given.pages), set(asked))
    reach(packages, asked)
    asked = [name for name in asked if packages.index.page(name)]
    source: dict[str, str] = {}
    for name in asked:
        for module in packages.found[name][1] & imported - NAMESPACES:
            if module in KNOWN or alike(module, name):
                source.setdefault(module, name)
    brought = {}
    for name in sorted(asked):
        for extras in (False, True)[: 1 + (name in EXTRAS)]:
            brought[name + "+" * extras] = {m for one in closure(packages, name, extras) for m in packages.found[one][1]}
    for module in list(source):
        if sum(module in some for some in brought.values()) > OFTEN * len(brought):
            del source[module]
    rows = [row for name, some in brought.items() for row in lines(name, sorted(some & set(source)) or ["-"])]
    head = "# Written by e2e/versions/modules.py: which modules an install of a package may bring, and which package to ask for to have one."
    packed.write(TARGET, head, [*lines("from", [f"{m}={n}" if m != n else m for m, n in sorted(source.items())]), *rows])
    print(f"{len(asked)} packages, {len(source)} modules")


if __name__ == "__main__":
    main()
