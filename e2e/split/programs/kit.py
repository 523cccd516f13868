"""What the programs of the corpus share: cases with labels, and the end that sends everything."""

import json
import sys
import threading
import time

from langsmith import Client

CASES = {}


def case(splits=None, below_3_11=None, only=None):
    """A program, with its label written beside it: names of roots and of the runs they belong below.

    `below_3_11`: the label there, where it is another; `only`: "3.10" or "3.11", default both.
    """

    def add(function):
        label = below_3_11 if below_3_11 is not None and sys.version_info < (3, 11) else splits
        if only is None or (only == "3.10") == (sys.version_info < (3, 11)):
            about = (function.__doc__ or "").strip().splitlines()[0]
            CASES[function.__name__] = (function, {"about": about, "splits": label or {}})
        return function

    return add


def main():
    """`--list` prints the labels; a name runs that program."""
    if sys.argv[1] == "--list":
        print(json.dumps({name: label for name, (_, label) in CASES.items()}))
        return
    CASES[sys.argv[1]][0]()
    wait_for_tracers()
    Client().flush()


def wait_for_tracers():
    if "langchain_core" in sys.modules:
        from langchain_core.tracers.langchain import wait_for_all_tracers

        wait_for_all_tracers()


def pause(ms=15):
    time.sleep(ms / 1000)


def in_thread(work, *args):
    """Starts a bare thread, which begins with an empty context."""
    thread = threading.Thread(target=work, args=args)
    thread.start()
    return thread
