"""Writers that are killed, and power that is cut; run as a program, which forks, so that each round costs milliseconds.

``python store_crash.py kill KIND FOLDER ROUNDS WRITERS`` or ``power KIND FOLDER ROUNDS 1`` prints one line of JSON:
what was acknowledged, lost, invented, or torn in how many rounds. KIND is ``sqlite``, ``wal`` or ``jsonl``; or unsafe, to
show that the harness sees it: ``buffered``, or one of SETTINGS.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bridge import ANNA
from timeline import StoreError, TimelineError, stores
from timeline.codecs import decode, encode

SETTINGS = {"off": "OFF", "normal": "NORMAL", "full": "FULL", "wal-normal": "NORMAL", "wal-off": "OFF"}
"""Settings that lose what was acknowledged; ``wal`` is write-ahead mode as the store sets it."""


class Buffered:
    """JSON Lines that are left in a buffer: what careless code writes, to show that the harness sees it."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "ab")  # noqa: SIM115  # it stays open with the store

    def append(self, *events):
        for event in events:
            self.file.write(encode_event(event) + b"\n")

    def read(self):
        for position, line in enumerate(self.path.read_bytes().split(b"\n")[:-1], 1):
            yield decode(line), position

    def close(self):
        self.file.close()


def encode_event(event):
    from timeline import Entry

    return encode(Entry(event=event))


def opened(kind, folder):
    """Return a store of a kind."""
    if kind == "buffered":
        return Buffered(folder / "story.jsonl")
    if kind.startswith("wal"):
        sqlite3.sqlite_version_info = (3, 52, 0)  # one writer cannot meet the reset race
    store = stores.open(folder / ("story.jsonl" if kind == "jsonl" else "story.db"), wal=kind.startswith("wal"))
    if kind in SETTINGS:
        store._tables.connection.execute(f"PRAGMA synchronous = {SETTINGS[kind]}")
    return store


def contents(kind, folder):
    """Return the ids in a store that is opened anew, in order, and what is wrong with it."""
    if kind == "buffered":
        return [entry.id for entry, _ in opened(kind, folder).read()], []
    with opened(kind, folder) as store:
        entries = list(store.read())
        wrong = [] if [entry.position for entry in entries] == list(range(1, len(entries) + 1)) else ["positions have gaps"]
        try:
            store.verify()
        except StoreError as error:
            wrong.append(str(error))
        return [entry.id for entry in entries], wrong


def write(kind, folder, name, log):
    """Append batches for ever; say what is submitted before, and what is acknowledged after."""
    dice = random.Random(name)
    store = opened(kind, folder)
    for number in range(1_000_000):
        size = dice.choice([1, 1, 1, 2, 5, 40])
        ids = [f"{name}.{number}.{i}.{size}" for i in range(size)]
        os.write(log, f"submit {' '.join(ids)}\n".encode())
        store.append(*(ANNA.affirms("open", said="2024-05-01", id=one, quote="x" * dice.randrange(1, 900)) for one in ids))
        os.write(log, f"ack {number}\n".encode())


def forked(work):
    """Run work in a child, and return its process id."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(1)
    return child


class Books:
    """What was submitted and acknowledged, from the writers' logs."""

    def __init__(self):
        self.submitted = set()
        self.acknowledged = set()

    def add(self, log):
        batch = []
        for line in log.read_text().splitlines():
            word, *ids = line.split(" ")
            if word == "submit":
                batch = ids
                self.submitted.update(ids)
            else:
                self.acknowledged.update(batch)

    def held_against(self, ids):
        """Return what is lost, invented, or there in part."""
        there = set(ids)
        torn = {one for one in there if not all(f"{one.rsplit('.', 2)[0]}.{i}.{one.rsplit('.', 1)[1]}" in there
                                                for i in range(int(one.rsplit(".", 1)[1])))}  # fmt: skip
        return {
            "lost": len(self.acknowledged - there),
            "invented": len(there - self.submitted) + len(ids) - len(there),
            "torn": len(torn),
        }


def started(kind, folder, logs, number, writers):
    """Start writers, and wait until each has begun; in every other round, until each has had an acknowledgement.

    Otherwise a slow machine would be killed every time before it had done anything that can be lost.
    """
    begun = b"ack" if number % 2 else b"submit"
    children, names = [], []
    for writer in range(writers):
        log = logs / f"{number}.{writer}"
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        children.append(forked(lambda file=file, writer=writer: write(kind, folder, f"{number}-{writer}", file)))
        os.close(file)
        names.append(log)
    deadline = time.monotonic() + 20
    while not all(begun in name.read_bytes() for name in names) and time.monotonic() < deadline:
        time.sleep(0.001)
    return children, names


def killed(kind, folder, rounds, writers):
    """Kill writers at chance moments, many times over one store; return the sums."""
    dice, books, sums = random.Random(1), Books(), {"rounds": rounds, "lost": 0, "invented": 0, "torn": 0, "wrong": []}
    logs, acknowledged = folder / "logs", 0
    logs.mkdir()
    for number in range(rounds):
        children, names = started(kind, folder, logs, number, writers)
        time.sleep(dice.uniform(0.0, 0.06))
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)
        for name in names:
            books.add(name)
        ids, wrong = contents(kind, folder)
        found = books.held_against(ids)
        sums = {**sums, **{key: max(sums[key], found[key]) for key in found}, "wrong": sums["wrong"] + wrong}
        if kind == "buffered" or number % 10 == 9:  # begin anew, as each round reads the whole store
            acknowledged, books = acknowledged + len(books.acknowledged), Books()
            for file in folder.glob("story.*"):
                file.unlink()
    return {**sums, "acknowledged": acknowledged + len(books.acknowledged)}


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def cut(kind, folder, rounds):
    """Cut the power at chance moments: what had reached the disk of a loop device by then is all that is left."""
    dice, sums = random.Random(2), {"rounds": rounds, "lost": 0, "invented": 0, "torn": 0, "acknowledged": 0, "wrong": []}
    empty, disk, copy, mount = (folder / name for name in ("empty", "disk", "copy", "mount"))
    mount.mkdir()
    with open(empty, "wb") as file:
        file.truncate(24 << 20)
    run("mkfs.ext4", "-q", "-F", str(empty))
    for number in range(rounds):
        shutil.copy(empty, disk)
        run("mount", "-o", "loop,commit=300", str(disk), str(mount))
        logs = folder / f"logs{number}"
        logs.mkdir()
        try:
            (child,), (log,) = started(kind, mount, logs, number, 1)
            time.sleep(dice.uniform(0.02, 0.25))
            os.kill(child, signal.SIGSTOP)
            time.sleep(0.03)
            books = Books()
            books.add(log)
            run("cp", str(disk), str(copy))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        finally:
            run("umount", str(mount))
        run("mount", "-o", "loop", str(copy), str(mount))
        try:
            ids, wrong = contents(kind, mount)
        except TimelineError as error:
            ids, wrong = [], [str(error)]
        finally:
            run("umount", str(mount))
        found = books.held_against(ids)
        sums = {**sums, **{key: sums[key] + found[key] for key in found}, "wrong": sums["wrong"] + wrong}
        sums["acknowledged"] += len(books.acknowledged)
    return sums


def main(how, kind, folder, rounds, writers):
    done = killed(kind, Path(folder), int(rounds), int(writers)) if how == "kill" else cut(kind, Path(folder), int(rounds))
    print(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
