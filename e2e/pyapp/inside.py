"""Draws small apps that fail, or do not, for people who have signed in: streamlit/pyapp/testdata/inside.txt.

    .cache/venv/bin/python e2e/pyapp/inside.py SEED MANY > streamlit/pyapp/testdata/inside.txt

AppTest of the installed Streamlit shows each to somebody who is signed in; "no" is what shows an exception.
"""

import pathlib
import random
import sys
import tempfile
import textwrap

import streamlit.user_info
from streamlit.testing.v1 import AppTest

ME = {"is_logged_in": True, "email": "me@example.org", "name": "Me", "sub": "1"}
SHOWS = {
    "name": "st.write(nowhere)",
    "call": "nowhere(1)",
    "attribute": "helper.gone()",
    "attribute that is there": "helper.there()",
    "arguments": "takes_one()",
    "arguments that fit": "takes_one(2)",
    "later": "st.write(LATER)",
    "read later": "uses_later()",
    "import": "from helper import nope\nnope()",
    "import that works": "from helper import there\nthere()",
    "claim": "st.write(st.user.email)",
    "method": "Thing().gone()",
    "method that is there": "Thing().there()",
    "page": "st.switch_page('pages/gone.py')",
    "element": "st.title()",
    "text": "st.write('fine')",
}
PLACES = {
    "at the top": "{at0}",
    "in a function": "def show():\n{at1}\nshow()",
    "in a function of a function": "def inner():\n{at1}\ndef show():\n    inner()\nshow()",
    "in a try": "try:\n{at1}\nexcept Exception:\n    st.error('no')",
    "in another try": "try:\n{at1}\nexcept ImportError:\n    pass",
    "under a checkbox": "if st.checkbox('more'):\n{at1}",
    "at a click": "if st.button('go'):\n{at1}",
    "in a callback": "def act():\n{at1}\nst.button('act', on_click=act)",
    "in a container": "with st.container():\n{at1}",
    "in a loop": "for i in range(2):\n{at1}",
    "for somebody else": "if st.user.email == 'other@example.org':\n{at1}",
    "in a tab": "a, b = st.tabs(['a', 'b'])\nwith b:\n{at1}",
    "where it holds": "x = 1\nif x == 1:\n{at1}",
    "where it does not": "x = 1\nif x == 2:\n{at1}\nelse:\n    st.write(2)",
    "in what nobody calls": "def unused():\n{at1}\nst.write('x')",
    "in a method": "class App:\n    def run(self):\n{at2}\nApp().run()",
}
GATES = {
    "stop": "if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n{at0}",
    "else": "if st.user.is_logged_in:\n{at1}\nelse:\n    st.button('in', on_click=st.login)",
    "return": "def main():\n    if not st.user.is_logged_in:\n        st.button('in', on_click=st.login)\n        return\n{at1}\nmain()",
    "function": "def gate():\n    if not st.user.is_logged_in:\n        st.button('in', on_click=st.login)\n        st.stop()\ngate()\n{at0}",
    "list": "if not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nif st.user.email not in ['me@example.org']:\n    st.error('no')\n    st.stop()\n{at0}",
}
PARTS = {
    "takes_one": "def takes_one(a):\n    st.write(a)\n",
    "uses_later": "def uses_later():\n    st.write(LATER)\n",
    "Thing": "class Thing:\n    def there(self):\n        st.write('there')\n",
    "helper.": "import helper\n",
}
HELPER = "import streamlit as st\ndef there():\n    st.write('there')\n"


def put(frame: str, text: str) -> str:
    for depth in range(3):
        frame = frame.replace("{at%d}" % depth, textwrap.indent(text, "    " * depth))
    return frame


def drawn(draw: random.Random) -> tuple[str, str]:
    shows, place, gate = draw.choice(list(SHOWS)), draw.choice(list(PLACES)), draw.choice(list(GATES))
    body = put(GATES[gate], put(PLACES[place], SHOWS[shows]))
    needed = "".join(part for name, part in PARTS.items() if name in body)
    return f"{shows} {place}, behind {gate}", f"import streamlit as st\n{needed}{body}\nLATER = 1\n"


def fails(source: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "helper.py").write_text(HELPER, encoding="utf-8")
        script = pathlib.Path(folder, "app.py")
        script.write_text(source, encoding="utf-8")
        sys.path.insert(0, folder)
        try:
            return len(AppTest.from_file(str(script), default_timeout=30).run().exception) > 0
        finally:
            sys.path.remove(folder)
            sys.modules.pop("helper", None)


def main() -> None:
    streamlit.user_info._get_user_info = lambda: dict(ME)
    draw, seen = random.Random(int(sys.argv[1])), set()
    while len(seen) < int(sys.argv[2]):
        name, source = drawn(draw)
        if name not in seen:
            seen.add(name)
            print(f"=== {'no' if fails(source) else 'yes'} {name}\n{source}-- helper.py --\n{HELPER}", end="", flush=True)


if __name__ == "__main__":
    main()
