"""Writes which packages of streamlit/deps/brings.txt bring httpx2 today, and no httpx.

    python e2e/versions/httpx2.py [NAME...]

Each package that brings an HTTP client is resolved alone by uv, as an install of today gets it; of those
that are named only these are, and the others stay as they are. uv has to be there.
"""

import concurrent.futures
import subprocess
import sys

import brings


def clients(name: str) -> set[str] | None:
    """Which of the two an install of it brings today; none: it could not be resolved."""
    try:
        found = subprocess.run(["uv", "pip", "compile", "-", "--python-version", "3.12", "-q", "--no-header", "--no-annotate"], input=name, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return None
    if found.returncode:
        return None
    return {line.partition("==")[0] for line in found.stdout.splitlines()} & {"httpx", "httpx2"}


def main() -> None:
    rows = [line.split() for line in brings.read().splitlines()]
    known = {word.partition("=")[0] for kind, *words in rows if kind == "client" for word in words}
    alone = {word for kind, *words in rows if kind == "httpx2" for word in words} & known
    asked = sorted(known & set(sys.argv[1:]) if sys.argv[1:] else known)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, found in zip(asked, pool.map(clients, asked)):
            alone = alone | {name} if found == {"httpx2"} else alone - {name}
    brings.write([*(" ".join(row) for row in rows if row[0] != "httpx2"), *brings.lines("httpx2", sorted(alone))])
    print(f"{len(alone)} of {len(known)} packages bring httpx2 alone")


if __name__ == "__main__":
    main()
