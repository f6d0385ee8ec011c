"""Writes the names that people ask pip for and that nothing is installed by: streamlit/deps/no_packages.txt.

They are modules of Python, whose names PyPI keeps free, and modules whose package has another name.
Asks the index that pip is set up with, for each of them, whether there is a file to install:

    python e2e/versions/no_packages.py

Needs pip install zopfli, see packed.py.
"""

import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import urllib.error
import urllib.request

import packed

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "streamlit" / "deps" / "no_packages.txt"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def files(name: str) -> int:
    """How many files the index has of a package; 1 where it does not say."""
    request = urllib.request.Request(f"{INDEX}/{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.5"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
    except urllib.error.HTTPError as refused:
        return 0 if refused.code == 404 else 1
    return len(json.loads(text)["files"]) if text.lstrip().startswith("{") else text.count("<a ")


# Packages by the names of their modules, which modules.txt does not have.
OTHERS = {
    **dict.fromkeys(["win32", "win32api", "win32com", "win32con", "win32gui", "pythoncom", "pywintypes"], "pywin32"),
    "yaml": "PyYAML", "pil": "Pillow", "mysqldb": "mysqlclient", "skimage": "scikit-image", "dateutil": "python-dateutil", "openssl": "pyOpenSSL", "wx": "wxPython", "cairo": "pycairo",
    "ldap": "python-ldap", "xlib": "python-xlib", "pkg-resources": "setuptools", "bio": "biopython", "nacl": "PyNaCl", "speech-recognition": "SpeechRecognition", "mpl-toolkits": "matplotlib",
    "git": "GitPython", "github": "PyGithub", "crypto": "pycryptodome", "usb": "pyusb", "usb1": "libusb1", "zmq": "pyzmq", "gi": "PyGObject", "fitz": "PyMuPDF", "ibm-db-dbi": "ibm_db", "levenshtein": "python-Levenshtein",
}

# A package of this name is there and ends every install, to say that another one is meant.
REFUSES = {"sklearn": "scikit-learn"}


def asked() -> dict[str, str]:
    """The names, each with the package that is meant; empty: there is none."""
    table = (ROOT / "streamlit" / "deps" / "modules.txt").read_text().splitlines()
    words = [word.split("=") for row in table if row.startswith("from ") for word in row.split()[1:] if "=" in word]
    named = {normal(name): "" for name in sys.stdlib_module_names if not name.startswith("_")}
    return named | {normal(module): package for module, package in words} | OTHERS | REFUSES


def main() -> None:
    meant = asked()
    names = sorted(meant)
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        found = list(pool.map(files, names))
    if not files("streamlit"):
        sys.exit("the index does not know streamlit, so it cannot be asked")
    said = [f"{name}={meant[name]}" if meant[name] else name for name, count in zip(names, found) if not count or name in REFUSES]
    rows = [" ".join(["none", *said[at : at + 12]]) for at in range(0, len(said), 12)]
    packed.write(TARGET, "# Written by e2e/versions/no_packages.py: names that nothing is installed by, each with the one that is meant.", rows)


if __name__ == "__main__":
    said = subprocess.run([sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False).stdout.strip()
    INDEX = (said or "https://pypi.org/simple").rstrip("/")
    main()
