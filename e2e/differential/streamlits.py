"""Starts the real Streamlit again and again, quickly.

One process has Streamlit's dependencies in memory. For each line of JSON on
stdin, {"dir", "env", "args", "log"}, it forks; the child goes to dir, takes
env for its whole environment, and is `streamlit run` from then on: Streamlit's
own modules are imported there, since some of them look at the home folder and
the working directory while they are imported. Each answer on stdout is the
child's process ID. The end of stdin ends all children.
"""

import importlib
import json
import os
import signal
import sys

# What the server imports only when it starts or when somebody signs in.
LATE = """streamlit.web.bootstrap streamlit.web.server.server streamlit.web.server.starlette.starlette_server
streamlit.web.server.starlette.starlette_app streamlit.user_info streamlit.auth_util
uvicorn uvicorn.loops.auto uvicorn.protocols.http.auto uvicorn.protocols.websockets.auto starlette.middleware.sessions
tornado.web tornado.websocket tornado.httpserver authlib.integrations.starlette_client authlib.integrations.tornado_client
authlib.integrations.requests_client authlib.jose authlib.oidc.core joserfc.jwt joserfc.jwk httpx requests itsdangerous toml tomllib
anyio._backends._asyncio""".split()


def others():
    """Names the modules of other packages that a Streamlit server loads."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        import streamlit.web.cli  # noqa: F401

        for name in LATE:
            try:
                importlib.import_module(name)
            except Exception:
                pass
        names = [n for n in sys.modules if n.partition(".")[0] not in ("streamlit", "__main__")]
        with os.fdopen(writer, "w") as out:
            json.dump(names, out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as source:
        return json.load(source)


def become(job):
    os.chdir(job["dir"])
    os.environ.clear()
    os.environ.update(job["env"])
    log = os.open(job["log"], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(old, new)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.path[0] = os.path.join(sys.prefix, "bin")  # as the program streamlit has it
    sys.argv = [os.path.join(sys.prefix, "bin", "streamlit"), *job["args"]]
    from streamlit.web.cli import main

    main(prog_name="streamlit")


def serve():
    for name in others():
        try:
            importlib.import_module(name)
        except Exception:
            pass
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    children = []
    print("ready", flush=True)
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                become(json.loads(line))
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        children.append(child)
        print(child, flush=True)
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass


serve()
