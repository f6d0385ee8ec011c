"""A table or a folder of texts that people read, and beside it the form that the program holds.

    python e2e/versions/packed.py [FOLDER]...

FOLDER is one of those that the program holds packed (all, where none is named): templates/ci,
register/text or entra/catalogue.
"""

import gzip
import pathlib
import sys


def write(target: pathlib.Path, head: str, rows: list[str]) -> None:
    text = "\n".join([head, *rows, ""]).encode()
    target.write_bytes(text)
    target.with_suffix(".txt.gz").write_bytes(gzip.compress(text, mtime=0))


def folder(source: pathlib.Path) -> None:
    texts = sorted(file for file in source.iterdir() if file.name not in ("actions.txt", "pin-actions"))
    text = b"".join(b"\0" + file.name.encode() + b"\n" + file.read_bytes() for file in texts)
    source.with_suffix(".gz").write_bytes(gzip.compress(text, mtime=0))


if __name__ == "__main__":
    root = pathlib.Path(__file__).resolve().parents[2]
    for name in sys.argv[1:] or ["templates/ci", "register/text", "entra/catalogue"]:
        folder(root / name)
