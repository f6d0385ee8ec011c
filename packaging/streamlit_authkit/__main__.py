"""Runs authkit: python -m streamlit_authkit, and the command streamlit-authkit."""

import os
import pathlib
import signal
import subprocess
import sys
import sysconfig


def program():
    """Find the program where an installer puts scripts."""
    name = "authkit.exe" if os.name == "nt" else "authkit"
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", "nt_user" if os.name == "nt" else "posix_user"),
        pathlib.Path(__file__).resolve().parents[1] / "bin",  # pip install --target
    ]
    for folder in folders:
        found = os.path.join(folder, name)
        if os.path.isfile(found):
            return found
    sys.exit("streamlit-authkit: %s is not in %s; install streamlit-authkit anew" % (name, ", ".join(map(str, folders))))


def main():
    command = [program(), *sys.argv[1:]]
    if os.name == "nt":  # there, exec ends this process before the program does its work
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
