"""Speed of the PostgreSQL store, beside raw psycopg that inserts the same rows into the same tables on the same server.

Run it as ``python benchmarks/postgres.py``: it starts a server of its own on the disk of ``--folder``, with the settings
that a new server has, or takes the one of ``--url``. Each measurement of the store is taken in turn with the raw one, and a
ratio is the median of those of the rounds. The raw side is given its rows ready-made and knows what comes next: it
locks nothing, looks nothing up, and hashes nothing.

Then many writers at once, each a process of its own with a connection of its own: the store's, the raw ones, and the store
in a SQLite file on the same disk, in turn.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from made_up import made_up_reports
from timing import timed

from timeline import stores

SIZES = (1, 100, 1_000)
ROUNDS = {1: 301, 100: 61, 1_000: 15}
WRITERS = 8
SECONDS = 6.0
READY = 12.0
TABLES = {"entry": 8, "mention": 4, "node": 4}


class Raw:
    """The rows of a story, written again under another number, by psycopg's ``executemany`` in one transaction."""

    def __init__(self, url: str, number: int) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.number = number
        self.connection.execute(
            "INSERT INTO timeline.story (number, name) OVERRIDING SYSTEM VALUE VALUES (%s, %s)", (number, f"raw-{number}")
        )

    def rows(self, story: str, after: int, until: int) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows that a story has for some positions, as rows of this one."""
        of = self.connection.execute("SELECT number FROM timeline.story WHERE name = %s", (story,)).fetchall()[0][0]
        wheres = {
            "entry": "position > %s AND position <= %s",
            "mention": "position > %s AND position <= %s",
            "node": "(index + 1) << level > %s AND (index + 1) << level <= %s",
        }
        found = {}
        for table, where in wheres.items():
            rows = self.connection.execute(
                f"SELECT * FROM timeline.{table} WHERE story = %s AND {where}", (of, after, until), binary=True
            ).fetchall()
            found[table] = [(self.number, *row[1:]) for row in rows]
        columns = "size, recorded, peaks"
        found["story"] = self.connection.execute(
            f"SELECT {columns} FROM timeline.story WHERE number = %s", (of,), binary=True
        ).fetchall()
        return found

    def append(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            for table, columns in TABLES.items():
                if rows[table]:
                    places = ", ".join(["%s"] * columns)
                    cursor.executemany(f"INSERT INTO timeline.{table} VALUES ({places})", rows[table])
            cursor.execute(
                "UPDATE timeline.story SET size = %s, recorded = %s, peaks = %s WHERE number = %s",
                (*rows["story"][0], self.number),
            )


def beside(url: str, size: int) -> tuple[float, float, float]:
    """Return the seconds of an append of so many events, of the same rows written raw, and the ratio, each the median."""
    own, raw_times = [], []
    feed, name, raw = made_up_reports(), f"beside-{size}", Raw(url, 900_000 + size)
    with stores.open(url, name) as store:
        for turn in range(ROUNDS[size] + 6):
            batch = list(islice(feed, size))
            seconds = timed(partial(store.append, *batch))
            end = store.head.position
            rows = raw.rows(name, end - size, end)
            raw_seconds = timed(partial(raw.append, rows))
            if turn >= 6:  # statements are prepared by then
                own.append(seconds)
                raw_times.append(raw_seconds)
    raw.connection.close()
    ratio = statistics.median(theirs / ours for ours, theirs in zip(own, raw_times, strict=True))
    return statistics.median(own), statistics.median(raw_times), ratio


def started(at: float) -> float:
    """Wait until a moment that all writers have agreed on, and return when they end."""
    assert time.time() < at, "the machine is too busy for all writers to be ready in time"
    time.sleep(at - time.time())
    return at + SECONDS


def write(url: str, story: str, name: str, size: int, at: float, *, notify: bool) -> int:
    """Append batches from a moment on for so many seconds; return how many events that were."""
    done, feed = 0, made_up_reports(name)
    with stores.open(url, story, notify=notify) as store:
        store.append(next(feed))
        ends = started(at)
        while time.time() < ends:
            store.append(*islice(feed, size))
            done += size
    return done


def write_raw(url: str, number: int, size: int, rows: Sequence[dict[str, list[tuple[Any, ...]]]], at: float) -> int:
    """Write ready-made rows from a moment on for so many seconds, begun anew under another number where they end."""
    done, turn = 0, 0
    raw = Raw(url, number)
    ends = started(at)
    while time.time() < ends:
        if turn == len(rows):
            raw.connection.close()
            number += 1
            raw, turn = Raw(url, number), 0
        given = rows[turn]
        raw.append({table: [(number, *row[1:]) for row in given[table]] for table in TABLES} | {"story": given["story"]})
        done, turn = done + size, turn + 1
    raw.connection.close()
    return done


def together(works: Sequence[Callable[[float], int]]) -> float:
    """Return how many events a second several processes write at once."""
    with ProcessPoolExecutor(len(works)) as pool:
        at = time.time() + READY
        return sum(future.result() for future in [pool.submit(work, at) for work in works]) / SECONDS


def crowd(url: str, size: int, *, hot: bool, notify: bool = False) -> float:
    kind = f"{'hot' if hot else 'own'}-{size}-{notify}-{time.monotonic_ns()}"
    names = [f"{kind}-{0 if hot else number}" for number in range(WRITERS)]
    return together([partial(write, url, name, f"{kind}-w{n}", size, notify=notify) for n, name in enumerate(names)])


def crowd_raw(url: str, size: int, base: int) -> float:
    raw = Raw(url, base)
    name = f"beside-{size}"
    rows = [raw.rows(name, at * size, (at + 1) * size) for at in range(60)]
    raw.connection.close()
    return together([partial(write_raw, url, base + 1_000 * (n + 1), size, rows) for n in range(WRITERS)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a server to measure, whose database is empty; by default one that is started here")
    parser.add_argument("--folder", type=Path, help="where the server started here has its data; a temporary folder by default")
    parser.add_argument("--rounds", type=int, default=3, help="how often the many writers are measured")
    given = parser.parse_args()
    where = given.folder or Path(tempfile.gettempdir())
    if given.url:
        return measured(given.url, where, given.rounds)
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    server = import_module("postgres_server").Server(where=where)
    try:
        return measured(server.url(), where, given.rounds)
    finally:
        server.close()


def measured(url: str, where: Path, rounds: int) -> int:
    stores.open(url).close()
    with psycopg.connect(url) as connection:
        version = connection.execute("SHOW server_version").fetchall()[0][0]
    print(f"PostgreSQL {version}, psycopg {psycopg.__version__}, libpq {psycopg.pq.version()}; medians")
    for size in SIZES:
        own, raw, ratio = beside(url, size)
        told = f"store {1e3 * own:.2f} ms, {size / own:,.0f} events/s; raw {1e3 * raw:.2f} ms"
        print(f"append {size:,}: {told}: {ratio:.2f} of raw")
    for size in (1, 100):
        each, hot, theirs, files = [], [], [], []
        for turn in range(rounds):
            with tempfile.TemporaryDirectory(dir=where) as folder:
                files.append(crowd(f"{folder}/story.db", size, hot=True))
            each.append(crowd(url, size, hot=False))
            hot.append(crowd(url, size, hot=True))
            theirs.append(crowd_raw(url, size, 10_000_000 * (turn + 1) + 1_000_000 * (size > 1)))
        best = statistics.median(a / b for a, b in zip(each, theirs, strict=True))
        print(
            f"{WRITERS} writers, {size} at once: {statistics.median(each):,.0f} events/s over {WRITERS} stories, "
            f"{statistics.median(hot):,.0f} on one, raw {statistics.median(theirs):,.0f}: {best:.2f} of raw; "
            f"a SQLite file {statistics.median(files):,.0f}"
        )
    pairs = [(crowd(url, 1, hot=False), crowd(url, 1, hot=False, notify=True)) for _ in range(rounds)]
    quiet, told = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{WRITERS} writers, 1 at once, with notify: {told:,.0f} events/s beside {quiet:,.0f} without")
    return 0


if __name__ == "__main__":
    sys.exit(main())
