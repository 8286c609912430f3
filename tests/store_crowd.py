"""Writers and tailing readers, each a process of its own, on one store; ``python store_crowd.py FOLDER WRITERS EVENTS READERS``.

Prints one line of JSON: how many entries there are, and what a reader saw out of order, twice or not at all.
"""

import json
import os
import sys
import time
from itertools import pairwise
from pathlib import Path

from bridge import ANNA
from timeline import stores


def write(path, name, events):
    with stores.open(path, timeout=120) as store:
        for number in range(events):
            store.append(ANNA.affirms("open", said="2024-05-01", id=f"{name}.{number}"))


def tail(path, total, out):
    """Follow the store to the end, and say what was wrong with what was seen."""
    with stores.open(path, timeout=120) as store:
        seen, wrong = [], []
        for entry in store.follow(timeout=60):
            seen.append(entry.id)
            if entry.position != len(seen):
                wrong.append(f"{entry.position} came as number {len(seen)}")
            if len(seen) == total:
                break
        if len(set(seen)) != total:
            wrong.append(f"saw {len(set(seen))} of {total}")
        os.write(out, json.dumps(wrong).encode() + b"\n")


def forked(work):
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def main(folder, writers, events, readers):
    path, total = Path(folder) / "story.db", int(writers) * int(events)
    stores.open(path).close()
    receive, send = os.pipe()
    began = time.monotonic()
    children = [forked(lambda: tail(path, total, send)) for _ in range(int(readers))]
    children += [forked(lambda name=name: write(path, name, int(events))) for name in range(int(writers))]
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    os.close(send)
    with open(receive) as stream:
        wrong = [one for line in stream for one in json.loads(line)]
    with stores.open(path) as store:
        entries = list(store.read())
        wrong += [f"{b.recorded} is not after {a.recorded}" for a, b in pairwise(entries) if a.recorded_us >= b.recorded_us]
        for name in range(int(writers)):
            numbers = [int(entry.id.split(".")[1]) for entry in entries if entry.id.startswith(f"{name}.")]
            wrong += [f"writer {name} is out of its own order"] if numbers != list(range(int(events))) else []
        size = store.verify().size
    print(json.dumps({"entries": size, "failed": failed, "wrong": wrong, "seconds": round(time.monotonic() - began, 1)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
