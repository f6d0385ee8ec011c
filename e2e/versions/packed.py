"""A table that people read, and beside it the form that the program holds."""

import gzip
import pathlib


def write(target: pathlib.Path, head: str, rows: list[str]) -> None:
    text = "\n".join([head, *rows, ""]).encode()
    target.write_bytes(text)
    target.with_suffix(".txt.gz").write_bytes(gzip.compress(text, mtime=0))
