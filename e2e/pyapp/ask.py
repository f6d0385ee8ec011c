"""Asks Python's own parser what streamlit/pyapp should find.

    python e2e/pyapp/ask.py SEED GENERATED REAL [FOLDER …]

writes a line of JSON for each of GENERATED sources made up here, and for up to
REAL files below the folders, in which some calls are made into Streamlit's.
Without folders these are Python's own library and what is installed.

What streamlit/pyapp/testdata/python.jsonl holds was written by Python 3.13 with

    python e2e/pyapp/ask.py 1 120 0
"""

import json
import pathlib
import random
import sys
import sysconfig
import warnings

from author import Author
from truth import truth


def real(folders: list[str], many: int, seed: int):
    files = sorted({f for folder in folders for f in pathlib.Path(folder).rglob("*.py")}) if many else []
    random.Random(seed).shuffle(files)
    for file in files:
        if many == 0:
            return
        try:
            text = file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(text) > 200_000:
            continue
        many -= 1
        yield "/".join(file.parts[-3:]), text


def main() -> None:
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    seed, generated, many = map(int, sys.argv[1:4])
    author = Author(seed)

    def say(name: str, text: str) -> None:
        found = truth(text)
        json.dump({"name": name, "text": text, **found}, sys.stdout, ensure_ascii=True, separators=(",", ":"))
        print()

    for i in range(generated):
        say(f"source {i} of seed {seed}", author.source())
    paths = sysconfig.get_paths()
    for name, text in real(sys.argv[4:] or [paths["stdlib"], paths["purelib"]], many, seed):
        try:
            changed = author.changed(text)
            truth(changed)
        except (SyntaxError, ValueError, RecursionError):
            continue
        say(name, changed)


if __name__ == "__main__":
    main()
