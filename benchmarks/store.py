"""Speed of the SQLite store, beside raw SQLite with the same settings, and beside the library ``eventsourcing``.

Raw SQLite is measured twice, with ``executemany`` in one transaction and nothing else. *All rows* are the bytes that the
store writes: entries with id, leaf and salt, what they are looked up by, the nodes of the tree, in the same tables; the
limits are against these. *Payloads* are the records alone in a table of two columns: what one would keep who wants neither
proof, nor redaction, nor lookup. The difference between the two is the price of those; it is shown, and has no limit.

Run it as ``python benchmarks/store.py``; ``--check`` exits 1 where a ratio or a speed is below its limit. ``--folder``
says where the files lie: take one on the disk that the store will be on, as a sync costs what that disk makes it cost.
Every measurement of the store is taken in turn with the raw one, so that whatever else the machine does falls on both, and a
ratio is the median of those of the single rounds. The raw side is given its rows ready-made: all that the store does to
come to them, such as JSON and hashes, is on the store's side of the scale.
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import UUID

from made_up import made_up_reports
from timing import timed

from timeline import stores
from timeline.codecs import encode
from timeline.stores import SigningKey, leaf_hash
from timeline.stores._connection import SPAN, connect
from timeline.stores._merkle import CompactRange, consistency_proof
from timeline.stores._rows import HEIGHT
from timeline.stores._sqlite import SqliteStore
from timeline.stores._tables import nodes_of

BATCH = 1_000
BATCHES = 31
SINGLES = 301
PROVED = 1_000_000
LIMITS = {"batch": 0.6, "single": 0.8, "verify": 50_000, "proof": 0.005, "hashes": 700}


class Payloads:
    """The records alone, in a table of two columns, with the settings of the store."""

    def __init__(self, path: Path) -> None:
        self.connection = connect(path, wal=False, readonly=False, timeout=30.0)
        self.connection.execute("CREATE TABLE raw (position INTEGER PRIMARY KEY, payload BLOB NOT NULL)")

    def append(self, payloads: list[bytes]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO raw (payload) VALUES (?)", [(payload,) for payload in payloads])
        self.connection.execute("COMMIT")


class AllRows:
    """All rows that a store has written, in the same tables, with the same settings."""

    def __init__(self, path: Path) -> None:
        self.connection = connect(path, wal=False, readonly=False, timeout=30.0)
        self.connection.execute("INSERT INTO story (name) VALUES ('main')")

    @staticmethod
    def written(store: SqliteStore, size: int) -> dict[str, list[tuple[object, ...]]]:
        """Return the rows that the last append, of so many events, has written, by table, in the order in which it did."""
        execute, end = store._tables.connection.execute, SPAN + store.head.position
        found = {}
        for table in ("entry", "mention"):
            found[table] = execute(f"SELECT * FROM {table} WHERE key > ? ORDER BY key", (end - size,)).fetchall()
        nodes = execute("SELECT level, key, hash FROM node").fetchall()
        found["node"] = [node for node in nodes if end - size < SPAN + (node[1] - SPAN + 1 << node[0]) <= end]
        found["story"] = execute("SELECT size, recorded, peaks FROM story").fetchall()
        return found

    def append(self, rows: dict[str, list[tuple[object, ...]]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows["entry"])
        self.connection.executemany("INSERT INTO mention VALUES (?, ?, ?)", rows["mention"])
        self.connection.executemany("INSERT INTO node VALUES (?, ?, ?)", rows["node"])
        self.connection.executemany("UPDATE story SET size = ?, recorded = ?, peaks = ?", rows["story"])
        self.connection.execute("COMMIT")


class Other:
    """The recorder of ``eventsourcing``, with its own settings: write-ahead log, synced at each commit."""

    def __init__(self, path: Path) -> None:
        from eventsourcing.persistence import StoredEvent
        from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

        self.stored = StoredEvent
        self.recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(path)))
        self.recorder.create_table()
        self.version = 0

    def append(self, payloads: list[bytes]) -> None:
        made = []
        for payload in payloads:
            self.version += 1
            made.append(self.stored(UUID(int=1), self.version, "timeline:Report", payload))
        self.recorder.insert_events(made)


def appends(folder: Path, size: int, rounds: int, other: bool) -> dict[str, list[float]]:
    """Return the seconds of appends of so many events, round by round: raw of both kinds, the store's, the other library's."""
    feed = made_up_reports()
    store = SqliteStore(str(folder / f"story-{size}.db"), "main")
    payloads, rows = Payloads(folder / f"payloads-{size}.db"), AllRows(folder / f"rows-{size}.db")
    library = Other(folder / f"other-{size}.db") if other else None
    found: dict[str, list[float]] = {"all rows": [], "payloads": [], "store": [], "eventsourcing": []}
    for _ in range(rounds):
        batch = list(islice(feed, size))
        found["store"].append(timed(partial(store.append, *batch)))
        written = AllRows.written(store, size)
        records = [record.payload or b"" for record in store.records(after=store.head.position - size)]
        found["all rows"].append(timed(partial(rows.append, written)))
        found["payloads"].append(timed(partial(payloads.append, records)))
        if library is not None:
            found["eventsourcing"].append(timed(partial(library.append, records)))
    for one in (store, payloads.connection, rows.connection):
        one.close()
    return {name: times for name, times in found.items() if times}


def ratio(found: dict[str, list[float]], raw: str) -> float:
    """Return how much of the speed of the raw side the store has, in the median round."""
    return statistics.median(one / own for one, own in zip(found[raw], found["store"], strict=True))


def encoding(size: int) -> float:
    """Return the seconds that it takes only to write so many events as JSON, which no store can be without."""
    from timeline import Entry

    entries = [Entry(event=event, recorded="2025-01-01T00:00:00Z") for event in islice(made_up_reports(), size)]
    return statistics.median(timed(lambda: [encode(entry) for entry in entries]) for _ in range(5))


def verification(path: Path) -> float:
    """Return how many entries a second a verification goes over."""
    with stores.open(path) as store:
        size = store.head.position
        return size / min(timed(store.verify) for _ in range(5))


def proving(folder: Path, size: int) -> tuple[float, int]:
    """Return the seconds of a consistency proof in a tree of so many leaves, and the bytes of its hashes, at worst of 50.

    Only the leaves and nodes are there, in the tables of a store; payloads are not looked at by a proof.
    """
    dice = random.Random(1)
    with SqliteStore(str(folder / "tree.db"), "main", key=SigningKey("example.com/front", bytes(32))) as store:
        connection, tree = store._tables.connection, CompactRange()
        connection.execute("BEGIN")
        number = store._tables.begin().number
        for begin in range(0, size, 50_000):
            leaves = [leaf_hash(b"%d" % index) for index in range(begin, min(size, begin + 50_000))]
            rows = [(number * SPAN + begin + i, f"{begin + i}", leaf) for i, leaf in enumerate(leaves, 1)]
            connection.executemany("INSERT INTO entry (key, id, recorded, leaf) VALUES (?, ?, '', ?)", rows)
            tree, nodes = tree.append(*leaves)
            kept = [(n, number * SPAN + i, node) for n, i, node in nodes if n and n % HEIGHT == 0]
            connection.executemany("INSERT INTO node VALUES (?, ?, ?)", kept)
        connection.execute("COMMIT")
        nodes_kept = nodes_of(store._tables, number)
        olds = [dice.randrange(1, size) for _ in range(50)]
        times = [timed(partial(consistency_proof, nodes_kept, old, size)) for old in olds]
        bytes_ = max(sum(map(len, consistency_proof(nodes_kept, old, size))) for old in olds)
        return statistics.median(times), bytes_


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 where a limit is missed")
    parser.add_argument("--folder", type=Path, help="where the files lie; a temporary folder by default")
    given = parser.parse_args()
    other = True
    try:
        import eventsourcing  # noqa: F401 - only to see that it is there
    except ImportError:
        other = False
        print("eventsourcing is not installed, so it is left out: install the extra dev")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        batch, single = appends(folder, BATCH, BATCHES, other), appends(folder, 1, SINGLES, other)
        speed = verification(folder / f"story-{BATCH}.db")
        seconds, size = proving(folder, PROVED)
    written = encoding(BATCH)
    ratios = {name: ratio(found, "all rows") for name, found in (("batch", batch), ("single", single))}
    print(f"SQLite {sqlite3.sqlite_version}, journal_mode=DELETE, synchronous=EXTRA; medians")
    for title, found in ((f"append {BATCH:,} events", batch), ("append 1 event", single)):
        print(f"{title}: " + ", ".join(f"{name} {1e3 * statistics.median(times):.2f} ms" for name, times in found.items()))
        limit, alone = LIMITS["batch" if found is batch else "single"], ratio(found, "payloads")
        print(f"  so {ratio(found, 'all rows'):.2f} of all rows (limit {limit}), {alone:.2f} of payloads alone")
    print(f"  writing {BATCH:,} events as JSON alone: {1e3 * written:.2f} ms")
    print(f"verify: {speed:,.0f} entries a second (limit {LIMITS['verify']:,})")
    print(f"consistency proof over {PROVED:,}: {1e3 * seconds:.2f} ms (limit 5), at most {size} bytes of hashes (limit 700)")
    met = {name: found >= LIMITS[name] for name, found in ratios.items()}
    met |= {"verify": speed >= LIMITS["verify"], "proof": seconds < LIMITS["proof"], "hashes": size <= LIMITS["hashes"]}
    missed = [name for name in met if not met[name]]
    print(f"missed: {', '.join(missed)}" if missed else "every limit is met")
    return 1 if missed and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
