"""Asks the installed Streamlit which calls of its functions it refuses.

    python e2e/pyapp/refused.py SEED CALLS

draws as many calls, right and wrong ones, has AppTest run each in an app of its own,
and writes a line of JSON for each: the call, and whether the page ends there with an error.

What streamlit/pyapp/testdata/refused.jsonl holds was written with Streamlit 1.67.0:

    python e2e/pyapp/refused.py 1 120
"""

import inspect
import json
import logging
import random
import sys

logging.disable(logging.CRITICAL)

import streamlit as st
from streamlit.testing.v1 import AppTest

# A right call of each function: what is given in order, as it is written.
RIGHT = {
    "audio_input": ["'x'"], "badge": ["'x'"], "balloons": [], "button": ["'x'"], "camera_input": ["'x'"], "caption": ["'x'"], "chat_input": [], "chat_message": ["'user'"],
    "checkbox": ["'x'"], "code": ["'x'"], "color_picker": ["'x'"], "columns": ["2"], "container": [], "dataframe": ["[1]"], "date_input": ["'x'"], "datetime_input": ["'x'"],
    "divider": [], "download_button": ["'x'", "'data'"], "empty": [], "error": ["'x'"], "exception": ["ValueError('x')"], "expander": ["'x'"], "feedback": [], "file_uploader": ["'x'"],
    "form": ["'f'"], "header": ["'x'"], "html": ["'<p>x</p>'"], "iframe": ["'https://example.org'"], "info": ["'x'"], "json": ["{}"], "latex": ["'x'"], "link_button": ["'x'", "'https://example.org'"],
    "markdown": ["'x'"], "menu_button": ["'x'", "['a']"], "metric": ["'x'", "1"], "multiselect": ["'x'", "['a']"], "number_input": ["'x'"], "pagination": ["3"], "pills": ["'x'", "['a']"],
    "popover": ["'x'"], "progress": ["0.5"], "radio": ["'x'", "['a']"], "segmented_control": ["'x'", "['a']"], "select_slider": ["'x'", "['a', 'b']"], "selectbox": ["'x'", "['a']"],
    "set_page_config": ["'x'"], "slider": ["'x'"], "space": [], "status": ["'x'"], "subheader": ["'x'"], "success": ["'x'"], "table": ["[1]"], "tabs": ["['a', 'b']"],
    "text": ["'x'"], "text_area": ["'x'"], "text_input": ["'x'"], "time_input": ["'x'"], "title": ["'x'"], "toast": ["'x'"], "toggle": ["'x'"], "warning": ["'x'"], "write": ["'x'"],
}
WORDS = {
    "type": ["primary", "secondary", "tertiary", "danger", "default", "password", "compact"], "gap": ["small", "medium", "large", "xlarge", "huge"], "width": ["stretch", "content", "full", "auto"],
    "height": ["stretch", "content", "full", "auto"], "vertical_alignment": ["top", "center", "bottom", "middle"], "horizontal_alignment": ["left", "center", "right", "middle"],
    "label_visibility": ["visible", "hidden", "collapsed", "none"], "layout": ["wide", "centered", "narrow"], "initial_sidebar_state": ["auto", "expanded", "open"],
}
PLAIN = {"help": "'h'", "disabled": "True", "key": "'k'", "use_container_width": "None", "icon": "':material/login:'", "border": "True", "args": "()", "kwargs": "{}", "anchor": "'a'"}
UNKNOWN = ["onclick", "color_scheme", "style", "css_class", "labels", "on_press", "title_text", "align"]


def drawn(chance: random.Random) -> str:
    """A statement with one call."""
    if chance.randrange(12) == 0:
        count = chance.randrange(1, 4)
        made = chance.choice([f"st.columns({count})", f"st.columns({[1] * count})", f"st.tabs({['a', 'b', 'c'][:count]})"])
        return chance.choice([f"with {made}:\n    st.write(1)", f"a, b = {made}", f"a, *b = {made}", f"[a] = {made}", f"with {made}[0]:\n    st.write(1)"])
    name = chance.choice(sorted(RIGHT))
    order = list(RIGHT[name])
    takes = inspect.signature(getattr(st, name)).parameters
    keywords = {}
    for other in chance.sample(sorted(takes), min(len(takes), chance.randrange(4))):
        if other in WORDS:
            keywords[other] = repr(chance.choice(WORDS[other]))
        elif other in PLAIN:
            keywords[other] = PLAIN[other]
    match chance.randrange(8):
        case 0:
            keywords[chance.choice(UNKNOWN)] = "None"
        case 1 if order:
            order.pop(chance.randrange(len(order)))
        case 2:
            order += ["None"] * chance.randrange(1, 4)
        case 3 if takes:
            known = chance.choice(sorted(takes))
            keywords[known.replace("_", "", 1) if "_" in known else known + "s"] = "None"
        case 4 if order and takes:  # by its name, at times besides
            first = next(iter(takes))
            keywords[first] = order[0] if chance.randrange(2) else order.pop(0)
    written = ", ".join(order + [f"{k}={v}" for k, v in keywords.items()])
    return f"{chance.choice(['st', 'st', 'st', 'st.sidebar']) if name not in ('set_page_config', 'toast', 'chat_input') else 'st'}.{name}({written})"


def main(seed: str, calls: str) -> None:
    chance = random.Random(seed)
    for _ in range(int(calls)):
        call = drawn(chance)
        ran = AppTest.from_string(f"import streamlit as st\n{call}\nst.session_state.behind = True\n").run()
        print(json.dumps({"call": call, "raises": "behind" not in ran.session_state}))


if __name__ == "__main__":
    main(*sys.argv[1:])
