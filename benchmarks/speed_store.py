"""The lines of ``speed.py`` on a store's file: the whole story and one claim, opened anew each time.

The whole story is asked in a process of its own each time, which is timed from its start to its end, in turn with the floors:
raw SQL over plain columns, sorted for the question, and numpy over sorted columns kept as blobs, each in a SQLite file of its
own. Both know neither corrections nor retractions nor links. The limit is three times one or the other, and is held to raw SQL;
how near ours is to the blobs, most of whose time is the import of numpy, is shown beside it. Making events of every record
first, and the library ``eventsourcing`` with an aggregate for each claim, are measured on fewer reports, and their time is
multiplied.

One claim is asked in one process, with the file opened anew each time. Our code may take half of ten milliseconds beyond raw
SQL that opens a file and reads the claim's rows by an index.
"""

import gc
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from speed_load import Line
from timing import timed

from timeline import Entry, Report, When, stores
from timeline.stores._saved_tables import SAVED_TABLES

__all__ = ["lines"]

SMALL = 10_000
OBJECTS = 50_000
AGGREGATES = 5_000
BATCH = 20_000
STANCES = ("affirm", "deny", "not_confirm")
AT_ONCE = 0.010
"""How many seconds one claim may take, half of them our code."""


def fresh(code: str, *arguments: object) -> str:
    """Run code in a process of its own and return what it prints."""
    given = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(given, check=True, capture_output=True, text=True).stdout


# each asks for the whole story at a pair of cuts: of the file that is its first argument
OURS = """
import sys
from timeline import When, stores
with stores.open(sys.argv[1]) as store:
    print(store.columns().statuses(as_of=When.at(int(sys.argv[2])), known_at=When.at(int(sys.argv[3]))))
"""
WITHOUT_NUMPY = f"import sys\nsys.modules['numpy'] = None\n{OURS}"
OBJECT_ROAD = """
import sys
from timeline import When, stores
with stores.open(sys.argv[1]) as store:
    story = store.timeline().replay(as_of=When.at(int(sys.argv[2])), known_at=When.at(int(sys.argv[3])))
    print(len([claim.status for claim in story.values()]))
"""
RAW_SQL = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT claim, max(stance = 0), max(stance = 1), sum(stance = 0) FROM (SELECT claim, stance, max(said) FROM report "
    "WHERE said <= ? AND recorded <= ? GROUP BY claim, source) GROUP BY claim", (int(sys.argv[2]), int(sys.argv[3]))
).fetchall()
print(len(rows))
"""
RAW_COLUMNS = """
import sqlite3, sys
import numpy as np
found = dict(sqlite3.connect(sys.argv[1]).execute("SELECT name, data FROM column"))
said, recorded, voices, claims = (np.frombuffer(found[name], np.int64) for name in ("said", "recorded", "voices", "claims"))
stance = np.frombuffer(found["stance"], np.int8)
shown = (said <= int(sys.argv[2])) & (recorded <= int(sys.argv[3]))
last = np.maximum.reduceat(np.where(shown, np.arange(len(said)), -1), voices)
stances = np.where(last >= 0, stance[last], 2)
heard = np.logical_or.reduceat(last >= 0, claims)
affirming, denying = (np.add.reduceat(stances == side, claims, dtype=np.int64) for side in (0, 1))
codes = np.where(heard, 1, 0)
codes[denying > 0] = 5
codes[affirming > 0] = 2
codes[affirming > 1] = 3
codes[(affirming > 0) & (denying > 0)] = 4
print(np.bincount(codes))
"""
IMPORTS = "import timeline.stores._columns, timeline.stores._sqlite, timeline.bulk._all, timeline.bulk._arrange"
PEAK = """
status = open("/proc/self/status").read()  # not getrusage: that counts the process which began this one
print(status.partition("VmHWM:")[2].split()[0])
"""


def stored(path: Path, entries: Iterable[Entry]) -> int:
    """Put entries into a store in the order of their recorded times, have its columns saved; return the file's size before."""
    told = iter(sorted(entries, key=lambda entry: entry.recorded_us))
    with stores.open(path) as store:
        while batch := list(islice(told, BATCH)):
            store.import_history(batch)
        before = path.stat().st_size
        store.columns()
    return before


def plain(entries: Iterable[Entry]) -> list[tuple[str, str, int, int, int]]:
    """Return what both floors know: claim, source, said, recorded, stance, in that order."""
    rows = []
    for entry in entries:
        event = entry.event
        if isinstance(event, Report) and event.stance.value in STANCES:
            said, stance = event.said.order[0], STANCES.index(event.stance.value)
            rows.append((event.claim, event.source, said, entry.recorded_us, stance))
    return sorted(rows)


def raw_sql(path: Path, rows: list[tuple[str, str, int, int, int]]) -> None:
    """Put plain columns into a SQLite file, sorted by claim, source and time."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE report (claim TEXT, source TEXT, said INTEGER, recorded INTEGER, stance INTEGER, "
        "PRIMARY KEY (claim, source, said, recorded, stance)) WITHOUT ROWID"
    )
    with connection:
        connection.executemany("INSERT OR IGNORE INTO report VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()


def raw_columns(path: Path, rows: list[tuple[str, str, int, int, int]]) -> None:
    """Put sorted columns into a SQLite file as blobs, with where the voices begin, and the claims among these."""
    voices = [0, *(at for at in range(1, len(rows)) if rows[at][:2] != rows[at - 1][:2])]
    names = [rows[at][0] for at in voices]
    claims = [0, *(at for at in range(1, len(names)) if names[at] != names[at - 1])]
    _, _, said, recorded, stance = zip(*rows, strict=True)
    columns: dict[str, Any] = {"said": said, "recorded": recorded, "voices": voices, "claims": claims}
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE column (name TEXT PRIMARY KEY, data BLOB)")
    with connection:
        for name, column in columns.items():
            connection.execute("INSERT INTO column VALUES (?, ?)", (name, np.array(column, dtype=np.int64).tobytes()))
        connection.execute("INSERT INTO column VALUES ('stance', ?)", (np.array(stance, dtype=np.int8).tobytes(),))
    connection.close()


def aggregates(folder: Path, entries: Iterable[Entry]) -> float:
    """Return the seconds that ``eventsourcing`` takes for the reports of an aggregate each claim, from its own SQLite file."""
    import os

    os.environ |= {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "aggregates.db")}
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event

    class Claim(Aggregate):
        @event("Opened")
        def __init__(self) -> None:
            self.reports: list[tuple[str, int, int, int]] = []

        @event("Reported")
        def report(self, source: str, stance: int, said: int, recorded: int) -> None:
            self.reports.append((source, stance, said, recorded))

    claims: dict[str, Claim] = {}
    for claim, source, said, recorded, stance in plain(entries):
        if claim not in claims:
            claims[claim] = Claim()
        claims[claim].report(source, stance, said, recorded)
    written: Application[Any] = Application()
    written.save(*claims.values())
    reading: Application[Any] = Application()

    def replayed() -> None:
        for claim in claims.values():
            found: Claim = reading.repository.get(claim.id)
            last: dict[str, tuple[int, int]] = {}
            for source, stance, said, _ in found.reports:
                last[source] = max((said, stance), last.get(source, (0, 0)))

    return statistics.median(timed(replayed) for _ in range(3))


def in_turn(works: Sequence[Callable[[int], object]], times: int) -> list[float]:
    """Return the median time of each work, all measured in turn, so that whatever else the machine does falls on all."""
    found = [[timed(partial(work, turn)) for work in works] for turn in range(times)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def whole_story(folder: Path, size: int, entries: list[Entry], moments: list[tuple[int, int]]) -> Iterator[Line]:
    """Yield the lines of the whole story in a fresh process."""
    rows = plain(entries)
    raw_sql(folder / "sql.db", rows)
    raw_columns(folder / "columns.db", rows)

    def asked(code: str, file: str, turn: int) -> object:
        return fresh(code, folder / file, *moments[turn])

    files = ((OURS, "story.db"), (WITHOUT_NUMPY, "story.db"), (RAW_SQL, "sql.db"), (RAW_COLUMNS, "columns.db"))
    works = [partial(asked, code, file) for code, file in files]
    for ask in works:
        ask(0)
    ours, slow, sql, columns = in_turn(works, 9)
    work = "open a store, answer the whole story, fresh process"
    yield Line(work, ours, sql, "raw SQL", 3)
    yield Line("the same", ours, columns, "columns as blobs, numpy")
    yield Line("the same without numpy", slow, sql, "raw SQL")
    few = min(OBJECTS, size)
    objects = fresh_time(OBJECT_ROAD, folder / "objects.db", *moments[0]) * size / few
    yield Line("the same", ours, objects, f"events of every record first ({few:,}, scaled)", 1 / 30)
    others = aggregates(folder, entries[: min(AGGREGATES, size)]) * size / min(AGGREGATES, size)
    yield Line("the same", ours, others, f"eventsourcing ({min(AGGREGATES, size):,}, scaled)", 1 / 50)


def fresh_time(code: str, *arguments: object) -> float:
    return min(timed(lambda: fresh(code, *arguments)) for _ in range(2))


def one_claim(folder: Path, names: list[str], moments: list[tuple[int, int]]) -> Iterator[Line]:
    """Yield the lines of one claim, the file opened anew each time; the claims are those that rows are enough for."""

    def ours(file: str, turn: int) -> object:
        as_of, known_at = moments[turn]
        with stores.open(folder / file) as store:
            return store.columns().status(names[turn], as_of=When.at(as_of), known_at=When.at(known_at))

    def raw(file: str, turn: int) -> object:
        connection = sqlite3.connect(folder / file)
        found = connection.execute(
            "SELECT stance, max(said) FROM report WHERE claim = ? AND said <= ? AND recorded <= ? GROUP BY source",
            (names[turn], *moments[turn]),
        ).fetchall()
        connection.close()
        return found

    works = [partial(ours, "story.db"), partial(raw, "sql.db"), partial(ours, "small.db")]
    for work in works:
        work(0)
    gc.collect()
    gc.freeze()
    one, sql, small = in_turn(works, 301)
    yield Line("open a store, answer one claim", one, sql, "raw SQL", AT_ONCE / 2 / sql + 1)
    yield Line("the same", one, AT_ONCE, "ten milliseconds", 1)
    yield Line("the same", one, small, f"the same of {SMALL:,}", 2)


def hard_claim(folder: Path, names: list[str], moments: list[tuple[int, int]]) -> Iterator[Line]:
    """Yield the line of one claim that is told from its entries."""

    def ours(turn: int) -> object:
        as_of, known_at = moments[turn]
        with stores.open(folder / "story.db") as store:
            return store.columns().status(names[turn], as_of=When.at(as_of), known_at=When.at(known_at))

    (one,) = in_turn([ours], 51)
    yield Line("one claim whose reports rest on others", one, AT_ONCE, "ten milliseconds", 1)


def sizes(folder: Path, before: int, moment: tuple[int, int]) -> Iterator[Line]:
    """Yield the lines of memory and of the file."""
    file = folder / "story.db"
    connection = sqlite3.connect(file)
    records = connection.execute("SELECT sum(length(payload)) FROM entry").fetchone()[0]
    connection.close()
    ground = int(fresh(f"{IMPORTS}\n{PEAK}").split()[-1]) * 1024
    peak = int(fresh(f"{OURS}\n{PEAK}", file, *moment).split()[-1]) * 1024
    work = "memory of the whole story beyond the imports"
    yield Line(work, (peak - ground) / 1e6, records / 1e6, "bytes of the records", 1.3, "MB")
    grown, work = file.stat().st_size - before, f"the file's growth by {', '.join(sorted(SAVED_TABLES))}"
    yield Line(work, grown / 1e6, before / 1e6, "the file before", None, "MB")


def lines(size: int, story: Callable[[int], Iterable[Entry]]) -> Iterator[Line]:
    """Yield the lines of questions to a store's file."""
    dice = random.Random(2)
    entries = list(story(size))
    first, last = (next(e.recorded_us for e in some if isinstance(e.event, Report)) for some in (entries, reversed(entries)))
    moments = [(dice.randrange(first, last), dice.randrange(first, last)) for _ in range(301)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = stored(folder / "story.db", entries)
        stored(folder / "small.db", story(SMALL))
        stored(folder / "objects.db", entries[: min(OBJECTS, size)])
        claims = sorted({entry.event.claim for entry in story(SMALL) if isinstance(entry.event, Report)})
        plain_claims = [claim for claim in claims if int(claim.removeprefix("claim-")) % 500]
        yield from whole_story(folder, size, entries, moments)
        yield from one_claim(folder, dice.choices(plain_claims, k=len(moments)), moments)
        yield from hard_claim(folder, ["claim-0"] * len(moments), moments)
        yield from sizes(folder, before, moments[0])
