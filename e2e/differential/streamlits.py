"""Starts the real Streamlit again and again, quickly.

One process has Streamlit and its dependencies in memory. For each line of JSON
on stdin, {"dir", "env", "args", "log"}, it forks; the child goes to dir, takes
env for its whole environment, and is `streamlit run` from then on. Each answer
on stdout is the child's process ID. {"stop": process ID} ends that child, if it
still runs, and {"alive": process ID} asks that, where 0 is no. The end of stdin
ends all of them.

Some of Streamlit's modules take paths from the home folder and the working
directory while they are imported. These are found by importing everything in
two folders that nobody else uses, and every child gets its own instead.
"""

import gc
import importlib
import json
import os
import signal
import sys
import tempfile

# What the server imports only when it starts or when somebody signs in.
LATE = """streamlit.web.bootstrap streamlit.web.server.server streamlit.web.server.starlette.starlette_server
streamlit.web.server.starlette.starlette_app streamlit.user_info streamlit.auth_util
uvicorn uvicorn.loops.auto uvicorn.protocols.http.auto uvicorn.protocols.websockets.auto starlette.middleware.sessions
tornado.web tornado.websocket tornado.httpserver authlib.integrations.starlette_client authlib.integrations.tornado_client
authlib.integrations.requests_client authlib.jose authlib.oidc.core joserfc.jwt joserfc.jwk httpx requests itsdangerous toml tomllib
anyio._backends._asyncio""".split()


COLLECTIONS = (dict, list, tuple, set, frozenset)


def of_streamlit(module):
    return isinstance(module, str) and module.partition(".")[0] == "streamlit"


class Borrowed:
    """The folders in which Streamlit was imported, and where it remembers them."""

    def __init__(self, root):
        self.home, self.dir = os.path.join(root, "home"), os.path.join(root, "dir")
        self.places = []  # container, key, path
        self.seen = set()
        for folder in (self.home, self.dir):
            os.mkdir(folder)
        os.environ["HOME"] = self.home
        os.chdir(self.dir)

    def find(self):
        for name, module in list(sys.modules.items()):
            if of_streamlit(name):
                self.walk(module, name)
        os.chdir("/")

    def walk(self, owner, name):
        """Looks through a list, a table or an object's attributes."""
        if id(owner) in self.seen:
            return
        self.seen.add(id(owner))
        container = owner if isinstance(owner, COLLECTIONS) else vars(owner)
        for key, value in list(container.items()) if hasattr(container, "items") else enumerate(container):
            text = os.fspath(value) if isinstance(value, os.PathLike) else value
            if isinstance(text, str) and text.startswith((self.home, self.dir)):
                if not isinstance(container, (dict, list)):
                    sys.exit(f"{name} holds a path and cannot be changed")
                self.places.append((container, key, value))
            elif isinstance(value, COLLECTIONS) or of_streamlit(type(value).__module__) and hasattr(value, "__dict__"):
                self.walk(value, f"{name}.{key}")

    def give_back(self, home, dir):
        for container, key, path in self.places:
            text = os.fspath(path).replace(self.home, home).replace(self.dir, dir)
            container[key] = type(path)(text)


def load():
    import streamlit.web.cli  # noqa: F401

    for name in LATE:
        try:
            importlib.import_module(name)
        except Exception:
            pass


def become(job, borrowed):
    os.chdir(job["dir"])
    os.environ.clear()
    os.environ.update(job["env"])
    borrowed.give_back(os.path.expanduser("~"), os.getcwd())
    log = os.open(job["log"], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(old, new)
    sys.path[0] = os.path.join(sys.prefix, "bin")  # as the program streamlit has it
    sys.argv = [os.path.join(sys.prefix, "bin", "streamlit"), *job["args"]]
    if any(name not in ("PATH", "HOME", "LANG") and not name.startswith("STREAMLIT_") for name in os.environ):
        os.execv(sys.executable, [sys.executable, *sys.argv])  # a package may have read it while it was imported
    from streamlit.web.cli import main

    main(prog_name="streamlit")


def serve(root):
    borrowed = Borrowed(root)
    load()
    borrowed.find()
    gc.freeze()  # or the first collection in a child copies all of it
    children = set()

    def gone(*_):
        """Takes note of children that have ended: their IDs may be others' by now."""
        for child in list(children):
            if os.waitpid(child, os.WNOHANG)[0]:
                children.discard(child)

    def stop(child):
        if child in children:
            children.discard(child)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    print("ready", flush=True)
    for line in iter(sys.stdin.readline, ""):
        gone()
        job = json.loads(line)
        if "stop" in job:
            stop(job["stop"])
            print(job["stop"], flush=True)
            continue
        if "alive" in job:
            print(job["alive"] if job["alive"] in children else 0, flush=True)
            continue
        child = os.fork()
        if child == 0:
            code = 1
            try:
                become(job, borrowed)
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        children.add(child)
        print(child, flush=True)
    for child in list(children):
        stop(child)


with tempfile.TemporaryDirectory() as root:
    serve(os.path.realpath(root))
