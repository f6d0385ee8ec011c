"""Adds packages that bring no HTTP client to streamlit/deps/brings.txt, by PyPI's own metadata.

    python e2e/versions/more.py < NAMES

NAMES are one a line: the table has those of Hugo van Kemenade's list of what PyPI installs most
(github.com/hugovk/top-pypi-packages), and what requirements of public projects name.

A package brings none where all that its newest release needs without an extra on CPython 3.12 and
Linux brings none. What needs an extra of another package is left out, and so is what the table knows
already, or what nobody names in requirements. Run extras.py behind it.
"""

import concurrent.futures
import json
import re
import sys
import urllib.error
import urllib.request

import brings


def needs_of(name: str) -> list[str] | None:
    """What an install of it needs; none: that is not known."""
    try:
        with urllib.request.urlopen(f"https://pypi.org/pypi/{name}/json", timeout=60) as answer:
            page = json.load(answer)
    except (urllib.error.URLError, TimeoutError, json.JSONDecodeError):
        return None
    info = page["info"]
    if info.get("requires_dist") is None and all(file["packagetype"] == "sdist" for file in page["urls"]):
        return None  # what it needs is known when it is built
    needs = []
    for line in info.get("requires_dist") or []:
        text, _, marker = line.partition(";")
        if re.search(r"\bextra\b", marker) or marker and brings.holds(marker) == brings.NEVER:
            continue
        found = re.match(r"\s*([A-Za-z0-9][\w.-]*)\s*(\[)?", text)
        if found is None or found[2]:
            return None
        needs.append(brings.normal(found[1]))
    return needs


def main() -> None:
    rows = [line.split() for line in brings.read().splitlines()]
    words = [word for kind, *all_of in rows if kind == "none" for word in all_of]
    free = {word.partition("[")[0] for word in words} | {"streamlit", "authlib"}
    clients = {re.split(r"[=\[]", word)[0] for kind, *all_of in rows if kind != "none" for word in all_of} | set(brings.CLIENTS)
    asked = {brings.normal(name) for name in sys.stdin.read().split()}
    asked = {name for name in asked if not brings.BUILD.search(name)} - free - clients
    known: dict[str, list[str]] = {}
    open_ones = set(asked)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for _ in range(8):  # what is needed by what is needed
            some = sorted(open_ones - set(known) - free - clients)
            for name, needs in zip(some, pool.map(needs_of, some)):
                known[name] = ["httpx"] if needs is None else needs
            open_ones = {need for needs in known.values() for need in needs}
    found = {name for name in known if name not in clients}
    while unsure := {name for name in found if any(need not in free and need not in found for need in known[name])}:
        found -= unsure
    news = sorted(asked & found)
    brings.write([*brings.lines("none", sorted([*words, *news])), *(" ".join(row) for row in rows if row[0] != "none")])
    print(f"{len(news)} of {len(asked)} more bring none")


if __name__ == "__main__":
    main()
