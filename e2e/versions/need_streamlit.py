"""Writes the packages that need Streamlit themselves, whatever its release: streamlit/deps/need_streamlit.txt.

Takes, of all names that the index has, those of components and themes ("streamlit" in them, or "st-" before them),
and asks PyPI what the newest release of each needs. What has fewer than eight releases is left out, for
the program has little room:

    python e2e/versions/need_streamlit.py [--pages FOLDER]

FOLDER keeps what PyPI said. Needs pip install zopfli, see packed.py.
"""

import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys

import packed
from brings import Index, get

TARGET = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "deps" / "need_streamlit.txt"


def names() -> list[str]:
    said = subprocess.run([sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False).stdout.strip()
    all_of_them = re.findall(r'href="(?:[^"]*/)?([^"/]+)/"', get((said or "https://pypi.org/simple").rstrip("/") + "/").decode())
    return sorted({name for name in all_of_them if ("streamlit" in name or name.startswith("st-")) and name not in ("streamlit", "streamlit-nightly")})


def open_above(need: str) -> bool:
    """Whether a need is of Streamlit, in every environment, and in all newer releases as well."""
    stated, _, marker = need.partition(";")
    form = re.fullmatch(r"\s*streamlit\s*(?:\[[^\]]*\])?\s*\(?([^)]*)\)?\s*", stated, re.IGNORECASE)
    return form is not None and not marker and all(part.strip().startswith((">=", ">", "!=")) or not part.strip() for part in form[1].split(","))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pages", type=pathlib.Path)
    pypi = Index(arguments.parse_args().pages)
    asked = names()
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        pages = list(pool.map(pypi.page, asked))
    found = [name for name, page in zip(asked, pages) if page and len(page["wheels"]) >= 8 and any(open_above(need) for need in page["needs"])]
    rows = [" ".join(["need", *found[at : at + 10]]) for at in range(0, len(found), 10)]
    packed.write(TARGET, "# Written by e2e/versions/need_streamlit.py: what needs Streamlit itself, in any newer release too.", rows, shared=True)


if __name__ == "__main__":
    main()
