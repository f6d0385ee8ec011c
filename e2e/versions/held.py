"""Asks the installed Streamlit what conditions on st.secrets come to.

    .cache/venv/bin/python e2e/versions/held.py

It writes the answers in front of the conditions in streamlit/pyapp/testdata/held.txt,
which are read with the secrets of held.toml beside it.
"""

import os
import pathlib

import streamlit as st
from streamlit import config

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "streamlit" / "pyapp" / "testdata"


def main() -> None:
    config.set_option("secrets.files", [str(FOLDER / "held.toml")])
    names = {"st": st, "os": os, "s": st.secrets, "auth": st.secrets["auth"]}
    lines = (FOLDER / "held.txt").read_text(encoding="utf-8").splitlines()
    asked = [condition for _, _, condition in (line.partition(" ") for line in lines)]
    answers = ["yes " + c if eval(c, names) else "no " + c for c in asked]
    (FOLDER / "held.txt").write_text("\n".join(answers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
