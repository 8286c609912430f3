"""Every storage call of an append in turn made to fail; run as a program under the preloaded ``store_faults.c``.

``python store_faults.py KIND FOLDER STEP`` tries every STEP-th call with every failure and prints one line of JSON: how
many calls there are, and in how many trials an entry was lost, was there in part, or the store was stuck.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import sys
import warnings
from pathlib import Path

from bridge import ANNA
from timeline import StoreError, stores

MODES = {"die": 1, "torn": 2, "I/O error": 3, "no space": 4, "short write": 5}
NOTHING = 1 << 30
_faults = ctypes.CDLL(None)


def says(number):
    return ANNA.affirms("open", said="2024-05-01", id=f"r{number}", quote="x" * 700)


def opened(kind, folder):
    return stores.open(folder / ("story.jsonl" if kind == "jsonl" else "story.db"))


def append(kind, folder):
    """Append two batches, the first of some pages; return what was acknowledged, and whether all went well."""
    acknowledged = []
    try:
        with opened(kind, folder) as store:
            for ids in (range(20, 60), range(60, 61)):
                store.append(*map(says, ids))
                acknowledged += ids
    except StoreError:
        return acknowledged, False
    return acknowledged, True


def again(kind, folder):
    """Append the same once more, now that nothing fails: work goes on in the same process."""
    _faults.fault_disarm()
    with opened(kind, folder) as store:
        store.append(*map(says, range(20, 60)))
        store.append(says(60))


def trial(kind, folder, mode, number):
    """Let one call fail in a child; return what it acknowledged, how many calls it made, and whether it was stuck."""
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            _faults.fault_arm(f"{folder}/".encode(), mode, number)
            acknowledged, _ = append(kind, folder)
            calls = _faults.fault_count()
            os.write(send, json.dumps([acknowledged, calls, True]).encode() + b"\n")
            again(kind, folder)
            os.write(send, json.dumps([[*range(20, 61)], calls, False]).encode() + b"\n")
        os._exit(0)
    os.close(send)
    with open(receive) as stream:
        told = [json.loads(line) for line in stream]
    _, status = os.waitpid(child, 0)
    died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    acknowledged, calls, stuck = told[-1] if told else ([], 0, not died)
    return acknowledged, calls, stuck and not died


def looked_at(kind, folder, acknowledged):
    """Return what is wrong with a store after a trial; then it must take another entry."""
    try:
        with opened(kind, folder) as store:
            there = {int(entry.id[1:]) for entry in store.read()}
            store.verify()
            store.append(says(99))
            store.verify()
    except StoreError as error:
        return [str(error)]
    wrong = []
    if set(range(20)) | set(acknowledged) > there:
        wrong.append("lost")
    if len(there & set(range(20, 60))) not in {0, 40}:
        wrong.append("in part")
    return wrong


def main(kind, folder, step):
    folder, base = Path(folder) / "work", Path(folder) / "base"
    base.mkdir()
    with opened(kind, base) as store:
        store.append(*map(says, range(20)))
    done = {"calls": 0, "trials": 0, "wrong": []}
    for name, mode in MODES.items():
        number = 1 + mode % int(step)
        while True:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(base, folder)
            acknowledged, calls, stuck = trial(kind, folder, mode, number)
            wrong = looked_at(kind, folder, acknowledged) + (["stuck"] if stuck else [])
            done["wrong"] += [f"{name}, call {number}: {one}" for one in wrong]
            done["trials"] += 1
            if calls and calls < number:
                done["calls"] = calls
                break
            number += int(step)
    print(json.dumps(done))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(*sys.argv[1:])
