"""Asks releases of Streamlit which calls below containers they refuse.

    python e2e/versions/below.py .cache/pairs/streamlit-*_Authlib-1.6.12_httpx-0.28.1

It writes the answers of each release in front of the calls in
streamlit/pyapp/testdata/below.txt.
"""

import pathlib
import subprocess
import sys

CALLS = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "pyapp" / "testdata" / "below.txt"
REFUSED = ("valid Streamlit command", "does not exist for", "has no attribute")


def tell() -> None:
    """Runs in the environment of one release: prints what that says to each call."""
    import streamlit

    for call in calls():
        answer = "ok"
        try:
            exec(call, {"st": streamlit})
        except BaseException as e:
            answer = "wrong" if any(words in str(e) for words in REFUSED) else "ok"
        print("answer", streamlit.__version__, answer, call)


def calls() -> list[str]:
    lines = CALLS.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(line.split(" ", 2)[2] for line in lines))


def main(environments: list[str]) -> None:
    rows = []
    for environment in environments:
        told = subprocess.run([f"{environment}/bin/python", __file__, "--tell"], check=True, capture_output=True, text=True).stdout
        rows += [line.removeprefix("answer ") for line in told.splitlines() if line.startswith("answer ")]
    CALLS.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    tell() if sys.argv[1:] == ["--tell"] else main(sys.argv[1:])
