"""Asks Python's own parser which sources it refuses, and in which line.

    python e2e/pyapp/syntax.py SEED GENERATED REAL [FOLDER …]

writes a line of JSON for each of GENERATED sources made up here, for up to REAL
files below the folders, and for three mutations of each: a bracket, a colon, a
quote or an operator more or less, a line indented otherwise, a word gone.

What streamlit/pyapp/testdata/syntax.jsonl holds was written by Python 3.13 with

    python e2e/pyapp/syntax.py 1 60 0
"""

import json
import random
import re
import sys
import sysconfig
import warnings

from ask import real
from author import Author

PARTS = ["(", ")", "[", "]", "{", "}", ":", ",", "=", '"', "'", "\\", "+", "not ", "if ", "else ", "return ", "as ", "for ", "def ", "x ", "1 ", ".", "*", "@", "$", "?", "!", "    ", "\n"]


def mutated(text: str, chance: random.Random) -> str:
    """The text with one thing changed that people get wrong."""
    lines = text.splitlines(keepends=True) or [""]
    number = chance.randrange(len(lines))
    line = lines[number]
    kind = chance.randrange(6)
    if kind == 0:  # a character goes
        marks = [m.start() for m in re.finditer(r"[()\[\]{}:,='\"]", line)]
        if marks:
            at = chance.choice(marks)
            line = line[:at] + line[at + 1 :]
    elif kind == 1:  # a character or a word comes
        at = chance.randrange(len(line) + 1)
        line = line[:at] + chance.choice(PARTS) + line[at:]
    elif kind == 2:  # the line stands elsewhere
        line = chance.choice([" ", "    ", "\t"]) + line
    elif kind == 3:
        line = line[1:] if line.startswith((" ", "\t")) else line
    elif kind == 4:  # a word goes
        words = list(re.finditer(r"\w+", line))
        if words:
            word = chance.choice(words)
            line = line[: word.start()] + line[word.end() :]
    else:  # the line goes
        line = ""
    lines[number] = line
    return "".join(lines)


def refused(text: str):
    """The line at which Python stops; None: it takes the text."""
    try:
        compile(text, "app.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1
    except (ValueError, RecursionError, MemoryError):
        return -1  # it says nothing of the syntax
    return None


def main() -> None:
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    seed, generated, many = map(int, sys.argv[1:4])
    chance = random.Random(seed)
    author = Author(seed)
    paths = sysconfig.get_paths()
    sources = [(f"source {i} of seed {seed}", author.source()) for i in range(generated)]
    for name, text in [*sources, *real(sys.argv[4:] or [paths["stdlib"], paths["purelib"]], many, seed)]:
        for i, version in enumerate([text, *(mutated(text, chance) for _ in range(3))]):
            line = refused(version)
            if line != -1:
                json.dump({"name": f"{name}, mutation {i}", "text": version, "line": line}, sys.stdout, ensure_ascii=True, separators=(",", ":"))
                print()


if __name__ == "__main__":
    main()
