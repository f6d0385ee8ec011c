"""Asks the real Streamlit what it makes of projects, one JSON object a line.

Reads cases from standard input: folder (the working directory), home, variables,
arguments (behind `streamlit run`). Each runs the command line of Streamlit in a
process of its own, up to where the server would start, and answers what the
server would listen on and which [auth] it would hold.
"""

import importlib
import json
import os
import sys

# What makes Streamlit slow to import. Streamlit itself looks at the working
# directory and the home folder when it is imported, so each case does that anew.
for heavy in ["click", "google.protobuf", "numpy", "pandas", "pyarrow", "requests", "starlette", "tornado.web", "uvicorn"]:
    try:
        importlib.import_module(heavy)
    except ImportError:
        pass


def answer(*args, **kwargs) -> None:
    from streamlit import config
    from streamlit.runtime.secrets import secrets_singleton
    from streamlit.web import bootstrap

    flags = kwargs.get("flag_options", args[3] if len(args) > 3 else {})
    bootstrap.load_config_options(flag_options=flags)
    result = {
        "port": int(config.get_option("server.port")),
        "base": config.get_option("server.baseUrlPath").strip("/"),
        "address": config.get_option("server.address") or "",
        "auth": None,
    }
    try:
        if secrets_singleton.load_if_toml_exists():
            auth = secrets_singleton.get("auth")
            result["auth"] = auth.to_dict() if hasattr(auth, "to_dict") else auth
    except Exception as error:
        result["error"] = type(error).__name__
    os.write(OUT, (json.dumps(result) + "\n").encode())


def ask(case: dict) -> None:
    os.chdir(case["folder"])
    for name in [name for name in os.environ if name.startswith("STREAMLIT_")]:
        del os.environ[name]
    os.environ.update({"HOME": case["home"], "USERPROFILE": case["home"]}, **case["variables"])
    from streamlit.web import bootstrap, cli

    bootstrap.run = answer
    cli.main(["run", *case["arguments"]], standalone_mode=False)


OUT = os.dup(1)
os.dup2(2, 1)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            ask(json.loads(line))
            code = 0
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr)
        os._exit(code)
    if os.waitpid(child, 0)[1] != 0:
        os.write(OUT, b'{"stopped": true}\n')
