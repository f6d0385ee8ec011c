"""A table or a folder of texts that people read, and beside it the form that the program holds.

    python e2e/versions/packed.py [FOLDER]...

FOLDER is one of those that the program holds packed (all, where none is named): templates/ci,
register/text or entra/catalogue.

Needs pip install zopfli, which makes the smallest gzip files: the program has little room.
"""

import os
import pathlib
import sys

import zopfli.gzip


def write(target: pathlib.Path, head: str, rows: list[str], shared: bool = False) -> None:
    """shared: the words of a row are held front coded, which no word of them may have a capital for."""
    target.write_bytes("\n".join([head, *rows, ""]).encode())
    held = ["# front coded", *front_coded(rows)] if shared else [head, *rows]
    target.with_suffix(".txt.gz").write_bytes(compress("\n".join([*held, ""]).encode()))


def front_coded(rows: list[str]) -> list[str]:
    """Each word of a row but its first as how many letters it shares with the word before, A for none, and the rest of it."""
    held, before = [], ""
    for row in rows:
        kind, *words = row.split(" ")
        for word in words:
            assert word == word.lower(), word
            same = min(len(os.path.commonprefix([before, word])), 25)
            kind += chr(ord("A") + same) + word[same:]
            before = word
        held.append(kind)
    return held


def compress(text: bytes) -> bytes:
    return zopfli.gzip.compress(text, numiterations=30)


def folder(source: pathlib.Path) -> None:
    texts = sorted(file for file in source.iterdir() if file.name not in ("actions.txt", "pin-actions"))
    text = b"".join(b"\0" + file.name.encode() + b"\n" + file.read_bytes() for file in texts)
    source.with_suffix(".gz").write_bytes(compress(text))


if __name__ == "__main__":
    root = pathlib.Path(__file__).resolve().parents[2]
    for name in sys.argv[1:] or ["templates/ci", "register/text", "entra/catalogue"]:
        folder(root / name)
