"""Writes the table of what brings httpx or httpx2, or Authlib itself, along: streamlit/deps/brings.txt.

    python e2e/versions/brings.py [--pages FOLDER] < NAMES

NAMES are one a line: the table has the first 6,500 of Hugo van Kemenade's list of what PyPI installs most
(github.com/hugovk/top-pypi-packages), what of the rest brings a client, and what requirements of public projects name: the program has room for no more. What the table
knows already is asked anew, and stays where PyPI does not say. FOLDER keeps the answers, for a second run.

PyPI's own answers tell what the newest release of each package needs, and what that needs in turn:

- A package brings a client where it needs httpx or httpx2 itself, or where a chain of dependencies without
  markers leads to it, and all on the way take the newest releases of one another. It
  brings none where all that it needs is known, and nothing that a marker allows on CPython 3.12 and
  Linux leads there. So are its extras: those that may bring one stand in brackets behind the package. Extras
  that only who works on a package asks for, and those that stand for all others, are not looked at.
- Behind a package that needs a client itself stand the oldest release from which all do, the newest up to
  which it is httpx, and behind "<" the releases before these that bring none: the first and the last. Of
  packages with many releases some are looked at, and what two say is taken for those between them.
- The list httpx2 has those that bring httpx2, and cannot bring httpx.
- The list authlib has those that may bring Authlib, or with which extra.
"""

import argparse
import ast
import concurrent.futures
import email.parser
import functools
import hashlib
import http.client
import io
import json
import pathlib
import re
import sys
import tarfile
import threading
import time
import urllib.error
import urllib.parse
import zipfile

from pip._vendor.packaging.specifiers import SpecifierSet

import packed

TARGET = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "deps" / "brings.txt"
WIDTH = 140
WORLD = {
    "python_version": (3, 12), "python_full_version": (3, 12, 9), "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
    "implementation_name": "cpython", "platform_python_implementation": "CPython",
}
NEVER, PERHAPS, ALWAYS = 0, 1, 2
CLIENTS = ("httpx", "httpx2")
# Families of packages that nobody asks for by name, or beside Streamlit.
FAMILIES = """
    acme airbyte-destination airbyte-source aldryn alibabacloud ansible ansys apache-airflow-providers aws-cdk azure-cli bandit
    buildbot cdk certbot cirq ckanext cmsplugin colcon collective conda cookiecutter cuda dagster daytona django djangocms
    djangorestframework drf edx esphome fabric genie homeassistant horizon jenkins jupyterlab keystone kotti mdformat mercurial
    mezzanine mkdocs mopidy moz mozilla mypy-boto3 napari nbextensions neutron nose nova nvidia oca octoprint odoo openstack
    oslo passagemath pelican pennylane plone prefect pulumi pyats pyinstaller pyramid qiskit repoze robotframework ros roundup
    salt scrapy setuptools snakemake sphinxcontrib tencentcloud tox trac tree-sitter tripleo trytond twisted vonage wagtail
    xblock xmlsec xstatic z3c zc
""".split()
BUILD = re.compile(rf"^({'|'.join(map(re.escape, FAMILIES))})-|^zope|^jaraco|-(linux|darwin|windows|win32|macos)-|^pyobjc|^pywin32")
MANY = re.compile(r"^(all|full|complete|everything|dev|test|doc|lint|ci|bench|example|build|release|typing|mypy)", re.I)
LARGEST = 4 << 20  # of a source archive, in bytes
NEWEST, OLDER = 20, 20  # how many releases of a package are looked at: its newest ones, and some of all before them


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def number(version: str) -> tuple[int, ...]:
    """What releases are ordered by; pre-releases are not read."""
    return tuple(map(int, re.findall(r"\d+", re.sub(r"\+.*|\.?post\d+", "", version))))


def released(version: str) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)*(\.?post\d+)?", version))


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

    def __init__(self, lines: list[str], extras: list[str] = (), version: str = ""):
        self.version = version
        self.needs: dict[str, set[tuple[str, str, bool]]] = {"": set(), **{normal(e): set() for e in extras}}  # extra: name, its extra, without a marker
        self.wanted: dict[tuple[str, str], str] = {}  # which versions, by the extra and the name
        for line in lines:
            self.requirement(line)

    def requirement(self, text: str) -> None:
        """One line of Requires-Dist."""
        text, _, marker = text.partition(";")
        form = re.match(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?", text)
        if not form:
            raise ValueError(f"not a requirement: {text}")
        extras = re.findall(r"extra\s*==\s*['\"]([\w.-]+)['\"]", marker)
        rest = re.sub(r"\(?\s*extra\s*==\s*['\"][\w.-]+['\"]\s*\)?", "", marker).strip()
        rest = re.sub(r"^(and|or)\b|\b(and|or)$", "", rest).strip()
        if rest and holds(rest) == NEVER:
            return
        for extra in extras or [""]:
            self.wanted[normal(extra) if extra else "", normal(form[1])] = text[form.end() :].strip(" ()")
            for wanted in ["", *filter(None, map(normal, re.split(r"[\s,]+", form[2] or "")))]:
                self.needs.setdefault(normal(extra) if extra else "", set()).add((normal(form[1]), wanted, not rest))


class Index:
    """PyPI, with its answers kept in a folder where one is given."""

    def __init__(self, pages: pathlib.Path | None):
        self.pages = pages

    def kept(self, key: str, ask):
        if self.pages is None:
            return ask()
        file = self.pages / hashlib.sha256(key.encode()).hexdigest()
        if file.exists():
            return json.loads(file.read_text(encoding="utf-8"))
        answer = ask()
        file.write_text(json.dumps(answer), encoding="utf-8")
        return answer

    def page(self, name: str) -> dict | None:
        """A package's newest release: what it needs, and the wheels of all that are no pre-releases; None: PyPI does not say."""
        return self.kept(name, lambda: self.ask_page(name))

    def ask_page(self, name: str) -> dict | None:
        address = f"https://pypi.org/pypi/{name}/json"
        try:
            page = json.loads(get(address))
        except urllib.error.HTTPError:
            return None
        info = page["info"]
        if info.get("requires_dist") is None and all(file["packagetype"] == "sdist" for file in page["urls"]):
            source = next((urllib.parse.urljoin(address, file["url"]) for file in page["urls"] if file["size"] < LARGEST and file["url"].endswith(".tar.gz")), "")
            info["requires_dist"] = built(get(source)) if source else None
            if info["requires_dist"] is None:
                return None  # what it needs is known when it is built
        wheels = {version: wheel(files) for version, files in page.get("releases", {}).items() if released(version)}
        return {
            "version": info["version"], "needs": info.get("requires_dist") or [], "extras": info.get("provides_extra") or [],
            "wheels": {version: urllib.parse.urljoin(address, url) for version, url in wheels.items() if url},
        }

    def needs(self, url: str) -> list[str] | None:
        """What the release in a wheel needs; None: that cannot be read."""
        return self.kept(url, lambda: self.ask_needs(url))

    def ask_needs(self, url: str) -> list[str] | None:
        try:
            text = get(url + ".metadata").decode()
        except urllib.error.HTTPError:
            try:
                with zipfile.ZipFile(Far(url)) as archive:
                    text = archive.read(next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))).decode()
            except (urllib.error.HTTPError, zipfile.BadZipFile, StopIteration):
                return None
        return email.parser.Parser().parsestr(text, headersonly=True).get_all("Requires-Dist") or []


lines_open = threading.local()  # a connection to each host


def get(url: str, method: str = "GET", headers: dict[str, str] = {}) -> bytes:
    """What stands behind an address, or its length. A network that fails is asked again."""
    parts = urllib.parse.urlsplit(url)
    for wait in (1, 5, 20, 0):
        hosts = lines_open.__dict__.setdefault("hosts", {})
        if parts.netloc not in hosts:
            hosts[parts.netloc] = http.client.HTTPSConnection(parts.netloc, timeout=60)
        line = hosts[parts.netloc]
        try:
            line.request(method, parts.path, headers=headers)
            answer = line.getresponse()
            body = answer.read()
            if answer.status in (200, 206):
                return answer.headers["Content-Length"] if method == "HEAD" else body
            if answer.status < 500:
                raise urllib.error.HTTPError(url, answer.status, answer.reason, answer.headers, None)
        except (OSError, http.client.HTTPException) as e:
            if isinstance(e, urllib.error.HTTPError) or not wait:
                raise
        line.close()
        del hosts[parts.netloc]
        time.sleep(wait)
    raise urllib.error.HTTPError(url, answer.status, answer.reason, answer.headers, None)


def wheel(files: list[dict]) -> str:
    return next((file["url"] for file in files if file["packagetype"] == "bdist_wheel" and not file["yanked"]), "")


def built(source: bytes) -> list[str] | None:
    """What setuptools wrote down that a package needs, when it made its source archive, or nothing where its setup
    says nothing of it; None: that is not known."""
    try:
        with tarfile.open(fileobj=io.BytesIO(source)) as archive:
            names = archive.getnames()
            listed = next((n for n in names if re.fullmatch(r"[^/]+/(src/)?[^/]+\.egg-info/requires\.txt", n)), "")
            if not listed:
                made = any(re.fullmatch(r"[^/]+/(src/)?[^/]+\.egg-info/(PKG-INFO|SOURCES\.txt)", n) for n in names)
                says = [n for n in names if re.fullmatch(r"[^/]+/(setup\.(py|cfg)|pyproject\.toml)", n)]
                silent = says and all(b"requires" not in archive.extractfile(n).read() and not n.endswith("toml") for n in says)
                return [] if made or silent else None
            text = archive.extractfile(listed).read().decode()
    except (tarfile.TarError, EOFError, UnicodeDecodeError, OSError):
        return None
    needs, section = [], ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            extra, _, marker = line.strip("[]").partition(":")
            section = " and ".join(filter(None, [f'extra == "{extra}"' if extra else "", marker]))
        else:
            needs.append(line + (f" ; {section}" if section else ""))
    return needs


class Far(io.RawIOBase):
    """A file behind an address, of which only what is read is fetched."""

    def __init__(self, url: str):
        self.url, self.at = url, 0
        self.size = int(get(url, method="HEAD"))

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        self.at = to + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def read(self, size: int = -1) -> bytes:
        end = self.size if size < 0 else min(self.size, self.at + size)
        if end <= self.at:
            return b""
        start, self.at = self.at, end
        return get(self.url, headers={"Range": f"bytes={start}-{end - 1}"})


class Table:
    """Follows the newest release of every package."""

    def __init__(self, newest: dict[str, Release]):
        self.newest = newest
        self.nodes = {(name, extra): needs for name, release in newest.items() for extra, needs in release.needs.items()}

    def leading(self, bad) -> set[tuple[str, str]]:
        """The packages, with their extras, that may lead to one of which bad is true."""
        found, grew = {node for node in self.nodes if bad(*node)}, True
        while grew:
            more = {node for node, needs in self.nodes.items() if node not in found and any((n, e) in found or bad(n, e) for n, e, _ in needs)}
            grew = bool(more)
            found |= more
        return found

    def reaching(self, *targets: str) -> set[str]:
        """The packages with an unconditional chain to a target."""
        reached, grew = {(target, "") for target in targets}, True
        while grew:
            more = {node for node, needs in self.nodes.items() if node not in reached and any(sure and (n, e) in reached for n, e, sure in needs)}
            grew = bool(more)
            reached |= more
        return {name for name, extra in reached if not extra and name not in targets}

    @functools.cache
    def fits(self, name: str, extra: str, needed: str) -> bool:
        """Whether a package takes the newest release of one that it needs."""
        wanted, newest = self.newest[name].wanted.get((extra, needed), ""), self.newest[needed].version
        try:
            return SpecifierSet(wanted).contains(newest, prereleases=True)
        except ValueError:
            return False

    def agrees(self, name: str) -> bool:
        """Whether all that an install of it alone may bring takes the newest releases of all that may lead to a client, so that it gets these."""
        seen, open_ones = set(), [(name, "")]
        while open_ones:
            node = open_ones.pop()
            for needed, extra, _ in self.nodes.get(node, ()):
                if needed in CLIENTS or (needed, extra) in self.free():
                    continue
                if needed not in self.newest or not self.fits(*node, needed):
                    return False
                if (needed, extra) not in seen:
                    seen.add((needed, extra))
                    open_ones.append((needed, extra))
        return True

    def surely(self, *targets: str) -> set[str]:
        """The packages that bring a target: they need it themselves, or get the newest releases of all that lead there."""
        return {name for name in self.reaching(*targets) if direct(self.newest[name].needs[""], *targets) or self.agrees(name)}

    @functools.cache
    def free(self) -> set[tuple[str, str]]:
        """The packages, with their extras, that cannot lead to a client."""
        return set(self.nodes) - self.leading(lambda name, extra: name in CLIENTS or (name, extra) not in self.nodes)

    def bringing(self, target: str, asked: set[str]) -> list[str]:
        """The packages that may bring a target, or with which of their extras."""
        may = self.leading(lambda name, _: name == target)
        extras = {name: sorted(e for e in self.newest[name].needs if e and (name, e) in may and not MANY.search(e)) for name in asked}
        return [name if (name, "") in may else f"{name}[{','.join(extras[name])}]" for name in sorted(asked) if (name, "") in may or extras[name]]

    def alone(self) -> set[str]:
        """The packages that bring httpx2, and cannot lead to httpx."""
        httpx = self.leading(lambda name, extra: name == "httpx" or (name, extra) not in self.nodes and name != "httpx2")
        return {name for name in self.surely("httpx2") if (name, "") not in httpx and self.agrees(name)}


def direct(needs: set[tuple[str, str, bool]], *targets: str) -> bool:
    return any(name in targets and sure for name, _, sure in needs)


def history(index: Index, page: dict, free: set[tuple[str, str]]) -> str:
    """=A-B<C-D: all releases from A on need a client themselves, and up to B it is httpx; those from C to D bring none."""
    versions = sorted(page["wheels"], key=number, reverse=True)

    @functools.cache
    def brought(at: int) -> str:
        lines = index.needs(page["wheels"][versions[at]])
        needs = Release(lines).needs[""] if lines is not None else {("", "", True)}
        if direct(needs, *CLIENTS):
            return "httpx" if direct(needs, "httpx") else "httpx2"
        return "none" if all((name, extra) in free for name, extra, _ in needs) else ""

    def end(at: int, below: int, kinds: tuple[str, ...]) -> int:
        """The last of versions[at:below] that brings one of some kinds, as the first does and versions[below] does not."""
        while below - at > 1:
            middle = (at + below) // 2
            at, below = (middle, below) if brought(middle) in kinds else (at, middle)
        return at

    def run(at: int, kinds: tuple[str, ...]) -> int:
        """Up to which version all that are looked at bring one of some kinds, as the one at a place does."""
        for below in sorted({*range(at + 1, min(at + 1 + NEWEST, len(versions))), *range(at + 1, len(versions), max(1, len(versions) // OLDER))}):
            if brought(below) not in kinds:
                return end(at, below, kinds)
            at = below
        return at

    if not versions or brought(0) not in CLIENTS:
        return ""
    since = run(0, CLIENTS)
    httpx = 0 if brought(0) == "httpx" else run(0, ("httpx2",)) + 1
    word = f"={versions[since]}-{versions[httpx] if httpx <= since else ''}"
    if since + 1 < len(versions) and brought(since + 1) == "none":
        word += f"<{versions[run(since + 1, ('none',))]}-{versions[since + 1]}"
    return word


def lines(kind: str, words: list[str]) -> list[str]:
    rows = [kind]
    for word in words:
        if len(rows[-1]) + len(word) >= WIDTH:
            rows.append(kind)
        rows[-1] += " " + word
    return rows


def read() -> dict[str, str]:
    """The packages that the table has, each with the list that it is in."""
    rows = [line.split() for line in TARGET.read_text(encoding="utf-8").splitlines()[1:]]
    return {re.split(r"[=[]", word)[0]: kind for kind, *words in rows for word in words if kind not in ("httpx2", "authlib")}


def newest(index: Index, names: set[str]) -> dict[str, Release]:
    """The newest releases of packages, and of all that these need."""
    found: dict[str, Release] = {}
    asked: set[str] = set()
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        while names:
            some = sorted(names - asked)
            asked |= names
            for name, page in zip(some, pool.map(index.page, some)):
                if page:
                    found[name] = Release(page["needs"], page["extras"], page["version"])
            names = {n for r in found.values() for extra, needs in r.needs.items() if not MANY.search(extra) for n, _, _ in needs} - asked
            print(f"{len(found)} of {len(asked)} packages are known, {len(names)} more are needed", file=sys.stderr)
    return found


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=pathlib.Path)
    index = Index(options.parse_args().pages)
    before = read()
    asked = {normal(name) for name in sys.stdin.read().split()} | set(before)
    found = newest(index, set(asked))
    for name in before:  # of which PyPI says less than lock files once did
        if name not in found and before[name] == "none":
            found[name] = Release([])
    table = Table(found)
    asked = {name for name in asked & set(table.newest) if name in before or not BUILD.search(name)} - {"streamlit", "authlib", *CLIENTS}
    clients, free, alone = table.surely(*CLIENTS), table.free(), table.alone()

    none = []
    for name in sorted(asked):
        if (name, "") in free:
            extras = sorted(e for e in table.newest[name].needs if e and (name, e) not in free and not MANY.search(e))
            none.append(name + ("[" + ",".join(extras) + "]" if extras else ""))
    some = sorted(asked & clients)
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        spans = pool.map(lambda name: history(index, index.page(name), free) if direct(table.newest[name].needs[""], *CLIENTS) else "", some)
        bring = [name + span for name, span in zip(some, spans)]
    head = "# Written by e2e/versions/brings.py: what brings no HTTP client of Authlib's but perhaps with an extra, what brings one, and what may bring Authlib."
    authlib = table.bringing("authlib", set(table.newest) - {"streamlit", "streamlit-nightly", "authlib"})
    packed.write(TARGET, head, [*lines("none", none), *lines("client", bring), *lines("httpx2", sorted(asked & alone)), *lines("authlib", authlib)], shared=True)
    print(f"{len(asked)} packages: {len(none)} bring none, {len(bring)} bring httpx or httpx2, {len(asked) - len(none) - len(bring)} are not known")


if __name__ == "__main__":
    main()
