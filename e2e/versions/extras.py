"""Writes which extras bring neither httpx nor httpx2 into the table streamlit/deps/brings.txt.

A package that brings none may have extras that do: redis[otel]. PyPI's own answer about each package's
newest release names its extras and what they need. Those that lead to packages of the list "none" only
stand behind the package: pydantic[email,timezone]. Of all others nothing is known; extras that only who
works on a package asks for (dev, test, docs), and those that stand for all others, are not looked at.

    python e2e/versions/extras.py
"""

import concurrent.futures
import json
import re
import urllib.request

import brings

MANY = re.compile(r"^(all|full|complete|everything|dev|test|doc|lint|ci|bench|example|build|release|typing|mypy)", re.I)


def needs_of(name: str) -> dict[str, list[tuple[str, list[str]]]] | None:
    """What each extra of a package's newest release needs; None: PyPI does not know the package."""
    try:
        with urllib.request.urlopen(f"https://pypi.org/pypi/{name}/json", timeout=60) as answer:
            info = json.load(answer)["info"]
    except (OSError, ValueError):
        return None
    extras: dict[str, list[tuple[str, list[str]]]] = {brings.normal(e): [] for e in info.get("provides_extra") or []}
    for line in info.get("requires_dist") or []:
        text, _, marker = line.partition(";")
        wanted = [brings.normal(e) for e in re.findall(r"extra\s*==\s*['\"]([^'\"]+)", marker)]
        found = re.match(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?", text)
        for extra in wanted:
            extras.setdefault(extra, []).append((brings.normal(found[1]), [brings.normal(e) for e in (found[2] or "").split(",") if e.strip()]))
    return extras


def main() -> None:
    rows = [line.split() for line in brings.read().splitlines()]
    none = sorted(word.partition("[")[0] for kind, *words in rows if kind == "none" for word in words)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        known = dict(zip(none, pool.map(needs_of, none)))
    free = {*none, "streamlit", "authlib"}
    plain = {(name, extra): needs for name, extras in known.items() for extra, needs in (extras or {}).items() if not MANY.search(extra)}
    while unsure := {pair for pair, needs in plain.items() if any(n not in free or any((n, e) not in plain for e in extras) for n, extras in needs)}:
        for pair in unsure:
            del plain[pair]
    words = []
    for name in none:
        extras = sorted(extra for of, extra in plain if of == name)
        words.append(name + ("[" + ",".join(extras) + "]" if extras else ""))
    brings.write([*brings.lines("none", words), *(" ".join(row) for row in rows if row[0] != "none")])
    print(f"{len(none)} packages, {len(plain)} of their extras bring no client")


if __name__ == "__main__":
    main()
