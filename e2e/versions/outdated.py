"""Writes which components cannot be imported beside the newest Streamlit any more: streamlit/names/outdated.txt.

Takes the newest wheel of every package that the index has a component's name for (see need_streamlit.py), and imports
its modules in a process of their own, with what else it needs replaced by stand-ins. Kept are those that ask
Streamlit for a name which it does not have. Needs an environment with the newest Streamlit:

    python e2e/versions/outdated.py [--pages FOLDER] [--wheels FOLDER]

FOLDERs keep what PyPI said and sent.
"""

import argparse
import concurrent.futures
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import types
import zipfile

import need_streamlit
from brings import Index

TARGET = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "names" / "outdated.txt"
HEAD = "# Written by e2e/versions/outdated.py: what the newest release of a component takes from Streamlit when it is imported, though the newest Streamlit has it not."
KEPT = (".py", ".json", ".toml", ".html", ".txt", ".js", ".css")
LACKS = (
    re.compile(r"module 'streamlit' has no attribute '(?P<name>\w+)'"),
    re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>streamlit(?:\.\w+)*)'"),
    re.compile(r"No module named '(?P<module>streamlit(?:\.\w+)+)'$"),
)


class StandIn(types.ModuleType):
    """A module that has every name: classes in capitals, and functions that give back what they decorate."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name[:1].isupper():
            return type(name, (object,), {"__init__": lambda self, *a, **k: None, "__class_getitem__": classmethod(lambda cls, key: cls)})
        return lambda *a, **k: a[0] if len(a) == 1 and callable(a[0]) else (lambda f=None, *b, **c: f)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self):
        self.names = set()

    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = StandIn(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


def tops(names: list[str]) -> set[str]:
    found = set()
    for name in names:
        first, _, rest = name.partition("/")
        if not rest and first.endswith(".py"):
            found.add(first[:-3])
        elif rest == "__init__.py":
            found.add(first)
    return {name for name in found if name.isidentifier() and name not in ("test", "tests", "docs", "example", "examples", "streamlit")}


def lacks(module: str, folder: pathlib.Path) -> str:
    """What importing a module asks Streamlit for in vain; empty: nothing, or it fails for another reason."""
    sys.path.insert(0, str(folder))
    finder = Finder()
    sys.meta_path.append(finder)
    for _ in range(40):
        try:
            importlib.import_module(module)
            return ""
        except Exception as error:  # noqa: BLE001: whatever a stranger's module does
            said = str(error)
            for form in LACKS:
                if found := form.match(said):
                    parts = found.groupdict()
                    return ".".join(filter(None, [parts.get("module", "st"), parts.get("name", "*" if "module" in parts else "")]))
            missing = (getattr(error, "name", "") or "").partition(".")[0]
            if not isinstance(error, ModuleNotFoundError) or missing in finder.names or missing in ("", module, "streamlit"):
                return ""
            finder.names.add(missing)
            for known in [name for name in sys.modules if name.partition(".")[0] == module]:
                del sys.modules[known]
    return ""


def apart(module: str, folder: pathlib.Path) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(30)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.write(writing, json.dumps(lacks(module, folder)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said or b'""')


def download(name: str, folder: pathlib.Path) -> None:
    if not list((folder / name).glob("*.whl")):
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder / name, name], check=False, capture_output=True)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=pathlib.Path)
    arguments.add_argument("--wheels", type=pathlib.Path)
    given = arguments.parse_args()
    pypi = Index(given.pages)
    names = need_streamlit.names()
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        names = [name for name, page in zip(names, pool.map(pypi.page, names)) if page and page["wheels"]]
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        wheels = given.wheels or pathlib.Path(scratch, "wheels")
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda name: download(name, wheels), names))
        import streamlit  # noqa: F401: once, before the processes part

        for name in names:
            for wheel in (wheels / name).glob("*.whl"):
                folder = pathlib.Path(scratch, name)
                with zipfile.ZipFile(wheel) as archive:
                    archive.extractall(folder, [member for member in archive.namelist() if member.endswith(KEPT)])
                    modules = tops(archive.namelist())
                rows += [f"{module} {lacking}" for module in sorted(modules) if (lacking := apart(module, folder))]
    TARGET.write_text("\n".join([HEAD, *sorted(set(rows))]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
